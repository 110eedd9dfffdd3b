# SPDX-License-Identifier: MIT
"""Who may do what with topics and applications, and what a complete one holds. Pure."""

from __future__ import annotations

from datetime import date

from research.topics.schemas import TopicView
from research.topics.states import TOPIC
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check

# -- topics -------------------------------------------------------------------------------------------------


def may_write_topics(actor: Actor) -> Decision:
    """Officers put topics on the list."""
    return check(actor.has(Role.OFFICER), "课题由经办人发布，如有选题建议请联系经办人")


def _manages(actor: Actor, topic: TopicView) -> Decision:
    return may_write_topics(actor) & check(topic.managed, "这个课题不在您的管理范围内")


def may_edit_topic(actor: Actor, topic: TopicView) -> Decision:
    """A topic may be corrected until a team has handed in: from then on it is what they answered to."""
    open_ = check(topic.state in {"draft", "published", "unclaimed"}, f"课题{topic.state_label}，不能再修改")
    untouched = check(not topic.claims, "已有团队揭榜，课题内容不再修改。需要调整时先与团队商定，再另行发布")
    return _manages(actor, topic) & open_ & untouched


def may_publish(actor: Actor, topic: TopicView) -> Decision:
    """A draft or an unclaimed topic goes on the list."""
    return _manages(actor, topic) & check(TOPIC.allows("publish", topic.state), f"课题{topic.state_label}，不能再发布")


def may_unpublish(actor: Actor, topic: TopicView) -> Decision:
    """A publication is taken back while no team has answered to it (decisions.md, Correction)."""
    alone = check(not topic.claims, f"已有{topic.claims}份申报在办，办完后才能撤销发布")
    return (
        _manages(actor, topic) & check(topic.state == "published", f"课题{topic.state_label}，没有可撤销的发布") & alone
    )


def may_pass_over(actor: Actor, topic: TopicView) -> Decision:
    """A topic is unclaimed (流榜) once its list has closed and no application is under way."""
    closed = check(not topic.open, "还在揭榜期内，截止后才能记为流榜")
    alone = check(not topic.claims, f"还有{topic.claims}份申报在办，办完再记为流榜")
    return _manages(actor, topic) & check(topic.state == "published", f"课题{topic.state_label}") & closed & alone


def may_archive(actor: Actor, topic: TopicView) -> Decision:
    """A topic that is over, or never went out, leaves the desk."""
    return _manages(actor, topic) & check(TOPIC.allows("archive", topic.state), "揭榜中的课题先记为流榜，再归档")


def missing_in_topic(topic: TopicView, today: date) -> dict[str, str]:
    """Return what a topic lacks before it can go on the list, by field."""
    wanted = {"problem": "要解决的问题", "goal": "目标", "effect": "预期效果", "deliverable": "成果形式"}
    lacking = {name: f"{label}不能为空" for name, label in wanted.items() if not getattr(topic, name).strip()}
    if topic.closes_on is None:
        lacking["closes_on"] = "请填写揭榜截止日期"
    elif topic.closes_on < today:
        lacking["closes_on"] = "揭榜截止日期已过，请改为今天以后的日期"
    return lacking


def is_open(state: str, closes_on: date | None, today: date) -> bool:
    """Whether teams may claim: published, and the closing day (until 24:00) has not passed."""
    return state == "published" and (closes_on is None or today <= closes_on)


def may_claim(actor: Actor, topic: TopicView, *, member: bool) -> Decision:
    """Members claim open topics; ``member`` says whether the actor is an active member of the bank."""
    who = check(actor.has(Role.MEMBER) and member, "揭榜由在库成员发起")
    return who & check(topic.open, f"课题{topic.state_label}，已不在揭榜期内")


def topic_actions(actor: Actor, topic: TopicView) -> list[str]:
    """Return what the actor may do with a topic now."""
    asked = {"edit": may_edit_topic, "publish": may_publish, "pass_over": may_pass_over, "archive": may_archive}
    asked["take_back"] = may_unpublish
    return [name for name, rule in asked.items() if rule(actor, topic)]
