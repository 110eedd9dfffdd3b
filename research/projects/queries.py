# SPDX-License-Identifier: MIT
"""Reading projects within the actor's scope."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from research.projects import rules
from research.projects.schemas import (
    AgreementView,
    IndicatorRow,
    MemberRow,
    MilestoneRow,
    ProjectRow,
    ProjectView,
    Side,
)
from research.projects.states import MILESTONE, STAGE, STATUS, Kind
from research.projects.tables import (
    Agreement,
    Milestone,
    Project,
    ProjectIndicator,
    ProjectMember,
    ProjectMentor,
)
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.policies import queries as policies

OFFICE_ROLES = (Role.OFFICER, Role.DEPT_LEADER)
MOST = 200


def visible_to(actor: Actor) -> Any:
    """The Where that keeps the projects which an actor may see: the only read door.

    Office and inspectors by unit subtree and direction, liaisons by unit, members their own, mentors those they
    advise; nobody else sees any.
    """
    p = Project
    if actor.is_system:
        return db.EVERYTHING
    where: Any = p.id == -1
    for roles, direction in (((*OFFICE_ROLES, Role.INSPECTOR), p.direction), ((Role.LIAISON,), None)):
        if actor.has(*roles):
            scope = identity.in_scope(actor, roles, p.unit, direction)
            if scope is None:
                return db.EVERYTHING
            where |= scope
    if actor.has(Role.MEMBER):
        where |= p.id.is_in(projects_of_team(actor.account))
    if actor.has(Role.MENTOR):
        where |= p.id.is_in(projects_of_mentor(actor.account))
    return where


def of_visible(project: Any, actor: Actor) -> Any:
    """The Where that keeps the rows whose project the actor may see; ``project`` is the rows' column."""
    where = visible_to(actor)
    return where if where is db.EVERYTHING else project.is_in(Project.select(Project.id).where(where))


def projects_of_team(account: int) -> Any:
    """The select of the projects on whose team an account is now."""
    m = ProjectMember
    return m.select(m.project).where((m.talent._.account == account) & m.until.is_null())


def projects_of_mentor(account: int) -> Any:
    """The select of the projects that an account advises now."""
    m = ProjectMentor
    return m.select(m.project).where((m.account == account) & m.until.is_null())


def head_columns(p: Any) -> list[Any]:
    """The columns of a project's head, from its own table or from a record that names it."""
    return [
        p.id, p.version, p.number, p.title, p.topic, p.application, p.direction, p.level, p.lead,
        p.lead._.name.as_alias("lead_name"), p.lead._.account.as_alias("lead_account"), p.unit,
        p.unit._.name.as_alias("unit_name"), p.stage, p.stage_since, p.status, p.status_since, p.starts_on, p.due_on,
        p.percent, p.light, p.light_reason, p.light_since, p.grade, p.granted_at, p.signed_at, p.closed_at,
        p.failed_closings, p.second_until,
    ]  # fmt: skip


def _columns() -> Any:
    return Project.select(*head_columns(Project))


async def head(actor: Actor, id: int) -> ProjectView:  # noqa: A002 -- the record's id
    """Return a project without its parts: one query. NotFound outside the actor's scope."""
    found = await db.first(_columns().where(visible_to(actor) & (Project.id == id)), ProjectView)
    if found is None:
        raise NotFound
    return found


async def get(actor: Actor, id: int) -> ProjectView:  # noqa: A002 -- the record's id
    """Return a project with team, plan, targets, agreement, and what the actor may do. NotFound outside the scope."""
    project = await head(actor, id)
    project.members = await members(id)
    project.mentors = await mentors_of(id)
    project.milestones = await milestones(id)
    for step in project.milestones if project.over else ():
        step.late = 0
    i = ProjectIndicator
    targets = i.select(i.id, i.name, i.unit, i.target, i.actual).where(i.project == id).order_by(i.sort)
    project.indicators = await db.rows(targets.limit(MOST), IndicatorRow)
    project.agreement = await agreement(id)
    calendar = await policies.calendar()
    project.unknown_years = calendar.unknown_years(project.starts_on, project.due_on)
    project.holidays_known = not project.unknown_years
    project.planned = rules.planned_percent(project.milestones, clock.today())
    project.stage_label, project.status_label = STAGE.label(project.stage), STATUS.label(project.status)
    ties = await ties_of(actor, project)
    project.relations = ties.names()
    _set_holder(project)
    _set_actions(project, ties, await _ending(actor, project, ties))
    return project


