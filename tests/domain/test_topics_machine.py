# SPDX-License-Identifier: MIT
"""Anybody tries any step of a proposed topic at any time: what is offered works, everything else is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from research.applications import operations as applications
from research.corrections import operations as corrections
from research.projects import operations_granting as granting
from research.topics import operations, queries
from research.topics import operations_proposals as proposals
from research.topics.schemas_topics import Advise, Commission, DecideTopics, Merge, TopicView
from research.topics.states import TOPIC
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.topics import make_application
from tests.support.playing import Playing, play
from tests.support.selection import form, set_selection, whole
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound

PEOPLE = ("officer", "leader", "proposer", "mate", "liaison", "stranger")
Do = Callable[[Actor, TopicView], Awaitable[Any]]


class Cast(msgspec.Struct):
    officer: Actor
    leader: Actor
    proposer: Actor
    mate: Actor
    liaison: Actor
    stranger: Actor
    lead: Actor
    talent: int
    unit: int
    goal: int


async def make_cast() -> Cast:
    unit, far = await make_unit("东湖镇"), await make_unit("区外局")
    officer = await actor_as(Role.OFFICER)
    (proposer, _), (mate, _), (lead, talent) = (
        await make_member(unit=unit), await make_member(unit=unit), await make_member(unit=unit),
    )  # fmt: skip
    await set_selection(officer, propose_any_time=True, notice_first=False)
    goal = await proposals.hand_in(mate, content=form("镇村文化礼堂怎样常态开放"))
    return Cast(
        officer, await actor_as(Role.DEPT_LEADER), proposer, mate, await actor_as(Role.LIAISON, unit=unit),
        await actor_as(Role.OFFICER, unit=far, scope=far), lead, talent, unit, goal.id,
    )  # fmt: skip


def _soon() -> Any:
    return clock.today() + timedelta(days=10)


async def _complete(actor: Actor, view: TopicView) -> None:
    """Write what the list asks for, where the topic is about to go out."""
    if "publish" in view.actions:
        await operations.edit_topic(actor, id=view.id, content=whole(closes_on=_soon()))


async def _publish(actor: Actor, view: TopicView) -> None:
    await _complete(actor, view)
    await operations.publish_topic(actor, id=view.id, version=None, closes_on=_soon())


async def _commission(actor: Actor, view: TopicView) -> None:
    await _complete(actor, view)
    await operations.commission_topic(actor, id=view.id, content=Commission(unit=actor.unit, closes_on=_soon()))


def _advise(content: Advise) -> Do:
    return lambda actor, view: proposals.advise(actor, id=view.id, content=content)


def _decide(*, approve: bool) -> Do:
    return lambda actor, view: proposals.decide_topics(
        actor, content=DecideTopics([view.id], approve=approve, reason="" if approve else "已有专班")
    )


def _step(operation: Any) -> Do:
    return lambda actor, view: operation(actor, id=view.id, version=None)


STEPS: dict[str, tuple[str, Do]] = {
    "submit": ("submit", lambda actor, view: proposals.hand_in(actor, content=form(), id=view.id)),
    "withdraw": ("withdraw", _step(proposals.withdraw_topic)),
    "advise": ("advise", _advise(Advise(approve=True))),
    "advise_no": ("advise", _advise(Advise(approve=False, note="已有专班"))),
    "approve": ("decide", _decide(approve=True)),
    "decline": ("decide", _decide(approve=False)),
    "publish": ("publish", _publish),
    "commission": ("publish", _commission),
    "pass_over": ("pass_over", _step(operations.pass_over)),
    "archive": ("archive", _step(operations.archive_topic)),
    "take_back": (
        "take_back", lambda actor, view: corrections.take_back(actor, kind="topic", record=view.id, reason="算错了")
    ),
}  # fmt: skip
STILL = frozenset({"advise", "advise_no"})
ENDING = frozenset({"archive", "merge"})
MOVES: dict[str, tuple[str, ...]] = {
    "commission": ("publish",),
    "take_back": tuple(one.name for one in TOPIC.transitions if one.undo),
}


class TopicMachine(Playing):
    """The model is the table of transitions, what the view offers, and whether a team has answered."""

    reached: ClassVar[set[str]] = set()

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        self.cast: Cast = self.run(make_cast())
        self.id = self.run(proposals.save_proposal(self.cast.proposer, content=form())).id
        self.state, self.number, self.claim = "draft", "", 0
        self.steps: dict[str, tuple[str, Do]] = {**STEPS, "merge": ("merge", self.merge)}

    def merge(self, actor: Actor, view: TopicView) -> Awaitable[Any]:
        return proposals.merge_topic(actor, id=view.id, content=Merge(self.cast.goal))

    def seen_by(self, actor: Actor) -> TopicView | None:
        try:
            return self.run(queries.topic(actor, self.id))
        except NotFound:
            return None

    @rule(days=st.sampled_from([1, 5, 20]))
    def time_goes_by(self, days: int) -> None:
        self.frozen.advance(days=days)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted({*STEPS} - ENDING)))
    def somebody_tries(self, who: str, name: str) -> None:
        self.attempt(who, name)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted(ENDING)), often=st.integers(0, 5))
    def somebody_tries_to_end_it(self, who: str, name: str, often: int) -> None:
        if not often:  # seldom, else every walk is over before it began
            self.attempt(who, name)

    @rule(pick=st.integers(0, 20))
    def somebody_does_what_is_offered(self, pick: int) -> None:
        offered = [
            (who, name)
            for who in ("proposer", "officer", "leader")
            if (view := self.seen_by(getattr(self.cast, who)))
            for name, (action, _do) in STEPS.items()
            if action in view.actions and name not in ENDING | {"take_back", "withdraw", "advise_no"}
        ]
        if offered:
            self.attempt(*offered[pick % len(offered)])

    @rule()
    def a_team_answers(self) -> None:
        if self.state == "published" and not self.claim:
            self.claim = self.run(make_application(topic=self.id, lead=self.cast.talent, unit=self.cast.unit))

    @rule()
    def the_team_leaves(self) -> None:
        if self.claim and self.state == "published":
            self.run(applications.withdraw_application(self.cast.lead, id=self.claim, version=None))
            self.claim = 0

    @rule(often=st.integers(0, 2))
    def the_team_is_granted(self, often: int) -> None:
        if self.claim and self.state == "published" and not often:
            self.run(applications.accept_application(self.cast.officer, id=self.claim, version=None))
            self.run(granting.grant(self.cast.leader, application=self.claim))
            self.state = "awarded"
            self.reached.add("awarded")

    def attempt(self, who: str, name: str) -> None:
        actor = getattr(self.cast, who)
        action, do = self.steps[name]
        view = self.seen_by(actor)
        target = view or self.run(queries.topic(self.cast.proposer, self.id))
        offered = view is not None and action in view.actions
        assert self.goes_through(do(actor, target)) == offered, f"{who} {name} in {self.state}"
        after = self.run(queries.topic(self.cast.proposer, self.id)).state
        if offered and name not in STILL:
            moves = [one for one in TOPIC.transitions if one.name in MOVES.get(name, (name,))]
            assert any(self.state in one.from_ and after == one.to for one in moves), f"{self.state} {name} {after}"
        else:
            assert after == self.state
        self.state = after
        self.reached.add(after)

    @invariant()
    def a_draft_is_its_writers_alone(self) -> None:
        assert self.seen_by(self.cast.proposer) is not None
        if self.state == "draft":
            assert [who for who in PEOPLE if self.seen_by(getattr(self.cast, who))] == ["proposer"]

    @invariant()
    def number_and_list_are_in_step(self) -> None:
        view = self.run(queries.topic(self.cast.proposer, self.id))
        assert not self.number or view.number == self.number
        self.number = view.number
        assert [one.result for one in view.listings].count("") == (self.state == "published")
        assert bool(view.claims) == bool(self.claim)


@pytest.mark.engines_only("sqlite", reason="each example copies the file")
@pytest.mark.usefixtures("wired")
def test_whatever_is_tried_only_what_is_offered_happens(sqlite_template: Path, quick_folder: Path) -> None:
    play(lambda: TopicMachine(sqlite_template, quick_folder), examples=20)
    assert TopicMachine.reached >= {"submitted", "approved", "declined", "published", "unclaimed"}
