# SPDX-License-Identifier: MIT
"""Reading briefs, confirmations of adoption, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from piccolo.columns.combination import WhereRaw

from research.adoption import rules
from research.adoption.schemas import AdoptionRow, AdoptionView, BriefView, EffectView, TaskView, WayView
from research.adoption.states import ADOPTION, BRIEF
from research.adoption.tables import Adoption, Brief, EffectReturn, OutcomeTask
from research.corrections.schemas import Place
from research.outcomes import queries as outcomes
from research.outcomes import queries_indicators as indicators
from research.outcomes.schemas import OutcomeView
from research.outcomes.states import Grounds, Kind
from research.outcomes.tables import OutcomeAuthor
from thinktank.files import queries as files
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest

MOST = 50
KIND = "adoption"
_OFFICE = (Role.OFFICER, Role.DEPT_LEADER)
ASKED: Any = WhereRaw("adoption.state = 'asked'")  # in the words of the index adoption_due
OWED: Any = WhereRaw("effect_return.state = 'asked'")  # in the words of the index effect_return_due


# -- scope ----------------------------------------------------------------------------------------------------------


def visible_to(actor: Actor) -> Any:
    """The Where of confirmations that an actor may read: the office of the outcome, and liaisons of the unit asked."""
    if actor.is_system:
        return db.EVERYTHING
    ways = ((OFFICE, _managed), ((Role.LIAISON,), _asked))
    scopes = [scope(actor) for roles, scope in ways if actor.has(*roles)]
    if any(scope is None for scope in scopes):
        return db.EVERYTHING
    return reduce(or_, scopes) if scopes else Adoption.id == -1


def _managed(actor: Actor) -> Any:
    o = Adoption.outcome._
    return identity.in_scope(actor, _OFFICE, o.unit, o.direction)


def _asked(actor: Actor) -> Any:
    return identity.in_scope(actor, (Role.LIAISON,), Adoption.unit)


async def _holds(where: Any, id_: int) -> bool:
    """Whether one confirmation lies in a scope (None: everything)."""
    return where is None or await db.exists(Adoption.select(Adoption.id).where((Adoption.id == id_) & where))


# -- adoptions ------------------------------------------------------------------------------------------------------


def _rows() -> Any:
    a = Adoption
    return a.select(
        a.id, a.version, a.state, a.outcome, a.outcome._.number.as_alias("outcome_number"),
        a.outcome._.title.as_alias("outcome_title"), a.unit, a.unit._.name.as_alias("unit_name"), a.due_on,
        a.adopted_on, a.document, a.asked_at,
    )  # fmt: skip


async def listed(
    actor: Actor, *, state: str = "", after: str | None = None, before: str | None = None
) -> Page[AdoptionRow]:
    """Return a page of the confirmations that the actor may read, newest first."""
    a = Adoption
    where = visible_to(actor)
    if state:
        where &= a.state == state
    return await newest(
        _rows().where(where), AdoptionRow, a.id, after=after, before=before, counting=a.select().where(where)
    )


async def waiting(actor: Actor) -> tuple[list[AdoptionRow], list[EffectView]]:
    """Return what waits for a liaison: confirmations asked for, and effects to be told, by their day; two queries."""
    if not actor.has(Role.LIAISON):
        return [], []
    a, e, scope = Adoption, EffectReturn, _asked(actor)
    query = _rows().where(ASKED)
    asked = await db.rows((query if scope is None else query.where(scope)).order_by(a.due_on).limit(MOST), AdoptionRow)
    mine = identity.in_scope(actor, (Role.LIAISON,), e.adoption._.unit)
    told = _effects().where(OWED)
    owed = await db.rows((told if mine is None else told.where(mine)).order_by(e.due_on).limit(MOST), EffectView)
    return asked, owed


async def get(actor: Actor, id: int) -> AdoptionView:  # noqa: A002 -- the record's id
    """Return one confirmation with what the unit answered; NotFound outside the scope."""
    found = await _plain(actor, id)
    await _dress(actor, found)
    e = EffectReturn
    found.effects = await db.rows(_effects().where(e.adoption == id).order_by(e.months).limit(MOST), EffectView)
    for one in found.effects:
        one.actions = rules.effect_actions(actor, one, found)
    found.files = await files.of(KIND, id)
    return found


async def _plain(actor: Actor, id_: int) -> AdoptionView:
    a = Adoption
    o = a.outcome._
    query = a.select(
        a.id, a.version, a.state, a.outcome, o.number.as_alias("outcome_number"), o.title.as_alias("outcome_title"),
        o.kind.as_alias("outcome_kind"), o.direction.as_alias("outcome_direction"), o.unit.as_alias("outcome_unit"),
        o.summary.as_alias("summary"), a.unit, a.unit._.name.as_alias("unit_name"), a.ask, a.due_on, a.asked_by,
        a.asked_by._.name.as_alias("asked_by_name"), a.asked_of, a.asked_at, a.content, a.measures, a.document,
        a.grounds, a.adopted_on, a.effect, a.confirmer, a.reason, a.answered_at,
    )  # fmt: skip
    found = await db.first(query.where((a.id == id_) & visible_to(actor)), AdoptionView)
    if found is None:
        raise NotFound
    return found


async def _dress(actor: Actor, found: AdoptionView) -> None:
    found.kind_label = Kind(found.outcome_kind).label
    found.grounds_label = Grounds(found.grounds).label if found.grounds else ""
    w = OutcomeAuthor
    query = w.select(w.talent._.name.as_alias("name"), w.talent._.account.as_alias("account"))
    people = await query.where(w.outcome == found.outcome).order_by(w.sort)
    found.authors = "、".join(row["name"] for row in people)
    found.is_author = bool(actor.account) and any(row["account"] == actor.account for row in people)
    found.managed = actor.has(*OFFICE) and await _holds(_managed(actor), found.id)
    found.asked_me = actor.has(Role.LIAISON) and await _holds(_asked(actor), found.id)
    found.actions = rules.adoption_actions(actor, found)


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read the papers of a confirmation."""
    return await db.exists(Adoption.select(Adoption.id).where((Adoption.id == record) & visible_to(actor)))


