# SPDX-License-Identifier: MIT
"""Reading matters to coordinate: those of visible projects, and those that one has to see to."""

from __future__ import annotations

from typing import Any

from research.projects import queries as projects
from research.projects.rules import Ties
from research.reports import rules
from research.reports.schemas import CoordinationView
from research.reports.tables import Coordination
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound

MOST = 60
WAITING = ("open", "assigned")


def visible_to(actor: Actor) -> Any:
    """The Where that keeps the matters of projects which the actor may see, and those given to the actor."""
    where = projects.of_visible(Coordination.project, actor)
    return where if where is db.EVERYTHING else where | (Coordination.owner_account == actor.account)


def _columns() -> Any:
    c = Coordination
    p = c.project._
    return c.select(
        c.id, c.version, c.report, c.report._.label.as_alias("report_label"), c.project, p.number.as_alias("number"),
        p.title.as_alias("project_title"), p.lead._.account.as_alias("lead_account"), c.text, c.answer, c.state,
        c.created_at, c.due_on, c.owner, c.owner_account, c.answered_at,
        c.answered_by._.name.as_alias("answered_by_name"), c.closed_at,
        c.closed_by._.name.as_alias("closed_by_name"), c.note,
    )  # fmt: skip


def _mark(actor: Actor, found: list[CoordinationView]) -> list[CoordinationView]:
    """Say of each whether its answer is late, and whether the actor sees to it from a list."""
    today = clock.today()
    for one in found:
        one.late = one.state in WAITING and one.due_on is not None and one.due_on < today
        mine = actor.account > 0 and one.owner_account == actor.account
        one.actions = ["answer"] if one.state in WAITING and (mine or actor.is_office) else []
        one.actions += ["close"] if one.state == "answered" and one.lead_account == actor.account else []
    return found


async def listed(actor: Actor, *, project: int | None = None, waiting: bool = False) -> list[CoordinationView]:
    """Return matters that the actor may see, unanswered ones first, newest first, at most sixty."""
    c = Coordination
    where = visible_to(actor)
    if project is not None:
        where &= c.project == project
    order = c.state if waiting else c.id
    if waiting:
        where &= c.state.is_in(list(WAITING))
    query = _columns().where(where).order_by(order, ascending=False).order_by(c.id, ascending=False)
    found = _mark(actor, await db.rows(query.limit(MOST), CoordinationView))
    return sorted(found, key=lambda one: (one.state not in WAITING, not one.late))


async def to_answer(actor: Actor) -> list[CoordinationView]:
    """Return the matters whose answer waits for the actor: those given to them, and for the office the open ones."""
    c = Coordination
    wheres: list[Any] = [(c.owner_account == actor.account) & (c.state == "assigned")]
    if actor.is_office:
        wheres.append(projects.of_visible(c.project, actor) & (c.state == "open"))
    where = wheres[0] if len(wheres) == 1 else wheres[0] | wheres[1]
    return _mark(actor, await db.rows(_columns().where(where).order_by(c.id).limit(MOST), CoordinationView))


async def to_close(actor: Actor) -> list[CoordinationView]:
    """Return the answered matters of the projects that the actor leads, to be closed or opened again."""
    if not actor.has(Role.MEMBER):
        return []
    c = Coordination
    where = (c.project._.lead._.account == actor.account) & (c.state == "answered")
    return _mark(actor, await db.rows(_columns().where(where).order_by(c.id).limit(MOST), CoordinationView))


async def get(actor: Actor, id: int) -> CoordinationView:  # noqa: A002 -- the record's id
    """Return one matter with what the actor may do; NotFound outside the actor's scope."""
    item, _ties = await load(actor, id)
    return item


async def load(actor: Actor, id: int) -> tuple[CoordinationView, Ties]:  # noqa: A002 -- the record's id
    """Return one matter and how the actor stands to its project; NotFound outside the actor's scope."""
    item = await db.first(_columns().where(visible_to(actor) & (Coordination.id == id)), CoordinationView)
    if item is None:
        raise NotFound
    _mark(actor, [item])
    owner = actor.account > 0 and item.owner_account == actor.account
    try:
        ties = await projects.ties_of(actor, await projects.head(actor, item.project))
    except NotFound:  # given to somebody who does not see the project itself
        ties = Ties()
    allowed = {
        "assign": rules.may_assign(ties, state=item.state),
        "answer": rules.may_answer(ties, state=item.state, owner=owner),
        "close": rules.may_close(ties, state=item.state),
    }
    item.actions = [name for name, decision in allowed.items() if decision]
    item.project_open = bool(ties.names())
    return item, ties


async def owners() -> list[tuple[int, str]]:
    """Return who can be given a matter: officers and the units' liaisons, with their units."""
    found = [
        *await identity.accounts_with_role(Role.OFFICER), *await identity.accounts_with_role(Role.LIAISON)
    ]  # fmt: skip
    return list({one.id: f"{one.name}　{one.unit_name}"[:80] for one in found}.items())
