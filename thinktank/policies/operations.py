# SPDX-License-Identifier: MIT
"""Changing policies."""

from __future__ import annotations

import re
from datetime import date, timedelta

import msgspec

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.policies import queries, rules
from thinktank.policies.kinds import KINDS, Programme, Value
from thinktank.policies.kinds_reporting import Reporting
from thinktank.policies.schemas import DayView, ManyDays, PolicyView, SetDay, YearContent, YearView
from thinktank.policies.states import YEAR, YearState, most_a_month
from thinktank.policies.tables import CalendarDay, PolicyValue, ProgrammeYear
from thinktank.trail import operations as trail


async def set_value(actor: Actor, *, name: str, value: Value, effective_from: date, note: str = "") -> PolicyView:
    """Put a new version of a policy in force from a day on; what was in force before stays on record.

    Raises Denied for who does not set this policy (``rules.may_set``), NotFound for an unknown policy, Invalid for a
    day in the past: what was decided under the old rules stays decided.
    """
    if name not in KINDS or type(value) is not KINDS[name]:
        raise NotFound
    async with db.write_tx():
        require(rules.may_set(actor, name))
        if effective_from < clock.today():
            raise Invalid(fields={"effective_from": "生效日期不能早于今天，已按原规则办理的不受影响"})
        await _fits_the_cap(value, effective_from)
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


async def _fits_the_cap(value: Value, on: date) -> None:
    """Refuse a rhythm under which a month holds more reports than may be asked for, and a cap below the rhythm.

    decisions.md, Requests cap.
    """
    if not isinstance(value, Reporting | Programme):
        return
    terms = value if isinstance(value, Reporting) else await queries.reporting(on)
    most = (value if isinstance(value, Programme) else await queries.programme(on)).report_cap
    n = most_a_month(terms.cadence, terms.every_days)
    if n > most:
        words = f"{terms.cadence.label}一个月会报{n}次，超过每月要求报送{most}次的上限"
        raise Invalid(fields={"cadence" if isinstance(value, Reporting) else "report_cap": words})


async def revoke(actor: Actor, *, id: int, reason: str) -> PolicyView:  # noqa: A002 -- the record's id
    """Take back a version that is not in force yet; it stays on record with the reason.

    NotFound for an unknown one, Denied for who does not set this policy, Conflict once it is in force.
    """
    async with db.write_tx():
        p = PolicyValue
        row = await p.select(p.name, p.effective_from, p.revoked_at).where(p.id == id).first()
        if row is None:
            raise NotFound
        name = row["name"]
        require(rules.may_set(actor, name))
        if row["revoked_at"] is not None or row["effective_from"] <= clock.today():
            raise Conflict("这一版已经生效或已撤回，不能再撤回；要改请另设一版", code="illegal")
        await p.update({p.revoked_at: clock.now(), p.revoked_by: actor.account or None, p.revoke_note: reason}).where(
            p.id == id
        )
        await trail.record(actor, "policy.revoked", "policy", id, f"撤回设置：{KINDS[name].title}", detail=reason)
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


_LINE = re.compile(
    r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?"
    r"(?:\s*[至到~—-]+\s*(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})日?)?\s+(放假|上班)\s*(.*)"
)
_LONGEST_HOLIDAY = 31


def _days_of(text: str) -> list[SetDay]:
    """Read the lines of a year's notice; Invalid names the first line that cannot be read."""
    found: dict[date, SetDay] = {}
    for n, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        days = _days_of_line(line)
        if not days:
            raise Invalid(fields={"text": f"第{n}行读不出：{line[:40]}。例如 2027-02-06至2027-02-12 放假 春节"})
        found |= {one.day: one for one in days}
    return list(found.values())


