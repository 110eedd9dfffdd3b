# SPDX-License-Identifier: MIT
"""What one can do with meetings: the only writers of their tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Any

from research.corrections.operations import deciding
from research.meetings import queries, rules
from research.meetings.schemas import Again, CallOff, Finish, MeetingView, Minutes, PlanMeeting
from research.meetings.states import FOLLOW_UP, MEETING
from research.meetings.tables import FollowUp, Invitee, Meeting
from research.projects import queries as projects
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

M, F = Meeting, FollowUp


async def plan(actor: Actor, *, project: int, command: PlanMeeting, uploads: Sequence[Upload] = ()) -> MeetingView:
    """Invite to a meeting; everybody invited is told.

    NotFound outside the scope, Denied for others than lead and office, Invalid for somebody who is not of the project.
    """
    async with db.write_tx():
        head = await projects.head(actor, project)
        require(rules.may_plan(await projects.ties_of(actor, head), stage=head.stage))
        invited = await _invited(actor, project, command.invited)
        now = clock.now()
        row = M(
            project=project, kind=str(command.kind), title=command.title, starts_at=_instant(command),
            place=command.place, agenda=command.agenda, guests=command.guests, created_by=actor.account,
            created_at=now, state=MEETING.initial, state_since=now,
        )  # fmt: skip
        made = int((await M.insert(row).returning(M.id))[0]["id"])
        await _write_invited(made, invited)
        await files.attach(actor, kind="meeting", record=made, uploads=uploads)
        found = await queries.get(actor, made)
        await _record(actor, "planned", found, _("召集%(kind)s：%(title)s"), f"{_when(found)}　{found.place}")
        await _tell(actor, found, invited, _("请参加%(kind)s：%(title)s"))
        return found


def _instant(command: PlanMeeting) -> datetime:
    hour, minute = map(int, command.at.split(":"))
    return datetime.combine(command.on, time(hour, minute), clock.SHANGHAI).astimezone(UTC)


def _when(found: MeetingView) -> str:
    return f"{clock.local(found.starts_at):%Y-%m-%d %H:%M}"


async def _invited(actor: Actor, project: int, wanted: Iterable[int]) -> set[int]:
    known = {one.account for one in await queries.people(actor, project)}
    chosen = set(wanted)
    if not chosen <= known:
        raise Invalid(fields={"invited": _("只能邀请课题组和导师；其他人写在“其他参加人”里")})
    return chosen


async def _write_invited(meeting: int, accounts: set[int]) -> None:
    await Invitee.delete().where(Invitee.meeting == meeting)
    rows = [Invitee(meeting=meeting, account=one) for one in sorted(accounts)]
    if rows:
        await Invitee.insert(*rows)


async def _record(actor: Actor, step: str, found: MeetingView, text: str, detail: str = "") -> None:
    words = text % {"kind": found.kind.label, "title": found.title}
    await trail.record(actor, f"meeting.{step}", "meeting", found.id, words, detail=detail)
    await trail.record(
        actor, f"meeting.{step}", "project", found.project, words, detail=detail, fields={"meeting": found.id}
    )


async def _tell(actor: Actor, found: MeetingView, people: Iterable[int], title: str, body: str = "") -> None:
    await notices.notify(
        set(people) - {actor.account}, rule="meeting.step", kind="meeting", record=found.id,
        title=title % {"kind": found.kind.label, "title": found.title},
        body=body or f"{_when(found)}　{found.place}", href=f"/meetings/{found.id}", occasion=clock.now().isoformat(),
    )  # fmt: skip


async def edit(actor: Actor, *, id: int, command: PlanMeeting) -> MeetingView:  # noqa: A002 -- the record's id
    """Change time, place or who is invited; those invited are told. Denied, Invalid, Conflict."""
    async with db.write_tx():
        found, ties, mine = await queries.load(actor, id)
        require(rules.may_convene(ties, state=found.state, mine=mine))
        invited = await _invited(actor, found.project, command.invited)
        values: dict[Any, Any] = {
            M.kind: str(command.kind), M.title: command.title, M.starts_at: _instant(command), M.place: command.place,
            M.agenda: command.agenda, M.guests: command.guests,
        }  # fmt: skip
        await touch(M, id=id, version=command.version, values=values)
        await _write_invited(id, invited)
        after = await queries.get(actor, id)
        await _record(actor, "edited", after, _("调整%(kind)s：%(title)s"), f"{_when(after)}　{after.place}")
        await _tell(actor, after, invited, _("%(kind)s有调整：%(title)s"))
        return after


async def hold(actor: Actor, *, id: int, command: Minutes, uploads: Sequence[Upload] = ()) -> MeetingView:  # noqa: A002
    """Write the minutes; what was agreed goes to its owners' desks, due on working days.

    Denied for others than who called it and the office; Invalid before it has begun, or for an owner who is not of the
    project; Conflict when stale.
    """
    async with db.write_tx():
        found, ties, mine = await queries.load(actor, id)
        require(rules.may_convene(ties, state=found.state, mine=mine))
        if found.starts_at > clock.now():
            raise Invalid(fields={"minutes": _("会议还没有到时间，召开后再登记纪要")})
        known = {one.account for one in await queries.people(actor, found.project)} | {found.created_by, actor.account}
        if not {one.owner for one in command.follow_ups} <= known:
            raise Invalid(fields={"follow_ups": _("责任人只能是课题组成员、导师或召集人")})
        async with deciding(actor, "meeting", id, _("登记纪要")):
            also: dict[Any, Any] = {M.minutes: command.minutes, M.held_at: clock.now()}
            await move(M, MEETING, "hold", id=id, version=command.version, also=also)
        await _agree(actor, found, command)
        await files.attach(actor, kind="meeting", record=id, uploads=uploads)
        await _record(actor, "held", found, _("%(kind)s纪要：%(title)s"), command.minutes[:300])
        return await queries.get(actor, id)


async def _agree(actor: Actor, found: MeetingView, command: Minutes) -> None:
    calendar, now = await policies.calendar(), clock.now()
    # Minutes that were taken back and are written again replace what had been agreed.
    await F.delete().where((F.meeting == found.id) & (F.state == "open"))
    for one in command.follow_ups:
        due = calendar.next_workday(one.due_on)
        await F.insert(
            F(meeting=found.id, text=one.text, owner=one.owner, due_on=due, state=FOLLOW_UP.initial, state_since=now)
        )
        await _tell(actor, found, [one.owner], _("会议议定事项请办理：%(title)s"), f"{one.text}，{due}前")


async def cancel(actor: Actor, *, id: int, command: CallOff) -> MeetingView:  # noqa: A002 -- the record's id
    """Call a meeting off; those invited are told. Denied for others than who called it and the office; Conflict."""
    async with db.write_tx():
        found, ties, mine = await queries.load(actor, id)
        require(rules.may_convene(ties, state=found.state, mine=mine))
        async with deciding(actor, "meeting", id, _("取消会议")):
            await move(M, MEETING, "cancel", id=id, version=command.version, also={M.reason: command.reason})
        await _record(actor, "cancelled", found, _("取消%(kind)s：%(title)s"), command.reason)
        after = await queries.get(actor, id)
        await _tell(actor, after, [one.account for one in after.invited], _("%(kind)s取消：%(title)s"), command.reason)
        return after


async def finish(actor: Actor, *, id: int, command: Finish) -> MeetingView:  # noqa: A002 -- the follow-up's id
    """Say what came of something agreed; who called the meeting is told. Denied but for owner and office."""
    async with db.write_tx():
        row, found, ties, _mine = await queries.follow_up(actor, id)
        require(rules.may_finish(owner=row.owner == actor.account, office=ties.office, state=row.state))
        also: dict[Any, Any] = {F.result: command.result, F.done_at: clock.now()}
        await move(F, FOLLOW_UP, "finish", id=id, version=command.version, also=also)
        await _record(actor, "follow_up_done", found, _("办结议定事项：%(title)s"), f"{row.text}：{command.result}")
        await _tell(actor, found, [found.created_by], _("议定事项已办结：%(title)s"), f"{row.text}：{command.result}")
        return await queries.get(actor, found.id)


async def reopen(actor: Actor, *, id: int, command: Again) -> MeetingView:  # noqa: A002 -- the follow-up's id
    """Give something agreed back to its owner. Denied for others than the caller and the office; Conflict."""
    async with db.write_tx():
        row, found, ties, mine = await queries.follow_up(actor, id)
        require(rules.may_reopen(ties, state=row.state, mine=mine))
        await move(F, FOLLOW_UP, "reopen", id=id, version=command.version, also={F.done_at: None})
        await _record(actor, "follow_up_reopened", found, _("重新办理议定事项：%(title)s"), command.reason)
        await _tell(actor, found, [row.owner], _("议定事项请重新办理：%(title)s"), f"{row.text}：{command.reason}")
        return await queries.get(actor, found.id)
