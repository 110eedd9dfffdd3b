# SPDX-License-Identifier: MIT
"""What became of the topics that went on the list in a year: granted, with outcomes, adopted, spread.

Everything is followed in topics, one project each, so that what flows in flows on. Outcomes without a project are not
in it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from piccolo.query.functions.aggregate import Count

from research.outcomes.tables import Outcome
from research.projects import queries as projects
from research.projects.tables import Project
from research.topics import queries as topics
from research.topics.tables import Topic
from thinktank.cockpit.queries import outcomes_of, reaching
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _

OUT = "published"
ENDED = ("terminated", "revoked")
YEARS = range(2000, 2101)


class Link(msgspec.Struct, frozen=True):
    """How many topics went from one station to the next."""

    source: str
    target: str
    n: int


class Flow(msgspec.Struct):
    """The links of a year, in order, those with nothing left out; and how many topics there were."""

    topics: int
    links: list[Link]


class _Fate(msgspec.Struct):
    id: int
    stage: str
    status: str


def _published(actor: Actor, year: int) -> Any:
    """The Where of the topics that went on the list in a calendar year."""
    first, last = clock.end_of(date(year - 1, 12, 31)), clock.end_of(date(year, 12, 31))
    where = (Topic.published_at >= first) & (Topic.published_at < last)
    visible = topics.visible_to(actor)
    return where if visible is None else where & visible


async def _topics(actor: Actor, year: int) -> dict[str, int]:
    """How many of these topics stand in each state."""
    t: Any = Topic
    rows = await t.select(t.state, Count(t.id)).where(_published(actor, year)).group_by(t.state)
    return {row["state"]: row["count"] for row in rows}


def _granted(actor: Actor, year: int) -> Any:
    """The Where of the projects of these topics."""
    return projects.visible_to(actor) & Project.topic.is_in(Topic.select(Topic.id).where(_published(actor, year)))


async def _projects(actor: Actor, year: int) -> list[_Fate]:
    p = Project
    return await db.rows(p.select(p.id, p.stage, p.status).where(_granted(actor, year)).order_by(p.id), _Fate)


async def _outcomes(actor: Actor, year: int) -> dict[int, set[str]]:
    """The states of the outcomes of each of these projects."""
    o: Any = Outcome
    of = o.project.is_in(Project.select(Project.id).where(_granted(actor, year)))
    found: dict[int, set[str]] = {}
    for row in await o.select(o.project, o.state).where(outcomes_of(actor) & of):
        found.setdefault(row["project"], set()).add(row["state"])
    return found


async def of_year(actor: Actor, year: int) -> Flow:
    """Return what became of the topics of a calendar year, within the actor's scope: three queries.

    NotFound for a year outside of ``YEARS``.
    """
    if year not in YEARS:
        raise NotFound
    by_state = await _topics(actor, year)
    fates, outcomes = await _projects(actor, year), await _outcomes(actor, year)
    adopted, promoted = set(reaching("adopted")), set(reaching("promoted"))
    fruit = [outcomes.get(one.id, set()) for one in fates]
    bearing = sum(bool(states) for states in fruit)
    taken, spread = (sum(bool(states & reached) for states in fruit) for reached in (adopted, promoted))
    barren = [one for one, states in zip(fates, fruit, strict=True) if not states]
    ended = sum(one.status in ENDED for one in barren)
    closed = sum(one.stage == "closed" and one.status not in ENDED for one in barren)
    granted, topic_total = len(fates), max(sum(by_state.values()), len(fates))
    out = by_state.get(OUT, 0)
    links = [
        Link(_("选题"), _("立项课题"), granted),
        Link(_("选题"), _("张榜中"), out),
        Link(_("选题"), _("未立项"), topic_total - granted - out),
        Link(_("立项课题"), _("有成果"), bearing),
        Link(_("立项课题"), _("研究中"), len(barren) - ended - closed),
        Link(_("立项课题"), _("结题未登记成果"), closed),
        Link(_("立项课题"), _("终止撤项"), ended),
        Link(_("有成果"), _("获采纳"), taken),
        Link(_("有成果"), _("尚未采纳"), bearing - taken),
        Link(_("获采纳"), _("经验推广"), spread),
        Link(_("获采纳"), _("尚未推广"), taken - spread),
    ]
    return Flow(topic_total, [one for one in links if one.n > 0])


def option(flow: Flow) -> dict[str, Any]:
    """Return the flow for the browser, as a Sankey diagram in the colours of the page's theme."""
    good = {_("立项课题"), _("有成果"), _("获采纳"), _("经验推广")}
    names = list(dict.fromkeys(name for one in flow.links for name in (one.source, one.target)))
    colour = {name: "--g" if name in good else "--n-i" for name in names} | {_("选题"): "--pri", _("终止撤项"): "--r"}
    return {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey", "left": 8, "right": 120, "top": 12, "bottom": 12, "nodeGap": 18, "nodeAlign": "left",
                "draggable": False, "emphasis": {"focus": "adjacency"},
                "data": [{"name": name, "itemStyle": {"color": colour[name]}} for name in names],
                "links": [{"source": one.source, "target": one.target, "value": one.n} for one in flow.links],
                "lineStyle": {"color": "source", "opacity": 0.25},
                "label": {"color": "--ink", "formatter": "{b} {c}"},
            }
        ],
    }  # fmt: skip
