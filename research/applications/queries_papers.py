# SPDX-License-Identifier: MIT
"""Reading many applications at once, for documents and ledgers over them."""

from __future__ import annotations

from research.applications.queries import Search, applications
from research.applications.schemas import ApplicationRow
from thinktank.kernel.actor import Actor

MOST = 2_000
PROPOSED = ("proposed", "notice")


async def proposed(actor: Actor) -> list[ApplicationRow]:
    """Return the applications that are proposed or under public notice, by the number of their topics."""
    found: list[ApplicationRow] = []
    for state in PROPOSED:
        found += (await applications(actor, Search(state=state), size=MOST, counted=False)).items
    return sorted(found, key=lambda one: (one.topic_number, one.id))
