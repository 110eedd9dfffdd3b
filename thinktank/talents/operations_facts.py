# SPDX-License-Identifier: MIT
"""Changing what the bank knows of a person, and taking it out again; who may is decided by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from thinktank.index import operations as index
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.pinyin import name_key
from thinktank.kernel.states import touch
from thinktank.talents import rules
from thinktank.talents.events import FactsChanged, PersonErased
from thinktank.talents.operations import put_in_index
from thinktank.talents.operations_erasure import erase_admission
from thinktank.talents.states import IN_BANK
from thinktank.talents.tables import Talent
from thinktank.trail import operations as trail

EVIDENCE = frozenset({"education", "degree", "major", "unit", "post", "pro_title", "strengths", "research_interest"})
FOUND_BY = frozenset({"name", "unit", "post", "strengths", "research_interest"})
_COLUMNS = {
    column: getattr(Talent, column)
    for column in ("name", *rules.P2_FIELDS, *rules.P3_FIELDS, "unit", "post", "pro_title", "strengths",
                   "research_interest", "wish", "remark")
}  # fmt: skip


async def set_facts(actor: Actor, *, id: int, values: Mapping[str, Any], text: str = "") -> None:  # noqa: A002
    """Write facts of a person, by column name; what the search finds and what the direction rests on follow.

    Must run inside ``write_tx()``; the caller has decided that the actor may. KeyError for a column that is no
    fact, NotFound when there is no such person.
    """
    db.current_tx()
    changes: dict[Any, Any] = {_COLUMNS[name]: value for name, value in values.items()}
    if "name" in values:
        changes[Talent.name_key] = name_key(values["name"])
    await touch(Talent, id=id, version=None, values=changes)
    await trail.record(actor, "talent.corrected", "talent", id, text or _("更新资料"), fields=_plain(values))
    if FOUND_BY & values.keys():
        await reindex(id)
    if EVIDENCE & values.keys():
        await events.announce(FactsChanged(actor=actor, talents=(id,)))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


async def reindex(id: int) -> None:  # noqa: A002 -- the record's id
    """Make a person's search entry anew, from fields of class P1 alone; who is not in the bank has none."""
    row = await Talent.select(Talent.state).where(Talent.id == id).first()
    if row is None:
        raise NotFound
    if row["state"] in IN_BANK:
        await put_in_index(id)
    else:
        await index.drop("talent", id)


async def erase(actor: Actor, *, id: int, whole: bool, text: str) -> None:  # noqa: A002 -- the record's id
    """Empty a person's fields of class P3 and P4, with ``whole`` of P2 too, and what the trail kept of them.

    Name, unit and post stay, for records of others refer to them. Must run inside ``write_tx()``; the caller has
    decided that it is due.
    """
    names = (
        *rules.P3_FIELDS,
        "remark",
        *((*rules.P2_FIELDS, "strengths", "research_interest", "wish") if whole else ()),
    )
    values = {_COLUMNS[name]: "" if _COLUMNS[name].value_type is str else None for name in names}
    await touch(Talent, id=id, version=None, values=values | {Talent.erased_at: clock.now()})
    await trail.forget("talent", id, names)
    row = await Talent.select(Talent.account).where(Talent.id == id).first()
    account = row["account"] if row else None
    await erase_admission(talent=id, account=account, whole=whole)
    await trail.record(actor, "talent.erased", "talent", id, text, fields={"classes": "P2 P3 P4" if whole else "P3 P4"})
    if whole:
        await reindex(id)
    await events.announce(PersonErased(actor=actor, talent=id, account=account, whole=whole))


async def raw_facts(id: int) -> dict[str, Any]:  # noqa: A002 -- the record's id
    """Return a person's facts, state and account as they stand, whoever asks; NotFound when there is no such person."""
    found = await Talent.select(*_COLUMNS.values(), Talent.state, Talent.account).where(Talent.id == id).first()
    if found is None:
        raise NotFound
    return dict(found)


async def left_before(instant: datetime, *, limit: int) -> list[int]:
    """Return people who left the bank before an instant and whose restricted fields are still there.

    Entries that another one of the same person took in count as such; each kind has an index of its own.
    """
    t, found = Talent, []
    for gone in (t.state.is_in(["exited", "declined"]), t.state == "merged"):
        where = gone & t.erased_at.is_null() & (t.state_since < instant)
        found += await t.select(t.id).where(where).order_by(t.state_since).limit(limit)
    return [row["id"] for row in found[:limit]]
