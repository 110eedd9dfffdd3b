# SPDX-License-Identifier: MIT
"""Taking over what a roster says otherwise of people in the bank, by the hundred: rows, timeline, search, proposals.

The fields alone stand in the chain, one entry for each part: whoever is erased later leaves no value in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from thinktank.index.tables import SearchEntry, SearchGram
from thinktank.kernel import bulk, clock, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.changes import changing
from thinktank.kernel.errors import Conflict
from thinktank.kernel.i18n import _
from thinktank.kernel.parts import chunks
from thinktank.kernel.pinyin import name_key
from thinktank.rosters.changes import FIELDS
from thinktank.rosters.queries import Reading
from thinktank.rosters.reading import FIELD_LABELS, RosterRow
from thinktank.rosters.writing import forget_grams, grams_of, homes, insert_grams
from thinktank.talents.events import FactsChanged
from thinktank.talents.operations import detail_of, words_of
from thinktank.talents.states import IN_BANK
from thinktank.talents.tables import Talent
from thinktank.trail import operations as trail
from thinktank.trail.tables import TimelineEntry

Changes = Mapping[str, Any]


async def take_over(actor: Actor, batch: int, found: Reading, accepted: Mapping[int, Sequence[str]]) -> None:
    """Give people the accepted fields, each with a line on the timeline, a new search entry and a new proposal.

    Conflict when one of them is gone. Must run inside ``write_tx()``: all of them, or nobody.
    """
    if not accepted:
        return
    changed = await _changes(actor, found, accepted)
    for part in chunks(sorted(changed)):
        people = {talent: changed[talent] for talent in part}
        await _write(people)
        await _note(actor, batch, people)
        await _index_again(part)
    forget_grams()
    await events.announce(FactsChanged(actor=actor, talents=tuple(changed)))


async def _changes(actor: Actor, found: Reading, accepted: Mapping[int, Sequence[str]]) -> dict[int, dict[str, Any]]:
    """Return the new values by person; of two rows on one person the later one counts."""
    rows = [row for row in found.roster.rows if row.number in accepted]
    home = await homes(actor, found, rows)
    changed: dict[int, dict[str, Any]] = {}
    for row in rows:
        changed.setdefault(found.known[row.number], {}).update(_values(row, accepted[row.number], home))
    return changed


def _values(row: RosterRow, fields: Sequence[str], home: Mapping[str, int]) -> dict[str, Any]:
    return {
        field: home[row.values.unit_name] if field == "unit_name" else getattr(row.values, field) for field in fields
    }


async def _write(people: Mapping[int, Changes]) -> None:
    await changing(Talent, *people)
    t = Talent
    columns = [t.name_key, *(t.unit if field == "unit_name" else getattr(t, field) for field in FIELDS)]
    rows = [
        [talent, name_key(values["name"]) if "name" in values else None, *(values.get(field) for field in FIELDS)]
        for talent, values in people.items()
    ]
    if await bulk.update(t, columns, rows, versioned=True) != len(rows):
        raise Conflict(code="stale")


async def _note(actor: Actor, batch: int, people: Mapping[int, Changes]) -> None:
    """Put the update on each person's timeline, and this part of it into the chain by one entry."""
    e, now = TimelineEntry, clock.now()
    columns = (e.kind, e.record, e.at, e.actor, e.actor_name, e.action, e.text, e.staff_only)
    rows = [
        ["talent", talent, now, actor.account, actor.name, "talent.updated", _told(values), False]
        for talent, values in people.items()
    ]
    await bulk.insert(e, columns, rows)
    text = _("按名册更新%(n)d人") % {"n": len(people)}
    fields = {str(talent): list(values) for talent, values in people.items()}
    await trail.record(actor, "import.updated", "import", batch, text, fields={"people": fields})


def _told(values: Changes) -> str:
    return _("按名册更新：%(what)s") % {"what": "、".join(FIELD_LABELS[field] for field in values)}


async def _index_again(talents: Sequence[int]) -> None:
    """Write the search entries of those in the bank afresh, one's old grams giving way to the new ones."""
    t, e, g = Talent, SearchEntry, SearchGram
    query = t.select(t.id, t.name, t.unit._.name.as_alias("unit_name"), t.post, t.strengths, t.research_interest)
    people = await query.where(t.id.is_in(list(talents)) & t.state.is_in(sorted(IN_BANK))).order_by(t.id)
    known = await e.select(e.id, e.record).where((e.kind == "talent") & e.record.is_in([row["id"] for row in people]))
    entries = {row["record"]: row["id"] for row in known}
    missing = [row for row in people if row["id"] not in entries]
    made = await bulk.insert(e, (e.kind, e.record, e.title, e.href), [_entry(row) for row in missing])
    entries |= dict(zip([row["id"] for row in missing], made, strict=True))
    details = [[entries[row["id"]], row["name"], detail_of(row["unit_name"], row["post"])] for row in people]
    await bulk.update(e, (e.title, e.detail), details)
    await g.delete().where(g.entry.is_in(sorted(entries.values())))
    words = [
        words_of(row["name"], row["unit_name"], row["post"], row["strengths"], row["research_interest"])
        for row in people
    ]
    await insert_grams(await asyncio.to_thread(grams_of, [entries[row["id"]] for row in people], words))


def _entry(row: Mapping[str, Any]) -> list[Any]:
    return ["talent", row["id"], row["name"], f"/talents/{row['id']}"]
