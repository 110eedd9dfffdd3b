# SPDX-License-Identifier: MIT
"""Reports from the calendar to the confirmed percentage."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from research.projects.events import AgreementSigned
from research.projects.tables import Project
from research.reports import jobs, operations, operations_plan, queries, rules
from research.reports.events import ReportChanged
from research.reports.schemas import Draft, Submission
from research.reports.tables import Report
from tests.factories.projects import make_project, make_report, office
from thinktank.kernel import db, events
from thinktank.kernel.actor import system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice

pytestmark = pytest.mark.usefixtures("database", "frozen")
JOB = system("job:test")


@pytest.fixture
def heard():
    found = []

    async def hear(event):
        found.append(event.state)

    events.subscribe([(ReportChanged, hear)])
    yield found
    events.subscribe([])


def filled(**more):
    values: dict[str, Any] = {
        "progress": "完成12处改造",
        "problems": "无",
        "next_steps": "8月18日前会商",
        "percent": 20,
        "nonsecret": True,
    } | more
    return Submission(**values)


async def begun(**more):
    """A project with its first report open for the team."""
    made = await make_project()
    report = made.reports[0]
    changes: dict[Any, Any] = {Report.state: "open", **more}
    await Report.update(changes).where(Report.id == report)
    return made, report


async def test_periods_cross_into_a_year_without_a_holiday_notice():
    made = await make_project(with_reports=False, starts_on=date(2026, 10, 12), due_on=date(2027, 3, 31))
    async with db.write_tx():
        await operations_plan.lay_out_periods(
            AgreementSigned(actor=made.lead, project=made.id, starts_on=date(2026, 10, 12), due_on=date(2027, 3, 31))
        )
    rows = await queries.for_project(made.lead, made.id)
    assert [row.label for row in reversed(rows)] == [
        "2026年10月", "2026年11月", "2026年12月", "2027年1月", "2027年2月", "2027年3月"
    ]  # fmt: skip
    assert {row.label for row in rows if not row.holidays_known} == {"2027年1月", "2027年2月", "2027年3月"}
    assert all(row.due_on.weekday() < 5 or row.due_on.year == 2026 for row in rows)


async def test_draft_submit_return_resubmit_accept(heard):
    made, id_ = await begun()
    view = await operations.save_draft(made.member, id=id_, draft=Draft(progress="摸底", version=1))
    assert (view.state, view.progress, view.version) == ("draft", "摸底", 2)
    view = await operations.submit(made.lead, id=id_, report=filled(version=2))
    assert (view.state, view.late, view.submitted_by_name) == ("submitted", False, made.lead.name)
    view = await operations.return_(made.mentor, id=id_, version=3, reason="补充会商时间")
    assert (view.state, view.reason) == ("returned", "补充会商时间")
    view = await operations.save_draft(made.lead, id=id_, draft=Draft(progress="改过", version=4))
    assert view.state == "returned"
    await operations.submit(made.lead, id=id_, report=filled(version=5, percent=25))
    view = await operations.accept(made.mentor, id=id_, version=6, percent=22)
    assert (view.state, view.project_percent) == ("accepted", 22)
    assert (await Project.select(Project.percent).where(Project.id == made.id))[0]["percent"] == 22
    assert heard == ["submitted", "returned", "submitted", "accepted"]


async def test_a_stale_draft_is_a_conflict_and_loses_nothing():
    made, id_ = await begun()
    await operations.save_draft(made.member, id=id_, draft=Draft(progress="先到", version=1))
    with pytest.raises(Conflict):
        await operations.save_draft(made.lead, id=id_, draft=Draft(progress="后到", version=1))
    assert (await queries.get(made.lead, id_)).progress == "先到"


async def test_who_may_write_submit_and_decide():
    made, id_ = await begun()
    for actor in (made.mentor, await office()):
        with pytest.raises(Denied):
            await operations.save_draft(actor, id=id_, draft=Draft())
    with pytest.raises(Denied, match="负责人"):
        await operations.submit(made.member, id=id_, report=filled())
    other = await make_project()
    for actor in (other.lead, other.mentor):
        with pytest.raises(NotFound):
            await queries.get(actor, id_)
    await operations.submit(made.lead, id=id_, report=filled())
    for actor in (made.lead, made.member):
        with pytest.raises(Denied):
            await operations.accept(actor, id=id_, version=None, percent=100)
    with pytest.raises(Invalid):
        await operations.return_(made.mentor, id=id_, version=None, reason=" ")


async def test_a_draft_is_nobody_elses_business():
    made, id_ = await begun()
    await operations.save_draft(made.lead, id=id_, draft=Draft(progress="还没想好"))
    officer = await office()
    assert (await queries.get(officer, id_)).progress == ""
    assert [row.progress for row in await queries.for_project(officer, made.id) if row.id == id_] == [""]
    assert (await queries.get(made.member, id_)).progress == "还没想好"
    assert not await queries.may_read_file(officer, id_)


async def test_a_late_report_is_taken_and_marked():
    made, id_ = await begun(due_on=date(2026, 3, 17))
    assert await jobs.mark_missed(JOB) == 1
    assert await jobs.mark_missed(JOB) == 0
    assert (await queries.get(made.lead, id_)).state == "missed"
    assert await queries.missed_in_a_row(made.id) == 1
    view = await operations.submit(made.lead, id=id_, report=filled())
    assert (view.state, view.late) == ("submitted", True)
    assert await queries.missed_in_a_row(made.id) == 0


async def test_due_today_is_not_late(frozen):
    made, id_ = await begun(due_on=date(2026, 3, 18))
    frozen.advance(hours=13)  # 23:00 in Shanghai
    assert await jobs.mark_missed(JOB) == 0
    assert not (await operations.submit(made.lead, id=id_, report=filled())).late


async def test_the_job_opens_once_and_tells_the_team(frozen):
    made = await make_project()
    assert await jobs.open_due(JOB) == 0
    frozen.advance(days=2)
    assert await jobs.open_due(JOB) == 1
    assert await jobs.open_due(JOB) == 0
    told = await Notice.select(Notice.account).where(Notice.rule == "report.open")
    assert {row["account"] for row in told} == {made.lead.account, made.member.account}


async def test_reading_is_a_fact_and_ends_taking_back():
    made, id_ = await begun()
    await operations.submit(made.lead, id=id_, report=filled())
    await operations.withdraw(made.lead, id=id_, version=None)
    await operations.submit(made.lead, id=id_, report=filled())
    assert (await operations.read(made.member, id=id_)).read_at is None
    assert (await operations.read(made.mentor, id=id_)).read_at is not None
    with pytest.raises(Denied, match="已阅"):
        await operations.withdraw(made.lead, id=id_, version=None)


async def test_waiving_needs_the_office_and_a_reason():
    made, id_ = await begun()
    with pytest.raises(Denied):
        await operations.waive(made.mentor, id=id_, version=None, reason="春节")
    officer = await office()
    with pytest.raises(Invalid):
        await operations.waive(officer, id=id_, version=None, reason="")
    assert (await operations.waive(officer, id=id_, version=None, reason="防汛期间")).state == "waived"


@pytest.mark.parametrize(
    ("states", "expected"),
    [([], 0), (["accepted", "missed"], 0), (["missed", "waived", "missed", "accepted"], 2), (["missed"], 1)],
)
def test_missed_in_a_row(states, expected):
    assert rules.missed_in_a_row(states) == expected


@pytest.mark.parametrize("count", [1, 3, 12])
async def test_the_list_asks_the_same_number_of_questions(count):
    made = await make_project(with_reports=False)
    for seq in range(1, count + 1):
        await make_report(made.id, seq=seq, state="submitted")
    with db.recording() as asked:
        assert len((await queries.listed(made.lead, view="mine")).items) == count
    assert len(asked) == 3


async def test_what_waits_for_whom():
    from research.reports.pages import todo
    from research.reports.pages_more import todo as todo_more

    made, id_ = await begun()
    officer = await office()
    assert [item.kind for item in await todo(made.lead)] == ["report"]
    assert [item.kind for item in await todo(made.member)] == []
    await operations.submit(made.lead, id=id_, report=filled(coordination="请协调会商"))
    assert await todo(made.lead) == []
    assert [item.kind for item in await todo(made.mentor)] == ["report_decide"]
    assert [item.kind for item in await todo(officer)] == []
    assert [item.kind for item in await todo_more(officer)] == ["coordination"]
