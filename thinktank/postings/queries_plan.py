# SPDX-License-Identifier: MIT
"""Who could go: candidates for one need, and the best assignment over all open needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import msgspec
from piccolo.query.functions.aggregate import Count

from thinktank.growth.states import Category
from thinktank.growth.tables import GrowthEntry
from thinktank.index import queries as index
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.policies.kinds import PostingTerms
from thinktank.postings import assignment, fit, queries, rules
from thinktank.postings.queries_cautions import spans_of
from thinktank.postings.queries_scope import needs_visible_to
from thinktank.postings.schemas import Caution, NeedView
from thinktank.postings.schemas_plan import Candidate, Evidence, Gap, Instead, Move, Plan, Shortlist
from thinktank.postings.states import LIVE, Kind
from thinktank.postings.tables import Posting, PostNeed
from thinktank.talents import queries as talents
from thinktank.talents.tables import Talent

SHOWN = 12
MOST_PEOPLE = 600  # looked at for one proposal
MOST_SKILLS = 3  # of a need's skills, by which fitting people are looked up where there are more than that
MOST_NEEDS = 60
MOST_LINES = 20_000
GROWTH_KINDS = (Category.PROJECT, Category.OUTCOME)


class _Person(msgspec.Struct):
    id: int
    name: str
    unit: int
    unit_name: str
    post: str
    direction: str
    secondary: str
    strengths: str
    research_interest: str
    major: str


class _Need(msgspec.Struct):
    id: int
    unit: int
    unit_name: str
    kind: Kind
    post: str
    direction: str
    skills: str
    duties: str
    project: int
    project_title: str
    number: int
    taken: int
    months: int
    starts_on: Any


class _Pool(msgspec.Struct):
    """The people who are looked at, and what is known of them."""

    people: list[_Person]
    spans: dict[int, list[rules.Span]]
    growth: dict[int, int]
    away: dict[int, int]
    teams: dict[int, dict[int, str]]
    cut: bool = False  # there were more people than are looked at


def _seconds(direction: str) -> list[str]:
    """Every way in which a direction can stand among the secondary ones: alone, or beside another."""
    pairs = [pair for pair in permutations(Direction, 2) if direction in pair]
    return [direction, *(f"{one.value} {other.value}" for one, other in pairs)]


async def _pool(actor: Actor, directions: Sequence[str], projects: Sequence[int], wanted: Sequence[str] = ()) -> _Pool:
    """Gather active members of these directions and of these projects' teams, those who can fit best first.

    Of more than MOST_PEOPLE, those who are found by one of the ``wanted`` skills come first, then the teams, then who
    has one of the directions as the main one, then as a secondary one.
    """
    if not directions:
        return _Pool([], {}, {}, {}, {})
    source = queries.links.get("project")
    teams = {project: await source.team(project) for project in projects} if source else {}
    t = Talent
    main: Any = t.direction.is_in(list(directions))
    second = t.secondary.is_in([text for direction in directions for text in _seconds(direction)])
    members = t.id.is_in(sorted({talent for team in teams.values() for talent in team}) or [0])
    found = await _people(actor, main | second | members)
    cut = len(found) > MOST_PEOPLE
    if cut:
        found = await _best_first(actor, [members, main, second], wanted)
    people = list(found.values())[:MOST_PEOPLE]
    ids = [person.id for person in people]
    return _Pool(people, await spans_of(ids), await _growth_of(ids), await _away(), teams, cut)


async def _people(actor: Actor, where: Any) -> dict[int, _Person]:
    """Return active members by id in the order of their family names, one more than are looked at."""
    t = Talent
    query = t.select(
        t.id, t.name, t.unit, t.unit._.name.as_alias("unit_name"), t.post, t.direction, t.secondary, t.strengths,
        t.research_interest, t.major,
    ).where(where & (t.state == "active"))  # fmt: skip
    ordered = talents.within(query, actor).order_by(t.name_key).order_by(t.id).limit(MOST_PEOPLE + 1)
    return {person.id: person for person in await db.rows(ordered, _Person)}


async def _best_first(actor: Actor, groups: Sequence[Any], wanted: Sequence[str]) -> dict[int, _Person]:
    """Return who of the last two groups is found by a wanted skill, then each group, as many as are looked at."""
    among = groups[-2] | groups[-1]
    matches = [await index.match("talent", word) for word in wanted[:MOST_SKILLS]]
    skilled = [among & match.where(Talent.id) for match in matches if match]
    found: dict[int, _Person] = {}
    for group in [*skilled, *groups]:
        if len(found) < MOST_PEOPLE:
            found |= {id_: person for id_, person in (await _people(actor, group)).items() if id_ not in found}
    return found


async def _growth_of(ids: list[int]) -> dict[int, int]:
    """How many lines about projects and outcomes stand on each record; one that was taken back does not."""
    g = GrowthEntry
    if not ids:
        return {}
    counted = g.talent.is_in(ids) & g.category.is_in([kind.value for kind in GROWTH_KINDS])
    found: dict[int, int] = dict.fromkeys(ids, 0)
    for row in await g.select(g.talent, g.corrects).where(counted).limit(MOST_LINES):
        found[row["talent"]] += -1 if row["corrects"] else 1
    return found


async def _away() -> dict[int, int]:
    p = Posting
    found = await p.select(p.sender, Count(alias="n")).where(p.state.is_in(list(LIVE))).group_by(p.sender)
    return {row["sender"]: row["n"] for row in found}


def _wanted(need: _Need | NeedView) -> fit.Wanted:
    return fit.Wanted(
        unit=need.unit,
        direction=need.direction,
        skills=need.skills,
        duties=need.duties,
        post=need.post,
        project_title=f"「{need.project_title}」" if need.project_title else "",
    )


def _known(person: _Person, pool: _Pool, project: int) -> fit.Person:
    return fit.Person(
        direction=person.direction,
        secondary=person.secondary,
        strengths=person.strengths,
        research_interest=person.research_interest,
        major=person.major,
        post=person.post,
        team=pool.teams.get(project, {}).get(person.id, ""),
        postings=len(pool.spans[person.id]),
        growth=pool.growth.get(person.id, 0),
        away=pool.away.get(person.unit, 0),
    )


def _busy(person: _Person, pool: _Pool) -> str:
    return next((one.post for one in pool.spans[person.id] if one.state in LIVE), "")


async def _pool_of(actor: Actor, need: NeedView) -> _Pool:
    return await _pool(actor, [need.direction], [need.project] if need.project else [], fit.words(need.skills))


async def candidates(actor: Actor, need: NeedView) -> Shortlist:
    """Return the best fitting members for a need that the actor has read, with evidence and what to mind.

    People of the need's own unit are left out; who is at another post is shown with that post. Denied for others
    than officers.
    """
    require(rules.may_propose(officer="propose" in need.actions, state=need.state, vacant=need.vacant))
    terms = await policies.posting_terms()
    pool = await _pool_of(actor, need)
    found = []
    for person in pool.people:
        if person.unit != need.unit:
            reasons = fit.evidence(_wanted(need), _known(person, pool, need.project), terms)
            found.append(_candidate(person, reasons, _busy(person, pool)))
    found.sort(key=lambda one: (bool(one.busy), -one.fit, one.talent))
    shown = found[:SHOWN]
    by_id = {person.id: person for person in pool.people}
    for one in shown:
        one.warnings = _warned(by_id[one.talent], need, pool, terms)
    return Shortlist(people=shown, looked_at=len(pool.people), cut=pool.cut)


def _candidate(person: _Person, reasons: list[Evidence], busy: str) -> Candidate:
    return Candidate(
        talent=person.id,
        name=person.name,
        unit_name=person.unit_name,
        post=person.post,
        direction=person.direction,
        fit=fit.points(reasons),
        reasons=reasons,
        busy=busy,
    )


def _warned(person: _Person, need: NeedView, pool: _Pool, terms: PostingTerms) -> list[Caution]:
    facts = rules.Facts(
        kind=need.kind,
        starts_on=need.starts_on,
        ends_on=rules.last_day(need.starts_on, need.months),
        sender_name=person.unit_name,
        below=rules.is_upper(need.unit_name),
        others=tuple(pool.spans[person.id]),
    )
    return rules.cautions(facts, terms)


async def fit_of(actor: Actor, need: NeedView, talent: int) -> list[Evidence]:
    """Return what speaks for one member at a need, whoever else there is; nothing for who is out of the pool."""
    pool, terms = await _pool_of(actor, need), await policies.posting_terms()
    person = next((one for one in pool.people if one.id == talent), None)
    return fit.evidence(_wanted(need), _known(person, pool, need.project), terms) if person else []


# -- the whole ----------------------------------------------------------------------------------------------------


async def plan(actor: Actor) -> Plan:
    """Return the best assignment over all open needs in the officer's scope, its price and what it leaves open.

    As many seats as possible are filled, and of those ways the one with the greatest fit is taken. Nothing is
    written: an officer puts each person forward by hand. Denied for others than officers.
    """
    require(rules.may_plan(actor))
    terms, needs = await policies.posting_terms(), await _open_needs(actor)
    directions = sorted({need.direction for need in needs})
    pool = await _pool(actor, directions, sorted({need.project for need in needs if need.project}))
    free = [person for person in pool.people if not _busy(person, pool)]
    reasons = {
        (person.id, need.id): fit.evidence(_wanted(need), _known(person, pool, need.project), terms)
        for need in needs
        for person in free
        if person.unit != need.unit
    }
    fits = {pair: points for pair, found in reasons.items() if (points := fit.points(found)) >= terms.fit_floor}
    seats = {need.id: need.number - need.taken for need in needs}
    solution = assignment.solve(fits, seats)
    found = _described(needs, {person.id: person for person in free}, fits, reasons, solution)
    found.cut = pool.cut
    return found


async def _open_needs(actor: Actor) -> list[_Need]:
    n = PostNeed
    query = n.select(
        n.id, n.unit, n.unit._.name.as_alias("unit_name"), n.kind, n.post, n.direction, n.skills, n.duties, n.project,
        n.project_title, n.number, n.taken, n.months, n.starts_on,
    ).where((n.state == "open") & (n.taken < n.number))  # fmt: skip
    scope = needs_visible_to(actor)
    query = query if scope is None else query.where(scope)
    return await db.rows(query.order_by(n.starts_on).order_by(n.id).limit(MOST_NEEDS), _Need)


def _described(
    needs: list[_Need],
    people: dict[int, _Person],
    fits: dict[tuple[int, int], int],
    reasons: dict[tuple[int, int], list[Evidence]],
    solution: assignment.Solution,
) -> Plan:
    able: dict[int, list[int]] = defaultdict(list)
    for talent, at in fits:
        able[at].append(talent)
    going = dict(solution.chosen)
    moves, gaps = [], []
    for need in needs:
        chosen = sorted((talent for talent, at in going.items() if at == need.id), key=lambda t: -fits[t, need.id])
        moves += [_move(need, people[talent], people, fits, reasons, solution, able[need.id]) for talent in chosen]
        if open_ := need.number - need.taken - len(chosen):
            gaps.append(Gap(need.id, need.post, need.unit_name, open_, _why(need, able[need.id], going)))
    seats = sum(need.number - need.taken for need in needs)
    return Plan(moves=moves, gaps=gaps, total=solution.total, people=len(people), seats=seats)


def _move(
    need: _Need,
    person: _Person,
    people: dict[int, _Person],
    fits: dict[tuple[int, int], int],
    reasons: dict[tuple[int, int], list[Evidence]],
    solution: assignment.Solution,
    able: list[int],
) -> Move:
    return Move(
        need=need.id,
        post=need.post,
        unit_name=need.unit_name,
        talent=person.id,
        name=person.name,
        from_unit=person.unit_name,
        fit=fits[person.id, need.id],
        best=max(fits[talent, need.id] for talent in able),
        reasons=reasons[person.id, need.id],
        others=[
            Instead(
                talent=talent,
                name=people[talent].name,
                fit=fits[talent, need.id],
                loses=solution.total - total,
                seats=len(solution.chosen) - filled,
            )
            for (talent, at), (filled, total) in solution.forced.items()
            if at == need.id
        ],
    )


def _why(need: _Need, able: list[int], going: dict[int, int]) -> str:
    """Say why seats of a need stay open."""
    if not able:
        return _("在库成员里没有方向对口、可以派出的人选，可放宽方向或专长要求")
    elsewhere = sum(going.get(talent, need.id) != need.id for talent in able)
    words = {"n": len(able), "m": elsewhere}
    if elsewhere:
        return _("合适的%(n)d人中有%(m)d人派往其他岗位，全局更合适") % words
    return _("合适的只有%(n)d人，少于所需人数") % words
