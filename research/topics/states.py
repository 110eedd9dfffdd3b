# SPDX-License-Identifier: MIT
"""The machines of topics and of applications (domain.md §1.3)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class TopicState(StrEnum):
    """Where a topic stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    AWARDED = "awarded"
    UNCLAIMED = "unclaimed"
    ARCHIVED = "archived"


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

    @property
    def label(self) -> str:
        """The track's name on screen."""
        return {"jiebang": "揭榜挂帅", "regular": "评审立项"}[self.value]


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
        "published": "揭榜中",
        "awarded": "已立项",
        "unclaimed": "流榜",
        "archived": "已归档",
    },
    initial=TopicState.DRAFT,
    final=(TopicState.ARCHIVED,),
    transitions=(
        Transition(name="publish", from_=("draft", "unclaimed"), to="published", label="发布", who="officer"),
        Transition(name="pass_over", from_=("published",), to="unclaimed", label="记为流榜", who="officer"),
        # Several teams may be granted one topic, so a topic that is awarded can be awarded again.
        Transition(name="award", from_=("published", "awarded"), to="awarded", label="立项", who="officer"),
        Transition(name="archive", from_=("draft", "awarded", "unclaimed"), to="archived", label="归档", who="officer"),
        Transition("undo_publish", ("published",), "draft", "撤销发布", "officer", undo=True),
        Transition("undo_publish_again", ("published",), "unclaimed", "撤销再次发布", "officer", undo=True),
    ),
    holder={"draft": "经办人", "published": "揭榜团队", "unclaimed": "经办人"},
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
        Transition(name="put_on_notice", from_=("proposed",), to="notice", label="公示", who="officer"),
        Transition(name="grant", from_=("proposed", "notice"), to="granted", label="立项", who="officer"),
        Transition(name="turn_down", from_=DECIDABLE, to="not_granted", label="不予立项", who="officer"),
        Transition(
            name="withdraw",
            from_=("draft", *CHECKING, "returned", "accepted"),
            to="withdrawn",
            label="撤回",
            who="lead",
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
