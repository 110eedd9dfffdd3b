# SPDX-License-Identifier: MIT
"""A report's life by rules on the real operations, and ten people who submit one report at once."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from research.reports import jobs, operations, operations_extensions, queries
from research.reports.schemas import AskExtension, DecideExtension, Draft, Submission
from research.reports.states import FILLABLE, REPORT
from research.reports.tables import Report, ReportExtension
from tests.factories.projects import Made, make_project, office
from tests.support import engines
from thinktank.app import wire
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.kernel.errors import Conflict, Denied
from thinktank.trail import queries as trail

T = TypeVar("T")
JOB = system("job:test")
TEMPLATE: list[Path] = []


def words(**more: Any) -> Submission:
    values: dict[str, Any] = {"progress": "完成12处", "problems": "无", "next_steps": "会商", "nonsecret": True} | more
    return Submission(**values)


class ReportLife(RuleBasedStateMachine):
    """One report, two of its team, a mentor and an officer; the model is the transition table and what was done."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.stack = contextlib.ExitStack()
        file = shutil.copyfile(TEMPLATE[0], self.folder / "machine.sqlite")
        self.runner = self.stack.enter_context(asyncio.Runner())
        self.stack.enter_context(engines.using(engine := PooledSQLiteEngine(str(file))))
        self.frozen = self.stack.enter_context(clock.using(FrozenClock(datetime(2026, 3, 18, 2, tzinfo=UTC))))
        self.engine = engine
        self.run(engine.open())
        wire()
        self.made: Made = self.run(make_project())
        self.officer: Actor = self.run(office())
        self.id = self.made.reports[0]
        terms: dict[Any, Any] = {Report.grace_on: date(2026, 4, 2), Report.hard_on: date(2026, 4, 8)}
        self.run(Report.update(terms).where(Report.id == self.id).run())
        self.state, self.version, self.lines = "scheduled", 1, self.recorded()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(self.engine.close())
            self.stack.close()
            shutil.rmtree(self.folder)

    def row(self) -> dict[str, Any]:
        found = self.run(Report.select().where(Report.id == self.id).run())
        return dict(found[0])

    def recorded(self) -> int:
        return len(self.run(trail_of(self.officer, self.id)))

    def attempt(
        self, work: Coroutine[Any, Any, Any], to: str, *, allowed: bool, steps: int = 1, lines: int = 1
    ) -> None:
        """Run an operation; it does exactly what the table says, or refuses and changes nothing."""
        if not allowed:
            with pytest.raises((Denied, Conflict)):
                self.run(work)
            return
        self.run(work)
        self.state, self.version, self.lines = to, self.version + steps, self.lines + lines

    @rule(who=st.sampled_from(["lead", "member", "mentor"]), stale=st.booleans(), text=st.text("进展", max_size=9))
    def save(self, who: str, *, stale: bool, text: str) -> None:
        draft = Draft(progress=text, version=self.version - 1 if stale else self.version)
        allowed = who != "mentor" and not stale and self.state in FILLABLE
        first = self.state in {"scheduled", "open"}
        to = "draft" if first else self.state
        work = operations.save_draft(getattr(self.made, who), id=self.id, draft=draft)
        self.attempt(work, to, allowed=allowed, lines=1 if first else 0)

    @rule(who=st.sampled_from(["lead", "member", "mentor"]), stale=st.booleans())
    def submit(self, who: str, *, stale: bool) -> None:
        report = words(version=self.version - 1 if stale else self.version)
        allowed = who == "lead" and not stale and self.state in FILLABLE
        self.attempt(
            operations.submit(getattr(self.made, who), id=self.id, report=report), "submitted", allowed=allowed
        )

    @rule(who=st.sampled_from(["lead", "mentor", "officer"]), ok=st.booleans())
    def decide(self, who: str, *, ok: bool) -> None:
        actor = self.officer if who == "officer" else getattr(self.made, who)
        allowed = who != "lead" and self.state == "submitted"
        if ok:
            work = operations.accept(actor, id=self.id, version=None, percent=40)
        else:
            work = operations.return_(actor, id=self.id, version=None, reason="补充")
        self.attempt(work, "accepted" if ok else "returned", allowed=allowed)

    @rule()
    def withdraw(self) -> None:
        late = clock.today() > self.row()["due_on"]
        allowed = self.state == "submitted" and not late
        self.attempt(operations.withdraw(self.made.lead, id=self.id, version=None), "draft", allowed=allowed)

    @rule(who=st.sampled_from(["lead", "officer"]))
    def waive(self, who: str) -> None:
        actor = self.officer if who == "officer" else self.made.lead
        allowed = who == "officer" and REPORT.allows("waive", self.state)
        self.attempt(operations.waive(actor, id=self.id, version=None, reason="防汛"), "waived", allowed=allowed)

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        """Time passes and the jobs run: the period opens on its day and is missed after its last one."""
        self.frozen.advance(days=days)
        self.run(jobs.open_due(JOB))
        if self.state == "scheduled" and self.row()["opens_on"] <= clock.today():
            self.state, self.version = "open", self.version + 1
        self.run(jobs.mark_missed(JOB))
        asked = self.run(ReportExtension.exists().where(ReportExtension.state == "asked").run())
        if self.state in {"open", "draft"} and self.row()["hard_on"] < clock.today() and not asked:
            self.state, self.version, self.lines = "missed", self.version + 1, self.lines + 1

    @rule(days=st.integers(1, 15))
    def ask_later(self, days: int) -> None:
        row = self.row()
        until = date.fromordinal(row["due_on"].toordinal() + days)
        asked = self.run(ReportExtension.exists().where(ReportExtension.state == "asked").run())
        allowed = (
            self.state in {"open", "draft"} and clock.today() <= row["due_on"] and not row["extended"]
            and not asked
        )  # fmt: skip
        work = operations_extensions.ask(self.made.lead, report=self.id, command=AskExtension(until, "汛期"))
        self.attempt(work, self.state, allowed=allowed)

    @precondition(lambda self: self.run(ReportExtension.exists().where(ReportExtension.state == "asked").run()))
    @rule(grant=st.booleans())
    def decide_later(self, *, grant: bool) -> None:
        wish = self.run(ReportExtension.select(ReportExtension.id).where(ReportExtension.state == "asked").run())[0]
        command = DecideExtension(grant=grant, note="按期")
        moves = grant and self.state in {"scheduled", "open", "draft", "returned", "missed"}
        work = operations_extensions.decide(self.officer, id=wish["id"], command=command)
        self.attempt(work, self.state, allowed=True, steps=1 if moves else 0)

    @invariant()
    def the_record_is_what_was_done(self) -> None:
        if hasattr(self, "id"):
            row = self.row()
            assert (row["state"], row["version"], self.recorded()) == (self.state, self.version, self.lines)
            assert row["due_on"] <= row["grace_on"] <= row["hard_on"]
            view = self.run(queries.get(self.made.lead, self.id))
            assert ("submit" in view.actions) == (self.state in FILLABLE)
            assert ("withdraw" in view.actions) <= (self.state == "submitted")


async def trail_of(actor: Actor, report: int) -> list[Any]:
    return list(await trail.timeline(actor, "report", report, limit=500))


def test_a_reports_life(sqlite_template: Path) -> None:
    TEMPLATE[:] = [sqlite_template]
    few = settings(
        max_examples=25, stateful_step_count=18, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(ReportLife, settings=few)
    assert [sqlite_template] == TEMPLATE


@pytest.mark.postgres
@pytest.mark.usefixtures("database", "frozen", "wired")
async def test_ten_submit_one_report_at_once_and_one_wins() -> None:
    made = await make_project()
    await Report.update({Report.state: "open"}).where(Report.id == made.reports[0])
    tries = [
        operations.submit(made.lead, id=made.reports[0], report=words(progress=f"第{n}稿", version=1))
        for n in range(10)
    ]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    won = [one for one in ended if not isinstance(one, BaseException)]
    lost = [one for one in ended if isinstance(one, BaseException)]
    assert len(won) == 1
    assert [type(one) for one in lost] == [Conflict] * 9
    assert all("locked" not in str(one) and str(one) for one in lost)
    row = (await Report.select().where(Report.id == made.reports[0]))[0]
    assert (row["progress"], row["version"], row["state"]) == (won[0].progress, 2, "submitted")
