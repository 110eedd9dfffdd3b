# SPDX-License-Identifier: MIT
"""The meeting of a round: in which order items are heard, who was there, the minutes."""

from __future__ import annotations

from typing import Any

from reviews.conduct import queries, rules
from reviews.conduct.schemas import Hold, MeetingView, SetAgenda
from reviews.conduct.tables import Attendance
from reviews.rounds import queries as rounds
from reviews.rounds.tables import Round, RoundItem
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.trail import operations as trail


async def set_agenda(actor: Actor, *, id: int, command: SetAgenda) -> MeetingView:  # noqa: A002 -- the round
    """Put the items of a meeting in order; who is not named comes last. NotFound, Denied, Conflict, Invalid.

    Two items that are given one place are put there in the order of their numbers.
    """
    async with db.write_tx():
        round_ = await rounds.get_round(actor, id)
        require(rules.may_conduct(actor, round_))
        known = {item.id for item in await rounds.items_of(actor, id)}
        if not {one.item for one in command.turns} <= known:
            raise Invalid(fields={"turns": _("有的材料不在本轮，请刷新页面")})
        await touch(Round, id=id, version=command.version, values={})
        wanted = sorted(command.turns, key=lambda one: (one.turn, one.item))
        for place, one in enumerate(wanted, start=1):
            await touch(RoundItem, id=one.item, version=None, values={RoundItem.turn: place})
        fields = {"items": ",".join(str(one.item) for one in wanted)}
        await trail.record(actor, "round.agenda_set", "round", id, _("排定上会次序"), fields=fields, staff_only=True)
        return await queries.meeting(actor, id)


async def hold(actor: Actor, *, id: int, command: Hold) -> MeetingView:  # noqa: A002 -- the round
    """Write who was at the meeting, and its minutes; written again, they replace what was written, on the trail.

    NotFound; Denied outside the department, for a round by letter, or before the meeting's time; Conflict when stale;
    Invalid for somebody who is neither a reviewer of the round nor of the department.
    """
    async with db.write_tx():
        found = await queries.meeting(actor, id)
        require(rules.may_hold(actor, found.round, clock.now()))
        require(rules.may_hold(actor, found.round, clock.now(), whole="hold" in found.actions))
        expected = {one.account for one in found.people if one.part == "reviewer"}
        office = {
            one.id for role in (Role.OFFICER, Role.DEPT_LEADER) for one in await identity.accounts_with_role(role)
        }
        if not set(command.present) <= expected | office:
            raise Invalid(fields={"present": _("所选人员不是本轮评审专家或工作人员")})
        r, a, now = Round, Attendance, clock.now()
        values: dict[Any, Any] = {r.minutes: command.minutes, r.held_at: now}
        await touch(r, id=id, version=command.version, values=values)
        await a.delete().where((a.round == id) & a.account.is_in(list(expected | office) or [0]))
        everybody = sorted(expected | set(command.present))
        rows = [
            a(
                round=id,
                account=one,
                part="reviewer" if one in expected else "office",
                present=one in command.present,
                noted_by=actor.account,
                at=now,
            )
            for one in everybody
        ]
        if rows:
            await a.insert(*rows)
        text = _("登记评审会纪要，到会%(n)s人") % {"n": len(set(command.present))}
        fields = {"present": ",".join(map(str, sorted(set(command.present))))}
        await trail.record(actor, "round.held", "round", id, text, fields=fields, staff_only=True)
        return await queries.meeting(actor, id)
