# SPDX-License-Identifier: MIT
"""What a briefing is put together from: figures under their marks, sentences that name them, charts, lists. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from thinktank.briefings.periods import Period, compared, this
from thinktank.briefings.states import BriefingKind
from thinktank.documents.charts import Chart
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _

TITLES = {
    "people": "人才队伍",
    "topics": "选题立项",
    "projects": "课题进展",
    "reports": "定期汇报",
    "supervision": "督查督办",
    "outcomes": "成果转化",
    "postings": "岗位历练",
    "next": "下步打算",
}
"""The parts in their order, with the titles."""


class Listing(msgspec.Struct, frozen=True):
    """Rows under a part, such as the projects in red: names of the columns with their heads, and the cells."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]

    def lines(self) -> list[dict[str, str]]:
        """Return the rows by the names of their columns."""
        names = [name for name, _head in self.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]


class Figure(msgspec.Struct, frozen=True):
    """A number with its mark, what it counts, where its rows are, and what it was in the period before."""

    number: int
    key: str
    name: str
    value: int
    unit: str
    earlier: int | None
    source: str
    href: str

    @property
    def mark(self) -> str:
        """How the text refers to it."""
        return f"[{self.number}]"


class Section(msgspec.Struct, frozen=True):
    """One part as the data give it."""

    key: str
    text: str
    chart: Chart | None = None
    listing: Listing | None = None


class Drawing:
    """A briefing while it is drawn: for whom, of which days, and the figures found so far.

    ``numbers`` are the marks given before, which a figure keeps; ``stood`` are the values that figures had in the
    briefing of the period before, for those that are not counted by days.
    """

    def __init__(
        self,
        actor: Actor,
        *,
        kind: BriefingKind,
        period: Period,
        earlier: Period,
        coming: Period,
        direction: str = "",
        numbers: Mapping[str, int] | None = None,
        stood: Mapping[str, int] | None = None,
    ) -> None:
        """Begin without figures."""
        self.actor, self.kind, self.direction = actor, kind, direction
        self.period, self.earlier, self.coming = period, earlier, coming
        self.figures: dict[str, Figure] = {}
        self._numbers, self._stood = dict(numbers or {}), dict(stood or {})

    def tell(
        self, key: str, name: str, value: int, unit: str, *, source: str, href: str = "", earlier: int | None = None
    ) -> str:
        """Take a figure down and return it as text with its mark: 107人[1]."""
        number = self._numbers.setdefault(key, max(self._numbers.values(), default=0) + 1)
        before = self._stood.get(key) if earlier is None else earlier
        self.figures[key] = Figure(number, key, name, value, unit, before, source, href)
        return f"{value}{unit}[{number}]"

    @property
    def this(self) -> str:
        """How its sentences call the period."""
        return this(self.kind)

    def change(self, key: str) -> str:
        """Return how a figure differs from the period before, or nothing where that is not known: ，比上月增加3人."""
        found, word = self.figures[key], compared(self.kind)
        if found.earlier is None:
            return ""
        by = found.value - found.earlier
        if not by:
            return "" if not found.value else _("，与%(word)s持平") % {"word": word}
        told = _("，比%(word)s增加%(n)d%(unit)s") if by > 0 else _("，比%(word)s减少%(n)d%(unit)s")
        return told % {"word": word, "n": abs(by), "unit": found.unit}


def listed(parts: Iterable[str]) -> str:
    """Join what is told side by side."""
    return "、".join(part for part in parts if part)


def share(part: int, whole: int) -> str:
    """Return a share in percent with at most one decimal, or a dash where there is nothing to share."""
    return f"{100 * part / whole:.1f}".removesuffix(".0") + "%" if whole else "—"
