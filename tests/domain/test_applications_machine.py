# SPDX-License-Identifier: MIT
"""Anybody tries any step of an application at any time: team, invitations, returns, decisions and taking them back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from research.applications import operations, operations_check, operations_team, plan, queries, queries_team
from research.applications.schemas import (
    Answer,
    ApplicationDraft,
    ApplicationView,
    IndicatorContent,
    Invite,
    PointContent,
    ProductContent,
)
from research.applications.schemas_review import ReviewResult
from research.applications.states import ProductForm, ReviewWord
from research.corrections import operations as corrections
from research.corrections import queries as rulings
from research.participation import queries as participation
from research.topics.states import APPLICATION, CHECKING
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.topics import make_topic
from tests.support.playing import Playing, play
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.errors import NotFound
from thinktank.policies.kinds import Research

TEST, JOB = system("test"), system("job:applications.invitations")
OFFICE = ("officer", "clerk", "leader")
MATES = ("mate", "friend")
PEOPLE = (*OFFICE, "lead", *MATES, "liaison", "stranger")
CLOSED = ("not_accepted", "not_granted", "withdrawn")
MOST_RETURNS = 2
BEGINS = date(2026, 5, 6)  # the plan stays as it is while time goes by: after a return only what was asked may change
Do = Callable[[Actor, int], Awaitable[Any]]


class Cast(msgspec.Struct):
    officer: Actor
    clerk: Actor
    leader: Actor
    lead: Actor
    mate: Actor
    friend: Actor
    liaison: Actor
    stranger: Actor
    talents: dict[str, int]
    topic: int
    other: int


async def make_cast() -> Cast:
    officer, unit, far = await actor_as(Role.OFFICER), await make_unit(), await make_unit("区外局")
    people = {name: await make_member(unit=unit, name=f"{name}甲") for name in ("lead", *MATES)}
    topic = await make_topic(created_by=officer.account, number="2026-801", track="regular")
    other = await make_topic(created_by=officer.account, number="2026-802", title="河道治理长效机制")
    return Cast(
        officer, await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER), people["lead"][0], people["mate"][0],
        people["friend"][0], await actor_as(Role.LIAISON, unit=unit, scope=unit),
        await actor_as(Role.OFFICER, unit=far, scope=far), {name: talent for name, (_, talent) in people.items()},
        topic, other,
    )  # fmt: skip


def content(**changes: Any) -> ApplicationDraft:
    steps = plan.usual_steps(BEGINS, 8, OFFICIAL, Research())
    values: dict[str, Any] = {
        "problem": "薄弱村单打独斗", "goal": "形成抱团方案", "effect": "三个镇试点", "content": "摸清现状，提出对策",
        "approach": "走访、座谈", "indicators": [IndicatorContent("走访农户", "户", Decimal(60))], "milestones": steps,
        "products": [ProductContent(ProductForm.REPORT, "抱团调研报告")], "nonsecret": True, "pledge": True,
    } | changes  # fmt: skip
    return ApplicationDraft(**values)


def _plain(operation: Any) -> Do:
    return lambda actor, id_: operation(actor, id=id_, version=None)


def _with_reason(operation: Any) -> Do:
    return lambda actor, id_: operation(actor, id=id_, reason="条件不够", version=None)


def _send_back(*points: PointContent) -> Do:
    return lambda actor, id_: operations.send_back(actor, id=id_, reason="请修改", version=None, points=points)


STEPS: dict[str, Do] = {
    "withdraw": _plain(operations.withdraw_application),
    "ask_unit": _plain(operations.ask_unit),
    "give_opinion": lambda actor, id_: operations_check.give_opinion(actor, id=id_, opinion="同意", version=None),
    "send_back": _send_back(),
    "send_part_back": _send_back(PointContent("goal", "写得可以检验")),
    "accept": _plain(operations.accept_application),
    "refuse": _with_reason(operations.refuse_application),
    "enter_review": _plain(operations.enter_review),
    "turn_down": _with_reason(operations.turn_down),
    "take_back": lambda actor, id_: corrections.take_back(actor, kind="application", record=id_, reason="看错了附件"),
}
SELDOM = frozenset({"withdraw", "turn_down"})
MOVES = {"send_part_back": "send_back"}


class ApplicationMachine(Playing):
    """The model: where the application stands, its team, who is asked, how often it came back, what was decided."""

    reached: ClassVar[set[str]] = set()

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        self.cast: Cast = self.run(make_cast())
        draft = self.run(operations.save_application(self.cast.lead, topic=self.cast.topic, content=content()))
        self.id, self.state, self.returns, self.whole = draft.id, "draft", 0, True
        self.team: set[str] = set()
        self.asked: dict[str, int] = {}
        self.busy: set[str] = set()
        self.decided: list[tuple[str, str, str]] = []
        """What was decided and stands: who, from where, to where."""
        self.said = ""
        self.rival = 0

    # -- what the model says --------------------------------------------------------------------------------------

    def may(self, who: str, name: str) -> bool:
        """Whether somebody may take a step now, by the rules of the house alone."""
        office, state = who in OFFICE, self.state
        if name == "withdraw":
            return who == "lead" and state in {"draft", *CHECKING, "returned", "accepted"}
        if name == "give_opinion":
            return who == "liaison" and state in {"submitted", "unit_review"}
        if name == "turn_down":
            wanted = self.said == "granted"
            return office and (state == "accepted" or (state == "reviewed" and (who == "leader" or not wanted)))
        if name == "take_back":
            own = state == "not_granted" and (who == "leader" or self.decided[-1][0] == who)
            return office and (state in {"accepted", "not_accepted"} or own)
        back = name in {"send_back", "send_part_back"}
        ready = {"ask_unit": ("submitted",), "enter_review": ("accepted",)}.get(name, CHECKING)
        return office and state in ready and (not back or self.returns < MOST_RETURNS)

    def kept_from(self, name: str) -> bool:
        """Whether a closed application stays closed: its lead leads another by now."""
        return name == "take_back" and self.state in CLOSED and bool(self.rival)

    def writes(self, who: str) -> bool:
        return (who == "lead" or who in self.team) and self.state in {"draft", "returned"}

    def builds(self, who: str) -> bool:
        return who == "lead" and self.state in {"draft", "returned"} and self.whole

    # -- what is tried --------------------------------------------------------------------------------------------

    def seen_by(self, who: str) -> ApplicationView | None:
        try:
            return self.run(queries.application(getattr(self.cast, who), self.id))
        except NotFound:
            return None

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted({*STEPS} - SELDOM)))
    def somebody_tries(self, who: str, name: str) -> None:
        self.attempt(who, name)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted(SELDOM)), often=st.integers(0, 4))
    def somebody_tries_to_end_it(self, who: str, name: str, often: int) -> None:
        if not often:
            self.attempt(who, name)

    @rule(pick=st.integers(0, 50))
    def somebody_does_what_is_offered(self, pick: int) -> None:
        self.go_on(pick)

    def go_on(self, pick: int) -> None:
        names = [name for name in STEPS if name != "withdraw" and any(self.may(who, name) for who in PEOPLE)]
        if names:
            name = names[pick % len(names)]
            able = [who for who in PEOPLE if self.may(who, name)]
            self.attempt(able[pick % len(able)], name)

    @rule(pick=st.integers(0, 50), often=st.integers(0, 1))
    def it_goes_on_as_it_should(self, pick: int, often: int) -> None:
        """Handed in, accepted, reviewed: most games would not come so far by chance."""
        wanted = {"submitted": "accept", "unit_review": "accept", "formal_check": "accept", "accepted": "enter_review"}
        if self.writes("lead"):
            self.hand_in("lead")
        elif often and self.state in wanted:
            self.attempt(OFFICE[pick % 3], wanted[self.state])
        elif self.state == "in_review":
            self.end_review(ReviewWord.REFUSED if often else ReviewWord.GRANTED)
        elif often and self.state == "reviewed":
            self.attempt("leader", "turn_down")

    @rule(pick=st.integers(0, 50))
    def it_goes_on(self, pick: int) -> None:
        if self.writes("lead"):
            self.hand_in("lead")
        else:
            self.go_on(pick)

    @rule(who=st.sampled_from(OFFICE))
    def the_office_takes_it_back(self, who: str) -> None:
        if self.state in {"accepted", "not_accepted", "not_granted"}:
            self.attempt(who, "take_back")

    @rule(often=st.integers(0, 5))
    def the_lead_gives_it_up(self, often: int) -> None:
        if self.returns and not often:
            self.attempt("lead", "withdraw")

    def attempt(self, who: str, name: str) -> None:
        view, allowed = self.seen_by(who), self.may(who, name)
        offered = view is not None and MOVES.get(name, name) in view.actions
        assert offered == allowed, f"{who} is offered {name} in {self.state}: {offered}"
        kept = self.kept_from(name)
        if allowed and name == "take_back":
            found = self.run(rulings.view(getattr(self.cast, who), kind="application", record=self.id))
            assert (found.allowed, bool(found.obstacle)) == (not kept, kept)
        done = self.goes_through(STEPS[name](getattr(self.cast, who), self.id))
        assert done == (allowed and not kept), f"{who} {name} in {self.state}"
        if done:
            self.note(who, name)

    def note(self, who: str, name: str) -> None:
        self.reached.add(name)
        if name == "take_back":
            _who, self.state, left = self.decided.pop()
            self.reached.add(f"back from {left}")
            self.busy = self.everybody()
            return
        step = APPLICATION.transition(MOVES.get(name, name))
        assert self.state in step.from_
        if name in {"accept", "refuse", "turn_down"}:
            self.decided.append((who, self.state, step.to))
        self.state = str(step.to)
        if step.name == "send_back":
            self.returns, self.whole = self.returns + 1, name == "send_back"
            self.decided.clear()
        if self.state in CLOSED:
            self.busy = set()

    def everybody(self) -> set[str]:
        return {"lead", *self.team}

    @rule(who=st.sampled_from(("lead", *MATES, "officer", "stranger")))
    def somebody_tries_to_hand_it_in(self, who: str) -> None:
        self.hand_in(who)

    def hand_in(self, who: str) -> None:
        if self.state in CLOSED or (who in MATES and who not in self.team):
            return  # that would be a claim of one's own
        actor = getattr(self.cast, who)
        done = self.goes_through(operations.submit_application(actor, topic=self.cast.topic, content=content()))
        assert done == (who == "lead" and self.writes(who) and not self.rival), f"{who} hands in {self.state}"
        if done:
            self.reached.add("submit" if self.state == "draft" else "submit again")
            self.state, self.busy = "submitted", self.everybody()
            self.asked.clear()

    @rule(who=st.sampled_from(("lead", *MATES)), text=st.sampled_from(("两个镇先行", "三个镇试行")))
    def somebody_writes(self, who: str, text: str) -> None:
        view = self.seen_by(who)
        assert (view is not None and "edit" in view.actions) == self.writes(who)
        if view is None or not self.writes(who):
            return
        written = content(goal=text, version=view.version)
        assert self.goes_through(operations.save_application(
            getattr(self.cast, who), topic=self.cast.topic, content=written
        ))  # fmt: skip
        assert self.run(queries.application(TEST, self.id)).goal == text

    @rule(accept=st.booleans(), days=st.sampled_from([0, 0, 20]), leave=st.booleans())
    def the_lead_builds_a_team(self, days: int, *, accept: bool, leave: bool) -> None:
        for whom in MATES:
            self.ask("lead", whom)
        self.pass_time(days)
        for whom in MATES:
            self.answer(whom, whom, accept=accept)
        if leave:
            self.leave("mate", "mate")

    @rule(who=st.sampled_from(("lead", "mate", "officer")), whom=st.sampled_from(MATES))
    def somebody_asks_somebody_in(self, who: str, whom: str) -> None:
        self.ask(who, whom)

    def ask(self, who: str, whom: str) -> None:
        command = Invite(self.cast.talents[whom], "走访")
        actor = getattr(self.cast, who)
        free = whom not in self.team and whom not in self.asked
        done = self.goes_through(operations_team.invite(actor, application=self.id, command=command))
        assert done == (self.builds(who) and free), f"{who} asks {whom} in {self.state}"
        if done:
            found = self.run(queries_team.mine(getattr(self.cast, whom)))
            self.asked[whom] = next(one.id for one in found if one.application == self.id)

    @rule(who=st.sampled_from((*MATES, "lead", "stranger")), whom=st.sampled_from(MATES), accept=st.booleans())
    def somebody_answers(self, who: str, whom: str, *, accept: bool) -> None:
        self.answer(who, whom, accept=accept)

    def answer(self, who: str, whom: str, *, accept: bool) -> None:
        if whom not in self.asked:
            return
        step = operations_team.answer(getattr(self.cast, who), id=self.asked[whom], command=Answer(accept))
        done = self.goes_through(step)
        assert done == (who == whom and self.state in {"draft", "returned"}), (
            f"{who} answers for {whom} in {self.state}"
        )
        if done:
            self.asked.pop(whom)
            self.team |= {whom} if accept else set()
            self.reached.add("accepted" if accept else "declined")

    @rule(who=st.sampled_from((*MATES, "lead", "stranger")), whom=st.sampled_from(MATES), often=st.integers(0, 1))
    def somebody_leaves(self, who: str, whom: str, often: int) -> None:
        if not often:
            self.leave(who, whom)

    def leave(self, who: str, whom: str) -> None:
        if whom not in self.team:
            return
        every = self.run(queries_team.of_application(TEST, self.run(queries.application(TEST, self.id))))
        talent = self.cast.talents[whom]
        invitation = max(one.id for one in every if one.talent == talent and one.state == "accepted")
        done = self.goes_through(operations_team.end(getattr(self.cast, who), id=invitation, version=None))
        assert done == (who in {whom, "lead"} and self.state in {"draft", "returned"})
        if done:
            self.team.discard(whom)
            self.reached.add("left")

    @rule(days=st.sampled_from([1, 20]), often=st.integers(0, 2))
    def time_goes_by(self, days: int, often: int) -> None:
        if not often:
            self.pass_time(days)

    def pass_time(self, days: int) -> None:
        self.frozen.advance(days=days)
        late = [whom for whom, id_ in self.asked.items()
                if self.run(queries_team.invitation(TEST, id_)).answer_by < clock.today()]  # fmt: skip
        assert self.run(operations_team.expire_due(JOB)) == len(late)
        for whom in late:
            self.asked.pop(whom)
            self.reached.add("expired")

    @rule(word=st.sampled_from(ReviewWord))
    def the_review_ends(self, word: ReviewWord) -> None:
        if self.state == "in_review":
            self.end_review(word)

    def end_review(self, word: ReviewWord) -> None:
        result = ReviewResult(round=1, title="立项评审", decision=word, score=Decimal("71.50"), grade="合格")
        self.run(operations.record_review(self.cast.leader, id=self.id, result=result))
        self.state, self.said = "reviewed", str(word)
        self.reached.add("reviewed")

    @rule(often=st.integers(0, 2))
    def the_lead_claims_another_topic(self, often: int) -> None:
        if often or self.rival:
            return
        step = operations.submit_application(self.cast.lead, topic=self.cast.other, content=content())
        done = self.goes_through(step)
        assert done == ("lead" not in self.busy), f"a second claim beside {self.state}"
        if done:
            mine = self.run(queries.applications(self.cast.lead, queries.Search(topic=self.cast.other, mine=True)))
            self.rival = mine.items[0].id

    @rule()
    def the_lead_gives_the_other_up(self) -> None:
        if self.rival:
            self.run(operations.withdraw_application(self.cast.lead, id=self.rival, version=None))
            self.rival = 0

    # -- what always holds ----------------------------------------------------------------------------------------

    @invariant()
    def all_stands_where_the_model_says(self) -> None:
        view = self.run(queries.application(TEST, self.id))
        assert (view.state, view.returns) == (self.state, self.returns)
        assert view.returns <= MOST_RETURNS
        names = {talent: name for name, talent in self.cast.talents.items()}
        assert {names[one.talent] for one in view.members} == self.team
        waiting = self.run(queries_team.of_application(TEST, view))
        assert {names[one.talent] for one in waiting if one.state == "invited"} == {*self.asked}

    @invariant()
    def the_ledger_knows_who_is_busy(self) -> None:
        loads = self.run(participation.load(self.cast.talents.values()))
        found = {
            name for name, talent in self.cast.talents.items()
            if any(part.record == self.id for part in loads[talent].parts)
        }  # fmt: skip
        assert found == self.busy
        assert loads[self.cast.talents["lead"]].leads <= 1

    @invariant()
    def nobody_reads_what_is_not_theirs(self) -> None:
        handed_in = self.run(queries.application(TEST, self.id)).submitted_at is not None
        for who in PEOPLE:
            view = self.seen_by(who)
            inside = who == "lead" or who in self.team
            staff = who in {*OFFICE, "liaison"} and handed_in
            assert (view is not None) == (inside or staff), f"{who} in {self.state}"
            if view is not None and who not in OFFICE:
                assert (view.review_score, view.review_decision, view.review_title) == (None, "", "")


@pytest.mark.engines_only("sqlite", reason="each example copies the file")
@pytest.mark.usefixtures("wired")
def test_whatever_is_tried_only_what_the_rules_say_happens(sqlite_template: Path, quick_folder: Path) -> None:
    play(lambda: ApplicationMachine(sqlite_template, quick_folder), examples=20, steps=50)
    assert ApplicationMachine.reached >= {
        "submit", "submit again", "send_back", "send_part_back", "accept", "refuse", "withdraw", "enter_review",
        "reviewed", "turn_down", "take_back", "back from accepted", "back from not_accepted", "accepted", "declined",
        "left", "expired",
    }  # fmt: skip
