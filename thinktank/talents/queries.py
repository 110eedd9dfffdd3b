# SPDX-License-Identifier: MIT
"""Reading the bank. ``visible_to()`` is the only read door; field classes are applied to what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from piccolo.query.functions.aggregate import Count

from thinktank.identity import queries as identity
from thinktank.kernel import db, paging
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.talents import conditions, rules
from thinktank.talents.conditions import OFFICE_ROLES, UNIT_ROLES
from thinktank.talents.schemas import Counts, Filter, InBank, TalentOption, TalentRow, TalentView, masked_phone
from thinktank.talents.states import CANDIDATES, IN_BANK
from thinktank.talents.tables import Talent
from thinktank.tally import queries as tally

visible_to = conditions.visible_to
MOST_PICKED = 20
Standing = tuple[bool, bool, bool]  # own, office, unit


# -- who sees whom --------------------------------------------------------------------------------------------


def within(query: Any, actor: Actor) -> Any:
    """Narrow a select on talents to those whom the actor may see."""
    where = visible_to(actor)
    return query if where is None else query.where(where)


async def standing(actor: Actor, ids: Sequence[int]) -> dict[int, tuple[bool, bool]]:
    """Tell for each id whether the actor's office grants and unit grants cover that person."""
    office = await _covered(actor, OFFICE_ROLES, ids)
    unit = await _covered(actor, UNIT_ROLES, ids)
    return {one: (one in office, one in unit) for one in ids}


async def _covered(actor: Actor, roles: tuple[Role, ...], ids: Sequence[int]) -> frozenset[int]:
    if not ids or not (actor.is_system or actor.has(*roles)):
        return frozenset()
    scope = identity.in_scope(actor, roles, Talent.unit, Talent.direction)
    if scope is None:
        return frozenset(ids)
    found = await Talent.select(Talent.id).where(Talent.id.is_in(list(ids)) & scope)
    return frozenset(row["id"] for row in found)


_DAYS = ("birth_month", "term_to", "local_since")


def _blank(thing: TalentRow | TalentView, classes: list[str], raised: tuple[str, ...]) -> None:
    """Take out what is of a class that is not open: P2 whole; of P3 the phone is masked for all but its owner.

    ``raised`` are the P2 fields that the department guards as P3.
    """
    hidden: tuple[str, ...] = () if rules.P2 in classes else rules.P2_FIELDS
    hidden += () if rules.P3 in classes else (*rules.P3_FIELDS, *raised)
    for field in hidden:
        if hasattr(thing, field):
            setattr(thing, field, None if field in _DAYS else "")


# -- lists ----------------------------------------------------------------------------------------------------


@db.kept
def _row_columns() -> Any:
    t = Talent
    return t.select(
        t.id, t.name, t.name_key, t.gender, t.birth_month, t.degree, t.education, t.major, t.unit,
        t.unit._.name.as_alias("unit_name"), t.post, t.direction, t.proposed, t.proposed_score, t.state,
        t.state_since, t.admitted_on, t.account, t.school, t.pro_title, t.strengths, t.political_status, t.term_to,
    )  # fmt: skip


ORDERS: dict[str, tuple[Any, str, bool]] = {  # key, its attribute, descending
    "": (Talent.name_key, "name_key", False),
    "name": (Talent.name_key, "name_key", False),
    "admitted": (Talent.admitted_on, "admitted_on", True),
    "unit": (Talent.unit, "unit", False),
}


async def people(
    actor: Actor,
    chosen: Filter,
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = paging.SIZE,
) -> Page[TalentRow]:
    """Return a page of the bank, by family name unless sorted otherwise, with a total up to 1000+.

    Denied for roles without a directory.
    """
    require(rules.may_list(actor))
    where = await conditions.of(actor, chosen)
    key, name, descending = ORDERS[chosen.sort]
    found = await paging.page(
        _row_columns().where(where),
        TalentRow,
        key=key,
        id_=Talent.id,
        key_name=name,
        descending=descending,
        after=after,
        before=before,
        size=size,
        counting=Talent.select().where(where),
    )
    await hide_closed(actor, found.items)
    return found