def _set_holder(project: ProjectView) -> None:
    project.holder = STAGE.holder[project.stage] if project.status in rules.GOING else STATUS.holder[project.status]
    project.holder_since = project.stage_since if project.status in rules.GOING else project.status_since
    waiting = next((m for m in project.milestones if m.state in {"handed_in", "returned"}), None)
    if waiting is not None and project.status in rules.GOING:
        project.holder, project.holder_since = MILESTONE.holder[waiting.state], waiting.state_since
    if project.stage == "contracting" and project.agreement is not None:
        signed = project.agreement.signed_at
        project.holder = "、".join(side.label for side in Side if not signed(side))


async def _ending(actor: Actor, project: ProjectView, ties: rules.Ties) -> rules.Ending:
    """Return what the right to end a project depends on; the programme is asked only where its word counts."""
    leader = actor.has(Role.DEPT_LEADER)
    asks = ties.office and not leader and project.level == "general"
    signs = asks and (await policies.programme()).officers_sign_general
    return rules.Ending(leader=leader, level=project.level, officers_sign=signs)


def _set_actions(project: ProjectView, ties: rules.Ties, facts: rules.Ending) -> None:
    signed = project.agreement.signed_at if project.agreement else lambda _side: None
    project.actions = [
        f"confirm_{side}"
        for side in Side
        if rules.may_confirm(ties, side, stage=project.stage, signed=signed(side) is not None)
    ]
    if rules.may_change_team(ties, stage=project.stage):
        project.actions.append("change_team")
    if rules.may_edit_agreement(ties, stage=project.stage):
        project.actions.append("edit_agreement")
    if rules.may_record_actual(ties, stage=project.stage, status=project.status):
        project.actions.append("record_actual")
    if rules.may_manage(ties):
        project.actions += ["move_due"] if project.stage != "closed" else []
        project.actions += [
            t.name
            for t in STATUS.leaving(project.status)
            if t.name != "rectify"
            and rules.may_change_status(ties, t.name, status=project.status, stage=project.stage, facts=facts)
        ]
    hand_in = rules.HandingIn(
        stage=project.stage, status=project.status, gates_open=gates_open(project.milestones),
        failed=project.failed_closings, second_until=project.second_until, today=clock.today(),
    )  # fmt: skip
    for step in project.milestones:
        if rules.may_hand_in(ties, step.kind, state=step.state, facts=hand_in):
            step.actions.append("hand_in")
        if rules.may_judge_work(ties, step.kind, state=step.state):
            step.actions.append("judge")
        if rules.may_take_back_work(ties, step.kind, state=step.state):
            step.actions.append("take_back")


def gates_open(steps: Iterable[MilestoneRow]) -> int:
    """How many midterm gates are not passed."""
    return sum(step.kind is Kind.MIDTERM and step.state != "done" for step in steps)


async def members(project: int) -> list[MemberRow]:
    """Return a project's team as it is now. The caller has read the project through its scope."""
    m = ProjectMember
    query = m.select(
        m.id, m.talent, m.talent._.name.as_alias("name"), m.talent._.account.as_alias("account"),
        m.talent._.unit._.name.as_alias("unit_name"), m.role, m.duty,
    )  # fmt: skip
    here = query.where((m.project == project) & m.until.is_null())
    return await db.rows(here.order_by(m.role).order_by(m.id).limit(MOST), MemberRow)  # the lead first


async def mentors_of(project: int) -> list[MemberRow]:
    """Return who advises a project now. The caller has read the project through its scope."""
    m = ProjectMentor
    query = m.select(
        m.id, m.account, m.account._.name.as_alias("name"), m.account._.unit._.name.as_alias("unit_name")
    ).where((m.project == project) & m.until.is_null())
    found = await query.order_by(m.id).limit(MOST)
    return [MemberRow(**row, role="mentor") for row in found]


