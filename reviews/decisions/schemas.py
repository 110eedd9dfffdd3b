# SPDX-License-Identifier: MIT
"""Decisions of a round going in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from reviews.decisions.staging import Proposal
from reviews.decisions.states import Fault
from reviews.rounds.schemas import ItemView, RoundView
from reviews.rounds.schemas_material import Material

HIGHEST = 100
Note = Annotated[str, msgspec.Meta(max_length=600)]
Why = Annotated[str, msgspec.Meta(title="理由", min_length=2, max_length=300)]


class BarIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision word from a score on."""

    decision: Annotated[str, msgspec.Meta(title="结论", max_length=30)]
    at_least: Annotated[Decimal | None, msgspec.Meta(title="不低于（分）")] = None


class CutOff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Scores from which on decisions are proposed, for the items of a direction or for all."""

    bars: Annotated[list[BarIn], msgspec.Meta(title="分数线", max_length=8)]
    places: Annotated[int | None, msgspec.Meta(title="名额（件）", description="只限第一项结论，不填即不限")] = None
    rest: Annotated[str, msgspec.Meta(title="其余材料", description="不选则逐件拟定", max_length=30)] = ""
    direction: Annotated[str, msgspec.Meta(title="方向", max_length=20)] = ""

    def __post_init__(self) -> None:
        """Refuse a cut that no score can reach, or that all do."""
        if any(bar.at_least is not None and not 0 <= bar.at_least <= HIGHEST for bar in self.bars):
            raise ValueError("分数线请填0到100之间的数")
        if self.places is not None and self.places < 0:
            raise ValueError("名额请填0以上的整数")


class StageRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is put before the leader for one item; without a decision it is left as it is."""

    item: int
    decision: Annotated[str, msgspec.Meta(title="结论", max_length=30)] = ""
    grade: Annotated[str, msgspec.Meta(title="等次", max_length=12)] = ""
    note: Annotated[Note, msgspec.Meta(title="反馈意见")] = ""
    version: int | None = None


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Decisions put before the leader together."""

    rows: Annotated[list[StageRow], msgspec.Meta(title="拟定", max_length=200)] = []
    note: Annotated[Note, msgspec.Meta(title="反馈意见", description="课题组可见；没有单独填写的材料都用这一条")] = ""
    over_reason: Annotated[str, msgspec.Meta(title="超出优秀名额的理由", max_length=300)] = ""


class SignRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item that the leader signs, as it was seen."""

    item: int
    sign: Annotated[bool, msgspec.Meta(title="签批")] = False
    version: int | None = None


class Publish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed and made public together."""

    rows: Annotated[list[SignRow], msgspec.Meta(title="签批", max_length=200)] = []


class SendBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Drafts that go back to the office."""

    reason: Why
    items: Annotated[list[int], msgspec.Meta(title="退回", max_length=200)] = []


class Ballot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many voted for an item."""

    item: int
    votes: Annotated[int, msgspec.Meta(title="得票", ge=0, le=99)] = 0


class Vote(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vote of the panel on equals: for what, who voted, how."""

    about: Annotated[str, msgspec.Meta(title="表决事项", max_length=40)]
    ballots: Annotated[list[Ballot], msgspec.Meta(title="得票", min_length=2, max_length=50)]
    voters: Annotated[list[int], msgspec.Meta(title="参加表决的评审专家", min_length=1, max_length=50)]
    held_on: Annotated[date, msgspec.Meta(title="表决日期")]
    places: Annotated[int, msgspec.Meta(title="名额（件）", ge=0, le=1000)] = 0
    note: Annotated[str, msgspec.Meta(title="说明", max_length=300)] = ""


class VoteView(msgspec.Struct):
    """A vote on record."""

    id: int
    about: str
    places: int
    voters: str
    held_on: date
    note: str
    by_name: str
    about_label: str = ""
    ballots: list[Ballot] = []


class Count(msgspec.Struct, frozen=True):
    """How many items have a grade or a word; ``most`` is the quota where there is one."""

    code: str
    label: str
    n: int
    most: int | None = None

    @property
    def over(self) -> bool:
        """Whether there are more than there may be."""
        return self.most is not None and self.n > self.most


class BoardRow(msgspec.Struct):
    """An item on the page of its round's decisions."""

    item: ItemView
    decided: Decimal | None = None
    mean: Decimal | None = None
    suggested: str = ""
    tied: bool = False
    vetoed: bool = False
    votes: int = 0


