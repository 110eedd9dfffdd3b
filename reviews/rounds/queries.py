# SPDX-License-Identifier: MIT
"""Reading rounds, items and assignments, each through the actor's own door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from research.projects import queries as projects
from reviews.rounds import rules
from reviews.rounds.phases import Schedule
from reviews.rounds.schemas import Guest, ItemView, PhaseView, RoundView, TaskView
from reviews.rounds.states import (
    ACTIVE,
    ASSIGNMENT,
    GRADES,
    HIDING,
    ITEM,
    REVISION,
    ROUND,
    ItemState,
    word_label,
)
from reviews.rounds.tables import Assignment, Interest, Round, RoundItem
from reviews.rubrics import queries as rubrics
from reviews.rubrics.states import KIND_LABELS, Kind
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices.ladder import Owed

MOST = 200
OFFICE_ROLES = (Role.OFFICER, Role.DEPT_LEADER)


# -- what an actor may see ------------------------------------------------------------------------------------


def visible_to(actor: Actor) -> Any:
    """The Where that keeps the items that an office actor may see: the only read door to items.

    By unit subtree and direction, less those in which the actor is of the team, a mentor or has declared an
    interest; nobody outside the department sees any (reviewers read their own assignments, see ``task``).
    """
    i = RoundItem
    if actor.is_system:
        return db.EVERYTHING
    if not actor.has(*OFFICE):
        return i.id == -1
    scopes = [
        identity.in_scope(actor, OFFICE_ROLES, column, i.direction)
        for column in (i.project._.unit, i.application._.unit, i.outcome._.unit)
    ]
    where = db.EVERYTHING if scopes[0] is None else scopes[0] | scopes[1] | scopes[2]
    n = Interest
    mine = (n.account == actor.account) & (n.active == True) & n.kind.is_in([str(kind) for kind in HIDING])  # noqa: E712
    return where & i.id.not_in(n.select(n.item).where(mine))


def _items() -> Any:
    i = RoundItem
    return i.select(
        i.id, i.round, i.round._.title.as_alias("round_title"), i.round._.kind.as_alias("kind"),
        i.round._.rubric.as_alias("rubric"), i.round._.size.as_alias("size"), i.round._.blind.as_alias("blind"),
        i.round._.closes_on.as_alias("closes_on"), i.title, i.direction, i.state, i.state_since, i.version,
        i.assigned, i.submitted, i.extra, i.turn, i.mean, i.decision, i.grade, i.decision_note, i.application,
        i.project, i.milestone, i.outcome, i.drafted_by, i.drafted_at, i.decided_at, i.round._.mode.as_alias("mode"),
        i.round._.meets_at.as_alias("meets_at"), i.round._.place.as_alias("place"),
        i.over_reason, i.conditions, i.conditions_due, i.recheck, i.revision, i.revision_since, i.revision_note,
        i.notice_until,
        i.project._.number.as_alias("number"), i.project._.lead._.name.as_alias("lead_name"),
        i.project._.unit._.name.as_alias("unit_name"), i.project._.level.as_alias("level"),
    )  # fmt: skip


def _dressed(actor: Actor, item: ItemView) -> ItemView:
    item.size += item.extra
    item.state_label = ITEM.label(item.state)
    item.holder = ITEM.holder.get(item.state, "")
    item.kind_label = KIND_LABELS[item.kind]
    item.decision_label = word_label(item.kind, item.decision)
    item.grade_label = GRADES.get(item.grade, item.grade)
    item.revision_label = REVISION.label(item.revision)
    if rules.may_assign(actor, item):
        item.actions.append("assign")
    return item


async def get_item(actor: Actor, id: int) -> ItemView:  # noqa: A002 -- the record's id
    """Return one item for the office; NotFound outside scope, and for whoever has an interest in it."""
    item = await db.first(_items().where(visible_to(actor) & (RoundItem.id == id)), ItemView)
    if item is None:
        raise NotFound
    return _dressed(actor, item)


async def items_of(actor: Actor, round_: int) -> list[ItemView]:
    """Return the items of a round that the actor may see."""
    query = _items().where(visible_to(actor) & (RoundItem.round == round_)).order_by(RoundItem.id).limit(MOST)
    return [_dressed(actor, item) for item in await db.rows(query, ItemView)]


async def items_where(actor: Actor, where: Any) -> list[ItemView]:
    """Return the items of the actor's scope that a condition keeps, at most two hundred."""
    query = _items().where(visible_to(actor) & where).order_by(RoundItem.id).limit(MOST)
    return [_dressed(actor, item) for item in await db.rows(query, ItemView)]


