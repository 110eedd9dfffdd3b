# SPDX-License-Identifier: MIT
"""A criterion's own scale and bands: read from the office's line of text, or the shared bands put onto its scale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from reviews.rubrics.schemas import Band, BandIn, CriterionIn, CriterionView, PartIn

FULL = 100
LEVEL = re.compile(r"([^\d\s，,、；;:：]+)[\s:：]*(\d{1,3})")


def read_levels(text: str) -> list[BandIn]:
    """Return the bands that a line such as 优12 良8 一般4 差0 names, from high to low."""
    return [BandIn(label[:8], int(low)) for label, low in LEVEL.findall(text)]


def as_levels(bands: Sequence[Band]) -> str:
    """Return bands as the line of text that stands for them."""
    return " ".join(f"{band.label}{band.low}" for band in bands)


def bands_of(criterion: CriterionIn, shared: Sequence[BandIn]) -> list[Band]:
    """Return a criterion's bands: its own, else the shared ones put onto its scale (their points are percents)."""
    low, high = criterion.low, criterion.high
    lows = read_levels(criterion.levels) or [
        BandIn(band.label, low - (-(band.low * (high - low)) // FULL)) for band in shared
    ]
    tops = [high, *(band.low - 1 for band in lows)]
    return [Band(band.label, band.low, top) for band, top in zip(lows, tops, strict=False)]


def own_levels(criterion: CriterionView, shared: Sequence[BandIn]) -> str:
    """Return a criterion's own bands as text, empty where it takes the shared ones."""
    plain = CriterionIn(name=criterion.name, weight=criterion.weight, low=criterion.low, high=criterion.high)
    return "" if bands_of(plain, shared) == criterion.bands else as_levels(criterion.bands)


def faults(criteria: Sequence[CriterionIn], shared: Sequence[BandIn], parts: Sequence[PartIn]) -> dict[str, str]:
    """Return by control what keeps a draft's criteria from being a scale (domain.md §2.2)."""
    found = {}
    for place, one in enumerate(criteria):
        lows = [band.low for band in bands_of(one, shared)]
        if one.high <= one.low:
            found[f"criteria-{place}-high"] = "最高分应大于最低分"
        elif not _covers(lows, one.low, one.high):
            found[f"criteria-{place}-levels"] = f"档位要从高到低，最后一档从{one.low}分起，如 优12 良8 一般4 差0"
        if one.part > len(parts) or (parts and not one.part):
            found[f"criteria-{place}-part"] = "请选择所属分表" if parts else "没有这张分表，请先写分表"
    return found | _weights(criteria, parts)


def _covers(lows: Sequence[int], low: int, high: int) -> bool:
    falling = all(upper > lower for upper, lower in pairwise(lows))
    return falling and bool(lows) and lows[-1] == low and lows[0] <= high


def _weights(criteria: Sequence[CriterionIn], parts: Sequence[PartIn]) -> dict[str, str]:
    """The criteria's weights are a whole of 100, in each sub-form where there are any; so are the sub-forms'."""
    whole = sum(part.weight for part in parts)
    if parts and whole != FULL:
        return {"parts": f"各分表权重合计应为100，现在是{whole}"}
    ordered = sorted(criteria, key=lambda one: one.part)
    sums = {part: sum(one.weight for one in inside) for part, inside in groupby(ordered, key=lambda one: one.part)}
    for part in range(1, len(parts) + 1) if parts else (0,):
        if sums.get(part, 0) != FULL:
            name = f"分表“{parts[part - 1].name}”的" if parts else "各"
            return {"criteria": f"{name}指标权重合计应为100，现在是{sums.get(part, 0)}"}
    return {}
