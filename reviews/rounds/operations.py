# SPDX-License-Identifier: MIT
"""Running rounds: opening, staffing, declaring, excusing. The only writer of rounds, items and assignments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from research.applications import operations as applications
from reviews.rounds import operations_guests as guests
from reviews.rounds import operations_interests as interests
from reviews.rounds import operations_material, queries, rules, subjects
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.phases import Mode, Schedule
from reviews.rounds.schemas import AddItems, Assign, InterestView, ItemView, NewRound, RoundView, TaskView
from reviews.rounds.states import (
    ACTIVE,
    ASSIGNMENT,
    DECLARABLE,
    ITEM,
    REVISION,
    ROUND,
    AssignmentState,
    ConflictKind,
    ItemState,
    RoundState,
)
from reviews.rounds.tables import Assignment, Round, RoundItem
from reviews.rubrics import queries as rubrics
from reviews.rubrics.states import FITTING
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

LIVE = [str(state) for state in ACTIVE]


# -- rounds ---------------------------------------------------------------------------------------------------


async def open_round(actor: Actor, *, command: NewRound) -> RoundView:
    """Open a round with a rubric in use and its first items.

    Denied outside the department; Invalid for an even or too small panel, a rubric of another kind, days in the
    wrong order, or something that cannot be judged now.
    """
    async with db.write_tx():
        require(rules.may_run(actor))
        rubric = await _fitting_rubric(command)
        opens_on = command.opens_on or clock.today()
        faults = {} if rules.size_fits(command.size) else {"size": rules.size_fits(command.size).reason}
        if command.closes_on < max(opens_on, clock.today()):
            faults["closes_on"] = _("截止日期不能早于开始日期和今天")
        days = Schedule(opens_on, command.closes_on, command.shares_from, command.discuss_until)
        faults |= days.faults() | rules.venue(command.mode, command.meets_at, command.place)
        if faults:
            raise Invalid(fields=faults)
        now = clock.now()
        made = await Round.insert(
            Round(
                kind=str(command.kind),
                title=command.title,
                rubric=rubric,
                size=command.size,
                blind=command.blind,
                opens_on=opens_on,
                closes_on=command.closes_on,
                mode=str(command.mode),
                shares_from=command.shares_from,
                discuss_until=command.discuss_until,
                meets_at=command.meets_at if command.mode is Mode.MEETING else None,
                place=command.place if command.mode is Mode.MEETING else "",
                created_by=actor.account,
                created_at=now,
                state=str(RoundState.OPEN),
                state_since=now,
            )
        ).returning(Round.id)
        id_ = int(made[0]["id"])
        await trail.record(
            actor, "round.opened", "round", id_, _("开启评审"), detail=command.title, fields={"size": command.size}
        )
        more = AddItems(command.milestones, command.outcomes, command.applications)
        await _add(actor, id_, command.kind, more)
    return await queries.get_round(actor, id_)


async def _fitting_rubric(command: NewRound) -> int:
    """The rubric of a new round: the one chosen if it fits, else the one in use for the kind."""
    if command.rubric is None:
        return (await rubrics.in_use(command.kind)).id
    rubric = await rubrics.read(command.rubric)
    if rubric.kind not in FITTING[command.kind] or rubric.state != "in_use":
        raise Invalid(fields={"rubric": _("这份评分表不适用于所选的评审类别，或已停用，请另选一份")})
    return rubric.id


async def add_items(actor: Actor, *, id: int, command: AddItems) -> RoundView:  # noqa: A002
    """Put more things into an open round. NotFound, Denied, Conflict when it is closed, Invalid."""
    async with db.write_tx():
        round_ = await queries.get_round(actor, id)
        require(rules.may_run(actor))
        if round_.state != RoundState.OPEN:
            raise Conflict(_("本轮评审已结束，请新开一轮"), code="illegal")
        await _add(actor, id, round_.kind, command)
    return await queries.get_round(actor, id)


async def _add(actor: Actor, round_: int, kind: str, command: AddItems) -> None:
    found = await subjects.find(actor, kind, command)
    now = clock.now()
    for one in found:
        values = {key: value for key, value in msgspec.structs.asdict(one).items() if value is not None}
        row = RoundItem(round=round_, state=str(ItemState.ASSIGNING), state_since=now, **values)
        item = int((await RoundItem.insert(row).returning(RoundItem.id))[0]["id"])
        await interests.refresh_interests(item)
        if one.application is not None:
            await applications.send_to_review(actor, id=one.application)
        fields = {"digest": await operations_material.fix(actor, item=item)}
        await trail.record(actor, "round_item.added", "round_item", item, _("列入评审"), fields=fields, staff_only=True)


async def close_round(actor: Actor, *, id: int, version: int | None = None) -> RoundView:  # noqa: A002
    """End a round: nobody can score in it any more. NotFound, Denied, Conflict."""
    return await _turn(actor, id, version, "close", _("结束评审"))


async def reopen_round(actor: Actor, *, id: int, version: int | None = None) -> RoundView:  # noqa: A002
    """Open a closed round again. NotFound, Denied, Conflict."""
    return await _turn(actor, id, version, "reopen", _("重新开启评审"))


async def _turn(actor: Actor, id_: int, version: int | None, name: str, text: str) -> RoundView:
    async with db.write_tx():
        await queries.get_round(actor, id_)
        require(rules.may_run(actor))
        await move(Round, ROUND, name, id=id_, version=version)
        await trail.record(actor, f"round.{name}", "round", id_, text)
    return await queries.get_round(actor, id_)


# -- staffing -------------------------------------------------------------------------------------------------


async def assign(actor: Actor, *, id: int, command: Assign) -> ItemView:  # noqa: A002 -- the item
    """Put reviewers on an item and tell them.

    NotFound; Denied outside the department or after scoring; Invalid with the reason for a conflict, more than
    two of the lead's own side, or more than the round's size.
    """
    async with db.write_tx():
        item = await queries.get_item(actor, id)
        require(rules.may_assign(actor, item))
        await interests.refresh_interests(id)
        candidates = {one.id: one for one in await conflicts.conflicts(item)}
        wanted = list(dict.fromkeys(command.reviewers))
        problems = []
        for reviewer in wanted:
            one = candidates.get(reviewer)
            if one is None:
                problems.append(_("所选账号不是评审专家"))
            elif one.conflicts:
                why = "；".join(c.text for c in rules.shown_to(actor, one.conflicts)) or _("经核对")
                problems.append(f"{one.name}须回避（{why}）")
            elif one.taken:
                problems.append(f"{one.name}已在本件的评审专家中")
        if item.assigned + len(wanted) > item.size:
            problems.append(f"本轮每件{item.size}位评审专家，还可指派{item.size - item.assigned}位")
        taken = [one.id for one in candidates.values() if one.taken and one.own_side]
        own = len(taken) + sum(candidates[one].own_side for one in wanted if one in candidates)
        fits = rules.panel_fits(own, (await policies.panels()).own_side_most)
        if not fits:
            problems.append(fits.reason)
        if problems:
            raise Invalid(fields={"reviewers": "；".join(problems)})
        for reviewer in wanted:
            await put_on(actor, item, reviewer)
        await guests.keep_guests(actor, round_=item.round, closes_on=item.closes_on, only=wanted)
        await interests.recount(id)
        await trail.record(
            actor,
            "round_item.assigned",
            "round_item",
            id,
            _("指派评审专家"),
            detail="、".join(candidates[one].name for one in wanted),
            staff_only=True,
        )
    return await queries.get_item(actor, id)


async def put_on(actor: Actor, item: ItemView, reviewer: int, *, stands_for: int | None = None) -> int:
    """Put a reviewer on an item, tell them, and return the assignment; whoever calls has looked for conflicts.

    What more time they have in the round holds here too. Inside the open write; the caller counts the item again.
    """
    a, now = Assignment, clock.now()
    mine = (a.reviewer == reviewer) & (a.item._.round == item.round) & a.extended_to.is_not_null()
    given = await a.select(a.extended_to).where(mine).order_by(a.extended_to, ascending=False).first()
    more = {a.extended_to: given["extended_to"] if given else None, a.stands_for: stands_for}
    old = await a.select(a.id, a.state).where((a.item == item.id) & (a.reviewer == reviewer)).first()
    if old:
        again = {a.assigned_by: actor.account, a.assigned_at: now, a.declared_at: None, a.reason: ""} | more
        await move(a, ASSIGNMENT, "again", id=old["id"], also=again)
        id_ = int(old["id"])
    else:
        made = await a.insert(
            a(
                item=item.id,
                reviewer=reviewer,
                assigned_by=actor.account,
                assigned_at=now,
                state=str(AssignmentState.ASSIGNED),
                state_since=now,
            )
        ).returning(a.id)
        id_ = int(made[0]["id"])
        await a.update(more).where(a.id == id_)
    await notices.notify(
        [reviewer],
        rule="review.assigned",
        kind="assignment",
        record=id_,
        title=f"请评审：{item.kind_label}",
        body=_about(item),
        href=f"/reviews/{id_}",
        occasion=now.isoformat(),
    )
    return id_


def _about(item: ItemView) -> str:
    """What a reviewer is told before declaring; in a blind round not even the title."""
    what = "" if item.blind else f"《{item.title}》，"
    meets = f"{rules.when_where(item.meets_at, item.place)}开会评审，" if item.meets_at else ""
    return f"{what}{meets}{item.closes_on.month}月{item.closes_on.day}日截止。评审前请先声明利害关系。"


async def unassign(actor: Actor, *, id: int, reason: str) -> ItemView:  # noqa: A002 -- the assignment
    """Take a reviewer off an item before the sheet is in, and what they were told of it. NotFound, Denied, Conflict."""
    async with db.write_tx():
        item = await _item_of_assignment(actor, id)
        require(rules.may_run(actor))
        await move(Assignment, ASSIGNMENT, "remove", id=id, also={Assignment.reason: reason})
        await notices.forget("assignment", [id])
        await interests.recount(item.id)
        await trail.record(
            actor, "assignment.removed", "round_item", item.id, _("撤回指派"), detail=reason, staff_only=True
        )
    return await queries.get_item(actor, item.id)


async def _item_of_assignment(actor: Actor, assignment: int) -> ItemView:
    row = await Assignment.select(Assignment.item).where(Assignment.id == assignment).first()
    return await queries.get_item(actor, row["item"] if row else 0)  # missing and hidden take the same work


# -- the reviewer ---------------------------------------------------------------------------------------------


async def declare(actor: Actor, *, id: int, version: int | None = None) -> TaskView:  # noqa: A002
    """Declare that there is no interest; only then does the material open.

    NotFound for anybody else, Denied with the reason when the system knows of a conflict.
    """
    await interests.check_conflicts(actor, id)
    async with db.write_tx():
        task = await queries.task(actor, id)
        require(rules.may_declare(actor, task))
        await move(
            Assignment, ASSIGNMENT, "declare", id=id, version=version, also={Assignment.declared_at: clock.now()}
        )
        await trail.record(
            actor, "assignment.declared", "round_item", task.item, _("评审专家声明无利害关系"), staff_only=True
        )
    return await queries.task(actor, id)


async def decline(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the assignment
    reason: str,
    kind: ConflictKind = ConflictKind.DECLARED,
    version: int | None = None,
) -> None:
    """Ask to be excused: the item goes back for another reviewer, and its office hears why.

    NotFound, Denied, Invalid for a kind that is not the reviewer's to name.
    """
    if kind not in DECLARABLE:
        raise Invalid(fields={"kind": _("请在所列情形中选择")})
    async with db.write_tx():
        task = await queries.task(actor, id)
        require(rules.may_decline(actor, task))
        await move(Assignment, ASSIGNMENT, "decline", id=id, version=version, also={Assignment.reason: reason})
        await interests.note_interest(task.item, InterestView(actor.account, kind, reason, "reviewer"))
        await interests.recount(task.item)
        await notices.forget("assignment", [id])
        await trail.record(
            actor, "assignment.declined", "round_item", task.item, _("评审专家申请回避"), detail=reason, staff_only=True
        )
        await interests.tell_office(task.item, id, _("评审专家申请回避，请补派"), reason)


# -- called by scoring ----------------------------------------------------------------------------------------


async def note_progress(*, assignment: int, answered: int, total: Decimal | None, submitted: bool) -> None:
    """Write how far a sheet is on its assignment; a submitted one counts for its item. Inside the open write."""
    a = Assignment
    values: dict[Any, Any] = {a.answered: answered, a.total: total}
    if not submitted:
        await a.update(values).where(a.id == assignment)
        return
    row = await a.select(a.item, a.ordinal).where(a.id == assignment).first()
    if row is None:
        raise NotFound
    if row["ordinal"] is None:
        values[a.ordinal] = 1 + await a.count().where((a.item == row["item"]) & a.ordinal.is_not_null())
    await move(a, ASSIGNMENT, "submit", id=assignment, also=values)
    await interests.recount(row["item"])


async def take_sheet_back(name: str, *, assignment: int, item: int, reason: str) -> None:
    """Let a handed-in sheet count no more, to be mended (reopen) or for good (void); its item is scored again.

    Inside the open write. Conflict.
    """
    a = Assignment
    await move(a, ASSIGNMENT, name, id=assignment, also={a.reason: reason if name == "void" else "", a.total: None})
    await interests.recount(item)
    await interests.recount(item)  # an item that went back and lacks nobody is being scored


async def settle(*, item: int, mean: Decimal, explaining: bool) -> None:
    """Put the result on an item: for the office to decide, or first for an outlier to explain."""
    i = RoundItem
    await move(i, ITEM, "ask" if explaining else "settle", id=item, also={i.mean: mean})


async def reinforce(*, item: int, version: int | None) -> None:
    """Let one more reviewer judge an item: its result goes, the sheets stay. Inside the open write."""
    i = RoundItem
    also: dict[Any, Any] = {i.extra: i.extra + 1, i.mean: None, i.decision: "", i.grade: ""}
    await move(i, ITEM, "rescore", id=item, version=version, also=also)


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it is drafted and made."""

    decision: str
    grade: str
    note: str
    over_reason: str = ""
    conditions: str = ""
    conditions_due: date | None = None
    recheck: str = ""


async def turn_item(
    actor: Actor,
    name: str,
    *,
    id: int,  # noqa: A002 -- the item
    version: int | None,
    verdict: Verdict | None,
    at: datetime,
    until: date | None = None,
) -> None:
    """Take an item one step towards or back from its decision; ``until``: the last day of appeals. Inside the write."""
    i = RoundItem
    also: dict[Any, Any] = {}
    if verdict is not None:
        also = {
            i.decision: verdict.decision, i.grade: verdict.grade, i.decision_note: verdict.note,
            i.over_reason: verdict.over_reason, i.conditions: verdict.conditions,
            i.conditions_due: verdict.conditions_due, i.recheck: verdict.recheck,
        }  # fmt: skip
    if name == "draft":
        also |= {i.drafted_by: actor.account, i.drafted_at: at}
    if name == "decide":
        also |= {i.decided_by: actor.account, i.decided_at: at, i.notice_until: until}
    await move(i, ITEM, name, id=id, version=version, also=also)


async def turn_revision(name: str, *, id: int, version: int | None = None, note: str = "") -> None:  # noqa: A002
    """Take what an item's team has to mend one step on. Inside the open write. Conflict."""
    await move(RoundItem, REVISION, name, id=id, version=version, also={RoundItem.revision_note: note})
