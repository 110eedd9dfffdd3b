# SPDX-License-Identifier: MIT
"""What rounds do when a fact changes from which conflicts of interest follow: they are found again, at once."""

from __future__ import annotations

from typing import Any

from research.outcomes.tables import OutcomeAuthor
from research.projects.events import TeamChanged
from research.projects.tables import ProjectMember
from research.topics.tables import ApplicationMember
from reviews.rounds import operations_interests as interests
from reviews.rounds.states import ItemState
from reviews.rounds.tables import Assignment, RoundItem
from thinktank.identity.events import AccountMoved, UnitMerged, UnitSplit
from thinktank.kernel.events import Event
from thinktank.mentoring.events import MentorshipChanged


async def _again(event: Event, where: Any) -> None:
    i = RoundItem
    undecided = where & (i.state != str(ItemState.DECIDED))
    for row in await i.select(i.id).where(undecided).order_by(i.id):
        await interests.detect_again(event.actor, int(row["id"]))


def _staffed_from(accounts: list[int]) -> Any:
    a = Assignment
    mine = a.reviewer.is_in(accounts or [0]) & a.state.is_in(interests.LIVE)
    return RoundItem.id.is_in(a.select(a.item).where(mine))


async def on_team_changed(event: TeamChanged) -> None:
    """Look again at every undecided item of a project whose team or mentors changed."""
    await _again(event, RoundItem.project == event.project)


async def on_account_moved(event: AccountMoved) -> None:
    """Look again at what somebody reviews who belongs to another unit now."""
    await _again(event, _staffed_from([event.account]))


async def on_unit_merged(event: UnitMerged) -> None:
    """Look again at what the unit's people lead, and at what they review."""
    i, a = RoundItem, Assignment
    theirs = (i.project._.lead._.unit == event.into) | (i.application._.lead._.unit == event.into)
    judged = a.select(a.item).where((a.reviewer._.unit == event.into) & a.state.is_in(interests.LIVE))
    await _again(event, theirs | i.id.is_in(judged))


async def on_unit_split(event: UnitSplit) -> None:
    """Look again at what those review who went along with the new unit."""
    await _again(event, _staffed_from(list(event.accounts)))


async def on_mentorship_changed(event: MentorshipChanged) -> None:
    """Look again at everything that a member with another mentor takes part in, or whose mentor takes part in it."""
    i, m, am, o = RoundItem, ProjectMember, ApplicationMember, OutcomeAuthor
    projects = m.select(m.project).where((m.talent == event.talent) & m.until.is_null())
    applied = am.select(am.application).where(am.talent == event.talent)
    written = o.select(o.outcome).where(o.talent == event.talent)
    mine = i.project.is_in(projects) | (i.application._.lead == event.talent) | i.application.is_in(applied)
    await _again(event, mine | i.outcome.is_in(written))
