# SPDX-License-Identifier: MIT
"""Moving the phases of a round that runs: its days, whether it meets, when and where."""

from __future__ import annotations

from typing import Any

from reviews.rounds import queries, queries_peers, rules
from reviews.rounds.phases import Mode, Schedule
from reviews.rounds.schemas import RoundView, SetPhases
from reviews.rounds.states import RoundState
from reviews.rounds.tables import Round
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def set_phases(actor: Actor, *, id: int, command: SetPhases) -> RoundView:  # noqa: A002 -- the round
    """Move the phases of an open round and tell its reviewers.

    NotFound; Denied outside the department; Conflict when it is over or stale; Invalid for days in the wrong order, a
    discussion that has been on and would never have been, or a meeting without time or place.
    """
    async with db.write_tx():
        round_ = await queries.get_round(actor, id)
        require(rules.may_run(actor))
        if round_.state != RoundState.OPEN:
            raise Conflict(_("本轮评审已结束，请先重新开启"), code="illegal")
        days = Schedule(command.opens_on, round_.closes_on, command.shares_from, command.discuss_until)
        faults = days.faults() | rules.venue(command.mode, command.meets_at, command.place)
        faults |= rules.kept_shared(round_.schedule, days, clock.today())
        if command.opens_on > round_.closes_on:
            faults["opens_on"] = _("开始日期不能晚于评分截止")
        if faults:
            raise Invalid(fields=faults)
        r, meets = Round, command.mode is Mode.MEETING
        values: dict[Any, Any] = {
            r.opens_on: command.opens_on, r.shares_from: command.shares_from, r.discuss_until: command.discuss_until,
            r.mode: str(command.mode), r.meets_at: command.meets_at if meets else None,
            r.place: command.place if meets else "",
        }  # fmt: skip
        await touch(r, id=id, version=command.version, values=values)
        fields = {column._meta.name: str(value) for column, value in values.items()}  # noqa: SLF001 -- Piccolo's name
        await trail.record(
            actor, "round.phases_moved", "round", id, _("调整评审安排"), detail=command.reason, fields=fields
        )
        await _tell(id, command)
    return await queries.get_round(actor, id)


async def _tell(round_: int, command: SetPhases) -> None:
    """Tell everybody who still reviews in the round what changed, of one's own first assignment."""
    meets = ""
    if command.meets_at is not None and command.mode is Mode.MEETING:
        meets = rules.when_where(command.meets_at, command.place) + _("开会评审。")
    for task, reviewer in await queries_peers.reviewing(round_):
        await notices.notify(
            [reviewer], rule="review.moved", kind="assignment", record=task, title=_("评审安排有调整"),
            body=f"{meets}{command.reason}", href=f"/reviews/{task}", occasion=clock.now().isoformat(),
        )  # fmt: skip
