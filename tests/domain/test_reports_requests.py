# SPDX-License-Identifier: MIT
"""What is asked beside the reports, within the cap of a month; comments, and what files prove."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest

from research.projects.tables import Milestone, Project, ProjectIndicator
from research.reports import operations, operations_more, queries, queries_more
from research.reports.schemas import AnswerRequest, AskMore, DropRequest, LeaveComment, Submission
from research.reports.tables import Report, ReportEvidence
from tests.factories.orders import pdf
from tests.factories.projects import Made, make_project, office
from thinktank.files import queries as files
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.policies import operations as policies
from thinktank.policies.kinds import Programme

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]


def more(day: date = date(2026, 3, 27), title: str = "会商材料") -> AskMore:
    return AskMore(title=title, text="报两页纸", due_on=day)


async def test_a_request_is_asked_and_answered() -> None:
    made, officer = await make_project(), await office()
    one = await operations_more.ask_more(officer, project=made.id, command=more())
    assert (one.state, one.due_on, one.asked_by_name, one.actions) == (
        "asked", date(2026, 3, 27), officer.name, ["drop"]
    )  # fmt: skip
    assert [found.id for found in await queries_more.requests_to_answer(made.lead)] == [one.id]
    done = await operations_more.answer_request(made.lead, id=one.id, command=AnswerRequest("已会商两次", 1))
    assert (done.state, done.answer, done.answered_by_name, done.actions) == (
        "answered", "已会商两次", made.lead.name, []
    )  # fmt: skip
    assert await queries_more.requests_to_answer(made.lead) == []
    told = await Notice.select(Notice.account, Notice.rule).where(Notice.kind == "report_request").order_by(Notice.id)
    assert [(row["account"], row["rule"]) for row in told] == [
        (made.lead.account, "request.asked"), (officer.account, "request.answered")
    ]  # fmt: skip


async def test_the_cap_counts_reports_and_requests_of_the_month_and_nothing_else() -> None:
    made, officer = await make_project(), await office()  # the report of March is due on the 31st
    first = await operations_more.ask_more(officer, project=made.id, command=more())
    load = await queries_more.load_of_month(made.id, date(2026, 3, 1))
    assert (load.reports, load.requests, load.most, load.full) == (1, 1, 2, True)
    with pytest.raises(Invalid, match=r"3月已要求报送2次（报告1次、临时1次），上限2次"):
        await operations_more.ask_more(officer, project=made.id, command=more())
    await operations_more.ask_more(officer, project=made.id, command=more(date(2026, 4, 10)))
    other = await make_project()
    await operations_more.ask_more(officer, project=other.id, command=more())
    await operations_more.drop_request(officer, id=first.id, command=DropRequest("并入月报", 1))
    await operations_more.ask_more(officer, project=made.id, command=more(title="补一份"))
    await policies.set_value(
        officer, name="programme", value=Programme(report_cap=3), effective_from=date(2026, 3, 18), note="x"
    )
    await operations_more.ask_more(officer, project=made.id, command=more(title="再一份"))
    with pytest.raises(Invalid):
        await operations_more.ask_more(officer, project=made.id, command=more())


async def test_two_who_ask_at_once_do_not_get_past_the_cap() -> None:
    made, officer = await make_project(), await office()
    asked = [operations_more.ask_more(officer, project=made.id, command=more(title=f"第{n}项")) for n in range(6)]
    ended = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["Invalid"] * 5 + ["RequestView"]


async def test_who_asks_answers_and_drops() -> None:
    made, officer, other = await make_project(), await office(), await make_project()
    for actor in (made.lead, made.member, made.mentor):
        with pytest.raises(Denied):
            await operations_more.ask_more(actor, project=made.id, command=more())
    with pytest.raises(NotFound):
        await operations_more.ask_more(other.mentor, project=made.id, command=more())
    with pytest.raises(Invalid):
        await operations_more.ask_more(officer, project=made.id, command=more(date(2026, 3, 17)))
    one = await operations_more.ask_more(officer, project=made.id, command=more())
    for actor in (made.member, officer):
        with pytest.raises(Denied):
            await operations_more.answer_request(actor, id=one.id, command=AnswerRequest("x"))
    for actor in (other.lead, other.mentor):
        with pytest.raises(NotFound):
            await queries_more.request(actor, one.id)
    with pytest.raises(NotFound):
        await queries_more.request(officer, 9999)
    with pytest.raises(Denied):
        await operations_more.drop_request(made.lead, id=one.id, command=DropRequest("不想报"))
    with pytest.raises(Conflict):
        await operations_more.answer_request(made.lead, id=one.id, command=AnswerRequest("x", 9))
    await operations_more.answer_request(made.lead, id=one.id, command=AnswerRequest("x"))
    with pytest.raises(Denied):
        await operations_more.drop_request(officer, id=one.id, command=DropRequest("晚了"))
    await Project.update({Project.status: "suspended"}).where(Project.id == made.id)
    with pytest.raises(Denied):
        await operations_more.ask_more(officer, project=made.id, command=more(date(2026, 5, 8)))


# -- words and proof --------------------------------------------------------------------------------------------


async def handed_in(**said: Any) -> tuple[Made, int]:
    made = await make_project()
    id_ = made.reports[0]
    await Report.update({Report.state: "open"}).where(Report.id == id_)
    words = Submission(progress="完成12处", problems="无", next_steps="会商", nonsecret=True, **said)
    await operations.submit(made.lead, id=id_, report=words, uploads=[pdf()])
    return made, id_


async def test_comments_reach_the_others_and_nobody_outside() -> None:
    made, id_ = await handed_in()
    other = await make_project()
    found = await operations_more.comment(made.mentor, report=id_, command=LeaveComment("数据来源请写明"))
    assert [(one.author_name, one.text) for one in found] == [(made.mentor.name, "数据来源请写明")]
    told = await Notice.select(Notice.account).where(Notice.rule == "report.commented")
    assert {row["account"] for row in told} == {made.lead.account, made.member.account}
    with pytest.raises(NotFound):
        await operations_more.comment(other.lead, report=id_, command=LeaveComment("路过"))
    with pytest.raises(Denied):
        await operations_more.comment(made.lead, report=made.reports[1], command=LeaveComment("还没开始"))


async def test_files_say_what_they_prove() -> None:
    made = await make_project()
    target = (await ProjectIndicator.select(ProjectIndicator.id).where(ProjectIndicator.project == made.id))[0]["id"]
    id_ = made.reports[0]
    await Report.update({Report.state: "open"}).where(Report.id == id_)
    said: dict[str, Any] = {"progress": "完成12处", "problems": "无", "next_steps": "会商", "nonsecret": True}
    stranger = await make_project()
    foreign = (await Milestone.select(Milestone.id).where(Milestone.project == stranger.id))[0]["id"]
    with pytest.raises(Invalid, match="本课题"):
        wrong = Submission(**said, milestone=foreign)
        await operations.submit(made.lead, id=id_, report=wrong, uploads=[pdf()])
    assert (await queries.get(made.lead, id_)).state == "open"
    right = Submission(**said, milestone=made.milestones["work"], indicator=target)
    await operations.submit(made.lead, id=id_, report=right, uploads=[pdf()])
    (file,) = await files.of("report", id_)
    proof = (await queries_more.evidence(id_))[file.id]
    assert (proof.milestone_title, proof.indicator_name) == ("适老化改造清单与会商", "改造点位")


async def test_files_without_a_word_prove_nothing_in_particular() -> None:
    _made, id_ = await handed_in()
    assert await queries_more.evidence(id_) == {}
    assert await ReportEvidence.count() == 0
