# SPDX-License-Identifier: MIT
"""Reading proposals and decisions; the people behind them come through the bank's own door."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Any

import msgspec

from thinktank.identity import queries as identity
from thinktank.kernel import db, paging
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.placement import rules
from thinktank.placement.basis import Basis, Told, current, told
from thinktank.placement.matching import Evidence
from thinktank.placement.schemas import Decision, DirectionBoard, PlacementView, QueueRow, QueueView
from thinktank.placement.tables import DirectionProposal, Placement
from thinktank.policies.kinds import DirectionWeights
from thinktank.policies.schemas import Preview, PreviewRow
from thinktank.talents import queries as talents
from thinktank.talents.conditions import OFFICE_ROLES
from thinktank.talents.schemas import Filter, TalentView
from thinktank.talents.states import IN_BANK
from thinktank.talents.tables import Talent

SHOWN = 12
MOST_HISTORY = 20


class _Proposal(msgspec.Struct):
    main: str
    secondary: str
    confidence: str
    scores: str
    evidence: str
    at: datetime
    waits: str


async def get(actor: Actor, talent: int) -> PlacementView:
    """Return a person's direction with evidence and history.

    NotFound for whom the actor does not see, Denied for who may see neither evidence nor reasons (colleagues).
    """
    person = await talents.get(actor, talent)
    office, unit = await talents.office_covers(actor, talent)
    own = person.account is not None and person.account == actor.account
    require(rules.may_see(own=own, office=office, unit=unit))
    p = DirectionProposal
    found = await db.first(
        p.select(p.main, p.secondary, p.confidence, p.scores, p.evidence, p.at, p.waits).where(p.talent == talent),
        _Proposal,
    )
    return _view(actor, person, found, await _decisions(talent), office=office)


def _view(
    actor: Actor, person: TalentView, found: _Proposal | None, decisions: list[Decision], *, office: bool
) -> PlacementView:
    may = rules.may_place(actor, office=office, state=person.state)
    actions = ["place"] if may else []
    if may and found and found.main and not person.direction:
        actions.append("confirm")
    return PlacementView(
        talent=person.id,
        name=person.name,
        version=person.version,
        direction=person.direction,
        secondary=person.secondary.split(),
        proposed=found.main if found else "",
        proposed_secondary=found.secondary.split() if found else [],
        confidence=found.confidence if found else "",
        scores=json.loads(found.scores) if found else {},
        evidence=msgspec.json.decode(found.evidence, type=list[Evidence]) if found else [],
        proposed_at=found.at if found else None,
        waits=found.waits if found else "",
        decisions=decisions,
        actions=actions,
    )


async def _decisions(talent: int) -> list[Decision]:
    p = Placement
    query = p.select(
        p.id, p.direction, p.secondary, p.proposed, p.reason, p.decided_by,
        p.decided_by._.name.as_alias("decided_by_name"), p.decided_at, p.current,
    ).where(p.talent == talent)  # fmt: skip
    return await db.rows(query.order_by(p.id, ascending=False).limit(MOST_HISTORY), Decision)


async def boards(actor: Actor) -> list[DirectionBoard]:
    """Return the five directions, each with its first twelve people whom the actor sees, and how many there are.

    The number is exact for who sees the whole bank, for others what is shown, "12+" where there are more.
    """
    counts = await talents.counts(actor)
    lists = await talents.first_of(actor, [Filter(direction=d.value) for d in Direction], size=SHOWN + 1)
    return [
        DirectionBoard(
            direction=direction,
            count=str(counts.by_direction[direction.value]) if counts else _about(len(people)),
            people=people[:SHOWN],
        )
        for direction, people in zip(Direction, lists, strict=True)
    ]


def _about(found: int) -> str:
    return str(found) if found <= SHOWN else f"{SHOWN}+"


# -- the queue --------------------------------------------------------------------------------------------------------

KINDS = ("new", "moved")


async def queue(actor: Actor, *, kind: str = "new", after: str | None = None, before: str | None = None) -> QueueView:
    """Return a page of those whose direction waits: ``new`` undecided, ``moved`` where the evidence left a decision.

    The unclear come first, then the closest race. Denied for others than the office.
    """
    require(rules.may_decide(actor))
    p = DirectionProposal
    query = p.select(
        p.id, p.talent, p.talent._.name.as_alias("name"), p.talent._.unit._.name.as_alias("unit_name"),
        p.talent._.post.as_alias("post"), p.talent._.major.as_alias("major"),
        p.talent._.strengths.as_alias("strengths"), p.talent._.direction.as_alias("direction"), p.main, p.secondary,
        p.confidence, p.scores, p.evidence, p.rank,
    )  # fmt: skip
    found = await paging.page(
        _waiting(query, actor, kind if kind in KINDS else KINDS[0]),
        QueueRow,
        key=p.rank,
        id_=p.id,
        key_name="rank",
        after=after,
        before=before,
    )
    return QueueView(rows=found, counts=await waiting(actor))


def _waiting(query: Any, actor: Actor, kind: str) -> Any:
    p = DirectionProposal
    scope = identity.in_scope(actor, OFFICE_ROLES, p.talent._.unit, p.talent._.direction)
    query = query.where((p.waits == kind) & p.talent._.state.is_in(list(IN_BANK)))
    return query if scope is None else query.where(scope)


async def waiting(actor: Actor) -> dict[str, int]:
    """Return how many wait for a decision, by why, up to 1000+; for the desk. Denied for others than the office."""
    require(rules.may_decide(actor))
    p = DirectionProposal
    return {kind: await paging.bounded_count(_waiting(p.select(), actor, kind), p.id) for kind in KINDS}


async def undecided(actor: Actor, *, confidence: str, limit: int) -> list[int]:
    """Return people with a proposal of this confidence who wait for their first decision, in the queue's order."""
    p = DirectionProposal
    query = _waiting(p.select(p.talent), actor, "new").where((p.confidence == confidence) & (p.main != ""))
    return [row["talent"] for row in await query.order_by(p.rank).order_by(p.id).limit(limit)]


# -- what other weights would move ------------------------------------------------------------------------------------

MOST_TRIED = 2_000
MOST_LISTED = 50


async def preview_weights(actor: Actor, proposed: DirectionWeights) -> Preview:
    """Tell whose proposal other weights would move, by today's facts: the newest people, up to 2,000, are tried."""
    t, today = Talent, await current()
    scope = identity.in_scope(actor, OFFICE_ROLES, t.unit, t.direction)
    query = told().where(t.state.is_in(list(IN_BANK)))
    query = query if scope is None else query.where(scope)
    people = await db.rows(query.order_by(t.id, ascending=False).limit(MOST_TRIED), Told)
    tried = Basis("", today.lexicon, proposed, today.model)
    rows = await asyncio.to_thread(_moved_rows, people, today, tried)
    summary = _("按今天的资料试算%(n)d人；已确认的方向不会自动改") % {"n": len(people)}
    return Preview(count=len(rows), summary=summary, rows=rows[:MOST_LISTED])


def _moved_rows(people: list[Told], before: Basis, after: Basis) -> list[PreviewRow]:
    pairs = ((one, before.propose(one).main, after.propose(one).main) for one in people)
    return [
        PreviewRow(
            title=one.name,
            href=f"/talents/{one.id}/placement",
            detail=f"{one.unit_name}　{one.post}",
            before=old.label if old else _("没有建议"),
            after=new.label if new else _("没有建议"),
        )
        for one, old, new in pairs
        if old is not new
    ]


PREVIEWS = {"direction_weights": preview_weights}
