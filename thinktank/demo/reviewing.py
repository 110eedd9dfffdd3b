# SPDX-License-Identifier: MIT
"""What happens around the demo's reviews: somebody stands by, asks for time, is reminded; a meeting has minutes."""

from __future__ import annotations

from datetime import date, timedelta

from reviews.conduct import operations, operations_meeting, operations_time, queries
from reviews.conduct.schemas import AskTime, Hold, NameSubstitutes, RemindNow
from reviews.rounds import operations_phases
from reviews.rounds import queries as rounds
from reviews.rounds.phases import Mode
from reviews.rounds.schemas import RoundView, SetPhases
from thinktank.demo.cast import Cast, on
from thinktank.kernel.actor import Actor

MINUTES = "会议听取课题组汇报，专家就数据来源、对策可行性和推广条件提问，逐件评议并独立评分。课题组按意见修改后归档。"


async def settle(cast: Cast, *, today: date) -> None:
    """Take the review that runs through its days; write the minutes of the one that met."""
    with on(today - timedelta(days=1)):
        for round_ in await rounds.rounds(cast.officer):
            if round_.mode is Mode.MEETING and round_.decided:
                await _hold(cast, round_)
            elif round_.submitted and round_.decided < round_.items:
                await _see_through(cast, round_, today)


async def _hold(cast: Cast, round_: RoundView) -> None:
    found = await queries.meeting(cast.officer, round_.id)
    present = [one.account for one in found.people][:-1]
    await operations_meeting.hold(cast.officer, id=round_.id, command=Hold(MINUTES, [*present, cast.officer.account]))


async def _see_through(cast: Cast, round_: RoundView, today: date) -> None:
    shares = SetPhases(
        round_.opens_on,
        "已过半数提交，开放互看意见",
        shares_from=today,
        discuss_until=round_.closes_on + timedelta(days=5),
    )
    await operations_phases.set_phases(cast.officer, id=round_.id, command=shares)
    await operations.name_substitutes(cast.officer, id=round_.id, command=NameSubstitutes([cast.reviewers[-1].account]))
    board = await queries.board(cast.officer, round_.id)
    owing = [line for line in board.lines if line.owes]
    await operations.remind(cast.officer, id=round_.id, command=RemindNow([line.task.id for line in owing[-2:]]))
    last = owing[-1].task
    wish = AskTime(round_.closes_on + timedelta(days=2), "外出参加省里调研，网络不便")
    await operations_time.ask(_actor(cast, last.reviewer), assignment=last.id, command=wish)


def _actor(cast: Cast, account: int) -> Actor:
    return next(one for one in cast.reviewers if one.account == account)
