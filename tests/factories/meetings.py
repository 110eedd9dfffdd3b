# SPDX-License-Identifier: MIT
"""Meetings with what they agreed on."""

from __future__ import annotations

from datetime import date, timedelta

from research.meetings.tables import FollowUp, Invitee, Meeting
from tests.factories.projects import Made
from thinktank.kernel import clock, db


async def make_meeting(made: Made, *, state: str = "planned", hours: int = -2) -> int:
    """A meeting that the lead has called, some hours from now, with the team's member invited."""
    now = clock.now()
    async with db.write_tx():
        row = Meeting(
            project=made.id, kind="report", title="阶段汇报会", starts_at=now + timedelta(hours=hours),
            place="三楼会议室", created_by=made.lead.account, created_at=now, state=state, state_since=now,
            minutes="听取进展" if state == "held" else "", held_at=now if state == "held" else None,
        )  # fmt: skip
        meeting = int((await Meeting.insert(row).returning(Meeting.id))[0]["id"])
        await Invitee.insert(Invitee(meeting=meeting, account=made.member.account))
    return meeting


async def make_follow_up(meeting: int, *, owner: int, state: str = "open", due_on: date | None = None) -> int:
    """Something that a meeting agreed on."""
    async with db.write_tx():
        row = FollowUp(
            meeting=meeting, text="补齐入户名单", owner=owner, due_on=due_on or clock.today() + timedelta(days=5),
            state=state, state_since=clock.now(),
        )  # fmt: skip
        return int((await FollowUp.insert(row).returning(FollowUp.id))[0]["id"])


async def make_meeting_rows(made: Made) -> dict[str, int]:
    """A meeting ahead of its minutes, one that was held, and what that one agreed on: open, done."""
    held = await make_meeting(made, state="held")
    owner = made.member.account
    return {
        "meeting": await make_meeting(made),
        "held_meeting": held,
        "follow_up": await make_follow_up(held, owner=owner),
        "done_follow_up": await make_follow_up(held, owner=owner, state="done"),
    }
