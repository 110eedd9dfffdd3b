# SPDX-License-Identifier: MIT
"""Seeing a round through: substitutes take over, more time, reminders. Only of items that the actor may see."""

from __future__ import annotations

from collections.abc import Sequence

from reviews.conduct import queries, rules
from reviews.conduct.schemas import Board, HandOver, Line, NameSubstitutes, RemindNow, SubstituteView, Taken
from reviews.conduct.tables import Substitute
from reviews.rounds import operations as rounds
from reviews.rounds import operations_guests as guests
from reviews.rounds import operations_interests as interests
from reviews.rounds import queries as round_queries
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds import rules as round_rules
from reviews.rounds.schemas import Candidate, ItemView
from reviews.rounds.states import AssignmentState
from reviews.rounds.tables import Assignment
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def name_substitutes(actor: Actor, *, id: int, command: NameSubstitutes) -> list[SubstituteView]:  # noqa: A002
    """Say who stands by for a round, in their order; it replaces who was named. Nobody is told before taking over.

    NotFound, Denied outside the department or once the round is over, Invalid for somebody who is no reviewer.
    """
    async with db.write_tx():
        round_ = await round_queries.get_round(actor, id)
        require(rules.may_conduct(actor, round_))
        reviewers = {one.id: one.name for one in await identity.accounts_with_role(Role.REVIEWER)}
        wanted = list(dict.fromkeys(command.accounts))
        if not set(wanted) <= reviewers.keys():
            raise Invalid(fields={"accounts": _("所选账号不是评审专家")})
        s, now = Substitute, clock.now()
        await s.delete().where(s.round == id)
        rows = [s(round=id, account=one, sort=n, by=actor.account, at=now) for n, one in enumerate(wanted, start=1)]
        if rows:
            await s.insert(*rows)
        names = "、".join(reviewers[one] for one in wanted) or _("无")
        await trail.record(
            actor, "round.substitutes_named", "round", id, _("确定候补专家"), detail=names, staff_only=True,
            fields={"accounts": ",".join(map(str, wanted))},
        )  # fmt: skip
        return await queries.substitutes(id)


async def board_lines(actor: Actor, id: int, tasks: Sequence[int]) -> tuple[Board, list[Line]]:  # noqa: A002
    """Return a round's board with the lines that a command names; Denied, Invalid where one is not on it."""
    found = await queries.board(actor, id)
    require(rules.may_conduct(actor, found.round))
    lines = {line.task.id: line for line in found.lines}
    if not set(tasks) <= lines.keys():
        raise Invalid(fields={"tasks": _("所选评审任务不在本轮，请刷新后重选")})
    return found, [lines[one] for one in dict.fromkeys(tasks)]


# -- taking over ----------------------------------------------------------------------------------------------


async def hand_over(actor: Actor, *, id: int, command: HandOver) -> list[Taken]:  # noqa: A002 -- the round
    """Let substitutes take over: for each assignment the first who stands by, has no conflict and fits the panel.

    Who owed it and had not declined is taken off and told. Where nobody fits, the line says so and nothing changes
    there. NotFound, Denied, Invalid when nobody stands by, when nobody fits anywhere, or for a sheet that is in.
    """
    async with db.write_tx():
        found, lines = await board_lines(actor, id, command.tasks)
        if not found.substitutes:
            raise Invalid(fields={"tasks": _("本轮还没有候补专家，请先确定")})
        for line in lines:
            fits = rules.may_hand_over(line.task)
            if not fits or line.taken_by:
                raise Invalid(fields={"tasks": fits.reason or _("已有候补专家接替，请刷新页面")})
        done = [await _take_over(actor, line, found.substitutes, command.reason) for line in lines]
        if not any(one.substitute for one in done):
            raise Invalid(fields={"tasks": "；".join(one.text for one in done)})
        return done


async def _take_over(actor: Actor, line: Line, standing: Sequence[SubstituteView], reason: str) -> Taken:
    task = line.task
    item = await round_queries.get_item(actor, task.item)
    chosen = await _first_fitting(item, line, standing)
    if isinstance(chosen, str):
        return Taken(task.id, None, f"{task.reviewer_name}：{chosen}")
    if line.owes:
        text = _("由候补专家接替：%(reason)s") % {"reason": reason}
        item = await rounds.unassign(actor, id=task.id, reason=text)
        await notices.notify(
            [task.reviewer], rule="review.taken_over", kind="round", record=task.round,
            title=_("您的一件评审已由其他专家接替"), body=_("无须再评，感谢参与。"), href="/reviews",
            occasion=clock.now().isoformat(),
        )  # fmt: skip
    new = await rounds.put_on(actor, item, chosen.id, stands_for=task.id)
    await guests.keep_guests(actor, round_=item.round, closes_on=item.closes_on, only=[chosen.id])
    await interests.recount(item.id)
    text = _("候补专家接替：%(new)s接替%(old)s") % {"new": chosen.name, "old": task.reviewer_name}
    fields = {"assignment": task.id, "by": new, "reviewer": chosen.id}
    await trail.record(
        actor, "assignment.taken_over", "round_item", item.id, text, detail=reason, fields=fields, staff_only=True
    )
    return Taken(task.id, chosen.id, text)


async def _first_fitting(item: ItemView, line: Line, standing: Sequence[SubstituteView]) -> Candidate | str:
    """Return the first who stands by and may judge the item, or why nobody does, without telling of whose interest."""
    if line.vacant and item.assigned >= item.size:
        return _("本件评审专家已派齐")
    await interests.refresh_interests(item.id)
    candidates = {one.id: one for one in await conflicts.conflicts(item)}
    a = Assignment
    had = await a.select(a.reviewer).where((a.item == item.id) & (a.state != str(AssignmentState.REMOVED)))
    gone = {row["reviewer"] for row in had}
    leaving = line.task.reviewer if line.owes else 0
    own = sum(one.taken and one.own_side for one in candidates.values() if one.id != leaving)
    most = (await policies.panels()).own_side_most
    for person in standing:
        one = candidates.get(person.account)
        if one is None or not one.free or one.id in gone:
            continue
        if round_rules.panel_fits(own + one.own_side, most):
            return one
    return _("候补专家都须回避、已在本件或同一主管单位已满")


# -- reminding ------------------------------------------------------------------------------------------------


async def remind(actor: Actor, *, id: int, command: RemindNow) -> int:  # noqa: A002 -- the round
    """Remind those who owe some sheets, once a day each; return how many were told. NotFound, Denied, Invalid."""
    async with db.write_tx():
        _found, lines = await board_lines(actor, id, command.tasks)
        owing = [line for line in lines if line.owes]
        if not owing:
            raise Invalid(fields={"tasks": _("所选的都已提交或不再需要，没有可催办的")})
        told = 0
        for line in owing:
            day = line.due_on
            about = {"kind": line.task.kind_label, "n": line.task.item, "m": day.month, "d": day.day}
            told += await notices.notify(
                [line.task.reviewer], rule="review.reminded", kind="assignment", record=line.task.id,
                title=_("请尽快提交评审：%(kind)s，第%(n)s号材料") % about, body=_("%(m)s月%(d)s日截止。") % about,
                href=f"/reviews/{line.task.id}", occasion=clock.today().isoformat(),
            )  # fmt: skip
        who = "、".join(dict.fromkeys(line.task.reviewer_name for line in owing))
        await trail.record(actor, "round.reminded", "round", id, _("催办评审"), detail=who, staff_only=True)
        return told
