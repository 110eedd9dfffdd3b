# SPDX-License-Identifier: MIT
"""Building a team: asking people in, their answers, and leaving again."""

from __future__ import annotations

from datetime import date
from typing import Any

from research.applications import queries, queries_team, rules
from research.applications.schemas import Answer, ApplicationView, Duty, InvitationView, Invite
from research.applications.states import INVITATION, InvitationState
from research.applications.tables import Invitation
from research.topics.tables import ApplicationMember
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.trail import operations as trail

KIND = "application"


async def invite(actor: Actor, *, application: int, command: Invite) -> InvitationView:
    """Ask somebody of the bank to join a team; the answer is due in some working days, not after the last day.

    NotFound, Denied (not the leader, or not in a draft), Invalid (nobody of the bank, already inside, or full).
    """
    async with db.write_tx():
        view = await queries.application(actor, application)
        require(rules.may_build_team(actor, view))
        wrong = await _not_to_ask(view, command.talent)
        if wrong:
            raise Invalid(fields={"talent": wrong})
        row = Invitation(
            application=application, talent=command.talent, duty=command.duty, state=InvitationState.INVITED,
            state_since=clock.now(), answer_by=await _answer_by(view), invited_by=actor.account, at=clock.now(),
        )  # fmt: skip
        added = await Invitation.insert(row).returning(Invitation.id)
        found = await queries_team.invitation(actor, int(added[0]["id"]))
        text = _("邀请%(name)s参加课题组") % {"name": found.talent_name}
        await trail.record(actor, "application.invited", KIND, application, text, detail=command.duty)
        if found.talent_account:
            title = _("%(lead)s邀请您参加课题组") % {"lead": found.lead_name}
            await _tell(found, [found.talent_account], "invited", title, found.topic_title)
        return found


async def _not_to_ask(view: ApplicationView, talent: int) -> str:
    """Say why somebody cannot be asked, or nothing."""
    i, programme = Invitation, await policies.programme()
    waiting = await i.select(i.talent).where((i.application == view.id) & (i.state == "invited"))
    inside = {view.lead, *(member.talent for member in view.members), *(row["talent"] for row in waiting)}
    if talent in inside:
        return _("已在课题组或已发出邀请")
    if not await talents.active_among([talent]):
        return _("请选择在库成员")
    if len(inside) >= programme.team_most:
        return _("课题组连负责人最多%(n)d人，连同未答复的邀请已满") % {"n": programme.team_most}
    return ""


async def _answer_by(view: ApplicationView) -> date:
    """The last day for an answer: some working days from now, no later than the topic's last day."""
    calendar, terms = await policies.calendar(), await policies.research()
    due = calendar.add_workdays(clock.today(), terms.invite_workdays)
    if view.state == "draft" and view.closes_on is not None:
        return max(clock.today(), min(due, view.closes_on))
    return due


async def answer(actor: Actor, *, id: int, command: Answer) -> InvitationView:  # noqa: A002 -- the record's id
    """Accept or decline an invitation; the leader hears of it. For the office: enter what was said on paper.

    NotFound, Denied (not one's own, too late, or a rule of participation does not hold), Conflict (answered or
    taken back meanwhile).
    """
    async with db.write_tx():
        found = await queries_team.invitation(actor, id)
        if command.version is not None and command.version != found.version:
            raise Conflict(_("邀请%(state)s，请刷新查看") % {"state": found.state_label}, code="stale")
        require(rules.may_answer(actor, found, clock.today()))
        if command.accept:
            await _rules_hold(found)
        step = "accept" if command.accept else "decline"
        also = {Invitation.reason: command.reason}
        await states.move(Invitation, INVITATION, step, id=id, version=found.version, also=also)
        if command.accept:
            row = ApplicationMember(application=found.application, talent=found.talent, duty=found.duty)
            await ApplicationMember.insert(row)
        said = _("%(name)s接受邀请") if command.accept else _("%(name)s谢绝邀请")
        text = said % {"name": found.talent_name}
        await trail.record(actor, f"application.{step}ed", KIND, found.application, text, detail=command.reason)
        if found.lead_account:
            await _tell(found, [found.lead_account], step, text, command.reason or found.topic_title)
        return await queries_team.invitation(actor, id)


