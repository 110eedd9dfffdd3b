# SPDX-License-Identifier: MIT
"""Reading plans, of the items that the actor may see, and reviewers' profiles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from reviews.rounds import queries as rounds
from reviews.rounds.states import RoundState
from reviews.rounds.tables import Assignment, RoundItem
from reviews.staffing import queries_facts, rules
from reviews.staffing.schemas import ItemPlan, Limits, LoadView, PairView, PlanView, ProfileView
from reviews.staffing.states import PLAN, Aim
from reviews.staffing.tables import ReviewerProfile, StaffingPair, StaffingPlan
from thinktank.identity.tables import Account
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.policy import require

MOST = 20_000
BEGUN = {str(state) for state in queries_facts.BEGUN}


class _Plan(msgspec.Struct):
    id: int
    round: int
    aim: Aim
    state: str
    version: int
    made_at: datetime
    made_by: str
    limits: str
    short: str
    remedies: str
    loads: str


def _plans() -> Any:
    p = StaffingPlan
    return p.select(
        p.id, p.round, p.aim, p.state, p.version, p.made_at, p.made_by._.name.as_alias("made_by"), p.limits, p.short,
        p.remedies, p.loads,
    )  # fmt: skip


async def latest(actor: Actor, round_: int) -> PlanView | None:
    """Return the newest plan of a round that the actor has read; None before the first."""
    query = _plans().where(StaffingPlan.round == round_).order_by(StaffingPlan.id, ascending=False)
    row = await db.first(query, _Plan)
    return None if row is None else await _view(actor, row)


async def plan(actor: Actor, id: int) -> PlanView:  # noqa: A002 -- the record's id
    """Return a plan; NotFound where its round is hidden."""
    row = await db.first(_plans().where(StaffingPlan.id == id), _Plan)
    await rounds.get_round(actor, row.round if row else 0)
    if row is None:
        raise NotFound
    return await _view(actor, row)


class _Pair(msgspec.Struct):
    item: int
    title: str
    direction: str
    reviewer: int
    name: str
    unit_name: str
    fit: int
    why: str
    kept: bool
    dropped: bool
    made: str | None = None


async def pairs_of(actor: Actor, plan_: int) -> list[_Pair]:
    """Return a plan's pairs, of the items that the actor may see."""
    s, i = StaffingPair, RoundItem
    query = s.select(
        s.item, s.item._.title.as_alias("title"), s.item._.direction.as_alias("direction"), s.reviewer,
        s.reviewer._.name.as_alias("name"), s.reviewer._.unit._.name.as_alias("unit_name"), s.fit, s.why, s.kept,
        s.dropped, s.assignment._.state.as_alias("made"),
    )  # fmt: skip
    seen = i.select(i.id).where(rounds.visible_to(actor))
    return await db.rows(query.where((s.plan == plan_) & s.item.is_in(seen)).order_by(s.id).limit(MOST), _Pair)


async def _view(actor: Actor, row: _Plan) -> PlanView:
    round_ = await rounds.get_round(actor, row.round)
    found = PlanView(
        id=row.id, round=row.round, aim=row.aim, state=row.state, version=row.version, made_at=row.made_at,
        made_by=row.made_by, limits=msgspec.json.decode(row.limits, type=Limits), state_label=PLAN.label(row.state),
    )  # fmt: skip
    pairs = await pairs_of(actor, row.id)
    _lay_out(found, pairs, await _short(actor, row))
    found.remedies = msgspec.json.decode(row.remedies, type=list[str]) if found.short else []
    _loads(found, dict(msgspec.json.decode(row.loads, type=list[tuple[int, int]])))
    open_ = round_.state == RoundState.OPEN
    steps = ("apply", "drop", "undo")
    found.actions = [step for step in steps if rules.may_step(actor, step, state=row.state, open_=open_)]
    return found


async def _short(actor: Actor, row: _Plan) -> list[ItemPlan]:
    """The items that a plan leaves short, as far as the actor may see them."""
    short = dict(msgspec.json.decode(row.short, type=list[tuple[int, int]]))
    i = RoundItem
    query = i.select(i.id, i.title, i.direction).where(rounds.visible_to(actor) & i.id.is_in(list(short) or [0]))
    found = await db.rows(query.order_by(i.id), ItemPlan)
    for item in found:
        item.short = short[item.id]
    return found


