# SPDX-License-Identifier: MIT
"""Reading the course of a round: the board, wishes, who stands by, the meeting; always of visible items alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from reviews.conduct import rules
from reviews.conduct.schemas import Attendee, Board, Line, MeetingView, SubstituteView, Told, WishView
from reviews.conduct.states import WISH
from reviews.conduct.tables import Attendance, ReviewExtension, Substitute
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView, TaskView
from reviews.rounds.states import ACTIVE
from reviews.rounds.tables import Assignment, Round, RoundItem
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.notices import queries as notices

MOST = 500
REMINDED = ("assignment.ladder", "review.reminded")


# -- who stands by, who wants more time -----------------------------------------------------------------------


async def substitutes(round_: int) -> list[SubstituteView]:
    """Return who stands by for a round that the actor has read, the first to be asked first."""
    s = Substitute
    query = s.select(
        s.account, s.account._.name.as_alias("name"), s.account._.unit._.name.as_alias("unit_name"), s.sort
    )
    return await db.rows(query.where(s.round == round_).order_by(s.sort, s.id).limit(MOST), SubstituteView)


def _wishes() -> Any:
    e = ReviewExtension
    return e.select(
        e.id, e.round, e.round._.title.as_alias("round_title"), e.reviewer, e.reviewer._.name.as_alias("reviewer_name"),
        e.asked_until, e.reason, e.asked_at, e.state, e.version, e.note, e.until, e.decided_at,
        e.decided_by._.name.as_alias("decided_by_name"),
    )  # fmt: skip


async def wishes(round_: int, *, reviewers: Sequence[int]) -> list[WishView]:
    """Return wishes for more time of some reviewers in a round, newest first; the caller may see them."""
    e = ReviewExtension
    where = (e.round == round_) & e.reviewer.is_in(list(reviewers) or [0])
    found = await db.rows(_wishes().where(where).order_by(e.id, ascending=False).limit(MOST), WishView)
    for one in found:
        one.state_label = WISH.label(one.state)
    return found


async def wish(id: int) -> tuple[int, int]:  # noqa: A002 -- the record's id
    """Return the round and the reviewer of a wish, noughts without it: missing and hidden take the same work.

    For operations, which check the rest.
    """
    e = ReviewExtension
    row = await e.select(e.round, e.reviewer).where(e.id == id).first()
    return (int(row["round"]), int(row["reviewer"])) if row else (0, 0)


async def own_wishes(actor: Actor, assignment: int) -> tuple[TaskView, list[WishView]]:
    """Return one's own assignment and wishes in its round. NotFound for others."""
    task = await rounds.task(actor, assignment)
    return task, await wishes(task.round, reviewers=[actor.account])


# -- the board ------------------------------------------------------------------------------------------------


async def board(actor: Actor, id: int) -> Board:  # noqa: A002 -- the round
    """Return who owes what since when, with reminders, more time and substitutes. NotFound outside the scope.

    Only of items that the actor may see, no figure among it: recipients of reminders come from the same lines.
    """
    round_ = await rounds.get_round(actor, id)
    items = await rounds.items_of(actor, id)
    tasks = await rounds.tasks_of(actor, [item.id for item in items])
    reviewers = sorted({task.reviewer for task in tasks})
    sent = await notices.sent("assignment", accounts=reviewers, records=[t.id for t in tasks], rules=REMINDED)
    told: dict[int, Told] = {}
    for one in sent:
        told[one.record] = Told(told.get(one.record, Told()).times + 1, one.at)
    asked = await wishes(id, reviewers=reviewers)
    standing = await substitutes(id)
    for person in standing:
        person.taken = sum(t.reviewer == person.account and t.stands_for is not None for t in tasks)
    lines = _lines(tasks, items, told, asked, clock.today())
    actions = ["conduct"] if rules.may_conduct(actor, round_) else []
    return Board(round_, items, lines, standing, asked, actions)


