# SPDX-License-Identifier: MIT
"""Phases of a round: what is visible when, the discussion, revised sheets, what sheets were."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import msgspec
import pytest

from reviews.rounds import operations as rounds
from reviews.rounds import operations_phases as phases
from reviews.rounds import operations_recusal, queries_links
from reviews.rounds.phases import STEPS, Mode, Phase, Schedule
from reviews.rounds.schemas import NewRound, Pin, SetPhases
from reviews.rounds.states import ConflictKind
from reviews.rounds.tables import Assignment, Round, RoundItem
from reviews.rubrics import queries as rubrics
from reviews.rubrics.states import Kind
from reviews.scoring import operations as scoring
from reviews.scoring import operations_discussion as discussion
from reviews.scoring import queries, queries_history, queries_peers
from reviews.scoring.schemas import ReviseSheet, SaveSheet, Say, ScoreIn
from tests.factories import people
from tests.factories.rounds import Panel, make_assignment, make_round
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice

pytestmark = pytest.mark.usefixtures("database")
TODAY = date(2026, 3, 18)


async def judge(panel: Panel, *, name: str = "") -> tuple[Actor, int]:
    actor = await people.actor_as(Role.REVIEWER, unit=await people.make_unit(), name=name)
    return actor, await make_assignment(panel.item, actor.account)


async def scores(total: int) -> list[ScoreIn]:
    return [ScoreIn(criterion=one.id, value=total) for one in (await rubrics.in_use("midterm")).criteria]


async def command(total: int, *, opinion: str = "调研扎实。") -> SaveSheet:
    return SaveSheet(scores=await scores(total), opinion=opinion, advice="on_track")


async def revised_to(total: int, reason: str, version: int | None = None) -> ReviseSheet:
    made = await scores(total)
    return ReviseSheet(scores=made, opinion="调研扎实。", advice="on_track", reason=reason, version=version)


async def set_days(panel: Panel, **days: Any) -> None:
    values: dict[Any, Any] = days
    async with db.write_tx():
        await Round.update(values).where(Round.id == panel.round)


async def discussed(panel: Panel, frozen: Any) -> None:
    """Let sheets be due yesterday and the discussion run for two days more."""
    today = clock.today()
    await set_days(panel, opens_on=today - timedelta(days=5), closes_on=today - timedelta(days=1),
                   discuss_until=today + timedelta(days=2))  # fmt: skip


async def told(account: int) -> list[tuple[str, str]]:
    rows = await Notice.select(Notice.rule, Notice.title).where(Notice.account == account).order_by(Notice.id)
    return [(row["rule"], row["title"]) for row in rows]


# -- the days -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offset", "shares", "talks", "state", "phase", "shared"),
    [
        (-1, None, None, "open", Phase.WAITING, False),
        (0, None, None, "open", Phase.ALONE, False),
        (10, None, None, "open", Phase.ALONE, False),
        (11, None, None, "open", Phase.OVER, False),
        (3, 4, None, "open", Phase.ALONE, False),
        (4, 4, None, "open", Phase.SHARING, True),
        (10, 4, None, "open", Phase.SHARING, True),
        (11, 4, None, "open", Phase.OVER, True),
        (10, None, 13, "open", Phase.ALONE, False),
        (11, None, 13, "open", Phase.DISCUSSION, True),
        (13, 4, 13, "open", Phase.DISCUSSION, True),
        (14, None, 13, "open", Phase.OVER, True),
        (12, 4, 13, "closed", Phase.CLOSED, True),
        (12, None, None, "closed", Phase.CLOSED, False),
    ],
)
def test_which_day_is_which_phase(offset, shares, talks, state, phase, shared):
    def day(n: int | None) -> date | None:
        return None if n is None else TODAY + timedelta(days=n)

    found = Schedule(TODAY, TODAY + timedelta(days=10), day(shares), day(talks), state)
    now = TODAY + timedelta(days=offset)
    assert (found.phase(now), found.shares(now)) == (phase, shared)


@pytest.mark.parametrize(("shares", "talks"), list(product([None, 0, 4, 10], [None, 11, 14])))
def test_every_turn_is_the_first_day_of_its_phase(shares, talks):
    found = Schedule(
        TODAY, TODAY + timedelta(days=10), None if shares is None else TODAY + timedelta(days=shares),
        None if talks is None else TODAY + timedelta(days=talks),
    )  # fmt: skip
    assert found.faults() == {}
    days = [TODAY + timedelta(days=n) for n in range(-2, 20)]
    seen = [(day, found.phase(day)) for day, before in zip(days[1:], days, strict=False)
            if found.phase(day) != found.phase(before)]  # fmt: skip
    assert seen == found.turns()
    assert found.next_turn(days[0]) == seen[0]
    assert found.next_turn(days[-1]) is None
    assert all(STEPS[phase].label and STEPS[phase].about for phase in Phase)


async def test_days_in_the_wrong_order_and_a_meeting_without_a_place_are_refused(frozen):
    panel = await make_round()
    officer = await actor_of(panel.officer)
    today = clock.today()
    new = NewRound(kind=Kind.MIDTERM, title="第二轮", closes_on=today + timedelta(days=9))
    for fields, wrong in (
        ({"shares_from": today + timedelta(days=10)}, {"shares_from"}),
        ({"discuss_until": today + timedelta(days=9)}, {"discuss_until"}),
        ({"mode": Mode.MEETING}, {"meets_at", "place"}),
    ):
        with pytest.raises(Invalid) as error:
            await rounds.open_round(officer, command=msgspec.structs.replace(new, **fields))
        assert set(error.value.fields) == wrong
    made = await rounds.open_round(
        officer,
        command=msgspec.structs.replace(new, discuss_until=today + timedelta(days=12), shares_from=today),
    )
    assert made.phase is not None
    assert (made.phase.phase, made.phase.next_on, made.phase.next_label) == (
        Phase.SHARING, today + timedelta(days=10), "讨论",
    )  # fmt: skip


async def test_moving_the_phases_tells_the_reviewers_and_keeps_what_was_seen(frozen):
    panel = await make_round()
    officer = await actor_of(panel.officer)
    actor, _task = await judge(panel)
    today = clock.today()
    move = SetPhases(
        opens_on=today, reason="会场改期", mode=Mode.MEETING, meets_at=clock.now() + timedelta(days=3),
        place="区委3楼会议室", shares_from=today, discuss_until=today + timedelta(days=13), version=1,
    )  # fmt: skip
    found = await phases.set_phases(officer, id=panel.round, command=move)
    assert (found.mode, found.place, found.phase and found.phase.phase) == (
        Mode.MEETING,
        "区委3楼会议室",
        Phase.SHARING,
    )
    assert [rule for rule, _title in await told(actor.account)] == ["review.moved"]
    with pytest.raises(Conflict):
        await phases.set_phases(officer, id=panel.round, command=move)
    with pytest.raises(Invalid) as error:
        await phases.set_phases(
            officer, id=panel.round, command=msgspec.structs.replace(move, shares_from=None, version=found.version)
        )
    assert set(error.value.fields) == {"shares_from"}
    with pytest.raises(NotFound):
        await phases.set_phases(await people.actor_as(Role.MEMBER), id=panel.round, command=move)
    await rounds.close_round(officer, id=panel.round)
    with pytest.raises(Conflict):
        await phases.set_phases(officer, id=panel.round, command=move)


# -- what is open when ----------------------------------------------------------------------------------------


async def test_before_it_begins_one_declares_and_reads_nothing(frozen):
    panel = await make_round()
    actor = await people.actor_as(Role.REVIEWER, unit=await people.make_unit())
    task = await make_assignment(panel.item, actor.account, state="assigned")
    await set_days(panel, opens_on=clock.today() + timedelta(days=1))
    await rounds.declare(actor, id=task)
    for call in (
        queries.desk(actor, task),
        scoring.save_sheet(actor, assignment=task, command=await command(80)),
        scoring.submit_sheet(actor, assignment=task, command=await command(80)),
    ):
        with pytest.raises(Denied, match="3月19日开始"):
            await call
    assert await queries_links.FILE_READERS["milestone"](actor, panel.milestone) is False
    frozen.advance(days=1)
    phase = (await queries.desk(actor, task)).task.phase
    assert phase is not None
    assert phase.phase is Phase.ALONE
    assert await queries_links.FILE_READERS["milestone"](actor, panel.milestone) == "cleared"


async def test_others_are_seen_in_words_after_mine_is_in_and_never_before(frozen):
    panel = await make_round(size=3)
    (first, a), (second, b), (third, c) = [await judge(panel, name=name) for name in ("钱一", "孙二", "李三")]
    await set_days(panel, shares_from=clock.today() + timedelta(days=2))
    await scoring.submit_sheet(first, assignment=a, command=await command(71, opinion="摸底范围偏窄。"))
    await scoring.submit_sheet(second, assignment=b, command=await command(83, opinion="对策具体。"))
    with pytest.raises(Denied, match="只看得到自己"):
        await queries_peers.discussion(first, a)
    frozen.advance(days=2)
    found = await queries_peers.discussion(first, a)
    assert [(one.label, one.opinion, one.advice) for one in found.peers] == [("专家乙", "对策具体。", "进度正常")]
    assert (found.own_label, found.actions, found.task.title) == ("专家甲", [], "")
    text = msgspec.json.encode(found).decode()
    assert [word for word in ("83", "71", "孙二", "李三") if word in text] == []
    with pytest.raises(Denied, match="提交自己的评分后"):
        await queries_peers.discussion(third, c)
    with pytest.raises(NotFound):
        await queries_peers.discussion(third, a)
    with pytest.raises(Denied, match="讨论"):
        await discussion.say(first, assignment=a, command=Say("同意第二位的意见"))


async def test_in_an_open_round_the_others_have_names(frozen):
    panel = await make_round(size=3, blind=False)
    (first, a), (second, b) = [await judge(panel, name=name) for name in ("钱一", "孙二")]
    await set_days(panel, shares_from=clock.today())
    for actor, task in ((first, a), (second, b)):
        await scoring.submit_sheet(actor, assignment=task, command=await command(80))
    assert [one.label for one in (await queries_peers.discussion(first, a)).peers] == ["孙二"]


# -- the discussion -------------------------------------------------------------------------------------------


async def test_a_discussion_holds_the_result_back_lets_sheets_be_revised_and_ends_by_itself(frozen):
    panel = await make_round(size=3)
    judges = [await judge(panel) for _n in range(3)]
    await discussed(panel, frozen)
    for (actor, task), total in zip(judges, (70, 80, 90), strict=True):
        await scoring.submit_sheet(actor, assignment=task, command=await command(total))
    officer = await actor_of(panel.officer)
    assert (await queries.result(officer, panel.item)).rows == []
    assert await discussion.turn_phases(system("job")) == 3
    assert await discussion.turn_phases(system("job")) == 0
    (first, a), (second, b), _third = judges
    assert [rule for rule, _title in await told(first.account)] == ["review.discussion"]
    await discussion.say(first, assignment=a, command=Say("第二项指标的口径请再看一看"))
    assert [rule for rule, _title in await told(second.account)] == ["review.discussion", "review.discussed"]
    seen = await queries_peers.discussion(second, b)
    assert [(one.label, one.text, one.own) for one in seen.remarks] == [("专家甲", "第二项指标的口径请再看一看", False)]
    sheet = (await queries.desk(first, a)).sheet
    assert sheet is not None
    revised = await revised_to(76, "采纳讨论意见", sheet.version)
    saved = await discussion.revise(first, assignment=a, command=revised)
    assert saved.total == Decimal("76.00")
    with pytest.raises(Conflict):
        await discussion.revise(first, assignment=a, command=revised)
    with pytest.raises(Invalid) as error:
        await discussion.revise(first, assignment=a, command=await revised_to(76, "再来一次"))
    assert set(error.value.fields) == {"reason"}
    _task, kept = await queries_history.own(first, a)
    assert [(one.number, one.event, one.total, one.reason) for one in kept] == [
        (2, "revised", Decimal("76.00"), "采纳讨论意见"), (1, "submitted", Decimal("70.00"), ""),
    ]  # fmt: skip
    assert {(one.was, one.became) for one in kept[0].changes} == {("70", "76")}
    assert await queries_history.of_item(officer, panel.item) == []
    frozen.advance(days=3)
    assert await discussion.turn_phases(system("job")) == 1
    found = await queries.result(officer, panel.item)
    assert found.summary is not None
    assert (found.item.state, found.summary.decided) == ("scored", Decimal("82.00"))
    assert [len(kept) for _task, kept in await queries_history.of_item(officer, panel.item)] == [2, 1, 1]
    with pytest.raises(Denied):
        await discussion.revise(first, assignment=a, command=await revised_to(79, "太晚了"))
    with pytest.raises(Denied):
        await discussion.say(first, assignment=a, command=Say("太晚了"))


async def test_a_sheet_that_is_late_is_taken_in_the_discussion_and_only_then_sees_it(frozen):
    panel = await make_round(size=3)
    (first, a), (second, b), _third = [await judge(panel) for _n in range(3)]
    await discussed(panel, frozen)
    await scoring.submit_sheet(first, assignment=a, command=await command(70))
    with pytest.raises(Denied):
        await queries_peers.discussion(second, b)
    await scoring.submit_sheet(second, assignment=b, command=await command(80))
    assert len((await queries_peers.discussion(second, b)).peers) == 1


async def test_who_has_an_interest_is_gone_from_the_discussion_with_every_word(frozen):
    panel = await make_round(size=3)
    (first, a), (second, b), (third, c) = [await judge(panel) for _n in range(3)]
    await discussed(panel, frozen)
    for actor, task in ((first, a), (second, b), (third, c)):
        await scoring.submit_sheet(actor, assignment=task, command=await command(80))
    await discussion.say(first, assignment=a, command=Say("这里有一处数据存疑"))
    officer = await actor_of(panel.officer)
    await operations_recusal.pin(officer, id=panel.item, command=Pin(first.account, ConflictKind.KIN, "已核实"))
    for call in (
        queries_peers.discussion(first, a), queries_history.own(first, a),
        discussion.say(first, assignment=a, command=Say("还在吗")),
        discussion.revise(first, assignment=a, command=await revised_to(81, "再改")),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await call
    seen = await queries_peers.discussion(second, b)
    assert ([one.label for one in seen.peers], seen.remarks) == (["专家丙"], [])


async def test_a_name_in_a_blind_discussion_is_refused(frozen):
    panel = await make_round(size=3)
    first, a = await judge(panel, name="钱一鸣")
    await discussed(panel, frozen)
    await scoring.submit_sheet(first, assignment=a, command=await command(70))
    with pytest.raises(Invalid) as error:
        await discussion.say(first, assignment=a, command=Say("钱一鸣认为数据可信"))
    assert set(error.value.fields) == {"text"}


# -- role × phase × conflict ----------------------------------------------------------------------------------

DOORS = {
    "read": queries.desk,
    "others": queries_peers.discussion,
    "history": queries_history.own,
}
WHO = ("owner in", "owner out", "conflicted", "other reviewer", "officer", "leader", "member")


def expected(door: str, who: str, phase: Phase) -> str:
    """What the paper says: others' words after mine is in, in a phase that shares; nothing with a conflict."""
    if who not in ("owner in", "owner out"):
        return "NotFound"
    if door == "history":
        return "ok"
    if door == "read":
        return "Denied" if phase is Phase.WAITING else "ok"
    shared = phase in (Phase.SHARING, Phase.DISCUSSION, Phase.OVER, Phase.CLOSED)
    return "ok" if shared and who == "owner in" else "Denied"


