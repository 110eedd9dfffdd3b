# SPDX-License-Identifier: MIT
"""Plans and reviewers' profiles going in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from reviews.staffing.states import Aim
from thinktank.kernel.directions import Direction


class Propose(msgspec.Struct, forbid_unknown_fields=True):
    """What a plan shall keep to; what is left out is as the setting has it."""

    aim: Annotated[Literal["total", "worst"], msgspec.Meta(title="取向")] = "total"
    load_most: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=200)] | None, msgspec.Meta(title="每位专家全年最多（件）")
    ] = None
    own_most: Annotated[
        Annotated[int, msgspec.Meta(ge=0, le=15)] | None, msgspec.Meta(title="同一主管单位最多（位）")
    ] = None
    unit_most: Annotated[Annotated[int, msgspec.Meta(ge=1, le=15)] | None, msgspec.Meta(title="同一单位最多（位）")] = (
        None
    )
    keep: Annotated[bool, msgspec.Meta(title="已指派、未开始的尽量不动")] = True


class Limits(msgspec.Struct, frozen=True):
    """What a plan keeps to."""

    load: int
    own: int
    unit: int
    keep: bool = True


class SaveProfile(msgspec.Struct, forbid_unknown_fields=True):
    """What a reviewer knows and can take on."""

    directions: Annotated[list[Direction], msgspec.Meta(title="专长方向", max_length=5)] = []
    wishes: Annotated[list[Direction], msgspec.Meta(title="愿意评的方向", max_length=5)] = []
    expertise: Annotated[
        str, msgspec.Meta(title="专长关键词", max_length=200, description="用顿号或空格分开，如 社区治理、适老化改造")
    ] = ""
    load_most: Annotated[Annotated[int, msgspec.Meta(ge=0, le=200)] | None, msgspec.Meta(title="全年最多评（件）")] = (
        None
    )
    away_until: Annotated[date | None, msgspec.Meta(title="暂不参加评审，至", description="到这一天为止不会指派")] = (
        None
    )
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class ProfileView(msgspec.Struct):
    """A reviewer's profile with the reviews of this year."""

    account: int
    name: str
    unit_name: str
    directions: list[str] = []
    wishes: list[str] = []
    expertise: str = ""
    load_most: int | None = None
    away_until: date | None = None
    version: int = 0
    year: int = 0


class PairView(msgspec.Struct):
    """A reviewer for an item in a plan, with what the fit is made of."""

    item: int
    reviewer: int
    name: str
    unit_name: str
    fit: int
    kept: bool
    dropped: bool
    started: bool = False
    why: str = ""


class ItemPlan(msgspec.Struct):
    """An item of a plan with its reviewers; ``short`` is how many it lacks."""

    id: int
    title: str
    direction: str
    pairs: list[PairView] = []
    short: int = 0

    @property
    def worst(self) -> int | None:
        """The least fit among those who come."""
        return min((pair.fit for pair in self.pairs if not pair.dropped), default=None)


class LoadView(msgspec.Struct):
    """How much a reviewer has in a plan."""

    reviewer: int
    name: str
    unit_name: str
    planned: int
    most: int


class PlanView(msgspec.Struct):
    """A plan as the actor may see it: of the items that are visible to them."""

    id: int
    round: int
    aim: Aim
    state: str
    version: int
    made_at: datetime
    made_by: str
    limits: Limits
    state_label: str = ""
    items: list[ItemPlan] = []
    loads: list[LoadView] = []
    remedies: list[str] = []
    new: int = 0
    kept: int = 0
    dropped: int = 0
    short: int = 0
    mean: float | None = None
    worst: int | None = None
    actions: list[str] = []


class StepPlan(msgspec.Struct, forbid_unknown_fields=True):
    """A step of the plan that was looked at."""

    proposal: int
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class SheetFault(msgspec.Struct):
    """What is wrong with a row of a sheet."""

    row: int
    text: str


class SheetRun(msgspec.Struct):
    """What a sheet would do: what is wrong with it, or the plan that it came to."""

    rows: int
    faults: list[SheetFault] = []
    plan: int | None = None


class SheetRow(msgspec.Struct, forbid_unknown_fields=True):
    """A row of an assignment sheet: an item by its number in the round, a reviewer by account or name."""

    item: str
    reviewer: str


class SheetRows(msgspec.Struct, forbid_unknown_fields=True):
    """A sheet as rows; ``dry`` says only what it would do."""

    rows: Annotated[list[SheetRow], msgspec.Meta(min_length=1, max_length=10_000)]
    dry: bool = False
