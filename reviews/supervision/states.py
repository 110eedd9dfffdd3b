# SPDX-License-Identifier: MIT
"""Lights, checkpoints, and the life of an order (domain.md §3)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class Colour(StrEnum):
    """A project's light."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"

    @property
    def label(self) -> str:
        """The colour's word on screen."""
        return {"green": "正常", "yellow": "预警", "red": "滞后", "grey": "暂停"}[self]


class OrderKind(StrEnum):
    """How grave an order is, mildest first; escalation goes to the next."""

    REMINDER = "reminder"
    SUPERVISION = "supervision"
    RECTIFICATION = "rectification"
    TALK = "talk"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return {"reminder": "提醒函", "supervision": "督办单", "rectification": "整改通知", "talk": "约谈建议"}[self]

    @property
    def graver(self) -> OrderKind | None:
        """The kind that follows when this one had no effect."""
        kinds = list(OrderKind)
        place = kinds.index(self) + 1
        return kinds[place] if place < len(kinds) else None


class OrderState(StrEnum):
    """Where an order stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    ISSUED = "issued"
    RECEIVED = "received"
    HANDLING = "handling"
    REPLIED = "replied"
    VERIFYING = "verifying"
    RETURNED = "returned"
    CLOSED = "closed"
    ESCALATED = "escalated"
    WITHDRAWN = "withdrawn"


BEFORE_ISSUE = ("draft", "approved")
AT_HANDLER = ("issued", "received", "handling", "returned")
AT_CHECKER = ("replied", "verifying")
OPEN = (*AT_HANDLER, *AT_CHECKER)
ENDED = ("closed", "escalated", "withdrawn")
COUNTING = ("supervision", "rectification", "talk")  # kinds that turn the light yellow: a reminder does not

ORDER = Machine(
    name="order",
    states=OrderState,
    labels={
        "draft": "待签发",
        "approved": "待下发",
        "issued": "待签收",
        "received": "已签收",
        "handling": "办理中",
        "replied": "待核查",
        "verifying": "核查中",
        "returned": "退回重办",
        "closed": "已销号",
        "escalated": "已升级",
        "withdrawn": "已撤回",
    },
    initial="draft",
    final=ENDED,
    transitions=(
        Transition("approve", ("draft",), "approved", "签发", "部领导（提醒函由经办人）"),
        Transition("issue", ("approved",), "issued", "下发", "经办人"),
        Transition("receive", ("issued",), "received", "签收", "承办人"),
        Transition("start", ("received",), "handling", "开始办理", "承办人"),
        Transition("reply", ("received", "handling", "returned"), "replied", "反馈", "承办人"),
        Transition("check", ("replied",), "verifying", "核查", "督查员或经办人"),
        Transition("close", ("verifying",), "closed", "销号", "督查员或经办人"),
        Transition("return", ("verifying",), "returned", "退回重办", "督查员或经办人"),
        Transition("escalate", OPEN, "escalated", "升级", "督查员或经办人"),
        Transition("withdraw", (*BEFORE_ISSUE, *OPEN), "withdrawn", "撤回", "经办人"),
        Transition("undo_close", ("closed",), "verifying", "撤销销号", "督查员或经办人", undo=True),
    ),
    holder={
        "draft": "签发人",
        "approved": "经办人",
        "issued": "承办人",
        "received": "承办人",
        "handling": "承办人",
        "returned": "承办人",
        "replied": "督查员或经办人",
        "verifying": "督查员或经办人",
        "closed": "",
        "escalated": "",
        "withdrawn": "",
    },
)


class MoreTimeState(StrEnum):
    """Whether more time that a handler asked for was given."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    LAPSED = "lapsed"


MORE_TIME = Machine(
    name="order_extension",
    states=MoreTimeState,
    labels={"asked": "待批复", "given": "已同意", "refused": "未同意", "lapsed": "已失效"},
    initial="asked",
    final=("given", "refused", "lapsed"),
    transitions=(
        Transition("give", ("asked",), "given", "同意延期", "经办人"),
        Transition("refuse", ("asked",), "refused", "不同意延期", "经办人"),
        Transition("lapse", ("asked",), "lapsed", "失效", "系统"),
    ),
    holder={"asked": "经办人", "given": "", "refused": "", "lapsed": ""},
)


class CheckpointKind(StrEnum):
    """How a checkpoint is done."""

    DESK = "desk"
    VISIT = "visit"
    TALK = "talk"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return {"desk": "书面核查", "visit": "现场督查", "talk": "座谈了解"}[self]


class Seen(StrEnum):
    """What an inspection saw of one line of its checklist."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    UNSEEN = "unseen"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"met": "达到", "partly": "部分达到", "unmet": "未达到", "unseen": "本次未查"}[self]


class CheckpointState(StrEnum):
    """Whether a checkpoint has been done."""

    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"


CHECKPOINT = Machine(
    name="checkpoint",
    states=CheckpointState,
    labels={"planned": "待督查", "done": "已督查", "cancelled": "已取消"},
    initial="planned",
    final=("done", "cancelled"),
    transitions=(
        Transition("record", ("planned",), "done", "登记督查情况", "督查员"),
        Transition("cancel", ("planned",), "cancelled", "取消", "督查员或经办人"),
    ),
    holder={"planned": "督查员", "done": "", "cancelled": ""},
)
