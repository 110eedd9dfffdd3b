# SPDX-License-Identifier: MIT
"""The published list (榜单): public facts alone, for a page that anybody may read where the department says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from research.topics import rules
from research.topics.schemas_topics import TargetContent
from research.topics.states import TOPIC, Level, Track
from research.topics.tables import Topic, TopicIndicator
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Unauthenticated
from thinktank.policies import queries as policies

MOST = 200
LISTED = ("published", "awarded", "unclaimed")


class BulletinRow(msgspec.Struct, kw_only=True):
    """A topic as the list shows it to anybody: nothing of who proposed it, who decided, who applied."""

    id: int
    number: str
    title: str
    direction: str
    level: str
    track: str
    state: str
    problem: str
    goal: str
    effect: str
    deliverable: str
    conditions: str
    requester_name: str | None
    months: int
    closes_on: date | None
    published_at: datetime
    indicators: list[TargetContent] = []
    open: bool = False
    state_label: str = ""
    level_label: str = ""
    track_label: str = ""
    direction_label: str = ""


class Bulletin(msgspec.Struct):
    """The list with its heading."""

    label: str
    department: str
    rows: list[BulletinRow]
    updated: datetime | None


class _Target(msgspec.Struct):
    topic: int
    name: str
    unit: str
    target: Any
    baseline: Any


async def bulletin(actor: Actor, *, open_only: bool = False) -> Bulletin:
    """Return what is on the list of the year, the newest first, at most two hundred.

    Unauthenticated for who is not signed in, unless the department shows its list to everybody (decisions.md,
    Public list of topics).
    """
    programme, selection = await policies.programme(), await policies.selection()
    if not actor.account and not programme.public_topics:
        raise Unauthenticated
    t = Topic
    out = t.published_at.is_not_null() & t.state.is_in(["published"] if open_only else list(LISTED))
    year = await policies.current_year()
    if year is not None:
        out &= t.year == year.id
    query = t.select(
        t.id, t.number, t.title, t.direction, t.level, t.track, t.state, t.problem, t.goal, t.effect, t.deliverable,
        t.conditions, t.requester._.name.as_alias("requester_name"), t.months, t.closes_on, t.published_at,
    ).where(out)  # fmt: skip
    rows = await db.rows(query.order_by(t.id, ascending=False).limit(MOST), BulletinRow)
    await _with_targets(rows)
    for row in rows:
        _dress(row)
    updated = max((row.published_at for row in rows), default=None)
    return Bulletin(selection.label, programme.department, rows, updated)


async def _with_targets(rows: list[BulletinRow]) -> None:
    i, by = TopicIndicator, {row.id: row for row in rows}
    if not by:
        return
    query = i.select(i.topic, i.name, i.unit, i.target, i.baseline).where(i.topic.is_in(list(by)))
    for one in await db.rows(query.order_by(i.topic).order_by(i.sort).limit(MOST * 12), _Target):
        by[one.topic].indicators.append(TargetContent(one.name, one.unit, one.target, one.baseline))


def _dress(row: BulletinRow) -> None:
    row.open = rules.is_open(row.state, row.closes_on, clock.today())
    row.state_label = TOPIC.label(row.state) if row.open or row.state != "published" else "已截止"
    row.level_label, row.direction_label = Level(row.level).label, Direction(row.direction).label
    row.track_label = Track(row.track).label if row.track in set(Track) else row.track
