# SPDX-License-Identifier: MIT
"""The span that the cockpit looks at: a month, a quarter, a year; what happened in it, with the way to its rows."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from research.outcomes.tables import Outcome, OutcomeStep
from research.projects import queries as projects
from research.projects.tables import Project
from reviews.supervision import queries as supervision
from reviews.supervision.tables import Order
from thinktank.cockpit import queries
from thinktank.cockpit.schemas import Part
from thinktank.kernel import clock, db
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


def _from(day: date) -> Any:
    return clock.end_of(day - timedelta(days=1))


def granted(actor: Actor, since: date) -> Any:
    """The Where that keeps the visible projects which were granted since a day."""
    return projects.visible_to(actor) & (Project.granted_at >= _from(since))


def issued(actor: Actor, since: date) -> Any:
    """The Where that keeps the visible orders which went out since a day."""
    return supervision.visible_to(actor) & (Order.issued_at >= _from(since))


def closed(actor: Actor, since: date) -> Any:
    """The Where that keeps the visible orders which were closed since a day."""
    state: Any = Order.state
    return supervision.visible_to(actor) & db.judged(state, "closed") & (Order.closed_on >= since)


def adopted(actor: Actor, since: date) -> Any:
    """The Where that keeps the visible outcomes whose adoption, if it stands, dates from since a day."""
    s = OutcomeStep
    steps = s.select(s.outcome).where((s.rung == "adopted") & (s.on >= since) & s.reversed_at.is_null())
    return queries.outcomes_of(actor) & Outcome.id.is_in(steps)


async def moved(actor: Actor, span: Span) -> list[Part]:
    """Return what was granted, issued, closed and adopted in a span: four counts in one query."""
    since = span.since(clock.today())
    parts = [
        (_("立项"), Project, granted(actor, since), "projects", "granted"),
        (_("下发督办单"), Order, issued(actor, since), "orders", "issued"),
        (_("督办单销号"), Order, closed(actor, since), "orders", "closed"),
        (_("成果获采纳"), Outcome, adopted(actor, since), "outcomes", "adopted"),
    ]
    counts = await bounded_counts(*((table.select().where(where), table.id) for _l, table, where, *_rest in parts))  # type: ignore[attr-defined]
    return [
        Part(label, n, f"/cockpit/rows/{what}?only={only}&since={since.isoformat()}")
        for (label, _table, _where, what, only), n in zip(parts, counts, strict=True)
    ]
