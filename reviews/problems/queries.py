# SPDX-License-Identifier: MIT
"""Reading the ledger of problems within the actor's scope."""

from __future__ import annotations

from datetime import date
from typing import Any

from piccolo.columns.combination import WhereRaw

from research.corrections.schemas import Correction, Place, Subject
from research.projects import queries as projects
from research.projects.rules import Ties
from reviews.problems import rules
from reviews.problems.schemas import ProblemRow, ProblemView
from reviews.problems.states import LIVE, PROBLEM, UNDER_WAY
from reviews.problems.tables import Problem
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.papers.ledgers import MOST_ROWS

MOST = 60
TO_MEND: Any = WhereRaw("problem.state IN ('open', 'fixing') AND problem.order_id IS NULL")
"""With its owner and not mended along with an order, in the words of the index problem_to_mend."""
TO_JUDGE: Any = WhereRaw("problem.state = 'fixed' AND problem.order_id IS NULL")
"""Reported as mended, in the words of the index problem_to_judge."""
STAFF = (*OFFICE, Role.INSPECTOR)


def visible_to(actor: Actor) -> Any:
    """The Where that keeps the problems of projects which the actor may see, and the actor's own to mend."""
    where = projects.of_visible(Problem.project, actor)
    return where if where is db.EVERYTHING or not actor.account else where | (Problem.owner == actor.account)


def columns(*more: Any) -> Any:
    """The select of what every list of problems shows, without its Where."""
    q = Problem
    p = q.project._
    return q.select(
        q.id, q.project, p.title.as_alias("project_title"), p.direction.as_alias("direction"),
        p.light.as_alias("light"), p.unit._.name.as_alias("unit_name"), q.kind, q.text, q.source, q.source_label,
        q.found_on, q.owner, q.owner._.name.as_alias("owner_name"), q.due_on, q.measure, q.progress, q.order_id,
        q.order_number, q.state, q.state_since, q.closed_on, q.closed_by._.name.as_alias("closed_by_name"), *more,
    )  # fmt: skip


def aged(found: list[Any], today: date) -> list[Any]:
    """Say of each how long it has been open, and whether it is past its day."""
    for one in found:
        one.days_open = ((one.closed_on or today) - one.found_on).days
        one.late = one.state in UNDER_WAY and one.due_on is not None and one.due_on < today
    return found


def _filtered(actor: Actor, state: str, kind: str, source: str, project: int | None) -> Any:
    q = Problem
    where = visible_to(actor)
    if state in {"live", "late"}:
        where &= q.state.is_in(list(LIVE if state == "live" else UNDER_WAY))
        if state == "late":
            where &= q.due_on < clock.today()
    elif state == "judge":
        where &= (q.state == "fixed") & (q.owner != actor.account) & q.order_id.is_null()
    elif state:
        where &= q.state == state
    for column, value in ((q.kind, kind), (q.source, source)):
        if value:
            where &= column == value
    return where if project is None else where & (q.project == project)


async def listed(
    actor: Actor,
    *,
    state: str = "",
    kind: str = "",
    source: str = "",
    after: str | None = None,
    before: str | None = None,
) -> Page[ProblemRow]:
    """Return a page of the ledger, newest first.

    ``state`` may also be live (未销号), late (逾期) or judge (待我核查).
    """
    where = _filtered(actor, state, kind, source, None)
    found = await newest(
        columns().where(where), ProblemRow, Problem.id, after=after, before=before,
        counting=Problem.select().where(where),
    )  # fmt: skip
    aged(found.items, clock.today())
    return found


async def for_ledger(actor: Actor, *, state: str = "", kind: str = "", source: str = "") -> list[ProblemRow]:
    """Return every problem of a filtered list, oldest first, as a ledger holds them; at most twenty thousand."""
    where = _filtered(actor, state, kind, source, None)
    found = await db.rows(columns().where(where).order_by(Problem.id).limit(MOST_ROWS), ProblemRow)
    return aged(found, clock.today())


async def of_project(actor: Actor, project: int) -> list[ProblemRow]:
    """Return a project's problems that the actor may see: those under way first, newest first, at most sixty."""
    where = _filtered(actor, "", "", "", project)
    found = await db.rows(columns().where(where).order_by(Problem.id, ascending=False).limit(MOST), ProblemRow)
    return sorted(aged(found, clock.today()), key=lambda one: one.state not in LIVE)


def turns(actor: Actor) -> list[Any]:
    """The Wheres of what waits for the actor, to mend and to close out, each walked in its index; they do not meet."""
    q = Problem
    arms: list[Any] = [TO_MEND & (q.owner == actor.account)]
    if actor.has(Role.OFFICER, Role.INSPECTOR):
        arms.append(TO_JUDGE & (q.owner != actor.account) & projects.of_visible(q.project, actor))
    return arms


async def waiting_for(actor: Actor, *, most: int = MOST) -> list[ProblemRow]:
    """Return the problems whose next step is the actor's: to mend, or to close out; due first, one query."""
    q = Problem
    parts = [columns().where(arm).order_by(q.due_on).order_by(q.id).limit(most) for arm in turns(actor)]
    found = await db.rows(db.stacked(*parts), ProblemRow)
    return aged(sorted(found, key=lambda one: (one.due_on or one.found_on, one.id))[:most], clock.today())


async def get(actor: Actor, id: int) -> ProblemView:  # noqa: A002 -- the record's id
    """Return one problem with what the actor may do; NotFound outside the actor's scope."""
    return (await load(actor, id))[0]


async def load(actor: Actor, id: int) -> tuple[ProblemView, Ties, rules.ProblemFacts]:  # noqa: A002
    """Return one problem, how the actor stands to its project, and its facts; NotFound outside the scope."""
    q = Problem
    query = columns(q.version, q.source_record, q.found_by, q.found_by._.name.as_alias("found_by_name"), q.close_note)
    found = await db.first(query.where(visible_to(actor) & (q.id == id)), ProblemView)
    if found is None:
        raise NotFound
    aged([found], clock.today())
    try:
        ties = await projects.ties_of(actor, await projects.head(actor, found.project))
    except NotFound:  # mended by somebody who has left the project since
        ties = Ties()
    facts = rules.ProblemFacts(state=found.state, owner=found.owner, ordered=found.order_id is not None)
    found.actions = rules.problem_actions(actor.account, ties, facts)
    return found, ties, facts


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read the files of a problem."""
    return await db.exists(Problem.select(Problem.id).where(visible_to(actor) & (Problem.id == record)))


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return a problem's close-out as something to take back. NotFound outside the scope."""
    found, ties, facts = await load(actor, id)
    may = rules.may_reopen(actor.account, ties, facts)
    return Subject(
        title=found.text[:40], href=found.href, version=found.version, may=may, people=(found.owner, found.found_by)
    )


CORRECTIONS = {"problem": Correction("销号", correctable)}
PLACES = (Place(Problem, PROBLEM, "问题"),)
FILE_READERS = {"problem": may_read_file}
