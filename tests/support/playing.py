# SPDX-License-Identifier: MIT
"""What machines that play on a real database share: a file of their own, a clock, a loop, and the trail's proof."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.support import engines
from thinktank.kernel import clock
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.kernel.errors import AppError
from thinktank.trail import queries as trail
from thinktank.trail.tables import TimelineEntry

T = TypeVar("T")
START = datetime(2026, 3, 18, 2, tzinfo=UTC)


class Playing(RuleBasedStateMachine):
    """A machine whose steps are real operations; at its end the trail must still prove itself."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.frozen = self.stack.enter_context(clock.using(FrozenClock(START)))
        self.engine = PooledSQLiteEngine(str(shutil.copyfile(template, folder / f"{type(self).__name__}.sqlite")))
        self.stack.enter_context(engines.using(self.engine))
        self.runner = self.stack.enter_context(asyncio.Runner())
        self.run(self.engine.open())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def goes_through(self, step: Any) -> bool:
        """Whether an operation was done; its refusal is an answer too."""
        try:
            self.run(step)
        except AppError:
            return False
        return True

    def lines_of(self, kind: str, record: int) -> int:
        """How many lines a record has on its timeline."""
        t = TimelineEntry
        return self.run(self._count(t.count().where((t.kind == kind) & (t.record == record))))

    @staticmethod
    async def _count(query: Any) -> int:
        return int(await query)

    def teardown(self) -> None:
        verdict = self.run(trail.verify())
        self.run(self.engine.close())
        self.stack.close()
        assert verdict.ok


def play(make: Callable[[], Playing], *, examples: int, steps: int = 40) -> None:
    """Let a machine play, the same way every time."""
    run_state_machine_as_test(
        make,  # type: ignore[arg-type]
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
