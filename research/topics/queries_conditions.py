# SPDX-License-Identifier: MIT
"""Whether somebody meets what a topic asks of its leader."""

from __future__ import annotations

from research.topics import rules_topics
from research.topics.schemas_topics import TopicView
from thinktank.identity import queries_units as units
from thinktank.kernel import clock
from thinktank.talents.tables import Talent


async def unmet(topic: TopicView, talent: int) -> list[str]:
    """Return the conditions of a topic that a person of the bank does not meet, in words."""
    asks = topic.commissioned_unit or topic.lead_unit or topic.commissioned_lead
    if not (asks or topic.lead_direction or topic.lead_education or topic.lead_age is not None):
        return []
    t = Talent
    row = await t.select(t.direction, t.education, t.birth_month, t.unit).where(t.id == talent).first()
    if row is None:
        return []
    person = rules_topics.Applicant(
        talent=talent,
        direction=row["direction"],
        education=row["education"],
        birth_month=row["birth_month"],
        units=frozenset(await units.units_above(row["unit"])),
    )
    return rules_topics.unmet(topic, person, clock.today())
