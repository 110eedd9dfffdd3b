# SPDX-License-Identifier: MIT
"""Writing applications: saved, handed in, withdrawn by the team; checked and decided by unit and office."""

from __future__ import annotations

from datetime import date
from typing import Any

from research.applications import queries, rules
from research.applications.schemas import ApplicationDraft, ApplicationView, MemberView
from research.participation import operations as participation
from research.participation import queries as ledger
from research.participation import rules as limits
from research.topics import operations_listings as listings
from research.topics import queries as topics
from research.topics import queries_conditions
from research.topics import rules as topic_rules
from research.topics.schemas import Standing
from research.topics.states import APPLICATION, TOPIC, ApplicationState, TopicState
from research.topics.tables import Application, ApplicationIndicator, ApplicationMember, ApplicationMilestone, Topic
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Denied, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.talents.tables import Talent
from thinktank.tally import operations as tally
from thinktank.trail import operations as trail

KIND = "application"
TEXTS = ("problem", "goal", "effect", "approach", "basis", "nonsecret")

# -- the team -----------------------------------------------------------------------------------------------


async def save_application(actor: Actor, *, topic: int, content: ApplicationDraft) -> ApplicationView:
    """Keep what the leader has written so far, as a draft that only the team sees.

    The first save for a topic opens the draft, later ones change it, also after it came back. NotFound for a topic
    that the actor does not see; Denied when it cannot be claimed or the application is no draft any more; Conflict
    when stale; Invalid for a team that is none.
    """
    async with db.write_tx():
        view, me = await topics.topic(actor, topic), await topics.standing(actor)
        existing = await topics.mine_for(actor, topic)
        if existing is None:
            unmet = await queries_conditions.unmet(view, me.talent) if me is not None else []
            require(topic_rules.may_claim(actor, view, member=me is not None and me.active, unmet=unmet))
            id_, version = await _open(actor, topic, _person(me)), None
        else:
            id_, version = existing, content.version
            require(rules.may_write(actor, await queries.application(actor, id_)))
        await _team_stands(_person(me).talent, content)
        steps = content.milestones
        values: dict[Any, Any] = {getattr(Application, name): getattr(content, name) for name in TEXTS}
        values[Application.starts_on] = min((step.starts_on for step in steps), default=None)
        values[Application.due_on] = max((step.due_on for step in steps), default=None)
        await states.touch(Application, id=id_, version=version, values=values)
        await _replace_rows(id_, content)
        return await queries.application(actor, id_)


def _person(me: Standing | None) -> Standing:
    if me is None:
        raise Denied(_("揭榜由在库成员发起"))
    return me


async def _open(actor: Actor, topic: int, me: Standing) -> int:
    now = clock.now()
    row = Application(
        topic=topic,
        lead=me.talent,
        unit=me.unit,
        state=ApplicationState.DRAFT,
        state_since=now,
        created_at=now,
    )
    added = await Application.insert(row).returning(Application.id)
    id_ = int(added[0]["id"])
    await trail.record(actor, "application.drafted", KIND, id_, _("开始填写申报书"))
    return id_


async def _team_stands(lead: int, content: ApplicationDraft) -> None:
    """Invalid unless every member is another active person of the bank, and each once."""
    chosen = [member.talent for member in content.members]
    if lead in chosen:
        raise Invalid(fields={"members": _("负责人不用再列为成员")})
    if len(set(chosen)) != len(chosen):
        raise Invalid(fields={"members": _("同一个人列了两次，请删去一行")})
    found = await Talent.select(Talent.id).where(Talent.id.is_in(chosen) & (Talent.state == "active")) if chosen else []
    if len(found) != len(chosen):
        raise Invalid(fields={"members": _("有成员已不在库，请重新选择")})


