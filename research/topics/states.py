# SPDX-License-Identifier: MIT
"""The machines of topics and of applications (domain.md §1.3)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class TopicState(StrEnum):
    """Where a topic stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MERGED = "merged"
    DECLINED = "declined"
    APPROVED = "approved"
    PUBLISHED = "published"
    AWARDED = "awarded"
    UNCLAIMED = "unclaimed"
    ARCHIVED = "archived"


class Channel(StrEnum):
    """By which way a topic came to the office (domain.md §1.2, row 1)."""

    OFFICE = "office"
    UNIT = "unit"
    COMPANY = "company"
    MEMBER = "member"

    @property
    def label(self) -> str:
        """The channel's name on screen."""
        return {"office": "组织部拟题", "unit": "单位征集", "company": "企业需求", "member": "成员提出"}[self.value]


class Audience(StrEnum):
    """Whom a call addresses: companies speak through the liaison of the unit that serves them."""

    UNIT = "unit"
    COMPANY = "company"
    MEMBER = "member"

    @property
    def label(self) -> str:
        """The audience's name on screen."""
        return {"unit": "各单位（联络员填报）", "company": "企业园区（联络员代报）", "member": "智库成员"}[self.value]


class CallState(StrEnum):
    """Where a call for topics stands; whether its window is open is told by its days."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


CALL = Machine(
    name="topic_call",
    states=CallState,
    labels={"draft": "草稿", "open": "征集", "closed": "已结束"},
    initial=CallState.DRAFT,
    final=(),
    transitions=(
        Transition(name="open", from_=("draft",), to="open", label="发布征集", who="officer"),
        Transition(name="close", from_=("open",), to="closed", label="结束征集", who="officer"),
        Transition(name="reopen", from_=("closed",), to="open", label="继续征集", who="officer"),
    ),
    holder={"draft": "经办人", "open": "各单位和成员", "closed": "经办人"},
)


class Level(StrEnum):
    """How weighty a topic is."""

    MAJOR = "major"
    KEY = "key"
    GENERAL = "general"

    @property
    def label(self) -> str:
        """The level's name on screen."""
        return {"major": "重大", "key": "重点", "general": "一般"}[self.value]


class Track(StrEnum):
    """By which way a topic becomes a project (domain.md §1.2)."""

    JIEBANG = "jiebang"
    REGULAR = "regular"
    COMMISSIONED = "commissioned"
    FINISHED_WORK = "finished_work"

    @property
    def label(self) -> str:
        """The track's name on screen."""
        return _TRACKS[self.value][0]

    @property
    def way(self) -> str:
        """What is different on this way, in a sentence."""
        return _TRACKS[self.value][1]


_TRACKS = {
    "jiebang": ("揭榜挂帅", "在库成员都可揭榜，受理后可不经专家评审报部领导立项"),
    "regular": ("评审立项", "在库成员都可申报，专家评审后报部领导立项"),
    "commissioned": ("定向委托", "只由指定的单位或负责人申报，受理后报部领导立项"),
    "finished_work": ("成果后补", "提交已完成的成果，评审采用即立项，不再开题和中期，直接结题"),
}
SHORT_WAY = frozenset({Track.JIEBANG, Track.COMMISSIONED})
"""Tracks on which an accepted application may be proposed without an expert review."""
DIRECT = frozenset({Track.COMMISSIONED, Track.FINISHED_WORK})
"""Tracks on which a grant needs no list and no notice, where the setting asks for them: nobody competes for it."""


class StepKind(StrEnum):
    """What a planned milestone is: one of the three gates, or plain work."""

    KICKOFF = "kickoff"
    MIDTERM = "midterm"
    CLOSING = "closing"
    WORK = "work"

    @property
    def label(self) -> str:
        """The kind's name on screen."""
        return {"kickoff": "开题", "midterm": "中期检查", "closing": "结题", "work": "工作节点"}[self.value]


GATES = (StepKind.KICKOFF, StepKind.MIDTERM, StepKind.CLOSING)

TOPIC = Machine(
    name="topic",
    states=TopicState,
    labels={
        "draft": "拟题",
        "submitted": "待审定",
        "merged": "已合并",
        "declined": "未采用",
        "approved": "待发布",
        "published": "揭榜中",
        "awarded": "已立项",
        "unclaimed": "流榜",
        "archived": "已归档",
    },
    initial=TopicState.DRAFT,
    final=(TopicState.ARCHIVED,),
    transitions=(
        Transition(name="submit", from_=("draft",), to="submitted", label="提交", who="proposer"),
        Transition(name="withdraw", from_=("submitted",), to="draft", label="撤回", who="proposer"),
        Transition(name="merge", from_=("submitted", "approved"), to="merged", label="并入其他选题", who="officer"),
        Transition(name="decline", from_=("submitted",), to="declined", label="不采用", who="dept_leader"),
        Transition(name="approve", from_=("submitted",), to="approved", label="审定通过", who="dept_leader"),
        Transition(name="publish", from_=("approved", "unclaimed"), to="published", label="发布", who="officer"),
        Transition(name="pass_over", from_=("published",), to="unclaimed", label="记为流榜", who="officer"),
        # Several teams may be granted one topic, so a topic that is awarded can be awarded again.
        Transition(name="award", from_=("published", "awarded"), to="awarded", label="立项", who="officer"),
        Transition(
            name="archive",
            from_=("draft", "merged", "declined", "approved", "awarded", "unclaimed"),
            to="archived",
            label="归档",
            who="officer",
        ),
        Transition("undo_publish", ("published",), "approved", "撤销发布", "officer", undo=True),
        Transition("undo_publish_again", ("published",), "unclaimed", "撤销再次发布", "officer", undo=True),
        Transition("undo_approve", ("approved",), "submitted", "撤销审定", "dept_leader", undo=True),
        Transition("undo_decline", ("declined",), "submitted", "撤销不采用", "dept_leader", undo=True),
        Transition("undo_merge", ("merged",), "submitted", "撤销合并", "officer", undo=True),
        Transition("undo_merge_approved", ("merged",), "approved", "撤销合并", "officer", undo=True),
    ),
    holder={
        "draft": "提出人",
        "submitted": "部领导",
        "approved": "经办人",
        "published": "揭榜团队",
        "unclaimed": "经办人",
    },
)


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNIT_REVIEW = "unit_review"
    FORMAL_CHECK = "formal_check"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    PROPOSED = "proposed"
    NOTICE = "notice"
    GRANTED = "granted"
    NOT_GRANTED = "not_granted"
    WITHDRAWN = "withdrawn"


