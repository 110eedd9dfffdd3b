# SPDX-License-Identifier: MIT
"""How a brief is sent, an adoption confirmed, and its effect asked for (domain.md §6)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class BriefState(StrEnum):
    """Where a brief (专报) stands."""

    DRAFT = "draft"
    SENT = "sent"
    DROPPED = "dropped"


BRIEF = Machine(
    name="brief",
    states=BriefState,
    labels={"draft": "编写中", "sent": "已报送", "dropped": "已作废"},
    initial=BriefState.DRAFT,
    final=(BriefState.SENT, BriefState.DROPPED),
    transitions=(
        Transition(name="send", from_=("draft",), to="sent", label="登记报送", who="officer"),
        Transition(name="drop", from_=("draft",), to="dropped", label="作废", who="officer"),
        Transition("unsend", ("sent",), "draft", "撤回报送", "officer", undo=True),
    ),
    holder={"draft": "经办人"},
)


class AdoptionState(StrEnum):
    """Where the confirmation of an adoption stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ADOPTION = Machine(
    name="adoption",
    states=AdoptionState,
    labels={"asked": "待采纳单位确认", "confirmed": "已确认采纳", "declined": "未采纳", "withdrawn": "已撤回"},
    public={"asked": "待确认"},
    initial=AdoptionState.ASKED,
    final=(AdoptionState.CONFIRMED, AdoptionState.DECLINED, AdoptionState.WITHDRAWN),
    transitions=(
        Transition(name="confirm", from_=("asked",), to="confirmed", label="确认采纳", who="liaison"),
        Transition(name="decline", from_=("asked",), to="declined", label="答复未采纳", who="liaison"),
        Transition(name="withdraw", from_=("asked",), to="withdrawn", label="撤回", who="officer"),
        Transition("unconfirm", ("confirmed",), "asked", "撤销确认", "officer", undo=True),
    ),
    holder={"asked": "采纳单位联络员"},
)


class EffectState(StrEnum):
    """Where a question about the effect of an adoption stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    WAIVED = "waived"


EFFECT = Machine(
    name="effect",
    states=EffectState,
    labels={"asked": "待填写", "answered": "已填写", "waived": "免填"},
    initial=EffectState.ASKED,
    final=(EffectState.ANSWERED, EffectState.WAIVED),
    transitions=(
        Transition(name="answer", from_=("asked",), to="answered", label="填写应用效果", who="liaison"),
        Transition(name="waive", from_=("asked",), to="waived", label="免填", who="officer"),
    ),
    holder={"asked": "采纳单位联络员"},
)
