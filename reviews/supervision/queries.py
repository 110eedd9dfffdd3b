# SPDX-License-Identifier: MIT
"""Reading orders, checkpoints and lights within the actor's scope, which is that of their projects."""

from __future__ import annotations

from typing import Any

from piccolo.columns.combination import WhereRaw

from research.corrections.schemas import Correction, Place, Subject
from research.projects import queries as projects
from research.projects.rules import Ties
from research.projects.schemas import ProjectView
from research.projects.tables import Project
from reviews.supervision import queries_helpers as helpers
from reviews.supervision import rules
from reviews.supervision.queries_lights import preview_light_rules
from reviews.supervision.schemas import HelperView, MoreTimeView, OrderLine, OrderRow, OrderView
from reviews.supervision.states import AT_HANDLER, BEFORE_ISSUE, ORDER, OrderKind
from reviews.supervision.tables import Checkpoint, Order, OrderExtension
from thinktank.files import queries as files
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, page
from thinktank.papers.ledgers import MOST_ROWS

MOST = 60
MOST_PROJECTS = 20_000
MOST_PREVIEWED = 200
STILL_OPEN: Any = WhereRaw("supervision_order.state NOT IN ('draft', 'approved', 'closed', 'escalated', 'withdrawn')")
"""The Where of orders not ended, in the very words of the index supervision_order_open."""
ANSWERED: Any = WhereRaw(
    "supervision_order.state NOT IN ('draft', 'approved', 'issued', 'received', 'handling', 'returned', 'closed', "
    "'escalated', 'withdrawn')"
)
"""Replied to and to be checked, in the words of the index supervision_order_answered."""
UNSIGNED: Any = WhereRaw(
    "supervision_order.state NOT IN ('issued', 'received', 'handling', 'replied', 'verifying', 'returned', 'closed', "
    "'escalated', 'withdrawn')"
)
"""Not signed yet, in the words of the index supervision_order_drafts."""
STAFF = (*OFFICE, Role.INSPECTOR)


def visible_to(actor: Actor) -> Any:
    """The Where that keeps the orders which an actor may see: the only read door.

    Those of the projects that the actor may see; before an order is issued, the department and inspectors alone.
    Once it is out, also who handles it and who stands beside the handler, with or without a tie to the project.
    """
    o = Order
    if actor.is_system:
        return db.EVERYTHING
    where = projects.of_visible(o.project, actor)
    if where is db.EVERYTHING and actor.has(*STAFF):
        return where
    if not actor.has(*STAFF):
        where &= o.state.not_in(list(BEFORE_ISSUE)) & o.issued_at.is_not_null()
    out = o.issued_at.is_not_null()
    return where | ((o.handler == actor.account) & out) | (o.id.is_in(helpers.helped_by(actor)) & out)


def checkpoints_visible_to(actor: Actor) -> Any:
    """The Where that keeps the checkpoints of the projects that the actor may see."""
    return projects.of_visible(Checkpoint.project, actor)


# -- orders ---------------------------------------------------------------------------------------------------


def row_columns() -> list[Any]:
    """The columns of an order in a list."""
    o = Order
    p = o.project._
    return [
        o.id, o.number, o.kind, o.project, p.title.as_alias("project_title"), p.direction.as_alias("direction"),
        p.light.as_alias("light"), p.lead._.name.as_alias("lead_name"), o.matter, o.handler,
        o.handler._.name.as_alias("handler_name"), o.receive_by, o.due_on, o.state, o.state_since, o.issued_at,
    ]  # fmt: skip


def _filtered(actor: Actor, state: str, kind: str, light: str) -> Any:
    o = Order
    where = visible_to(actor)
    if state == "check":
        where &= ANSWERED & (o.handler != actor.account)
    elif state in {"open", "late", "soon"}:
        where &= STILL_OPEN
    elif state:
        where &= o.state == state
    if state == "late":
        where &= o.state.is_in(list(AT_HANDLER)) & (o.due_on < clock.today())
    if kind:
        where &= o.kind == kind
    if light:
        where &= (o.project._.light == light) & projects.of_visible(o.project, actor)
    return where


