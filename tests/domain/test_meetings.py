# SPDX-License-Identifier: MIT
"""Meetings of a project: who is told, the minutes, what was agreed and reaches desks."""

from __future__ import annotations

from datetime import date

import pytest

from research.corrections import operations as corrections
from research.meetings import operations, queries
from research.meetings.pages import todo
from research.meetings.schemas import Again, CallOff, Finish, Minutes, NewFollowUp, PlanMeeting
from research.meetings.states import MeetingKind
from tests.factories.meetings import make_follow_up, make_meeting
from tests.factories.people import actor_as
from tests.factories.projects import Made, make_project, office
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]


def invitation(made: Made, *invited: int, day: date = date(2026, 3, 25)) -> PlanMeeting:
    people = list(invited) or [made.member.account, made.mentor.account]
    return PlanMeeting(MeetingKind.KICKOFF, "开题论证会", day, "9:30", "三楼会议室", people, "规划院陈工")


async def test_a_meeting_from_the_invitation_to_what_came_of_it(frozen: FrozenClock) -> None:
    made = await make_project()
    view = await operations.plan(made.lead, project=made.id, command=invitation(made))
    assert [one.name for one in view.invited] == [made.member.name, made.mentor.name]
    told = await Notice.select(Notice.account, Notice.title).where(Notice.rule == "meeting.step")
    assert {(row["account"], row["title"]) for row in told} == {
        (made.member.account, "请参加开题会：开题论证会"), (made.mentor.account, "请参加开题会：开题论证会"),
    }  # fmt: skip
    agreed = [NewFollowUp("补充问卷样本", made.member.account, date(2026, 4, 4))]
    minutes = Minutes("专家建议扩大样本", nonsecret=True, follow_ups=agreed)
    with pytest.raises(Invalid, match="还没有到时间"):
        await operations.hold(made.lead, id=view.id, command=minutes)
    frozen.advance(days=8)
    assert [item.title for item in await todo(made.lead)] == ["登记纪要：开题论证会"]
    view = await operations.hold(made.lead, id=view.id, command=minutes)
    (item,) = await todo(made.member)
    assert (item.title, item.due, item.urgent) == ("补充问卷样本", date(2026, 4, 7), False)  # 清明 moves it
    frozen.advance(days=14)
    assert (await todo(made.member))[0].urgent
    row = view.follow_ups[0]
    view = await operations.finish(made.member, id=row.id, command=Finish("新增样本60份", row.version))
    assert (view.follow_ups[0].state, await todo(made.member)) == ("done", [])
    view = await operations.reopen(made.lead, id=row.id, command=Again("样本不含外来务工者"))
    assert view.follow_ups[0].state == "open"
    texts = [entry.text for entry in await trail.timeline(made.lead, "project", made.id)]
    assert texts[:4] == [
        "重新办理议定事项：开题论证会", "办结议定事项：开题论证会", "开题会纪要：开题论证会", "召集开题会：开题论证会",
    ]  # fmt: skip


async def test_minutes_and_a_calling_off_are_taken_back() -> None:
    made = await make_project()
    held, gone = await make_meeting(made), await make_meeting(made)
    words = Minutes(
        "听取进展", nonsecret=True, follow_ups=[NewFollowUp("补齐名单", made.member.account, clock.today())]
    )
    await operations.hold(made.lead, id=held, command=words)
    await operations.cancel(made.lead, id=gone, command=CallOff("防汛"))
    for meeting in (held, gone):
        await corrections.take_back(made.lead, kind="meeting", record=meeting, reason="登记有误")
        assert (await queries.get(made.lead, meeting)).state == "planned"
    view = await operations.hold(made.lead, id=held, command=words)
    assert [row.text for row in view.follow_ups] == ["补齐名单"]


async def test_who_may_call_write_and_finish() -> None:
    made, officer = await make_project(), await office()
    meeting = await make_meeting(made)
    owned = await make_follow_up(meeting, owner=made.member.account)
    words = Minutes("听取进展", nonsecret=True)
    for actor in (made.member, made.mentor, await office(Role.INSPECTOR)):
        with pytest.raises(Denied):
            await operations.plan(actor, project=made.id, command=invitation(made))
        with pytest.raises(Denied):
            await operations.hold(actor, id=meeting, command=words)
        with pytest.raises(Denied):
            await operations.cancel(actor, id=meeting, command=CallOff("防汛"))
    with pytest.raises(Denied):
        await operations.finish(made.mentor, id=owned, command=Finish("已办"))
    stranger = await actor_as(Role.MEMBER)
    for work in (
        operations.plan(stranger, project=made.id, command=invitation(made)),
        operations.hold(stranger, id=meeting, command=words),
        operations.finish(stranger, id=owned, command=Finish("已办")),
    ):
        with pytest.raises(NotFound):
            await work
    with pytest.raises(Conflict):
        await operations.hold(made.lead, id=meeting, command=Minutes("x听取", nonsecret=True, version=9))
    with pytest.raises(Invalid, match="只能邀请课题组"):
        await operations.plan(officer, project=made.id, command=invitation(made, stranger.account))
    outside = [NewFollowUp("补齐名单", stranger.account, clock.today())]
    with pytest.raises(Invalid, match="责任人只能是"):
        await operations.hold(officer, id=meeting, command=Minutes("听取", nonsecret=True, follow_ups=outside))
    view = await operations.edit(officer, id=meeting, command=invitation(made, made.mentor.account))
    assert [one.account for one in view.invited] == [made.mentor.account]


async def test_nobody_else_sees_a_meeting() -> None:
    made, other = await make_project(), await make_project()
    meeting = await make_meeting(made)
    assert [row.id for row in await queries.of_project(made.mentor, made.id)] == [meeting]
    for actor in (
        other.lead,
        other.mentor,
        await actor_as(Role.REVIEWER),
        await actor_as(Role.LIAISON, unit=other.unit),
    ):
        with pytest.raises(NotFound):
            await queries.get(actor, meeting)
        with pytest.raises(NotFound):
            await queries.of_project(actor, made.id)
        assert not await queries.may_read_file(actor, meeting)
