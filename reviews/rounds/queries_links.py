# SPDX-License-Identifier: MIT
"""What of reviews hangs on a project's days and people, and which files a review opens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import msgspec

from research.changes.schemas import Move, Shift, day_words
from research.outcomes import queries as outcomes
from research.projects import queries_links as project_links
from reviews.rounds.parties import Subject
from reviews.rounds.queries import own
from reviews.rounds.schemas import InterestView
from reviews.rounds.states import ACTIVE, ItemState
from reviews.rounds.tables import Assignment, RoundItem
from thinktank.files.queries import Access
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _

MOST = 50
finders: dict[str, Callable[[Subject], Awaitable[list[InterestView]]]] = {}
"""Who else knows what stands against judging a subject; filled by ``thinktank.app.wire``."""


class _Item(msgspec.Struct):
    id: int
    title: str
    milestone: int | None
    closes_on: date


async def review_moves(_actor: Actor, shift: Shift) -> list[Move]:
    """Reviews under way of the project: those of a step that moves, or all of them when lead or team change."""
    i = RoundItem
    open_ = (i.project == shift.project.id) & (i.state != str(ItemState.DECIDED))
    query = i.select(i.id, i.title, i.milestone, i.round._.closes_on.as_alias("closes_on")).where(open_)
    found = await db.rows(query.order_by(i.id).limit(MOST), _Item)
    was = {step.id: step.due_on for step in shift.project.milestones}
    return [
        Move(_("评审"), row.title, _("%(day)s前评完") % {"day": day_words(row.closes_on)}, after)
        for row in found
        if (after := _after(row, shift, was))
    ]


def _after(row: _Item, shift: Shift, was: dict[int, date]) -> str:
    if shift.ends:
        return _("课题终止，请结束这件评审")
    if shift.kind in {"leader", "member"}:
        return _("按新的课题组重新核对回避")
    day = shift.days.get(row.milestone or 0)
    if day is None or day[1] == was[row.milestone or 0]:
        return ""
    return _("节点改到%(day)s，评审日期由经办人调整") % {"day": day_words(day[1])}


MOVERS = {"reviews": review_moves}


async def may_read_milestone_file(actor: Actor, record: int) -> Access:
    """Who reads a milestone's files: the project's readers all; its reviewers all, or the cleared when blind."""
    if await project_links.may_read_milestone_file(actor, record):
        return True
    return await _reviews(actor, Assignment.item._.milestone == record)


async def may_read_outcome_file(actor: Actor, record: int) -> Access:
    """Who reads an outcome's files: its readers all; its reviewers all, or the cleared when blind."""
    if await outcomes.may_read(actor, record):
        return True
    return await _reviews(actor, Assignment.item._.outcome == record)


async def _reviews(actor: Actor, about: Any) -> Access:
    """Whether the actor has declared for something and its round has begun."""
    a = Assignment
    declared = a.state.is_in([str(state) for state in ACTIVE[1:]]) & (a.item._.round._.opens_on <= clock.today())
    where = own(actor) & declared & about
    row = await a.select(a.item._.round._.blind.as_alias("blind")).where(where).first()
    if row is None:
        return False
    return "cleared" if row["blind"] else True


FILE_READERS = {"milestone": may_read_milestone_file, "outcome": may_read_outcome_file}
