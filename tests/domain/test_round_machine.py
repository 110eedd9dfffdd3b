# SPDX-License-Identifier: MIT
"""A round on real operations: whoever does what on whichever day, nobody sees the others too early, no seat is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from reviews.conduct import operations as conduct
from reviews.conduct import operations_time
from reviews.conduct.schemas import AskTime, GiveTime, HandOver, NameSubstitutes, RemindNow
from reviews.rounds import operations as rounds
from reviews.rounds import operations_guests, operations_recusal
from reviews.rounds import queries as round_queries
from reviews.rounds.phases import Phase
from reviews.rounds.schemas import ExtendRound, Pin
from reviews.rounds.states import ACTIVE, OPEN_TO_REVIEWERS, AssignmentState, ConflictKind
from reviews.rounds.tables import Assignment, Interest, Round
from reviews.rubrics import queries as rubrics
from reviews.scoring import operations as scoring
from reviews.scoring import operations_discussion as discussion
from reviews.scoring import operations_recall, queries_peers
from reviews.scoring.schemas import ReviseSheet, SaveSheet, Say, ScoreIn
from reviews.scoring.tables import Sheet, SheetRevision
from tests.factories import people
from tests.factories.rounds import make_assignment, make_round
from tests.support.playing import Playing, play
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import AppError

SEATS, STANDING = 3, 2
WHO = st.integers(0, SEATS + STANDING - 1)


class Seat(msgspec.Struct):
    """An assignment as it is in the database."""

    id: int
    reviewer: int
    state: AssignmentState
    stands_for: int | None = None
    extended_to: Any = None


class RoundMachine(Playing):
    """Three reviewers, two who stand by, an officer; sharing from the second day, a discussion at the end."""

    reached: ClassVar[set[str]] = set()

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        self.run(self._begin())

    async def _begin(self) -> None:
        panel = await make_round(size=SEATS)
        self.round, self.item = panel.round, panel.item
        self.officer = await actor_of(panel.officer)
        self.people = [
            await people.actor_as(Role.REVIEWER, unit=await people.make_unit()) for _n in range(SEATS + STANDING)
        ]
        for one in self.people[:SEATS]:
            await make_assignment(self.item, one.account)
        today = clock.today()
        days: dict[Any, Any] = {
            Round.shares_from: today + timedelta(days=1), Round.closes_on: today + timedelta(days=2),
            Round.discuss_until: today + timedelta(days=12),
        }  # fmt: skip
        async with db.write_tx():
            await Round.update(days).where(Round.id == self.round)
        standing = NameSubstitutes([one.account for one in self.people[SEATS:]])
        await conduct.name_substitutes(self.officer, id=self.round, command=standing)
        self.criteria = [one.id for one in (await rubrics.in_use("midterm")).criteria]

    async def _seats(self) -> list[Seat]:
        a = Assignment
        query = a.select(a.id, a.reviewer, a.state, a.stands_for, a.extended_to)
        return await db.rows(query.where(a.item == self.item).order_by(a.id), Seat)

    def seats(self) -> list[Seat]:
        return self.run(self._seats())

    def task_of(self, who: Actor) -> int:
        return next((seat.id for seat in self.seats() if seat.reviewer == who.account), 0)

    def sheet(self, total: int) -> SaveSheet:
        return SaveSheet([ScoreIn(one, total) for one in self.criteria], "调研扎实。", advice="on_track")

    def attempt(self, name: str, step: Any) -> bool:
        done = self.goes_through(step)
        if done:
            self.reached.add(name)
        return done

    @rule(who=WHO, total=st.integers(60, 100))
    def submit(self, who: int, total: int) -> None:
        actor = self.people[who]
        task = self.task_of(actor)
        self.goes_through(rounds.declare(actor, id=task))
        self.attempt("submit", scoring.submit_sheet(actor, assignment=task, command=self.sheet(total)))

    @rule(who=WHO, total=st.integers(60, 100))
    def revise(self, who: int, total: int) -> None:
        actor = self.people[who]
        sheet = self.sheet(total)
        command = ReviseSheet(sheet.scores, sheet.opinion, sheet.advice, reason="讨论后调整")
        self.attempt("revise", discussion.revise(actor, assignment=self.task_of(actor), command=command))

    @rule(who=WHO)
    def say(self, who: int) -> None:
        actor = self.people[who]
        self.attempt("say", discussion.say(actor, assignment=self.task_of(actor), command=Say("请再看数据")))

    @rule(who=WHO)
    def take_back(self, who: int) -> None:
        task = self.task_of(self.people[who])
        back = operations_recall.give_back(self.officer, item=self.item, assignment=task, reason="有笔误")
        self.attempt("take back", back)

    @rule(who=WHO)
    def decline(self, who: int) -> None:
        actor = self.people[who]
        self.attempt("decline", rounds.decline(actor, id=self.task_of(actor), reason="有师生关系"))

    @rule(who=WHO)
    def recuse(self, who: int) -> None:
        pin = Pin(self.people[who].account, ConflictKind.KIN, "已核实")
        self.attempt("recuse", operations_recusal.pin(self.officer, id=self.item, command=pin))

    @rule(who=WHO)
    def hand_over(self, who: int) -> None:
        command = HandOver([self.task_of(self.people[who])], "逾期未交")
        self.attempt("hand over", conduct.hand_over(self.officer, id=self.round, command=command))

    @rule(who=WHO, days=st.integers(1, 9))
    def ask_time(self, who: int, days: int) -> None:
        actor = self.people[who]
        command = AskTime(clock.today() + timedelta(days=days), "外出")
        self.attempt("ask", operations_time.ask(actor, assignment=self.task_of(actor), command=command))

    @rule(who=WHO, days=st.integers(1, 9))
    def give_time(self, who: int, days: int) -> None:
        command = GiveTime([self.task_of(self.people[who])], clock.today() + timedelta(days=days), "外出")
        self.attempt("give", operations_time.give(self.officer, id=self.round, command=command))

    @rule(days=st.integers(1, 3))
    def extend(self, days: int) -> None:
        later = ExtendRound(clock.today() + timedelta(days=days), "整体顺延")
        self.attempt("extend", operations_guests.extend(self.officer, id=self.round, command=later))

    @rule(who=WHO)
    def remind(self, who: int) -> None:
        command = RemindNow([self.task_of(self.people[who])])
        self.attempt("remind", conduct.remind(self.officer, id=self.round, command=command))

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        self.frozen.advance(days=days)
        self.run(discussion.turn_phases(system("job:review_phases")))

    @rule(who=WHO, total=st.integers(60, 100))
    def talk_it_over(self, who: int, total: int) -> None:
        """Hand in, let the discussion begin, say a word and revise: what chance alone comes to rarely."""
        self.submit(who, total)
        closes = self.run(round_queries.get_round(self.officer, self.round)).closes_on
        self.wait(max((closes - clock.today()).days + 1, 0))
        self.say(who)
        self.revise(who, 160 - total)

    @invariant()
    def nobody_sees_the_others_but_who_handed_in_in_a_phase_that_shares(self) -> None:
        round_ = self.run(round_queries.get_round(self.officer, self.round))
        barred = {row["account"] for row in self.run(self._interests())}
        seats = {seat.reviewer: seat for seat in self.seats()}
        for actor in self.people:
            seat = seats.get(actor.account)
            wanted = (
                seat is not None and seat.state is AssignmentState.SUBMITTED and actor.account not in barred
                and round_.schedule.phase(clock.today()) is not Phase.ALONE
            )  # fmt: skip
            seen = self._seen(actor, seat.id if seat else 0)
            assert (seen is not None) == wanted
            if seen is not None:
                self.reached.add("seen")
                live = [s for s in seats.values() if s.state is AssignmentState.SUBMITTED]
                assert len(seen.peers) == len([s for s in live if s.reviewer not in barred]) - 1
                text = msgspec.json.encode(seen).decode()
                assert [one.name for one in self.people if one is not actor and one.name in text] == []

    def _seen(self, actor: Actor, task: int) -> Any:
        try:
            return self.run(queries_peers.discussion(actor, task))
        except AppError:
            return None

    async def _interests(self) -> list[dict[str, Any]]:
        n = Interest
        return await n.select(n.account).where((n.item == self.item) & n.active.eq(True))

    @invariant()
    def no_seat_is_counted_twice_or_lost(self) -> None:
        item = self.run(round_queries.get_item(self.officer, self.item))
        seats = self.seats()
        live = [seat for seat in seats if seat.state in ACTIVE]
        assert (item.assigned, item.submitted) == (
            len(live), len([seat for seat in live if seat.state is AssignmentState.SUBMITTED]),
        )  # fmt: skip
        assert len(live) <= item.size
        heirs = [seat.stands_for for seat in live if seat.stands_for]
        assert len(heirs) == len(set(heirs))
        round_ = self.run(round_queries.get_round(self.officer, self.round))
        assert all(seat.extended_to is None or seat.extended_to > round_.closes_on for seat in seats)
        if round_.schedule.discusses(clock.today()):
            assert item.state in OPEN_TO_REVIEWERS

    @invariant()
    def what_a_sheet_was_is_kept_and_the_last_of_it_is_what_counts(self) -> None:
        for sheet, total, kept in self.run(self._kept()):
            assert kept, sheet
            assert kept[-1] == total
            assert len(kept) >= 1

    async def _kept(self) -> list[tuple[int, Any, list[Any]]]:
        s, r = Sheet, SheetRevision
        mine = s.assignment.is_in(Assignment.select(Assignment.id).where(Assignment.item == self.item))
        found = []
        for row in await s.select(s.id, s.total).where(mine & (s.state == "submitted")):
            kept = await r.select(r.total).where(r.sheet == row["id"]).order_by(r.number)
            found.append((row["id"], row["total"], [one["total"] for one in kept]))
        return found


@pytest.mark.engines_only("sqlite", reason="each example copies the file")
def test_whatever_is_done_on_whichever_day_nothing_is_seen_or_lost(sqlite_template: Path, quick_folder: Path) -> None:
    play(lambda: RoundMachine(sqlite_template, quick_folder), examples=20)
    assert RoundMachine.reached >= {"submit", "hand over", "seen", "say", "revise", "take back"}
