# SPDX-License-Identifier: MIT
"""What a member proposes for the growth record, and the annual assessment (domain.md §4)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition

_OFFICER, _LEADER, _SELF = "经办人", "部领导", "本人"


class Category(StrEnum):
    """What a line of the growth record is about; the value is its name on screen and on paper."""

    ADMISSION = "入库"
    PROJECT = "课题"
    TRAINING = "培训"
    POSTING = "历练"
    OUTCOME = "成果"
    HONOUR = "荣誉"
    ASSESSMENT = "评价"


class ClaimState(StrEnum):
    """From what somebody says happened to what stands on the record."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


CLAIM = Machine(
    name="growth_claim",
    states=ClaimState,
    labels={"proposed": "待确认", "confirmed": "已记入", "declined": "未记入"},
    initial="proposed",
    final=("confirmed", "declined"),
    transitions=(
        Transition("confirm", ("proposed",), "confirmed", "确认记入", _OFFICER),
        Transition("decline", ("proposed",), "declined", "不予记入", _OFFICER),
    ),
    holder={"proposed": _OFFICER},
)


class AssessmentState(StrEnum):
    """From the evidence to a level that has been signed and told."""

    OPEN = "open"
    DRAFTED = "drafted"
    SIGNED = "signed"


class Grade(StrEnum):
    """The levels of an annual assessment; given by a person, never summed from points (domain.md §0.2)."""

    EXCELLENT = "优秀"
    PASSED = "合格"
    BASIC = "基本合格"
    FAILED = "不合格"


ASSESSMENT = Machine(
    name="assessment",
    states=AssessmentState,
    labels={"open": "待评价", "drafted": "待审定", "signed": "已审定"},
    public={"drafted": "评价中", "open": "评价中"},
    initial="open",
    final=("signed",),
    transitions=(
        Transition("draft", ("open", "drafted"), "drafted", "拟定等次", _OFFICER),
        Transition("give_back", ("drafted",), "open", "退回重评", _LEADER),
        Transition("sign", ("drafted",), "signed", "审定", _LEADER),
        Transition("correct", ("signed",), "drafted", "更正", _LEADER),
    ),
    holder={"open": _OFFICER, "drafted": _LEADER},
)
