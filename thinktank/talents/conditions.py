# SPDX-License-Identifier: MIT
"""Who sees whom, and what a list of people is narrowed to: conditions, not yet a query.

``visible_to()`` is the only read door. A condition on a field of a class is answered among those people alone whose
fields of that class are open: else the list would tell what the page hides.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from thinktank.identity import queries as identity
from thinktank.identity.tables import UnitAncestry
from thinktank.index import queries as index
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.policies import queries as policies
from thinktank.talents import rules
from thinktank.talents.schemas import P2_CONDITIONS, P3_CONDITIONS, Filter
from thinktank.talents.states import IN_BANK, MemberState
from thinktank.talents.tables import Talent

OFFICE_ROLES = (Role.OFFICER, Role.DEPT_LEADER)
UNIT_ROLES = (Role.LIAISON,)
COLLEAGUES = (Role.MEMBER, Role.MENTOR, Role.INSPECTOR)
_OF_CLASS = {rules.P1: (OFFICE_ROLES, UNIT_ROLES), rules.P2: (OFFICE_ROLES, UNIT_ROLES), rules.P3: (OFFICE_ROLES,)}
OUTSIDE = [state.value for state in MemberState if state.value not in IN_BANK]
_INACTIVE = [state.value for state in MemberState if state.value != "active"]  # said so, a list walks its own order
_LEVELS = {
    "bachelor": ("大学", "本科", "研究生", "学士", "硕士", "博士"),
    "master": ("研究生", "硕士", "博士"),
    "doctor": ("博士",),
}
_POLITICAL = {
    "party": ("中共", "党员"),
    "league": ("团员",),
    "democratic": ("民革", "民盟", "民建", "民进", "农工", "致公", "九三", "台盟", "民主党派"),
    "masses": ("群众",),
}


def visible_to(actor: Actor, field_class: str = rules.P1) -> Any:
    """Return the Where of the people of whom an actor may see the fields of a class, None for all of them.

    The office sees its scope, a liaison the own unit's subtree (P1, P2), members, mentors and inspectors every active
    member (P1), everybody their own entry; reviewers and administrators have no directory (decisions.md).
    """
    t = Talent
    if actor.is_system:
        return None
    where = (t.account == actor.account) if actor.account else (t.id == -1)
    for roles in _OF_CLASS[field_class]:
        if actor.has(*roles):
            scope = identity.in_scope(actor, roles, t.unit, t.direction)
            if scope is None:
                return None
            where |= scope if roles is OFFICE_ROLES else scope & _handed_in()
    if field_class == rules.P1 and actor.has(*COLLEAGUES):
        where |= t.state.not_in(_INACTIVE)
    return where


def _handed_in() -> Any:
    """A draft of somebody's own is nobody's business; what the unit itself drafted is."""
    return (Talent.state != "draft") | (Talent.channel == "nominated")


async def class_of(chosen: Filter) -> str:
    """Return the highest class of the fields that a list's conditions ask about, as the department guards them."""
    if any(getattr(chosen, name) for name in P3_CONDITIONS):
        return rules.P3
    asked = {field for name, fields in P2_CONDITIONS.items() if getattr(chosen, name) for field in fields}
    if not asked:
        return rules.P1
    return rules.P3 if asked & set((await policies.field_classes()).raised()) else rules.P2


async def of(actor: Actor, chosen: Filter) -> Any:
    """Return the Where of the people whom a list's conditions find for an actor.

    Without a state, those who are in the bank; sorted by the day of admission, those who have one.
    """
    scope = visible_to(actor, await class_of(chosen))
    few = finds_few(actor, scope)
    where = _state(chosen, few=few)
    if chosen.direction:
        where &= equals(Talent.direction, chosen.direction, few=few)
    for name, build in _SIMPLE.items():
        if value := getattr(chosen, name):
            where &= build(value)
    if chosen.placed is not None:
        where &= Talent.direction != "" if chosen.placed else Talent.direction == ""
    for text in filter(str.strip, (chosen.q, chosen.tag)):
        found = await index.match("talent", text)
        where &= Talent.id == -1 if found is None else found.where(Talent.id)
    return where if scope is None else where & scope


def finds_few(actor: Actor, scope: Any) -> bool:
    """Whether a scope is that of some units: who is in them is found first, and then judged by the rest."""
    return scope is not None and not actor.has(*COLLEAGUES)


def equals(column: Any, value: str, *, few: bool) -> Any:
    """The Where that compares a text column, as the first thing asked or, of few people, as the last."""
    return db.judged(column, value) if few else column == value


def _state(chosen: Filter, *, few: bool) -> Any:
    t = Talent
    # Who is not in the bank, rather than who is: an index on nine states would fetch the whole bank to sort it.
    where = equals(t.state, chosen.state, few=few) if chosen.state else t.state.not_in(OUTSIDE)
    return where & t.admitted_on.is_not_null() if chosen.sort == "admitted" else where


def _unit(unit: int) -> Any:
    return Talent.unit.is_in(UnitAncestry.select(UnitAncestry.unit).where(UnitAncestry.ancestor == unit))


def _holding(words: tuple[str, ...], *columns: Any) -> Any:
    where: Any = None
    for column in columns:
        for word in words:
            one = column.like(f"%{word}%")
            where = one if where is None else where | one
    return where


def _age(band: str) -> Any:
    """Ages count whole years by month of birth, as lists show them."""
    most = int(band.rstrip("+"))
    today = clock.today()
    eldest = date(today.year - most - 1, today.month, 1)  # born later: at most so old
    return Talent.birth_month <= eldest if band.endswith("+") else Talent.birth_month > eldest


def _term(span: str) -> Any:
    t, today = Talent, clock.today()
    if span == "over":
        return t.term_to < today
    years, month = divmod(today.month - 1 + int(span), 12)
    until = date(today.year + years, month + 1, min(today.day, 28))
    return (t.term_to >= today) & (t.term_to <= until)


def _tag(tag: str) -> Any:
    return Talent.strengths.like(f"%{tag.strip().replace('%', '').replace('_', '')}%")


_SIMPLE: dict[str, Callable[[Any], Any]] = {
    "unit": _unit,
    "sex": lambda value: Talent.gender == value,
    "education": lambda value: _holding(_LEVELS[value], Talent.education, Talent.degree),
    "degree": lambda value: Talent.degree.like(f"%{value}%"),
    "age": _age,
    "political": lambda value: _holding(_POLITICAL[value], Talent.political_status),
    "tag": _tag,
    "term": _term,
}
