# SPDX-License-Identifier: MIT
"""More time for one reviewer in one round: asked for and answered, or given unasked. It holds for all that is owed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from reviews.conduct import queries, rules
from reviews.conduct.operations import board_lines
from reviews.conduct.schemas import AnswerTime, AskTime, GiveTime, WishView
from reviews.conduct.states import WISH, WishState
from reviews.conduct.tables import ReviewExtension
from reviews.rounds import operations_guests as guests
from reviews.rounds import operations_interests as interests
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import RoundView, TaskView
from reviews.rounds.states import ACTIVE
from reviews.rounds.tables import Assignment
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

OWING = [str(state) for state in ACTIVE[:2]]


async def ask(actor: Actor, *, assignment: int, command: AskTime) -> list[WishView]:
    """Ask for more time in the round of one's own assignment; who runs it is told.

    NotFound for others; Denied after the due day, with the sheet in, or while a wish waits; Invalid for a day that
    does not fit the round.
    """
    async with db.write_tx():
        task, before = await queries.own_wishes(actor, assignment)
        waiting = any(one.state is WishState.ASKED for one in before)
        require(rules.may_ask_time(actor, task, today=clock.today(), waiting=waiting))
        until = await _fitting(command.until, task.due_on, task)
        await _insert(actor, task.round, actor.account, until, command.reason, given=False)
        owner, _title = await rounds.owner(task.item)
        text = _("%(name)s申请延期至%(day)s") % {"name": actor.name, "day": until.isoformat()}
        await trail.record(actor, "round.time_asked", "round", task.round, text, detail=command.reason, staff_only=True)
        await notices.notify(
            await interests.office_of(task.item, owner), rule="review.time_asked", kind="round", record=task.round,
            title=text, body=command.reason, href=f"/rounds/{task.round}/board", occasion=clock.now().isoformat(),
        )  # fmt: skip
        return (await queries.own_wishes(actor, assignment))[1]


async def give(actor: Actor, *, id: int, command: GiveTime) -> int:  # noqa: A002 -- the round
    """Give the reviewers of some assignments more time, unasked or instead of an answer; return to how many.

    NotFound, Denied, Invalid for a day that does not fit, or where nobody named owes anything.
    """
    async with db.write_tx():
        found, lines = await board_lines(actor, id, command.tasks)
        people = {line.task.reviewer: line.task for line in lines if line.owes}
        if not people:
            raise Invalid(fields={"tasks": _("所选的都已提交或不再需要，没有可延期的")})
        until = await _fitting(command.until, found.round.closes_on, found.round)
        for reviewer in people:
            waiting = next((w for w in found.wishes if w.reviewer == reviewer and w.state is WishState.ASKED), None)
            if waiting is None:
                await _insert(actor, id, reviewer, until, command.reason, given=True)
            else:
                await _decide(actor, waiting, "give", until=until, note=command.reason)
            await _extend(actor, found.round, reviewer, until)
        names = "、".join(task.reviewer_name for task in people.values())
        text = _("延期至%(day)s：%(names)s") % {"day": until.isoformat(), "names": names}
        await trail.record(actor, "round.time_given", "round", id, text, detail=command.reason, staff_only=True)
        return len(people)


async def answer(actor: Actor, *, wish: int, command: AnswerTime) -> None:
    """Give what was asked for (or until another day), or refuse it with a reason; the reviewer is told.

    NotFound outside the scope, and where every item of the reviewer's is hidden; Denied; Conflict when answered;
    Invalid for a refusal without a reason, or a day that does not fit.
    """
    async with db.write_tx():
        round_id, reviewer = await queries.wish(wish)
        found = await queries.board(actor, round_id)
        one = next((w for w in found.wishes if w.id == wish), None)
        if one is None:
            raise NotFound
        require(rules.may_conduct(actor, found.round))
        if one.state is not WishState.ASKED or (command.version is not None and command.version != one.version):
            raise Conflict(code="stale")
        if not command.given and not command.note.strip():
            raise Invalid(fields={"note": _("请写明不同意的理由")})
        if command.given:
            until = await _fitting(command.until or one.asked_until, found.round.closes_on, found.round)
            await _decide(actor, one, "give", until=until, note=command.note)
            await _extend(actor, found.round, reviewer, until)
            text = _("同意%(name)s延期至%(day)s") % {"name": one.reviewer_name, "day": until.isoformat()}
        else:
            await _decide(actor, one, "refuse", until=None, note=command.note)
            text = _("不同意%(name)s延期") % {"name": one.reviewer_name}
            await _tell([reviewer], found.round, _("延期申请未获同意"), command.note)
        await trail.record(actor, "round.time_answered", "round", round_id, text, detail=command.note, staff_only=True)


async def _fitting(until: date, later_than: date, round_: RoundView | TaskView) -> date:
    """Return the working day until which time is given; Invalid where it does not fit the round."""
    day = (await policies.calendar()).next_workday(until)
    fits = rules.time_fits(
        day, closes_on=max(later_than, round_.closes_on), discuss_until=round_.discuss_until, today=clock.today()
    )
    if not fits:
        raise Invalid(fields={"until": fits.reason})
    return day


async def _insert(actor: Actor, round_: int, reviewer: int, until: date, reason: str, *, given: bool) -> None:
    now = clock.now()
    state = WishState.GIVEN if given else WishState.ASKED
    row = ReviewExtension(
        round=round_, reviewer=reviewer, asked_until=until, reason=reason, asked_by=actor.account, asked_at=now,
        until=until if given else None, decided_by=actor.account if given else None, decided_at=now if given else None,
        state=str(state), state_since=now,
    )  # fmt: skip
    await ReviewExtension.insert(row)


async def _decide(actor: Actor, one: WishView, name: str, *, until: date | None, note: str) -> None:
    e = ReviewExtension
    also: dict[Any, Any] = {e.until: until, e.decided_by: actor.account, e.decided_at: clock.now(), e.note: note}
    await move(e, WISH, name, id=one.id, version=one.version, also=also)


async def _extend(actor: Actor, round_: RoundView, reviewer: int, until: date) -> None:
    """Let all that a reviewer owes in a round be due later, and the account last as long."""
    a = Assignment
    mine = (a.item._.round == round_.id) & (a.reviewer == reviewer) & a.state.is_in(OWING)
    await a.update({a.extended_to: until}).where(a.id.is_in(a.select(a.id).where(mine)))
    await guests.keep_guests(actor, round_=round_.id, closes_on=until, only=[reviewer])
    day = f"{until.month}月{until.day}日"
    await _tell([reviewer], round_, _("评审延期至%(day)s") % {"day": day}, _("本轮您名下各件都延至这一天。"))


async def _tell(people: Iterable[int], round_: RoundView, title: str, body: str) -> None:
    await notices.notify(
        people, rule="review.time", kind="round", record=round_.id, title=title, body=body, href="/reviews",
        occasion=clock.now().isoformat(),
    )  # fmt: skip