class Board(msgspec.Struct):
    """A round's items with what is proposed, drafted and decided, counted against the quota."""

    round: RoundView
    rows: list[BoardRow]
    grades: list[Count]
    words: list[Count]
    quota: int
    tied: list[int]
    left: int
    passed: int  # from which score on something passes
    votes: list[VoteView]
    reasons: list[str]
    actions: list[str]


class Proposed(msgspec.Struct):
    """What cuts propose, with what that comes to."""

    proposals: list[Proposal]
    grades: list[Count]
    words: list[Count]


# -- mending ----------------------------------------------------------------------------------------------------


class Judge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the office says to mended material."""

    note: Annotated[str, msgspec.Meta(title="核对意见", min_length=2, max_length=300)]
    version: int | None = None


class Look(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one of the panel says to mended material."""

    agreed: Annotated[bool, msgspec.Meta(title="已按要求修改，同意通过")] = False
    note: Annotated[str, msgspec.Meta(title="复核意见", min_length=2, max_length=300)] = ""


class Check(msgspec.Struct):
    """One of the panel's second looks."""

    assignment: int
    reviewer_name: str
    asked_at: datetime
    note: str
    agreed: bool | None = None
    at: datetime | None = None


class RevisionView(msgspec.Struct):
    """What was to be mended, what the team handed in, who looked at it."""

    item: ItemView
    material: Material
    checks: list[Check]
    agreed: int
    recheck_label: str
    actions: list[str] = []


class RecheckView(msgspec.Struct):
    """A second look on a reviewer's desk."""

    assignment: int
    kind_label: str
    conditions: str
    conditions_due: date | None
    material: Material
    revision: str
    note: str
    agreed: bool | None
    actions: list[str] = []


class LookDue(msgspec.Struct, frozen=True):
    """A second look that waits for a reviewer."""

    assignment: int
    kind_label: str
    due: date | None


# -- the letter ---------------------------------------------------------------------------------------------------


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which comments the team may read: ``sheet:criterion``, 0 for the overall opinion."""

    comments: Annotated[list[str], msgspec.Meta(title="公开给课题组的评审意见", max_length=300)] = []


class Remark(msgspec.Struct):
    """A comment of a sheet, by its key; ``who`` names nobody."""

    key: str
    who: str
    about: str
    text: str
    released: bool = False


class LetterView(msgspec.Struct):
    """What a team is told of its review: nothing in it says who judged."""

    item: int
    title: str
    number: str
    kind_label: str
    round_title: str
    decision_label: str
    grade_label: str
    note: str
    conditions: str
    conditions_due: date | None
    revision: str
    revision_label: str
    score: Decimal | None
    decided_at: datetime | None
    notice_until: date | None
    remarks: list[Remark]
    subject_href: str
    appeals: list[AppealView] = []
    actions: list[str] = []


# -- appeals ------------------------------------------------------------------------------------------------------


class FileAppeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A written appeal in one's own name; ``name`` where the office enters one that came on paper."""

    fault: Annotated[Fault, msgspec.Meta(title="程序问题")]
    text: Annotated[str, msgspec.Meta(title="事实和依据", min_length=10, max_length=1000)]
    real: Annotated[bool, msgspec.Meta(title="本人实名提出，只反映程序问题，不涉及学术判断", extra={"must": True})]
    contact: Annotated[str, msgspec.Meta(title="联系方式", max_length=60)] = ""
    name: Annotated[str, msgspec.Meta(title="申请人", description="书面申请由经办人登记时填写姓名", max_length=40)] = ""


class AnswerAppeal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to an appeal; one that is upheld takes the decision back."""

    answer: Annotated[str, msgspec.Meta(title="答复", description="申请人可见", min_length=5, max_length=1000)]
    version: int | None = None


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step that needs no more than the version seen."""

    version: int | None = None


class AppealView(msgspec.Struct):
    """An appeal, for its author and the office."""

    id: int
    item: int
    title: str
    fault: Fault
    name: str
    contact: str
    text: str
    at: datetime
    due_on: date
    state: str
    version: int
    answer: str
    account: int | None = None
    handler: int | None = None
    handler_name: str | None = None
    answered_at: datetime | None = None
    fault_label: str = ""
    state_label: str = ""
    late: bool = False
    actions: list[str] = []
