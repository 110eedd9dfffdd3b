# SPDX-License-Identifier: MIT
"""The writers of proposals and decisions, and of the direction that the bank's lists show."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from thinktank.kernel import bulk, clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.parts import chunks
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.placement import queries, rules
from thinktank.placement.basis import Basis, Told, current, told
from thinktank.placement.schemas import Confirmed, ConfirmProposals, Place, PlacementView, Reconsider
from thinktank.placement.tables import DirectionProposal, Placement
from thinktank.talents import operations as bank
from thinktank.talents import queries as talents
from thinktank.talents.events import FactsChanged
from thinktank.talents.schemas import Filter
from thinktank.talents.states import IN_BANK
from thinktank.talents.tables import Talent
from thinktank.trail import operations as trail

MOST_AT_ONCE = 1_000
AT_A_TIME = 500


# -- proposals ------------------------------------------------------------------------------------------------


class _Standing(msgspec.Struct):
    talent: int
    proposed: str


async def propose_for(event: FactsChanged) -> None:
    """Make (again) the proposal of everybody whose facts changed, inside the announcing transaction."""
    await repropose(event.talents)


async def repropose(ids: Sequence[int]) -> None:
    """Make the proposals of these people with today's basis, inside a transaction.

    A confirmed direction stays as it is: where the evidence left it since, the person waits in the queue again.
    """
    basis = await current()
    for part in chunks(ids):
        people = await db.rows(told().where(Talent.id.is_in(list(part))), Told)
        settled = await _settled(part)
        made = await asyncio.to_thread(_propose_all, basis, people, settled)
        await DirectionProposal.delete().where(DirectionProposal.talent.is_in(list(part)))
        await bulk.insert(DirectionProposal, _columns(), made)
        await _cache(part)


async def _settled(ids: Sequence[int]) -> dict[int, str]:
    """Return what was proposed to each person when the decision in force was made."""
    p = Placement
    query = p.select(p.talent, p.proposed).where(p.talent.is_in(list(ids)) & (p.current == True))  # noqa: E712 -- a column
    return {one.talent: one.proposed for one in await db.rows(query, _Standing)}


def _propose_all(basis: Basis, people: Sequence[Told], settled: dict[int, str]) -> list[list[Any]]:
    now = clock.now()
    return [_row(basis, one, settled.get(one.id, ""), now) for one in people]


def _columns() -> list[Any]:
    p = DirectionProposal
    return [
        p.talent, p.main, p.secondary, p.confidence, p.scores, p.evidence, p.at, p.waits, p.rank, p.basis,
    ]  # fmt: skip


def _row(basis: Basis, one: Told, settled: str, now: Any) -> list[Any]:
    """Return a proposal's values in the order of the columns."""
    found = basis.propose(one)
    main = found.main.value if found.main else ""
    secondary = " ".join(direction.value for direction in found.secondary)
    evidence = msgspec.json.encode(found.evidence).decode()
    waits = rules.waits(proposed=main, present=one.direction, settled=settled)
    return [
        one.id, main, secondary, found.confidence, json.dumps(found.scores), evidence, now, waits, rules.rank(found),
        basis.label,
    ]  # fmt: skip


async def _cache(ids: Sequence[int]) -> None:
    """Show the proposals in the bank's lists: direction and score, by one statement for many people."""
    t, p = Talent, DirectionProposal
    found = await p.select(p.talent, p.main, p.scores).where(p.talent.is_in(list(ids)))
    made = [[row["talent"], row["main"], json.loads(row["scores"]).get(row["main"], 0)] for row in found]
    await bulk.update(t, (t.proposed, t.proposed_score), made)


async def refresh(*, most: int = MOST_AT_ONCE) -> int:
    """Make the proposals again that were made with another basis, at most so many; return how many.

    Run by a job, and at once after a change of the lexicon, so that a small office sees the effect immediately.
    """
    done = 0
    while done < most:
        async with db.write_tx():
            label = (await current()).label
            ids = await _stale(label, min(AT_A_TIME, most - done))
            await repropose(ids)
        done += len(ids)
        if len(ids) < AT_A_TIME:
            break
    return done


