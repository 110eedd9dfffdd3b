# SPDX-License-Identifier: MIT
"""Postings that last longer or end early, needs of units, and what time brings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.postings import Cast, advance, make_cast, make_posting, need_of
from thinktank.files import store
from thinktank.growth import queries as growth
from thinktank.kernel import clock
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.postings import jobs, operations_course, operations_needs, queries, queries_needs
from thinktank.postings.queries_todo import to_do
from thinktank.postings.schemas import (
    AskChange,
    DecideChange,
    StepNeed,
)
from thinktank.postings.states import Change
from thinktank.settings import Settings

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


@pytest.fixture
async def cast(settings: Settings) -> Cast:
    store.configure(settings)
    return await make_cast()


async def titles(actor: Any) -> list[str]:
    return [one.title for one in await to_do(actor)]


# -- longer and shorter -------------------------------------------------------------------------------------------


async def test_an_extension_is_asked_for_and_granted(cast: Cast) -> None:
    view = await make_posting(cast, "in_post")
    later = view.ends_on + timedelta(days=60)
    with pytest.raises(Invalid):
        await operations_course.ask_change(cast.person, id=view.id, command=AskChange(Change.EXTEND, view.ends_on, "x"))
    with pytest.raises(Invalid):
        wrong = AskChange(Change.END_EARLY, view.ends_on, "x")
        await operations_course.ask_change(cast.person, id=view.id, command=wrong)
    asked = await operations_course.ask_change(
        cast.person, id=view.id, command=AskChange(Change.EXTEND, later, "项目未完")
    )
    assert (await queries.get(cast.sender, view.id)).changes == []
    assert await titles(cast.leader) == ["批复陈戊的延期申请"]
    with pytest.raises(Denied, match="等待批复"):
        await operations_course.ask_change(cast.sender, id=view.id, command=AskChange(Change.EXTEND, later, "再申请"))
    id_ = asked.changes[0].id
    with pytest.raises(Denied):
        await operations_course.decide_change(cast.officer, id=view.id, change=id_, command=DecideChange(approve=True))
    with pytest.raises(Invalid):
        await operations_course.decide_change(cast.leader, id=view.id, change=id_, command=DecideChange(approve=False))
    granted = await operations_course.decide_change(
        cast.leader, id=view.id, change=id_, command=DecideChange(approve=True)
    )
    assert (granted.state, granted.ends_on, granted.first_ends_on) == ("extended", later, view.ends_on)
    with pytest.raises(Conflict):
        await operations_course.decide_change(cast.leader, id=view.id, change=id_, command=DecideChange(approve=True))
    (seen,) = (await queries.get(cast.sender, view.id)).changes
    assert (seen.decision, seen.reason) == ("approved", "")


async def test_a_refused_request_changes_nothing_but_is_kept(cast: Cast) -> None:
    view = await make_posting(cast, "in_post")
    ask = AskChange(Change.END_EARLY, clock.today(), "家中有事")
    asked = await operations_course.ask_change(cast.person, id=view.id, command=ask)
    no = DecideChange(approve=False, note="请坚持到期满")
    after = await operations_course.decide_change(cast.leader, id=view.id, change=asked.changes[0].id, command=no)
    assert (after.state, after.ends_on, after.changes[0].decision) == ("in_post", view.ends_on, "refused")
    assert "家中有事" not in str(await queries.get(cast.sender, view.id))
    (own,) = (await queries.get(cast.person, view.id)).changes
    assert own.note == "请坚持到期满"


async def test_an_early_end_is_noted_without_a_grade(cast: Cast) -> None:
    view = await make_posting(cast, "early_ended")
    assert (view.state, view.grade, view.ended_on) == ("early_ended", "", clock.today())
    (line,) = await growth.record(cast.officer, cast.talent)
    assert line.text.endswith("，提前结束")


# -- needs --------------------------------------------------------------------------------------------------------


async def test_a_need_comes_from_its_unit_and_is_taken_up_by_the_office(cast: Cast) -> None:
    with pytest.raises(Invalid):
        await operations_needs.state_need(cast.receiver, command=need_of(cast.sender_unit))
    with pytest.raises(Denied):
        await operations_needs.state_need(cast.person, command=need_of(cast.sender_unit))
    with pytest.raises(Invalid):
        await operations_needs.state_need(cast.officer, command=need_of(cast.sender_unit, project=77))
    need = await operations_needs.state_need(cast.receiver, command=need_of(cast.receiver_unit))
    assert (need.state, need.actions) == ("submitted", ["close", "edit"])
    assert await titles(cast.officer) == ["审核岗位需求：规划科科长助理"]
    with pytest.raises(NotFound):
        await queries_needs.need(cast.stranger, need.id)
    with pytest.raises(Denied):
        await operations_needs.step_need(cast.receiver, id=need.id, command=StepNeed("accept"))
    with pytest.raises(Invalid):
        await operations_needs.step_need(cast.officer, id=need.id, command=StepNeed("decline"))
    edited = await operations_needs.edit_need(
        cast.receiver, id=need.id, command=need_of(cast.receiver_unit, number=2, version=need.version)
    )
    assert edited.number == 2
    opened = await operations_needs.step_need(cast.officer, id=need.id, command=StepNeed("accept"))
    assert opened.state == "open"
    with pytest.raises(Conflict):
        await operations_needs.step_need(cast.officer, id=need.id, command=StepNeed("accept"))
    with pytest.raises(Denied):
        await operations_needs.edit_need(cast.receiver, id=need.id, command=need_of(cast.receiver_unit))
    with pytest.raises(Invalid):
        await operations_needs.edit_need(cast.officer, id=need.id, command=need_of(cast.sender_unit))
    with pytest.raises(Conflict):
        stale = need_of(cast.receiver_unit, version=1)
        await operations_needs.edit_need(cast.officer, id=need.id, command=stale)
    closed = await operations_needs.step_need(cast.receiver, id=need.id, command=StepNeed("close"))
    assert closed.state == "closed"
    page = await queries_needs.needs(cast.receiver, state="closed")
    assert ([row.id for row in page.items], page.total) == ([need.id], 1)
    assert (await queries_needs.needs(cast.stranger)).items == []


# -- jobs ---------------------------------------------------------------------------------------------------------


async def told(rule: str) -> int:
    return int(await Notice.count().where(Notice.rule == f"posting.{rule}"))


async def test_time_reminds_once(cast: Cast, frozen: FrozenClock) -> None:
    view = await make_posting(cast, "approved")
    assert await jobs.remind_arrival(cast.officer) == 0
    frozen.advance(days=14)
    assert await jobs.remind_arrival(cast.officer) == 2
    assert await jobs.remind_arrival(cast.officer) == 0
    assert "催办报到：陈戊" in await titles(cast.officer)
    view = await advance(cast, view, "in_post")
    assert await jobs.remind_half(cast.officer) == 0
    frozen.advance(days=80)
    assert (await jobs.remind_half(cast.officer), await jobs.remind_half(cast.officer)) == (1, 0)
    frozen.advance(days=62)
    assert (await jobs.remind_end(cast.officer), await jobs.remind_end(cast.officer)) == (1, 0)
    frozen.advance(days=40)
    assert (await jobs.remind_end(cast.officer), await jobs.remind_end(cast.officer)) == (1, 0)
    assert (await told("half_due"), await told("end_due"), await told("overdue")) == (1, 1, 1)
    assert "期满未鉴定：陈戊" in await titles(cast.officer)
