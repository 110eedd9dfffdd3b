# SPDX-License-Identifier: MIT
"""Charts as pictures for documents: bars, stacked bars, lying bars for a funnel, in colours that print in grey too.

matplotlib draws them with the Chinese type face that zhplot brings. It is imported and run in a process of its own,
so that a web worker neither holds it in memory nor waits for it.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from thinktank.documents.fields import Picture

WIDE, HIGH, DPI = 5.9, 2.9, 200  # inches: the type area across; printed sharp
INK, LINE = "#1f2329", "#d0d3d6"
COLOURS = {
    "accent": "#2f5d9b",
    "green": "#2e7d4f",
    "yellow": "#e0a100",
    "red": "#c0392b",
    "grey": "#9aa0a6",
}
_HATCHES = {"yellow": "//", "red": "xx"}  # told apart without colour
_cache: list[str] = []  # where matplotlib keeps what it found out about type faces
_ROOM = 1.18  # above the highest bar, for its number


class ChartKind(StrEnum):
    """How values are shown."""

    BARS = "bars"
    STACKED = "stacked"
    FUNNEL = "funnel"


class Series(msgspec.Struct, frozen=True):
    """Values of one meaning, one for each category; ``colour`` is a key of ``COLOURS``."""

    name: str
    values: tuple[int, ...]
    colour: str = "accent"


class Chart(msgspec.Struct, frozen=True):
    """What a chart shows: ``unit`` is that of its values, ``about`` what is said to who cannot see it."""

    kind: ChartKind
    title: str
    unit: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def about(self) -> str:
        """The chart in words: its title, then every category with its values."""
        lines = (
            f"{category} " + "、".join(f"{one.name}{one.values[n]}{self.unit}" for one in self.series)
            for n, category in enumerate(self.categories)
        )
        return f"{self.title}：{'；'.join(lines)}"


def keep_in(folder: Path) -> None:
    """Name the folder in which matplotlib keeps what it finds out; the composition root calls it once."""
    _cache[:] = [str(folder)]


async def pictures(charts: Sequence[Chart]) -> list[Picture]:
    """Return the charts as PNG pictures with their words, in order, drawn in a process of its own."""
    if not charts:
        return []
    pipe = asyncio.subprocess.PIPE
    environment = {"MPLCONFIGDIR": _cache[0]} if _cache else None  # and nothing else: it is told all by its input
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=pipe, stdout=pipe, env=environment
    )
    output, _errors = await process.communicate(msgspec.msgpack.encode(list(charts)))
    if process.returncode:
        raise RuntimeError(f"{__name__} ended with {process.returncode}")  # what it said stands on standard error
    drawn = msgspec.msgpack.decode(output, type=list[bytes])
    return [Picture(content, chart.about) for content, chart in zip(drawn, charts, strict=True)]


def draw(charts: Sequence[Chart]) -> list[bytes]:
    """Return the charts as PNG pictures of the type area's width, in order."""
    import matplotlib as mpl  # noqa: PLC0415 -- heavy: only in the process that draws

    mpl.use("Agg")
    import zhplot  # noqa: F401, PLC0415 -- names its type face to matplotlib
    from matplotlib import pyplot as plt  # noqa: PLC0415

    return [_drawn(plt, chart) for chart in charts]


def _drawn(plt: Any, chart: Chart) -> bytes:
    figure, axes = plt.subplots(figsize=(WIDE, HIGH), dpi=DPI)
    if chart.kind is ChartKind.FUNNEL:
        _lying(axes, chart)
    else:
        _standing(axes, chart)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(LINE)
    axes.tick_params(colors=INK, length=0, labelsize=9)
    if len(chart.series) > 1:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.16), ncols=len(chart.series), frameon=False, fontsize=9)
    figure.tight_layout()
    output = io.BytesIO()
    figure.savefig(output, format="png", metadata={"Software": None})
    plt.close(figure)
    return output.getvalue()


def _standing(axes: Any, chart: Chart) -> None:
    below = [0] * len(chart.categories)
    for one in chart.series:
        bars = axes.bar(
            chart.categories, one.values, bottom=below, color=COLOURS[one.colour], width=0.52,
            label=one.name, hatch=_HATCHES.get(one.colour), edgecolor="white", linewidth=0.6,
        )  # fmt: skip
        if len(chart.series) == 1:
            axes.bar_label(bars, padding=2, fontsize=9, color=INK)
        below = [a + b for a, b in zip(below, one.values, strict=True)]
    if len(chart.series) > 1:
        for place, total in enumerate(below):
            axes.annotate(str(total), (place, total), (0, 3), textcoords="offset points", ha="center", fontsize=9)
    axes.set_ylim(0, max([*below, 1]) * _ROOM)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)


def _lying(axes: Any, chart: Chart) -> None:
    (one,) = chart.series
    bars = axes.barh(chart.categories, one.values, color=COLOURS[one.colour], height=0.6)
    axes.bar_label(bars, padding=3, fontsize=9, color=INK)
    axes.invert_yaxis()
    axes.set_xlim(0, max([*one.values, 1]) * _ROOM)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)


if __name__ == "__main__":
    wanted = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[Chart])
    sys.stdout.buffer.write(msgspec.msgpack.encode(draw(wanted)))
