# SPDX-License-Identifier: MIT
"""Anybody tries any step of a membership at any time: what is not offered is refused, and leaves nothing behind."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from tests.factories.people import actor_as, make_member, make_talent, make_unit
from tests.support.playing import Playing, play
from thinktank.growth import operations as growing
from thinktank.growth import queries as growth
from thinktank.kernel import clock, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import AppError
from thinktank.talents import operations_admission as admission
from thinktank.talents import queries_admission as queries
from thinktank.talents.events import MembershipChanged
from thinktank.talents.schemas_admission import CaseView, TakeStep, UnitOpinion
from thinktank.talents.states import MEMBERS, MEMBERSHIP

PEOPLE = ("officer", "leader", "liaison", "stranger", "colleague")
SIDEWAYS = {"cleared", "objected", "renew"}
"""Steps that leave the state as it is."""
STEPS = sorted({t.name for t in MEMBERSHIP.transitions} - {"merge", "submit", "withdraw"} | SIDEWAYS)
"""Merging has machines of its own; submitting and withdrawing are the person's."""

ONWARD = {
    "submitted": (("officer", "ask_unit"),),
    "unit_opinion": (("liaison", "unit_agrees"),),
    "qualification": (("officer", "qualify"),),
    "consult": (("officer", "cleared"), ("leader", "approve")),
    "decided": (("officer", "publish"),),
    "notice": (("officer", "admit"),),
}
"""What brings a candidate on, so that the later states are reached too."""


class MembershipMachine(Playing):
    """The model is the table of transitions, and what the case offers."""

    reached: ClassVar[set[str]] = set()

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        events.subscribe([(MembershipChanged, growing.on_membership)])
        self.run(self.people())
        self.state, self.version, self.steps = "submitted", 1, 0

    async def people(self) -> None:
        unit = await make_unit("区甲局")
        self.officer, self.leader = await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER)
        self.liaison = await actor_as(Role.LIAISON, unit=unit)
        self.stranger = await actor_as(Role.LIAISON, unit=await make_unit("区乙局"))
        self.colleague, _talent = await make_member(unit=unit)
        self.id = await make_talent(unit=unit, state="submitted", local_since=date(2020, 7, 1), cadre="no")

    def seen_by(self, actor: Actor) -> CaseView | None:
        try:
            return self.run(queries.case(actor, self.id))
        except AppError:
            return None

    @rule(days=st.sampled_from([1, 15, 120]))
    def time_goes_by(self, days: int) -> None:
        self.frozen.advance(days=days)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(STEPS))
    def somebody_tries(self, who: str, name: str) -> None:
        self.attempt(who, name)

    @rule(who=st.sampled_from(PEOPLE[:3]), pick=st.integers(0, 20))
    def somebody_does_what_is_offered(self, who: str, pick: int) -> None:
        view = self.seen_by(getattr(self, who))
        gone = ("decline", "leave", "give_back")
        offered = sorted(name for name in (view.actions if view else []) if name in STEPS and name not in gone)
        if offered:
            self.attempt(who, offered[pick % len(offered)])

    @rule()
    def it_goes_on(self) -> None:
        for who, name in ONWARD.get(self.state, ()):
            self.attempt(who, name)

    def attempt(self, who: str, name: str) -> None:
        actor = getattr(self, who)
        view = self.seen_by(actor)
        done = self.goes_through(self.step(actor, name))
        if done:
            assert view is not None, f"{who} {name} in {self.state}"
            assert name in view.actions, f"{who} {name} in {self.state}"
            self.note(name)

    async def step(self, actor: Actor, name: str) -> None:
        if name in {"unit_agrees", "unit_disagrees"}:
            opinion = UnitOpinion(agree=name == "unit_agrees", note="意见", unclassified=True)
            await admission.give_opinion(actor, id=self.id, command=opinion)
            return
        ground = {"pause": "study", "leave": "own_request"}.get(name, "")
        until = clock.today() + timedelta(days=30) if name in {"pause", "observe"} else None
        command = TakeStep(step=name, note="理由", on=clock.today(), until=until, ground=ground)  # type: ignore[arg-type]
        await admission.take_step(actor, id=self.id, command=command)

    def note(self, name: str) -> None:
        after = self.run(queries.case(self.officer, self.id))
        if name in SIDEWAYS:
            assert after.state == self.state
        else:
            (step,) = [t for t in MEMBERSHIP.transitions if t.name == name]
            assert self.state in step.from_
            assert after.state == step.to
        assert after.version > self.version
        lines = self.lines_of("talent", self.id)
        assert lines > self.steps
        self.state, self.version, self.steps = after.state, after.version, lines
        self.reached.add(after.state)

    @invariant()
    def nothing_else_has_changed(self) -> None:
        view = self.run(queries.case(self.officer, self.id))
        assert (view.state, view.version) == (self.state, self.version)
        assert self.lines_of("talent", self.id) == self.steps
        assert self.seen_by(self.colleague) is None

    @invariant()
    def a_member_has_an_admission_on_record(self) -> None:
        lines = self.run(growth.record(self.officer, self.id))
        standing = [line for line in lines if line.category == "入库" and not line.corrected and not line.corrects]
        assert (self.state not in MEMBERS) or standing


@pytest.mark.engines_only("sqlite", reason="each example copies the file")
def test_whatever_is_tried_only_what_is_offered_happens(sqlite_template: Path, quick_folder: Path) -> None:
    play(lambda: MembershipMachine(sqlite_template, quick_folder), examples=15)
    assert MembershipMachine.reached >= {"unit_opinion", "qualification", "consult", "decided", "notice", "active"}