async def _stale(label: str, most: int) -> list[int]:
    """Return people whose proposal has another label: two ranges of the index, not a scan."""
    p = DirectionProposal
    ids: list[int] = []
    for where in (p.basis < label, p.basis > label):
        found = (
            await p.select(p.talent).where(where).order_by(p.basis).limit(most - len(ids)) if len(ids) < most else []
        )
        ids += [row["talent"] for row in found]
    return ids


# -- decisions ------------------------------------------------------------------------------------------------


async def confirm(actor: Actor, *, command: ConfirmProposals) -> Confirmed:
    """Take the proposed main and secondary directions for many people at once; return how many.

    People without a proposal, or whose direction is decided already, are left out. Up to 1,000 at once, ``left``
    says how many more there are. Raises Denied for others than the office, NotFound for a hidden person, Invalid
    when nobody is left to confirm.
    """
    require(rules.may_decide(actor))
    async with db.write_tx():
        ids, left = await _chosen(actor, command)
        people = await _proposed(ids)
        if not people:
            raise Invalid(_("没有可以确认的人：请勾选有建议方向、尚未确认的人员"))
        await rule(actor, people)
        return Confirmed(confirmed=len(people), left=left)


async def _chosen(actor: Actor, command: ConfirmProposals) -> tuple[list[int], int]:
    if not command.all:
        if not command.ids:
            raise Invalid(_("请先勾选人员"))
        if len(command.ids) > MOST_AT_ONCE:
            raise Invalid(_("一次最多确认%(n)d人，请分几次") % {"n": MOST_AT_ONCE})
        ids = await talents.visible_ids(actor, command.ids)
        stands = await talents.standing(actor, ids)
        require(rules.may_place(actor, office=all(stands[one][0] for one in ids) or actor.is_system, state=IN_BANK[0]))
        return ids, 0
    if command.confidence:
        found = await queries.undecided(actor, confidence=command.confidence, limit=MOST_AT_ONCE + 1)
        return found[:MOST_AT_ONCE], len(found[MOST_AT_ONCE:])
    chosen = Filter(q=command.q, state=command.state, unit=command.unit, placed=False)
    found = await talents.ids_of(actor, chosen, limit=MOST_AT_ONCE + 1, proposed=True)
    stands = await talents.standing(actor, found)
    covered = [one for one in found if stands[one][0] or actor.is_system]
    return covered[:MOST_AT_ONCE], len(covered[MOST_AT_ONCE:])


async def reconsider(actor: Actor, *, command: Reconsider) -> Confirmed:
    """Settle people whose evidence left their direction: take the new proposal or keep the direction; return how many.

    Either way a decision with its reason is written. People who do not wait (any more) are left out. Raises Denied
    for others than the office, NotFound for a hidden person, Invalid when nobody of them waits.
    """
    require(rules.may_decide(actor))
    async with db.write_tx():
        ids, _left = await _chosen(actor, ConfirmProposals(ids=command.ids))
        rulings = await _moved(ids, keep=command.keep, reason=command.reason)
        if not rulings:
            raise Invalid(_("勾选的人里没有需要重新确认的"))
        await rule(actor, rulings)
        return Confirmed(confirmed=len(rulings))


async def _moved(ids: Sequence[int], *, keep: bool, reason: str) -> list[Ruling]:
    p = DirectionProposal
    found = []
    for part in chunks(ids):
        query = p.select(
            p.talent, p.main, p.secondary, p.main.as_alias("proposed"), p.talent._.state.as_alias("state"),
            p.talent._.direction.as_alias("present"),
        ).where(p.talent.is_in(list(part)) & (p.waits == "moved") & p.talent._.state.is_in(list(IN_BANK)))  # fmt: skip
        found += await db.rows(query.order_by(p.talent), Ruling)
    for one in found:
        one.reason = reason
        if keep:
            one.main, one.secondary = one.present, ""
    return found


class Ruling(msgspec.Struct):
    """One of many decisions that are written together."""

    talent: int
    main: str
    secondary: str
    state: str
    present: str = ""
    proposed: str = ""
    reason: str = ""


async def _proposed(ids: Sequence[int]) -> list[Ruling]:
    p = DirectionProposal
    found = []
    for part in chunks(ids):
        query = p.select(
            p.talent, p.main, p.secondary, p.main.as_alias("proposed"), p.talent._.state.as_alias("state")
        ).where(
            p.talent.is_in(list(part))
            & (p.main != "")
            & (p.talent._.direction == "")
            & p.talent._.state.is_in(list(IN_BANK))
        )
        found += await db.rows(query.order_by(p.talent), Ruling)
    return found