async def listed(
    actor: Actor,
    *,
    state: str = "",
    kind: str = "",
    light: str = "",
    after: str | None = None,
    before: str | None = None,
) -> Page[OrderRow]:
    """Return a page of the ledger, newest first. ``state`` may also be open (未销号), late (逾期) or check (待核查).

    What is to be checked comes in the order in which it is due.
    """
    o = Order
    where = _filtered(actor, state, kind, light)
    due_first = state == "check"
    found = await page(
        o.select(*row_columns()).where(where), OrderRow, key=o.due_on if due_first else o.id, id_=o.id,
        key_name="due_on" if due_first else "id", descending=not due_first, after=after, before=before,
        counting=o.select().where(where),
    )  # fmt: skip
    await _without_projects(actor, found.items)
    return found


async def _without_projects(actor: Actor, orders: list[OrderRow]) -> None:
    """Take the light and the link away where the actor does not see the project: one query, none for a whole scope."""
    p, seen = Project, projects.visible_to(actor)
    if seen is db.EVERYTHING:
        return
    shown = await p.select(p.id).where(p.id.is_in([one.project for one in orders] or [0]) & seen)
    ids = {row["id"] for row in shown}
    for one in orders:
        if one.project not in ids:
            one.sees_project, one.light = False, ""


async def for_ledger(actor: Actor, *, state: str = "", kind: str = "", light: str = "") -> list[OrderLine]:
    """Return every order of a filtered list, oldest first, as a ledger holds them; at most twenty thousand."""
    o = Order
    query = o.select(
        *row_columns(), o.project._.unit._.name.as_alias("unit_name"), o.problem, o.requirement, o.received_at,
        o.reply, o.verified_by._.name.as_alias("verified_by_name"), o.closed_on,
    )  # fmt: skip
    where = _filtered(actor, state, kind, light)
    found = await db.rows(query.where(where).order_by(o.id).limit(MOST_ROWS), OrderLine)
    beside = await helpers.names(where)
    for one in found:
        one.helpers = beside.get(one.id, "")
    return found


async def orders_of(actor: Actor, project: int, *, open_only: bool = False) -> list[OrderRow]:
    """Return a project's orders that the actor may see, newest first."""
    o = Order
    where = visible_to(actor) & (o.project == project)
    if open_only:
        where &= STILL_OPEN
    return await db.rows(o.select(*row_columns()).where(where).order_by(o.id, ascending=False).limit(MOST), OrderRow)


def turns(actor: Actor) -> list[Any]:
    """The Wheres of what waits for the actor: to handle, to help, to check, to sign; they do not meet."""
    o = Order
    mine: Any = (o.handler == actor.account) & o.state.is_in(list(AT_HANDLER))
    others = (o.handler != actor.account) & o.state.is_in(list(AT_HANDLER))
    return [mine, o.id.is_in(helpers.helped_by(actor, silent=True)) & others, *_staffs_turn(actor)]


async def waiting_for(actor: Actor, *, most: int = MOST) -> list[OrderRow]:
    """Return the orders whose next step is the actor's: to handle or help, to sign, to check; due first, one query."""
    o = Order
    parts = [o.select(*row_columns()).where(arm).order_by(o.due_on).order_by(o.id).limit(most) for arm in turns(actor)]
    found = await db.rows(db.stacked(*parts), OrderRow)
    return sorted(found, key=lambda row: (row.due_on, row.id))[:most]


def _staffs_turn(actor: Actor) -> list[Any]:
    """The Wheres of what waits for a signature or a check, each walked in the order of its index; they do not meet."""
    o = Order
    if not actor.has(*STAFF):
        return []
    visible = projects.of_visible(o.project, actor)
    mild, others = o.kind == str(OrderKind.REMINDER), o.handler != actor.account
    arms = [ANSWERED & others & visible]
    if actor.has(Role.DEPT_LEADER):
        arms.append(UNSIGNED & ((others | mild) if actor.has(Role.OFFICER) else others) & visible)
    elif actor.has(Role.OFFICER):
        arms.append(UNSIGNED & mild & visible)
    return arms


