# SPDX-License-Identifier: MIT
"""What of reports hangs on a project's days and lead."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from research.changes.schemas import Move, Shift, day_words
from research.reports import queries_plan
from research.reports.periods import Rhythm, lay_out
from research.reports.states import REPORT, TO_FILL
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.policies.states import Cadence, ReportForm

MOST = 500
PERIODS = (
    "SELECT report.state, report.ends_on, report.seq, report_plan.cadence, report_plan.every_days, report_plan.form "
    "FROM report LEFT JOIN report_plan ON report_plan.project = report.project "
    "WHERE report.project = {} ORDER BY report.seq LIMIT {}"
)


class _Period(msgspec.Struct):
    """A period, and with each how the office has set the project to report, where it has."""

    state: str
    ends_on: date
    seq: int
    cadence: Cadence | None
    every_days: int | None
    form: ReportForm | None

    @property
    def own(self) -> Rhythm | None:
        """The project's own way, None where the policy holds."""
        if self.cadence is None or self.every_days is None or self.form is None:
            return None
        return Rhythm(cadence=self.cadence, every_days=self.every_days, form=self.form)


async def report_moves(_actor: Actor, shift: Shift) -> list[Move]:
    """Periods that would be laid out up to another end, those that would not be asked for, who would fill them in."""
    if not (shift.ends or shift.lead or shift.moves_term):
        return []
    project, group = shift.project, _("定期汇报")
    href = f"/projects/{project.id}/reports"
    rows = msgspec.convert(await db.raw(PERIODS, project.id, MOST), list[_Period], strict=False)
    waiting = sum(row.state == REPORT.initial for row in rows)
    if shift.ends:
        return [Move(group, _("未开始的报告期"), _n(waiting), _("不再填报"), href)] if waiting else []
    if shift.lead:
        n = sum(row.state in {*TO_FILL, REPORT.initial} for row in rows)
        return [
            Move(group, _("填报人"), project.lead_name, _("%(who)s，%(n)d期") % {"who": shift.lead_name, "n": n}, href)
        ]
    return _new_periods(shift, rows, waiting, href)


def _new_periods(shift: Shift, rows: list[_Period], waiting: int, href: str) -> list[Move]:
    """The periods after the last one that has begun, as they would be laid out."""
    begun = [row for row in rows if row.state != REPORT.initial]
    first = begun[-1].ends_on + timedelta(days=1) if begun else clock.today()
    if not rows or shift.book is None or first > shift.due_on:
        return []
    terms = shift.book.values["reporting"]
    rhythm = queries_plan.rhythm_of(rows[0].own, terms)
    after = begun[-1].seq if begun else 0
    laid = lay_out(first, shift.due_on, rhythm, shift.book.calendar, terms, after=after)
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