PHASE_DAYS: dict[Phase, tuple[int, int, int, int]] = {
    Phase.WAITING: (1, 5, 2, 7), Phase.ALONE: (-1, 5, 2, 7), Phase.SHARING: (-3, 5, -1, 7),
    Phase.DISCUSSION: (-9, -1, -3, 3), Phase.OVER: (-9, -5, -7, -1), Phase.CLOSED: (-9, 5, -7, 7),
}  # fmt: skip


@pytest.mark.parametrize("phase", list(Phase))
async def test_role_by_phase_by_conflict_at_each_door(frozen, phase):
    panel = await make_round(size=3)
    (inside, a), (outside, b), (barred, c) = [await judge(panel) for _n in range(3)]
    for actor, task in ((inside, a), (barred, c)):
        await scoring.submit_sheet(actor, assignment=task, command=await command(80))
    officer = await actor_of(panel.officer)
    await operations_recusal.pin(officer, id=panel.item, command=Pin(barred.account, ConflictKind.TEACHER, "已核实"))
    today = clock.today()
    opens, closes, shares, talks = (today + timedelta(days=n) for n in PHASE_DAYS[phase])
    await set_days(panel, opens_on=opens, closes_on=closes, shares_from=shares, discuss_until=talks)
    if phase is Phase.CLOSED:
        await rounds.close_round(officer, id=panel.round)
    people_ = {
        "owner in": (inside, a), "owner out": (outside, b), "conflicted": (barred, c),
        "other reviewer": (await people.actor_as(Role.REVIEWER), a), "officer": (officer, a),
        "leader": (await people.actor_as(Role.DEPT_LEADER), a), "member": (await people.actor_as(Role.MEMBER), a),
    }  # fmt: skip
    found, wanted = {}, {}
    for door, who in product(DOORS, WHO):
        actor, task = people_[who]
        try:
            await DOORS[door](actor, task)
            found[door, who] = "ok"
        except (Denied, NotFound) as error:
            found[door, who] = type(error).__name__
        wanted[door, who] = expected(door, who, phase)
    assert found == wanted


async def test_the_ordinal_is_given_at_the_first_handing_in_and_stays(frozen):
    panel = await make_round(size=3)
    judges = [await judge(panel) for _n in range(3)]
    for actor, task in reversed(judges):
        await scoring.submit_sheet(actor, assignment=task, command=await command(80))
    rows = await Assignment.select(Assignment.ordinal).where(Assignment.item == panel.item).order_by(Assignment.id)
    assert [row["ordinal"] for row in rows] == [3, 2, 1]
    assert (await RoundItem.select(RoundItem.state).where(RoundItem.id == panel.item))[0]["state"] == "scored"
