# SPDX-License-Identifier: MIT
"""Anybody tries any step of a posting at any time: what is offered works, everything else is refused and undone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.factories.postings import Cast, make_cast, make_posting
from tests.support.playing import Playing, play
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.postings import operations, operations_course, queries
from thinktank.postings.schemas import (
    Approve,
    Arrive,
    AskChange,
    CommentHalf,
    Consent,
    DecideChange,
    End,
    Half,
    Opine,
    PostingView,
    Start,
    Step,
    SumUp,
)
from thinktank.postings.states import POSTING, Change, Grade, Side

WHY = Step(reason="另有安排")
PEOPLE = ("officer", "leader", "person", "sender", "receiver", "stranger", "colleague")
Do = Callable[[Actor, PostingView], Awaitable[PostingView]]


def _plain(operation: Any, command: Any) -> Do:
    return lambda actor, view: operation(actor, id=view.id, command=command)


def _consent(side: Side) -> Do:
    def run(actor: Actor, view: PostingView) -> Awaitable[PostingView]:
        command = Consent(agrees=True, side=side, on_paper=side not in view.sides, reason="盖章件存人才科")
        return operations.consent(actor, id=view.id, command=command)

    return run


def _opine(side: Side) -> Do:
    def run(actor: Actor, view: PostingView) -> Awaitable[PostingView]:
        command = Opine("表现好", nonsecret=True, side=side, on_paper=side not in view.sides)
        return operations_course.opine(actor, id=view.id, command=command)

    return run


def _ask(kind: Change) -> Do:
    def run(actor: Actor, view: PostingView) -> Awaitable[PostingView]:
        day = view.ends_on + timedelta(days=9) if kind is Change.EXTEND else view.starts_on + timedelta(days=1)
        return operations_course.ask_change(actor, id=view.id, command=AskChange(kind, day, "工作需要"))

    return run


async def _decide(actor: Actor, view: PostingView) -> PostingView:
    change = view.changes[0].id if view.changes else 0
    yes = DecideChange(approve=True)
    return await operations_course.decide_change(actor, id=view.id, change=change, command=yes)


async def _arrive(actor: Actor, view: PostingView) -> PostingView:
    return await operations_course.arrive(actor, id=view.id, command=Arrive(clock.today()))


STEPS: dict[str, Do] = {
    "ask": _plain(operations.ask, Step()),
    "take_back": _plain(operations.take_back, WHY),
    "cancel": _plain(operations.cancel, WHY),
    "approve": _plain(operations.approve, Approve(seen=True)),
    "arrive": _arrive,
    "start": _plain(operations_course.start, Start("李局", "王科长", "跟班")),
    "half": _plain(operations_course.half, Half("已熟悉", nonsecret=True)),
    "comment_half": _plain(operations_course.comment_half, CommentHalf("好")),
    "sum_up": _plain(operations_course.sum_up, SumUp("收获大", nonsecret=True)),
    "end": _plain(operations_course.end, End(Grade.EXCELLENT, "同意")),
    "reopen": _plain(operations_course.reopen, WHY),
    "decide_change": _decide,
    **{f"consent_{side}": _consent(side) for side in Side},
    **{f"opine_{side}": _opine(side) for side in Side},
    **{f"ask_{kind}": _ask(kind) for kind in Change},
}
STILL = {name for name in STEPS if name.startswith(("consent_", "opine_", "ask_"))} | {"decide_change"}
"""Steps that need not move the state themselves."""


class PostingMachine(Playing):
    """The model is the table of transitions, and what the view offers."""

    reached: ClassVar[set[str]] = set()

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        self.cast: Cast = self.run(make_cast())
        self.id = self.run(make_posting(self.cast)).id
        self.state, self.version, self.steps = "proposed", 1, 1

    def seen_by(self, actor: Actor) -> PostingView | None:
        try:
            return self.run(queries.get(actor, self.id))
        except NotFound:
            return None

    @rule(days=st.sampled_from([1, 40, 170]))
    def time_goes_by(self, days: int) -> None:
        self.frozen.advance(days=days)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted(STEPS)))
    def somebody_tries(self, who: str, name: str) -> None:
        self.attempt(who, name)

    @rule(who=st.sampled_from(PEOPLE), pick=st.integers(0, 20))
    def somebody_does_what_is_offered(self, who: str, pick: int) -> None:
        view = self.seen_by(getattr(self.cast, who))
        offered = sorted(name for name in (view.actions if view else []) if name not in ("take_back", "cancel"))
        if offered:
            self.attempt(who, offered[pick % len(offered)])

    def attempt(self, who: str, name: str) -> None:
        actor = getattr(self.cast, who)
        view = self.seen_by(actor)
        target = view or self.run(queries.get(self.cast.officer, self.id))
        offered = view is not None and name in view.actions and not (name == "half" and view.half_at is not None)
        done = self.goes_through(STEPS[name](actor, target))
        assert done == offered, f"{who} {name} in {self.state}"
        if done:
            self.note(name)

    def note(self, name: str) -> None:
        after = self.run(queries.get(self.cast.officer, self.id))
        if name in STILL and after.state == self.state:
            moved = after.version - self.version
            assert moved == (0 if name.startswith("ask_") else 1)
        else:
            taken = {"decide_change": ("extend", "end_early")}.get(name, (name,))
            assert (self.state, after.state) in {
                (start, t.to) for t in POSTING.transitions if t.name in taken for start in t.from_
            }
            assert after.version == self.version + 1
        self.state, self.version, self.steps = after.state, after.version, self.steps + 1
        self.reached.add(after.state)

    @invariant()
    def nothing_else_has_changed(self) -> None:
        view = self.run(queries.get(self.cast.officer, self.id))
        assert (view.state, view.version) == (self.state, self.version)
        assert self.lines_of("posting", self.id) == self.steps
        for outsider in (self.cast.stranger, self.cast.colleague):
            assert self.seen_by(outsider) is None


@pytest.mark.engines_only("sqlite", reason="each example copies the file")
def test_whatever_is_tried_only_what_is_offered_happens(sqlite_template: Path, quick_folder: Path) -> None:
    play(lambda: PostingMachine(sqlite_template, quick_folder), examples=20)
    assert PostingMachine.reached >= {"consent", "approved"}
