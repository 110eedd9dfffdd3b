# SPDX-License-Identifier: MIT
"""Writing applications: saved, handed in, withdrawn by the team; checked and decided by unit and office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date
from typing import Any

import msgspec

from research.applications import drafts, operations_team, queries, queries_team, rules
from research.applications.events import ApplicationWithdrawn
from research.applications.operations_draft import save_application as save_application  # noqa: PLC0414 -- one door
from research.applications.schemas import ApplicationDraft, ApplicationView, PointContent
from research.applications.schemas_review import ReviewResult
from research.applications.states import PART_LABELS, PARTS, RETURNABLE, TEAM
from research.applications.tables import ApplicationVersion, ReturnPoint
from research.corrections.operations import deciding
from research.participation import operations as participation
from research.topics import operations_listings as listings
from research.topics import queries as topics
from research.topics import queries_conditions
from research.topics.schemas_topics import TopicView
from research.topics.states import APPLICATION, TOPIC, ApplicationState, TopicState
from research.topics.tables import Application, Topic
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, events, states
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import Decision, check, require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

KIND = "application"
TAKEN_BACK = frozenset({"accept", "refuse", "turn_down"})
"""Steps that are decisions; a correction takes them back."""

# -- the team -----------------------------------------------------------------------------------------------


async def submit_application(actor: Actor, *, topic: int, content: ApplicationDraft) -> ApplicationView:
    """Hand an application in, complete and within the limits of participation, and tell the office.

    Who has not accepted an invitation by now does not count, and the invitation ends. Due days that fall on a free
    day move to the next working day. Raises what ``save_application`` raises; Denied for who does not lead, or
    after the last day; Conflict where somebody was faster; Invalid naming each missing part and each rule not met.
    """
    async with db.write_tx():
        calendar = await policies.calendar()
        for step in content.milestones:
            step.due_on = calendar.next_workday(step.due_on)
        saved = await save_application(actor, topic=topic, content=content)
        target = await topics.topic(actor, topic)
        require(rules.may_submit(actor, saved, topic_open=target.open))
        terms = await policies.research()
        lacking = rules.missing_in_application(saved, most=terms.text_chars, budget=terms.budget, track=saved.track)
        lacking |= await _obstacles(target, saved)
        if lacking:
            raise Invalid(fields=lacking)
        await states.move(Application, APPLICATION, "submit", id=saved.id, also={Application.submitted_at: clock.now()})
        await take_part(saved)
        await _keep_version(actor, saved)
        await operations_team.end_waiting(actor, saved.id)
        again = saved.state == ApplicationState.RETURNED
        text = _("修改后再次提交") if again else _("提交申报书")
        await trail.record(actor, "application.submitted", KIND, saved.id, text)
        if not (saved.sealed and saved.opened_at is None):
            await announce(saved)
        return await queries.application(actor, saved.id)


async def announce(application: ApplicationView) -> None:
    """Tell the office of an application: at once, or when what was sealed is opened."""
    officers = await identity.account_ids_with_role(Role.OFFICER)
    title = _("收到揭榜申报：%(title)s") % {"title": application.topic_title}
    await _tell(application, officers, "submitted", title)


async def take_part(application: ApplicationView) -> None:
    """Write the accepted team into the ledger of participation."""
    await participation.leave(kind=KIND, record=application.id)
    await participation.join(talent=application.lead, kind=KIND, record=application.id, role="lead")
    for member in application.members:
        await participation.join(talent=member.talent, kind=KIND, record=application.id, role="member")


async def _keep_version(actor: Actor, application: ApplicationView) -> None:
    """Keep the text as it was handed in, to tell it from the next one."""
    body = {name: drafts.in_words(name, getattr(application, name)) for name in PARTS}
    team = [f"{application.lead_name}　负责人", *(f"{one.name}　{one.duty}" for one in application.members)]
    body[TEAM] = "\n".join(team)
    await ApplicationVersion.insert(
        ApplicationVersion(
            application=application.id,
            number=application.returns,
            account=actor.account,
            at=clock.now(),
            body=msgspec.json.encode(body).decode(),
        )
    )


async def _obstacles(topic: TopicView, application: ApplicationView) -> dict[str, str]:
    """Say for the team which rules are not met, by which value; and what the topic asks of its leader."""
    found = [one for one in await queries_team.findings(application) if not one.met]
    reasons = [f"{one.who}：{one.rule}不符（{one.value}）" for one in found]
    reasons += await queries_conditions.unmet(topic, application.lead)
    return {"members": "；".join(reasons)} if reasons else {}


async def withdraw_application(actor: Actor, *, id: int, version: int | None) -> ApplicationView:  # noqa: A002
    """Take an application back for good; its people are free again. NotFound, Denied, Conflict."""
    async with db.write_tx():
        application = await queries.application(actor, id)
        require(rules.may_withdraw(actor, application))
        await states.move(Application, APPLICATION, "withdraw", id=id, version=version)
        await participation.close(kind=KIND, record=id)
        await trail.record(actor, "application.withdrawn", KIND, id, _("撤回申报"))
        await events.announce(ApplicationWithdrawn(actor=actor, application=id))
        return await queries.application(actor, id)


# -- unit and office ----------------------------------------------------------------------------------------


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


async def send_back(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    reason: str,
    version: int | None,
    points: Sequence[PointContent] = (),
) -> ApplicationView:
    """Return an application for revision, at most twice, saying what to mend in each part.

    With points only those parts can be changed; without any, everything. NotFound, Denied, Conflict, Invalid for a
    part that an application does not have.
    """
    unknown = [point.field for point in points if point.field not in RETURNABLE]
    if unknown:
        raise Invalid(fields={"points": _("没有“%(name)s”这一部分") % {"name": unknown[0]}})
    async with db.write_tx():
        number = (await queries.application(actor, id)).returns + 1
        lines = [reason, *(f"{PART_LABELS[point.field]}：{point.reason}" for point in points)]
        more = {Application.returns: Application.returns + 1}
        await _decide(actor, id, version, "send_back", _("退回修改"), reason=reason, more=more, detail="\n".join(lines))
        if points:
            rows = [ReturnPoint(application=id, number=number, field=one.field, reason=one.reason) for one in points]
            await ReturnPoint.insert(*rows)
        return await queries.application(actor, id)


async def accept_application(actor: Actor, *, id: int, version: int | None) -> ApplicationView:  # noqa: A002
    """Take a formally sound application on (受理).

    NotFound, Denied (where every item of the formal check has to be met first: a setting), Conflict.
    """
    terms = await policies.formal_check()
    if terms.all_met:
        found = {one.item for one in (await queries.application(actor, id)).checks if one.met}
        lacking = [item for item in terms.items if item not in found]
        require(check(not lacking, _("形式审查还有%(n)d项未符合，不能受理") % {"n": len(lacking)}))
    return await _decide(actor, id, version, "accept", _("受理"))


async def refuse_application(actor: Actor, *, id: int, reason: str, version: int | None) -> ApplicationView:  # noqa: A002
    """Do not take an application on (不予受理); its people are free again. NotFound, Denied, Conflict."""
    return await _decide(actor, id, version, "refuse", _("不予受理"), reason=reason)


async def turn_down(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    reason: str,
    version: int | None,
    listed: bool = False,
) -> ApplicationView:
    """Decide that an application becomes no project (不予立项).

    ``listed`` says that its list decided so, which grants has checked. NotFound, Denied (on a list or on notice, and
    after the leader's proposal for others), Conflict.
    """
    rule = rules.may_turn_down_listed if listed else rules.may_turn_down
    return await _decide(actor, id, version, "turn_down", _("不予立项"), reason=reason, rule=rule)


async def enter_review(actor: Actor, *, id: int, version: int | None) -> ApplicationView:  # noqa: A002
    """Hand an accepted application to a review round. NotFound, Denied, Conflict."""
    return await _decide(actor, id, version, "enter_review", _("送评审"))


async def send_to_review(actor: Actor, *, id: int) -> None:  # noqa: A002 -- the record's id
    """Let an application that goes into a round stand under review; called by reviews in its transaction.

    NotFound, Denied with the reason, where it stands on a list or the actor is on its team.
    """
    async with db.write_tx():
        if (await queries.application(actor, id)).state != ApplicationState.IN_REVIEW:
            await enter_review(actor, id=id, version=None)


async def record_review(actor: Actor, *, id: int, result: ReviewResult) -> ApplicationView:  # noqa: A002
    """Take over what a review round came to: the application waits with it for the list, or for the leader's word.

    The team hears of it by the notice, or with the reason for a no. Called by reviews inside the decision's
    transaction, which has checked who decides, and keeps what is moved here to be taken back. NotFound, Conflict
    where the application is not under review.
    """
    async with db.write_tx():
        application = await queries.application(actor, id)
        if application.state == ApplicationState.ACCEPTED:  # was put into its round before rounds sent to review
            await states.move(Application, APPLICATION, "enter_review", id=id)
        a = Application
        also: dict[Any, Any] = {
            a.review_round: result.round, a.review_title: result.title, a.review_decision: result.decision,
            a.review_score: result.score, a.review_grade: result.grade, a.review_note: result.note,
        }  # fmt: skip
        await states.move(a, APPLICATION, "finish_review", id=id, also=also)
        text = _("评审完成：%(word)s") % {"word": result.decision.label}
        detail = "，".join(part for part in (result.in_words, result.note) if part)
        await trail.record(actor, "application.reviewed", KIND, id, text, detail=detail, staff_only=True)
        return await queries.application(actor, id)


_RULES = {
    "send_back": rules.may_send_back,
    "accept": rules.may_accept,
    "refuse": rules.may_refuse,
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
    detail: str = "",
    rule: Callable[[Actor, ApplicationView], Decision] | None = None,
) -> ApplicationView:
    """Take one office step: rule, move, trail, and word to the team; what decides can be taken back (ADR 0007)."""
    async with db.write_tx():
        application = await queries.application(actor, id_)
        require((rule or _RULES[name])(actor, application))
        also = {
            Application.reason: reason,
            Application.decided_by: actor.account,
            Application.decided_at: clock.now(),
            **(more or {}),
        }
        async with deciding(actor, KIND, id_, text) if name in TAKEN_BACK else nullcontext():
            new = await states.move(Application, APPLICATION, name, id=id_, version=version, also=also)
        if new in APPLICATION.final:
            await participation.close(kind=KIND, record=id_)
        await trail.record(actor, f"application.{name}", KIND, id_, text, detail=detail or reason)
        title = f"{text}：{application.topic_title}"
        await _tell(application, await queries.team_accounts(id_), name, title, detail or reason)
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
        if listed:
            require(rules.may_carry_out(actor, application))
        else:
            require(rules.may_grant(actor, application, await queries.granting(actor, application)))
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
    await states.move(Topic, TOPIC, "award", id=application.topic)
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
