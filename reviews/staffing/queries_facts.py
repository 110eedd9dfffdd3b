# SPDX-License-Identifier: MIT
"""Gathering what a plan is made from: items, reviewers, and what stands between them; in few questions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import msgspec
from piccolo.query.functions.aggregate import Count

from research.outcomes.tables import OutcomeAuthor
from reviews.rounds import queries as rounds
from reviews.rounds.states import ACTIVE, OPEN_TO_REVIEWERS, AssignmentState
from reviews.rounds.tables import Assignment, Interest, RoundItem
from reviews.staffing.facts import Facts, Judge, Seat, Weights, words_of
from reviews.staffing.tables import ReviewerProfile
from thinktank.identity import queries as identity
from thinktank.identity.tables import RoleGrant, UnitAncestry
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.policies import queries as policies

MOST_PEOPLE, MOST_ITEMS = 2_000, 5_000
GONE = (AssignmentState.DECLINED, AssignmentState.EXCLUDED)
BEGUN = (AssignmentState.DECLARED, AssignmentState.SUBMITTED)


class _Item(msgspec.Struct):
    id: int
    title: str
    direction: str
    size: int
    extra: int = 0
    outcome: int | None = None
    lead_unit: int | None = None
    applied_unit: int | None = None
    problem: str | None = None
    goal: str | None = None
    claimed_problem: str | None = None
    claimed_goal: str | None = None


class _Taken(msgspec.Struct):
    item: int
    reviewer: int
    state: str


async def facts(actor: Actor, round_: int) -> Facts:
    """Return what a plan of a round is made from, of the items that the actor may see and that are still open."""
    i = RoundItem
    states = i.state.is_in([str(state) for state in OPEN_TO_REVIEWERS])
    query = i.select(
        i.id, i.title, i.direction, i.round._.size.as_alias("size"), i.extra, i.outcome,
        i.project._.lead._.unit.as_alias("lead_unit"), i.application._.lead._.unit.as_alias("applied_unit"),
        i.application._.problem.as_alias("problem"), i.application._.goal.as_alias("goal"),
        i.project._.application._.problem.as_alias("claimed_problem"),
        i.project._.application._.goal.as_alias("claimed_goal"),
    ).where(rounds.visible_to(actor) & states & (i.round == round_))  # fmt: skip
    items = await db.rows(query.order_by(i.id).limit(MOST_ITEMS), _Item)
    panels = await policies.panels()
    weights = Weights(panels.fit_direction, panels.fit_expertise, panels.fit_wish)
    return Facts(await _seats(round_, items), await judges(round_), weights)


async def _seats(round_: int, items: list[_Item]) -> list[Seat]:
    a, n = Assignment, Interest
    inside = a.item._.round == round_
    taken: dict[int, list[_Taken]] = defaultdict(list)
    for one in await db.rows(a.select(a.item, a.reviewer, a.state).where(inside), _Taken):
        taken[one.item].append(one)
    barred: dict[int, set[int]] = defaultdict(set)
    kept = n.select(n.item, n.account, n.active, n.lifted_at).where((n.item._.round == round_) & (n.active == True))  # noqa: E712
    for row in await kept:
        barred[row["item"]].add(row["account"])
    leads = await _leads(items)
    lines, sides = await _lines({unit for units in leads.values() for unit in units})
    return [
        Seat(
            id=one.id,
            title=one.title,
            direction=one.direction,
            text=" ".join(filter(None, (one.title, one.problem, one.goal, one.claimed_problem, one.claimed_goal))),
            size=one.size + one.extra,
            lead_units=frozenset(leads[one.id]),
            lines=frozenset().union(*(lines[unit] for unit in leads[one.id])),
            own_units=frozenset().union(*(sides[unit] for unit in leads[one.id])),
            fixed=frozenset(t.reviewer for t in taken[one.id] if t.state in BEGUN),
            soft=frozenset(t.reviewer for t in taken[one.id] if t.state == AssignmentState.ASSIGNED),
            barred=frozenset(barred[one.id] | {t.reviewer for t in taken[one.id] if t.state in GONE}),
        )
        for one in items
    ]


async def _leads(items: list[_Item]) -> dict[int, set[int]]:
    """Return by item the units of those who lead it, or who is first author."""
    found = {one.id: {unit for unit in (one.lead_unit, one.applied_unit) if unit} for one in items}
    outcomes = {one.outcome: one.id for one in items if one.outcome}
    o = OutcomeAuthor
    query = o.select(o.outcome, o.talent._.unit.as_alias("unit")).where(o.outcome.is_in(list(outcomes) or [0]))
    first: set[int] = set()
    for row in await query.order_by(o.sort).order_by(o.id):
        if row["outcome"] not in first:
            first.add(row["outcome"])
            found[outcomes[row["outcome"]]].add(row["unit"])
    return found


async def _lines(units: set[int]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return by unit what is above it (but for the root) or below it, and everything on its side (主管单位 subtree)."""
    u = UnitAncestry
    rows = await u.select(u.unit, u.ancestor, u.ancestor._.parent.as_alias("parent"))
    roots = {row["ancestor"] for row in rows if row["parent"] is None}
    below: dict[int, set[int]] = defaultdict(set)
    above: dict[int, set[int]] = defaultdict(set)
    heads = {row["ancestor"] for row in rows if row["parent"] in roots}
    for row in rows:
        below[row["ancestor"]].add(row["unit"])
        above[row["unit"]].add(row["ancestor"])
    lines = {unit: (above[unit] - roots | (set() if unit in roots else below[unit])) - {unit} for unit in units}
    sides = {unit: set().union(*(below[head] for head in above[unit] & heads)) for unit in units}
    return lines, sides


