# SPDX-License-Identifier: MIT
"""Plans of who reviews what: proposed, looked at, applied, undone. Applying goes through the round's own operations."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

import msgspec

from reviews.rounds import operations as rounds_operations
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import Assign, RoundView
from reviews.rounds.states import AssignmentState, RoundState
from reviews.staffing import facts as basis
from reviews.staffing import flow, queries, queries_facts, rules
from reviews.staffing.facts import Facts
from reviews.staffing.flow import Solution
from reviews.staffing.schemas import Limits, PlanView, ProfileView, Propose, SaveProfile, StepPlan
from reviews.staffing.states import PLAN, Aim, PlanState
from reviews.staffing.tables import ReviewerProfile, StaffingPair, StaffingPlan
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

MOST_REASON = 300


class Drawn(msgspec.Struct, frozen=True):
    """A plan before it is kept: pairs with their fit, what lacks, what would mend it."""

    pairs: list[tuple[int, int, int]]  # item, reviewer, fit
    short: list[tuple[int, int]] = []
    remedies: list[str] = []


async def propose(actor: Actor, *, round_: int, command: Propose) -> PlanView:
    """Work out who should review what, and keep it as a proposal; the one before it is dropped.

    NotFound, Denied, Conflict for a round that is over, Invalid when nothing is open or nobody reviews. What cannot
    be filled is part of the answer, with what would mend it.
    """
    view = await rounds.get_round(actor, round_)
    require(rules.may_plan(actor, open_=view.state == RoundState.OPEN))
    known = await queries_facts.facts(actor, round_)
    if not known.seats or not known.judges:
        raise Invalid(_("没有待派专家的材料，或还没有评审专家账号"))
    limits = await limits_of(command)
    drawn = await asyncio.to_thread(draw, known, limits, Aim(command.aim))
    return await keep(actor, view, Aim(command.aim), limits, known, drawn)


async def limits_of(command: Propose) -> Limits:
    """Return the limits of a plan: as commanded, else as the setting has them."""
    panels = await policies.panels()
    return Limits(
        load=panels.load_most if command.load_most is None else command.load_most,
        own=panels.own_side_most if command.own_most is None else command.own_most,
        unit=panels.unit_most if command.unit_most is None else command.unit_most,
        keep=command.keep,
    )


def draw(known: Facts, limits: Limits, aim: Aim) -> Drawn:
    """Solve, and where places stay empty say what would fill them. Pure and slow: for a thread."""
    fits = basis.fits_of(known)
    problem = basis.pose(known, limits, fits)
    found: Solution = flow.solve_worst_first(problem) if aim is Aim.WORST else flow.solve(problem)
    pairs = [(known.seats[i].id, known.judges[r].id, int(fits[i, r])) for i, r in found.pairs]
    short = [(seat.id, int(n)) for seat, n in zip(known.seats, found.short, strict=True) if n]
    lacking = int(found.short.sum())
    return Drawn(pairs, short, basis.remedies(known, limits, fits, lacking) if lacking else [])


async def keep(actor: Actor, round_: RoundView, aim: Aim, limits: Limits, known: Facts, drawn: Drawn) -> PlanView:
    """Keep a drawn plan as the round's proposal, beside what it takes off of those assigned before."""
    p, s = StaffingPlan, StaffingPair
    async with db.write_tx():
        for row in await p.select(p.id).where((p.round == round_.id) & (p.state == str(PlanState.PROPOSED))):
            await move(p, PLAN, "drop", id=row["id"])
        now = clock.now()
        loads = [
            (judge.id, basis.limit_of(judge, limits)) for judge in known.judges
        ]  # not what is left: that would tell
        made = p(
            round=round_.id, aim=str(aim), limits=_json(limits), short=_json(drawn.short),
            remedies=_json(drawn.remedies), loads=_json(loads), made_by=actor.account, made_at=now,
            state=str(PlanState.PROPOSED), state_since=now,
        )  # fmt: skip
        id_ = int((await p.insert(made).returning(p.id))[0]["id"])
        soft = {(seat.id, judge) for seat in known.seats for judge in seat.soft}
        reasons = basis.reasons(known)
        coming = {(item, reviewer) for item, reviewer, _fit in drawn.pairs}
        rows = [
            s(
                plan=id_,
                item=item,
                reviewer=reviewer,
                fit=fit,
                why=reasons(item, reviewer),
                kept=(item, reviewer) in soft,
            )
            for item, reviewer, fit in drawn.pairs
        ]
        gone = soft - coming if aim is not Aim.SHEET else set()
        rows += [s(plan=id_, item=item, reviewer=reviewer, dropped=True) for item, reviewer in sorted(gone)]
        for start in range(0, len(rows), 500):
            await s.insert(*rows[start : start + 500])
        text = _("拟出指派方案：%(aim)s") % {"aim": aim.label}
        fields = {"plan": id_, "pairs": len(coming), "short": sum(n for _item, n in drawn.short)}
        await trail.record(actor, "round.staffing_proposed", "round", round_.id, text, fields=fields, staff_only=True)
    return await queries.plan(actor, id_)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


# -- steps ----------------------------------------------------------------------------------------------------