async def first_of(actor: Actor, lists: Sequence[Filter], *, size: int) -> list[list[TalentRow]]:
    """Return the first people of several lists, without counting them; Denied for roles without a directory."""
    require(rules.may_list(actor))
    found = []
    for chosen in lists:
        query = _row_columns().where(await conditions.of(actor, chosen))
        query = query.order_by(Talent.name_key).order_by(Talent.id)
        found.append(await db.rows(query.limit(size), TalentRow))
    await hide_closed(actor, [row for rows in found for row in rows])
    return found


async def hide_closed(actor: Actor, rows: Sequence[Any]) -> None:
    """Take out of rows (with ``id`` and ``account``) what is of a class that is not open to the actor."""
    stands = await standing(actor, [row.id for row in rows])
    open_ = {
        row.id: rules.classes(own=_own(actor, row.account), office=stands[row.id][0], unit=stands[row.id][1])
        for row in rows
    }
    raised = await _raised(open_.values())
    for row in rows:
        _blank(row, open_[row.id], raised)


async def _raised(classes: Iterable[list[str]]) -> tuple[str, ...]:
    """The fields that are guarded more closely than usual; asked only where that would hide something."""
    if all(rules.P3 in one or rules.P2 not in one for one in classes):
        return ()
    return (await policies.field_classes()).raised()


def _own(actor: Actor, account: int | None) -> bool:
    return account is not None and account == actor.account


async def ids_of(actor: Actor, chosen: Filter, *, limit: int, proposed: bool = False) -> list[int]:
    """Return the ids that a list's conditions find, by family name, for doing something with all of them.

    ``proposed`` keeps to those with a proposed direction.
    """
    query = Talent.select(Talent.id).where(await conditions.of(actor, chosen))
    if proposed:
        query = query.where(Talent.proposed != "")
    return [row["id"] for row in await query.order_by(Talent.name_key).limit(limit)]


async def visible_ids(actor: Actor, ids: Sequence[int]) -> list[int]:
    """Return those of the ids whom the actor may see; NotFound when one is hidden or not there."""
    found = await within(Talent.select(Talent.id).where(Talent.id.is_in(list(ids))), actor)
    if len(found) != len(set(ids)):
        raise NotFound
    return [row["id"] for row in found]


def sees_all(actor: Actor) -> bool:
    """Whether the whole bank is open to the actor, so that the maintained counts are too."""
    return visible_to(actor) is None


async def counts(actor: Actor) -> Counts | None:
    """Return the maintained counts, None for who sees only a part of the bank."""
    if not sees_all(actor):
        return None
    by_state = await tally.counts("talent.state")
    by_direction = await tally.counts("talent.direction")
    total = sum(by_state.get(state, 0) for state in IN_BANK)
    placed = {d.value: by_direction.get(d.value, 0) for d in Direction}
    return Counts(
        total=total,
        active=by_state.get("active", 0),
        candidates=sum(by_state.get(state, 0) for state in CANDIDATES),
        unplaced=max(0, total - sum(placed.values())),
        by_direction=placed,
    )


async def pickable(actor: Actor, text: str = "") -> list[TalentOption]:
    """Return active members whom the actor sees and whose name (or its pinyin) begins with a text, at most 20."""
    t = Talent
    few = conditions.finds_few(actor, visible_to(actor))
    active = conditions.equals(t.state, "active", few=few)
    query = t.select(t.id, t.name, t.unit._.name.as_alias("unit_name"), t.post, t.direction).where(active)
    begins = text.strip().replace("%", "").replace("_", "")
    if begins:
        query = query.where(t.name.like(f"{begins}%") | t.name_key.like(f"{begins.lower()}%"))
    return await db.rows(within(query, actor).order_by(t.name_key).limit(MOST_PICKED), TalentOption)


async def options(ids: Sequence[int]) -> list[TalentOption]:
    """Return people by id, as options, whoever asks: for names on records that the caller has already read."""
    t = Talent
    query = t.select(t.id, t.name, t.unit._.name.as_alias("unit_name"), t.post, t.direction)
    return await db.rows(query.where(t.id.is_in(list(ids))), TalentOption) if ids else []


async def in_bank(ids: Sequence[int]) -> list[InBank]:
    """Return how people stand in the bank, by id, whoever asks: for the rules of records already read; one query."""
    t = Talent
    query = t.select(t.id, t.name, t.account, t.state)
    return await db.rows(query.where(t.id.is_in(list(ids))), InBank) if ids else []


