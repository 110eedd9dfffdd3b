# SPDX-License-Identifier: MIT
"""A round decided together: cuts, the quota, ties and their vote, one signature; nothing leaks before it."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from research.projects.tables import Milestone, Project
from reviews.decisions import operations_staging as staging
from reviews.decisions import queries_staging as staged
from reviews.decisions.schemas import (
    Ballot,
    BarIn,
    Board,
    CutOff,
    Publish,
    SendBack,
    SignRow,
    Stage,
    StageRow,
    Vote,
)
from reviews.rounds import operations_recusal
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import Pin
from reviews.rounds.states import ConflictKind
from reviews.rounds.tables import RoundItem
from tests.factories import people
from tests.factories.verdicts import Staged, make_staged
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import AppError, Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.policies import operations as policies
from thinktank.policies.kinds import Programme
from thinktank.policies.kinds_reviews import REFUSED, Verdicts
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]


def of(decision: str, s: Staged, *items: int, grades: dict[int, str] | None = None, **more: Any) -> Stage:
    rows = [StageRow(s.items[n], decision, (grades or {}).get(n, "")) for n in items]
    return Stage(rows, note="同意专家组意见", **more)


def sign(board: Board, *but: int) -> Publish:
    drafted = [row.item for row in board.rows if row.item.state == "drafted"]
    return Publish([SignRow(one.id, one.id not in but, one.version) for one in drafted])


async def states(s: Staged) -> list[str]:
    i = RoundItem
    return [row["state"] for row in await i.select(i.state).where(i.round == s.round).order_by(i.id)]


async def set_verdicts(s: Staged, **values: Any) -> None:
    await policies.set_value(s.officer, name="verdicts", value=Verdicts(**values), effective_from=clock.today())


def counted(board: Board) -> dict[str, tuple[int, int | None]]:
    return {one.code: (one.n, one.most) for one in board.grades if one.n}


async def test_a_round_is_staged_and_published_in_one_go() -> None:
    s = await make_staged(92, 85, 70, 55)
    board = await staging.stage(s.officer, round=s.round, command=of("passed", s, 0, 1, 2))
    assert counted(board) == {"excellent": (1, 1), "good": (1, None), "qualified": (1, None)}
    board = await staging.stage(s.officer, round=s.round, command=of("failed", s, 3))
    assert await states(s) == ["drafted"] * 4
    leaders = await Notice.select(Notice.href).where(Notice.account == s.leader.account)
    assert {row["href"] for row in leaders} == {f"/rounds/{s.round}/decisions"}
    for lead, project in zip(s.leads, s.projects, strict=True):
        [seen] = await rounds.public_items(lead, project)
        assert (seen.state_label, seen.decision, seen.grade, seen.decision_note) == ("审定中", "", "", "")
    done = await staging.publish(s.leader, round=s.round, command=sign(board))
    assert await states(s) == ["decided"] * 4
    assert done.grades == board.grades
    p, m = Project, Milestone
    heads = await p.select(p.stage, p.grade).where(p.id.is_in(s.projects)).order_by(p.id)
    assert [(row["stage"], row["grade"]) for row in heads] == [
        ("closed", "excellent"), ("closed", "good"), ("closed", "qualified"), ("closing", ""),
    ]  # fmt: skip
    steps = await m.select(m.state).where(m.id.is_in(s.milestones)).order_by(m.id)
    assert [row["state"] for row in steps] == ["done", "done", "done", "returned"]
    for lead, item in zip(s.leads, s.items, strict=True):
        told = await Notice.select(Notice.href).where(Notice.account == lead.account)
        assert [row["href"] for row in told] == [f"/reviews/letters/{item}"]
    lines = await trail.timeline(s.leader, "round", s.round)
    assert (lines[0].text, lines[0].detail) == ("签批并公布4件", "通过3件，不通过1件")


async def test_what_fails_for_one_is_kept_of_none() -> None:
    s = await make_staged(85, 70)
    board = await staging.stage(s.officer, round=s.round, command=of("passed", s, 0, 1))
    await staging.send_back(s.leader, round=s.round, command=SendBack("请再核", [s.items[1]]))
    with pytest.raises((Conflict, Denied)):
        await staging.publish(s.leader, round=s.round, command=sign(board))
    assert await states(s) == ["drafted", "scored"]
    assert await Notice.count().where(Notice.rule == "milestone.decided") == 0
    with pytest.raises(Invalid) as refused:
        await staging.stage(s.officer, round=s.round, command=of("granted", s, 0, 1))
    assert list(refused.value.fields) == ["rows-0-decision"]
    assert await states(s) == ["drafted", "scored"]


async def test_a_draft_that_was_changed_after_it_was_seen_is_not_signed() -> None:
    s = await make_staged(85)
    seen = await staging.stage(s.officer, round=s.round, command=of("passed", s, 0))
    await staging.stage(s.officer, round=s.round, command=of("failed", s, 0))
    with pytest.raises(Conflict):
        await staging.publish(s.leader, round=s.round, command=sign(seen))
    assert await states(s) == ["drafted"]


@pytest.mark.parametrize(
    ("role", "stage", "signs"),
    [(Role.OFFICER, None, Denied), (Role.DEPT_LEADER, None, None), (Role.REVIEWER, NotFound, NotFound),
     (Role.MEMBER, NotFound, NotFound), (Role.INSPECTOR, NotFound, NotFound)],
)  # fmt: skip
async def test_who_stages_and_who_signs(role: Role, stage: type[AppError] | None, signs: type[AppError] | None) -> None:
    s = await make_staged(85, 75)
    await staging.stage(s.officer, round=s.round, command=of("passed", s, 0))
    actor = await people.actor_as(role)
    board = await staged.board(s.officer, s.round)
    for wanted, call in (
        (stage, staging.stage(actor, round=s.round, command=of("passed", s, 1))),
        (signs, staging.publish(actor, round=s.round, command=sign(board))),
    ):
        if wanted is None:
            await call
        else:
            with pytest.raises(wanted):
                await call


async def test_a_setting_lets_officers_sign_what_is_general() -> None:
    s = await make_staged(85)
    board = await staging.stage(s.officer, round=s.round, command=of("passed", s, 0))
    await policies.set_value(
        s.officer, name="programme", value=Programme(officers_sign_general=True), effective_from=clock.today()
    )
    await staging.publish(s.officer, round=s.round, command=sign(board))
    assert await states(s) == ["decided"]


# -- quota ----------------------------------------------------------------------------------------------------


async def test_beyond_the_quota_a_reason_is_needed_or_it_is_refused() -> None:
    s = await make_staged(95, 94, 93, 70)
    with pytest.raises(Invalid) as asked:
        await staging.stage(s.officer, round=s.round, command=of("passed", s, 0, 1))
    assert asked.value.fields == {"over_reason": "《课题1》：本轮优秀名额1件，已用完，请写明超出的理由"}
    board = await staging.stage(s.officer, round=s.round, command=of("passed", s, 0, 1, over_reason="两项同获市级采纳"))
    assert (counted(board)["excellent"], board.reasons) == ((2, 1), ["两项同获市级采纳"])
    await set_verdicts(s, over_quota=REFUSED)
    with pytest.raises(Invalid) as refused:
        await staging.stage(s.officer, round=s.round, command=of("passed", s, 2, over_reason="也很好"))
    assert refused.value.fields == {"rows-0-grade": "本轮优秀名额1件，已用完，请改评其他等次"}
    with pytest.raises(Conflict, match="名额"):
        await staging.publish(s.leader, round=s.round, command=sign(board))
    assert await states(s) == ["drafted", "drafted", "scored", "scored"]


async def test_a_place_may_change_hands_in_one_go() -> None:
    s = await make_staged(95, 94, 70)
    await set_verdicts(s, over_quota=REFUSED)
    await staging.stage(s.officer, round=s.round, command=of("passed", s, 0))
    swapped = [StageRow(s.items[1], "passed", "excellent"), StageRow(s.items[0], "passed", "good")]
    board = await staging.stage(s.officer, round=s.round, command=Stage(swapped, note="会商后调整"))
    assert {row.item.id: row.item.grade for row in board.rows if row.item.grade} == {
        s.items[0]: "good", s.items[1]: "excellent",
    }  # fmt: skip


async def test_a_quota_of_all_or_none() -> None:
    s = await make_staged(95, 94)
    await set_verdicts(s, excellent_percent=100, over_quota=REFUSED)
    board = await staging.stage(s.officer, round=s.round, command=of("passed", s, 0, 1))
    assert counted(board)["excellent"] == (2, 2)
    await set_verdicts(s, excellent_percent=0, over_quota=REFUSED)
    with pytest.raises(Conflict, match="名额0件"):
        await staging.publish(s.leader, round=s.round, command=sign(board))


async def test_counting_writes_nothing() -> None:
    s = await make_staged(95, 94, 70)
    drafts = {s.items[0]: ("passed", "excellent"), s.items[1]: ("passed", "excellent"), s.items[2]: ("", "qualified")}
    found = await staged.count(s.officer, s.round, drafts)
    assert [(one.code, one.n, one.over) for one in found.grades if one.n] == [("excellent", 2, True)]
    assert [(one.code, one.n) for one in found.words if one.n] == [("passed", 2)]
    assert await states(s) == ["scored"] * 3


# -- cuts -----------------------------------------------------------------------------------------------------


async def test_cuts_propose_words_and_grades_and_leave_ties_open() -> None:
    s = await make_staged(95, 95, 91, 82, 50)
    cut = CutOff([BarIn("passed", Decimal(60)), BarIn("passed_after_revision")], rest="failed")
    found = await staged.propose(s.officer, s.round, cut)
    assert [(s.items.index(one.item), one.decision, one.grade, one.why) for one in found.proposals] == [
        (0, "passed", "", "与其他材料完全同分，请评审组表决"),
        (1, "passed", "", "与其他材料完全同分，请评审组表决"),
        (2, "passed", "good", "优秀名额已满"),
        (3, "passed", "good", ""),
        (4, "failed", "unqualified", ""),
    ]
    assert await states(s) == ["scored"] * 5
    only = await staged.propose(s.officer, s.round, CutOff([BarIn("passed", Decimal(60))], direction="rural"))
    assert only.proposals == []


async def test_places_cut_the_first_word() -> None:
    s = await make_staged(90, 80, 80, 70)
    bars = [BarIn("passed", Decimal(60))]
    found = await staged.propose(s.officer, s.round, CutOff(bars, places=2, rest="failed"))
    by = {s.items.index(one.item): (one.decision, bool(one.why)) for one in found.proposals}
    assert by == {0: ("passed", False), 1: ("", True), 2: ("", True), 3: ("failed", False)}
    roomy = await staged.propose(s.officer, s.round, CutOff(bars, places=3, rest="failed"))
    assert [one.decision for one in roomy.proposals] == ["passed", "passed", "passed", "failed"]


# -- votes ----------------------------------------------------------------------------------------------------


async def test_a_vote_of_the_panel_tells_equals_apart() -> None:
    s = await make_staged(95, 95, 70)
    board = await staged.board(s.officer, s.round)
    assert (board.tied, board.left, "vote" in board.actions) == (s.items[:2], 1, True)
    voters = [one.account for one in s.judges]
    vote = Vote("excellent", [Ballot(s.items[0], 1), Ballot(s.items[1], 2)], voters, clock.today())
    with pytest.raises(Denied):
        await staging.record_vote(s.leader, round=s.round, command=vote)
    with pytest.raises(NotFound):
        await staging.record_vote(s.judges[0], round=s.round, command=vote)
    board = await staging.record_vote(s.officer, round=s.round, command=vote)
    assert board.tied == []
    [kept] = board.votes
    assert (kept.voters, kept.about_label, [ballot.votes for ballot in kept.ballots]) == (
        "评审专家甲、评审专家乙、评审专家丙", "优秀", [1, 2],
    )  # fmt: skip
    found = await staged.propose(s.officer, s.round, CutOff([BarIn("passed", Decimal(60))]))
    assert {one.item: one.grade for one in found.proposals} == {
        s.items[0]: "good", s.items[1]: "excellent", s.items[2]: "qualified",
    }  # fmt: skip
    lines = await trail.timeline(s.officer, "round_item", s.items[1])
    assert lines[0].text == "评审组表决：得2票"


@pytest.mark.parametrize(
    ("about", "ballots", "voters", "field"),
    [
        ("excellent", {0: 1, 2: 2}, 3, "ballots"),  # no equals
        ("excellent", {0: 9, 1: 2}, 3, "ballots"),  # more votes than voters
        ("excellent", {0: 1, 1: 2}, 0, "voters"),  # nobody who judged
        ("passed", {0: 1, 1: 2}, 3, "about"),
    ],
)
async def test_a_vote_without_need_is_refused(about: str, ballots: dict[int, int], voters: int, field: str) -> None:
    s = await make_staged(95, 95, 70)
    who = [one.account for one in s.judges[:voters]] or [s.officer.account]
    command = Vote(about, [Ballot(s.items[n], got) for n, got in ballots.items()], who, clock.today())
    with pytest.raises(Invalid) as refused:
        await staging.record_vote(s.officer, round=s.round, command=command)
    assert field in refused.value.fields


async def test_equals_that_all_fit_need_no_vote() -> None:
    s = await make_staged(95, 95, 70, 70, 60, 60, 60)
    assert (await staged.board(s.officer, s.round)).tied == []


# -- who may not know -------------------------------------------------------------------------------------------


async def test_a_party_sees_neither_the_item_nor_a_count_of_it() -> None:
    s = await make_staged(95, 85, 75)
    party = await people.actor_as(Role.DEPT_LEADER)
    await operations_recusal.pin(s.officer, id=s.items[0], command=Pin(party.account, ConflictKind.KIN, "表亲"))
    board = await staging.stage(s.officer, round=s.round, command=of("passed", s, 0, 1))
    seen = await staged.board(party, s.round)
    assert [row.item.id for row in seen.rows] == s.items[1:]
    assert counted(seen) == {"good": (1, None)}
    with pytest.raises(NotFound):
        await staging.publish(party, round=s.round, command=sign(board))
    with pytest.raises(NotFound):
        await staging.stage(party, round=s.round, command=of("passed", s, 0))
    assert await states(s) == ["drafted", "drafted", "scored"]


async def test_two_leaders_sign_at_once() -> None:
    s = await make_staged(85, 75)
    board = await staging.stage(s.officer, round=s.round, command=of("passed", s, 0, 1))
    other = await people.actor_as(Role.DEPT_LEADER)
    calls = [staging.publish(one, round=s.round, command=sign(board)) for one in (s.leader, other)]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert sorted(type(one).__name__ for one in answers) in (["Board", "Conflict"], ["Board", "Denied"])
    assert await Notice.count().where(Notice.rule == "milestone.decided") == 2
