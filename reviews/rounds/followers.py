# SPDX-License-Identifier: MIT
"""What rounds do when a fact changes from which conflicts of interest follow: they are found again, at once."""

from __future__ import annotations

from typing import Any

from research.projects.events import TeamChanged
from reviews.rounds import operations_interests as interests
from reviews.rounds.tables import Assignment, RoundItem
from thinktank.identity.events import AccountMoved, UnitMerged, UnitSplit
from thinktank.mentoring.events import MentorshipChanged


def _staffed_from(accounts: list[int]) -> Any:
    a = Assignment
    mine = a.reviewer.is_in(accounts or [0]) & a.state.is_in(interests.LIVE)
    return RoundItem.id.is_in(a.select(a.item).where(mine))


async def on_team_changed(event: TeamChanged) -> None:
    """Look again at every undecided item of a project whose team or mentors changed."""
    await interests.detect_among(event.actor, RoundItem.project == event.project)


async def on_account_moved(event: AccountMoved) -> None:
    """Look again at what somebody reviews who belongs to another unit now."""
    await interests.detect_among(event.actor, _staffed_from([event.account]))


async def on_unit_merged(event: UnitMerged) -> None:
    """Look again at what the unit's people lead, and at what they review."""
    i, a = RoundItem, Assignment
    theirs = (i.project._.lead._.unit == event.into) | (i.application._.lead._.unit == event.into)
    judged = a.select(a.item).where((a.reviewer._.unit == event.into) & a.state.is_in(interests.LIVE))
    await interests.detect_among(event.actor, theirs | i.id.is_in(judged))


async def on_unit_split(event: UnitSplit) -> None:
    """Look again at what those review who went along with the new unit."""
    await interests.detect_among(event.actor, _staffed_from(list(event.accounts)))


async def on_mentorship_changed(event: MentorshipChanged) -> None:
    """Look again at everything that a member with another mentor takes part in, or whose mentor takes part in it."""
    await interests.detect_among(event.actor, interests.around([event.talent]))
