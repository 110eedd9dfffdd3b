# SPDX-License-Identifier: MIT
"""What happened between two days: each thing with its word, and the rows that it happened to, in the actor's scope.

The flows of the cockpit, its rows and the briefings count by these alone, so that a number and its rows agree.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec

from research.outcomes.tables import Outcome, OutcomeStep
from research.projects import queries as projects
from research.projects.tables import Project
from research.topics import queries as topics
from research.topics.tables import Topic, TopicListing
from reviews.supervision import queries as supervision
from reviews.supervision.tables import Order
from thinktank.cockpit import queries
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.postings import queries_scope as postings
from thinktank.postings.tables import Posting
from thinktank.talents import queries as talents
from thinktank.talents.states import MEMBERS
from thinktank.talents.tables import Talent

Days = tuple[date, date | None]
"""The first day, and the last one; none for up to now."""


class Thing(msgspec.Struct, frozen=True):
    """Something that happens to rows: ``what`` are the rows, ``key`` says what it was."""

    what: str
    key: str
    label: str
    table: Any
    where: Callable[[Actor, Days], Any]
    direction: Any

    def rows(self, actor: Actor, days: Days, direction: str = "") -> Any:
        """Return the Where of the rows that it happened to in these days, in one direction or in all."""
        found = self.where(actor, days)
        return found & (self.direction == direction) if direction else found

    def href(self, days: Days, direction: str = "") -> str:
        """Return where its rows are listed."""
        first, last = days
        more = [f"&until={last.isoformat()}"] if last else []
        more += [f"&direction={direction}"] if direction else []
        return f"{queries.ROWS}/{self.what}?only={self.key}&since={first.isoformat()}{''.join(more)}"


def _all(where: Any) -> Any:
    return db.EVERYTHING if where is None else where


def moments(column: Any, days: Days) -> Any:
    """The Where of an instant in these days, whole days in Shanghai."""
    first, last = days
    found = column >= clock.end_of(first - timedelta(days=1))
    return found if last is None else found & (column < clock.end_of(last))


def on_days(column: Any, days: Days) -> Any:
    """The Where of a day among these."""
    first, last = days
    found = column >= first
    return found if last is None else found & (column <= last)


# -- to what it happened ----------------------------------------------------------------------------------------


def _projects(column: Any, also: Any, actor: Actor, days: Days) -> Any:
    found = projects.visible_to(actor) & moments(column, days)
    return found if also is None else found & also


def _topics_published(actor: Actor, days: Days) -> Any:
    return _all(topics.visible_to(actor)) & moments(Topic.published_at, days)


def _topics_ended(result: str, actor: Actor, days: Days) -> Any:
    t = TopicListing
    ended = t.select(t.topic).where(moments(t.ended_at, days) & db.judged(t.result, result))
    return _all(topics.visible_to(actor)) & Topic.id.is_in(ended)


def _orders_issued(actor: Actor, days: Days) -> Any:
    return supervision.visible_to(actor) & moments(Order.issued_at, days)


def _orders_closed(actor: Actor, days: Days) -> Any:
    state: Any = Order.state
    return supervision.visible_to(actor) & db.judged(state, "closed") & on_days(Order.closed_on, days)


def _orders_closed_in_time(actor: Actor, days: Days) -> Any:
    o: Any = Order
    return _orders_closed(actor, days) & (o.closed_on <= o.due_on)


def _outcomes_registered(actor: Actor, days: Days) -> Any:
    return queries.outcomes_of(actor) & moments(Outcome.registered_at, days)


def _outcomes_on(rung: str, actor: Actor, days: Days) -> Any:
    s = OutcomeStep
    steps = s.select(s.outcome).where((s.rung == rung) & on_days(s.on, days) & s.reversed_at.is_null())
    return queries.outcomes_of(actor) & Outcome.id.is_in(steps)


def _admitted(actor: Actor, days: Days) -> Any:
    came = Talent.state.is_in([*MEMBERS, "exited"])  # whoever came in then, also where they have left since
    return _all(talents.visible_to(actor)) & on_days(Talent.admitted_on, days) & came


def _exited(actor: Actor, days: Days) -> Any:
    state: Any = Talent.state
    return _all(talents.visible_to(actor)) & (state == "exited") & moments(Talent.state_since, days)


def _postings(column: Any, actor: Actor, days: Days) -> Any:
    return _all(postings.visible_to(actor)) & on_days(column, days)


def _rung(key: str, label: str) -> Thing:
    return Thing("outcomes", key, label, Outcome, partial(_outcomes_on, key), Outcome.direction)


_p, _o = Project, Order
EXCELLENT: Any = _p.grade == "excellent"
GRADED: Any = _p.grade != ""
THINGS = (
    Thing("talents", "admitted", "新入库", Talent, _admitted, Talent.direction),
    Thing("talents", "exited", "出库", Talent, _exited, Talent.direction),
    Thing("topics", "published", "发布选题", Topic, _topics_published, Topic.direction),
    Thing("topics", "awarded", "揭榜立项", Topic, partial(_topics_ended, "awarded"), Topic.direction),
    Thing("topics", "unclaimed", "流榜", Topic, partial(_topics_ended, "unclaimed"), Topic.direction),
    Thing("projects", "granted", "立项", _p, partial(_projects, _p.granted_at, None), _p.direction),
    Thing("projects", "closed", "结题", _p, partial(_projects, _p.closed_at, GRADED), _p.direction),
    Thing("projects", "excellent", "结题优秀", _p, partial(_projects, _p.closed_at, EXCELLENT), _p.direction),
    Thing("orders", "issued", "下发督办单", _o, _orders_issued, _o.project._.direction),
    Thing("orders", "closed", "督办单销号", _o, _orders_closed, _o.project._.direction),
    Thing("orders", "in_time", "按期销号", _o, _orders_closed_in_time, _o.project._.direction),
    Thing("outcomes", "registered", "登记成果", Outcome, _outcomes_registered, Outcome.direction),
    _rung("recommended", "推荐报送"),
    _rung("instructed", "获批示"),
    _rung("adopted", "成果获采纳"),
    _rung("applied", "转化见效"),
    _rung("pilot", "进入试点培育"),
    _rung("promoted", "经验推广"),
    Thing("postings", "started", "报到上岗", Posting, partial(_postings, Posting.arrived_on), Posting.direction),
    Thing("postings", "ended", "历练期满", Posting, partial(_postings, Posting.ended_on), Posting.direction),
)
"""Every thing, in the order in which a briefing tells them."""
_BY_KEY = {(one.what, one.key): one for one in THINGS}


def thing(what: str, key: str) -> Thing:
    """Return the thing of some rows and a key. NotFound where there is none."""
    found = _BY_KEY.get((what, key))
    if found is None:
        raise NotFound
    return found


async def count(actor: Actor, things: list[Thing], *spans: Days, direction: str = "") -> list[tuple[int, ...]]:
    """Count each thing exactly in each of the spans, in one query: what is counted has an index by its day."""
    asked = [one.table.select(one.table.id).where(one.rows(actor, days, direction)) for one in things for days in spans]
    (row,) = await db.rows(db.counts(asked), dict)
    numbers = [int(row[f"n{n}"]) for n in range(len(asked))]
    return [tuple(numbers[n : n + len(spans)]) for n in range(0, len(numbers), len(spans))]
