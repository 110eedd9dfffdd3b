# SPDX-License-Identifier: MIT
"""Who is on a project: team and mentors change, the lead hands over; who left stays in the history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from research.participation import operations as participation
from research.participation import queries as ledger
from research.participation import rules as limits
from research.projects import queries, rules
from research.projects.events import LeadChanged, TeamChanged
from research.projects.operations import put_index
from research.projects.schemas import ChangeTeam, HandOver, MemberRow, ProjectView, TeamMember
from research.projects.tables import Project, ProjectMember, ProjectMentor
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
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
        wanted = {m.talent: m.duty for m in command.members if m.talent != project.lead}
        await _check_team(project, wanted, command)
        await touch(Project, id=id, version=command.version, values={})
        told = await _set_members(project, wanted)
        left = await _set_mentors(project, set(command.mentors))
        after = await queries.get(actor, id)
        await trail.record(
            actor, "project.team_changed", "project", id, _("调整课题组"),
            detail=f"{command.reason}（{_difference(project, after)}）",
            fields={"members": sorted(wanted), "mentors": sorted(command.mentors)},
        )  # fmt: skip
        await _tell(actor, after, {*told, *left}, _("课题组已调整"), command.reason)
        await events.announce(TeamChanged(actor=actor, project=id))
        return after


async def _check_team(project: ProjectView, wanted: dict[int, str], command: ChangeTeam) -> None:
    faults: dict[str, str] = {}
    programme = await policies.programme()
    size = limits.team_fits(len(wanted) + 1, programme)
    if not size:
        faults["members"] = size.reason
    fresh = wanted.keys() - {m.talent for m in project.members}
    reasons = await _reasons(fresh, lead=False)
    if reasons:
        faults["members"] = "；".join(reasons)
    if not set(command.mentors) <= set(await identity.account_ids_with_role(Role.MENTOR)):
        faults["mentors"] = _("所选的人里有不是导师的，请重新选择")
    if faults:
        raise Invalid(fields=faults)


async def _reasons(people: Iterable[int], *, lead: bool, apart_from: tuple[str, int] | None = None) -> list[str]:
    """What stands against these people joining, or leading, one more project."""
    ids, today, programme = list(people), clock.today(), await policies.programme()
    names = {one.id: one.name for one in await talents.options(ids)}
    active = await talents.active_among(ids)
    loads = await ledger.load(ids, apart_from=apart_from)
    found = []
    for talent in ids:
        if talent not in active:
            found.append(_("%(name)s不是在库成员") % {"name": names.get(talent, talent)})
            continue
        rule = limits.may_lead if lead else limits.may_join
        decision = rule(loads[talent], programme, today)
        if not decision:
            found.append(f"{names[talent]}{decision.reason}")
    return found


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


async def hand_over(actor: Actor, *, id: int, command: HandOver) -> ProjectView:  # noqa: A002 -- the project's id
    """Make another member of the bank the lead; open orders go to the new lead's desk with the event.

    The former lead stays on the team or leaves it. Denied unless the office does so while the project runs;
    Invalid for the present lead, for who may not lead one more, for somebody without an account, and when the
    team would grow too large; Conflict when stale.
    """
    async with db.write_tx():
        project = await queries.get(actor, id)
        require(rules.may_change_team(await queries.ties_of(actor, project), stage=project.stage))
        account = await _check_successor(project, command)
        await touch(Project, id=id, version=command.version, values={Project.lead: command.talent})
        await _swap(project, command)
        after = await queries.get(actor, id)
        text = _("负责人由%(old)s变更为%(new)s") % {"old": project.lead_name, "new": after.lead_name}
        await trail.record(
            actor, "project.lead_changed", "project", id, text, detail=command.reason,
            fields={"from": project.lead, "to": command.talent, "stays": command.stays},
        )  # fmt: skip
        await put_index(after)
        people = {
            *await queries.team_accounts(id, mentors=True),
            *([project.lead_account] if project.lead_account else []),
        }
        await _tell(actor, after, people, text, command.reason)
        await events.announce(
            LeadChanged(actor=actor, project=id, old=project.lead_account or 0, new=account, reason=command.reason)
        )
        return after


async def _check_successor(project: ProjectView, command: HandOver) -> int:
    """Return the account of a successor who may lead; Invalid otherwise."""
    account = await talents.account_of(command.talent)
    reasons = await _reasons([command.talent], lead=True, apart_from=("project", project.id))
    size = len({m.talent for m in project.members} | {command.talent}) - (not command.stays)
    fits = limits.team_fits(size, await policies.programme())
    if command.talent == project.lead:
        reasons = [_("所选的人就是现任负责人")]
    elif not reasons and not account:
        reasons = [_("所选的人还没有账号，请先为其开通")]
    elif not fits:
        reasons.append(fits.reason)
    if reasons or not account:
        raise Invalid(fields={"talent": "；".join(reasons)})
    return account


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
