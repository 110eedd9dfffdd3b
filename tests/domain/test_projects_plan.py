# SPDX-License-Identifier: MIT
"""A plan whose steps wait for each other: it moves by the calendar, refuses a ring by name, keeps its baseline."""

from __future__ import annotations

from datetime import date

import pytest

from research.projects import operations_manage, operations_schedule, operations_versions, queries, queries_plan
from research.projects.schemas_plan import PlanLink, SetLinks
from research.projects.tables import Agreement, Milestone
from research.reports.tables import Report
from tests.factories.people import actor_as
from tests.factories.projects import Made, make_project, office
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.policies.tables import CalendarDay
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
WHY = "会商在前，评审在后"


async def days(project: int) -> dict[str, tuple[date, date]]:
    return {m.title: (m.starts_on, m.due_on) for m in await queries.milestones(project)}


def link(made: Made, later: str, earlier: str, lag: int = 0) -> PlanLink:
    return PlanLink(made.milestones[later], made.milestones[earlier], lag)


async def set_links(actor: Actor, made: Made, *links: PlanLink, version: int | None = None) -> None:
    await operations_schedule.set_links(actor, id=made.id, command=SetLinks(WHY, list(links), version))


async def test_a_step_that_begins_too_early_is_pushed_with_all_that_waits_for_it() -> None:
    made, officer = await make_project(), await office()
    before = await days(made.id)
    assert before["适老化改造清单与会商"] == (date(2026, 3, 2), date(2026, 7, 16))
    await set_links(officer, made, link(made, "midterm", "work", 5), link(made, "closing", "midterm"))
    after = await days(made.id)
    assert after["中期评审"] == (date(2026, 7, 24), date(2026, 7, 24))  # the sixth working day after the 16th
    assert after["结题评审"] == before["结题评审"]
    view = await queries_plan.plan(officer, made.id)
    assert [(one.earlier_title, one.later_title, one.lag) for one in view.links] == [
        ("适老化改造清单与会商", "中期评审", 5), ("中期评审", "结题评审", 0),
    ]  # fmt: skip
    moved = [m.title for m in view.milestones if m.moved]
    assert moved == ["中期评审"]
    newest = (await trail.timeline(officer, "project", made.id))[0]
    assert newest.detail == f"{WHY}；「中期评审」由2026-07-16顺延到2026-07-24"
    told = {row["account"] for row in await Notice.select(Notice.account).where(Notice.rule == "project.plan_moved")}
    assert told == {made.lead.account, made.member.account, made.mentor.account}


async def test_another_due_day_takes_what_waits_along_and_the_term_with_it() -> None:
    made, officer = await make_project(), await office()
    await set_links(officer, made, link(made, "closing", "work"))
    periods = await Report.count().where(Report.project == made.id)
    await operations_manage.move_due_date(officer, id=made.milestones["work"], due_on=date(2026, 12, 12), reason="汛期")
    after = await days(made.id)
    assert after["适老化改造清单与会商"] == (date(2026, 3, 2), date(2026, 12, 14))  # the 12th is a Saturday
    assert after["结题评审"] == (date(2026, 12, 15), date(2026, 12, 15))
    head = await queries.head(officer, made.id)
    assert head.due_on == date(2026, 12, 15)
    assert await Report.count().where(Report.project == made.id) > periods
    last = await Report.select(Report.ends_on).where(Report.project == made.id).order_by(Report.seq, ascending=False)
    assert last[0]["ends_on"] == date(2026, 12, 15)


