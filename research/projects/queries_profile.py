# SPDX-License-Identifier: MIT
"""What projects give to a member's profile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from research.projects import queries
from research.projects.tables import ProjectMember
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_profile import MOST, Event, Figure, Figures

_WORDS = {True: _("负责课题：%(what)s"), False: _("参加课题：%(what)s")}


class Part(msgspec.Struct):
    """Somebody's part in a project."""

    role: str
    until: date | None
    closed_at: datetime | None


def _parts(actor: Actor, talent: int) -> Any:
    m = ProjectMember
    mine = (m.talent == talent) & queries.of_visible(m.project, actor)
    return m.select(m.role, m.until, m.project._.closed_at.as_alias("closed_at")).where(mine).limit(MOST)


def _told(rows: Sequence[Part]) -> list[Figure]:
    """Return on how many running projects the person works, how many of them they lead, and all there were."""
    going = [row.role for row in rows if row.until is None and row.closed_at is None]
    led = going.count("lead")
    words = [_("%(n)d项负责") % {"n": led}] if led else []
    words += [_("参加过%(n)d项") % {"n": len(rows)}] if len(rows) > len(going) else []
    return [Figure(_("在研项目"), len(going), "project", "，".join(words))]


async def joined(actor: Actor, person: TalentView) -> list[Event]:
    """Return the projects that the person began to lead or joined."""
    m = ProjectMember
    mine = (m.talent == person.id) & queries.of_visible(m.project, actor)
    query = m.select(m.role, m.duty, m.since, m.project, m.project._.title.as_alias("title")).where(mine)
    return [
        Event(
            on=row["since"], sort="project", href=f"/projects/{row['project']}", detail=row["duty"],
            title=_WORDS[row["role"] == "lead"] % {"what": row["title"]},
        )
        for row in await query.order_by(m.id, ascending=False).limit(MOST)
    ]  # fmt: skip


PROFILE_FIGURES = (Figures(_parts, Part, _told),)
PROFILE_EVENTS = (joined,)
