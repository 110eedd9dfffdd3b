# SPDX-License-Identifier: MIT
"""Random things that happened around March 2026, and counting them by reading every row."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from research.outcomes.tables import Outcome, OutcomeStep
from research.projects.tables import Project
from research.reports.tables import Report
from research.topics.tables import Topic, TopicListing
from reviews.supervision.tables import Order
from tests.factories.orders import make_order
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_talent, make_unit
from tests.factories.projects import make_project, make_report
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.talents.tables import Talent
from thinktank.tally import operations as tally

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DIRECTIONS = ("industry", "rural", "urban")


# -- random data ------------------------------------------------------------------------------------------------


def _moment(chance: random.Random) -> datetime:
    """Some instant of February to April; now and then the very edge of March in Shanghai."""
    edges = [datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), datetime(2026, 2, 28, 16, tzinfo=UTC),
             datetime(2026, 3, 31, 15, 59, 59, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC)]  # fmt: skip
    some = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(24 * 80))
    return chance.choice([*edges, some, some, some])


def _day(chance: random.Random) -> date:
    return chance.choice([date(2026, 2, 28), FIRST, LAST, date(2026, 4, 1), date(2026, 3, 9)])


async def _a_project(chance: random.Random, officer: Actor) -> None:
    closed = chance.random() < 0.4
    made = await make_project(
        direction=chance.choice(DIRECTIONS), level=chance.choice(("major", "key", "general")), with_reports=False,
        light=chance.choice(("green", "yellow", "red")), stage="closed" if closed else "running",
    )  # fmt: skip
    p = Project
    values: dict[Any, Any] = {p.granted_at: _moment(chance)}
    if closed:
        values |= {p.closed_at: _moment(chance), p.grade: chance.choice(("excellent", "good", "unqualified"))}
    async with db.write_tx():
        await p.update(values).where(p.id == made.id)
        await TopicListing.insert(
            TopicListing(
                topic=made.topic, track="jiebang", published_at=_moment(chance), ended_at=_moment(chance),
                result=chance.choice(("awarded", "unclaimed", "taken_back")),
            )
        )  # fmt: skip
    for n in range(chance.randrange(3)):
        await _a_report(chance, made.id, n + 1)
        await _an_order(chance, made.id, made.lead.account, officer.account)
        await _an_outcome(chance, made.unit, made.lead_talent, officer.account)


async def _a_report(chance: random.Random, project: int, seq: int) -> None:
    due = chance.choice([date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 18), date(2026, 3, 25)])
    sent = chance.choice([None, datetime(2026, 3, 10, 3, tzinfo=UTC), datetime(2026, 3, 17, 17, tzinfo=UTC)])
    await make_report(
        project, seq=seq, state=chance.choice(("missed", "waived", "open")), due_on=due, ends_on=_day(chance),
        submitted_at=sent,
    )  # fmt: skip


async def _an_order(chance: random.Random, project: int, handler: int | None, officer: int | None) -> None:
    assert handler is not None
    assert officer is not None
    state = chance.choice(("issued", "handling", "closed", "withdrawn", "draft"))
    due = chance.choice([date(2026, 3, 10), date(2026, 3, 28)])
    order = await make_order(project=project, handler=handler, drafted_by=officer, state=state, due_on=due)
    o = Order
    values: dict[Any, Any] = {o.issued_at: None if state == "draft" else _moment(chance)}
    if state == "closed":
        values[o.closed_on] = _day(chance)
    async with db.write_tx():
        await o.update(values).where(o.id == order)


_numbers = iter(range(1, 10_000))


async def _an_outcome(chance: random.Random, unit: int, author: int, officer: int | None) -> None:
    assert officer is not None
    state = chance.choice(("registered", "evaluated", "recommended", "adopted", "applied", "promoted"))
    made = await make_outcome(
        unit=unit, author=author, registered_by=officer, state=state, direction=chance.choice(DIRECTIONS),
        number=f"成2026-R{next(_numbers)}",
    )  # fmt: skip
    async with db.write_tx():
        await Outcome.update({Outcome.registered_at: _moment(chance)}).where(Outcome.id == made)
        for rung in ("recommended", "instructed", "adopted", "applied", "pilot", "promoted"):
            if rung == state or chance.random() < 0.6:
                continue
            await OutcomeStep.insert(
                OutcomeStep(
                    outcome=made, rung=rung, body="区委办", on=_day(chance), by=officer, at=clock.now(),
                    reversed_at=chance.choice([None, clock.now()]),
                )
            )  # fmt: skip
        await OutcomeStep.update({OutcomeStep.on: _day(chance)}).where(OutcomeStep.outcome == made)


async def _a_person(chance: random.Random, unit: int) -> None:
    state = chance.choice(("active", "exited", "submitted"))
    came = chance.choice([None, _day(chance)])
    talent = await make_talent(unit=unit, state=state, direction=chance.choice(DIRECTIONS), admitted_on=came)
    async with db.write_tx():
        await Talent.update({Talent.state_since: _moment(chance)}).where(Talent.id == talent)


async def a_district(seed: int) -> Actor:
    """Things that happened around March 2026; returns an officer who sees all of them."""
    chance = random.Random(seed)  # noqa: S311 -- the same every time
    officer = await actor_as(Role.OFFICER)
    unit = await make_unit()
    for _n in range(7):
        await _a_project(chance, officer)
        await _a_person(chance, unit)
    await tally.rebuild()
    return officer


# -- the figures by a walk over the rows ------------------------------------------------------------------------


class Walk:
    """Counts by reading every row and looking at each."""

    def __init__(self, tables: dict[str, list[dict[str, Any]]], direction: str) -> None:
        self.rows = {
            name: [row for row in rows if direction in {"", row.get("direction", direction)}]
            for name, rows in tables.items()
        }

    @staticmethod
    def within(value: Any) -> bool:
        if value is None:
            return False
        day = clock.day_of(value) if isinstance(value, datetime) else value
        return FIRST <= day <= LAST

    def count(self, name: str, **wanted: Any) -> int:
        def fits(row: dict[str, Any]) -> bool:
            return all(test(row[key]) if callable(test) else row[key] == test for key, test in wanted.items())

        return len([row for row in self.rows[name] if fits(row)])

    def steps(self, rung: str) -> int:
        seen = {row["id"] for row in self.rows["outcome"]}
        found = {
            row["outcome"]
            for row in self.rows["outcome_step"]
            if row["rung"] == rung and self.within(row["on"]) and row["reversed_at"] is None
        }
        return len(found & seen)

    def listings(self, result: str) -> int:
        seen = {row["id"] for row in self.rows["topic"]}
        rows = self.rows["topic_listing"]
        return len({r["topic"] for r in rows if r["result"] == result and self.within(r["ended_at"])} & seen)

    def reports(self, *, on_time: bool) -> int:
        found = [
            row for row in self.rows["report"]
            if self.within(row["ends_on"]) and row["due_on"] < clock.today() and row["state"] != "waived"
        ]  # fmt: skip
        came = [row for row in found if row["submitted_at"] and clock.day_of(row["submitted_at"]) <= row["due_on"]]
        return len(came if on_time else found)

    def figures(self) -> dict[str, int]:
        going = {"stage": lambda stage: stage != "closed"}
        inside = self.within
        late = [row for row in self.rows["supervision_order"] if row["state"] == "closed" and inside(row["closed_on"])]
        past = ("registered", "evaluated", "recommended", "adopted", "applied", "pilot", "promoted")
        reached = {
            rung: self.count("outcome", state=lambda state, n=n: past.index(state) >= n) for n, rung in enumerate(past)
        }
        return {
            "people.active": self.count("talent", state="active"),
            "talents.admitted": self.count("talent", state=lambda s: s in {"active", "exited"}, admitted_on=inside),
            "talents.exited": self.count("talent", state="exited", state_since=inside),
            "topics.published": self.count("topic", published_at=inside),
            "topics.awarded": self.listings("awarded"),
            "topics.unclaimed": self.listings("unclaimed"),
            "projects.granted": self.count("project", granted_at=inside),
            "projects.closed": self.count("project", closed_at=inside),
            "projects.excellent": self.count("project", closed_at=inside, grade="excellent"),
            "going.all": self.count("project", **going),
            "going.major": self.count("project", level="major", **going),
            "going.key": self.count("project", level="key", **going),
            **{f"going.{light}": self.count("project", light=light, **going) for light in ("green", "yellow", "red")},
            "reports.due": self.reports(on_time=False),
            "reports.on_time": self.reports(on_time=True),
            "orders.issued": self.count("supervision_order", issued_at=inside),
            "orders.closed": len(late),
            "orders.in_time": len([row for row in late if row["closed_on"] <= row["due_on"]]),
            "orders.open": self.count("supervision_order", state=lambda s: s in {"issued", "handling"}),
            "outcomes.registered": self.count("outcome", registered_at=inside),
            **{f"outcomes.{rung}": self.steps(rung)
               for rung in ("recommended", "instructed", "adopted", "applied", "pilot", "promoted")},
            **{f"reached.{rung}": n for rung, n in reached.items()},
        }  # fmt: skip


async def walk(direction: str = "") -> Walk:
    tables: tuple[Any, ...] = (Talent, Topic, TopicListing, Project, Report, Order, Outcome, OutcomeStep)
    found: dict[str, list[dict[str, Any]]] = {one._meta.tablename: await one.select() for one in tables}
    of = {row["id"]: row["direction"] for row in found["project"]}
    for row in (*found["report"], *found["supervision_order"]):
        row["direction"] = of[row["project"]]
    return Walk(found, direction)
