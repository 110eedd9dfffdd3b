# SPDX-License-Identifier: MIT
"""What the bank's list shows: its conditions in words, the columns that a person wants, and what was kept."""

from __future__ import annotations

from typing import Any

import msgspec

from thinktank.identity import queries as identity
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.talents import queries, queries_saved
from thinktank.talents.addresses import list_url, query_of
from thinktank.talents.schemas import (
    AGES,
    DEGREES,
    EDUCATION,
    GENDERS,
    LIST_COLUMNS,
    POLITICAL,
    SORTS,
    STATES,
    TERMS,
    Filter,
)

_NAMED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("sex", "性别", GENDERS),
    ("education", "学历", EDUCATION),
    ("degree", "学位", DEGREES),
    ("age", "年龄", AGES),
    ("political", "政治面貌", POLITICAL),
    ("term", "任期", TERMS),
)


class Chip(msgspec.Struct, frozen=True):
    """A condition in words, and the address of the list without it."""

    text: str
    without: str


def chips(chosen: Filter, unit_name: str) -> list[Chip]:
    """Return what a list is narrowed to, one chip each."""
    found = []
    if chosen.q:
        found.append((_("含“%(q)s”") % {"q": chosen.q}, "q"))
    if chosen.direction:
        found.append((_(Direction(chosen.direction).label), "direction"))
    if chosen.unit:
        found.append((unit_name or _("单位"), "unit"))
    for name, title, words in _NAMED:
        if value := getattr(chosen, name):
            found.append((f"{_(title)}：{_(words[value])}", name))
    if chosen.tag:
        found.append((_("特长：%(tag)s") % {"tag": chosen.tag}, "tag"))
    return [Chip(text, list_url(chosen, **{name: None})) for text, name in found]


async def list_context(
    request: Any, chosen: Filter, *, after: str | None = None, before: str | None = None
) -> dict[str, Any]:
    """Return what the list's page shows."""
    actor = request.user
    found = await queries.people(actor, chosen, after=after, before=before)
    units = await identity.unit_options()
    unit_name = next((unit.name for unit in units if unit.id == chosen.unit), "")
    wide = not actor.has(*OFFICE, Role.LIAISON)
    choice = await queries_saved.choice(actor)
    able = {
        name: label for name, (label, who) in LIST_COLUMNS.items() if _may(who, wide=wide, office=actor.has(*OFFICE))
    }
    inside = [(name, title, words) for name, title, words in _NAMED if name != "political" or actor.has(*OFFICE)]
    return {
        "people": found,
        "chosen": chosen,
        "chips": chips(chosen, unit_name),
        "counts": await queries.counts(actor),
        "units": units,
        "states": STATES,
        "sorts": SORTS,
        "groups": inside,
        "able": able,
        "cols": [name for name in choice.columns if name in able],
        "compact": choice.compact,
        "saved": await queries_saved.lists(actor),
        "url": list_url(chosen),
        "query": query_of(chosen),
        "link": lambda **changes: list_url(chosen, **changes),
        "may_import": actor.has(Role.OFFICER),
        "may_decide": actor.has(*OFFICE),
        "may_export": actor.has(*OFFICE, Role.LIAISON),
        "wide": wide,
    }


def _may(who: str, *, wide: bool, office: bool) -> bool:
    return who == "all" or (who == "unit" and not wide) or (who == "office" and office)
