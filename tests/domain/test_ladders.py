# SPDX-License-Identifier: MIT
"""The other ladders under a moving clock: steps of the plan, what is asked for, orders, review sheets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from research.changes import jobs as change_jobs
from research.changes import operations
from research.changes import queries as changes_queries
from research.changes.schemas import Decide, Opine, Propose
from research.changes.states import Word
from research.projects import jobs as project_jobs
from research.projects import queries_todo
from research.projects.tables import Milestone, Project
from research.reports import operations_reminders
from research.reports.tables import ReportRequest
from reviews.supervision import jobs as order_jobs
from tests.factories import changes
from tests.factories.orders import make_order
from tests.factories.people import actor_as, make_unit
from tests.factories.projects import make_project
from thinktank.identity import queries as identity
from thinktank.identity.tables import RoleGrant
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.notices.tables import Notice

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
JOB = system("job:ladders")


async def told(rule: str) -> list[tuple[str, int, date]]:
    """Who was told on which rung and when, in order."""
    n = Notice
    rows = n.select(n.occasion, n.account, n.at).where(n.rule == rule).order_by(n.at).order_by(n.account)
    return [(row["occasion"].split()[1], row["account"], clock.day_of(row["at"])) for row in await rows]


async def live(frozen: FrozenClock, first: date, last: date, run: Any) -> None:
    """Let a job run twice a day between two days."""
    frozen.at = clock.noon_of(first, hour=10)
    while clock.today() <= last:
        await run(JOB)
        await run(JOB)
        frozen.advance(days=1)


async def test_a_step_of_the_plan_across_the_spring_festival(frozen: FrozenClock) -> None:
    frozen.at = clock.noon_of(date(2026, 1, 20), hour=10)
    made = await make_project(starts_on=date(2026, 1, 5), with_reports=False)
    m = Milestone
    work = made.milestones["work"]
    await m.update({m.state: "done"}).where((m.project == made.id) & (m.id != work))
    await m.update({m.due_on: date(2026, 2, 14)}).where(m.id == work)  # a Saturday on which people work
    officers = sorted(await identity.account_ids_with_role(Role.OFFICER))
    await live(frozen, date(2026, 2, 1), date(2026, 3, 12), project_jobs.remind_milestones)
    lead = made.lead.account
    assert await told("milestone.ladder") == [
        ("owner-7", lead, date(2026, 2, 5)), ("owner-3", lead, date(2026, 2, 11)),
        ("owner+0", lead, date(2026, 2, 14)), ("owner+1", lead, date(2026, 2, 24)),
        ("owner+3", lead, date(2026, 2, 26)), ("mentor+5", made.mentor.account, date(2026, 2, 28)),
        *(("officer+7", one, date(2026, 3, 3)) for one in officers),
    ]  # fmt: skip


async def test_the_steps_of_which_leads_hear_are_those_of_their_desks(frozen: FrozenClock) -> None:
    made, paused, done = [await make_project(with_reports=False) for _n in range(3)]
    m, due = Milestone, clock.today()
    await m.update({m.due_on: due}).where(m.id > 0)
    await Project.update({Project.status: "suspended"}).where(Project.id == paused.id)
    await m.update({m.state: "handed_in"}).where(m.project == done.id)
    await project_jobs.remind_milestones(JOB)
    for one in (made, paused, done):
        desk = sorted(step.id for step in await queries_todo.to_do(one.lead))
        n = Notice
        rows = n.select(n.record).where((n.account == one.lead.account) & (n.rule == "milestone.ladder"))
        assert sorted(row["record"] for row in await rows) == desk
    assert len(await told("milestone.ladder")) == len(made.milestones)


async def test_what_is_asked_for_is_climbed_until_it_is_answered(frozen: FrozenClock) -> None:
    made = await make_project(with_reports=False)
    officer = await actor_as(Role.OFFICER)
    q, now = ReportRequest, clock.now()
    base: dict[str, Any] = {"project": made.id, "text": "x", "due_on": date(2026, 3, 25), "asked_by": officer.account,
                            "asked_at": now, "state_since": now}  # fmt: skip
    await q.insert(q(**base, title="会商材料", state="asked"), q(**base, title="已报", state="answered"))
    await live(frozen, date(2026, 3, 18), date(2026, 3, 26), operations_reminders.remind_requests)
    await q.update({q.state: "answered"}).where(q.state == "asked")
    await live(frozen, date(2026, 3, 27), date(2026, 4, 10), operations_reminders.remind_requests)
    lead = made.lead.account
    assert await told("report_request.ladder") == [
        ("owner-3", lead, date(2026, 3, 20)), ("owner+0", lead, date(2026, 3, 25)),
        ("owner+1", lead, date(2026, 3, 26)),
    ]  # fmt: skip


async def test_an_order_is_climbed_to_who_drafted_it(frozen: FrozenClock) -> None:
    made = await make_project(with_reports=False)
    drafter = await actor_as(Role.INSPECTOR)
    due = date(2026, 3, 25)
    base: dict[str, Any] = {
        "project": made.id,
        "handler": made.lead.account,
        "drafted_by": drafter.account,
        "due_on": due,
    }
    await make_order(**base, state="handling", number="督〔2026〕901号")
    await make_order(**base, state="closed", number="督〔2026〕902号")
    officers = await identity.account_ids_with_role(Role.OFFICER)
    await live(frozen, date(2026, 3, 10), date(2026, 4, 10), order_jobs.remind)
    lead = made.lead.account
    assert await told("order.ladder") == [
        ("owner-7", lead, date(2026, 3, 16)), ("owner-3", lead, date(2026, 3, 20)), ("owner+0", lead, due),
        ("owner+1", lead, date(2026, 3, 26)),
        *sorted(
            [("owner+3", lead, date(2026, 3, 30))]
            + [("officer+3", one, date(2026, 3, 30)) for one in {*officers, drafter.account}],
            key=lambda line: line[1],
        ),
    ]  # fmt: skip


async def test_answers_to_changes_are_asked_of_who_holds_them(frozen: FrozenClock) -> None:
    at = await changes.stage()
    await actor_as(Role.LIAISON, unit=await make_unit())  # another unit's: owes nothing
    draft = await changes.drafted(at)
    await live(frozen, date(2026, 3, 16), date(2026, 3, 17), change_jobs.remind_answers)  # a draft is nobody's debt
    frozen.at = clock.noon_of(date(2026, 3, 18), hour=9)
    sent = await operations.send(at.made.lead, id=draft.id)
    assert sent.answer_by == date(2026, 3, 25)
    await live(frozen, date(2026, 3, 18), date(2026, 3, 30), change_jobs.remind_answers)
    frozen.at = clock.noon_of(date(2026, 3, 31), hour=9)
    opined = await operations.opine(at.liaison, id=sent.id, command=Opine(Word.AGREE, "同意"))
    assert opined.answer_by == date(2026, 4, 8)  # over the Qingming holidays
    await live(frozen, date(2026, 3, 31), date(2026, 4, 8), change_jobs.remind_answers)
    done = await operations.propose(at.officer, id=sent.id, command=Propose(Word.AGREE))
    await live(frozen, date(2026, 4, 9), date(2026, 4, 20), change_jobs.remind_answers)
    assert await changes_queries.waiting_for(at.leader) != []
    decided = await operations.decide(at.leader, id=done.id, command=Decide(approve=False, note="暂不延期"))
    assert decided.answer_by is None
    await live(frozen, date(2026, 4, 21), date(2026, 5, 12), change_jobs.remind_answers)
    liaisons, officers, leaders = [at.liaison.account], *[
        sorted(await identity.account_ids_with_role(role)) for role in (Role.OFFICER, Role.DEPT_LEADER)
    ]  # fmt: skip
    climbed = [
        ("owner-1", liaisons, (3, 24)), ("owner+0", liaisons, (3, 25)), ("owner+1", liaisons, (3, 26)),
        ("owner+3", liaisons, (3, 30)), ("officer+3", officers, (3, 30)), ("owner-1", officers, (4, 7)),
        ("owner+0", officers, (4, 8)), ("owner-1", leaders, (4, 15)), ("owner+0", leaders, (4, 16)),
        ("owner+1", leaders, (4, 17)),
    ]  # fmt: skip
    expected = [(rung, account, date(2026, *day)) for rung, people, day in climbed for account in people]
    assert sorted(await told("change.ladder")) == sorted(expected)


async def test_who_is_of_the_team_is_not_asked_to_answer(frozen: FrozenClock) -> None:
    at = await changes.stage()
    g = RoleGrant
    await g.insert(g(account=at.made.member.account, role="liaison", unit=at.made.unit, since=date(2026, 3, 1)))
    await changes.sent(at)
    frozen.at = clock.noon_of(date(2026, 3, 25), hour=10)
    await change_jobs.remind_answers(JOB)
    assert [account for _rung, account, _day in await told("change.ladder")] == [at.liaison.account]
