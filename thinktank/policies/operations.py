# SPDX-License-Identifier: MIT
"""Changing policies."""

from __future__ import annotations

from datetime import date

import msgspec

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid, NotFound
from thinktank.kernel.policy import require
from thinktank.policies import queries, rules
from thinktank.policies.schemas import KINDS, DayView, PolicyView, SetDay, Value
from thinktank.policies.tables import CalendarDay, PolicyValue
from thinktank.trail import operations as trail


async def set_value(actor: Actor, *, name: str, value: Value, effective_from: date, note: str = "") -> PolicyView:
    """Put a new version of a policy in force from a day on; what was in force before stays on record.

    Raises Denied for anybody but an officer of the whole district, NotFound for an unknown policy, Invalid for a
    day in the past: what was decided under the old rules stays decided.
    """
    if name not in KINDS or type(value) is not KINDS[name]:
        raise NotFound
    async with db.write_tx():
        require(rules.may_set(actor))
        if effective_from < clock.today():
            raise Invalid(fields={"effective_from": "生效日期不能早于今天，已按原规则办理的不受影响"})
        p = PolicyValue
        row = await p.insert(
            p(
                name=name,
                value=msgspec.json.encode(value).decode(),
                effective_from=effective_from,
                note=note,
                set_by=actor.account or None,
                at=clock.now(),
            )
        ).returning(p.id)
        await trail.record(
            actor,
            "policy.set",
            "policy",
            row[0]["id"],
            f"修改设置：{KINDS[name].title}",
            detail=note,
            fields=msgspec.structs.asdict(value) | {"effective_from": effective_from},
        )
    return await queries.policy(actor, name)


async def set_day(actor: Actor, *, command: SetDay) -> DayView:
    """Make a day a holiday or a working day, whatever the national calendar says; Denied for others than officers."""
    async with db.write_tx():
        require(rules.may_set(actor))
        d = CalendarDay
        await d.delete().where(d.day == command.day)
        row = await d.insert(d(day=command.day, working=command.working, label=command.label)).returning(d.id)
        kind = "上班" if command.working else "放假"
        await trail.record(
            actor,
            "calendar_day.set",
            "calendar_day",
            row[0]["id"],
            f"{command.day.isoformat()}{kind}：{command.label}",
            fields=msgspec.structs.asdict(command),
        )
        return DayView(id=row[0]["id"], day=command.day, working=command.working, label=command.label)


async def drop_day(actor: Actor, *, id: int) -> None:  # noqa: A002 -- the record's own id
    """Let the national calendar rule a day again; NotFound when there is no such day."""
    async with db.write_tx():
        require(rules.may_set(actor))
        d = CalendarDay
        gone = await d.delete().where(d.id == id).returning(d.day)
        if not gone:
            raise NotFound
        text = f"{gone[0]['day'].isoformat() if isinstance(gone[0]['day'], date) else gone[0]['day']}按国家节假日安排"
        await trail.record(actor, "calendar_day.dropped", "calendar_day", id, text)
