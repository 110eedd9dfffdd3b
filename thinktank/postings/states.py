# SPDX-License-Identifier: MIT
"""Kinds of posts, and the machines of a need and of a posting (domain.md §5, decisions.md)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition

_OFFICER, _LEADER, _RECEIVER, _PERSON = "经办人", "部领导", "接收单位", "本人"


class Kind(StrEnum):
    """What sort of post it is; each has its own longest term in the policy ``posting_terms``."""

    UPWARD = "upward"
    DOWNWARD = "downward"
    LATERAL = "lateral"
    ENTERPRISE = "enterprise"
    SHADOW = "shadow"
    TASKFORCE = "taskforce"
    PETITION = "petition"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return _KINDS[self]

    @property
    def takes_turns(self) -> bool:
        """Whether people of this kind take turns by a rota (跟班学习, 信访一线)."""
        return self in {Kind.SHADOW, Kind.PETITION}


_KINDS = {
    Kind.UPWARD: "上挂锻炼",
    Kind.DOWNWARD: "下派挂职",
    Kind.LATERAL: "横向挂职",
    Kind.ENTERPRISE: "企业园区挂职",
    Kind.SHADOW: "跟班学习",
    Kind.TASKFORCE: "重大项目专班",
    Kind.PETITION: "信访一线",
}


class Side(StrEnum):
    """The three sides of a posting, each with a say of its own."""

    PERSON = "person"
    SENDER = "sender"
    RECEIVER = "receiver"

    @property
    def label(self) -> str:
        """The side's name on screen."""
        return {"person": "本人", "sender": "派出单位", "receiver": "接收单位"}[self]


class Grade(StrEnum):
    """The grade of a final appraisal (domain.md §5, appraisal form)."""

    EXCELLENT = "excellent"
    COMPETENT = "competent"
    BASIC = "basic"
    INCOMPETENT = "incompetent"

    @property
    def label(self) -> str:
        """The grade's name on screen."""
        return {"excellent": "优秀", "competent": "称职", "basic": "基本称职", "incompetent": "不称职"}[self]


class Change(StrEnum):
    """What may be asked for while a posting runs."""

    EXTEND = "extend"
    END_EARLY = "end_early"

    @property
    def label(self) -> str:
        """The request's name on screen."""
        return {"extend": "延期", "end_early": "提前结束"}[self]


class NeedState(StrEnum):
    """Where a unit's need for somebody stands."""

    SUBMITTED = "submitted"
    OPEN = "open"
    CLOSED = "closed"
    DECLINED = "declined"


NEED = Machine(
    name="post_need",
    states=NeedState,
    labels={"submitted": "待审核", "open": "待派", "closed": "已关闭", "declined": "未采用"},
    initial="submitted",
    final=("closed", "declined"),
    transitions=(
        Transition("accept", ("submitted",), "open", "采用需求", _OFFICER),
        Transition("decline", ("submitted",), "declined", "不采用", _OFFICER),
        Transition("close", ("submitted", "open"), "closed", "关闭需求", "经办人、单位联络员"),
        Transition("reopen", ("closed",), "open", "重新开放", _OFFICER),
    ),
    holder={"submitted": _OFFICER, "open": _OFFICER},
)


class PostingState(StrEnum):
    """Where a person's posting stands."""

    PROPOSED = "proposed"
    CONSENT = "consent"
    APPROVED = "approved"
    ARRIVED = "arrived"
    IN_POST = "in_post"
    MID_REVIEW = "mid_review"
    EXTENDED = "extended"
    FINAL_APPRAISAL = "final_appraisal"
    ENDED = "ended"
    EARLY_ENDED = "early_ended"
    CANCELLED = "cancelled"


AHEAD = ("proposed", "consent", "approved")
"""Not yet arrived."""
THERE = ("arrived", "in_post", "mid_review", "extended", "final_appraisal")
"""At the post, or with the appraisal still to be signed."""
LIVE = (*AHEAD, *THERE)
"""Takes up a seat, and the person."""
DONE = ("ended", "early_ended")

POSTING = Machine(
    name="posting",
    states=PostingState,
    labels={
        "proposed": "拟派",
        "consent": "征求意见",
        "approved": "待报到",
        "arrived": "报到",
        "in_post": "在岗",
        "mid_review": "半程小结",
        "extended": "延期在岗",
        "final_appraisal": "期满鉴定",
        "ended": "期满结束",
        "early_ended": "提前结束",
        "cancelled": "已取消",
    },
    initial="proposed",
    final=("ended", "early_ended", "cancelled"),
    transitions=(
        Transition("ask", ("proposed",), "consent", "征求三方意见", _OFFICER),
        Transition("take_back", ("consent",), "proposed", "收回重拟", _OFFICER),
        Transition("approve", ("consent",), "approved", "批准派出", _LEADER),
        Transition("cancel", AHEAD, "cancelled", "取消", _OFFICER),
        Transition("arrive", ("approved",), "arrived", "登记报到", _RECEIVER),
        Transition("start", ("arrived",), "in_post", "确定锻炼计划", _RECEIVER),
        Transition("half", ("in_post",), "mid_review", "提交半程小结", _PERSON),
        Transition("comment_half", ("mid_review",), "in_post", "填写半程意见", _RECEIVER),
        Transition("extend", ("in_post",), "extended", "批准延期", _LEADER),
        Transition("sum_up", ("in_post", "extended"), "final_appraisal", "提交个人总结", _PERSON),
        Transition("end", ("final_appraisal",), "ended", "审定鉴定", _LEADER),
        Transition(
            "end_early", ("arrived", "in_post", "mid_review", "extended"), "early_ended", "批准提前结束", _LEADER
        ),
        Transition("reopen", ("ended",), "final_appraisal", "撤销审定", _LEADER),
    ),
    public={"proposed": "办理中"},
    holder={
        "proposed": _OFFICER,
        "consent": "三方",
        "approved": _RECEIVER,
        "arrived": _RECEIVER,
        "in_post": _PERSON,
        "mid_review": _RECEIVER,
        "extended": _PERSON,
        "final_appraisal": "接收单位、派出单位、部领导",
    },
)
NEEDS_REASON = frozenset({"take_back", "cancel", "reopen"})
"""Steps that are not taken without a word of why."""
