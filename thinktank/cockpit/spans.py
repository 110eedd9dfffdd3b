# SPDX-License-Identifier: MIT
"""The span that the cockpit looks at: a month, a quarter, a year; what happened in it, with the way to its rows."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from thinktank.cockpit import happened, queries
from thinktank.cockpit.schemas import Part
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import bounded_counts

_QUARTER = 3


class Span(StrEnum):
    """How far back the cockpit looks."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def label(self) -> str:
        """The span's name on screen."""
        return {"month": "本月", "quarter": "本季", "year": "本年"}[self]

    def since(self, today: date) -> date:
        """The first day of the span that a day lies in."""
        first = today.replace(day=1)
        if self is Span.QUARTER:
            return first.replace(month=first.month - (first.month - 1) % _QUARTER)
        return first.replace(month=1) if self is Span.YEAR else first

    def periods(self, today: date) -> tuple[date, date]:
        """The days in which the report periods end that count: of the month before, or since the span began."""
        return queries.last_month(today) if self is Span.MONTH else (self.since(today), today)


MOVED = (("projects", "granted"), ("orders", "issued"), ("orders", "closed"), ("outcomes", "adopted"))


async def moved(actor: Actor, span: Span) -> list[Part]:
    """Return what was granted, issued, closed and adopted in a span: four counts in one query."""
    days = (span.since(clock.today()), None)
    things = [happened.thing(*one) for one in MOVED]
    counts = await bounded_counts(*((one.table.select().where(one.rows(actor, days)), one.table.id) for one in things))
    return [Part(_(one.label), n, one.href(days)) for one, n in zip(things, counts, strict=True)]