# -- effects --------------------------------------------------------------------------------------------------------


def _effects() -> Any:
    e = EffectReturn
    a = e.adoption._
    o = e.adoption._.outcome._
    return e.select(
        e.id, e.version, e.state, e.adoption, e.months, e.due_on, e.asked_of, e.effect, e.answered_at, e.reason,
        a.unit.as_alias("unit"), a.unit._.name.as_alias("unit_name"), a.outcome.as_alias("outcome"),
        o.title.as_alias("outcome_title"), o.number.as_alias("outcome_number"),
    )  # fmt: skip


async def effect(actor: Actor, id: int) -> tuple[EffectView, AdoptionView]:  # noqa: A002 -- the record's id
    """Return a question about the effect with the outcome's indicators, and its confirmation; NotFound outside."""
    e = EffectReturn
    scope = visible_to(actor)
    seen = scope if scope is db.EVERYTHING else e.adoption.is_in(Adoption.select(Adoption.id).where(scope))
    found = await db.first(_effects().where((e.id == id) & seen), EffectView)
    if found is None:
        raise NotFound
    adoption = await _plain(actor, found.adoption)
    await _dress(actor, adoption)
    found.indicators = await indicators.plain(found.outcome)
    for one in found.indicators:
        one.values = []  # what others put down is the outcome's, not the unit's to read
    found.actions = rules.effect_actions(actor, found, adoption)
    return found, adoption


# -- briefs and tasks -----------------------------------------------------------------------------------------------


def _briefs() -> Any:
    b = Brief
    o = b.outcome._
    return b.select(
        b.id, b.version, b.state, b.outcome, o.number.as_alias("outcome_number"), o.title.as_alias("outcome_title"),
        o.unit.as_alias("outcome_unit"), b.number, b.title, b.addressees, b.problem, b.advice, b.effect, b.signer,
        b.sent_on, b.drafted_by._.name.as_alias("drafted_by_name"), b.drafted_at,
    )  # fmt: skip


async def brief(actor: Actor, id: int) -> tuple[BriefView, OutcomeView]:  # noqa: A002 -- the record's id
    """Return a brief and its outcome, for the office; NotFound for others."""
    if not actor.has(*OFFICE):
        raise NotFound
    o = Brief.outcome._
    scope = identity.in_scope(actor, _OFFICE, o.unit, o.direction)
    query = _briefs().where(Brief.id == id)
    found = await db.first(query if scope is None else query.where(scope), BriefView)
    if found is None:
        raise NotFound
    outcome = await outcomes.get(actor, found.outcome)
    if not outcome.managed:
        raise NotFound
    _set_up(actor, found, outcome)
    return found, outcome


def _set_up(actor: Actor, found: BriefView, outcome: OutcomeView) -> None:
    found.authors = "、".join(one.name for one in outcome.authors)
    found.early = outcome.state in {"registered", "screened"}
    found.actions = rules.brief_actions(actor, found, outcome)


async def way(actor: Actor, outcome: int) -> WayView:
    """Return what was done to bring an outcome into practice; NotFound outside the scope.

    Briefs and tasks are the office's; authors and others of the scope read what was sent and confirmed.
    """
    found = await outcomes.get(actor, outcome)
    b, a, e = Brief, Adoption, EffectReturn
    office = actor.has(*OFFICE) and found.managed
    shown = (b.outcome == outcome) & (b.state != "dropped")
    told = _briefs().where(shown if office else shown & (b.state == "sent")).order_by(b.id).limit(MOST)
    owed = _effects().where(e.adoption.is_in(a.select(a.id).where(a.outcome == outcome))).order_by(e.due_on)
    briefs, adoptions, effects = await db.together(
        (told, BriefView),
        (_rows().where(a.outcome == outcome).order_by(a.id).limit(MOST), AdoptionRow),
        (owed.limit(MOST), EffectView),
    )
    for one in briefs:
        _set_up(actor, one, found)
    return WayView(
        outcome=outcome, title=found.title, number=found.number, briefs=briefs,
        tasks=await tasks(outcome) if office else [], adoptions=adoptions, effects=effects,
        actions=rules.way_actions(actor, found),
    )  # fmt: skip


async def tasks(outcome: int) -> list[TaskView]:
    """Return the tasks given for an outcome."""
    t = OutcomeTask
    query = t.select(t.id, t.matter, t.basis, t.due_on, t.order_id).where(t.outcome == outcome)
    return await db.rows(query.order_by(t.id).limit(MOST), TaskView)


async def officers_of(ids: Sequence[int]) -> dict[int, list[int]]:
    """Return who of the office asked each of some units: who is told when nothing comes."""
    a = Adoption
    rows = await a.select(a.id, a.asked_by).where(a.id.is_in(list(ids) or [0]))
    return {row["id"]: [row["asked_by"]] for row in rows}


FILE_READERS = {KIND: may_read_file}
PLACES = (Place(Brief, BRIEF, "专报"), Place(Adoption, ADOPTION, "采纳确认"))