def _lines(
    tasks: list[TaskView], items: list[ItemView], told: dict[int, Told], asked: list[WishView], today: date
) -> list[Line]:
    """Lay the lines out: what is owed, the longest late first, then vacancies, then what is in."""
    names = {task.id: task.reviewer_name for task in tasks}
    heirs = {task.stands_for: task.reviewer_name for task in tasks if task.stands_for and task.state in ACTIVE}
    short = {item.id for item in items if item.assigned < item.size}
    newest: dict[int, WishView] = {}
    for one in asked:
        newest.setdefault(one.reviewer, one)
    found = []
    for task in tasks:
        owes = rules.owes(task)
        vacant = rules.vacant(task) and task.id not in heirs and task.item in short
        found.append(
            Line(
                task=task, due_on=task.due_on, days_late=max((today - task.due_on).days, 0) if owes else 0, owes=owes,
                vacant=vacant, told=told.get(task.id, Told()), wish=newest.get(task.reviewer),
                stands_for=names.get(task.stands_for or 0, ""), taken_by=heirs.get(task.id, ""),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (not one.owes, not one.vacant, one.due_on, one.task.id))


# -- the meeting ----------------------------------------------------------------------------------------------


def in_turn(items: Sequence[ItemView]) -> list[ItemView]:
    """Return items in the order in which a meeting hears them: those with a turn by it, the rest after them."""
    return sorted(items, key=lambda item: (item.turn == 0, item.turn, item.id))


class _Written(msgspec.Struct):
    minutes: str
    items: int
    held_at: datetime | None = None


async def _written(id_: int) -> _Written:
    r, i = Round, RoundItem
    rows = await r.select(r.minutes, r.held_at).where(r.id == id_)
    return _Written(rows[0]["minutes"], await i.count().where(i.round == id_), rows[0]["held_at"])


async def meeting(actor: Actor, id: int) -> MeetingView:  # noqa: A002 -- the round
    """Return a round's meeting. NotFound outside the scope.

    Expected are the reviewers of the items that the actor may see. Minutes tell of every item: who may not see one of
    them reads and writes none.
    """
    round_ = await rounds.get_round(actor, id)
    items = await rounds.items_of(actor, id)
    tasks = await rounds.tasks_of(actor, [item.id for item in items])
    written = await _written(id)
    whole = written.items == len(items)
    checks = {
        "agenda": rules.may_conduct(actor, round_),
        "hold": rules.may_hold(actor, round_, clock.now(), whole=whole),
    }
    found = MeetingView(
        id, round_, in_turn(items), await _people(id, tasks), [name for name, decision in checks.items() if decision]
    )
    if whole:
        found.minutes, found.held_at = written.minutes, written.held_at
    return found


async def _people(id_: int, tasks: list[TaskView]) -> list[Attendee]:
    """The reviewers of some assignments with who of them was there, then those of the office who were."""
    a = Attendance
    query = a.select(
        a.account, a.account._.name.as_alias("name"), a.account._.unit._.name.as_alias("unit_name"), a.part, a.present
    )
    noted = {one.account: one for one in await db.rows(query.where(a.round == id_).limit(MOST), Attendee)}
    live = {task.reviewer: task for task in tasks if task.state in ACTIVE}
    people = [
        Attendee(key, task.reviewer_name, task.unit_name, "reviewer", noted[key].present if key in noted else None)
        for key, task in sorted(live.items(), key=lambda pair: pair[1].id)
    ]
    return people + [one for one in noted.values() if one.part == "office" and one.account not in live]


async def asked(actor: Actor) -> list[WishView]:
    """Return the wishes for more time that wait for the office: of reviewers of items that the actor may see."""
    if not actor.has(*OFFICE):
        return []
    e, a, i = ReviewExtension, Assignment, RoundItem
    found = await db.rows(_wishes().where(e.state == "asked").order_by(e.id).limit(MOST), WishView)
    if not found:
        return []
    items = i.select(i.id).where(rounds.visible_to(actor) & i.round.is_in([one.round for one in found]))
    query = a.select(a.reviewer, a.item._.round.as_alias("round")).where(
        a.reviewer.is_in([one.reviewer for one in found]) & a.item.is_in(items)
    )
    seen = {(row["round"], row["reviewer"]) for row in await query}
    return [one for one in found if (one.round, one.reviewer) in seen]
