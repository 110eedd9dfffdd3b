# SPDX-License-Identifier: MIT
"""Gathering a person's figures and track; every provider gives what the actor may see of its own records."""

from __future__ import annotations

from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.talents import queries
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_profile import Event, Events, Figure, Figures

figures: list[Figures] = []
"""Filled by the composition root from PROFILE_FIGURES of every capability."""
events: list[Events] = []
"""Filled by the composition root from PROFILE_EVENTS of every capability."""


async def figures_of(actor: Actor, person: TalentView) -> list[Figure]:
    """Return a person's figures, the highest capability's first; none for who does not read fields of class P2."""
    if "P2" not in person.classes or not figures:
        return []
    sources = figures[::-1]
    found = await db.together(*((source.select(actor, person.id), source.into) for source in sources))
    return [figure for source, rows in zip(sources, found, strict=True) for figure in source.tell(rows)]


async def track(actor: Actor, id: int, *, sort: str = "") -> tuple[TalentView, list[Event]]:  # noqa: A002
    """Return a person and what happened to them, newest first, of one sort or all.

    Raises NotFound outside the scope, Denied for who does not read fields of class P2.
    """
    person = await queries.get(actor, id)
    require(check("P2" in person.classes, _("成长轨迹由本人、所在单位和区委组织部查看")))
    found = [event for provider in events for event in await provider(actor, person)]
    found = [event for event in found if not sort or event.sort == sort]
    return person, sorted(found, key=lambda event: event.on, reverse=True)
