# SPDX-License-Identifier: MIT
"""The ladders under a moving clock: each rung once per recipient, across holidays, a crash and a restart."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import date
from typing import Any

import pytest

from research.projects.tables import Project
from research.reports import operations, operations_reminders, queries
from research.reports.schemas import Submission
from research.reports.tables import Coordination, Report
from tests.factories.people import actor_as, make_unit
from tests.factories.projects import Made, make_project, make_report, office
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.notices import operations_ladders
from thinktank.notices.tables import Notice
from thinktank.policies import operations as policies
from thinktank.policies.schemas import SetDay

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
JOB = system("job:reports.remind")


async def owing(due_on: date, **more: Any) -> tuple[Made, int]:
    """A project with one report that is open and due on a day."""
    made = await make_project(with_reports=False)
    return made, await make_report(made.id, seq=1, state="open", due_on=due_on, **more)


async def told(*, rule: str = "report.ladder") -> list[tuple[str, int, date]]:
    """Who was told on which rung and when, in order."""
    n = Notice
    rows = (
        await n.select(n.occasion, n.account, n.at)
        .where(n.rule == rule)
        .order_by(n.at)
        .order_by(n.account)
        .order_by(n.id)
    )
    return [(row["occasion"].split()[1], row["account"], clock.day_of(row["at"])) for row in rows]


async def everybody() -> list[int]:
    """The officers of the whole district: those of the test and the authors of its topics."""
    return sorted(await identity.account_ids_with_role(Role.OFFICER))


async def live(frozen: FrozenClock, first: date, last: date) -> None:
    """Let the job run three times a day, at ten, between two days."""
    frozen.at = clock.noon_of(first, hour=10)
    while clock.today() <= last:
        for _n in range(3):
            await operations_reminders.remind_reports(JOB)
        frozen.advance(days=1)


async def test_the_whole_ladder_across_the_national_day(frozen: FrozenClock) -> None:
    made, _id = await owing(date(2026, 9, 30))
    officers, far = await everybody(), await make_unit()
    await actor_as(Role.OFFICER, unit=far, scope=far)  # sees other projects only
    await live(frozen, date(2026, 9, 10), date(2026, 11, 10))
    lead = made.lead.account
    assert await told() == [
        ("owner-7", lead, date(2026, 9, 20)), ("owner-3", lead, date(2026, 9, 24)),
        ("owner+0", lead, date(2026, 9, 30)), ("owner+1", lead, date(2026, 10, 8)),
        ("owner+3", lead, date(2026, 10, 10)), ("mentor+5", made.mentor.account, date(2026, 10, 13)),
        *(("officer+7", officer, date(2026, 10, 15)) for officer in officers),
    ]  # fmt: skip


async def test_the_ladder_crosses_into_2027_and_follows_the_notice(frozen: FrozenClock) -> None:
    officer = await office()
    made, _id = await owing(date(2026, 12, 31))
    await policies.set_day(officer, command=SetDay(day=date(2027, 1, 1), working=False, label="元旦"))
    await live(frozen, date(2026, 12, 28), date(2027, 1, 20))
    assert await told() == [
        ("owner-3", made.lead.account, date(2026, 12, 28)), ("owner+0", made.lead.account, date(2026, 12, 31)),
        ("owner+1", made.lead.account, date(2027, 1, 4)), ("owner+3", made.lead.account, date(2027, 1, 6)),
        ("mentor+5", made.mentor.account, date(2027, 1, 8)),
        *(("officer+7", one, date(2027, 1, 12)) for one in await everybody()),
    ]  # fmt: skip


async def test_who_owes_nothing_hears_nothing(frozen: FrozenClock) -> None:
    due = date(2026, 3, 18)
    made, sent = await owing(due)
    words = Submission(progress="完成", problems="无", next_steps="会商", nonsecret=True)
    await operations.submit(made.lead, id=sent, report=words)
    for seq, state in enumerate(("scheduled", "submitted", "accepted", "waived"), start=10):
        await make_report(made.id, seq=seq, state=state, due_on=due)
    paused, _id = await owing(due)
    await Project.update({Project.status: "suspended"}).where(Project.id == paused.id)
    assert await operations_reminders.remind_reports(JOB) == 0
    assert await told() == []
    frozen.advance(days=9)
    assert await operations_reminders.remind_reports(JOB) == 0


async def test_the_recipients_are_those_whose_desk_shows_it() -> None:
    made, id_ = await owing(date(2026, 3, 18))
    other, _id = await owing(date(2026, 3, 19))
    await operations_reminders.remind_reports(JOB)
    for project in (made, other):
        desk = [(row.id, project.lead.account) for row in await queries.to_fill(project.lead)]
        n = Notice
        rows = await n.select(n.record, n.account).where(n.account == project.lead.account)
        assert [(row["record"], row["account"]) for row in rows] == desk
    assert [row.id for row in await queries.to_fill(made.lead)] == [id_]


async def test_a_moved_due_day_has_a_ladder_of_its_own(frozen: FrozenClock) -> None:
    made, id_ = await owing(date(2026, 3, 18))
    assert await operations_reminders.remind_reports(JOB) == 1
    await Report.update({Report.due_on: date(2026, 3, 25)}).where(Report.id == id_)
    assert await operations_reminders.remind_reports(JOB) == 1
    assert [rung for rung, _who, _day in await told()] == ["owner+0", "owner-7"]
    assert made.lead.account


async def test_a_run_that_dies_in_the_middle_is_made_up_for(
    frozen: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations_ladders, "BATCH", 2)
    made = await make_project(with_reports=False)
    ids = [await make_report(made.id, seq=n, state="open", due_on=date(2026, 3, 18)) for n in range(1, 12)]
    for _n in range(4):
        task = asyncio.create_task(operations_reminders.remind_reports(JOB))
        before = await Notice.count()
        while await Notice.count() < before + 2 and not task.done():  # noqa: ASYNC110 -- the table is what is watched
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        if task.done() and not task.cancelled():
            break
    await asyncio.gather(*(operations_reminders.remind_reports(JOB) for _n in range(3)))
    rows = await Notice.select(Notice.record).where(Notice.rule == "report.ladder")
    assert sorted(row["record"] for row in rows) == ids


async def test_matters_are_asked_of_their_owner_or_the_office(frozen: FrozenClock) -> None:
    owner = await actor_as(Role.LIAISON, unit=await make_unit())
    made, report = await owing(date(2026, 3, 31))
    officers = await everybody()
    c, now = Coordination, clock.now()
    base: dict[str, Any] = {"report": report, "project": made.id, "created_at": now, "state_since": now}
    due = date(2026, 3, 18)
    await c.insert(
        c(**base, text="无人承办", state="open", due_on=due),
        c(**base, text="已交办", state="assigned", due_on=due, owner_account=owner.account),
        c(**base, text="已答复", state="answered", due_on=due, owner_account=owner.account),
    )
    assert await operations_reminders.remind_matters(JOB) == len(officers) + 1
    assert {(rung, who) for rung, who, _day in await told(rule="coordination.ladder")} == {
        ("owner+0", who) for who in (*officers, owner.account)
    }  # fmt: skip
    frozen.advance(days=5)  # Monday, three working days on
    assert await operations_reminders.remind_matters(JOB) == 3 * len(officers) + 1
    assert await operations_reminders.remind_matters(JOB) == 0


@pytest.mark.parametrize("count", [1, 3, 12])
async def test_a_walk_asks_the_same_number_of_questions(count: int) -> None:
    made = await make_project(with_reports=False)
    for seq in range(1, count + 1):
        await make_report(made.id, seq=seq, state="open", due_on=date(2026, 3, 18))
    with db.recording() as asked:
        assert await operations_reminders.remind_reports(JOB) == count
    days = [sql for sql in asked if '"due_on"' in sql and "LIMIT" in sql]
    assert len([sql for sql in asked if "INSERT" in sql]) == 1
    assert len(days) < 30
