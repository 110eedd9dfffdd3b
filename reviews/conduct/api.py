# SPDX-License-Identifier: MIT
"""The course of a round for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, JSONBody

from reviews.conduct import operations, operations_meeting, operations_time, queries
from reviews.conduct.schemas import (
    AnswerTime,
    AskTime,
    Board,
    GiveTime,
    HandOver,
    Hold,
    MeetingView,
    NameSubstitutes,
    RemindNow,
    SetAgenda,
    SubstituteView,
    Taken,
    WishView,
)
from reviews.rounds import queries as rounds
from thinktank.kernel.actor import Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class Many(msgspec.Struct):
    """How many a step reached."""

    n: int


class BoardApi(Controller):
    """The office: who owes what, and what to do about it."""

    path = "/api/v1/rounds"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    tags = ["reviews"]

    @get("/{round_id:int}/board", operation_id="getRoundBoard")
    async def board(self, request: AnyRequest, round_id: FromPath[int]) -> Board:
        """Return who owes what since when, with reminders, more time and substitutes."""
        return await queries.board(request.user, round_id)

    @post("/{round_id:int}/board/remind", operation_id="remindReviewers", status_code=200)
    async def remind(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[RemindNow]) -> Many:
        """Remind those who owe, once a day each."""
        return Many(await operations.remind(request.user, id=round_id, command=data))

    @post("/{round_id:int}/board/time", operation_id="giveReviewTime", status_code=200)
    async def give(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[GiveTime]) -> Many:
        """Give reviewers more time."""
        return Many(await operations_time.give(request.user, id=round_id, command=data))

    @post("/{round_id:int}/board/substitutes", operation_id="handOverReviews", status_code=200)
    async def hand_over(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[HandOver]) -> list[Taken]:
        """Let substitutes take over what some reviewers owe."""
        return await operations.hand_over(request.user, id=round_id, command=data)

    @post("/{round_id:int}/board/wishes/{wish_id:int}", operation_id="answerReviewTime", status_code=204)
    async def answer(
        self, request: AnyRequest, round_id: FromPath[int], wish_id: FromPath[int], data: JSONBody[AnswerTime]
    ) -> None:
        """Answer a wish for more time."""
        await rounds.get_round(request.user, round_id)
        await operations_time.answer(request.user, wish=wish_id, command=data)

    @get("/{round_id:int}/substitutes", operation_id="listSubstitutes")
    async def standing(self, request: AnyRequest, round_id: FromPath[int]) -> list[SubstituteView]:
        """Return who stands by."""
        return (await queries.board(request.user, round_id)).substitutes

    @put("/{round_id:int}/substitutes", operation_id="nameSubstitutes")
    async def name(
        self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[NameSubstitutes]
    ) -> list[SubstituteView]:
        """Say who stands by, in their order."""
        return await operations.name_substitutes(request.user, id=round_id, command=data)

    @get("/{round_id:int}/meeting", operation_id="getRoundMeeting")
    async def meeting(self, request: AnyRequest, round_id: FromPath[int]) -> MeetingView:
        """Return the meeting: agenda, who is expected or was there, minutes."""
        return await queries.meeting(request.user, round_id)

    @post("/{round_id:int}/agenda", operation_id="setRoundAgenda", status_code=200)
    async def agenda(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[SetAgenda]) -> MeetingView:
        """Put the items of a meeting in order."""
        return await operations_meeting.set_agenda(request.user, id=round_id, command=data)

    @post("/{round_id:int}/minutes", operation_id="holdRoundMeeting", status_code=200)
    async def minutes(self, request: AnyRequest, round_id: FromPath[int], data: JSONBody[Hold]) -> MeetingView:
        """Write who was there, and the minutes."""
        return await operations_meeting.hold(request.user, id=round_id, command=data)


class TimeApi(Controller):
    """The reviewer: more time."""

    path = "/api/v1/reviews"
    opt = allow(Role.REVIEWER)
    tags = ["reviews"]

    @get("/{task_id:int}/time", operation_id="listMyReviewTime")
    async def show(self, request: AnyRequest, task_id: FromPath[int]) -> list[WishView]:
        """Return one's wishes for more time in the round of an assignment."""
        return (await queries.own_wishes(request.user, task_id))[1]

    @post("/{task_id:int}/time", operation_id="askReviewTime", status_code=200)
    async def ask(self, request: AnyRequest, task_id: FromPath[int], data: JSONBody[AskTime]) -> list[WishView]:
        """Ask for more time in the round of an assignment."""
        return await operations_time.ask(request.user, assignment=task_id, command=data)


CONTROLLERS = (BoardApi, TimeApi)
