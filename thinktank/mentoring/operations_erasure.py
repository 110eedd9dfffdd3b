# SPDX-License-Identifier: MIT
"""Letting go of what was talked about with a person."""

from __future__ import annotations

from typing import Any

from thinktank.kernel.subjects import ERASED
from thinktank.mentoring.tables import Mentorship, Suggestion, Talk
from thinktank.notices import operations as notices
from thinktank.talents.events import PersonErased
from thinktank.trail import operations as trail


async def on_person_erased(event: PersonErased) -> None:
    """Empty the person's talks and suggestions, and why pairings ended; that there were any stays."""
    t, s, m = Talk, Suggestion, Mentorship
    talks = await t.update({t.text: ERASED, t.topic: ""}).where(t.talent == event.talent).returning(t.id)
    await trail.forget_words("talk", [row["id"] for row in talks])
    await s.update({s.answer: ERASED}).where((s.talent == event.talent) & (s.answer != ""))
    empty: dict[Any, Any] = {s.text: ERASED, s.note: ""}
    found = await s.update(empty).where(s.talent == event.talent).returning(s.id)
    suggestions = [row["id"] for row in found]
    await trail.forget_words("suggestion", suggestions, ("text", "answer", "note"))
    await notices.forget("suggestion", suggestions)
    pairs = await m.update({m.reason: ""}).where(m.talent == event.talent).returning(m.id)
    await notices.forget("mentorship", [row["id"] for row in pairs])