async def rule(actor: Actor, rulings: Sequence[Ruling]) -> None:
    """Write many decisions that the caller has checked, inside a transaction: cards, history, counts, trail."""
    t, p = Talent, Placement
    counts: Counter[tuple[str, str]] = Counter()
    groups: dict[tuple[str, str], list[int]] = {}
    for one in rulings:
        groups.setdefault((one.main, one.secondary), []).append(one.talent)
        counts.update(_change(one.state, one.present, one.main))
    for (main, secondary), ids in sorted(groups.items()):
        for part in chunks(ids):
            changes: dict[Any, Any] = {t.direction: main, t.secondary: secondary, t.version: t.version + 1}
            await t.update(changes).where(t.id.is_in(list(part)))
    for some in chunks(rulings):
        ids = [one.talent for one in some]
        await p.update({p.current: False}).where(p.talent.is_in(ids) & (p.current == True))  # noqa: E712 -- a column
        await p.insert(
            *(_decision(actor, one.talent, one.main, one.secondary, one.proposed, one.reason) for one in some)
        )
        await _settle(ids)
    for one in rulings:
        await _record(actor, one.talent, one.main, _said(one.present, one.main), one.reason)
    await bank.bump_all(counts)


async def _settle(ids: Sequence[int]) -> None:
    """Take people who were decided on out of the queue."""
    await DirectionProposal.update({DirectionProposal.waits: ""}).where(DirectionProposal.talent.is_in(list(ids)))


def _said(present: str, main: str) -> str:
    if present == main:
        return _("维持方向：%(what)s")
    return _("调整方向：%(what)s") if present else _("确认方向：%(what)s")


def _change(state: str, old: str, new: str) -> Counter[tuple[str, str]]:
    """Return how the counts move when a person of a state changes direction."""
    change: Counter[tuple[str, str]] = Counter(bank.counted(state, new, 1))
    change.subtract(bank.counted(state, old, 1))
    return change


def _decision(actor: Actor, talent: int, direction: str, secondary: str, proposed: str, reason: str) -> Placement:
    return Placement(
        talent=talent,
        direction=direction,
        secondary=secondary,
        proposed=proposed,
        reason=reason,
        decided_by=actor.account,
        decided_at=clock.now(),
        current=True,
    )


async def _record(actor: Actor, talent: int, direction: str, text: str, reason: str) -> None:
    await trail.record(
        actor,
        "talent.placed",
        "talent",
        talent,
        text % {"what": Direction(direction).label},
        detail=reason,
        fields={"direction": direction},
    )


async def place(actor: Actor, *, talent: int, command: Place) -> PlacementView:
    """Decide one person's direction and keep what was decided before as history.

    Raises NotFound outside the scope, Denied for others than the person's office, Invalid when the decision
    departs from the proposal or from an earlier decision without a reason, Conflict when somebody was faster.
    """
    async with db.write_tx():
        present = await queries.get(actor, talent)
        office, _unit = await talents.office_covers(actor, talent)
        person = await talents.get(actor, talent)
        require(rules.may_place(actor, office=office, state=person.state))
        secondary = _secondary(command)
        direction = command.direction.value
        if not command.reason.strip() and rules.needs_reason(
            proposed=present.proposed, present=present.direction, direction=direction
        ):
            raise Invalid(fields={"reason": _("与建议或原来的方向不同，请写明理由，例如：本人主要负责园区招商")})
        values: dict[Any, Any] = {Talent.direction: direction, Talent.secondary: secondary}
        await touch(Talent, id=talent, version=command.version, values=values)
        await Placement.update({Placement.current: False}).where(
            (Placement.talent == talent) & (Placement.current == True)  # noqa: E712 -- a column comparison
        )
        await Placement.insert(_decision(actor, talent, direction, secondary, present.proposed, command.reason))
        await _settle([talent])
        await _record(actor, talent, direction, _said(present.direction, direction), command.reason)
        await bank.bump_all(_change(person.state, present.direction, direction))
        return await queries.get(actor, talent)


def _secondary(command: Place) -> str:
    chosen = list(dict.fromkeys(command.secondary))
    if command.direction in chosen:
        raise Invalid(fields={"secondary": _("次方向不能与主方向相同")})
    return " ".join(direction.value for direction in chosen)