async def items_of_project(actor: Actor, project: int) -> list[ItemView]:
    """Return a project's items for the office; empty for everybody else."""
    query = _items().where(visible_to(actor) & (RoundItem.project == project))
    found = await db.rows(query.order_by(RoundItem.id, ascending=False).limit(MOST), ItemView)
    return [_dressed(actor, item) for item in found]


async def waiting_for_office(actor: Actor) -> list[ItemView]:
    """Return the items that the office has to act on: to staff, to decide, and for leaders to sign."""
    states = [ItemState.ASSIGNING, ItemState.SCORED] if actor.has(Role.OFFICER) else []
    states += [ItemState.DRAFTED] if actor.has(Role.DEPT_LEADER) else []
    where = visible_to(actor) & RoundItem.state.is_in([str(state) for state in states] or ["-"])
    query = _items().where(where & (RoundItem.round._.state == "open")).order_by(RoundItem.id).limit(MOST)
    return [_dressed(actor, item) for item in await db.rows(query, ItemView)]


class PublicItem(msgspec.Struct):
    """What the project's own people learn of a review: where it stands, and the decision once there is one."""

    id: int
    kind: str
    state: str
    decision: str
    grade: str
    decision_note: str
    kind_label: str = ""
    state_label: str = ""
    decision_label: str = ""
    grade_label: str = ""


async def public_items(actor: Actor, project: int) -> list[PublicItem]:
    """Return a project's items as its team, mentors and liaison may see them; NotFound when they see no project."""
    await projects.head(actor, project)
    i = RoundItem
    query = i.select(i.id, i.round._.kind.as_alias("kind"), i.state, i.decision, i.grade, i.decision_note)
    found = await db.rows(query.where(i.project == project).order_by(i.id, ascending=False).limit(MOST), PublicItem)
    for item in found:
        item.kind_label = KIND_LABELS[Kind(item.kind)]
        item.state_label = ITEM.public_label(item.state)
        if item.state != ItemState.DECIDED:
            item.decision = item.grade = item.decision_note = ""
        item.decision_label = word_label(item.kind, item.decision)
        item.grade_label = GRADES.get(item.grade, item.grade)
    return found


# -- rounds ---------------------------------------------------------------------------------------------------


class _Count(msgspec.Struct):
    round: int
    state: str
    assigned: int
    submitted: int


async def _rounds(actor: Actor, where: Any) -> list[RoundView]:
    """Return rounds with counts over visible items only; one whose every item is hidden is hidden itself."""
    r, i = Round, RoundItem
    if not actor.has(*OFFICE):
        return []
    query = r.select(
        r.id, r.kind, r.title, r.rubric, r.rubric._.name.as_alias("rubric_name"), r.size, r.blind, r.opens_on,
        r.closes_on, r.state, r.version, r.mode, r.shares_from, r.discuss_until, r.meets_at, r.place,
    )  # fmt: skip
    inside = i.round == r.id
    mine = (r.created_by == actor.account) & db.there_is_no(i.select(i.id).where(inside))
    shown = db.there_is(i.select(i.id).where(visible_to(actor) & inside)) | mine
    found = await db.rows(query.where(where & shown).order_by(r.id, ascending=False).limit(MOST), RoundView)
    ids = [one.id for one in found] or [0]
    counts = await db.rows(
        i.select(i.round, i.state, i.assigned, i.submitted).where(visible_to(actor) & i.round.is_in(ids)), _Count
    )
    for one in found:
        own = [count for count in counts if count.round == one.id]
        one.items = len(own)
        one.decided = sum(count.state == ItemState.DECIDED for count in own)
        one.assigned = sum(count.assigned for count in own)
        one.submitted = sum(count.submitted for count in own)
        one.state_label = ROUND.label(one.state)
        one.phase = PhaseView.of(one.schedule, clock.today())
        one.kind_label = KIND_LABELS[one.kind]
        one.actions = [t.name for t in ROUND.leaving(one.state)]
    return found


