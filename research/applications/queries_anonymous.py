# SPDX-License-Identifier: MIT
"""What gives a team away: its people, units, schools, numbers, with the words that the office added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from research.applications.anonymity import Word
from research.applications.tables import CoverWord
from research.topics.tables import Application, ApplicationMember
from thinktank.identity.tables import Unit, UnitChange
from thinktank.kernel import db
from thinktank.talents.tables import Talent

MOST = 100
SHORTEST = 2


class _Person(msgspec.Struct):
    name: str
    school: str
    phone: str
    email: str
    unit: int
    account_phone: str | None
    account_email: str | None


class _Unit(msgspec.Struct):
    id: int
    name: str
    short_name: str


class _Former(msgspec.Struct):
    name_before: str


class _Text(msgspec.Struct):
    text: str


async def words_of_people(talents: Iterable[int]) -> list[Word]:
    """Return what gives these people away; unscoped, for covering alone. Three queries."""
    t = Talent
    query = t.select(
        t.name,
        t.school,
        t.phone,
        t.email,
        t.unit,
        t.account._.phone.as_alias("account_phone"),
        t.account._.email.as_alias("account_email"),
    ).where(t.id.is_in(sorted(talents) or [0]))
    people = await db.rows(query.limit(MOST), _Person)
    pairs = [("name", one.name) for one in people] + [("school", one.school) for one in people]
    pairs += [("phone", one.phone) for one in people] + [("email", one.email) for one in people]
    pairs += await _of_units(sorted({one.unit for one in people}))
    pairs += [("phone", one.account_phone or "") for one in people]
    pairs += [("email", one.account_email or "") for one in people]
    return _words(pairs)


async def words_of(application: int) -> list[Word]:
    """Return what gives an application's team away, with the office's own words; unscoped, for covering alone."""
    a, m, w = Application, ApplicationMember, CoverWord
    led = await a.select(a.lead).where(a.id == application)
    joined = await m.select(m.talent).where(m.application == application).limit(MOST)
    found = await words_of_people([*(row["lead"] for row in led), *(row["talent"] for row in joined)])
    own = await db.rows(w.select(w.text).where(w.application == application).order_by(w.id).limit(MOST), _Text)
    return [*found, *added_words(one.text for one in own)]


def added_words(texts: Iterable[str]) -> list[Word]:
    """Return the words that the office added, to be covered like the others."""
    return _words([("added", text) for text in texts])


async def _of_units(units: list[int]) -> list[tuple[str, str]]:
    """Names, short names and former names of units, the unit above each included unless it is the tree's root."""
    u, c = Unit, UnitChange
    above = u.select(u.parent).where(u.id.is_in(units or [0]) & u.parent.is_not_null())
    both: Any = u.id.is_in(units or [0]) | (u.id.is_in(above) & u.parent.is_not_null())
    found = await db.rows(u.select(u.id, u.name, u.short_name).where(both).limit(MOST), _Unit)
    ids = [one.id for one in found]
    former = await db.rows(c.select(c.name_before).where(c.unit.is_in(ids or [0])).limit(MOST), _Former)
    names = [name for one in found for name in (one.name, one.short_name)] + [one.name_before for one in former]
    return [("unit", name) for name in names]


def _words(pairs: Iterable[tuple[str, str]]) -> list[Word]:
    kept = {(kind, text.strip()) for kind, text in pairs}
    return [Word(kind, text) for kind, text in sorted(kept) if len(text) >= SHORTEST]
