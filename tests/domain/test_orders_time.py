# SPDX-License-Identifier: MIT
"""More time for an order: asked for before the day, given, refused, or fallen with the answer."""

from __future__ import annotations

import asyncio
from datetime import date

import msgspec
import pytest

from reviews.supervision import operations_orders, operations_time, queries
from reviews.supervision.schemas import AnswerMoreTime, AskMoreTime, GiveReason, ReplyOrder
from tests.factories.orders import make_order
from tests.factories.people import actor_as
from tests.factories.projects import Made, make_project
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]
WISH = AskMoreTime(due_on=date(2026, 4, 11), reason="数据月底才出")


class Cast(msgspec.Struct):
    project: Made
    officer: Actor
    order: int

    @property
    def lead(self) -> Actor:
        return self.project.lead


@pytest.fixture
async def cast() -> Cast:
    project, officer = await make_project(percent=10, with_reports=False), await actor_as(Role.OFFICER)
    order = await make_order(
        project=project.id, handler=project.lead.account, drafted_by=officer.account, state="handling"
    )
    return Cast(project, officer, order)


async def test_more_time_is_asked_for_and_given_on_a_working_day(cast: Cast) -> None:
    asked = await operations_time.ask(cast.lead, id=cast.order, command=WISH)
    assert (asked.due_on, asked.asked[0].due_on) == (date(2026, 3, 28), date(2026, 4, 13))  # the 11th is a Saturday
    assert "more-time" not in asked.actions
    assert [row.id for row in await queries.more_time_asked(cast.officer)] == [cast.order]
    given = await operations_time.answer(cast.officer, id=cast.order, command=AnswerMoreTime(given=True))
    assert (given.due_on, given.asked[0].state) == (date(2026, 4, 13), "given")
    assert await queries.more_time_asked(cast.officer) == []
    lines = await trail.timeline(cast.officer, "order", cast.order)
    assert [line.action for line in lines] == ["order.more_time_answered", "order.more_time_asked"]


async def test_a_refusal_needs_its_reason_and_the_old_day_stands(cast: Cast) -> None:
    await operations_time.ask(cast.lead, id=cast.order, command=WISH)
    with pytest.raises(Invalid, match="理由"):
        await operations_time.answer(cast.officer, id=cast.order, command=AnswerMoreTime(given=False))
    refused = await operations_time.answer(
        cast.officer, id=cast.order, command=AnswerMoreTime(given=False, note="已延过")
    )
    assert (refused.due_on, refused.asked[0].state, refused.asked[0].note) == (date(2026, 3, 28), "refused", "已延过")
    assert (await operations_time.ask(cast.lead, id=cast.order, command=WISH)).asked[0].state == "asked"


async def test_who_may_not_and_when(cast: Cast, frozen: FrozenClock) -> None:
    with pytest.raises(Denied, match="由承办人申请延期"):
        await operations_time.ask(cast.officer, id=cast.order, command=WISH)
    with pytest.raises(Denied, match="没有待批复"):
        await operations_time.answer(cast.officer, id=cast.order, command=AnswerMoreTime(given=True))
    with pytest.raises(Invalid, match="更晚"):
        early = AskMoreTime(due_on=date(2026, 3, 20), reason="早")
        await operations_time.ask(cast.lead, id=cast.order, command=early)
    await operations_time.ask(cast.lead, id=cast.order, command=WISH)
    with pytest.raises(Denied, match="已经申请过"):
        await operations_time.ask(cast.lead, id=cast.order, command=WISH)
    with pytest.raises(Denied, match="由经办人办理延期"):
        await operations_time.answer(cast.lead, id=cast.order, command=AnswerMoreTime(given=True))
    await operations_time.answer(cast.officer, id=cast.order, command=AnswerMoreTime(given=False, note="不必"))
    frozen.advance(days=11)
    with pytest.raises(Denied, match="期限已过"):
        await operations_time.ask(cast.lead, id=cast.order, command=WISH)


async def test_a_wish_falls_when_the_order_is_answered_or_taken_back(cast: Cast) -> None:
    await operations_time.ask(cast.lead, id=cast.order, command=WISH)
    reply = ReplyOrder(nonsecret=True, reply="提前办结")
    answered = await operations_orders.reply(cast.lead, id=cast.order, command=reply)
    assert (answered.state, answered.asked[0].state) == ("replied", "lapsed")
    other = await make_order(
        project=cast.project.id, handler=cast.lead.account, drafted_by=cast.officer.account, state="handling"
    )
    await operations_time.ask(cast.lead, id=other, command=WISH)
    back = await operations_orders.withdraw(cast.officer, id=other, command=GiveReason(reason="撤"))
    assert (back.state, back.asked[0].state) == ("withdrawn", "lapsed")


async def test_two_officers_answer_at_once(cast: Cast) -> None:
    await operations_time.ask(cast.lead, id=cast.order, command=WISH)
    other = await actor_as(Role.OFFICER)
    answers = await asyncio.gather(
        operations_time.answer(cast.officer, id=cast.order, command=AnswerMoreTime(given=True)),
        operations_time.answer(other, id=cast.order, command=AnswerMoreTime(given=False, note="不同意")),
        return_exceptions=True,
    )
    assert sum(isinstance(one, (Denied, Conflict)) for one in answers) == 1
    assert (await queries.get(cast.officer, cast.order)).asked[0].state in {"given", "refused"}
