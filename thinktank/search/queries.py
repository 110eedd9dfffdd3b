# SPDX-License-Identifier: MIT
"""Searching everything at once; each kind through the door of its own records (``visible_to``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from research.outcomes import queries as outcomes
from research.outcomes.tables import Outcome
from research.projects import queries as projects
from research.projects.tables import Project
from research.topics import queries as topics
from research.topics.tables import Topic
from reviews.supervision import queries as orders
from reviews.supervision.tables import Order
from thinktank.index import queries as index
from thinktank.index.queries import Hit
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.search.schemas import Found, Group
from thinktank.talents import queries as talents
from thinktank.talents.tables import Talent

LONGEST = 60  # characters of a query
SHOWN = 8
SHOWN_ALONE = 50


class Source(msgspec.Struct, frozen=True):
    """A kind of record that can be found, and who may see which."""

    kind: str
    label: str
    icon: str
    table: Any
    visible_to: Callable[[Actor], Any]
    entries: str = ""  # the kind of the entries that are searched, where it is another
    becomes: Callable[[Hit], Hit] = lambda hit: hit  # what a found entry is shown as


def reports_of(project: Hit) -> Hit:
    """The way to a found project's reports."""
    title = _("%(project)s　进展报告") % {"project": project.title}
    return msgspec.structs.replace(project, title=title, href=f"{project.href}/reports")


SOURCES = (
    Source(kind="talent", label="人才", icon="users", table=Talent, visible_to=talents.visible_to),
    Source(kind="topic", label="课题", icon="target-arrow", table=Topic, visible_to=topics.visible_to),
    Source(kind="project", label="项目", icon="layout-kanban", table=Project, visible_to=projects.visible_to),
    Source(
        kind="report",
        label="进展报告",
        icon="report-analytics",
        table=Project,
        visible_to=projects.visible_to,
        entries="project",
        becomes=reports_of,
    ),
    Source(kind="order", label="督办单", icon="file-alert", table=Order, visible_to=orders.visible_to),
    Source(kind="outcome", label="成果", icon="award", table=Outcome, visible_to=outcomes.visible_to),
)


async def search(actor: Actor, text: str, *, kind: str = "") -> Found:
    """Return what the actor may see that matches, grouped by kind; of one kind alone, more of it.

    Nothing is counted or named that the actor may not open.
    """
    groups = []
    most = SHOWN_ALONE if kind else SHOWN
    wanted = [source for source in SOURCES if not kind or source.kind == kind]
    kinds = {source.entries or source.kind: _among(source, actor) for source in wanted}
    found = await index.hits_of(kinds, text, limit=most + 1)
    for source in wanted:
        hits = found[source.entries or source.kind]
        if hits:
            shown = [source.becomes(hit) for hit in hits[:most]]
            group = Group(kind=source.kind, label=source.label, icon=source.icon, hits=shown, more=len(hits) > most)
            groups.append(group)
    return Found(q=text, total=sum(len(group.hits) for group in groups), groups=groups)


def _among(source: Source, actor: Actor) -> Any:
    """The sub-select of the ids that the actor may see, None for all of them."""
    where = source.visible_to(actor)
    return None if where is None else source.table.select(source.table.id).where(where)