async def rounds(actor: Actor) -> list[RoundView]:
    """Return the latest rounds, newest first, for the office."""
    return await _rounds(actor, db.EVERYTHING)


async def get_round(actor: Actor, id: int) -> RoundView:  # noqa: A002 -- the record's id
    """Return one round; NotFound for everybody whom its items are hidden from."""
    found = await _rounds(actor, Round.id == id)
    if not found:
        raise NotFound
    return found[0]


# -- assignments ----------------------------------------------------------------------------------------------


def _tasks() -> Any:
    a = Assignment
    item, round_ = a.item._, a.item._.round._
    return a.select(
        a.id, a.item, a.reviewer, a.reviewer._.name.as_alias("reviewer_name"),
        a.reviewer._.unit._.name.as_alias("unit_name"), a.state, a.state_since, a.version, a.answered, a.reason,
        item.round.as_alias("round"), round_.kind.as_alias("kind"), round_.rubric.as_alias("rubric"),
        round_.blind.as_alias("blind"), round_.closes_on.as_alias("closes_on"), round_.state.as_alias("round_state"),
        item.title.as_alias("title"), item.direction.as_alias("direction"), item.state.as_alias("item_state"),
        round_.opens_on.as_alias("opens_on"), round_.shares_from.as_alias("shares_from"),
        round_.discuss_until.as_alias("discuss_until"), round_.mode.as_alias("mode"), a.extended_to, a.ordinal,
        round_.meets_at.as_alias("meets_at"), round_.place.as_alias("place"), a.stands_for,
    )  # fmt: skip


async def _dressed_tasks(actor: Actor, tasks: list[TaskView]) -> list[TaskView]:
    criteria = await rubrics.criteria(*{task.rubric for task in tasks})
    for task in tasks:
        task.state_label = ASSIGNMENT.label(task.state)
        task.phase = PhaseView.of(task.schedule, clock.today())
        task.kind_label = KIND_LABELS[task.kind]
        task.criteria = sum(one.rubric == task.rubric for one in criteria)
        checks = {"declare": rules.may_declare(actor, task), "decline": rules.may_decline(actor, task)}
        task.actions = [name for name, decision in checks.items() if decision]
    return tasks


def own(actor: Actor) -> Any:
    """An actor's live assignments without any conflict found since: the only read door to them."""
    a, n = Assignment, Interest
    against = n.select(n.item).where((n.account == actor.account) & (n.active == True))  # noqa: E712 -- a column
    live = a.state.is_in([str(state) for state in ACTIVE])
    return (a.reviewer == actor.account) & live & a.item.not_in(against)


async def desk(actor: Actor) -> list[TaskView]:
    """Return the actor's own assignments: unfinished first, by the day on which they are due."""
    tasks = await db.rows(_tasks().where(own(actor)).order_by(Assignment.id).limit(MOST), TaskView)
    await _dressed_tasks(actor, tasks)
    return sorted(tasks, key=lambda task: (task.state == ACTIVE[2], task.due_on, task.id))


async def owed(day: date, *, after: int, limit: int) -> list[Owed]:
    """Return what reviewers owe by a day in open rounds, for reminders; nothing of what they have an interest in.

    By the key, on the day of the reviewer's own extension where there is one; it names the kind of round and the
    number of the material, as reviewers know it.
    """
    a, n = Assignment, Interest
    against = n.select(n.id).where(
        (n.item == a.item) & (n.account == a.reviewer) & (n.active == True)  # noqa: E712 -- a column
    )
    due = (a.extended_to == day) | (a.extended_to.is_null() & (a.item._.round._.closes_on == day))
    open_ = (a.item._.round._.state == "open") & due & (a.id > after)
    waiting = a.state.is_in([str(state) for state in ACTIVE[:2]]) & open_ & db.there_is_no(against)
    query = _tasks().where(waiting).order_by(a.id).limit(limit)
    return [
        Owed(
            id=one.id, project=one.item, number="", what=_("%(kind)s，第%(n)s号材料") % {"kind": one.kind.label,
            "n": one.item}, due_on=one.due_on, account=one.reviewer, up=f"/reviews/items/{one.item}",
        )
        for one in await db.rows(query, TaskView)
    ]  # fmt: skip


