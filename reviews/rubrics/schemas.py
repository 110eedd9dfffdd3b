# SPDX-License-Identifier: MIT
"""Rubrics going in and out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import msgspec

from reviews.rubrics.states import Kind

Weight = Annotated[int, msgspec.Meta(title="权重", ge=1, le=100)]
Veto = Annotated[str, msgspec.Meta(title="否决项", min_length=2, max_length=60)]


class Band(msgspec.Struct, frozen=True, array_like=True):
    """A labelled stretch of the scale, both ends included."""

    label: str
    low: int
    high: int

    @property
    def middle(self) -> int:
        """The score that choosing the band proposes."""
        return (self.low + self.high + 1) // 2

    @property
    def text(self) -> str:
        """The stretch in figures."""
        if self.low == self.high:
            return str(self.low)
        return f"{self.low}–{self.high}" if self.low else f"<{self.high + 1}"


class Part(msgspec.Struct, frozen=True, array_like=True):
    """A sub-form with its share of the whole, in percent."""

    name: str
    weight: int


class CriterionView(msgspec.Struct):
    """One criterion of a rubric."""

    id: int
    rubric: int
    name: str
    hint: str
    weight: int
    required: bool
    sort: int
    low: int = 0
    high: int = 100
    na_allowed: bool = True
    part: int = 0
    part_weight: int = 100
    bands: list[Band] = []

    def scaled(self, value: Decimal) -> Decimal:
        """Return a score on the scale of 0 to 100 on which criteria are put together."""
        return 100 * (value - self.low) / (self.high - self.low)


class Scale(msgspec.Struct):
    """What a sheet is filled in by."""

    criteria: list[CriterionView]
    parts: list[Part]
    vetoes: list[str]


class RubricView(msgspec.Struct):
    """A rubric's version with its criteria."""

    id: int
    name: str
    kind: Kind
    number: int
    state: str
    note: str
    version: int
    state_label: str = ""
    criteria: list[CriterionView] = []
    parts: list[Part] = []
    vetoes: list[str] = []
    actions: list[str] = []

    def groups(self) -> list[tuple[Part | None, list[CriterionView]]]:
        """The criteria by sub-form; all under None where there are no sub-forms."""
        if not self.parts:
            return [(None, self.criteria)]
        return [(part, [one for one in self.criteria if one.part == n]) for n, part in enumerate(self.parts, start=1)]

    @property
    def kind_label(self) -> str:
        """What the rubric judges, in words."""
        return self.kind.label


class CriterionIn(msgspec.Struct, forbid_unknown_fields=True):
    """A criterion as the office writes it."""

    name: Annotated[str, msgspec.Meta(title="指标", min_length=1, max_length=60)]
    weight: Weight
    hint: Annotated[str, msgspec.Meta(title="看什么", max_length=200)] = ""
    required: Annotated[bool, msgspec.Meta(title="必评")] = True
    low: Annotated[int, msgspec.Meta(title="最低分", ge=0, le=99)] = 0
    high: Annotated[int, msgspec.Meta(title="最高分", ge=1, le=100)] = 100
    na_allowed: Annotated[bool, msgspec.Meta(title="可以不适用")] = True
    part: Annotated[int, msgspec.Meta(title="所属分表", ge=0, le=4)] = 0
    levels: Annotated[
        str, msgspec.Meta(title="本项档位", max_length=120, description="不填按通用档位折算；如 优12 良8 一般4 差0")
    ] = ""


class PartIn(msgspec.Struct, forbid_unknown_fields=True):
    """A sub-form, such as the report and the advice that goes with it."""

    name: Annotated[str, msgspec.Meta(title="分表", min_length=1, max_length=20)]
    weight: Weight


class BandIn(msgspec.Struct, forbid_unknown_fields=True):
    """A band by its lowest score; it reaches up to the band above it."""

    label: Annotated[str, msgspec.Meta(title="档位", min_length=1, max_length=8)]
    low: Annotated[int, msgspec.Meta(title="最低分", ge=0, le=100)]


class RubricDraft(msgspec.Struct, forbid_unknown_fields=True):
    """What a draft holds: weights of 100 in the whole or in each sub-form, bands that cover each scale."""

    name: Annotated[str, msgspec.Meta(title="名称", min_length=1, max_length=80)]
    criteria: Annotated[list[CriterionIn], msgspec.Meta(title="指标", min_length=1, max_length=12)]
    bands: Annotated[list[BandIn], msgspec.Meta(title="档位", max_length=6)] = []
    parts: Annotated[list[PartIn], msgspec.Meta(title="分表", max_length=4)] = []
    vetoes: Annotated[list[Veto], msgspec.Meta(title="否决项", max_length=8)] = []
    note: Annotated[str, msgspec.Meta(title="修订说明", max_length=200)] = ""
    version: int | None = None


class NewRubric(msgspec.Struct, forbid_unknown_fields=True):
    """A new version of a rubric, as a draft."""

    kind: Annotated[Kind, msgspec.Meta(title="用于")]
    name: Annotated[str, msgspec.Meta(title="名称", min_length=1, max_length=80)]
    criteria: Annotated[list[CriterionIn], msgspec.Meta(title="指标", min_length=1, max_length=12)]
    bands: Annotated[list[BandIn], msgspec.Meta(title="档位", max_length=6)] = []
    parts: Annotated[list[PartIn], msgspec.Meta(title="分表", max_length=4)] = []
    vetoes: Annotated[list[Veto], msgspec.Meta(title="否决项", max_length=8)] = []
    note: Annotated[str, msgspec.Meta(title="修订说明", max_length=200)] = ""


class RubricStep(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs no more than the version seen."""

    version: Annotated[int | None, msgspec.Meta(title="版本")] = None
