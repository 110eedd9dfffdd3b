# SPDX-License-Identifier: MIT
"""Letting go of what a person's direction was proposed from."""

from __future__ import annotations

from thinktank.placement.tables import DirectionProposal, Placement
from thinktank.talents.events import PersonErased


async def on_person_erased(event: PersonErased) -> None:
    """Empty the reasons of decisions; with ``whole`` the evidence too, which quotes education and strengths."""
    await Placement.update({Placement.reason: ""}).where(Placement.talent == event.talent)
    if event.whole:
        d = DirectionProposal
        await d.update({d.evidence: "[]"}).where(d.talent == event.talent)