async def milestones(project: int) -> list[MilestoneRow]:
    """Return the steps of a project's plan in their order. The caller has read the project through its scope."""
    m = Milestone
    found = await db.rows(
        _milestone_columns().where(m.project == project).order_by(m.sort).order_by(m.id).limit(MOST), MilestoneRow
    )
    for step in found:
        step.late = days_late(step.state, step.due_on, clock.today())
    return found


def _milestone_columns() -> Any:
    m = Milestone
    return m.select(
        m.id, m.project, m.kind, m.title, m.mark, m.starts_on, m.due_on, m.baseline_due_on, m.weight, m.percent,
        m.state, m.state_since, m.version, m.note, m.handed_in_at, m.done_on, m.result, m.reason,
        m.baseline_starts_on, m.asked_on, m.person, m.person._.name.as_alias("person_name"),
    )  # fmt: skip


def days_late(state: str, due_on: date, today: date) -> int:
    """Calendar days that a milestone is past due while it has not been handed in (decisions.md, Light)."""
    return max(0, (today - due_on).days) if state in {"planned", "returned"} else 0


async def milestone(actor: Actor, id: int) -> tuple[MilestoneRow, ProjectView]:  # noqa: A002 -- the record's id
    """Return a milestone with its project's head, scoped through the project; NotFound outside."""
    step = await db.first(_milestone_columns().where(Milestone.id == id), MilestoneRow)
    project = await head(actor, step.project if step else 0)  # a missing step takes the work of a hidden one
    if step is None:
        raise NotFound
    step.late = days_late(step.state, step.due_on, clock.today())
    return step, project


def agreement_columns() -> Any:
    """The select of an agreement with who signed it."""
    a = Agreement
    return a.select(
        a.id, a.number, a.content, a.lead_signed_at, a.unit_signed_at, a.office_signed_at, a.effective,
        a.lead_signed_by._.name.as_alias("lead_signer"), a.unit_signed_by._.name.as_alias("unit_signer"),
        a.office_signed_by._.name.as_alias("office_signer"), a.lead_paper, a.unit_paper, a.office_paper,
        a.lead_signed_by, a.unit_signed_by, a.office_signed_by,
    )  # fmt: skip


async def agreement(project: int) -> AgreementView | None:
    """Return the agreement in force, the newest before there is one. The caller has read the project."""
    query = agreement_columns().where(Agreement.project == project)
    newest = query.order_by(Agreement.effective, ascending=False).order_by(Agreement.number, ascending=False)
    return await db.first(newest, AgreementView)


async def ties_of(actor: Actor, project: ProjectView) -> rules.Ties:
    """Return how an actor stands to a project that it has read through its scope: one query, none for the lead."""
    if actor.is_system:
        return rules.Ties()
    lead = project.lead_account == actor.account and actor.account > 0
    m, t = ProjectMember, ProjectMentor
    member = actor.has(Role.MEMBER) and (
        lead
        or await db.exists(
            m.select(m.id).where((m.project == project.id) & (m.talent._.account == actor.account) & m.until.is_null())
        )
    )
    mentor = actor.has(Role.MENTOR) and await db.exists(
        t.select(t.id).where((t.project == project.id) & (t.account == actor.account) & t.until.is_null())
    )
    return rules.Ties(
        lead=lead, member=member, mentor=mentor, liaison=await _holds(actor, (Role.LIAISON,), project),
        office=await in_office(actor, project), inspector=await _holds(actor, (Role.INSPECTOR,), project),
    )  # fmt: skip


async def in_office(actor: Actor, project: ProjectView) -> bool:
    """Whether the actor is of the office in whose scope a project lies."""
    return await _holds(actor, OFFICE_ROLES, project)