async def keepers(found: Sequence[Owed]) -> dict[int, list[int]]:
    """Return who made the round of each owed sheet, where they may see its item: nobody else is told who is late."""
    i = RoundItem
    items = list({one.project for one in found})
    rows = await i.select(i.id, i.round._.created_by.as_alias("by")).where(i.id.is_in(items))
    seen: dict[int, list[int]] = {}
    for account in {row["by"] for row in rows}:
        mine = [row["id"] for row in rows if row["by"] == account]
        where = visible_to(await identity.actor_of(account)) & i.id.is_in(mine)
        for row in await i.select(i.id).where(where):
            seen.setdefault(row["id"], []).append(account)
    return {one.id: seen.get(one.project, []) for one in found}


async def task(actor: Actor, id: int) -> TaskView:  # noqa: A002 -- the record's id
    """Return one of the actor's own live assignments; NotFound for anybody else, the office included."""
    found = await db.first(_tasks().where(own(actor) & (Assignment.id == id)), TaskView)
    if found is None:
        raise NotFound
    return (await _dressed_tasks(actor, [found]))[0]


async def tasks_of(actor: Actor, items: list[int]) -> list[TaskView]:
    """Return every assignment of items for the office's board: who owes what since when, with no figure."""
    a = Assignment
    seen = RoundItem.select(RoundItem.id).where(visible_to(actor) & RoundItem.id.is_in(items or [0]))
    return await _dressed_tasks(
        actor, await db.rows(_tasks().where(a.item.is_in(seen)).order_by(a.id).limit(MOST * 5), TaskView)
    )


class Counts(msgspec.Struct):
    """How far an item is, for those who act on it within an operation."""

    assigned: int
    submitted: int
    size: int
    extra: int = 0


async def counts(item: int) -> Counts:
    """Return how many sheets an item waits for; NotFound when there is no such item."""
    i = RoundItem
    query = i.select(i.assigned, i.submitted, i.extra, i.round._.size.as_alias("size")).where(i.id == item)
    found = await db.first(query, Counts)
    if found is None:
        raise NotFound
    found.size += found.extra
    return found


async def reviewers(assignments: list[int]) -> list[tuple[int, int]]:
    """Return assignment and reviewer, to tell them something."""
    a = Assignment
    found = await a.select(a.id, a.reviewer).where(a.id.is_in(assignments or [0])).limit(MOST)
    return [(row["id"], row["reviewer"]) for row in found]


async def round_of(item: int) -> int:
    """Return the round that an item is in; NotFound when there is no such item."""
    row = await RoundItem.select(RoundItem.round).where(RoundItem.id == item).first()
    if row is None:
        raise NotFound
    return int(row["round"])


async def schedule_of(item: int) -> Schedule:
    """Return the days of an item's round, for those who act on it within an operation; NotFound without it."""
    r = RoundItem.round._
    query = RoundItem.select(
        r.opens_on.as_alias("opens_on"), r.closes_on.as_alias("closes_on"), r.shares_from.as_alias("shares_from"),
        r.discuss_until.as_alias("discuss_until"), r.state.as_alias("state"),
    )  # fmt: skip
    found = await db.first(query.where(RoundItem.id == item), Schedule)
    if found is None:
        raise NotFound
    return found


async def owner(item: int) -> tuple[int, str]:
    """Return who runs an item's round, and the item's title; NotFound when there is no such item."""
    i = RoundItem
    row = await i.select(i.title, i.round._.created_by.as_alias("owner")).where(i.id == item).first()
    if row is None:
        raise NotFound
    return row["owner"], row["title"]


async def guests(actor: Actor, id: int) -> list[Guest]:  # noqa: A002 -- the round
    """Return the reviewers of a round whose accounts end on a day; the caller has read the round."""
    require(rules.may_run(actor))
    a = Assignment
    query = a.select(
        a.reviewer.as_alias("id"), a.reviewer._.name.as_alias("name"),
        a.reviewer._.unit._.name.as_alias("unit_name"), a.reviewer._.expires_on.as_alias("expires_on"),
        a.reviewer._.state.as_alias("state"),
    )  # fmt: skip
    ending = (a.item._.round == id) & a.reviewer._.expires_on.is_not_null()
    found = await db.rows(query.where(ending).order_by(a.id).limit(MOST), Guest)
    return list({one.id: one for one in found}.values())
