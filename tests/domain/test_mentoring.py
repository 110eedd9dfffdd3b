# SPDX-License-Identifier: MIT
"""Mentors who accept, talks that stay among those concerned, suggestions that are seen to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.people import actor_as, make_account, make_member, make_unit
from tests.factories.projects import make_project
from thinktank.app import wire
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.mentoring import jobs, operations, queries
from thinktank.mentoring.schemas import (
    Answer,
    Assign,
    EndPair,
    KeepTalk,
    Offer,
    PairRow,
    Raise,
    Reply,
    StepSuggestion,
    SuggestionRow,
)
from thinktank.mentoring.states import Kind
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


class Cast:
    """Who is concerned, and who is not."""

    officer: Actor
    leader: Actor
    mentor: Actor
    other: Actor
    member: Actor
    talent: int
    liaison: Actor
    colleague: Actor


@pytest.fixture
async def cast(database: Any) -> Cast:
    found, unit = Cast(), await make_unit("区甲局")
    found.officer, found.leader = await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER)
    found.mentor = await actor_as(Role.MENTOR, name="何午")
    found.other = await actor_as(Role.MENTOR, name="严甲")
    found.member, found.talent = await make_member(unit=unit, name="陈戊")
    found.colleague, _ = await make_member(unit=unit)
    found.liaison = await actor_as(Role.LIAISON, unit=unit)
    return found


async def paired(cast: Cast, **more: Any) -> PairRow:
    made = await operations.offer(cast.officer, talent=cast.talent, command=Offer(cast.mentor.account, **more))
    return await operations.answer_offer(cast.mentor, id=made.id, command=Answer(accept=True))


def outsiders(cast: Cast) -> list[Actor]:
    return [cast.liaison, cast.colleague, cast.other]


# -- pairings ---------------------------------------------------------------------------------------------------


async def test_a_mentor_accepts_and_is_thanked(cast: Cast) -> None:
    made = await operations.offer(cast.officer, talent=cast.talent, command=Offer(cast.mentor.account, Kind.PRACTICE))
    assert (made.state, made.kind.label, made.actions) == ("offered", "实践导师", ["end"])
    assert [one.actions for one in await queries.of_mentor(cast.mentor)] == [["answer"]]
    assert await queries.is_mentor(cast.mentor, cast.talent) is False
    with pytest.raises(Denied):
        await operations.answer_offer(cast.officer, id=made.id, command=Answer(accept=True))
    active = await operations.answer_offer(cast.mentor, id=made.id, command=Answer(accept=True))
    assert (active.state, active.since) == ("active", clock.today())
    assert await queries.is_mentor(cast.mentor, cast.talent)
    assert await queries.mentors(cast.talent) == [cast.mentor.account]
    with pytest.raises(Conflict):
        await operations.offer(cast.officer, talent=cast.talent, command=Offer(cast.mentor.account))
    with pytest.raises(Conflict):
        await operations.answer_offer(cast.mentor, id=made.id, command=Answer(accept=True))
    ended = await operations.end_pair(cast.leader, id=made.id, command=EndPair("期满"))
    assert (ended.state, ended.until, ended.reason) == ("ended", clock.today(), "期满")
    with pytest.raises(Conflict):
        await operations.end_pair(cast.officer, id=made.id, command=EndPair("再次"))
    assert await queries.mentors(cast.talent) == []
    assert (await trail.verify()).ok


async def test_a_mentor_declines_with_a_reason(cast: Cast) -> None:
    made = await operations.offer(cast.officer, talent=cast.talent, command=Offer(cast.mentor.account))
    with pytest.raises(Invalid):
        await operations.answer_offer(cast.mentor, id=made.id, command=Answer(accept=False))
    no = await operations.answer_offer(cast.mentor, id=made.id, command=Answer(accept=False, reason="出国"))
    assert (no.state, no.reason) == ("declined", "出国")
    await operations.offer(cast.officer, talent=cast.talent, command=Offer(cast.mentor.account))


async def test_only_mentors_are_asked_by_the_office(cast: Cast) -> None:
    for wrong in (cast.member.account, await make_account(Role.REVIEWER)):
        with pytest.raises(Invalid):
            await operations.offer(cast.officer, talent=cast.talent, command=Offer(wrong))
    with pytest.raises(Invalid):
        over = Offer(cast.mentor.account, ends_on=clock.today())
        await operations.offer(cast.officer, talent=cast.talent, command=over)
    for wrong_actor in (cast.liaison, cast.member, cast.mentor):
        with pytest.raises(Denied):
            await operations.offer(wrong_actor, talent=cast.talent, command=Offer(cast.mentor.account))
    with pytest.raises(NotFound):
        await operations.offer(cast.officer, talent=999, command=Offer(cast.mentor.account))


async def test_a_mentor_for_one_project(cast: Cast) -> None:
    wire()
    project = await make_project(lead=(cast.member, cast.talent), with_reports=False)
    with pytest.raises(Invalid):
        await paired(cast, project=project.id + 1)
    found = await paired(cast, project=project.id)
    assert (found.project, found.project_title.partition("　")[2]) == (project.id, "老旧小区适老化改造与完整社区建设")


async def test_pairings_are_for_those_concerned(cast: Cast) -> None:
    made = await paired(cast)
    for one in (cast.member, cast.mentor, cast.officer, cast.leader):
        assert [row.id for row in (await queries.pairs(one)).items] == [made.id]
    for one in outsiders(cast):
        assert (await queries.pairs(one)).items == []
        assert await queries.of_talent(one, cast.talent) == []
        with pytest.raises(NotFound):
            await queries.pair(one, made.id)
    assert "何午" not in str(await trail.timeline(cast.liaison, "talent", cast.talent))


# -- talks --------------------------------------------------------------------------------------------------------


def talk(talent: int, **more: Any) -> KeepTalk:
    return KeepTalk(talent, clock.today(), "想参加规划编制", nonsecret=True, **more)


async def test_a_talk_is_for_the_member_the_mentor_and_the_office(cast: Cast) -> None:
    await paired(cast)
    await operations.keep_talk(cast.mentor, command=talk(cast.talent, suggestions="增加实地调研\n\n开放数据"))
    for one in (cast.member, cast.mentor, cast.officer, cast.leader):
        assert [row.text for row in (await queries.talks(one)).items] == ["想参加规划编制"]
        assert [row.text for row in (await queries.suggestions(one)).items] == ["开放数据", "增加实地调研"]
    for one in outsiders(cast):
        assert ((await queries.talks(one)).items, (await queries.talks(one)).total) == ([], 0)
        assert (await queries.talks(one, talent=cast.talent)).items == []
        assert (await queries.suggestions(one)).items == []
        assert "想参加" not in str(await trail.timeline(one, "talent", cast.talent))
    assert await Notice.count().where(Notice.account == cast.liaison.account) == 0
    assert await Notice.count().where(Notice.body.like("%调研%") | Notice.title.like("%调研%")) == 0


async def test_who_may_keep_a_talk(cast: Cast) -> None:
    for wrong in [*outsiders(cast), cast.member, cast.mentor]:
        with pytest.raises(Denied):
            await operations.keep_talk(wrong, command=talk(cast.talent))
    with pytest.raises(Invalid):
        late = KeepTalk(cast.talent, clock.today() + timedelta(days=1), "x", nonsecret=True)
        await operations.keep_talk(cast.officer, command=late)
    with pytest.raises(Invalid):
        many = talk(cast.talent, suggestions="\n".join("甲乙丙丁戊己庚辛壬癸子"))
        await operations.keep_talk(cast.officer, command=many)
    pair = await paired(cast)
    await operations.keep_talk(cast.mentor, command=talk(cast.talent))
    await operations.end_pair(cast.officer, id=pair.id, command=EndPair("期满"))
    with pytest.raises(Denied):
        await operations.keep_talk(cast.mentor, command=talk(cast.talent))
    assert len((await queries.talks(cast.mentor)).items) == 1


# -- suggestions --------------------------------------------------------------------------------------------------


async def raised(cast: Cast) -> SuggestionRow:
    return await operations.raise_suggestion(cast.member, command=Raise("请开放排口数据", nonsecret=True))


async def test_a_suggestion_is_seen_to(cast: Cast, frozen: FrozenClock) -> None:
    made = await raised(cast)
    assert (made.state, made.actions) == ("raised", ["withdraw"])
    due = clock.today() + timedelta(days=10)
    with pytest.raises(Invalid):
        await operations.assign(cast.officer, id=made.id, command=Assign(cast.liaison.account, due))
    with pytest.raises(Invalid):
        late = Assign(cast.leader.account, clock.today() - timedelta(days=1))
        await operations.assign(cast.officer, id=made.id, command=late)
    await operations.assign(cast.officer, id=made.id, command=Assign(cast.leader.account, due))
    assert [one.id for one in (await queries.waiting(cast.leader))[1]] == [made.id]
    with pytest.raises(Denied):
        await operations.reply(cast.officer, id=made.id, command=Reply("不是承办人"))
    frozen.advance(days=8)
    assert (await jobs.remind(cast.officer), await jobs.remind(cast.officer)) == (1, 0)
    frozen.advance(days=8)
    assert (await jobs.remind(cast.officer), await jobs.remind(cast.officer)) == (1, 0)
    answered = await operations.reply(cast.leader, id=made.id, command=Reply("已协调共享"))
    assert (answered.state, answered.answer) == ("answered", "已协调共享")
    assert [one.id for one in (await queries.waiting(cast.member))[1]] == [made.id]
    with pytest.raises(Invalid):
        await operations.step_suggestion(cast.member, id=made.id, command=StepSuggestion("again"))
    back = StepSuggestion("again", "还缺两个断面")
    assert (await operations.step_suggestion(cast.member, id=made.id, command=back)).state == "assigned"
    await operations.reply(cast.leader, id=made.id, command=Reply("补齐"))
    closed = await operations.step_suggestion(cast.member, id=made.id, command=StepSuggestion("close"))
    assert (closed.state, closed.actions) == ("closed", [])
    with pytest.raises(Conflict):
        await operations.step_suggestion(cast.officer, id=made.id, command=StepSuggestion("close"))
    assert (await queries.suggestions(cast.member)).items == []
    assert len((await queries.suggestions(cast.member, state="closed")).items) == 1


async def test_a_suggestion_is_hidden_from_others(cast: Cast) -> None:
    made = await raised(cast)
    for one in outsiders(cast):
        with pytest.raises(NotFound):
            await queries.suggestion(one, made.id)
        with pytest.raises(NotFound):
            await operations.step_suggestion(one, id=made.id, command=StepSuggestion("withdraw"))
    with pytest.raises(Denied):
        await operations.raise_suggestion(cast.liaison, command=Raise("x", nonsecret=True))
    with pytest.raises(Denied):
        await operations.step_suggestion(cast.officer, id=made.id, command=StepSuggestion("withdraw"))
    with pytest.raises(Conflict):
        stale = StepSuggestion("withdraw", version=9)
        await operations.step_suggestion(cast.member, id=made.id, command=stale)
    gone = await operations.step_suggestion(cast.member, id=made.id, command=StepSuggestion("withdraw"))
    assert gone.state == "withdrawn"
    assert {one.id for one in await queries.owners()} == {cast.officer.account, cast.leader.account}


async def test_what_waits(cast: Cast, frozen: FrozenClock) -> None:
    made = await raised(cast)
    await paired(cast, ends_on=clock.today() + timedelta(days=5))
    offers, suggestions = await queries.waiting(cast.officer)
    assert ([one.id for one in offers], [one.id for one in suggestions]) == ([], [made.id])
    frozen.advance(days=6)
    assert [one.name for one in (await queries.waiting(cast.officer))[0]] == ["陈戊"]
    for one in outsiders(cast):
        assert await queries.waiting(one) == ([], [])
