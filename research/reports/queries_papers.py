# SPDX-License-Identifier: MIT
"""Reading the reports of many projects at once, for documents and ledgers: one query each."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from research.reports import queries
from research.reports.schemas import ReportRow
from research.reports.tables import Report
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.papers.ledgers import Conditions

MOST = 2_000


def month_of(text: str) -> tuple[date, date]:
    """Return the first and last day of a month written 2026-10; last month where nothing is said. Invalid otherwise."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else clock.today().replace(day=1) - timedelta(days=1)
    except ValueError:
        raise Invalid(fields={"period": _("月份写作 2026-10")}) from None
    first = first.replace(day=1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


async def of_month(actor: Actor, first: date, last: date) -> list[ReportRow]:
    """Return the reports on periods that end between two days, of the projects that the actor may see, by number.

    What is not handed in shows its state and no word of a draft.
    """
    r = Report
    ending = (r.ends_on >= first) & (r.ends_on <= last)
    query = queries.row_columns().where(queries.visible_to(actor) & ending)
    found = await db.rows(query.order_by(r.project._.number).order_by(r.seq).limit(MOST), ReportRow)
    return await queries.mark(found, inside=False)


async def begun(actor: Actor, chosen: Conditions, *, most: int) -> list[ReportRow]:
    """Return the reports that the list shows the actor under these conditions, latest due day first."""
    r = Report
    where = queries.visible_to(actor) & queries.BEGUN
    state = "submitted" if chosen.view == "todo" else chosen.state
    if state:
        where &= r.state == state
    query = queries.row_columns().where(where).order_by(r.due_on, ascending=False).order_by(r.id, ascending=False)
    return await queries.mark(await db.rows(query.limit(most), ReportRow), inside=False)