CHECKING = ("submitted", "unit_review", "formal_check")
"""States in which the office or the unit looks at what was handed in."""
DECIDABLE = ("accepted", "reviewed", "proposed", "notice")
"""States from which the office may still say no."""
OPEN = ("draft", *CHECKING, "returned", "accepted", "in_review", "reviewed", "proposed", "notice")
"""States in which an application is under way and counts for its team's limits (a draft does not yet)."""

APPLICATION = Machine(
    name="application",
    states=ApplicationState,
    labels={
        "draft": "草稿",
        "submitted": "已提交",
        "unit_review": "单位意见",
        "formal_check": "形式审查",
        "returned": "退回修改",
        "accepted": "已受理",
        "not_accepted": "不予受理",
        "in_review": "评审中",
        "reviewed": "评审完成",
        "proposed": "拟立项",
        "notice": "公示中",
        "granted": "已立项",
        "not_granted": "未立项",
        "withdrawn": "已撤回",
    },
    # What the experts said and what the office intends stays inside until the notice is out.
    public={"reviewed": "评审中", "proposed": "评审中"},
    initial=ApplicationState.DRAFT,
    final=(
        ApplicationState.NOT_ACCEPTED,
        ApplicationState.GRANTED,
        ApplicationState.NOT_GRANTED,
        ApplicationState.WITHDRAWN,
    ),
    transitions=(
        Transition(name="submit", from_=("draft", "returned"), to="submitted", label="提交", who="lead"),
        Transition(name="ask_unit", from_=("submitted",), to="unit_review", label="征求单位意见", who="officer"),
        Transition(
            name="give_opinion",
            from_=("submitted", "unit_review"),
            to="formal_check",
            label="签署单位意见",
            who="liaison",
        ),
        Transition(name="send_back", from_=CHECKING, to="returned", label="退回修改", who="officer"),
        # A unit's opinion is asked for where the office wants one; an application may be accepted without it.
        Transition(name="accept", from_=CHECKING, to="accepted", label="受理", who="officer"),
        Transition(name="refuse", from_=CHECKING, to="not_accepted", label="不予受理", who="officer"),
        Transition(name="enter_review", from_=("accepted",), to="in_review", label="送评审", who="officer"),
        Transition(name="finish_review", from_=("in_review",), to="reviewed", label="完成评审", who="officer"),
        # 揭榜挂帅: a list with a deadline and a real need may be awarded by the office without an expert round
        # (domain.md §1.1: 组织点将, 定向委托), so ``accepted`` leads to ``proposed`` as well; the rule
        # may_grant keeps this short way for topics of the track jiebang.
        Transition(name="propose", from_=("accepted", "reviewed"), to="proposed", label="拟立项", who="officer"),
        # A list signed by the leader takes what stands on it to the notice in one step, and back in one.
        Transition(
            name="put_on_notice", from_=("accepted", "reviewed", "proposed"), to="notice", label="公示", who="officer"
        ),
        Transition("undo_notice", ("notice",), "proposed", "撤销公示", "dept_leader", undo=True),
        Transition("undo_notice_accepted", ("notice",), "accepted", "撤销公示", "dept_leader", undo=True),
        Transition("undo_notice_reviewed", ("notice",), "reviewed", "撤销公示", "dept_leader", undo=True),
        Transition(name="grant", from_=("proposed", "notice"), to="granted", label="立项", who="officer"),
        Transition(name="turn_down", from_=DECIDABLE, to="not_granted", label="不予立项", who="officer"),
        Transition(
            name="withdraw",
            from_=("draft", *CHECKING, "returned", "accepted"),
            to="withdrawn",
            label="撤回",
            who="lead",
        ),
        # What the office decided goes back to the desk on which it lay (ADR 0007).
        *(Transition(f"undo_accept_{to}", ("accepted",), to, "撤销受理", "officer", undo=True) for to in CHECKING),
        *(
            Transition(f"undo_refuse_{to}", ("not_accepted",), to, "撤销不予受理", "officer", undo=True)
            for to in CHECKING
        ),
        Transition("undo_review", ("reviewed",), "in_review", "撤销评审结论", "dept_leader", undo=True),
        *(
            Transition(f"undo_turn_down_{to}", ("not_granted",), to, "撤销不予立项", "dept_leader", undo=True)
            for to in DECIDABLE
        ),
    ),
    holder={
        "draft": "课题负责人",
        "submitted": "经办人",
        "unit_review": "单位联络员",
        "formal_check": "经办人",
        "returned": "课题负责人",
        "accepted": "经办人",
        "in_review": "评审专家",
        "reviewed": "经办人",
        "proposed": "部领导",
        "notice": "经办人",
    },
)
