# SPDX-License-Identifier: MIT
"""What of reports hangs on a project's days and lead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from research.changes.schemas import Move, Shift, day_words
from research.reports import queries_plan
from research.reports.periods import lay_out
from research.reports.states import REPORT, TO_FILL
from research.reports.tables import Report
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies

MOST = 500


async def report_moves(_actor: Actor, shift: Shift) -> list[Move]:
    """Periods that would be laid out up to another end, those that would not be asked for, who would fill them in."""
    project, group = shift.project, _("定期汇报")
    href = f"/projects/{project.id}/reports"
    r = Report
    rows = await r.select(r.state, r.ends_on, r.seq).where(r.project == project.id).order_by(r.seq).limit(MOST)
    waiting = [row for row in rows if row["state"] == REPORT.initial]
    if shift.ends:
        return [Move(group, _("未开始的报告期"), _n(len(waiting)), _("不再填报"), href)] if waiting else []
    if shift.lead:
        n = sum(row["state"] in {*TO_FILL, REPORT.initial} for row in rows)
        return [
            Move(group, _("填报人"), project.lead_name, _("%(who)s，%(n)d期") % {"who": shift.lead_name, "n": n}, href)
        ]
    return await _new_periods(shift, rows, len(waiting), href) if shift.moves_term and rows else []


async def _new_periods(shift: Shift, rows: list[dict[str, Any]], waiting: int, href: str) -> list[Move]:
    """The periods after the last one that has begun, as they would be laid out."""
    begun = [row for row in rows if row["state"] != REPORT.initial]
    first = begun[-1]["ends_on"] + timedelta(days=1) if begun else clock.today()
    if first > shift.due_on:
        return []
    terms, calendar = await policies.reporting(), await policies.calendar()
    rhythm = queries_plan.rhythm_of(await queries_plan.own_rhythm(shift.project.id), terms)
    after = begun[-1]["seq"] if begun else 0
    laid = lay_out(first, shift.due_on, rhythm, calendar, terms, after=after)
    last = laid[-1]
    words = _("%(n)s，最后一期%(label)s，%(day)s截止") % {
        "n": _n(len(laid)),
        "label": last.label,
        "day": day_words(last.days.due_on),
    }
    return [Move(_("定期汇报"), _("未开始的报告期"), _n(waiting), words, href)]


def _n(number: int) -> str:
    return _("%(n)d期") % {"n": number}


MOVERS = {"reports": report_moves}
