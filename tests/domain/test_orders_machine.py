# SPDX-License-Identifier: MIT
"""Anybody tries any step of an order at any time: what is offered works, the rest is refused; its problem follows."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import msgspec
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as walks
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from research.corrections import operations as corrections
from reviews.problems import queries as problems
from reviews.supervision import operations_helpers, operations_time, queries
from reviews.supervision import operations_orders as orders
from reviews.supervision.schemas import (
    AnswerMoreTime,
    AskMoreTime,
    DraftOrder,
    ExtendOrder,
    GiveReason,
    HelpOrder,
    OrderView,
    ReplyOrder,
    Step,
    VerifyOrder,
)
from reviews.supervision.states import ORDER, OrderKind
from tests.factories.orders import make_problem, pdf
from tests.factories.people import actor_as, make_unit
from tests.factories.projects import make_project
from tests.support import engines
from thinktank.files import store
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.kernel.errors import AppError, NotFound
from thinktank.settings import Settings
from thinktank.trail import queries as trail

T = TypeVar("T")
START = datetime(2026, 3, 18, 2, tzinfo=UTC)
WHY = GiveReason(reason="另有安排")
PEOPLE = ("officer", "leader", "inspector", "lead", "member", "liaison", "beside", "stranger")
LADDER = list(OrderKind)
Do = Callable[[Actor, OrderView], Awaitable[Any]]
UNDER_WAY, FIXED = {"open", "fixing"}, {"fixed"}
OF_PROBLEM = {
    "draft": UNDER_WAY,
    "issued": UNDER_WAY,
    "received": UNDER_WAY,
    "handling": UNDER_WAY,
    "returned": UNDER_WAY,
    "replied": FIXED,
    "verifying": FIXED,
    "closed": {"closed"},
    "withdrawn": UNDER_WAY,
}
"""Where the problem may stand while its order stands where it does."""


class Cast(msgspec.Struct):
    officer: Actor
    leader: Actor
    inspector: Actor
    lead: Actor
    member: Actor
    liaison: Actor
    beside: Actor  # liaison of the unit that stands beside the handler
    stranger: Actor
    project: int
    problem: int


async def make_cast() -> Cast:
    project, officer = await make_project(percent=10, with_reports=False), await actor_as(Role.OFFICER)
    problem = await make_problem(project=project.id, owner=project.lead.account, found_by=officer.account)
    far, near = await make_unit("区外局"), await make_unit("区城管局")
    return Cast(
        officer, await actor_as(Role.DEPT_LEADER), await actor_as(Role.INSPECTOR), project.lead, project.member,
        await actor_as(Role.LIAISON, unit=project.unit), await actor_as(Role.LIAISON, unit=near, scope=near),
        await actor_as(Role.OFFICER, unit=far, scope=far), project.id, problem,
    )  # fmt: skip


def _plain(operation: Any, command: Any) -> Do:
    return lambda actor, view: operation(actor, id=view.id, command=command)


def _later(operation: Any, command: Any) -> Do:
    return lambda actor, view: operation(
        actor, id=view.id, command=command(due_on=max(view.due_on, clock.today()) + timedelta(days=9), reason="汛期")
    )


def _reply(actor: Actor, view: OrderView) -> Awaitable[Any]:
    return orders.reply(actor, id=view.id, command=ReplyOrder(nonsecret=True, reply="已办"), uploads=[pdf()])


def _help(actor: Actor, view: OrderView) -> Awaitable[Any]:
    return operations_helpers.help_out(actor, id=view.id, command=HelpOrder(nonsecret=True, text="已派员"))


def _take_back(actor: Actor, view: OrderView) -> Awaitable[Any]:
    return corrections.take_back(actor, kind="order", record=view.id, reason="核错")


STEPS: dict[str, tuple[str, Do]] = {
    "sign": ("sign", _plain(orders.sign_order, Step())),
    "receive": ("receive", _plain(orders.receive, Step())),
    "start": ("start", _plain(orders.start, Step())),
    "reply": ("reply", _reply),
    "help": ("help", _help),
    "close": ("verify", _plain(orders.verify, VerifyOrder(passed=True, note="已核"))),
    "return": ("verify", _plain(orders.verify, VerifyOrder(passed=False, note="缺纪要"))),
    "extend": ("extend", _later(orders.extend, ExtendOrder)),
    "ask": ("more-time", _later(operations_time.ask, AskMoreTime)),
    "give": ("answer-time", _plain(operations_time.answer, AnswerMoreTime(given=True))),
    "refuse": ("answer-time", _plain(operations_time.answer, AnswerMoreTime(given=False, note="不必"))),
    "withdraw": ("withdraw", _plain(orders.withdraw, WHY)),
    "escalate": ("escalate", _plain(orders.escalate, WHY)),
    "take_back": ("take_back", _take_back),
}
MOVES: dict[str, tuple[str, ...]] = {
    "close": ("check", "close"),
    "return": ("check", "return"),
    "sign": ("approve", "issue"),
    "take_back": ("undo_close",),
}
ENDING = frozenset({"withdraw", "escalate"})


class OrderMachine(RuleBasedStateMachine):
    """The model is the table of transitions, and what the view offers."""

    reached: ClassVar[set[str]] = set()
    climbed: ClassVar[set[OrderKind]] = set()

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.frozen = self.stack.enter_context(clock.using(FrozenClock(START)))
        self.engine = PooledSQLiteEngine(str(shutil.copyfile(template, folder / "machine.sqlite")))
        self.stack.enter_context(engines.using(self.engine))
        self.runner = self.stack.enter_context(asyncio.Runner())
        self.run(self.engine.open())
        self.cast: Cast = self.run(make_cast())
        self.id = self.run(self.draft())
        self.state = "draft"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def draft(self) -> int:
        command = DraftOrder(
            nonsecret=True, project=self.cast.project, kind=OrderKind.REMINDER, matter="补报数据", problem="没报",
            requirement="补报", due_on=clock.today() + timedelta(days=20), entry=self.cast.problem,
            units=[self.cast.beside.unit or 0],
        )  # fmt: skip
        return (await orders.draft_order(self.cast.inspector, command=command)).id

    def seen_by(self, actor: Actor) -> OrderView | None:
        try:
            return self.run(queries.get(actor, self.id))
        except NotFound:
            return None

    @rule(days=st.sampled_from([1, 6, 30]))
    def time_goes_by(self, days: int) -> None:
        self.frozen.advance(days=days)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted(set(STEPS) - ENDING)))
    def somebody_tries(self, who: str, name: str) -> None:
        self.attempt(who, name)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted(ENDING)), often=st.integers(0, 9))
    def somebody_tries_to_end_it(self, who: str, name: str, often: int) -> None:
        if not often:  # seldom, else every walk is over before it began
            self.attempt(who, name)

    @rule(who=st.sampled_from(("officer", "inspector", "lead")), often=st.integers(0, 3))
    def somebody_goes_a_step_up_the_ladder(self, who: str, often: int) -> None:
        if not often:
            self.attempt(who, "escalate")

    def offered_to(self, who: str) -> list[tuple[str, str]]:
        view = self.seen_by(getattr(self.cast, who))
        found = [name for name, (action, _do) in STEPS.items() if view and action in view.actions]
        return [(who, name) for name in found if name not in ENDING]

    @rule(pick=st.integers(0, 40))
    def something_that_is_offered_is_done(self, pick: int) -> None:
        offered = [one for who in PEOPLE for one in self.offered_to(who)]
        if offered:
            self.attempt(*offered[pick % len(offered)])

    def attempt(self, who: str, name: str) -> None:
        actor = getattr(self.cast, who)
        action, do = STEPS[name]
        view = self.seen_by(actor)
        target = view or self.run(queries.get(self.cast.officer, self.id))
        offered = view is not None and action in view.actions
        done = self.outcome_of(do(actor, target))
        assert (done is not None) == offered, f"{who} {name} in {self.state}"
        if name == "escalate" and done is not None:
            self.climb(target, done)
            return
        after = self.run(queries.get(self.cast.officer, self.id)).state
        if offered and after != self.state:
            moves = [one for one in ORDER.transitions if one.name in MOVES.get(name, (name,))]
            assert after in {one.to for one in moves}
            assert any(self.state in one.from_ for one in moves)
        else:
            assert after == self.state
        self.state = after
        self.reached.add(after)

    def outcome_of(self, step: Any) -> Any:
        """What a step returns, None where it is refused."""
        try:
            return self.run(step) or True
        except AppError:
            return None

    def climb(self, old: OrderView, new: OrderView) -> None:
        """An order without effect is followed by the next graver kind, which links back; the walk goes on with it."""
        assert (new.kind, new.escalated_from, new.state) == (LADDER[LADDER.index(old.kind) + 1], old.id, "draft")
        assert [(one.label, one.text) for one in new.helpers] == [("区城管局", "")]
        left = self.run(queries.get(self.cast.officer, old.id))
        assert (left.state, left.number) == ("escalated", old.number)
        assert not any(action in left.actions for action, _do in STEPS.values())
        self.id, self.state = new.id, "draft"
        self.reached.add("escalated")
        self.climbed.add(new.kind)

    @invariant()
    def the_problem_goes_along(self) -> None:
        seen = self.run(problems.get(self.cast.officer, self.cast.problem))
        assert seen.state in OF_PROBLEM[self.state]
        assert (seen.order_id == self.id) is not (self.state == "withdrawn")

    @invariant()
    def outsiders_see_nothing(self) -> None:
        assert self.seen_by(self.cast.stranger) is None
        hidden = self.state in {"draft", "approved"} or self.never_issued()
        assert [self.seen_by(one) is None for one in (self.cast.lead, self.cast.beside)] == [hidden, hidden]

    def never_issued(self) -> bool:
        return self.run(queries.get(self.cast.officer, self.id)).issued_at is None

    def teardown(self) -> None:
        verdict = self.run(trail.verify())
        self.run(self.engine.close())
        self.stack.close()
        assert verdict.ok


@pytest.mark.engines_only("sqlite", reason="each example copies the file")
@pytest.mark.usefixtures("wired")
def test_orders_walk_as_their_machine_says(sqlite_template: Path, quick_folder: Path, settings: Settings) -> None:
    store.configure(settings)
    make: Any = lambda: OrderMachine(sqlite_template, quick_folder)  # noqa: E731 -- a machine of these folders
    run_state_machine_as_test(
        make,
        settings=walks(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert OrderMachine.reached >= {"issued", "received", "replied", "closed", "returned", "escalated"}
    assert OrderMachine.climbed >= {OrderKind.SUPERVISION}
