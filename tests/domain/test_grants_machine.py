# SPDX-License-Identifier: MIT
"""Anybody tries any step of a list to be granted at any time, on its page or past it; the model says what works."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from research.applications import operations as applications
from research.applications import queries as application_queries
from research.corrections import operations as corrections
from research.grants import operations, queries
from research.grants.schemas import AnswerObjection, DraftList, ItemContent, ListView, Object
from research.grants.states import GRANT_LIST, Verdict
from research.projects import operations_granting as granting
from research.projects.tables import Project
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.topics import make_application, make_topic
from tests.support.playing import Playing, play
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import NotFound

PEOPLE = ("officer", "clerk", "leader", "lead", "reader", "stranger")
FORMER = ("reviewed", "accepted", "reviewed")
"""Where the three applications stand before anything is signed: two are to be granted, the last is not."""
TEST = system("test")
Do = Callable[[Actor, ListView], Awaitable[Any]]


class Cast(msgspec.Struct):
    officer: Actor
    clerk: Actor
    leader: Actor
    lead: Actor
    reader: Actor
    stranger: Actor
    applications: list[int]


async def make_cast() -> Cast:
    officer, unit, far = await actor_as(Role.OFFICER), await make_unit(), await make_unit("区外局")
    made, leads = [], []
    for n, state in enumerate(FORMER):
        track = "jiebang" if state == "accepted" else "regular"
        topic = await make_topic(created_by=officer.account, number=f"2026-90{n}", track=track)
        lead, talent = await make_member(unit=unit)
        leads.append(lead)
        made.append(await make_application(topic=topic, lead=talent, unit=unit, state=state))
    return Cast(
        officer, await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER), leads[0], (await make_member())[0],
        await actor_as(Role.OFFICER, unit=far, scope=far), made,
    )  # fmt: skip


def content(cast: Cast) -> DraftList:
    first, second, third = cast.applications
    items = [ItemContent(first), ItemContent(second), ItemContent(third, Verdict.DECLINE, "均分低于75")]
    return DraftList("第一批拟立项名单", items)


def _step(operation: Any) -> Do:
    return lambda actor, view: operation(actor, id=view.id, version=None)


def _object(actor: Actor, view: ListView) -> Awaitable[Any]:
    return operations.object_to(actor, id=view.id, content=Object(view.items[0].id, "与已有课题重复"))


STEPS: dict[str, Do] = {
    "submit": _step(operations.submit_list),
    "send_back": lambda actor, view: operations.send_back(actor, id=view.id, reason="补充意见", version=None),
    "sign": _step(operations.sign_list),
    "object": _object,
    "grant": lambda actor, view: operations.grant_clear(actor, id=view.id),
    "finish": _step(operations.finish_list),
    "drop": _step(operations.drop_list),
    "take_back": lambda actor, view: corrections.take_back(
        actor, kind="grant_list", record=view.id, reason="算错了"
    ),
}  # fmt: skip
SELDOM = frozenset({"drop", "send_back"})


class GrantMachine(Playing):
    """The model: the list's state, each application's, the objections that nobody answered, the notice's last day."""

    reached: ClassVar[set[str]] = set()

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        self.cast: Cast = self.run(make_cast())
        self.id = self.run(operations.draft_list(self.cast.officer, content=content(self.cast))).id
        self.run(operations.submit_list(self.cast.officer, id=self.id, version=None))
        self.state, self.items = "submitted", list(FORMER)
        self.objections: dict[int, str] = {}

    def seen_by(self, actor: Actor) -> ListView | None:
        try:
            return self.run(queries.get(actor, self.id))
        except NotFound:
            return None

    def view(self) -> ListView:
        return self.run(queries.get(self.cast.officer, self.id))

    @rule(days=st.sampled_from([1, 9]))
    def time_goes_by(self, days: int) -> None:
        self.frozen.advance(days=days)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted({*STEPS} - SELDOM)))
    def somebody_tries(self, who: str, name: str) -> None:
        self.attempt(who, name)

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted(SELDOM)), often=st.integers(0, 3))
    def somebody_tries_to_undo_it(self, who: str, name: str, often: int) -> None:
        if not often:
            self.attempt(who, name)

    @rule(often=st.integers(0, 4))
    def the_leader_takes_the_signature_back(self, often: int) -> None:
        if self.state == "notice" and not often:
            self.attempt("leader", "take_back")

    @rule(pick=st.integers(0, 20))
    def somebody_does_what_is_offered(self, pick: int) -> None:
        offered = [
            (who, name)
            for who in ("officer", "leader")
            if (view := self.seen_by(getattr(self.cast, who)))
            for name in STEPS
            if name in view.actions and name not in SELDOM | {"take_back"}
        ]
        if offered:
            self.attempt(*offered[pick % len(offered)])

    def attempt(self, who: str, name: str) -> None:
        actor = getattr(self.cast, who)
        view = self.seen_by(actor)
        offered = view is not None and name in view.actions
        assert self.goes_through(STEPS[name](actor, view or self.view())) == offered, f"{who} {name} in {self.state}"
        if offered:
            self.note(who, name)

    def note(self, who: str, name: str) -> None:
        if name == "object":
            self.objections[max(one.id for one in self.view().objections)] = who
            self.reached.add("object")
            return
        if name == "grant":
            held = bool(self.objections)
            self.items = ["granted" if s == "notice" and not (n == 0 and held) else s for n, s in enumerate(self.items)]
            self.reached.add("granted")
            return
        moved = GRANT_LIST.transition("undo_sign" if name == "take_back" else name)
        assert self.state in moved.from_
        self.state = moved.to
        self.reached.add(name)
        if name == "sign":
            self.items = ["notice", "notice", "not_granted"]
        if name == "take_back":
            self.items[:2] = FORMER[:2]

    @rule(who=st.sampled_from(PEOPLE), upheld=st.booleans())
    def somebody_answers(self, who: str, *, upheld: bool) -> None:
        if not self.objections:
            return
        id_, author = min(self.objections.items())
        command = AnswerObjection("核查属实" if upheld else "已比对", upheld=upheld)
        done = self.goes_through(operations.answer(getattr(self.cast, who), id=id_, content=command))
        assert done == (who in {"officer", "clerk"} and who != author), f"{who} answers {author} in {self.state}"
        if done:
            del self.objections[id_]
            self.reached.add("answered")
            if upheld and self.items[0] == "notice":
                self.items[0] = "not_granted"

    @rule(who=st.sampled_from(PEOPLE), often=st.integers(0, 3))
    def somebody_declines_after_all(self, who: str, often: int) -> None:
        if not often:
            step = operations.decline_item(
                getattr(self.cast, who), item=self.view().items[1].id, reason="另有安排"
            )  # fmt: skip
            done = self.goes_through(step)
            assert done == (who == "leader" and self.state == "notice" and self.items[1] == "notice")
            if done:
                self.items[1] = "not_granted"

    @rule(who=st.sampled_from(PEOPLE), n=st.integers(0, 2))
    def nobody_goes_past_the_list(self, who: str, n: int) -> None:
        if self.state not in {"dropped", "done"}:
            actor, id_ = getattr(self.cast, who), self.cast.applications[n]
            assert not self.goes_through(applications.turn_down(actor, id=id_, reason="不合适", version=None))
            assert not self.goes_through(granting.grant(actor, application=id_))

    @invariant()
    def all_stands_where_the_model_says(self) -> None:
        view = self.view()
        assert (view.state, [one.state for one in view.items]) == (self.state, self.items)
        assert [one.held for one in view.items] == [bool(self.objections), False, False]
        assert {one.id for one in view.objections if one.answered_at is None} == {*self.objections}
        until = view.notice_until
        assert view.running == (self.state == "notice" and until is not None and clock.today() <= until)
        found = [self.run(application_queries.application(TEST, id_)).state for id_ in self.cast.applications]
        assert found == self.items
        assert self.run(self._count(Project.count())) == self.items.count("granted")

    @invariant()
    def others_read_the_notice_alone(self) -> None:
        for who in ("reader", "stranger"):
            view = self.seen_by(getattr(self.cast, who))
            assert (view is not None) == (self.state in {"notice", "done"})
            if view is not None:
                assert [one.application for one in view.items] == self.cast.applications[:2]
                assert {one.account for one in view.objections} <= {getattr(self.cast, who).account}
                assert not any(one.held or one.reason for one in view.items)


@pytest.mark.engines_only("sqlite", reason="each example copies the file")
@pytest.mark.usefixtures("wired")
def test_whatever_is_tried_only_what_the_list_says_happens(sqlite_template: Path, quick_folder: Path) -> None:
    play(lambda: GrantMachine(sqlite_template, quick_folder), examples=20, steps=28)
    assert GrantMachine.reached >= {"sign", "object", "answered", "granted", "take_back"}