async def active_among(ids: Sequence[int]) -> set[int]:
    """Return which of these people are active members of the bank."""
    t = Talent
    found = await t.select(t.id).where(t.id.is_in(list(ids)) & (t.state == "active")) if ids else []
    return {int(row["id"]) for row in found}


async def of_account(account: int) -> int | None:
    """Return the id of the person who uses an account, None when it is nobody of the bank."""
    row = await Talent.select(Talent.id).where(Talent.account == account).first()
    return row["id"] if row else None


async def account_of(talent: int) -> int | None:
    """Return the account that a person signs in with, None without one."""
    row = await Talent.select(Talent.account).where(Talent.id == talent).first()
    return row["account"] if row else None


# -- one person -----------------------------------------------------------------------------------------------


class _Full(msgspec.Struct):
    view: TalentView
    office: bool
    unit: bool


async def _load(actor: Actor, id: int) -> _Full:  # noqa: A002 -- the record's id
    t = Talent
    query = t.select(
        t.id, t.version, t.account, t.name, t.name_key, t.gender, t.birth_month, t.ethnicity, t.political_status,
        t.education, t.degree, t.school, t.major, t.unit, t.unit._.name.as_alias("unit_name"), t.post, t.pro_title,
        t.strengths, t.research_interest, t.phone, t.email, t.remark, t.direction, t.secondary, t.proposed,
        t.proposed_score, t.wish, t.state, t.state_since, t.admitted_on, t.term_to, t.created_at, t.cadre,
        t.local_since, t.merged_into,
    ).where(t.id == id)  # fmt: skip
    view = await db.first(within(query, actor), TalentView)
    if view is None:
        raise NotFound
    office, unit = (await standing(actor, [id]))[id]
    return _Full(view, office, unit)


async def get(actor: Actor, id: int) -> TalentView:  # noqa: A002 -- the record's id
    """Return a person's profile as far as the actor may see it; NotFound outside the actor's scope.

    Field classes P1-P3 are applied; the phone is masked except for its owner; ``actions`` names what may be done.
    """
    full = await _load(actor, id)
    view, own = full.view, _own(actor, full.view.account)
    view.classes = rules.classes(own=own, office=full.office, unit=full.unit)
    view.actions = _actions(actor, full)
    _blank(view, view.classes, await _raised([view.classes]))
    if not own:
        view.phone = masked_phone(view.phone)
    if not (full.office or actor.is_system):
        view.remark = ""
    return view


def _actions(actor: Actor, full: _Full) -> list[str]:
    able = {
        "open_account": rules.may_open_account(actor, full.view.account),
        "reveal_phone": rules.may_reveal(actor, office=full.office),
        "edit": rules.may_edit(actor, office=full.office),
    }
    return [name for name, decision in able.items() if decision]


async def office_covers(actor: Actor, id: int) -> tuple[bool, bool]:  # noqa: A002 -- the record's id
    """Tell whether the actor's office grants, and unit grants, cover a person; NotFound for an outsider."""
    full = await _load(actor, id)
    return full.office or actor.is_system, full.unit


async def full_phone(actor: Actor, id: int) -> str:  # noqa: A002 -- the record's id
    """Return the phone unmasked; the caller records the look. Denied outside the office."""
    full = await _load(actor, id)
    require(rules.may_reveal(actor, office=full.office))
    return full.view.phone


# -- counts afresh, for ``thinktank check`` ----------------------------------------------------------------------


async def _recount_states() -> dict[str, int]:
    found = await Talent.select(Talent.state, Count(alias="n")).group_by(Talent.state)
    return {row["state"]: row["n"] for row in found}


async def _recount_directions() -> dict[str, int]:
    here = (Talent.direction != "") & Talent.state.is_in(list(IN_BANK))
    found = await Talent.select(Talent.direction, Count(alias="n")).where(here).group_by(Talent.direction)
    return {row["direction"]: row["n"] for row in found}


async def _recount_active() -> dict[str, int]:
    found = await (
        Talent.select(Talent.direction, Count(alias="n")).where(Talent.state == "active").group_by(Talent.direction)
    )
    return {row["direction"]: row["n"] for row in found}


RECOUNTS = {
    "talent.state": _recount_states,
    "talent.direction": _recount_directions,
    "talent.active": _recount_active,
}
