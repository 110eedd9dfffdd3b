# SPDX-License-Identifier: MIT
"""A change request's life, and a project's stage and status beside it, by rules on the real operations."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from research.changes import operations, queries
from research.changes.schemas import Back, Decide, HearExperts, Opine, Propose
from research.changes.states import AT_OFFICE, CHANGE, SENT, ChangeKind, Word
from research.changes.tables import ChangeRequest
from research.corrections import operations as corrections
from research.projects import operations_manage
from research.projects.schemas import ChangeStatus
from research.projects.states import STAGE, STATUS, Fault
from research.projects.tables import Agreement, Project
from tests.factories import changes
from tests.support import engines
from thinktank.app import wire
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound

T = TypeVar("T")
TEMPLATE: list[Path] = []
ENDS = ("terminated", "revoked")


class Life(RuleBasedStateMachine):
    """One project with one change of its form of result; the model is both transition tables and who holds what."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.stack = contextlib.ExitStack()
        file = shutil.copyfile(TEMPLATE[0], self.folder / "machine.sqlite")
        self.runner = self.stack.enter_context(asyncio.Runner())
        self.stack.enter_context(engines.using(engine := PooledSQLiteEngine(str(file))))
        self.stack.enter_context(clock.using(FrozenClock(datetime(2026, 3, 18, 2, tzinfo=UTC))))
        self.engine = engine
        self.run(engine.open())
        wire()
        self.at = self.run(changes.stage())
        self.id = self.run(changes.drafted(self.at, ChangeKind.OUTPUT_FORM)).id
        self.state, self.status, self.proposed, self.versions = "draft", "normal", False, 1

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(self.engine.close())
            self.stack.close()
            shutil.rmtree(self.folder)

    def who(self, name: str) -> Actor:
        found: Actor = getattr(self.at.made if name in {"lead", "member", "mentor"} else self.at, name)
        return found

    def attempt(self, work: Coroutine[Any, Any, Any], to: str, *, allowed: bool) -> bool:
        """Run a step of the request; it does exactly what the table says, or refuses and changes nothing."""
        if not allowed:
            with pytest.raises((Denied, Conflict, Invalid, NotFound)):
                self.run(work)
            return False
        self.run(work)
        self.state = to
        return True

    @rule(who=st.sampled_from(["lead", "member", "mentor", "officer", "liaison"]))
    def send(self, who: str) -> None:
        going = self.status in {"normal", "rectifying"}
        allowed = self.state == "draft" and who in {"lead", "officer"} and going
        if self.attempt(operations.send(self.who(who), id=self.id), "unit_opinion", allowed=allowed):
            self.proposed = False

    @rule(who=st.sampled_from(["liaison", "lead", "leader"]), word=st.sampled_from(list(Word)))
    def opine(self, who: str, word: Word) -> None:
        work = operations.opine(self.who(who), id=self.id, command=Opine(word, "意见"))
        allowed = self.state == "unit_opinion" and who == "liaison"
        self.attempt(work, "office_review", allowed=allowed)

    @rule(who=st.sampled_from(["liaison", "officer", "lead"]))
    def send_back(self, who: str) -> None:
        holds = who == "officer" or (who == "liaison" and self.state == "unit_opinion")
        work = operations.send_back(self.who(who), id=self.id, command=Back("请补充"))
        self.attempt(work, "draft", allowed=self.state in SENT and holds)

    @rule(who=st.sampled_from(["officer", "liaison"]))
    def consult(self, who: str) -> None:
        allowed = self.state == "office_review" and who == "officer"
        if self.attempt(operations.consult(self.who(who), id=self.id), "expert_opinion", allowed=allowed):
            self.proposed = False

    @rule()
    def hear(self) -> None:
        command = HearExperts("周教授", Word.AGREE, "可行")
        work = operations.hear(self.at.officer, id=self.id, command=command)
        self.attempt(work, self.state, allowed=self.state == "expert_opinion")

    @rule(who=st.sampled_from(["officer", "member"]))
    def propose(self, who: str) -> None:
        work = operations.propose(self.who(who), id=self.id, command=Propose(Word.AGREE))
        if self.attempt(work, self.state, allowed=self.state in AT_OFFICE and who == "officer"):
            self.proposed = True

    @rule(who=st.sampled_from(["leader", "officer", "lead"]), yes=st.booleans())
    def decide(self, who: str, *, yes: bool) -> None:
        runs = self.status in {"normal", "rectifying"} or not yes
        allowed = self.state in AT_OFFICE and who == "leader" and self.proposed and runs
        work = operations.decide(self.who(who), id=self.id, command=Decide(approve=yes, note="意见"))
        if self.attempt(work, "effective" if yes else "rejected", allowed=allowed):
            self.versions += yes

    @rule(who=st.sampled_from(["leader", "officer"]))
    def take_back(self, who: str) -> None:
        work = corrections.take_back(self.who(who), kind="change", record=self.id, reason="手续有误")
        if who != "leader" or self.state not in {"effective", "rejected"}:
            with pytest.raises((Denied, Conflict, NotFound)):
                self.run(work)
            return
        self.run(work)
        rows = self.run(ChangeRequest.select(ChangeRequest.state).where(ChangeRequest.id == self.id).run())
        self.state = rows[0]["state"]
        assert self.state in AT_OFFICE

    @rule(
        who=st.sampled_from(["leader", "officer", "lead"]),
        step=st.sampled_from(["suspend", "resume", "recover", "terminate", "revoke"]),
    )
    def change_status(self, who: str, step: str) -> None:
        ends = step in {"terminate", "revoke"}
        allowed = STATUS.allows(step, self.status) and (who == "leader" or (who == "officer" and not ends))
        command = ChangeStatus(step, "会议研究", ground=Fault.NO_WORK)
        work = operations_manage.change_status(self.who(who), id=self.at.made.id, command=command)
        if not allowed:
            with pytest.raises((Denied, Conflict, NotFound)):
                self.run(work)
            return
        self.run(work)
        self.status = STATUS.transition(step).to

    @rule()
    def take_status_back(self) -> None:
        if self.status not in ENDS:
            return
        self.run(corrections.take_back(self.at.leader, kind="project", record=self.at.made.id, reason="不应结束"))
        rows = self.run(Project.select(Project.status).where(Project.id == self.at.made.id).run())
        self.status = rows[0]["status"]
        assert self.status not in ENDS

    @invariant()
    def the_record_is_what_was_done(self) -> None:
        if not hasattr(self, "id"):
            return
        view = self.run(queries.view(self.at.leader, self.id))
        assert view.state == self.state
        assert set(view.actions) <= {"edit", "send", "opine", "return", "consult", "hear", "propose", "decide",
                                     "put_in_force", "withdraw", "take_back"}  # fmt: skip
        assert ("decide" in view.actions) == (self.state in AT_OFFICE and self.proposed)
        assert CHANGE.label(view.state) == view.state_label
        p = self.run(Project.select(Project.stage, Project.status).where(Project.id == self.at.made.id).run())[0]
        assert (p["stage"], p["status"]) == ("running", self.status)
        assert STAGE.label(p["stage"])
        a = Agreement
        rows = self.run(a.select(a.effective).where(a.project == self.at.made.id).order_by(a.number).run())
        assert (len(rows), sum(row["effective"] for row in rows)) == (self.versions, 1)


def test_a_changes_life(sqlite_template: Path) -> None:
    TEMPLATE[:] = [sqlite_template]
    few = settings(
        max_examples=20, stateful_step_count=22, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Life, settings=few)
    assert [sqlite_template] == TEMPLATE
