# SPDX-License-Identifier: MIT
"""A round seen through: who owes what, substitutes, more time, reminders, the meeting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reviews.conduct import operations, operations_meeting, operations_time, queries
from reviews.conduct.schemas import (
    AnswerTime,
    AskTime,
    Board,
    GiveTime,
    HandOver,
    Hold,
    Line,
    NameSubstitutes,
    RemindNow,
    SetAgenda,
    Turn,
)
from reviews.rounds import operations as rounds
from reviews.rounds import operations_guests as guests
from reviews.rounds import operations_recusal, pages
from reviews.rounds import queries as round_queries
from reviews.rounds.schemas import ExtendRound, Pin
from reviews.rounds.states import ConflictKind
from reviews.rounds.tables import Assignment, Round, RoundItem
from reviews.rubrics import queries as rubrics
from reviews.scoring import operations as scoring
from reviews.scoring.schemas import SaveSheet, ScoreIn
from tests.factories import people
from tests.factories.rounds import Panel, make_assignment, make_round
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database")


async def judge(panel: Panel | None = None, *, name: str = "", unit: int | None = None) -> tuple[Actor, int]:
    actor = await people.actor_as(Role.REVIEWER, unit=unit or await people.make_unit(), name=name)
    return actor, await make_assignment(panel.item, actor.account) if panel else 0


async def submit(actor: Actor, task: int, total: int = 80) -> None:
    scores = [ScoreIn(criterion=one.id, value=total) for one in (await rubrics.in_use("midterm")).criteria]
    await scoring.submit_sheet(actor, assignment=task, command=SaveSheet(scores=scores, opinion="可行。"))


async def told(account: int) -> list[str]:
    rows = await Notice.select(Notice.rule).where(Notice.account == account).order_by(Notice.id)
    return [row["rule"] for row in rows]


def line(board: Board, task: int) -> Line:
    return next(one for one in board.lines if one.task.id == task)


async def stand_by(officer: Actor, round_: int, *names: str) -> list[Actor]:
    made = [(await judge(name=name))[0] for name in names]
    command = NameSubstitutes([one.account for one in made])
    await operations.name_substitutes(officer, id=round_, command=command)
    return made


# -- substitutes ----------------------------------------------------------------------------------------------


async def test_the_first_substitute_without_a_conflict_takes_over_with_history(frozen):
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    (late, a), _second = await judge(panel, name="迟迟"), await judge(panel)
    barred, free = await stand_by(officer, panel.round, "回避人", "接替人")
    await operations_recusal.pin(officer, id=panel.item, command=Pin(barred.account, ConflictKind.KIN, "已核实"))
    done = await operations.hand_over(officer, id=panel.round, command=HandOver([a], "逾期未交"))
    assert [(one.task, one.substitute) for one in done] == [(a, free.account)]
    board = await queries.board(officer, panel.round)
    [new] = [one for one in board.lines if one.stands_for]
    assert (new.task.reviewer, new.stands_for, line(board, a).taken_by) == (free.account, "迟迟", "接替人")
    assert (line(board, a).owes, line(board, a).vacant, board.substitutes[1].taken) == (False, False, 1)
    assert await told(free.account) == ["review.assigned"]
    assert await told(late.account) == ["review.taken_over"]
    assert await told(barred.account) == []
    with pytest.raises(NotFound):
        await round_queries.task(late, a)
    texts = [one.text for one in await trail.timeline(officer, "round_item", panel.item)]
    assert "候补专家接替：接替人接替迟迟" in texts
    with pytest.raises(Invalid):
        await operations.hand_over(officer, id=panel.round, command=HandOver([a], "再来一次"))


async def test_who_declined_is_replaced_by_one_step(frozen):
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    (declining, a), _two, _three = [await judge(panel) for _n in range(3)]
    await rounds.decline(declining, id=a, reason="与成员有师生关系", kind=ConflictKind.TEACHER)
    board = await queries.board(officer, panel.round)
    assert (line(board, a).vacant, line(board, a).owes) == (True, False)
    [free] = await stand_by(officer, panel.round, "接替人")
    await operations.hand_over(officer, id=panel.round, command=HandOver([a], "回避后补派"))
    item = await round_queries.get_item(officer, panel.item)
    assert (item.assigned, item.state) == (3, "scoring")
    assert [one.stands_for for one in await round_queries.desk(free)] == [a]


async def test_where_no_substitute_fits_nothing_changes(frozen):
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    _late, a = await judge(panel)
    command = HandOver([a], "逾期未交")
    with pytest.raises(Invalid, match="候补"):
        await operations.hand_over(officer, id=panel.round, command=command)
    taken, b = await judge(panel)
    await operations.name_substitutes(officer, id=panel.round, command=NameSubstitutes([taken.account]))
    with pytest.raises(Invalid) as error:
        await operations.hand_over(officer, id=panel.round, command=command)
    assert set(error.value.fields) == {"tasks"}
    states = await Assignment.select(Assignment.state).where(Assignment.id.is_in([a, b]))
    assert {row["state"] for row in states} == {"declared"}
    await submit(taken, b)
    with pytest.raises(Invalid, match="接替"):
        await operations.hand_over(officer, id=panel.round, command=HandOver([b], "不要了"))


async def test_substitutes_are_reviewers_and_named_by_the_office_of_an_open_round(frozen):
    panel = await make_round()
    officer = await actor_of(panel.officer)
    member = await people.actor_as(Role.MEMBER)
    reviewer, _none = await judge()
    with pytest.raises(Invalid):
        await operations.name_substitutes(officer, id=panel.round, command=NameSubstitutes([member.account]))
    with pytest.raises(NotFound):
        await operations.name_substitutes(member, id=panel.round, command=NameSubstitutes([reviewer.account]))
    found = await operations.name_substitutes(officer, id=panel.round, command=NameSubstitutes([reviewer.account]))
    assert [(one.account, one.sort) for one in found] == [(reviewer.account, 1)]
    assert await told(reviewer.account) == []
    await rounds.close_round(officer, id=panel.round)
    with pytest.raises(Denied, match="已结束"):
        await operations.name_substitutes(officer, id=panel.round, command=NameSubstitutes([]))


# -- more time ------------------------------------------------------------------------------------------------


async def test_a_wish_is_asked_answered_and_moves_the_due_day_of_one_reviewer(frozen):
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    (one, a), (other, b) = await judge(panel, name="钱一"), await judge(panel)
    closes = (await round_queries.get_round(officer, panel.round)).closes_on
    with pytest.raises(Invalid):
        await operations_time.ask(one, assignment=a, command=AskTime(closes - timedelta(days=1), "出差"))
    [wish] = await operations_time.ask(one, assignment=a, command=AskTime(closes + timedelta(days=3), "出差"))
    assert (wish.state_label, wish.asked_until.weekday() < 5) == ("待答复", True)
    with pytest.raises(Denied, match="已申请过"):
        await operations_time.ask(one, assignment=a, command=AskTime(closes + timedelta(days=9), "还要"))
    with pytest.raises(NotFound):
        await operations_time.ask(other, assignment=a, command=AskTime(closes + timedelta(days=9), "别人的"))
    assert "review.time_asked" in await told(officer.account)
    assert [(w.id, w.round) for w in await queries.asked(officer)] == [(wish.id, panel.round)]
    with pytest.raises(Invalid) as error:
        await operations_time.answer(officer, wish=wish.id, command=AnswerTime(given=False))
    assert set(error.value.fields) == {"note"}
    with pytest.raises(NotFound):
        await operations_time.answer(one, wish=wish.id, command=AnswerTime(given=True))
    await operations_time.answer(officer, wish=wish.id, command=AnswerTime(given=True, version=wish.version))
    with pytest.raises(Conflict):
        await operations_time.answer(officer, wish=wish.id, command=AnswerTime(given=True))
    assert ((await round_queries.task(one, a)).due_on, (await round_queries.task(other, b)).due_on) == (
        wish.asked_until, closes,
    )  # fmt: skip
    assert [o.account for o in await round_queries.owed(closes, after=0, limit=9)] == [other.account]
    assert [o.account for o in await round_queries.owed(wish.asked_until, after=0, limit=9)] == [one.account]
    assert "review.time" in await told(one.account)


async def test_time_given_unasked_holds_for_all_that_is_owed_and_for_what_is_assigned_later(frozen):
    panel, more = await make_round(size=3), await make_round(size=3, unit=await people.make_unit())
    officer = await actor_of(panel.officer)
    async with db.write_tx():
        await RoundItem.update({RoundItem.round: panel.round}).where(RoundItem.id == more.item)
    one, a = await judge(panel)
    closes = (await round_queries.get_round(officer, panel.round)).closes_on
    until = closes + timedelta(days=7)
    command = GiveTime([a], until, "专家出差")
    assert await operations_time.give(officer, id=panel.round, command=command) == 1
    await operations.name_substitutes(officer, id=panel.round, command=NameSubstitutes([one.account]))
    _late, b = await judge(more)
    await operations.hand_over(officer, id=panel.round, command=HandOver([b], "逾期"))
    given = (await round_queries.task(one, a)).due_on
    assert {task.due_on for task in await round_queries.desk(one)} == {given}
    await guests.extend(officer, id=panel.round, command=ExtendRound(given + timedelta(days=1), "整体顺延"))
    assert {task.extended_to for task in await round_queries.desk(one)} == {None}
    with pytest.raises(Invalid):
        await operations_time.give(officer, id=panel.round, command=command)


async def test_a_wish_is_refused_with_a_reason(frozen):
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    one, a = await judge(panel)
    closes = (await round_queries.get_round(officer, panel.round)).closes_on
    [wish] = await operations_time.ask(one, assignment=a, command=AskTime(closes + timedelta(days=3), "出差"))
    await operations_time.answer(officer, wish=wish.id, command=AnswerTime(given=False, note="时间紧，请按期"))
    [after] = (await queries.own_wishes(one, a))[1]
    assert (after.state_label, after.note, (await round_queries.task(one, a)).due_on) == (
        "未同意", "时间紧，请按期", closes,
    )  # fmt: skip
    frozen.advance(days=11)
    with pytest.raises(Denied, match="已过截止日"):
        await operations_time.ask(one, assignment=a, command=AskTime(closes + timedelta(days=30), "还想要"))


async def test_more_time_ends_with_the_discussion_at_the_latest(frozen):
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    _one, a = await judge(panel)
    closes = (await round_queries.get_round(officer, panel.round)).closes_on
    async with db.write_tx():
        await Round.update({Round.discuss_until: closes + timedelta(days=2)}).where(Round.id == panel.round)
    with pytest.raises(Invalid, match="讨论截止"):
        await operations_time.give(officer, id=panel.round, command=GiveTime([a], closes + timedelta(days=9), "出差"))


# -- the board ------------------------------------------------------------------------------------------------


async def test_the_board_says_who_owes_what_since_when_and_how_often_they_were_reminded(frozen):
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    (one, a), (two, b) = await judge(panel, name="钱一"), await judge(panel)
    await submit(two, b)
    frozen.advance(days=12)
    assert await operations.remind(officer, id=panel.round, command=RemindNow([a, b])) == 1
    assert await operations.remind(officer, id=panel.round, command=RemindNow([a])) == 0
    board = await queries.board(officer, panel.round)
    assert [(x.task.id, x.owes, x.days_late, x.told.times) for x in board.lines] == [(a, True, 2, 1), (b, False, 0, 0)]
    assert (await told(one.account), await told(two.account)) == (["review.reminded"], [])
    with pytest.raises(Invalid, match="没有可催办"):
        await operations.remind(officer, id=panel.round, command=RemindNow([b]))
    with pytest.raises(NotFound):
        await queries.board(one, panel.round)


async def test_the_board_holds_nothing_of_a_hidden_item(frozen):
    panel, more = await make_round(size=3), await make_round(size=3, unit=await people.make_unit())
    async with db.write_tx():
        await RoundItem.update({RoundItem.round: panel.round}).where(RoundItem.id == more.item)
    (_one, a), (two, b) = await judge(panel), await judge(more, name="隐去人")
    free, party = await actor_of(panel.officer), await people.actor_as(Role.OFFICER)
    await operations_recusal.pin(free, id=more.item, command=Pin(party.account, ConflictKind.KIN, "已核实"))
    closes = (await round_queries.get_round(free, panel.round)).closes_on
    [wish] = await operations_time.ask(two, assignment=b, command=AskTime(closes + timedelta(days=3), "出差"))
    board = await queries.board(party, panel.round)
    assert ([x.task.id for x in board.lines], board.wishes) == ([a], [])
    assert await queries.asked(party) == []
    for call in (
        operations.remind(party, id=panel.round, command=RemindNow([b])),
        operations.hand_over(party, id=panel.round, command=HandOver([b], "逾期")),
        operations_time.give(party, id=panel.round, command=GiveTime([b], closes + timedelta(days=5), "出差")),
    ):
        with pytest.raises(Invalid, match=r"不在本轮"):
            await call
    with pytest.raises(NotFound):
        await operations_time.answer(party, wish=wish.id, command=AnswerTime(given=True))


# -- the meeting ----------------------------------------------------------------------------------------------


async def meets(panel: Panel, frozen: Any) -> None:
    values: dict[Any, Any] = {Round.mode: "meeting", Round.meets_at: clock.now() + timedelta(days=1),
                              Round.place: "区委3楼会议室"}  # fmt: skip
    async with db.write_tx():
        await Round.update(values).where(Round.id == panel.round)


async def test_a_meeting_has_an_agenda_attendance_and_minutes(frozen):
    panel, more = await make_round(size=3), await make_round(size=3, unit=await people.make_unit())
    async with db.write_tx():
        await RoundItem.update({RoundItem.round: panel.round}).where(RoundItem.id == more.item)
    (one, _a), (two, _b) = await judge(panel), await judge(more)
    officer = await actor_of(panel.officer)
    held = Hold("听取汇报，逐件评议。", [one.account, officer.account])
    with pytest.raises(Denied, match="没有会议"):
        await operations_meeting.hold(officer, id=panel.round, command=held)
    await meets(panel, frozen)
    turns = SetAgenda([Turn(panel.item, 2), Turn(more.item, 1)])
    found = await operations_meeting.set_agenda(officer, id=panel.round, command=turns)
    assert [(item.id, item.turn) for item in found.agenda] == [(more.item, 1), (panel.item, 2)]
    with pytest.raises(Invalid):
        await operations_meeting.set_agenda(officer, id=panel.round, command=SetAgenda([Turn(987654, 1)]))
    with pytest.raises(Denied, match="还没有到时间"):
        await operations_meeting.hold(officer, id=panel.round, command=held)
    frozen.advance(days=1, hours=1)
    stranger = await people.actor_as(Role.REVIEWER)
    with pytest.raises(Invalid):
        await operations_meeting.hold(officer, id=panel.round, command=Hold("纪要。", [stranger.account]))
    found = await operations_meeting.hold(officer, id=panel.round, command=held)
    assert [(p.account, p.part, p.present) for p in found.people] == [
        (one.account, "reviewer", True), (two.account, "reviewer", False), (officer.account, "office", True),
    ]  # fmt: skip
    assert found.minutes == "听取汇报，逐件评议。"
    with pytest.raises(Conflict):
        await operations_meeting.hold(officer, id=panel.round, command=Hold("改写。", [], version=1))
    with pytest.raises(NotFound):
        await queries.meeting(one, panel.round)


async def test_who_may_not_see_an_item_reads_and_writes_no_minutes(frozen):
    panel, more = await make_round(size=3), await make_round(size=3, unit=await people.make_unit())
    async with db.write_tx():
        await RoundItem.update({RoundItem.round: panel.round}).where(RoundItem.id == more.item)
    await judge(panel)
    two, _b = await judge(more, name="隐去人")
    await meets(panel, frozen)
    frozen.advance(days=2)
    officer, party = await actor_of(panel.officer), await people.actor_as(Role.OFFICER)
    await operations_meeting.hold(officer, id=panel.round, command=Hold("隐去的评议。", [two.account]))
    await operations_recusal.pin(officer, id=more.item, command=Pin(party.account, ConflictKind.KIN, "已核实"))
    found = await queries.meeting(party, panel.round)
    assert (found.minutes, found.held_at, len(found.agenda), len(found.people)) == ("", None, 1, 1)
    with pytest.raises(Denied, match="其他经办人"):
        await operations_meeting.hold(party, id=panel.round, command=Hold("改写。", []))


async def test_a_reviewer_hears_of_the_meeting_on_the_desk_alone(frozen):
    panel = await make_round(size=3)
    one, _a = await judge(panel)
    await meets(panel, frozen)
    assert [item.title for item in await pages.todo(one)] == ["评审会：3月19日10:00在区委3楼会议室", "中期评审"]
    officer = await actor_of(panel.officer)
    await operations_recusal.pin(officer, id=panel.item, command=Pin(one.account, ConflictKind.KIN, "已核实"))
    assert await pages.todo(one) == []
