# SPDX-License-Identifier: MIT
"""Learning from confirmed placements, and what was learned for people to read."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import msgspec

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.policy import require
from thinktank.placement import learning, rules
from thinktank.placement.basis import Told, current, model, told
from thinktank.placement.learning import Model, Taught
from thinktank.placement.matching import Facts
from thinktank.placement.tables import Placement, PlacementModel
from thinktank.policies import queries as policies
from thinktank.talents.tables import Talent
from thinktank.trail import operations as trail

AT_A_TIME = 1_000
SHOWN = 100
MOST_LESSONS = 20


class Lesson(msgspec.Struct):
    """One time that the district's placements were learned from."""

    id: int
    trained_at: datetime
    people: int
    terms: int


class LearnedView(msgspec.Struct):
    """What was learned last, its strongest weights, and the earlier times."""

    on: bool
    most: int
    people: int
    weights: list[Taught]
    lessons: list[Lesson]


async def train(actor: Actor) -> int:
    """Learn from the placements in force, when there are new ones; return from how many people, 0 for none.

    The model is a new row: earlier ones stay on record. Nothing is learned from fewer than the policy's least.
    """
    latest = await _latest_decision()
    m = PlacementModel
    if latest == 0 or await db.exists(m.select(m.id).where(m.upto >= latest)):
        return 0
    least = (await policies.direction_weights()).learn_from
    words = (await current()).lexicon
    cases = await _cases()
    made = await asyncio.to_thread(learning.train, cases, words, least=least)
    terms = sum(len(by_term) for by_term in made.counts.values())
    async with db.write_tx():
        text = msgspec.json.encode(made).decode()
        row = m(trained_at=clock.now(), upto=latest, people=made.people, terms=terms, model=text)
        stored = await m.insert(row).returning(m.id)
        what = f"按已确认的{made.people}人更新归向经验"
        fields = {"people": made.people, "terms": terms}
        await trail.record(actor, "placement.learned", "placement_model", stored[0]["id"], what, fields=fields)
    return made.people


async def _latest_decision() -> int:
    p = Placement
    found = await p.select(p.id).order_by(p.id, ascending=False).limit(1)
    return int(found[0]["id"]) if found else 0


class _Confirmed(msgspec.Struct):
    id: int
    talent: int


async def _cases() -> list[tuple[Facts, Direction]]:
    """Return the facts of everybody whose direction an officer decided, with that direction."""
    p = Placement
    cases: list[tuple[Facts, Direction]] = []
    last = 0
    while True:
        query = p.select(p.id, p.talent).where((p.current == True) & (p.id > last))  # noqa: E712 -- a column
        part = await db.rows(query.order_by(p.id).limit(AT_A_TIME), _Confirmed)
        if not part:
            return cases
        last = part[-1].id
        people = await db.rows(told().where(Talent.id.is_in([one.talent for one in part])), Told)
        cases += [(one.facts, one.own) for one in people if one.own is not None]


async def learned(actor: Actor) -> LearnedView:
    """Return what was learned from confirmed placements, strongest first; Denied for others than the office."""
    require(rules.may_decide(actor))
    weights = await policies.direction_weights()
    m = PlacementModel
    query: Any = m.select(m.id, m.trained_at, m.people, m.terms).order_by(m.id, ascending=False)
    found: Model = await model()
    return LearnedView(
        on=weights.learn,
        most=weights.learned_most,
        people=found.people,
        weights=learning.strongest(found, least=weights.learn_from, most=SHOWN),
        lessons=await db.rows(query.limit(MOST_LESSONS), Lesson),
    )