async def _rules_hold(found: InvitationView) -> None:
    held = await queries_team.findings_for(found)
    broken = [one for one in held if not one.met]
    require(
        check(not broken, "；".join(_("%(rule)s不符：%(value)s") % {"rule": b.rule, "value": b.value} for b in broken))
    )


async def cancel(actor: Actor, *, id: int, version: int | None) -> InvitationView:  # noqa: A002 -- the record's id
    """Take an invitation back while it waits. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await queries_team.invitation(actor, id)
        require(rules.may_cancel(actor, found))
        await states.move(Invitation, INVITATION, "cancel", id=id, version=version)
        text = _("取消对%(name)s的邀请") % {"name": found.talent_name}
        await trail.record(actor, "application.uninvited", KIND, found.application, text)
        return await queries_team.invitation(actor, id)


async def end(actor: Actor, *, id: int, version: int | None) -> InvitationView:  # noqa: A002 -- the record's id
    """Leave a team, or let a member go, before the application is handed in. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await queries_team.invitation(actor, id)
        require(rules.may_end(actor, found))
        await states.move(Invitation, INVITATION, "end", id=id, version=version)
        m = ApplicationMember
        await m.delete().where((m.application == found.application) & (m.talent == found.talent))
        text = _("%(name)s退出课题组") % {"name": found.talent_name}
        await trail.record(actor, "application.left", KIND, found.application, text)
        others = {found.lead_account, found.talent_account} - {actor.account, None}
        await _tell(found, [one for one in others if one], "left", text, found.topic_title)
        return await queries_team.invitation(actor, id)


async def set_duty(actor: Actor, *, application: int, talent: int, command: Duty) -> ApplicationView:
    """Say what a member of the team does (分工). NotFound, Denied, Invalid for who is not in the team."""
    async with db.write_tx():
        view = await queries.application(actor, application)
        require(rules.may_build_team(actor, view))
        m = ApplicationMember
        mine = (m.application == application) & (m.talent == talent)
        if not await m.update({m.duty: command.duty}).where(mine).returning(m.id):
            raise Invalid(fields={"duty": _("请选择课题组成员")})
        await trail.record(actor, "application.duty", KIND, application, _("调整分工"), detail=command.duty)
        return await queries.application(actor, application)


async def end_waiting(actor: Actor, application: int) -> None:
    """Let the invitations that nobody answered lapse when the application is handed in."""
    i = Invitation
    for row in await i.select(i.id).where((i.application == application) & (i.state == "invited")):
        await states.move(Invitation, INVITATION, "cancel", id=row["id"])
        await trail.record(actor, "application.uninvited", KIND, application, _("申报书已提交，未答复的邀请失效"))


async def expire_due(actor: Actor, *, most: int = 200) -> int:
    """Let invitations lapse whose last day is over, and tell the leaders; a job. Returns how many."""
    i: Any = Invitation
    async with db.write_tx():
        due = await i.select(i.id).where((i.state == "invited") & (i.answer_by < clock.today())).limit(most)
        for row in due:
            found = await queries_team.invitation(actor, row["id"])
            await states.move(Invitation, INVITATION, "expire", id=found.id)
            text = _("%(name)s逾期未答复邀请") % {"name": found.talent_name}
            await trail.record(actor, "application.unanswered", KIND, found.application, text)
            if found.lead_account:
                await _tell(found, [found.lead_account], "unanswered", text, found.topic_title)
        return len(due)


async def _tell(found: InvitationView, accounts: list[int], rule: str, title: str, body: str) -> None:
    own = rule == "invited"
    href = f"/invitations/{found.id}" if own else f"/applications/{found.application}/team"
    await notices.notify(
        accounts, rule=f"invitation.{rule}", kind="invitation", record=found.id, title=title, body=body, href=href
    )