async def _step(actor: Actor, at: int, command: StepPlan, step: str) -> PlanView:
    """Check a step of a round's plan and take it. Inside the open write."""
    round_ = await rounds.get_round(actor, at)
    found = await queries.plan(actor, command.proposal)
    if found.round != at:
        raise NotFound
    if not PLAN.allows(step, found.state):
        await move(StaffingPlan, PLAN, step, id=found.id)  # says why not
    require(rules.may_step(actor, step, state=found.state, open_=round_.state == RoundState.OPEN))
    await move(StaffingPlan, PLAN, step, id=found.id, version=command.version)
    return found


async def _record(actor: Actor, plan: PlanView, step: str, text: str) -> None:
    fields = {"plan": plan.id}
    await trail.record(actor, f"round.staffing_{step}", "round", plan.round, text, fields=fields, staff_only=True)


async def apply(actor: Actor, *, round_: int, command: StepPlan) -> PlanView:
    """Assign as the plan says, every rule looked at anew; reviewers are told. All of it or nothing.

    NotFound, Denied, Conflict when stale, or when something stands against a pair that did not when it was drawn:
    somebody began, was excused or has become party since.
    """
    async with db.write_tx():
        found = await _step(actor, round_, command, "apply")
        pairs = [pair for item in found.items for pair in item.pairs]
        there = await queries.assignments(found.round, [item.id for item in found.items])
        for pair in (one for one in pairs if one.dropped):
            task, state = there.get((pair.item, pair.reviewer), (0, ""))
            if state != AssignmentState.ASSIGNED:
                raise Conflict(_("%(name)s已开始评审或已退出，请重新拟方案") % {"name": pair.name}, code="stale")
            await rounds_operations.unassign(actor, id=task, reason=_("按指派方案调整"))
        fresh: dict[int, list[int]] = defaultdict(list)
        for pair in pairs:
            if not pair.dropped and not pair.kept:
                fresh[pair.item].append(pair.reviewer)
        for item, reviewers in fresh.items():
            await _assign(actor, item, reviewers)
        await _note_made(found)
        text = _("采用指派方案，新派%(n)s人次") % {"n": found.new}
        await _record(actor, found, "applied", text)
    return await queries.plan(actor, command.proposal)


async def _assign(actor: Actor, item: int, reviewers: list[int]) -> None:
    try:
        await rounds_operations.assign(actor, id=item, command=Assign(reviewers))
    except Invalid as error:
        why = "；".join(error.fields.values())
        raise Conflict(_("方案与现在的情况不符：%(why)s。请重新拟方案") % {"why": why}, code="stale") from error


async def _note_made(found: PlanView) -> None:
    """Write on each new pair which assignment it became, for taking the plan back."""
    s = StaffingPair
    there = await queries.assignments(found.round, [item.id for item in found.items])
    for pair in (one for item in found.items for one in item.pairs):
        task, _state = there.get((pair.item, pair.reviewer), (None, ""))
        if task is not None:
            here = (s.plan == found.id) & (s.item == pair.item) & (s.reviewer == pair.reviewer)
            await s.update({s.assignment: task}).where(here)


async def drop(actor: Actor, *, round_: int, command: StepPlan) -> PlanView:
    """Give a proposal up. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await _step(actor, round_, command, "drop")
        await _record(actor, found, "dropped", _("放弃指派方案"))
    return await queries.plan(actor, command.proposal)


async def undo(actor: Actor, *, round_: int, command: StepPlan) -> PlanView:
    """Take off whom the plan put on and put back whom it took off; who has begun stays. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await _step(actor, round_, command, "undo")
        there = await queries.assignments(found.round, [item.id for item in found.items])
        stayed = 0
        back: dict[int, list[int]] = defaultdict(list)
        for pair in (one for item in found.items for one in item.pairs if not one.kept):
            task, state = there.get((pair.item, pair.reviewer), (0, ""))
            if pair.dropped:
                back[pair.item].append(pair.reviewer)
            elif state == AssignmentState.ASSIGNED:
                await rounds_operations.unassign(actor, id=task, reason=_("撤回指派方案"))
            else:
                stayed += state in queries.BEGUN
        for item, reviewers in back.items():
            await _assign(actor, item, reviewers)
        text = _("撤回指派方案，%(n)s人次已开始评审，予以保留") % {"n": stayed} if stayed else _("撤回指派方案")
        await _record(actor, found, "undone", text)
    return await queries.plan(actor, command.proposal)


# -- profiles -------------------------------------------------------------------------------------------------


async def save_profile(actor: Actor, *, account: int, command: SaveProfile) -> ProfileView:
    """Keep what a reviewer knows and can take on. NotFound for others', Conflict when stale."""
    p = ReviewerProfile
    values: dict[Any, Any] = {
        p.directions: ",".join(command.directions), p.wishes: ",".join(command.wishes), p.expertise: command.expertise,
        p.load_most: command.load_most, p.away_until: command.away_until,
    }  # fmt: skip
    async with db.write_tx():
        found = await queries.profile(actor, account)
        if command.version is not None and command.version != found.version:
            raise Conflict(code="stale")
        if not found.version:
            await p.insert(p(account=account, version=0))
        row = await p.select(p.id).where(p.account == account).first()
        await touch(p, id=row["id"] if row else 0, version=found.version, values=values)
        await trail.record(
            actor, "account.reviewer_profile", "account", account, _("更新评审专长和意愿"),
            fields={"directions": command.directions, "load_most": command.load_most}, staff_only=True,
        )  # fmt: skip
    return await queries.profile(actor, account)
