# SPDX-License-Identifier: MIT
"""Reading meetings within the actor's scope."""

from __future__ import annotations

from typing import Any

from research.corrections.schemas import Correction, Place, Subject
from research.meetings import rules
from research.meetings.schemas import FollowUpRow, MeetingRow, MeetingView, Person
from research.meetings.states import FOLLOW_UP, MEETING
from research.meetings.tables import FollowUp, Invitee, Meeting
from research.projects import queries as projects
from research.projects.rules import Ties
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound

MOST = 200


def visible_to(actor: Actor) -> Any:
    """The Where that keeps the meetings which an actor may see: of visible projects, and those one is invited to."""
    m, i = Meeting, Invitee
    where = projects.of_visible(m.project, actor)
    if actor.is_system or where is db.EVERYTHING:
        return where
    return where | m.id.is_in(i.select(i.meeting).where(i.account == actor.account))


def _columns() -> list[Any]:
    m = Meeting
    return [
        m.id, m.version, m.project, m.project._.number.as_alias("project_number"),
        m.project._.title.as_alias("project_title"), m.kind, m.title, m.starts_at, m.place, m.state, m.state_since,
        m.created_by, m.created_by._.name.as_alias("created_by_name"),
    ]  # fmt: skip


async def of_project(actor: Actor, project: int) -> list[MeetingRow]:
    """Return a project's meetings, latest first. NotFound outside the actor's scope."""
    await projects.head(actor, project)
    m = Meeting
    query = m.select(*_columns()).where(m.project == project)
    return await db.rows(query.order_by(m.starts_at, ascending=False).order_by(m.id).limit(MOST), MeetingRow)


async def load(actor: Actor, id: int) -> tuple[MeetingView, Ties, bool]:  # noqa: A002 -- the record's id
    """Return a meeting, the actor's ties to its project, and whether the actor called it. NotFound outside."""
    m = Meeting
    query = m.select(*_columns(), m.agenda, m.guests, m.minutes, m.held_at, m.reason)
    found = await db.first(query.where((m.id == id) & visible_to(actor)), MeetingView)
    if found is None:
        raise NotFound
    try:
        ties = await projects.ties_of(actor, await projects.head(actor, found.project))
    except NotFound:  # invited from outside of the project: reads this meeting, and nothing else of it
        ties = Ties()
    return found, ties, found.created_by == actor.account and actor.account > 0


async def get(actor: Actor, id: int) -> MeetingView:  # noqa: A002 -- the record's id
    """Return a meeting with those invited, what was agreed, and what the actor may do. NotFound outside the scope."""
    found, ties, mine = await load(actor, id)
    i = Invitee
    query = i.select(i.account, i.account._.name.as_alias("name"), i.account._.unit._.name.as_alias("unit_name"))
    found.invited = await db.rows(query.where(i.meeting == id).order_by(i.id).limit(MOST), Person)
    found.follow_ups = await db.rows(_follow_ups().where(FollowUp.meeting == id).order_by(FollowUp.id), FollowUpRow)
    for row in found.follow_ups:
        _dress(row, actor, ties, mine=mine)
    if rules.may_convene(ties, state=found.state, mine=mine):
        found.actions += ["edit", "hold", "cancel"]
    if rules.may_take_back(ties, state=found.state, mine=mine):
        found.actions.append("take_back")
    return found


def _follow_ups() -> Any:
    f = FollowUp
    project = f.meeting._.project
    return f.select(
        f.id, f.meeting, f.text, f.owner, f.owner._.name.as_alias("owner_name"), f.due_on, f.state, f.version,
        f.result, project.as_alias("project"), project._.number.as_alias("project_number"),
    )  # fmt: skip


def _dress(row: FollowUpRow, actor: Actor, ties: Ties, *, mine: bool) -> None:
    row.late = row.state == "open" and row.due_on < clock.today()
    if rules.may_finish(owner=row.owner == actor.account, office=ties.office, state=row.state):
        row.actions.append("finish")
    if rules.may_reopen(ties, state=row.state, mine=mine):
        row.actions.append("reopen")


async def follow_up(actor: Actor, id: int) -> tuple[FollowUpRow, MeetingView, Ties, bool]:  # noqa: A002
    """Return what was agreed with its meeting, the actor's ties, and whether the actor called it. NotFound outside."""
    row = await db.first(_follow_ups().where(FollowUp.id == id), FollowUpRow)
    found, ties, mine = await load(actor, row.meeting if row else 0)
    if row is None:
        raise NotFound
    return row, found, ties, mine


async def people(actor: Actor, project: int) -> list[Person]:
    """Return who may be invited, and given things to see to: the project's people. NotFound outside the scope."""
    await projects.head(actor, project)
    team = [*await projects.members(project), *await projects.mentors_of(project)]
    return [Person(one.account, one.name, one.unit_name) for one in team if one.account]


# -- what waits ------------------------------------------------------------------------------------------------


async def open_follow_ups(actor: Actor) -> list[FollowUpRow]:
    """Return what the actor has to see to, by day."""
    f = FollowUp
    query = _follow_ups().where((f.owner == actor.account) & (f.state == "open"))
    found = await db.rows(query.order_by(f.due_on).limit(MOST), FollowUpRow)
    for row in found:
        row.late = row.due_on < clock.today()
    return found


async def without_minutes(actor: Actor) -> list[MeetingRow]:
    """Return the meetings that the actor called whose day has passed without minutes, oldest first."""
    m = Meeting
    past = (m.state == "planned") & (m.starts_at < clock.now()) & (m.created_by == actor.account)
    return await db.rows(m.select(*_columns()).where(past).order_by(m.starts_at).limit(MOST), MeetingRow)


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read the papers of a meeting."""
    m = Meeting
    return await db.exists(m.select(m.id).where((m.id == record) & visible_to(actor)))


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return a meeting's minutes, or its calling-off, as something to take back. NotFound outside the scope."""
    found, ties, mine = await load(actor, id)
    may = rules.may_take_back(ties, state=found.state, mine=mine)
    return Subject(title=found.title, href=f"/meetings/{id}", version=found.version, may=may)


CORRECTIONS = {"meeting": Correction("会议办理", correctable)}
PLACES = (Place(Meeting, MEETING, "会议"), Place(FollowUp, FOLLOW_UP, "议定事项"))
FILE_READERS = {"meeting": may_read_file}
