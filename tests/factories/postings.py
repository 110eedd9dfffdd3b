# SPDX-License-Identifier: MIT
"""Needs and postings: the people around one, and a posting in any state by the operations that lead there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import msgspec

from tests.factories.people import actor_as, make_member, make_unit
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.postings import operations, operations_course, operations_needs
from thinktank.postings.schemas import (
    Approve,
    Arrive,
    AskChange,
    CommentHalf,
    Consent,
    DecideChange,
    End,
    Half,
    NeedView,
    Opine,
    PostingView,
    Propose,
    SaveNeed,
    Start,
    Step,
    SumUp,
)
from thinktank.postings.states import Change, Grade, Kind, Side
from thinktank.postings.tables import Posting, PostingChange, PostingOpinion, PostNeed

STARTS = date(2026, 3, 16)


class Cast(msgspec.Struct):
    """Who stands around a posting: the office, the person, a liaison of each unit, and others."""

    officer: Actor
    leader: Actor
    person: Actor
    talent: int
    sender: Actor
    receiver: Actor
    sender_unit: int
    receiver_unit: int
    stranger: Actor  # a liaison of a third unit
    colleague: Actor  # another member of the person's unit


async def make_cast(sender: str = "区甲局", receiver: str = "区乙局") -> Cast:
    """The people of one posting, none made yet."""
    one, two, three = await make_unit(sender), await make_unit(receiver), await make_unit()
    person, talent = await make_member(unit=one, name="陈戊")
    colleague, _talent = await make_member(unit=one, name="许未")
    return Cast(
        officer=await actor_as(Role.OFFICER),
        leader=await actor_as(Role.DEPT_LEADER),
        person=person,
        talent=talent,
        sender=await actor_as(Role.LIAISON, unit=one),
        receiver=await actor_as(Role.LIAISON, unit=two),
        sender_unit=one,
        receiver_unit=two,
        stranger=await actor_as(Role.LIAISON, unit=three),
        colleague=colleague,
    )


def need_of(unit: int, **changes: Any) -> SaveNeed:
    """A need's command."""
    values: dict[str, Any] = {
        "unit": unit,
        "kind": Kind.LATERAL,
        "post": "规划科科长助理",
        "duties": "参与城市更新方案比选",
        "direction": Direction.URBAN,
        "starts_on": STARTS,
        "months": 6,
        "skills": "城市更新",
    } | changes
    return SaveNeed(**values)


async def make_need(cast: Cast, **changes: Any) -> NeedView:
    """An open need of the receiving unit."""
    return await operations_needs.state_need(cast.officer, command=need_of(cast.receiver_unit, **changes))


async def make_posting(cast: Cast, upto: str = "proposed", **changes: Any) -> PostingView:
    """A posting of the cast's person, brought to a state step by step."""
    need = await make_need(cast, **changes)
    made = await operations.propose(cast.officer, need=need.id, command=Propose(cast.talent))
    return await advance(cast, made, upto)


async def advance(cast: Cast, view: PostingView, upto: str) -> PostingView:
    """Bring a posting on to a state, as the people would."""
    while view.state != upto:
        view = await _next(cast, view, upto)
    return view


async def agree(cast: Cast, id_: int) -> PostingView:
    """Let all three sides agree."""
    await operations.consent(cast.person, id=id_, command=Consent(agrees=True))
    await operations.consent(cast.sender, id=id_, command=Consent(agrees=True))
    return await operations.consent(cast.receiver, id=id_, command=Consent(agrees=True))


async def _next(cast: Cast, view: PostingView, upto: str) -> PostingView:
    step = _ASIDE.get(upto) if view.state in ("in_post", "proposed", "consent", "approved") else None
    if step is not None and (upto == "cancelled" or view.state == "in_post"):
        return await step(cast, view)
    return await _AHEAD[view.state](cast, view)


async def _cancel(cast: Cast, view: PostingView) -> PostingView:
    return await operations.cancel(cast.officer, id=view.id, command=Step(reason="计划调整"))


async def _extend(cast: Cast, view: PostingView) -> PostingView:
    return await change(cast, view.id, Change.EXTEND, view.ends_on + timedelta(days=30))


async def _end_early(cast: Cast, view: PostingView) -> PostingView:
    return await change(cast, view.id, Change.END_EARLY, clock.today())


async def _half(cast: Cast, view: PostingView) -> PostingView:
    return await operations_course.half(cast.person, id=view.id, command=Half("已熟悉业务", nonsecret=True))


async def _ask(cast: Cast, view: PostingView) -> PostingView:
    return await operations.ask(cast.officer, id=view.id, command=Step())


