# SPDX-License-Identifier: MIT
"""Letting go of a person's growth record and assessments."""

from __future__ import annotations

from typing import Any

from thinktank.files import operations as files
from thinktank.growth import queries, rules
from thinktank.growth.tables import Assessment, GrowthClaim, GrowthEntry
from thinktank.kernel.subjects import ERASED
from thinktank.notices import operations as notices
from thinktank.talents.events import PersonErased
from thinktank.trail import operations as trail


async def on_person_erased(event: PersonErased) -> None:
    """Empty assessments and the lines of class P3; with ``whole`` every line, and what was proposed, with its proof.

    That there was a line, of which kind and when, stays.
    """
    g = GrowthEntry
    lines: Any = g.talent == event.talent
    await g.update({g.text: ERASED}).where(lines if event.whole else lines & (g.field_class == rules.P3))
    await _assessments(event.talent)
    if event.whole:
        await _claims(event.talent)


async def _assessments(talent: int) -> None:
    a = Assessment
    empty: dict[Any, Any] = {a.level: "", a.opinion: "", a.note: "", a.evidence: "[]"}
    found = await a.update(empty).where(a.talent == talent).returning(a.id)
    await notices.forget("assessment", [row["id"] for row in found])


async def _claims(talent: int) -> None:
    c = GrowthClaim
    found = await c.update({c.text: ERASED, c.note: ""}).where(c.talent == talent).returning(c.id)
    ids = [row["id"] for row in found]
    await files.erase(kind=queries.CLAIM_FILES, records=ids)
    await notices.forget("growth_claim", ids)
    await trail.forget("talent", talent, ("text",))
