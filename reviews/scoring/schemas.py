# SPDX-License-Identifier: MIT
"""Sheets, results and decisions going in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from reviews.rounds.schemas import ItemView, TaskView
from reviews.rounds.schemas_material import Material
from reviews.rounds.states import RecheckBy
from reviews.rubrics.schemas import CriterionView, Part
from reviews.scoring.aggregate import Summary
from reviews.scoring.states import Confidence, Event


class ScoreIn(msgspec.Struct, forbid_unknown_fields=True):
    """One criterion's score."""

    criterion: int
    value: Annotated[int | None, msgspec.Meta(title="得分")] = None
    not_applicable: Annotated[bool, msgspec.Meta(title="不适用")] = False
    comment: Annotated[str, msgspec.Meta(title="说明", max_length=300)] = ""


class SaveSheet(msgspec.Struct, forbid_unknown_fields=True):
    """A sheet as far as it is; ``version`` is the one that the reviewer saw, 0 before the first saving."""

    scores: Annotated[list[ScoreIn], msgspec.Meta(title="评分")] = []
    opinion: Annotated[str, msgspec.Meta(title="评审意见", max_length=600)] = ""
    advice: Annotated[str, msgspec.Meta(title="评审建议", max_length=30)] = ""
    confidence: Annotated[Confidence, msgspec.Meta(title="对本领域")] = Confidence.MEDIUM
    private_note: Annotated[str, msgspec.Meta(title="给办公室的话", max_length=600)] = ""
    vetoes: Annotated[list[int], msgspec.Meta(title="否决项", max_length=8)] = []
    veto_note: Annotated[str, msgspec.Meta(title="认定依据", max_length=300)] = ""
    version: int | None = None


class ReviseSheet(SaveSheet, forbid_unknown_fields=True, kw_only=True):
    """A sheet as it shall be, after it was handed in."""

    reason: Annotated[str, msgspec.Meta(title="修改理由", min_length=2, max_length=300)]


class Say(msgspec.Struct, forbid_unknown_fields=True):
    """A word in a discussion."""

    text: Annotated[str, msgspec.Meta(title="留言", min_length=2, max_length=600)]


class Explain(msgspec.Struct, forbid_unknown_fields=True):
    """Why a sheet was scored as it was."""

    reason: Annotated[str, msgspec.Meta(title="评分理由", min_length=5, max_length=300)]


class DraftDecision(msgspec.Struct, forbid_unknown_fields=True):
    """A decision as the office puts it to the leader, or makes it."""

    decision: Annotated[str, msgspec.Meta(title="结论", min_length=1, max_length=30)]
    note: Annotated[str, msgspec.Meta(title="反馈意见", description="审定后课题组可见", min_length=2, max_length=600)]
    grade: Annotated[str, msgspec.Meta(title="等次", max_length=12)] = ""
    over_reason: Annotated[str, msgspec.Meta(title="超出优秀名额的理由", max_length=300)] = ""
    conditions: Annotated[
        str, msgspec.Meta(title="修改要求", description="修改后通过、限期整改时填写，不填即同反馈意见", max_length=600)
    ] = ""
    conditions_due: Annotated[date | None, msgspec.Meta(title="修改期限", description="不填按设置计算")] = None
    recheck: Annotated[RecheckBy, msgspec.Meta(title="由谁核对修改")] = RecheckBy.OFFICE
    version: int | None = None


class Because(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs a reason."""

    reason: Annotated[str, msgspec.Meta(title="理由", min_length=2, max_length=300)]
    version: int | None = None


class ScoreView(msgspec.Struct):
    """A criterion's score as kept."""

    sheet: int
    criterion: int
    not_applicable: bool
    comment: str
    value: Decimal | None = None


class SheetView(msgspec.Struct):
    """A sheet; to its reviewer while it is written, to the office once it is in."""

    id: int
    assignment: int
    state: str
    version: int
    opinion: str
    advice: str
    confidence: str
    private_note: str
    outlier_reason: str
    veto_note: str = ""
    ticked: str = ""
    total: Decimal | None = None
    saved_at: datetime | None = None
    submitted_at: datetime | None = None
    outlier_asked_at: datetime | None = None
    recall_asked_at: datetime | None = None
    recall_reason: str = ""
    scores: list[ScoreView] = []
    vetoes: list[int] = []


class Saved(msgspec.Struct):
    """What saving a sheet answers."""

    id: int
    version: int
    state: str
    answered: int
    coverage: Decimal
    total: Decimal | None = None
    saved_at: datetime | None = None


class Desk(msgspec.Struct):
    """Everything that the review screen shows."""

    task: TaskView
    criteria: list[CriterionView]
    parts: list[Part]
    material: Material
    sheet: SheetView | None
    vetoes: list[str]
    place: int
    queue: list[TaskView]
    actions: list[str]
    total: Decimal | None = None
    coverage: Decimal = Decimal(0)


class PanelRow(msgspec.Struct):
    """One reviewer's line of the result."""

    task: TaskView
    sheet: SheetView
    by_criterion: dict[int, Decimal | None]
    scaled: dict[int, Decimal | None]  # the same on 0 to 100
    dropped: str = ""
    severity: Decimal | None = None  # above 0: milder than the panels of earlier rounds
    calibrated: Decimal | None = None  # the total without it; None before a first earlier round


class Result(msgspec.Struct):
    """An item's result for the office: figures only once every sheet is in."""

    item: ItemView
    criteria: list[CriterionView]
    tasks: list[TaskView]
    rows: list[PanelRow]
    means: dict[int, Decimal]
    vetoes: list[tuple[str, int]] = []  # veto items with how many reviewers found them to hold
    summary: Summary | None = None
    reach: Decimal | None = None  # from the lowest total to the highest
    split: bool = False  # whether that is beyond the setting
    apart: list[int] = []  # assignments whose total is far from the others' mean
    alpha: Decimal | None = None
    alpha_from: Decimal | None = None  # the 95 % interval
    alpha_to: Decimal | None = None
    calibrated: Decimal | None = None  # mean of the calibrated totals, raw where there is nothing to calibrate by
    calibrated_spread: Decimal | None = None
    grade: str = ""
    actions: list[str] = []


class KeptScore(msgspec.Struct):
    """One criterion of a sheet as it was."""

    criterion: int
    value: Decimal | None = None
    not_applicable: bool = False
    comment: str = ""


class Kept(msgspec.Struct):
    """What a sheet said at a moment."""

    opinion: str
    advice: str
    confidence: str
    private_note: str
    veto_note: str
    vetoes: list[int]
    scores: list[KeptScore]


class Change(msgspec.Struct):
    """What differs from the state before, in words."""

    what: str
    was: str
    became: str


class Revision(msgspec.Struct):
    """A sheet as it was handed in, taken back or revised, with who, when and what differs."""

    number: int
    event: Event
    at: datetime
    by_name: str
    reason: str
    total: Decimal | None = None
    changes: list[Change] = []
    kept: Kept | None = None


class PeerComment(msgspec.Struct):
    """What another reviewer wrote on a criterion."""

    criterion: str
    text: str


class Peer(msgspec.Struct):
    """Another reviewer's sheet as those see it who have handed in: words, no figure; in a blind round no name."""

    label: str
    advice: str
    opinion: str
    comments: list[PeerComment]


class RemarkView(msgspec.Struct):
    """A word in a discussion."""

    label: str
    text: str
    at: datetime
    own: bool


class Discussion(msgspec.Struct):
    """What a reviewer sees of the others."""

    task: TaskView
    own_label: str
    peers: list[Peer]
    remarks: list[RemarkView]
    actions: list[str]
