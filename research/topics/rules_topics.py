# SPDX-License-Identifier: MIT
"""Who may propose, decide, publish and pass over topics, and who may claim one. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import msgspec

from research.topics.schemas_topics import CallView, TopicView
from research.topics.states import CALL, TOPIC, Audience, Channel, Track
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import ALLOW, Decision, check, deny

_RANKS = (("博士", 4), ("硕士", 3), ("研究生", 3), ("本科", 2), ("大学", 2), ("学士", 2), ("大专", 1), ("专科", 1))
_LEAST = {"": 0, "大专": 1, "本科": 2, "硕士": 3, "博士": 4}
_VOICES = {Role.LIAISON: (Channel.UNIT, Channel.COMPANY), Role.MEMBER: (Channel.MEMBER,)}

# -- proposing ------------------------------------------------------------------------------------------------


def may_write_topics(actor: Actor) -> Decision:
    """Officers put topics on the list."""
    return check(actor.has(Role.OFFICER), "课题由经办人发布，如有选题建议请在征集期内提交")


def channels_of(actor: Actor, asked: Collection[Audience], *, any_time: bool) -> list[Channel]:
    """Return by which ways an actor may propose now: others while a call asks them.

    The office writes topics of its own elsewhere; here it registers at any time what reached it by letter or call.
    """
    if actor.has(Role.OFFICER):
        return [Channel.UNIT, Channel.COMPANY, Channel.MEMBER]
    found: list[Channel] = []
    for role, channels in _VOICES.items():
        if actor.has(role):
            found += [one for one in channels if any_time or Audience(one.value) in asked]
    return found


def may_propose(channels: Collection[Channel], channel: Channel) -> Decision:
    """A topic is proposed by a way that is open to the actor."""
    if not channels:
        return deny("现在没有面向您的选题征集，征集期内可提交")
    return check(channel in channels, "这次征集不从这个来源收选题")


def may_edit_proposal(_actor: Actor, topic: TopicView) -> Decision:
    """The proposer writes until it is handed in; afterwards the office works on it."""
    mine = check(topic.proposer, "由提出人修改")
    return mine & check(topic.state == "draft", f"选题{topic.state_label}，撤回后才能修改")


def may_submit(actor: Actor, topic: TopicView) -> Decision:
    """The proposer hands in by the form with its promise; an officer puts any draft of the office to the leader."""
    who = _manages(actor, topic) if topic.channel == Channel.OFFICE else check(topic.proposer, "由提出人提交")
    return who & check(TOPIC.allows("submit", topic.state), f"选题{topic.state_label}，不能再提交")


def may_withdraw(_actor: Actor, topic: TopicView) -> Decision:
    """The proposer takes it back until the office has advised."""
    mine = check(topic.proposer, "由提出人撤回")
    early = check(TOPIC.allows("withdraw", topic.state) and not topic.advice, "组织部已在办理，不能撤回")
    return mine & early


def missing_in_proposal(problem: str, effect: str, contact: str, *, nonsecret: bool) -> dict[str, str]:
    """Return what a proposal lacks before it can be handed in, by field."""
    lacking = {}
    for name, label, text in (
        ("problem", "要解决的问题", problem),
        ("effect", "期望效果", effect),
        ("contact", "联系人", contact),
    ):
        if not text.strip():
            lacking[name] = f"{label}不能为空"
    if not nonsecret:
        lacking["nonsecret"] = "请先勾选“所填内容不涉及国家秘密和工作秘密”"
    return lacking


# -- deciding -------------------------------------------------------------------------------------------------


def _manages(actor: Actor, topic: TopicView) -> Decision:
    return may_write_topics(actor) & check(topic.managed, "这个课题不在您的管理范围内")


def may_advise(actor: Actor, topic: TopicView) -> Decision:
    """An officer drafts what the leader is to decide."""
    return _manages(actor, topic) & check(topic.state == "submitted", f"选题{topic.state_label}，不用再提意见")


def may_decide(actor: Actor, topic: TopicView, *, officers_decide: bool) -> Decision:
    """The department's leader signs what the office drafted; officers where the programme says so.

    (decisions.md, Who decides). Nobody decides on a topic of their own.
    """
    signs = check(
        actor.has(Role.DEPT_LEADER) or (officers_decide and actor.has(Role.OFFICER)), "选题由部领导审定，经办人拟办"
    )
    own = topic.proposer and topic.channel != Channel.OFFICE
    return (
        check(actor.has(*OFFICE) and topic.managed, "由组织部办理")
        & signs
        & check(topic.state == "submitted", f"现在是「{topic.state_label}」，不能审定")
        & check(bool(topic.advice) or officers_decide, "经办人还没有提出拟办意见")
        & check(not own, "您提出的选题，请由其他人审定")
    )


def may_merge(actor: Actor, topic: TopicView, into: TopicView | None = None) -> Decision:
    """An officer merges a topic that is not out yet into another that is under consideration or out."""
    ready = check(TOPIC.allows("merge", topic.state), f"选题{topic.state_label}，不能合并")
    decision = _manages(actor, topic) & ready
    if into is None:
        return decision
    alive = check(into.state in {"submitted", "approved", "published"}, f"目标选题{into.state_label}，请另选一个")
    return decision & check(into.managed and into.id != topic.id, "请选择您管理范围内的另一个选题") & alive


# -- the list -------------------------------------------------------------------------------------------------


def may_edit_topic(actor: Actor, topic: TopicView) -> Decision:
    """A topic may be corrected until a team has handed in: from then on it is what they answered to."""
    own = topic.state == "draft" and topic.channel == Channel.OFFICE
    open_ = check(
        own or topic.state in {"submitted", "approved", "published", "unclaimed"},
        f"课题{topic.state_label}，不能再修改",
    )
    untouched = check(not topic.claims, "已有团队揭榜，课题内容不再修改。需要调整时先与团队商定，再另行发布")
    return _manages(actor, topic) & open_ & untouched


def may_publish(actor: Actor, topic: TopicView) -> Decision:
    """An approved or an unclaimed topic goes on the list."""
    why = "选题审定后才能发布" if topic.state in {"draft", "submitted"} else f"课题{topic.state_label}，不能再发布"
    return _manages(actor, topic) & check(TOPIC.allows("publish", topic.state), why)


def _some(topic: TopicView) -> str:
    """How many teams there are, in words that do not count them while they are sealed."""
    return "" if topic.closed else f"{topic.claims}份"


def may_open(actor: Actor, topic: TopicView) -> Decision:
    """Who manages a sealed topic opens what was handed in, once its last day is over."""
    sealed = check(topic.closed, "这个课题的申报书没有封存，或已经开启")
    over = check(not topic.open, "还在揭榜期内，截止后才能开启申报书")
    return _manages(actor, topic) & sealed & over


def may_unpublish(actor: Actor, topic: TopicView) -> Decision:
    """A publication is taken back while no team has answered to it (decisions.md, Correction)."""
    alone = check(not topic.claims, f"已有{_some(topic)}申报在办，办完后才能撤销发布")
    return (
        _manages(actor, topic) & check(topic.state == "published", f"课题{topic.state_label}，没有可撤销的发布") & alone
    )


def may_take_back(actor: Actor, topic: TopicView, *, officers_decide: bool) -> Decision:
    """Who could decide takes the decision back: a publication and a merger the officer, an approval the leader."""
    if topic.state in {"approved", "declined"}:
        signs = actor.has(Role.DEPT_LEADER) or (officers_decide and actor.has(Role.OFFICER))
        return check(signs and topic.managed, "由部领导撤销审定")
    if topic.state == "merged":
        return _manages(actor, topic)
    return may_unpublish(actor, topic)


def may_pass_over(actor: Actor, topic: TopicView) -> Decision:
    """A topic is unclaimed (流榜) once its list has closed and no application is under way."""
    closed = check(not topic.open, "还在揭榜期内，截止后才能记为流榜")
    alone = check(not topic.claims, f"还有{_some(topic)}申报在办，办完再记为流榜")
    who = ALLOW if actor.is_system else _manages(actor, topic)
    return who & check(topic.state == "published", f"课题{topic.state_label}") & closed & alone


def may_archive(actor: Actor, topic: TopicView) -> Decision:
    """A topic that is over, or never went out, leaves the desk."""
    foreign = topic.state == "draft" and topic.channel != Channel.OFFICE
    ready = check(TOPIC.allows("archive", topic.state) and not foreign, "揭榜中的课题先记为流榜，再归档")
    return _manages(actor, topic) & ready


def missing_in_topic(topic: TopicView, today: date) -> dict[str, str]:
    """Return what a topic lacks before it can go on the list, by field; finished work may be open all year."""
    wanted = {"problem": "要解决的问题", "goal": "目标", "effect": "预期效果", "deliverable": "成果形式"}
    lacking = {name: f"{label}不能为空" for name, label in wanted.items() if not getattr(topic, name).strip()}
    if topic.closes_on is None and topic.track != Track.FINISHED_WORK:
        lacking["closes_on"] = "请填写揭榜截止日期"
    elif topic.closes_on is not None and topic.closes_on < today:
        lacking["closes_on"] = "揭榜截止日期已过，请改为今天以后的日期"
    if topic.track == Track.COMMISSIONED and not (topic.commissioned_unit or topic.commissioned_lead):
        lacking["track"] = "定向委托要写明委托给谁，请用“定向委托”办理"
    return lacking


def topic_actions(actor: Actor, topic: TopicView, *, officers_decide: bool) -> list[str]:
    """Return what the actor may do with a topic now."""
    asked = {
        "edit": may_edit_topic,
        "edit_proposal": may_edit_proposal,
        "submit": may_submit,
        "withdraw": may_withdraw,
        "advise": may_advise,
        "merge": may_merge,
        "publish": may_publish,
        "pass_over": may_pass_over,
        "archive": may_archive,
        "open_sealed": may_open,
    }
    found = [name for name, rule in asked.items() if rule(actor, topic)]
    if may_decide(actor, topic, officers_decide=officers_decide):
        found.append("decide")
    takes = topic.state in {"approved", "declined", "merged", "published"}
    if takes and may_take_back(actor, topic, officers_decide=officers_decide):
        found.append("take_back")
    return found


# -- claiming -------------------------------------------------------------------------------------------------


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """What the conditions of a topic read of the person who would lead."""

    talent: int
    direction: str
    education: str
    birth_month: date | None
    units: frozenset[int]  # the person's unit and all above it


def unmet(topic: TopicView, person: Applicant, today: date) -> list[str]:
    """Return the conditions of a topic that a leader does not meet, in words; what is not on record is not met."""
    found = []
    if topic.commissioned_lead not in {None, person.talent}:
        found.append(_("本课题定向委托给%(who)s") % {"who": topic.commissioned_lead_name})
    if topic.commissioned_unit is not None and topic.commissioned_unit not in person.units:
        found.append(_("本课题定向委托给%(who)s") % {"who": topic.commissioned_unit_name})
    if topic.lead_direction and person.direction != topic.direction:
        found.append(_("负责人须归属本方向"))
    if _rank(person.education) < _LEAST[topic.lead_education]:
        found.append(_("负责人学历须不低于%(what)s") % {"what": topic.lead_education})
    if topic.lead_age is not None and not _young(person.birth_month, today, topic.lead_age):
        found.append(_("负责人年龄须不超过%(n)d周岁") % {"n": topic.lead_age})
    if topic.lead_unit is not None and topic.lead_unit not in person.units:
        found.append(_("负责人须来自%(who)s") % {"who": topic.lead_unit_name})
    return found


def _rank(education: str) -> int:
    return next((rank for word, rank in _RANKS if word in education), 0)


def _young(birth_month: date | None, today: date, most: int) -> bool:
    if birth_month is None:
        return False
    return today.year - birth_month.year - (today.month < birth_month.month) <= most


# -- calls ----------------------------------------------------------------------------------------------------


def call_actions(actor: Actor, call: CallView) -> list[str]:
    """Return what the actor may do with a call: officers run it."""
    if not actor.has(Role.OFFICER):
        return []
    found = [one.name for one in CALL.leaving(call.state)]
    return ["edit", *found] if call.state != "closed" else found


def is_running(state: str, opens_on: date, closes_on: date, today: date) -> bool:
    """Whether a call takes proposals: it is out, and today lies in its window (the last day until 24:00)."""
    return state == "open" and opens_on <= today <= closes_on