async def test_a_ring_is_refused_by_the_names_of_its_steps() -> None:
    made, officer = await make_project(), await office()
    before = await days(made.id)
    ring = (link(made, "midterm", "work"), link(made, "closing", "midterm"), link(made, "work", "closing"))
    with pytest.raises(Invalid) as refused:
        await set_links(officer, made, *ring)
    assert refused.value.fields["links"] == (
        "这几个节点互相等待，永远不能开始：「适老化改造清单与会商」 → 「中期评审」 → 「结题评审」 → "
        "「适老化改造清单与会商」。请去掉其中一条"
    )
    other = await make_project()
    for wrong, words in (
        (link(made, "work", "work"), "不能等自己"),
        (PlanLink(made.milestones["work"], other.milestones["work"]), "不在这个项目里"),
    ):
        with pytest.raises(Invalid, match=words):
            await set_links(officer, made, wrong)
    with pytest.raises(Invalid, match="只写一次"):
        await set_links(officer, made, link(made, "midterm", "work"), link(made, "midterm", "work", 3))
    assert (await days(made.id), await queries_plan.links(made.id)) == (before, [])


async def test_who_may_set_the_order() -> None:
    made, officer = await make_project(), await office()
    for actor in (made.lead, made.member, made.mentor):
        with pytest.raises(Denied):
            await set_links(actor, made)
    with pytest.raises(NotFound):
        await set_links(await actor_as(Role.MEMBER), made)
    with pytest.raises(Conflict):
        await set_links(officer, made, version=99)
    early = await make_project(stage="contracting", signed=False)
    await set_links(early.lead, early, link(early, "midterm", "work"))
    assert len(await queries_plan.links(early.id)) == 1
    closed = await make_project(stage="closed")
    with pytest.raises(Denied, match="已结题"):
        await set_links(officer, closed)


async def test_a_year_that_becomes_known_lays_open_steps_out_again() -> None:
    made, officer = await make_project(due_on=date(2027, 10, 1)), await office()
    closing = made.milestones["closing"]
    await Milestone.update({Milestone.asked_on: date(2027, 10, 1)}).where(Milestone.id == closing)
    view = await queries_plan.plan(officer, made.id)
    assert (view.unknown_years, (await days(made.id))["结题评审"][1]) == ([2027], date(2027, 10, 1))
    assert await operations_schedule.lay_out_again(system("job:test")) == 0
    async with db.write_tx():
        for n in range(1, 8):
            await CalendarDay.insert(CalendarDay(day=date(2027, 10, n), working=False, label="国庆"))
    assert await operations_schedule.lay_out_again(system("job:test")) == 1
    assert await operations_schedule.lay_out_again(system("job:test")) == 0
    row = (await Milestone.select().where(Milestone.id == closing))[0]
    assert (row["due_on"], row["asked_on"], row["baseline_due_on"]) == (
        date(2027, 10, 8), date(2027, 10, 1), date(2027, 10, 8),
    )  # fmt: skip
    assert (await queries.head(officer, made.id)).due_on == date(2027, 10, 8)
    assert (await queries_plan.plan(officer, made.id)).unknown_years == []
    newest = (await trail.timeline(officer, "project", made.id))[0]
    assert newest.text == "按节假日安排重新排定1个节点"


async def test_a_version_of_the_agreement_keeps_the_one_before_and_gives_way_again() -> None:
    made, officer = await make_project(), await office()
    head, now = await queries.head(officer, made.id), clock.now()
    async with db.write_tx():
        signed = operations_versions.Signed(now, now, now)
        new = await operations_versions.make_version(head, signed=signed, changed={"approach": "增加问卷"})

    async def stands() -> list[tuple[int, bool]]:
        a = Agreement
        rows = await a.select(a.number, a.effective).where(a.project == made.id).order_by(a.number)
        return [(row["number"], row["effective"]) for row in rows]

    assert await stands() == [(1, False), (2, True)]
    found = await queries.agreement(made.id)
    assert found is not None
    assert (found.id, "增加问卷" in found.content) == (new, True)
    async with db.write_tx():
        await operations_versions.withdraw_version(new)
    assert await stands() == [(1, True), (2, False)]
    found = await queries.agreement(made.id)
    assert found is not None
    assert found.number == 1