async def _replace_rows(id_: int, content: ApplicationDraft) -> None:
    tables: tuple[Any, ...] = (ApplicationMember, ApplicationIndicator, ApplicationMilestone)
    for table in tables:
        await table.delete().where(table.application == id_)
    members = [ApplicationMember(application=id_, talent=m.talent, duty=m.duty) for m in content.members]
    targets = [
        ApplicationIndicator(application=id_, name=i.name, unit=i.unit, target=i.target, sort=n)
        for n, i in enumerate(content.indicators)
    ]
    steps = [
        ApplicationMilestone(
            application=id_, kind=s.kind, title=s.title, mark=s.mark, starts_on=s.starts_on, due_on=s.due_on, sort=n
        )
        for n, s in enumerate(sorted(content.milestones, key=lambda step: step.due_on))
    ]
    written: tuple[list[Any], ...] = (members, targets, steps)
    for table, rows in zip(tables, written, strict=True):
        if rows:
            await table.insert(*rows)


async def submit_application(actor: Actor, *, topic: int, content: ApplicationDraft) -> ApplicationView:
    """Hand an application in, complete and within the limits of participation, and tell the office.

    Due days that fall on a free day move to the next working day. Raises what ``save_application`` raises, and
    Invalid naming each missing part and each person who cannot take part.
    """
    async with db.write_tx():
        calendar = await policies.calendar()
        for step in content.milestones:
            step.due_on = calendar.next_workday(step.due_on)
        saved = await save_application(actor, topic=topic, content=content)
        lacking = rules.missing_in_application(content, track=saved.track) | await _obstacles(actor, saved)
        if lacking:
            raise Invalid(fields=lacking)
        await states.move(Application, APPLICATION, "submit", id=saved.id, also={Application.submitted_at: clock.now()})
        await participation.leave(kind=KIND, record=saved.id)
        await participation.join(talent=saved.lead, kind=KIND, record=saved.id, role="lead")
        for member in saved.members:
            await participation.join(talent=member.talent, kind=KIND, record=saved.id, role="member")
        again = saved.state == ApplicationState.RETURNED
        await trail.record(
            actor, "application.submitted", KIND, saved.id, _("修改后再次提交") if again else _("提交申报书")
        )
        if not again:
            await tally.bump("application.submitted", key=saved.direction)
        officers = await identity.account_ids_with_role(Role.OFFICER)
        await _tell(saved, officers, "submitted", _("收到揭榜申报：%(title)s") % {"title": saved.topic_title})
        return await queries.application(actor, saved.id)


async def _obstacles(actor: Actor, application: ApplicationView) -> dict[str, str]:
    """Say for the team who cannot take part, and why; and which conditions of the topic its leader does not meet."""
    programme, today = await policies.programme(), clock.today()
    people = [MemberView(application.lead, application.lead_name, ""), *application.members]
    loads = await ledger.load([person.talent for person in people], apart_from=(KIND, application.id))
    decisions = [(people[0], limits.may_lead(loads[application.lead], programme, today))]
    decisions += [(person, limits.may_join(loads[person.talent], programme, today)) for person in people[1:]]
    reasons = [f"{person.name}{decision.reason}" for person, decision in decisions if not decision]
    size = limits.team_fits(len(people), programme)
    if not size:
        reasons.append(size.reason)
    reasons += await queries_conditions.unmet(await topics.topic(actor, application.topic), application.lead)
    return {"members": "；".join(reasons)} if reasons else {}


async def withdraw_application(actor: Actor, *, id: int, version: int | None) -> ApplicationView:  # noqa: A002
    """Take an application back for good; its people are free again. NotFound, Denied, Conflict."""
    async with db.write_tx():
        application = await queries.application(actor, id)
        require(rules.may_withdraw(actor, application))
        await states.move(Application, APPLICATION, "withdraw", id=id, version=version)
        await participation.close(kind=KIND, record=id)
        await trail.record(actor, "application.withdrawn", KIND, id, _("撤回申报"))
        return await queries.application(actor, id)


# -- unit and office ----------------------------------------------------------------------------------------


