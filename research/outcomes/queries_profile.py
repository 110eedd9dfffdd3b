# SPDX-License-Identifier: MIT
"""What outcomes give to a member's profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from research.outcomes.queries import visible_to
from research.outcomes.states import LADDER
from research.outcomes.tables import Outcome, OutcomeAuthor
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_profile import MOST, Event, Figure, Figures

ADOPTED = frozenset({"adopted", "applying", "applied", "pilot", "promoted"})


def _of(actor: Actor, talent: int) -> Any:
    o = Outcome
    where = o.id.is_in(OutcomeAuthor.select(OutcomeAuthor.outcome).where(OutcomeAuthor.talent == talent))
    scope = visible_to(actor)
    where = where if scope is None else where & scope
    query = o.select(o.id, o.title, o.state, o.registered_at).where(where)
    return query.order_by(o.id, ascending=False).limit(MOST)


class Written(msgspec.Struct):
    """An outcome of somebody, by its rung."""

    state: str


def _told(rows: Sequence[Written]) -> list[Figure]:
    """Return how many of the person's outcomes were adopted, and how many are registered."""
    adopted = sum(row.state in ADOPTED for row in rows)
    return [Figure(_("成果采纳"), adopted, "outcome"), Figure(_("登记成果"), len(rows), "outcome")]


async def registered(actor: Actor, person: TalentView) -> list[Event]:
    """Return the person's outcomes on the day of their registration, with how far each has come."""
    return [
        Event(
            on=clock.day_of(row["registered_at"]), sort="outcome", href=f"/outcomes/{row['id']}",
            title=_("登记成果：%(what)s") % {"what": row["title"]}, detail=_(LADDER.label(row["state"])),
        )
        for row in await _of(actor, person.id)
    ]  # fmt: skip


PROFILE_FIGURES = (Figures(_of, Written, _told),)
PROFILE_EVENTS = (registered,)