async def judges(round_: int, seen: Any = db.EVERYTHING) -> list[Judge]:
    """Return the reviewers with what they know and how much they have judged this year outside the round.

    ``seen`` keeps the count to items that somebody may see: for what is shown, not for what is planned by.
    """
    people = await identity.accounts_with_role(Role.REVIEWER, limit=MOST_PEOPLE)
    p, g, a = ReviewerProfile, RoleGrant, Assignment
    profiles = {row["account"]: row for row in await p.select().where(p.id > 0)}
    granted: dict[int, set[str]] = defaultdict(set)
    today = clock.today()
    held = (g.role == str(Role.REVIEWER)) & (g.direction != "") & (g.until.is_null() | (g.until > today))
    for row in await g.select(g.account, g.direction).where(held):
        granted[row["account"]].add(row["direction"])
    elsewhere = (a.assigned_at >= clock.noon_of(date(today.year, 1, 1), hour=0)) & (a.item._.round != round_)
    live = a.state.is_in([str(state) for state in ACTIVE]) & a.reviewer.is_in([one.id for one in people] or [0])
    if seen is not db.EVERYTHING:
        live &= db.there_is(RoundItem.select(RoundItem.id).where((RoundItem.id == a.item) & seen))
    query = a.select(a.reviewer, Count().as_alias("n")).where(live & elsewhere).group_by(a.reviewer)
    spent = defaultdict(int, {row["reviewer"]: row["n"] for row in await query})
    return [
        _judge(person, profiles.get(person.id, {}), granted[person.id], spent[person.id], today) for person in people
    ]


def _judge(person: Any, profile: dict[str, Any], granted: set[str], spent: int, today: date) -> Judge:
    away = profile.get("away_until")
    return Judge(
        id=person.id,
        name=person.name,
        unit=person.unit,
        unit_name=person.unit_name,
        directions=frozenset(granted | set(filter(None, profile.get("directions", "").split(",")))),
        wishes=frozenset(filter(None, profile.get("wishes", "").split(","))),
        words=words_of(profile.get("expertise", "")),
        load_most=profile.get("load_most"),
        spent=spent,
        away=away is not None and away >= today,
    )
