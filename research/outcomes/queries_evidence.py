# SPDX-License-Identifier: MIT
"""What outcomes say of members' year, for the annual assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from research.outcomes.states import LADDER
from research.outcomes.tables import OutcomeAuthor
from thinktank.growth.schemas import Evidence
from thinktank.kernel import clock
from thinktank.kernel.i18n import _


async def outcomes(talents: Sequence[int], first: date, last: date) -> dict[int, list[Evidence]]:
    """Return the outcomes that people registered between two days, each with how far it has come."""
    a = OutcomeAuthor
    when = a.outcome._.registered_at
    there = a.talent.is_in(list(talents)) & (when >= clock.noon_of(first, hour=0)) & (when < clock.end_of(last))
    query = a.select(a.talent, a.outcome, a.outcome._.title.as_alias("title"), a.outcome._.state.as_alias("state"))
    found: dict[int, list[Evidence]] = {}
    for row in await query.where(there).order_by(a.id):
        text = f"{row['title']}（{_(LADDER.label(row['state']))}）"
        found.setdefault(row["talent"], []).append(Evidence(_("成果"), text, f"/outcomes/{row['outcome']}"))
    return found


ASSESSMENT_EVIDENCE = (outcomes,)
