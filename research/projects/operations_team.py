# SPDX-License-Identifier: MIT
"""Who is on a project: team and mentors change, the lead hands over; who left stays in the history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from research.participation import operations as participation
from research.projects import queries, queries_team, rules
from research.projects.events import LeadChanged, TeamChanged
from research.projects.operations_granting import put_index
from research.projects.schemas import ChangeTeam, HandOver, MemberRow, ProjectView, TeamMember
from research.projects.tables import Milestone, Project, ProjectMember, ProjectMentor
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.notices import operations as notices
from thinktank.talents import queries as talents
from thinktank.trail import operations as trail


async def change_team(actor: Actor, *, id: int, command: ChangeTeam) -> ProjectView:  # noqa: A002 -- the project's id
    """Set who is on the team besides the lead, with their work, and who advises it.

    Denied unless the office does so while the project runs; Invalid for a team above the programme's size, for
    somebody who is no active member, is banned or joins too many already, and for a mentor without the role;
    Conflict when stale.
    """
    async with db.write_tx():
        project = await queries.get(actor, id)
        require(rules.may_change_team(await queries.ties_of(actor, project), stage=project.stage))
        return await carry_team(actor, project, command)


async def carry_team(actor: Actor, project: ProjectView, command: ChangeTeam) -> ProjectView:
    """Do what ``change_team`` does once its rule was asked: also for an approved change. Inside ``write_tx()``."""
    wanted = {m.talent: m.duty for m in command.members if m.talent != project.lead}
    faults = await queries_team.member_faults(project, wanted)
    if not set(command.mentors) <= set(await identity.account_ids_with_role(Role.MENTOR)):
        faults["mentors"] = _("所选的人里有不是导师的，请重新选择")
    if faults:
        raise Invalid(fields=faults)
    await touch(Project, id=project.id, version=command.version, values={})
    told = await _set_members(project, wanted)
    left = await _set_mentors(project, set(command.mentors))
    await _free_steps(project.id)
    after = await queries.get(actor, project.id)
    await trail.record(
        actor, "project.team_changed", "project", project.id, _("调整课题组"),
        detail=f"{command.reason}（{_difference(project, after)}）",
        fields={"members": sorted(wanted), "mentors": sorted(command.mentors)},
    )  # fmt: skip
    await _tell(actor, after, {*told, *left}, _("课题组已调整"), command.reason)
    await events.announce(TeamChanged(actor=actor, project=project.id))
    return after


async def _set_members(project: ProjectView, wanted: dict[int, str]) -> set[int]:
    """Bring the rows to what is wanted; return the talents who came or left."""
    present = {m.talent: m for m in project.members if m.role != "lead"}
    m, today = ProjectMember, clock.today()
    gone = [row for talent, row in present.items() if talent not in wanted]
    for row in gone:
        await m.update({m.until: today}).where(m.id == row.id)
        await participation.leave(kind="project", record=project.id, talent=row.talent)
    for talent, row in present.items():
        if talent in wanted and row.duty != wanted[talent]:
            await m.update({m.duty: wanted[talent]}).where(m.id == row.id)
    fresh = wanted.keys() - present.keys()
    for talent in fresh:
        await m.insert(m(project=project.id, talent=talent, role="member", duty=wanted[talent], since=today))
        await participation.join(talent=talent, kind="project", record=project.id, role="member")
    accounts = {row.account for row in gone if row.account} | {await talents.account_of(one) for one in fresh}
    return {account for account in accounts if account}


async def _set_mentors(project: ProjectView, wanted: set[int]) -> set[int]:
    """Bring the mentors to what is wanted; return the accounts that came or left."""
    present = {m.account: m.id for m in project.mentors if m.account}
    t, today = ProjectMentor, clock.today()
    gone, fresh = present.keys() - wanted, wanted - present.keys()
    for account in gone:
        await t.update({t.until: today}).where(t.id == present[account])
    for account in fresh:
        await t.insert(t(project=project.id, account=account, since=today))
    return {*gone, *fresh}


def _difference(before: ProjectView, after: ProjectView) -> str:
    """Who came, who left, whose work changed, in words."""
    was = {(m.role, m.id): m for m in (*before.members, *before.mentors)}
    now = {(m.role, m.id): m for m in (*after.members, *after.mentors)}
    parts = [
        (_("新增"), [now[key] for key in now.keys() - was.keys()]),
        (_("退出"), [was[key] for key in was.keys() - now.keys()]),
        (_("调整分工"), [now[key] for key in now.keys() & was.keys() if now[key].duty != was[key].duty]),
    ]
    said = [f"{verb}{'、'.join(sorted(_named(one) for one in people))}" for verb, people in parts if people]
    return "；".join(said) or _("人员不变")


def _named(one: MemberRow) -> str:
    return f"{one.name}（{_('导师')}）" if one.role == "mentor" else one.name


async def _free_steps(project: int) -> None:
    """Let the lead answer for the steps of who has left: nobody outside of the team answers for one."""
    here, m = {one.talent for one in await queries.members(project)}, Milestone
    for row in await m.select(m.id, m.person).where((m.project == project) & m.person.is_not_null()):
        if row["person"] not in here:
            await touch(m, id=row["id"], version=None, values={m.person: None})


async def hand_over(actor: Actor, *, id: int, command: HandOver) -> ProjectView:  # noqa: A002 -- the project's id
    """Make another member of the bank the lead; open orders go to the new lead's desk with the event.

    The former lead stays on the team or leaves it. Denied unless the office does so while the project runs;
    Invalid for the present lead, for who may not lead one more, for somebody without an account, and when the
    team would grow too large; Conflict when stale.
    """
    async with db.write_tx():
        project = await queries.get(actor, id)
        require(rules.may_change_team(await queries.ties_of(actor, project), stage=project.stage))
        return await carry_lead(actor, project, command)


async def carry_lead(actor: Actor, project: ProjectView, command: HandOver) -> ProjectView:
    """Do what ``hand_over`` does once its rule was asked: also for an approved change. Inside ``write_tx()``."""
    wrong = await queries_team.lead_faults(project, command.talent, stays=command.stays)
    account = await talents.account_of(command.talent)
    if wrong or not account:
        raise Invalid(fields={"talent": wrong})
    await touch(Project, id=project.id, version=command.version, values={Project.lead: command.talent})
    await _swap(project, command)
    await _free_steps(project.id)
    after = await queries.get(actor, project.id)
    text = _("负责人由%(old)s变更为%(new)s") % {"old": project.lead_name, "new": after.lead_name}
    await trail.record(
        actor, "project.lead_changed", "project", project.id, text, detail=command.reason,
        fields={"from": project.lead, "to": command.talent, "stays": command.stays},
    )  # fmt: skip
    await put_index(after)
    people = {
        *await queries.team_accounts(project.id, mentors=True),
        *([project.lead_account] if project.lead_account else []),
    }
    await _tell(actor, after, people, text, command.reason)
    old = project.lead_account or 0
    await events.announce(LeadChanged(actor=actor, project=project.id, old=old, new=account, reason=command.reason))
    return after


async def put_team_back(
    actor: Actor, project: ProjectView, *, lead: int, members: list[TeamMember], reason: str
) -> None:
    """Let the team be what it was before a change that is taken back; who leaves now stays in the history.

    ``project`` is the project with the team that it has still; its lead has been put back already.
    """
    wanted = {
        lead: ("lead", _("总负责")),
        **{one.talent: ("member", one.duty) for one in members if one.talent != lead},
    }
    m, today = ProjectMember, clock.today()
    present = {one.talent: one for one in project.members if one.talent is not None}
    former = next((one for one in project.members if one.role == "lead"), None)
    for talent, row in present.items():
        if talent not in wanted or wanted[talent][0] != row.role:
            await m.update({m.until: today}).where(m.id == row.id)
            await participation.leave(kind="project", record=project.id, talent=talent)
    for talent, (role, duty) in wanted.items():
        if talent not in present or present[talent].role != role:
            await m.insert(m(project=project.id, talent=talent, role=role, duty=duty, since=today))
            await participation.join(talent=talent, kind="project", record=project.id, role=role)
    await _free_steps(project.id)
    await put_index(await queries.head(actor, project.id))
    if former is not None and former.talent != lead:
        old, new = former.account or 0, await talents.account_of(lead) or 0
        await events.announce(LeadChanged(actor=actor, project=project.id, old=old, new=new, reason=reason))
    else:
        await events.announce(TeamChanged(actor=actor, project=project.id))


async def _swap(project: ProjectView, command: HandOver) -> None:
    m, today = ProjectMember, clock.today()
    leaving = [row.id for row in project.members if row.talent in {project.lead, command.talent}]
    await m.update({m.until: today}).where(m.id.is_in(leaving))
    await participation.leave(kind="project", record=project.id, talent=project.lead)
    fresh = [TeamMember(command.talent, _("总负责"))]
    if command.stays:
        fresh.append(TeamMember(project.lead, _("协助交接")))
    for place, one in enumerate(fresh):
        role = "member" if place else "lead"
        await m.insert(m(project=project.id, talent=one.talent, role=role, duty=one.duty, since=today))
        await participation.join(talent=one.talent, kind="project", record=project.id, role=role)


async def _tell(actor: Actor, project: ProjectView, accounts: Iterable[int], title: str, body: str) -> None:
    values: dict[str, Any] = {"number": project.number, "title": title}
    await notices.notify(
        set(accounts) - {actor.account}, rule="project.team", kind="project", record=project.id,
        title=_("%(number)s %(title)s") % values, body=body, href=f"/projects/{project.id}",
        occasion=str(project.version),
    )  # fmt: skip
