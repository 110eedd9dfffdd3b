# SPDX-License-Identifier: MIT
"""Periods are laid out again when a year's holidays become known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from research.projects import queries as projects
from research.reports import operations_plan as operations
from research.reports.tables import Report
from tests.factories.projects import make_project, office
from thinktank.kernel.actor import system
from thinktank.policies import operations as policies
from thinktank.policies.schemas import SetDay
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
JOB = system("job:reports.lay_out_again")


async def days(project: int) -> dict[str, date]:
    r = Report
    return {row["label"]: row["due_on"] for row in await r.select(r.label, r.due_on).where(r.project == project)}


async def load(*free: date) -> None:
    """The office loads the notice of a year."""
    officer = await office()
    for day in free:
        await policies.set_day(officer, command=SetDay(day=day, working=False, label="放假"))


async def test_unopened_periods_move_when_the_notice_is_loaded() -> None:
    made = await make_project(due_on=date(2027, 6, 30))
    before = await days(made.id)
    assert before["2027年4月"] == date(2027, 4, 30)
    assert (await projects.get(made.lead, made.id)).holidays_known is False
    assert await operations.lay_out_again(JOB) == 0
    may_day = [date(2027, 4, 30) + timedelta(days=n) for n in range(5)]
    await load(*may_day, date(2027, 10, 1))
    assert await operations.lay_out_again(JOB) == 1
    assert await days(made.id) == before | {"2027年4月": date(2027, 5, 5)}
    assert (await projects.get(made.lead, made.id)).holidays_known is True
    lines = [line.text for line in await trail.timeline(made.lead, "project", made.id) if "report" in line.action]
    assert lines == ["按节假日安排重新排定1个报告期"]
    assert await operations.lay_out_again(JOB) == 0


async def test_a_period_that_has_begun_keeps_its_day() -> None:
    made = await make_project(due_on=date(2027, 6, 30))
    await Report.update({Report.state: "open"}).where(Report.label == "2027年4月")
    await load(date(2027, 4, 30))
    assert await operations.lay_out_again(JOB) == 0
    assert (await days(made.id))["2027年4月"] == date(2027, 4, 30)
