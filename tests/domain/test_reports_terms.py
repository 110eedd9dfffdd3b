# SPDX-License-Identifier: MIT
"""How a project reports, later due days, no change, matters to coordinate: every step and every refusal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from research.projects.events import AgreementSigned
from research.projects.tables import ProjectIndicator
from research.reports import (
    jobs,
    operations,
    operations_coordination,
    operations_extensions,
    operations_plan,
    queries,
    queries_coordination,
    queries_plan,
)
from research.reports.schemas import (
    AnswerMatter,
    AskExtension,
    AssignMatter,
    CloseMatter,
    DecideExtension,
    Draft,
    SetPlan,
    Submission,
)
from research.reports.tables import Coordination, Report
from tests.factories.people import actor_as, make_unit
from tests.factories.projects import Made, make_project, office
from thinktank.kernel import db
from thinktank.kernel.actor import Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.policies import operations as policies
from thinktank.policies.kinds import Programme
from thinktank.policies.kinds_reporting import Reporting
from thinktank.policies.states import Cadence, ReportForm
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
JOB = system("job:test")
TODAY = date(2026, 3, 18)


async def begun(**more: Any) -> tuple[Made, int]:
    """A project with its first report open: due on 31 March, not late until 2 April, missed after 8 April."""
    made = await make_project()
    values: dict[Any, Any] = {
        Report.state: "open", Report.grace_on: date(2026, 4, 2), Report.hard_on: date(2026, 4, 8), **more,
    }  # fmt: skip
    await Report.update(values).where(Report.id == made.reports[0])
    return made, made.reports[0]


def filled(**more: Any) -> Submission:
    values: dict[str, Any] = {
        "progress": "完成12处改造", "problems": "无", "next_steps": "4月会商", "percent": 20, "nonsecret": True,
    } | more  # fmt: skip
    return Submission(**values)


def weekly(**more: Any) -> SetPlan:
    values: dict[str, Any] = {"cadence": Cadence.WEEKLY, "form": ReportForm.SHORT, "reason": "攻坚阶段"} | more
    return SetPlan(**values)


async def rows(project: int) -> list[dict[str, Any]]:
    r = Report
    return await r.select(r.seq, r.label, r.state, r.form, r.due_on).where(r.project == project).order_by(r.seq)


# -- how a project reports --------------------------------------------------------------------------------------


async def test_signing_lays_out_by_the_policy_in_force() -> None:
    officer = await office()
    value = Reporting(cadence=Cadence.HALF_MONTHLY, form=ReportForm.FULL, grace_workdays=1, hard_workdays=3)
    await policies.set_value(officer, name="reporting", value=value, effective_from=TODAY, note="部务会")
    made = await make_project(with_reports=False)
    async with db.write_tx():
        await operations_plan.lay_out_periods(
            AgreementSigned(actor=made.lead, project=made.id, starts_on=date(2026, 3, 2), due_on=date(2026, 4, 30))
        )
    found = await queries.for_project(made.lead, made.id)
    assert [(one.label, one.form, one.due_on, one.grace_on, one.hard_on, one.state) for one in reversed(found)] == [
        ("2026年3月上半月", "full", date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 19), "open"),
        ("2026年3月下半月", "full", date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 3), "scheduled"),
        ("2026年4月上半月", "full", date(2026, 4, 15), date(2026, 4, 16), date(2026, 4, 20), "scheduled"),
        ("2026年4月下半月", "full", date(2026, 4, 30), date(2026, 5, 6), date(2026, 5, 8), "scheduled"),
    ]


async def test_the_office_sets_a_project_apart_and_periods_to_come_follow() -> None:
    made, _report = await begun()
    officer = await office()
    with pytest.raises(Invalid, match="上限"):
        await operations_plan.set_plan(officer, project=made.id, command=weekly())
    await policies.set_value(officer, name="programme", value=Programme(report_cap=5), effective_from=TODAY, note="x")
    view = await operations_plan.set_plan(officer, project=made.id, command=weekly())
    assert (view.cadence, view.own, view.version, view.actions) == (Cadence.WEEKLY, True, 1, ["set"])
    found = await rows(made.id)
    assert [(one["seq"], one["label"]) for one in found[:3]] == [
        (1, "2026年3月"), (2, "2026年第14周"), (3, "2026年第15周")
    ]  # fmt: skip
    assert found[0]["state"] == "open"
    lines = [line.text for line in await trail.timeline(made.lead, "project", made.id) if "plan" in line.action]
    assert lines == ["汇报安排改为每周，简表"]
    with pytest.raises(Conflict):
        await operations_plan.set_plan(officer, project=made.id, command=weekly(version=9))
    again = SetPlan(cadence=Cadence.QUARTERLY, form=ReportForm.FULL, reason="平稳推进", version=1)
    await operations_plan.set_plan(officer, project=made.id, command=again)
    assert [one["label"] for one in await rows(made.id)][1:] == ["2026年第2季度", "2026年第3季度", "2026年第4季度"]


async def test_who_sets_a_plan() -> None:
    made, _report = await begun()
    for actor in (made.lead, made.member, made.mentor):
        with pytest.raises(Denied):
            await operations_plan.set_plan(actor, project=made.id, command=weekly())
    other = await make_project()
    with pytest.raises(NotFound):
        await operations_plan.set_plan(other.mentor, project=made.id, command=weekly())
    with pytest.raises(NotFound):
        await queries_plan.plan(other.lead, made.id)
    assert (await queries_plan.plan(made.member, made.id)).actions == []


# -- due, grace, hard -------------------------------------------------------------------------------------------


async def test_due_grace_and_hard_days_are_apart(frozen: FrozenClock) -> None:
    made, id_ = await begun()
    frozen.advance(days=14)  # 1 April, one day past due
    assert await jobs.mark_missed(JOB) == 0
    assert (await queries.get(made.lead, id_)).late is False
    frozen.advance(days=2)  # 3 April, past the days of grace
    assert await jobs.mark_missed(JOB) == 0
    assert (await queries.get(made.lead, id_)).late is True
    assert await queries.missed_in_a_row(made.id) == 0
    frozen.advance(days=5)  # 8 April, the last day
    assert await jobs.mark_missed(JOB) == 0
    frozen.advance(days=1)
    assert await jobs.mark_missed(JOB) == 1
    assert await queries.missed_in_a_row(made.id) == 1
    view = await operations.submit(made.lead, id=id_, report=filled())
    assert (view.state, view.late) == ("submitted", True)


async def test_a_report_within_its_days_of_grace_is_in_time(frozen: FrozenClock) -> None:
    made, id_ = await begun()
    frozen.advance(days=15)
    assert (await operations.submit(made.lead, id=id_, report=filled())).late is False


# -- what the form asks -----------------------------------------------------------------------------------------


async def test_a_block_is_as_long_as_its_form_takes() -> None:
    made, id_ = await begun()
    with pytest.raises(Invalid) as refused:
        await operations.submit(made.lead, id=id_, report=filled(problems="长" * 301))
    assert refused.value.fields == {"problems": "最多300个字，现在301个，请删去1个"}
    with pytest.raises(Invalid):
        await operations.save_draft(made.lead, id=id_, draft=Draft(progress="长" * 301))
    await Report.update({Report.form: "full"}).where(Report.id == id_)
    view = await operations.submit(made.lead, id=id_, report=filled(achievements="果" * 1000))
    assert (view.state, len(view.achievements)) == ("submitted", 1000)


async def test_a_fresh_form_starts_from_the_last_plan_and_the_targets() -> None:
    made, id_ = await begun()
    await operations.submit(made.lead, id=id_, report=filled())
    await ProjectIndicator.update({ProjectIndicator.actual: 12}).where(ProjectIndicator.project == made.id)
    second = await queries.get(made.lead, made.reports[1])
    assert await queries.prefilled(second) == {"progress": "4月会商\n指标：改造点位12/30处", "percent": 20}


async def test_no_change_once_in_a_row(frozen: FrozenClock) -> None:
    made, id_ = await begun()
    with pytest.raises(Denied, match="第一期"):
        await operations.report_no_change(made.lead, id=id_, version=None)
    await operations.submit(made.lead, id=id_, report=filled(percent=30))
    frozen.advance(days=30)
    with pytest.raises(Denied, match="负责人"):
        await operations.report_no_change(made.member, id=made.reports[1], version=None)
    with pytest.raises(Conflict):
        await operations.report_no_change(made.lead, id=made.reports[1], version=7)
    view = await operations.report_no_change(made.lead, id=made.reports[1], version=1)
    assert (view.state, view.no_change, view.progress, view.next_steps, view.percent) == (
        "submitted", True, "本期无变化", "4月会商", 30
    )  # fmt: skip
    frozen.advance(days=31)
    with pytest.raises(Denied, match="上一期"):
        await operations.report_no_change(made.lead, id=made.reports[2], version=None)
    await operations.submit(made.lead, id=made.reports[2], report=filled())
    frozen.advance(days=31)
    assert (await operations.report_no_change(made.lead, id=made.reports[3], version=None)).no_change


# -- later due days ---------------------------------------------------------------------------------------------


def later(days: int = 10, **more: Any) -> AskExtension:
    return AskExtension(until=date(2026, 3, 31) + timedelta(days=days), reason="防汛值守", **more)


async def test_an_extension_is_asked_decided_and_moves_the_three_days(frozen: FrozenClock) -> None:
    made, id_ = await begun()
    officer = await office()
    wish = await operations_extensions.ask(made.lead, report=id_, command=later(version=1))
    assert (wish.state, wish.was_due_on, wish.actions) == ("asked", date(2026, 3, 31), ["drop"])
    with pytest.raises(Conflict):
        await operations_extensions.ask(made.lead, report=id_, command=later())
    frozen.advance(days=30)  # 17 April: asked in time, so not missed while it waits
    assert await jobs.mark_missed(JOB) == 0
    with pytest.raises(Invalid):
        await operations_extensions.decide(officer, id=wish.id, command=DecideExtension(grant=False))
    done = await operations_extensions.decide(officer, id=wish.id, command=DecideExtension(grant=True, version=1))
    assert (done.state, done.decided_by_name, done.actions) == ("granted", officer.name, [])
    view = await queries.get(made.lead, id_)
    assert (view.due_on, view.grace_on, view.hard_on, view.extended) == (
        date(2026, 4, 10), date(2026, 4, 14), date(2026, 4, 17), True
    )  # fmt: skip
    with pytest.raises(Denied):
        await operations_extensions.decide(officer, id=wish.id, command=DecideExtension(grant=True))
    with pytest.raises(Denied):
        await operations_extensions.ask(made.lead, report=id_, command=later(20))
    frozen.advance(days=1)
    assert await jobs.mark_missed(JOB) == 1


async def test_a_refused_wish_leaves_the_days(frozen: FrozenClock) -> None:
    made, id_ = await begun()
    wish = await operations_extensions.ask(made.lead, report=id_, command=later())
    refused = DecideExtension(grant=False, note="季末汇总在即")
    assert (await operations_extensions.decide(await office(), id=wish.id, command=refused)).state == "refused"
    assert (await queries.get(made.lead, id_)).due_on == date(2026, 3, 31)
    frozen.advance(days=22)
    assert await jobs.mark_missed(JOB) == 1


async def test_who_asks_decides_and_takes_back_an_extension(frozen: FrozenClock) -> None:
    made, id_ = await begun()
    other = await make_project()
    for actor in (made.member, made.mentor, await office()):
        with pytest.raises(Denied):
            await operations_extensions.ask(actor, report=id_, command=later())
    with pytest.raises(NotFound):
        await operations_extensions.ask(other.lead, report=id_, command=later())
    for days in (0, 16):
        with pytest.raises(Invalid):
            await operations_extensions.ask(made.lead, report=id_, command=later(days))
    with pytest.raises(Conflict):
        await operations_extensions.ask(made.lead, report=id_, command=later(version=8))
    wish = await operations_extensions.ask(made.lead, report=id_, command=later())
    for actor in (made.lead, made.member, made.mentor):
        with pytest.raises(Denied):
            await operations_extensions.decide(actor, id=wish.id, command=DecideExtension(grant=True))
    with pytest.raises(NotFound):
        await queries_plan.extension(other.lead, wish.id)
    with pytest.raises(NotFound):
        await queries_plan.extension(made.lead, 9999)
    with pytest.raises(Denied):
        await operations_extensions.drop(made.member, id=wish.id, version=None)
    assert (await operations_extensions.drop(made.lead, id=wish.id, version=1)).state == "dropped"
    frozen.advance(days=14)
    with pytest.raises(Denied, match="截止前"):
        await operations_extensions.ask(made.lead, report=id_, command=later())


# -- matters to coordinate --------------------------------------------------------------------------------------


async def matter() -> tuple[Made, int]:
    made, id_ = await begun()
    await operations.submit(made.lead, id=id_, report=filled(coordination="请协调两部门会商"))
    return made, (await Coordination.select(Coordination.id))[0]["id"]


async def test_a_matter_is_given_answered_and_closed() -> None:
    made, id_ = await matter()
    officer, liaison = await office(), await actor_as(Role.LIAISON, unit=await make_unit("区住建局"))
    (item,) = await queries_coordination.listed(officer, waiting=True)
    assert (item.state, item.due_on, item.late, item.actions) == ("open", date(2026, 3, 25), False, ["answer"])
    with pytest.raises(NotFound):
        await queries_coordination.get(liaison, id_)
    given = AssignMatter(owner=liaison.account, due_on=date(2026, 4, 4), version=1)
    item = await operations_coordination.assign(officer, id=id_, command=given)
    assert (item.state, item.owner, item.due_on) == ("assigned", f"{liaison.name}　区住建局", date(2026, 4, 7))
    assert [one.id for one in await queries_coordination.to_answer(liaison)] == [id_]
    assert await queries_coordination.to_answer(officer) == []
    mine = await queries_coordination.get(liaison, id_)
    assert (mine.actions, mine.project_open) == (["answer"], False)
    done = await operations_coordination.answer(liaison, id=id_, command=AnswerMatter(answer="4月2日会商", version=2))
    assert (done.state, done.answered_by_name) == ("answered", liaison.name)
    assert [one.id for one in await queries_coordination.to_close(made.lead)] == [id_]
    with pytest.raises(Invalid):
        await operations_coordination.close(made.lead, id=id_, command=CloseMatter(settled=False))
    again = await operations_coordination.close(
        made.lead, id=id_, command=CloseMatter(settled=False, note="住建局未到会")
    )
    assert (again.state, again.note, again.due_on) == ("assigned", "住建局未到会", date(2026, 3, 25))
    await operations_coordination.answer(liaison, id=id_, command=AnswerMatter(answer="4月3日补开"))
    closed = await operations_coordination.close(made.lead, id=id_, command=CloseMatter())
    assert (closed.state, closed.closed_by_name, closed.actions) == ("closed", made.lead.name, [])
    told = [row["rule"] for row in await Notice.select(Notice.rule).where(Notice.account == liaison.account)]
    assert sorted(told) == ["coordination.assigned", "coordination.reopened"]


async def test_a_late_answer_is_marked(frozen: FrozenClock) -> None:
    _made, id_ = await matter()
    officer = await office()
    frozen.advance(days=7)
    assert (await queries_coordination.get(officer, id_)).late is False
    frozen.advance(days=1)
    (item,) = await queries_coordination.listed(officer)
    assert (item.id, item.late) == (id_, True)


async def test_who_gives_answers_and_closes_a_matter() -> None:
    made, id_ = await matter()
    officer, other = await office(), await make_project()
    given = AssignMatter(owner=officer.account, due_on=TODAY)
    for actor in (made.lead, made.mentor):
        with pytest.raises(Denied):
            await operations_coordination.assign(actor, id=id_, command=given)
    with pytest.raises(NotFound):
        await operations_coordination.assign(other.mentor, id=id_, command=given)
    with pytest.raises(Denied):
        await operations_coordination.answer(made.lead, id=id_, command=AnswerMatter(answer="自己答"))
    with pytest.raises(Denied):
        await operations_coordination.close(made.lead, id=id_, command=CloseMatter())
    for wrong in (AssignMatter(owner=made.lead.account, due_on=TODAY), AssignMatter(officer.account, date(2026, 3, 1))):
        with pytest.raises(Invalid):
            await operations_coordination.assign(officer, id=id_, command=wrong)
    with pytest.raises(Invalid):
        await operations_coordination.answer(officer, id=id_, command=AnswerMatter(answer=" "))
    await operations_coordination.answer(officer, id=id_, command=AnswerMatter(answer="住建局8月5日前办"))
    with pytest.raises(Denied):
        await operations_coordination.answer(officer, id=id_, command=AnswerMatter(answer="再答"))
    with pytest.raises(Conflict):
        await operations_coordination.close(officer, id=id_, command=CloseMatter(version=1))


async def test_the_same_matter_is_put_down_once() -> None:
    made, _id = await matter()
    officer = await office()
    report = made.reports[0]
    await operations.return_(made.mentor, id=report, version=None, reason="补充")
    await operations.submit(made.lead, id=report, report=filled(coordination="请协调三部门会商"))
    (item,) = await queries_coordination.listed(officer)
    assert item.text == "请协调三部门会商"
    await operations_coordination.answer(officer, id=item.id, command=AnswerMatter(answer="已定"))
    await operations.return_(made.mentor, id=report, version=None, reason="补充")
    await operations.submit(made.lead, id=report, report=filled(coordination="请协调三部门会商"))
    assert len(await queries_coordination.listed(officer)) == 1