async def give_opinion(actor: Actor, *, id: int, opinion: str, version: int | None) -> ApplicationView:  # noqa: A002
    """Sign the unit's opinion; the office goes on. NotFound, Denied, Conflict."""
    async with db.write_tx():
        application = await queries.application(actor, id)
        require(rules.may_give_opinion(actor, application))
        also = {Application.unit_opinion: opinion, Application.unit_opinion_by: actor.account}
        await states.move(Application, APPLICATION, "give_opinion", id=id, version=version, also=also)
        await trail.record(actor, "application.opinion", KIND, id, _("签署单位意见"), detail=opinion)
        return await queries.application(actor, id)


async def ask_unit(actor: Actor, *, id: int, version: int | None) -> ApplicationView:  # noqa: A002
    """Ask the leader's unit for its opinion. NotFound, Denied, Conflict."""
    async with db.write_tx():
        application = await queries.application(actor, id)
        require(rules.may_ask_unit(actor, application))
        await states.move(Application, APPLICATION, "ask_unit", id=id, version=version)
        await trail.record(actor, "application.asked_unit", KIND, id, _("征求单位意见"))
        liaisons = await identity.liaisons_of(application.unit)
        await _tell(application, liaisons, "ask_unit", _("请签署单位意见：%(t)s") % {"t": application.topic_title})
        return await queries.application(actor, id)


async def send_back(actor: Actor, *, id: int, reason: str, version: int | None) -> ApplicationView:  # noqa: A002
    """Return an application for revision, at most twice. NotFound, Denied, Conflict."""
    more = {Application.returns: Application.returns + 1}
    return await _decide(actor, id, version, "send_back", _("退回修改"), reason=reason, more=more)


async def accept_application(actor: Actor, *, id: int, version: int | None) -> ApplicationView:  # noqa: A002
    """Take a formally sound application on (受理). NotFound, Denied, Conflict."""
    return await _decide(actor, id, version, "accept", _("受理"))


async def refuse_application(actor: Actor, *, id: int, reason: str, version: int | None) -> ApplicationView:  # noqa: A002
    """Do not take an application on (不予受理); its people are free again. NotFound, Denied, Conflict."""
    return await _decide(actor, id, version, "refuse", _("不予受理"), reason=reason)


async def turn_down(actor: Actor, *, id: int, reason: str, version: int | None) -> ApplicationView:  # noqa: A002
    """Decide that an application becomes no project (不予立项). NotFound, Denied, Conflict."""
    return await _decide(actor, id, version, "turn_down", _("不予立项"), reason=reason)


async def enter_review(actor: Actor, *, id: int, version: int | None) -> ApplicationView:  # noqa: A002
    """Hand an accepted application to a review round. NotFound, Denied, Conflict."""
    return await _decide(actor, id, version, "enter_review", _("送评审"))


async def record_review(actor: Actor, *, id: int, granted: bool, note: str = "") -> ApplicationView:  # noqa: A002
    """Take over what a review round decided: proposed for a grant, or not granted.

    Called by reviews inside its own transaction, which has checked who decides. NotFound, Conflict.
    """
    async with db.write_tx():
        application = await queries.application(actor, id)
        await states.move(Application, APPLICATION, "finish_review", id=id)
        await states.move(Application, APPLICATION, "propose" if granted else "turn_down", id=id)
        if not granted:
            await participation.close(kind=KIND, record=id)
        await trail.record(
            actor, "application.reviewed", KIND, id, _("评审完成"), detail=note, fields={"granted": granted},
            staff_only=granted,
        )  # fmt: skip
        if not granted:
            title = _("未立项：%(t)s") % {"t": application.topic_title}
            await _tell(application, await queries.team_accounts(id), "turn_down", title, note)
        return await queries.application(actor, id)


_RULES = {
    "send_back": rules.may_send_back,
    "accept": rules.may_accept,
    "refuse": rules.may_refuse,
    "turn_down": rules.may_turn_down,
    "enter_review": rules.may_send_to_review,
}


