# SPDX-License-Identifier: MIT
"""Writing the people of a roster by the hundred: rows, timeline, growth record, search entries and grams."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from thinktank.identity import operations as identity
from thinktank.identity import queries as units
from thinktank.identity.schemas import NewUnit
from thinktank.index import grams
from thinktank.index.tables import SearchEntry
from thinktank.kernel import bulk, clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.parts import chunks
from thinktank.kernel.pinyin import name_key
from thinktank.policies import queries as policies
from thinktank.rosters.queries import Reading
from thinktank.rosters.reading import RosterRow
from thinktank.talents.events import FactsChanged
from thinktank.talents.operations import bump_all, counted, detail_of, term_end, words_of
from thinktank.talents.tables import Talent

_COPIED = (
    "gender", "birth_month", "ethnicity", "political_status", "education", "degree", "school", "major", "post",
    "pro_title", "strengths", "research_interest", "phone", "email", "remark",
)  # fmt: skip


async def take_in(actor: Actor, batch: int, found: Reading, day: date | None) -> None:
    """Take the new people of a roster in: members from a day on, or candidates. Must run inside ``write_tx()``."""
    people = found.fresh
    home = await homes(actor, found, people)
    state = "active" if day else "submitted"
    keys = await asyncio.to_thread(_sort_keys, people)
    term_to = term_end(day, (await policies.programme()).term_years) if day else None
    ids: list[int] = []
    for part in chunks(people):
        made = [_talent(row, batch, home, state, (day, term_to), keys) for row in part]
        ids += await bulk.insert(Talent, _columns(), made)
    await _note_each(actor, batch, day)
    await _index(ids, people)
    await bump_all(counted(state, "", len(ids)))
    await events.announce(FactsChanged(actor=actor, talents=tuple(ids)))


def _sort_keys(people: Sequence[RosterRow]) -> dict[str, str]:
    return {row.values.name: name_key(row.values.name) for row in people}


async def homes(actor: Actor, found: Reading, rows: Sequence[RosterRow]) -> dict[str, int]:
    """Return every unit name of these rows with its unit; unknown ones are made below the root ("" is the root)."""
    root = (await units.root_unit()).id
    home = {"": root} | found.units
    for name in dict.fromkeys(row.values.unit_name for row in rows):
        if name not in home:
            home[name] = await identity.create_unit(actor, command=NewUnit(name=name, parent=root))
    return home


def _columns() -> list[Any]:
    t = Talent
    own = [
        t.name, t.name_key, t.unit, t.channel, t.state, t.state_since, t.admitted_on, t.term_to, t.batch, t.created_at,
    ]  # fmt: skip
    return [*own, *(getattr(t, field) for field in _COPIED)]


def _talent(
    row: RosterRow,
    batch: int,
    home: dict[str, int],
    state: str,
    term: tuple[date | None, date | None],
    keys: dict[str, str],
) -> list[Any]:
    """Return a new person's values in the order of the columns."""
    person, now = row.values, clock.now()
    own = [person.name, keys[person.name], home[person.unit_name], "roster", state, now, *term, batch, now]
    return [*own, *(getattr(person, field) for field in _COPIED)]


async def _note_each(actor: Actor, batch: int, day: date | None) -> None:
    """Put the import on each person's timeline, and the admission into each member's growth record."""
    await db.raw(
        "INSERT INTO timeline_entry (kind, record, at, actor, actor_name, action, text, detail, staff_only) "
        "SELECT 'talent', id, created_at, CAST({} AS INTEGER), CAST({} AS TEXT), 'talent.imported', "
        "CAST({} AS TEXT), '', false FROM talent WHERE batch = {} ORDER BY id",
        actor.account,
        actor.name,
        _("名册导入，已是成员") if day else _("名册导入，列为候选人"),
        batch,
    )
    if day:
        await db.raw(
            'INSERT INTO growth_entry (talent, "on", category, text, kind, record, at, source) '
            "SELECT id, admitted_on, CAST({} AS TEXT), CAST({} AS TEXT), 'talent', id, created_at, "
            "'talent:' || id || ':入库:admitted' FROM talent WHERE batch = {} ORDER BY id",
            _("入库"),
            _("成为智库成员"),
            batch,
        )


async def _index(ids: Sequence[int], people: Sequence[RosterRow]) -> None:
    """Make the search entries of many new people; what each is found by is of class P1 only."""
    e = SearchEntry
    for part in chunks(list(zip(ids, people, strict=True))):
        made = await bulk.insert(
            SearchEntry, (e.kind, e.record, e.title, e.detail, e.href), [_entry(*one) for one in part]
        )
        words = [_words(row) for _one, row in part]
        await insert_grams(await asyncio.to_thread(grams_of, made, words))
    forget_grams()


def _entry(talent: int, row: RosterRow) -> list[Any]:
    p = row.values
    return ["talent", talent, p.name, detail_of(p.unit_name, p.post), f"/talents/{talent}"]


@cache
def _grams_of(word: str) -> frozenset[str]:
    return frozenset(grams.of_words([word]))


def _words(row: RosterRow) -> list[str]:
    p = row.values
    return words_of(p.name, p.unit_name, p.post, p.strengths, p.research_interest)


def grams_of(entries: Sequence[int], words: Sequence[list[str]]) -> list[tuple[str, int]]:
    """Return the grams of many search entries, each with its entry; the words of one roster are cut once."""
    found = []
    for entry, texts in zip(entries, words, strict=True):
        wanted: set[str] = set()
        for word in texts:
            wanted |= _grams_of(word)
        found += [(gram, entry) for gram in wanted]
    return sorted(found)


def forget_grams() -> None:
    """Let go of the words that were cut."""
    _grams_of.cache_clear()


async def insert_grams(pairs: list[tuple[str, int]]) -> None:
    """Insert tens of thousands of grams by one statement: they travel as JSON."""
    text = json.dumps(pairs, ensure_ascii=False)
    if db.is_sqlite():
        await db.raw(
            "INSERT INTO search_gram (gram, entry) SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') "
            "FROM json_each({})",
            text,
        )
    else:
        await db.raw(
            "INSERT INTO search_gram (gram, entry) SELECT pair->>0, (pair->>1)::int "
            "FROM json_array_elements({}::json) AS pair",
            text,
        )
