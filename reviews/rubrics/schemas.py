# SPDX-License-Identifier: MIT
"""Rubrics going in and out."""

from __future__ import annotations

from typing import Annotated

import msgspec

from reviews.rubrics.states import Kind

Weight = Annotated[int, msgspec.Meta(title="权重", ge=1, le=100)]


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
        return f"{self.low}–{self.high}" if self.low else f"<{self.high + 1}"


class CriterionView(msgspec.Struct):
    """One criterion of a rubric."""

    id: int
    rubric: int
    name: str
    hint: str
    weight: int
    required: bool
    sort: int
    bands: list[Band] = []


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
    actions: list[str] = []

    @property
    def bands(self) -> list[Band]:
        """The bands of the scale, which all criteria share."""
        return self.criteria[0].bands if self.criteria else []

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


class BandIn(msgspec.Struct, forbid_unknown_fields=True):
    """A band by its lowest score; it reaches up to the band above it."""

    label: Annotated[str, msgspec.Meta(title="档位", min_length=1, max_length=8)]
    low: Annotated[int, msgspec.Meta(title="最低分", ge=0, le=100)]


class RubricDraft(msgspec.Struct, forbid_unknown_fields=True):
    """What a draft holds; the weights add up to 100, the bands cover the scale from 100 down to 0."""

    name: Annotated[str, msgspec.Meta(title="名称", min_length=1, max_length=80)]
    criteria: Annotated[list[CriterionIn], msgspec.Meta(title="指标", min_length=1, max_length=12)]
    bands: Annotated[list[BandIn], msgspec.Meta(title="档位", max_length=6)] = []
    note: Annotated[str, msgspec.Meta(title="修订说明", max_length=200)] = ""
    version: int | None = None


class NewRubric(msgspec.Struct, forbid_unknown_fields=True):
    """A new version of a rubric, as a draft."""

    kind: Annotated[Kind, msgspec.Meta(title="用于")]
    name: Annotated[str, msgspec.Meta(title="名称", min_length=1, max_length=80)]
    criteria: Annotated[list[CriterionIn], msgspec.Meta(title="指标", min_length=1, max_length=12)]
    bands: Annotated[list[BandIn], msgspec.Meta(title="档位", max_length=6)] = []
    note: Annotated[str, msgspec.Meta(title="修订说明", max_length=200)] = ""


class RubricStep(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs no more than the version seen."""

    version: Annotated[int | None, msgspec.Meta(title="版本")] = None