async def _decide(
    actor: Actor,
    id_: int,
    version: int | None,
    name: str,
    text: str,
    *,
    reason: str = "",
    more: dict[Any, Any] | None = None,
) -> ApplicationView:
    """Take one office step: rule, move, trail, and word to the team."""
    async with db.write_tx():
        application = await queries.application(actor, id_)
        require(_RULES[name](actor, application))
        also = {
            Application.reason: reason,
            Application.decided_by: actor.account,
            Application.decided_at: clock.now(),
            **(more or {}),
        }
        new = await states.move(Application, APPLICATION, name, id=id_, version=version, also=also)
        if new in APPLICATION.final:
            await participation.close(kind=KIND, record=id_)
        await trail.record(actor, f"application.{name}", KIND, id_, text, detail=reason)
        title = f"{text}：{application.topic_title}"
        await _tell(application, await queries.team_accounts(id_), name, title, reason)
        return await queries.application(actor, id_)


async def put_on_notice(actor: Actor, *, id: int, until: date) -> ApplicationView:  # noqa: A002 -- the record's id
    """Put an application that stands on a signed list on public notice; called by grants in its transaction."""
    async with db.write_tx():
        application = await queries.application(actor, id)
        await states.move(Application, APPLICATION, "put_on_notice", id=id)
        text = _("拟立项，公示到%(day)s") % {"day": until}
        await trail.record(actor, "application.on_notice", KIND, id, text)
        title = _("拟立项公示中：%(t)s") % {"t": application.topic_title}
        await _tell(application, await queries.team_accounts(id), "on_notice", title, text)
        return await queries.application(actor, id)


async def mark_granted(actor: Actor, *, id: int, listed: bool = False) -> ApplicationView:  # noqa: A002
    """Make an application a granted one, and its topic an awarded one; called by the grant in its transaction.

    Where the topic was put out to be claimed, an accepted application takes the short way over ``proposed``. The
    participation as an application ends; the project writes its own. NotFound, Denied, Conflict.
    """
    async with db.write_tx():
        application = await queries.application(actor, id)
        programme = await policies.programme()
        if listed:
            require(rules.may_carry_out(actor, application))
        else:
            require(rules.may_grant(actor, application, officers_sign_general=programme.officers_sign_general))
        if application.state in {ApplicationState.ACCEPTED, ApplicationState.REVIEWED}:
            await states.move(Application, APPLICATION, "propose", id=id)
        also = {Application.decided_by: actor.account, Application.decided_at: clock.now()}
        await states.move(Application, APPLICATION, "grant", id=id, also=also)
        await participation.close(kind=KIND, record=id)
        await _award(actor, application)
        await trail.record(actor, "application.granted", KIND, id, _("立项"))
        title = _("已立项：%(title)s") % {"title": application.topic_title}
        await _tell(application, await queries.team_accounts(id), "granted", title)
        return await queries.application(actor, id)


async def _award(actor: Actor, application: ApplicationView) -> None:
    require(check(TOPIC.allows("award", application.topic_state), _("课题已归档或流榜，不能立项")))
    new = await states.move(Topic, TOPIC, "award", id=application.topic)
    await tally.bump(f"topic.{application.topic_state}", key=application.direction, by=-1)
    await tally.bump(f"topic.{new}", key=application.direction)
    if application.topic_state != TopicState.AWARDED:
        await listings.end(application.topic, "awarded")
        text = _("%(lead)s团队揭榜成功") % {"lead": application.lead_name}
        await trail.record(actor, "topic.awarded", "topic", application.topic, text)


async def _tell(application: ApplicationView, accounts: list[int], rule: str, title: str, body: str = "") -> None:
    await notices.notify(
        accounts,
        rule=f"application.{rule}",
        kind=KIND,
        record=application.id,
        title=title,
        body=body,
        href=f"/applications/{application.id}",
        occasion=f"{application.returns}",
    )
