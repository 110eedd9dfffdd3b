# SPDX-License-Identifier: MIT
"""The course of a round on screen: the board with its bulk steps, substitutes, more time, the meeting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from reviews.conduct import operations, operations_meeting, operations_time, queries
from reviews.conduct.schemas import (
    AnswerTime,
    AskTime,
    GiveTime,
    HandOver,
    Hold,
    NameSubstitutes,
    RemindNow,
    SetAgenda,
    Taken,
    Turn,
)
from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import TodoItem

AnyRequest = Request[Any, Any, Any]
BOARD, MEETING, STANDING, TIME = (
    "conduct/board.html",
    "conduct/meeting.html",
    "conduct/substitutes.html",
    "conduct/time.html",
)


class BoardPages(Controller):
    """The office: who owes what, and what to do about it."""

    path = "/rounds"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    include_in_schema = False

    @get("/{id_:int}/board")
    async def board(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show it."""
        return await page(request, BOARD, form=Form.of(GiveTime), **await _board(request.user, id_))

    async def _bulk(
        self, request: AnyRequest, id_: int, command: type[Any], run: Callable[[Any], Awaitable[Any]], flash: Any
    ) -> Response[Any]:
        async def again() -> dict[str, Any]:
            return await _board(request.user, id_)

        return await submit(request, command, run=run, to=f"/rounds/{id_}/board", flash=flash, again=(BOARD, again))

    @post("/{id_:int}/board/remind")
    async def remind(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Remind those who owe."""

        async def run(command: RemindNow) -> int:
            return await operations.remind(request.user, id=id_, command=command)

        return await self._bulk(
            request, id_, RemindNow, run, lambda n: _("已催办%(n)s份，同一份每天只催一次") % {"n": n}
        )

    @post("/{id_:int}/board/time")
    async def give(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Give more time."""

        async def run(command: GiveTime) -> int:
            return await operations_time.give(request.user, id=id_, command=command)

        return await self._bulk(request, id_, GiveTime, run, lambda n: _("已给%(n)s位专家延期") % {"n": n})

    @post("/{id_:int}/board/substitutes")
    async def hand_over(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Let substitutes take over."""

        async def run(command: HandOver) -> list[Taken]:
            return await operations.hand_over(request.user, id=id_, command=command)

        def said(done: list[Taken]) -> str:
            return "；".join(one.text for one in done)

        return await self._bulk(request, id_, HandOver, run, said)

    @post("/{id_:int}/board/wishes/{wish:int}")
    async def answer(self, request: AnyRequest, id_: FromPath[int], wish: FromPath[int]) -> Response[Any]:
        """Answer a wish for more time."""

        async def run(command: AnswerTime) -> None:
            await operations_time.answer(request.user, wish=wish, command=command)

        return await self._bulk(request, id_, AnswerTime, run, _("已答复"))

    @get("/{id_:int}/substitutes")
    async def standing(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show who stands by."""
        context = await _standing(request.user, id_)
        chosen = [one.account for one in context["board"].substitutes]
        return await page(request, STANDING, form=Form.of(NameSubstitutes, accounts=chosen), **context)

    @post("/{id_:int}/substitutes")
    async def name(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Say who stands by."""
        return await submit(
            request,
            NameSubstitutes,
            run=lambda command: operations.name_substitutes(request.user, id=id_, command=command),
            to=f"/rounds/{id_}/board",
            flash=_("候补专家已确定，接替时才通知"),
            again=(STANDING, lambda: _standing(request.user, id_)),
        )

    @get("/{id_:int}/meeting")
    async def meeting(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show the meeting: agenda, who is expected, minutes."""
        context = await _meeting(request.user, id_)
        found = context["found"]
        present = [one.account for one in found.people if one.present]
        form = Form.of(Hold, minutes=found.minutes, present=present, version=found.round.version)
        return await page(request, MEETING, form=form, **context)

    @post("/{id_:int}/agenda")
    async def agenda(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Put the items in order."""
        return await submit(
            request,
            SetAgenda,
            run=lambda command: operations_meeting.set_agenda(request.user, id=id_, command=command),
            to=f"/rounds/{id_}/meeting",
            flash=_("上会次序已排定"),
            again=(MEETING, lambda: _meeting(request.user, id_)),
        )

    @post("/{id_:int}/minutes")
    async def minutes(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Write who was there, and the minutes."""
        return await submit(
            request,
            Hold,
            run=lambda command: operations_meeting.hold(request.user, id=id_, command=command),
            to=f"/rounds/{id_}/meeting",
            flash=_("纪要已登记"),
            again=(MEETING, lambda: _meeting(request.user, id_)),
        )


async def _board(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.board(actor, id_)
    return {
        "board": found,
        "round": found.round,
        "today": clock.today(),
        "waiting": [one for one in found.wishes if one.state == "asked"],
        "version": found.round.version,
    }


async def _standing(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.board(actor, id_)
    people = [
        (str(one.id), f"{one.name}（{one.unit_name}）") for one in await identity.accounts_with_role(Role.REVIEWER)
    ]
    first = [str(one.account) for one in found.substitutes]
    people.sort(key=lambda one: first.index(one[0]) if one[0] in first else len(first))
    return {"board": found, "round": found.round, "people": people}


async def _meeting(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.meeting(actor, id_)
    turns = [Turn(item.id, place) for place, item in enumerate(found.agenda, start=1)]
    people = [(str(one.account), f"{one.name}（{one.unit_name}）") for one in found.people if one.part == "reviewer"]
    office = [(str(actor.account), _("%(name)s（工作人员）") % {"name": actor.name})]
    office += [(str(one.account), f"{one.name}（{one.unit_name}）") for one in found.people
               if one.part == "office" and one.account != actor.account]  # fmt: skip
    return {
        "found": found,
        "round": found.round,
        "turns": Form.of(SetAgenda, turns=turns, version=found.round.version),
        "people": [*people, *office],
        "version": found.round.version,
    }


class TimePages(Controller):
    """The reviewer: more time."""

    path = "/reviews"
    opt = allow(Role.REVIEWER)
    include_in_schema = False

    @get("/{id_:int}/time")
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show what was asked for, and offer to ask."""
        return await page(request, TIME, form=Form.of(AskTime), **await _wishes(request.user, id_))

    @post("/{id_:int}/time")
    async def ask(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Ask."""
        return await submit(
            request,
            AskTime,
            run=lambda command: operations_time.ask(request.user, assignment=id_, command=command),
            to=f"/reviews/{id_}/time",
            flash=_("已申请，答复后会通知您"),
            again=(TIME, lambda: _wishes(request.user, id_)),
        )


async def _wishes(actor: Actor, id_: int) -> dict[str, Any]:
    task, found = await queries.own_wishes(actor, id_)
    return {"task": task, "wishes": found, "shell": "focus"}


async def todo(actor: Actor) -> list[TodoItem]:
    """Wishes for more time that wait for the office."""
    return [
        TodoItem(
            title=_("%(name)s申请评审延期") % {"name": wish.reviewer_name}, href=f"/rounds/{wish.round}/board",
            detail=wish.round_title, icon="calendar-due", kind=f"review_time{wish.id}",
        )
        for wish in await queries.asked(actor)
    ]  # fmt: skip


CONTROLLERS = (BoardPages, TimePages)
