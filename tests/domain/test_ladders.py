# SPDX-License-Identifier: MIT
"""The other ladders under a moving clock: steps of the plan, what is asked for, orders, review sheets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from research.projects import jobs as project_jobs
from research.projects import queries_todo
from research.projects.tables import Milestone, Project
from research.reports import operations_reminders
from research.reports.tables import ReportRequest
from reviews.supervision import jobs as order_jobs
from tests.factories.orders import make_order
from tests.factories.people import actor_as
from tests.factories.projects import make_project
from thinktank.identity import queries as identity
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
