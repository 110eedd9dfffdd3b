# SPDX-License-Identifier: MIT
"""What a roster says otherwise of people who are in the bank already, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from thinktank.kernel.parts import chunks
from thinktank.rosters.reading import FIELD_LABELS, PersonFields, RosterRow
from thinktank.talents.schemas import GENDERS, masked_phone
from thinktank.talents.tables import Talent

FIELDS = (
    "name", "gender", "birth_month", "ethnicity", "political_status", "education", "degree", "school", "major",
    "unit_name", "post", "pro_title", "strengths", "research_interest", "phone", "email", "remark",
)  # fmt: skip


class Change(msgspec.Struct, frozen=True):
    """One field that a roster gives another value; ``old`` and ``new`` as they may be shown."""

    field: str
    label: str
    old: str
    new: str


async def stored(talents: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what the bank says of people, by id, in the roster's own fields."""
    t = Talent
    columns = [getattr(t, name) for name in FIELDS if name != "unit_name"]
    found: dict[int, dict[str, Any]] = {}
    for part in chunks(list(talents)):
        query = t.select(t.id, *columns, t.unit, t.unit._.name.as_alias("unit_name"))
        for row in await query.where(t.id.is_in(list(part))):
            found[row["id"]] = row
    return found


def differing(person: PersonFields, old: Mapping[str, Any], units: Mapping[str, int]) -> list[str]:
    """Return the fields that the roster fills and that differ; what a roster leaves blank is never taken away."""
    found = []
    for field in FIELDS:
        new = getattr(person, field)
        if not new:
            continue
        same = units.get(new) == old["unit"] if field == "unit_name" else new == _day(old[field])
        if not same:
            found.append(field)
    return found


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 and value[4] == "-" else value  # noqa: PLR2004


def changes_of(row: RosterRow, old: Mapping[str, Any], units: Mapping[str, int]) -> list[Change]:
    """Return a row's changes as the dry run shows them; phones are masked."""
    return [
        Change(field, FIELD_LABELS[field], _shown(field, old[field]), _shown(field, getattr(row.values, field)))
        for field in differing(row.values, old, units)
    ]


def _shown(field: str, value: Any) -> str:
    if field == "phone":
        return masked_phone(value or "")
    if field == "gender":
        return GENDERS.get(value, "")
    if field == "birth_month" and value:
        return f"{_day(value):%Y.%m}"
    return str(value or "")


def accepted(row: RosterRow, fields: Sequence[str], *, everything: bool, chosen: frozenset[str]) -> list[str]:
    """Return the changed fields of a row that a person accepted: all, the row as a whole, or one by one."""
    if everything or str(row.number) in chosen:
        return list(fields)
    return [field for field in fields if f"{row.number}:{field}" in chosen]
