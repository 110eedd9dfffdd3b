# SPDX-License-Identifier: MIT
"""The lexicon for people to read: search, versions, the file to download, and what a change would move."""

from __future__ import annotations

import asyncio
import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

import msgspec

from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.paging import Page
from thinktank.kernel.policy import require
from thinktank.placement import rules, shipped
from thinktank.placement.basis import Basis, Told, current, entries_on, told
from thinktank.placement.lexicon import SOURCE_LABELS, SOURCES, Entry, Lexicon, merged, normal
from thinktank.placement.schemas import Impact, LexiconView, Moved, TermChange, TermView, VersionLine
from thinktank.placement.tables import LexiconVersion
from thinktank.policies.rules import may_set
from thinktank.talents.conditions import OFFICE_ROLES
from thinktank.talents.states import IN_BANK
from thinktank.talents.tables import Talent

SIZE = 50
MOST_VERSIONS = 20
MOST_TRIED = 20_000
AT_A_TIME = 2_000
SHOWN = 50
COLUMNS = ("来源", "词", "方向", "权重", "类别")
NEUTRAL = "不计"


async def look_up(
    actor: Actor, *, q: str = "", source: str = "", direction: str = "", changed: bool = False, after: str = ""
) -> LexiconView:
    """Return a page of the lexicon in force today that fits; Denied for others than the office.

    ``after`` is the number of terms to skip, as a page before gave it.
    """
    require(rules.may_decide(actor))
    entries = await entries_on(clock.today())
    views = _views(tuple(entries))
    wanted = normal(q.strip())
    found = [
        one
        for one in views
        if (not wanted or wanted in one.term or wanted in one.category)
        and (not source or one.source == source)
        and (not direction or direction in one.weights)
        and (not changed or one.changed)
    ]
    start = int(after) if after.isascii() and after.isdigit() else 0
    return LexiconView(
        terms=Page(
            items=found[start : start + SIZE],
            next=str(start + SIZE) if len(found) > start + SIZE else None,
            prev=str(max(0, start - SIZE)) if start else None,
            total=len(found),
        ),
        counts=_counts(entries),
        versions=await versions(),
        actions=["revise"] if may_set(actor) else [],
    )


@lru_cache(maxsize=2)
def _views(entries: tuple[Entry, ...]) -> list[TermView]:
    """Return the terms in a reader's order: by source, then as written."""
    base = {entry.key: entry.weight for entry in shipped.entries()}
    found: dict[tuple[str, str], TermView] = {}
    for entry in entries:
        view = found.setdefault(
            (entry.source, entry.term), TermView(entry.source, entry.term, {}, entry.group, changed=False)
        )
        if entry.direction is not None:
            view.weights[entry.direction.value] = entry.weight
        view.changed = view.changed or base.get(entry.key) != entry.weight
    order = {source: n for n, source in enumerate(SOURCES)}
    return sorted(found.values(), key=lambda one: (order[one.source], one.term))  # type: ignore[index]


def _counts(entries: Iterable[Entry]) -> dict[str, int]:
    return {d.value: n for d, n in Counter(e.direction for e in entries).items() if d is not None}


async def term(actor: Actor, *, source: str, term: str) -> TermView | None:
    """Return one term as it is in force, None when it is not in the lexicon; Denied for others than the office."""
    require(rules.may_decide(actor))
    views = _views(tuple(await entries_on(clock.today())))
    return next((one for one in views if one.source == source and one.term == term), None)


async def versions() -> list[VersionLine]:
    """Return the changes of the lexicon, the latest first."""
    v = LexiconVersion
    query = v.select(
        v.id, v.effective_from, v.note, v.changes, v.at, v.set_by._.name.as_alias("set_by_name")
    ).order_by(v.id, ascending=False)  # fmt: skip
    return await db.rows(query.limit(MOST_VERSIONS), VersionLine)


# -- files --------------------------------------------------------------------------------------------------------


async def as_csv(actor: Actor) -> bytes:
    """Return the lexicon in force as CSV, as Excel opens it; Denied for others than the office."""
    require(rules.may_decide(actor))
    output = io.StringIO()
    table = csv.writer(output)
    table.writerow(COLUMNS)
    for entry in await entries_on(clock.today()):
        name = entry.direction.label if entry.direction else NEUTRAL
        table.writerow((SOURCE_LABELS[entry.source], entry.term, name, entry.weight or "", entry.group))
    return output.getvalue().encode("utf-8-sig")


# -- what a change would move ---------------------------------------------------------------------------------------


class _Reach(msgspec.Struct):
    seen: int
    limited: bool
    people: list[Told]


async def impact(actor: Actor, *, changes: Sequence[TermChange], effective_from: date) -> Impact:
    """Try a change of the lexicon on everybody of the bank whom it can touch; nothing is written.

    At most 20,000 people are looked at. Denied for who may not change the lexicon.
    """
    require(may_set(actor))
    today = await current()
    entries = await entries_on(max(effective_from, clock.today()))
    tried = Lexicon(merged(entries, (change.entry for change in changes)))
    before = today.with_lexicon(Lexicon(entries)) if effective_from > clock.today() else today
    reach = await _touched(actor, {normal(change.term) for change in changes})
    return await asyncio.to_thread(_compared, reach, before, before.with_lexicon(tried))


async def _touched(actor: Actor, terms: set[str]) -> _Reach:
    """Return the people in whose facts one of the terms occurs, read in parts by id."""
    t = Talent
    scope = identity.in_scope(actor, OFFICE_ROLES, t.unit, t.direction)
    seen, last, people = 0, 0, list[Told]()
    while seen < MOST_TRIED:
        query = told().where(t.state.is_in(list(IN_BANK)) & (t.id > last))
        query = query if scope is None else query.where(scope)
        part = await db.rows(query.order_by(t.id).limit(AT_A_TIME), Told)
        seen += len(part)
        people += [one for one in part if _speaks_of(one, terms)]
        if len(part) < AT_A_TIME:
            return _Reach(seen, limited=False, people=people)
        last = part[-1].id
    return _Reach(seen, limited=True, people=people)


def _speaks_of(one: Told, terms: set[str]) -> bool:
    text = normal(f"{one.major}\n{one.unit_name}\n{one.post}\n{one.strengths}\n{one.research_interest}")
    return any(term in text for term in terms)


def _compared(reach: _Reach, before: Basis, after: Basis) -> Impact:
    moves = []
    out: Counter[str] = Counter()
    into: Counter[str] = Counter()
    for one in reach.people:
        old, new = before.propose(one).main, after.propose(one).main
        if old is not new:
            out[old.value if old else ""] += 1
            into[new.value if new else ""] += 1
            names = (old.value if old else "", new.value if new else "")
            moves.append(Moved(one.id, one.name, one.unit_name, one.post, *names, one.direction))
    return Impact(
        people=reach.seen,
        touched=len(reach.people),
        changed=len(moves),
        confirmed=sum(bool(one.direction) for one in moves),
        moves=moves[:SHOWN],
        out={d.value: out[d.value] for d in Direction},
        into={d.value: into[d.value] for d in Direction},
        limited=reach.limited,
    )
