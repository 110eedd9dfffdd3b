# SPDX-License-Identifier: MIT
"""What reviews give to a member's profile."""

from __future__ import annotations

from research.projects import queries as projects
from reviews.rounds.states import word_label
from reviews.rounds.tables import RoundItem
from reviews.rubrics.states import KIND_LABELS, Kind
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_profile import MOST, Event


async def decisions(actor: Actor, person: TalentView) -> list[Event]:
    """Return what was decided in reviews of projects that the person leads; scores stay in the review."""
    i = RoundItem
    told = i.decided_at.is_not_null() & (i.decision != "") & (i.state == "decided")
    mine = (i.project._.lead == person.id) & told & projects.of_visible(i.project, actor)
    query = i.select(i.round._.kind.as_alias("kind"), i.title, i.decision, i.grade, i.decided_at, i.project)
    return [
        Event(
            on=clock.day_of(row["decided_at"]), sort="review", href=f"/projects/{row['project']}",
            title=f"{_(KIND_LABELS[Kind(row['kind'])])}：{_(word_label(row['kind'], row['decision']))}",
            detail="，".join(filter(None, (row["grade"], row["title"]))),
        )
        for row in await query.where(mine).order_by(i.id, ascending=False).limit(MOST)
    ]  # fmt: skip


PROFILE_EVENTS = (decisions,)
