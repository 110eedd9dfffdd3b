# SPDX-License-Identifier: MIT
"""Reading the growth record. Whoever may read a person's P2 fields reads the lines of that class, and no others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

from thinktank.files import queries as files
from thinktank.growth import rules
from thinktank.growth.schemas import ClaimView, Evidence, GrowthLine
from thinktank.growth.tables import GrowthClaim, GrowthEntry
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.talents import queries as talents
from thinktank.talents.schemas import TalentView

MOST_LINES = 300
MOST_CLAIMS = 100
CLAIM_FILES = "growth_claim"
Provider = Callable[[Sequence[int], date, date], Awaitable[dict[int, list[Evidence]]]]
evidence: list[Provider] = []
"""Who collects what of members' year, in order: filled by the composition root from ASSESSMENT_EVIDENCE."""


async def _owned(actor: Actor, talent: int) -> tuple[TalentView, list[str]]:
    """Return a person and the classes of lines that the actor reads; NotFound outside the scope."""
    person = await talents.get(actor, talent)
    return person, rules.open_classes(person.classes)


async def record(actor: Actor, talent: int) -> list[GrowthLine]:
    """Return a person's growth record, newest first: for the person and the office all of it, for the unit P2.

    NotFound for a hidden person; for a colleague, to whom no line is open, nothing.
    """
    _person, classes = await _owned(actor, talent)
    return await lines(talent, classes)


async def lines(talent: int, classes: list[str]) -> list[GrowthLine]:
    """Return the lines of these classes; the caller has read the person through the actor's scope."""
    if not classes:
        return []
    g = GrowthEntry
    query = g.select(g.id, g.on, g.category, g.text, g.kind, g.record, g.corrects, g.field_class)
    query = query.where((g.talent == talent) & g.field_class.is_in(classes))
    found = await db.rows(
        query.order_by(g.on, ascending=False).order_by(g.id, ascending=False).limit(MOST_LINES), GrowthLine
    )
    taken_back = {line.corrects for line in found}
    proofs = await files.of_many(CLAIM_FILES, [line.record for line in found if line.kind == CLAIM_FILES])
    for line in found:
        line.corrected = line.id in taken_back
        line.linked = rules.P3 in classes
        line.files = proofs.get(line.record, []) if line.kind == CLAIM_FILES else []
    return found


async def entry(actor: Actor, talent: int, id: int) -> GrowthLine:  # noqa: A002 -- the line's id
    """Return one line of a person's record; NotFound when it is not there or not open to the actor."""
    for line in await record(actor, talent):
        if line.id == id:
            return line
    raise NotFound


# -- what is proposed -----------------------------------------------------------------------------------------


def _claims() -> Any:
    c = GrowthClaim
    return c.select(
        c.id, c.version, c.talent, c.talent._.name.as_alias("name"), c.category, c.on, c.text, c.state, c.proposed_at,
        c.proposed_by, c.note, c.talent._.unit._.name.as_alias("unit_name"),
    )  # fmt: skip


async def _dressed(actor: Actor, found: list[ClaimView]) -> list[ClaimView]:
    proofs = await files.of_many(CLAIM_FILES, [claim.id for claim in found])
    stands = await talents.standing(actor, [claim.talent for claim in found])
    for claim in found:
        claim.files = proofs[claim.id]
        office = actor.is_system or stands[claim.talent][0]
        able = rules.may_decide(actor, office=office, proposer=claim.proposed_by)
        claim.actions = ["confirm", "decline"] if claim.state == "proposed" and able else []
    return found


async def claims_of(actor: Actor, talent: int) -> list[ClaimView]:
    """Return what was proposed for a person's record and is not on it; for the person and the office."""
    person, classes = await _owned(actor, talent)
    if rules.P3 not in classes:
        return []
    c = GrowthClaim
    query = _claims().where((c.talent == person.id) & (c.state != "confirmed"))
    found = await db.rows(query.order_by(c.id, ascending=False).limit(MOST_CLAIMS), ClaimView)
    return await _dressed(actor, found)


def _waiting(actor: Actor) -> Any:
    c = GrowthClaim
    scope = identity.in_scope(actor, (Role.OFFICER,), c.talent._.unit, c.talent._.direction)
    where = (c.state == "proposed") & (c.proposed_by != actor.account)
    return where if scope is None else where & scope


async def waiting(actor: Actor) -> list[ClaimView]:
    """Return what waits for the officer's word, the oldest first."""
    query = _claims().where(_waiting(actor)).order_by(GrowthClaim.id).limit(MOST_CLAIMS)
    return await _dressed(actor, await db.rows(query, ClaimView))


async def count_waiting(actor: Actor) -> int:
    """Return how many proposals wait for the officer, up to a hundred."""
    if not actor.has(Role.OFFICER):
        return 0
    return len(await GrowthClaim.select(GrowthClaim.id).where(_waiting(actor)).limit(MOST_CLAIMS))


async def claim(actor: Actor, id: int) -> ClaimView:  # noqa: A002 -- the record's id
    """Return something proposed; NotFound unless it is the actor's own record or the person is in the office's care."""
    found = await db.first(_claims().where(GrowthClaim.id == id), ClaimView)
    _person, classes = await _owned(actor, found.talent if found else 0)  # missing takes the work of hidden
    if found is None or rules.P3 not in classes:
        raise NotFound
    return (await _dressed(actor, [found]))[0]


async def _reads_proof(actor: Actor, id: int) -> bool:  # noqa: A002 -- the record's id
    """Whether the actor reads a proof: on the record with P2, before that the person and the office."""
    found = await db.first(_claims().where(GrowthClaim.id == id), ClaimView)
    if found is None:
        return False
    try:
        _person, classes = await _owned(actor, found.talent)
    except NotFound:
        return False
    return (rules.P2 if found.state == "confirmed" else rules.P3) in classes


FILE_READERS = {CLAIM_FILES: _reads_proof}
