# SPDX-License-Identifier: MIT
"""Steps of a posting that are refused: stale, illegal, not for who tries them."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from tests.factories.people import make_talent
from tests.factories.postings import Cast, advance, make_cast, make_need, make_posting
from thinktank.files import store
from thinktank.kernel import clock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.postings import operations, operations_course, queries_needs
from thinktank.postings.schemas import (
    Arrive,
    CommentHalf,
    Consent,
    Half,
    Opine,
    Propose,
    Start,
    Step,
)
from thinktank.settings import Settings

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


@pytest.fixture
async def cast(settings: Settings) -> Cast:
    store.configure(settings)
    return await make_cast()


# -- refusals -----------------------------------------------------------------------------------------------------


async def test_stale_and_illegal_steps_are_conflicts(cast: Cast) -> None:
    view = await make_posting(cast, "approved")
    with pytest.raises(Conflict) as illegal:
        await operations.ask(cast.officer, id=view.id, command=Step())
    assert illegal.value.code == "illegal"
    with pytest.raises(Conflict) as stale:
        await operations_course.arrive(cast.receiver, id=view.id, command=Arrive(clock.today(), version=1))
    assert stale.value.code == "stale"
    with pytest.raises(Conflict):
        await operations.consent(cast.person, id=view.id, command=Consent(agrees=True))
    with pytest.raises(Conflict):
        await operations_course.opine(cast.receiver, id=view.id, command=Opine("早", nonsecret=True))
    with pytest.raises(Invalid):
        tomorrow = clock.today() + timedelta(days=1)
        await operations_course.arrive(cast.receiver, id=view.id, command=Arrive(tomorrow))


async def test_steps_are_their_own_people_s(cast: Cast) -> None:
    view = await make_posting(cast, "approved")
    start = Start("李局", "王科长", "计划")
    for wrong in (cast.person, cast.sender, cast.leader):
        with pytest.raises(Denied):
            await operations_course.arrive(wrong, id=view.id, command=Arrive(clock.today()))
    view = await advance(cast, view, "arrived")
    with pytest.raises(Denied):
        await operations_course.start(cast.person, id=view.id, command=start)
    view = await advance(cast, view, "in_post")
    with pytest.raises(Denied):
        await operations_course.half(cast.receiver, id=view.id, command=Half("代写", nonsecret=True))
    view = await advance(cast, view, "mid_review")
    with pytest.raises(Denied):
        await operations_course.comment_half(cast.sender, id=view.id, command=CommentHalf("好"))
    view = await advance(cast, view, "in_post")
    with pytest.raises(Conflict, match="已经提交过"):
        await operations_course.half(cast.person, id=view.id, command=Half("再写", nonsecret=True))
    with pytest.raises(Denied):
        await operations.cancel(cast.leader, id=(await make_posting(cast)).id, command=Step(reason="x"))


async def test_proposing_asks_for_an_active_member_of_another_unit(cast: Cast) -> None:
    need = await make_need(cast, number=2)
    local, gone = await make_talent(unit=cast.receiver_unit), await make_talent(state="paused")
    for talent in (local, gone):
        with pytest.raises(Invalid) as refused:
            await operations.propose(cast.officer, need=need.id, command=Propose(talent))
        assert "talent" in refused.value.fields
    with pytest.raises(Invalid):
        early = Propose(cast.talent, starts_on=date(2026, 4, 1), ends_on=date(2026, 3, 1))
        await operations.propose(cast.officer, need=need.id, command=early)
    with pytest.raises(NotFound):
        await operations.propose(cast.officer, need=need.id, command=Propose(9999))
    with pytest.raises(NotFound):
        await operations.propose(cast.stranger, need=need.id, command=Propose(cast.talent))
    with pytest.raises(Denied):
        await operations.propose(cast.receiver, need=need.id, command=Propose(cast.talent))
    made = await operations.propose(cast.officer, need=need.id, command=Propose(cast.talent))
    assert (made.fit, made.reason.split("；")[0]) == (80, "主方向城市建设与岗位一致")
    with pytest.raises(Conflict):
        await operations.propose(cast.officer, need=need.id, command=Propose(cast.talent))


async def test_a_seat_is_given_once_and_free_again_after_a_cancel(cast: Cast) -> None:
    need = await make_need(cast)
    others = [await make_talent(unit=cast.sender_unit) for _ in range(4)]
    answers = await asyncio.gather(
        *(operations.propose(cast.officer, need=need.id, command=Propose(one)) for one in others),
        return_exceptions=True,
    )
    made = [one for one in answers if not isinstance(one, BaseException)]
    assert len(made) == 1
    assert all(isinstance(one, Conflict | Denied) for one in answers if isinstance(one, BaseException))
    assert (await queries_needs.need(cast.officer, need.id)).vacant == 0
    with pytest.raises(Invalid):
        await operations.cancel(cast.officer, id=made[0].id, command=Step())
    await operations.cancel(cast.officer, id=made[0].id, command=Step(reason="另有安排"))
    assert (await queries_needs.need(cast.officer, need.id)).vacant == 1
