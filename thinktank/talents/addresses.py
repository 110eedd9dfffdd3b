# SPDX-License-Identifier: MIT
"""A list's conditions as they stand in its address, on pages and in what is kept of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from thinktank.kernel.directions import Direction
from thinktank.talents.schemas import AGES, DEGREES, EDUCATION, GENDERS, POLITICAL, SORTS, STATES, TERMS, Filter

_KNOWN: dict[str, frozenset[str]] = {
    "direction": frozenset(one.value for one in Direction),
    "state": frozenset(dict(STATES)),
    "sex": frozenset(GENDERS),
    "education": frozenset(EDUCATION),
    "degree": frozenset(DEGREES),
    "age": frozenset(AGES),
    "political": frozenset(POLITICAL),
    "term": frozenset(TERMS),
    "sort": frozenset(SORTS),
}
_LONGEST = {"q": 60, "tag": 30}
_PLACED = {"yes": True, "no": False}


def chosen_from(given: Mapping[str, Any]) -> Filter:
    """Return a list's conditions from its address; what there is not is left out."""
    values: dict[str, Any] = {name: str(given[name]) for name, known in _KNOWN.items() if given.get(name, "") in known}
    values |= {name: str(given.get(name, "")).strip()[:most] for name, most in _LONGEST.items()}
    unit = str(given.get("unit") or "")
    if unit.isascii() and unit.isdigit() and len(unit) < 10:  # noqa: PLR2004 -- what an identity can hold
        values["unit"] = int(unit) or None
    return Filter(**values, placed=_PLACED.get(str(given.get("placed", ""))))


def chosen_from_query(query: str) -> Filter:
    """Return a list's conditions from the query part of its address."""
    return chosen_from(dict(parse_qsl(query)))


def query_of(chosen: Filter, **changes: Any) -> str:
    """Return the query part of a list's address, some of its conditions changed."""
    values = {name: getattr(chosen, name) for name in ("q", *_KNOWN, "unit", "tag")}
    values["placed"] = None if chosen.placed is None else ("yes" if chosen.placed else "no")
    order = ("q", "direction", "state", "unit", "placed", *(name for name in values if name not in _FIRST))
    return urlencode({name: value for name in order if (value := (values | changes)[name])})


_FIRST = {"q", "direction", "state", "unit", "placed"}


def list_url(chosen: Filter, **changes: Any) -> str:
    """Return the list's address with its conditions, some of them changed."""
    query = query_of(chosen, **changes)
    return f"/talents?{query}" if query else "/talents"