async def more_time_asked(actor: Actor) -> list[OrderRow]:
    """Return the orders whose handler waits to hear whether there is more time: the officers' to answer."""
    if not actor.has(Role.OFFICER):
        return []
    o, e = Order, OrderExtension
    waiting = o.id.is_in(e.select(e.for_order).where(e.state == "asked"))
    query = o.select(*row_columns()).where(waiting & visible_to(actor))
    return await db.rows(query.order_by(o.due_on).order_by(o.id).limit(MOST), OrderRow)


async def get(actor: Actor, id: int) -> OrderView:  # noqa: A002 -- the record's id
    """Return one order with its files and what the actor may do. NotFound outside the actor's scope."""
    found, _project, _ties = await load(actor, id)
    found.files = await files.of("order", id)
    return found


async def load(actor: Actor, id: int) -> tuple[OrderView, ProjectView | None, Ties]:  # noqa: A002 -- the record's id
    """Return one order, its project's head and how the actor stands to it; NotFound outside the scope.

    A handler who has left the project since still sees the order, but no longer the project.
    """
    o = Order
    p = o.project._
    query = o.select(
        *row_columns(), o.version, p.number.as_alias("project_number"), p.unit.as_alias("unit"),
        p.unit._.name.as_alias("unit_name"), o.checkpoint, o.entry, o.escalated_from, o.basis, o.problem, o.requirement,
        o.drafted_by, o.drafted_by._.name.as_alias("drafted_by_name"), o.drafted_at,
        o.signed_by._.name.as_alias("signed_by_name"), o.signed_at, o.received_at, o.reply, o.replied_at,
        o.verified_by._.name.as_alias("verified_by_name"), o.verified_at, o.verify_note, o.closed_on,
    )  # fmt: skip
    found = await db.first(query.where(visible_to(actor) & (o.id == id)), OrderView)
    if found is None:
        raise NotFound
    project: ProjectView | None = None
    ties = Ties()
    try:
        project = await projects.head(actor, found.project)
        ties = await projects.ties_of(actor, project)
    except NotFound:
        found.sees_project, found.light = False, ""
    found.asked, found.helpers, mine = await db.together(
        (_asked(id), MoreTimeView), (helpers.of(id), HelperView), (helpers.line_of(actor, id), helpers.Mine)
    )
    found.mine = mine[0].id if mine else None
    facts = facts_of(found)
    waiting = any(one.state == "asked" for one in found.asked)
    found.actions = rules.order_actions(actor, ties, facts, due_on=found.due_on, today=clock.today(), asked=waiting)
    return found, project, ties


def facts_of(order: OrderView) -> rules.OrderFacts:
    """What the rules need of an order, as the actor stands to it who has read it."""
    return rules.OrderFacts(
        kind=order.kind, state=order.state, handler=order.handler, helping=order.mine is not None
    )  # fmt: skip


def _asked(order: int) -> Any:
    """What was asked for of an order's time, newest first. The caller has read the order through its scope."""
    e = OrderExtension
    query = e.select(
        e.id, e.version, e.due_on, e.reason, e.asked_by._.name.as_alias("asked_by_name"), e.asked_at, e.state,
        e.decided_by._.name.as_alias("decided_by_name"), e.decided_at, e.note,
    ).where(e.for_order == order)  # fmt: skip
    return query.order_by(e.id, ascending=False).limit(MOST)


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read the files of an order."""
    return await db.exists(Order.select(Order.id).where(visible_to(actor) & (Order.id == record)))


# -- checkpoints -------------------------------------------------------------------------------------------


async def may_read_checkpoint_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read the files of a checkpoint."""
    c = Checkpoint
    return await db.exists(c.select(c.id).where(checkpoints_visible_to(actor) & (c.id == record)))


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the record's id
    """Return an order's close-out as something to take back, for who may check it. NotFound outside the scope."""
    order, _project, ties = await load(actor, id)
    return Subject(
        title=order.title,
        href=order.href,
        version=order.version,
        may=rules.may_reopen(actor.account, ties, facts_of(order)),
        people=(order.handler, order.drafted_by),
    )


CORRECTIONS = {"order": Correction("销号", correctable)}
PLACES = (Place(Order, ORDER, "督办单"),)


PREVIEWS = {"light_rules": preview_light_rules}
FILE_READERS = {"order": may_read_file, "checkpoint": may_read_checkpoint_file}