def _days_of_line(line: str) -> list[SetDay]:
    """The days of one line; none where it cannot be read or spans more than a month."""
    match = _LINE.fullmatch(line)
    if match is None:
        return []
    year, month, day, until_year, until_month, until_day, kind, label = match.groups()
    try:
        first = date(int(year), int(month), int(day))
        last = date(int(until_year or year), int(until_month), int(until_day)) if until_month else first
    except ValueError:  # a day that there is not
        return []
    steps = range((last - first).days + 1)
    if len(steps) > _LONGEST_HOLIDAY:
        return []
    word = (label or kind)[:60]
    return [SetDay(day=first + timedelta(days=step), label=word, working=kind == "上班") for step in steps]


async def set_days(actor: Actor, *, command: ManyDays) -> int:
    """Take in a whole year's notice on holidays and make-up workdays at once; return how many days.

    Raises Denied for others than officers, Invalid naming a line that cannot be read; then nothing is taken in.
    """
    require(rules.may_set(actor))
    wanted = _days_of(command.text)
    async with db.write_tx():
        d = CalendarDay
        await d.delete().where(d.day.is_in([one.day for one in wanted]))
        await d.insert(*(d(day=one.day, working=one.working, label=one.label) for one in wanted))
        years = "、".join(f"{year}年" for year in sorted({one.day.year for one in wanted}))
        days = {one.day.isoformat(): f"{'上班' if one.working else '放假'} {one.label}" for one in wanted}
        text = f"载入{years}节假日安排，{len(wanted)}天"
        await trail.record(actor, "calendar_day.imported", "calendar_day", 0, text, fields=days)
    return len(wanted)


# -- programme years --------------------------------------------------------------------------------------------


async def plan_year(actor: Actor, *, content: YearContent) -> YearView:
    """Write down a programme year ahead; Denied for others than officers, Invalid for a name that is taken."""
    async with db.write_tx():
        require(rules.may_set(actor))
        await _free_name(content.name)
        y = ProgrammeYear
        row = await y.insert(
            y(
                name=content.name, starts_on=content.starts_on, ends_on=content.ends_on, state=YEAR.initial,
                state_since=clock.now(),
            )
        ).returning(y.id)  # fmt: skip
        await _record_year(actor, "programme_year.planned", int(row[0]["id"]), f"建立{content.name}", content)
        return await queries.year(int(row[0]["id"]))


async def _free_name(name: str, *, but: int = 0) -> None:
    y = ProgrammeYear
    if await db.exists(y.select(y.id).where((y.name == name) & (y.id != but))):
        raise Invalid(fields={"name": f"已经有「{name}」，请换一个名称"})


async def _record_year(actor: Actor, action: str, id: int, text: str, content: YearContent | None = None) -> None:  # noqa: A002
    fields = msgspec.structs.asdict(content) if content else {}
    fields.pop("version", None)
    await trail.record(actor, action, "programme_year", id, text, fields=fields)


async def edit_year(actor: Actor, *, id: int, content: YearContent) -> YearView:  # noqa: A002 -- the record's id
    """Correct a year that is not closed; NotFound, Denied, Conflict (stale or closed), Invalid (name taken)."""
    async with db.write_tx():
        require(rules.may_set(actor))
        found = await queries.year(id)
        if found.state == YearState.CLOSED:
            raise Conflict("这个年度已结束，重新启用后才能修改", code="illegal")
        await _free_name(content.name, but=id)
        y = ProgrammeYear
        values = {y.name: content.name, y.starts_on: content.starts_on, y.ends_on: content.ends_on}
        await touch(y, id=id, version=content.version, values=values)
        await _record_year(actor, "programme_year.edited", id, f"修改{content.name}", content)
        return await queries.year(id)


async def step_year(actor: Actor, *, id: int, step: str, version: int | None = None) -> YearView:  # noqa: A002
    """Open, close or reopen a programme year; NotFound, Denied, Conflict (stale, or not from this state)."""
    async with db.write_tx():
        require(rules.may_set(actor))
        found = await queries.year(id)
        if step not in {transition.name for transition in YEAR.transitions}:
            raise NotFound
        await move(ProgrammeYear, YEAR, step, id=id, version=version)
        label = YEAR.transition(step).label
        await _record_year(actor, f"programme_year.{step}", id, f"{label}{found.name}")
        return await queries.year(id)