async def _approve(cast: Cast, view: PostingView) -> PostingView:
    await agree(cast, view.id)
    return await operations.approve(cast.leader, id=view.id, command=Approve(seen=True))


async def _arrive(cast: Cast, view: PostingView) -> PostingView:
    return await operations_course.arrive(cast.receiver, id=view.id, command=Arrive(clock.today()))


async def _start(cast: Cast, view: PostingView) -> PostingView:
    return await operations_course.start(cast.receiver, id=view.id, command=Start("李局", "王科长", "跟班三个月"))


async def _comment(cast: Cast, view: PostingView) -> PostingView:
    return await operations_course.comment_half(cast.receiver, id=view.id, command=CommentHalf("进步快"))


async def _sum_up(cast: Cast, view: PostingView) -> PostingView:
    return await operations_course.sum_up(cast.person, id=view.id, command=SumUp("收获很大", nonsecret=True))


async def _end(cast: Cast, view: PostingView) -> PostingView:
    for one, side in ((cast.receiver, Side.RECEIVER), (cast.sender, Side.SENDER)):
        await operations_course.opine(one, id=view.id, command=Opine("表现好", nonsecret=True, side=side))
    return await operations_course.end(cast.leader, id=view.id, command=End(Grade.EXCELLENT, "同意"))


Go = Callable[[Cast, PostingView], Awaitable[PostingView]]
_AHEAD: dict[str, Go] = {
    "proposed": _ask,
    "consent": _approve,
    "approved": _arrive,
    "arrived": _start,
    "in_post": _sum_up,
    "mid_review": _comment,
    "extended": _sum_up,
    "final_appraisal": _end,
}
_ASIDE: dict[str, Go] = {"cancelled": _cancel, "extended": _extend, "early_ended": _end_early, "mid_review": _half}


async def change(cast: Cast, id_: int, kind: Change, to_on: date) -> PostingView:
    """Ask for a change and grant it."""
    asked = await operations_course.ask_change(cast.person, id=id_, command=AskChange(kind, to_on, "工作需要"))
    granted = DecideChange(approve=True)
    return await operations_course.decide_change(cast.leader, id=id_, change=asked.changes[0].id, command=granted)


# -- rows straight into their tables -------------------------------------------------------------------------------


async def make_need_row(*, unit: int, created_by: int, state: str = "open", **more: Any) -> int:
    """A need in a state."""
    values: dict[str, Any] = {
        "kind": "lateral",
        "post": "规划科科长助理",
        "duties": "参与方案比选",
        "direction": "urban",
        "starts_on": STARTS,
        "months": 6,
    } | more
    now = clock.now()
    row = PostNeed(unit=unit, created_by=created_by, created_at=now, state=state, state_since=now, **values)
    async with db.write_tx():
        return int((await PostNeed.insert(row).returning(PostNeed.id))[0]["id"])


async def make_posting_row(
    *, need: int, talent: int, sender: int, receiver: int, created_by: int, state: str, **more: Any
) -> int:
    """A posting in a state; who has to have spoken before has."""
    now = clock.now()
    values: dict[str, Any] = {
        "kind": "lateral",
        "direction": "urban",
        "post": "规划科科长助理",
        "starts_on": STARTS,
        "ends_on": STARTS + timedelta(days=20),
        "first_ends_on": STARTS + timedelta(days=20),
        "half_on": STARTS + timedelta(days=10),
        "asked_at": None if state == "proposed" else now,
        "grade": "excellent" if state == "ended" else "",
    } | more
    row = Posting(
        need=need, talent=talent, sender=sender, receiver=receiver, created_by=created_by, created_at=now,
        state=state, state_since=now, **values,
    )  # fmt: skip
    async with db.write_tx():
        return int((await Posting.insert(row).returning(Posting.id))[0]["id"])


async def make_change_row(*, posting: int, asked_by: int) -> int:
    """A request that waits for its answer."""
    row = PostingChange(
        posting=posting, kind="end_early", to_on=STARTS + timedelta(days=9), reason="另有任务", asked_by=asked_by,
        asked_at=clock.now(),
    )  # fmt: skip
    async with db.write_tx():
        return int((await PostingChange.insert(row).returning(PostingChange.id))[0]["id"])


async def make_opinion_rows(*, posting: int, step: str, sides: tuple[str, ...], by: int) -> None:
    """What sides have said."""
    o = PostingOpinion
    async with db.write_tx():
        for side in sides:
            await o.insert(o(posting=posting, step=step, side=side, agrees=True, text="同意", by=by, at=clock.now()))