def _lay_out(found: PlanView, pairs: list[_Pair], short: list[ItemPlan]) -> None:
    """Put a plan's pairs under their items, with what lacks and the figures of the whole."""
    items = {one.id: one for one in short}
    for pair in pairs:
        item = items.setdefault(pair.item, ItemPlan(pair.item, pair.title, pair.direction))
        item.pairs.append(
            PairView(
                item=pair.item, reviewer=pair.reviewer, name=pair.name, unit_name=pair.unit_name, fit=pair.fit,
                kept=pair.kept, dropped=pair.dropped, started=pair.made in BEGUN, why=pair.why,
            )
        )  # fmt: skip
    coming = [pair for pair in pairs if not pair.dropped]
    found.items = sorted(items.values(), key=lambda item: (-item.short, item.worst if item.worst is not None else -1))
    found.new = sum(not pair.kept for pair in coming)
    found.kept, found.dropped = len(coming) - found.new, len(pairs) - len(coming)
    found.short = sum(item.short for item in short)
    found.worst = min((pair.fit for pair in coming), default=None)
    found.mean = round(sum(pair.fit for pair in coming) / len(coming), 1) if coming else None


def _loads(found: PlanView, most: dict[int, int]) -> None:
    """Count how many items each reviewer has in the part of a plan that is shown, beside the limit."""
    planned: dict[int, LoadView] = {}
    for pair in (pair for item in found.items for pair in item.pairs if not pair.dropped):
        one = planned.setdefault(
            pair.reviewer, LoadView(pair.reviewer, pair.name, pair.unit_name, 0, most.get(pair.reviewer, 0))
        )
        one.planned += 1
    found.loads = sorted(planned.values(), key=lambda one: (-one.planned, one.reviewer))


# -- profiles -------------------------------------------------------------------------------------------------


async def profile(actor: Actor, account: int) -> ProfileView:
    """Return a reviewer's profile, an empty one before the first saving; NotFound but for the person and officers."""
    a, p = Account, ReviewerProfile
    row = await a.select(a.name, a.unit._.name.as_alias("unit_name")).where(a.id == account).first()
    if row is None or not rules.may_profile(actor, account):
        raise NotFound
    kept = await p.select().where(p.account == account).first()
    found = ProfileView(account=account, name=row["name"], unit_name=row["unit_name"])
    return found if kept is None else _filled(found, kept)


def _filled(found: ProfileView, kept: dict[str, Any]) -> ProfileView:
    return msgspec.structs.replace(
        found,
        directions=list(filter(None, kept["directions"].split(","))),
        wishes=list(filter(None, kept["wishes"].split(","))),
        expertise=kept["expertise"],
        load_most=kept["load_most"],
        away_until=kept["away_until"],
        version=kept["version"],
    )


async def profiles(actor: Actor) -> list[ProfileView]:
    """Return every reviewer's profile with this year's reviews, for the office. Denied outside the department."""
    require(rules.may_plan(actor, open_=True))
    p = ReviewerProfile
    kept = {row["account"]: row for row in await p.select().where(p.id > 0)}
    found = []
    for judge in await queries_facts.judges(0, rounds.visible_to(actor)):
        one = ProfileView(account=judge.id, name=judge.name, unit_name=judge.unit_name)
        one = _filled(one, kept[judge.id]) if judge.id in kept else one
        one.year = judge.spent
        found.append(one)
    return found


async def assignments(round_: int, items: list[int]) -> dict[tuple[int, int], tuple[int, str]]:
    """Return by item and reviewer the assignment and its state, whoever asks; for steps of a plan."""
    a = Assignment
    inside = (a.item._.round == round_) & a.item.is_in(items or [0])
    rows = await a.select(a.id, a.item, a.reviewer, a.state).where(inside)
    return {(row["item"], row["reviewer"]): (row["id"], row["state"]) for row in rows}