async def _holds(actor: Actor, roles: tuple[Role, ...], project: ProjectView) -> bool:
    """Whether the project lies in the scope of these roles."""
    if not actor.has(*roles):
        return False
    direction = None if roles == (Role.LIAISON,) else Project.direction
    where = identity.in_scope(actor, roles, Project.unit, direction)
    return where is None or await db.exists(Project.select(Project.id).where(where & (Project.id == project.id)))


async def roles_of(account: int, project: int) -> set[str]:
    """Return what an account is in a project, unscoped, for other capabilities' rules.

    lead, member, mentor, and liaison, officer, dept_leader, inspector where a grant covers the project.
    """
    actor = await identity.actor_of(account)
    row = await db.first(_columns().where(Project.id == project), ProjectView)
    if row is None:
        return set()
    found = set((await ties_of(actor, row)).names())
    if "office" in found:
        found = (found - {"office"}) | {role for role in ("officer", "dept_leader") if actor.has(Role(role))}
    return found


def row_columns() -> Any:
    """The select behind every list of projects, without its conditions."""
    p = Project
    return p.select(
        p.id, p.number, p.title, p.direction, p.level, p.stage, p.status, p.light, p.light_reason, p.starts_on,
        p.due_on, p.percent, p.lead._.name.as_alias("lead_name"), p.unit._.name.as_alias("unit_name"),
    )  # fmt: skip


def narrowed(
    actor: Actor, *, direction: str, light: str, stage: str, year: int | None, text: str, mine: bool = False
) -> Any:
    """Return the Where of the projects that the actor may see and that meet the conditions of the list."""
    p = Project
    where = visible_to(actor)
    for column, value in ((p.direction, direction), (p.light, light), (p.stage, stage)):
        if value:
            where &= column == value
    if year is not None:
        where &= p.year == year
    if mine:
        where &= p.id.is_in(projects_of_team(actor.account)) | p.id.is_in(projects_of_mentor(actor.account))
    if text:
        where &= p.title.like(f"%{text}%") | (p.number == text)
    return where


async def listed(
    actor: Actor,
    *,
    direction: str = "",
    light: str = "",
    stage: str = "",
    year: int | None = None,
    mine: bool = False,
    text: str = "",
    after: str | None = None,
    before: str | None = None,
) -> Page[ProjectRow]:
    """Return a page of the projects that the actor may see, newest first."""
    p = Project
    where = narrowed(actor, direction=direction, light=light, stage=stage, year=year, mine=mine, text=text)
    query = row_columns().where(where)
    found = await newest(query, ProjectRow, p.id, after=after, before=before, counting=p.select().where(where))
    plans = await plan_percents([row.id for row in found.items])
    for row in found.items:
        row.planned = plans.get(row.id, 0)
    return found


class _Step(msgspec.Struct):
    project: int
    starts_on: date
    due_on: date
    weight: int


async def plan_percents(projects: list[int], day: date | None = None) -> dict[int, int]:
    """Return by project how much should be done on a day (today): one query for all of them."""
    if not projects:
        return {}
    m = Milestone
    steps = await db.rows(
        m.select(m.project, m.starts_on, m.due_on, m.weight).where(m.project.is_in(projects)).limit(MOST * 50), _Step
    )
    by: dict[int, list[_Step]] = {}
    for step in steps:
        by.setdefault(step.project, []).append(step)
    return {project: rules.planned_percent(found, day or clock.today()) for project, found in by.items()}


async def plan_percent(project: int, day: date | None = None) -> int:
    """Return how much of one project should be done on a day (today), in percent."""
    return (await plan_percents([project], day)).get(project, 0)


async def of_actor(actor: Actor) -> list[ProjectRow]:
    """Return the projects on whose team the actor is or which the actor advises, newest first, at most a page."""
    return (await listed(actor, mine=True)).items


async def team_accounts(project: int, *, mentors: bool = False) -> list[int]:
    """Return the accounts of a project's team (and its mentors), for notices."""
    m, t = ProjectMember, ProjectMentor
    rows = await m.select(m.talent._.account.as_alias("account")).where((m.project == project) & m.until.is_null())
    if mentors:
        rows += await t.select(t.account).where((t.project == project) & t.until.is_null())
    return [row["account"] for row in rows if row["account"]]
