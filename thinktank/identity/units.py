# SPDX-License-Identifier: MIT
"""Units renamed, moved, merged and split. What stood under the old name keeps its place and stays to be found.

A merged unit is not deleted: it goes below the one that took it in, inactive. So old projects and papers keep the
unit that they name, and whoever looks after the new one sees them.
"""

from __future__ import annotations

from thinktank.identity import queries_accounts as cared
from thinktank.identity import queries_units as queries
from thinktank.identity import rules
from thinktank.identity.events import UnitMerged, UnitRenamed, UnitSplit
from thinktank.identity.operations import create_unit
from thinktank.identity.schemas import EditUnit, MergeUnit, NewUnit, SplitUnit, UnitDetail
from thinktank.identity.tables import Account, RoleGrant, Unit, UnitAncestry, UnitChange
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.changes import changing
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.trail import operations as trail


async def edit_unit(actor: Actor, *, id: int, command: EditUnit) -> UnitDetail:  # noqa: A002 -- the record's id
    """Give a unit another name, short name, kind or parent; what changed of name and parent stays on record.

    NotFound, Denied, Conflict when stale, Invalid for a name that its parent has already, a parent below itself,
    or where nothing differs.
    """
    async with db.write_tx():
        require(rules.may_manage(actor))
        found = await queries.unit(id)
        await cared.require_care(actor, id, *_new_parent(found, command))
        await _check_place(found, command.name, command.parent)
        kept = (found.name, found.short_name, found.kind, found.parent, found.version)
        if (command.name, command.short_name, command.kind, command.parent, command.version) == kept:
            raise Invalid("没有改动，没有保存")
        u = Unit
        values = {
            u.name: command.name, u.short_name: command.short_name, u.kind: command.kind, u.parent: command.parent,
        }  # fmt: skip
        await touch(u, id=id, version=command.version, values=values)
        if command.parent != found.parent and command.parent is not None:
            await _hang(id, command.parent)
            await _note(actor, found, "moved", after=command.name, other=command.parent, reason=command.reason)
        if command.name != found.name:
            await _note(actor, found, "renamed", after=command.name, reason=command.reason)
        text = f"改名：{found.name}→{command.name}" if command.name != found.name else f"修改单位{command.name}"
        fields = {"name": command.name, "parent": command.parent, "kind": command.kind}
        await trail.record(actor, "unit.edited", "unit", id, text, detail=command.reason, fields=fields)
        if command.name != found.name:
            await events.announce(UnitRenamed(actor=actor, unit=id))
        return await queries.unit(id)


def _new_parent(found: UnitDetail, command: EditUnit) -> list[int]:
    return [command.parent] if command.parent is not None and command.parent != found.parent else []


async def _check_place(found: UnitDetail, name: str, parent: int | None) -> None:
    if found.parent is None and parent is not None:
        raise Invalid(fields={"parent": "最上级单位没有上级"})
    if found.parent is not None and parent is None:
        raise Invalid(fields={"parent": "请选择上级单位"})
    if parent is not None and await queries.is_below(parent, found.id):
        raise Invalid(fields={"parent": "上级不能是本单位或其下级"})
    u = Unit
    same = (u.name == name) & (u.id != found.id)
    if parent is not None and await db.exists(u.select(u.id).where(same & (u.parent == parent))):
        raise Invalid(fields={"name": f"「{name}」已经在这个上级单位下面"})


async def _hang(id: int, parent: int) -> None:  # noqa: A002 -- the unit's id
    """Hang a subtree below another unit: its inner lines stay, those to what is above are laid anew."""
    a = UnitAncestry
    inside = await a.select(a.unit, a.depth).where(a.ancestor == id)
    units = [row["unit"] for row in inside]
    await a.delete().where(a.unit.is_in(units) & a.ancestor.not_in(units))
    above = await a.select(a.ancestor, a.depth).where(a.unit == parent)
    await a.insert(
        *(
            a(ancestor=line["ancestor"], unit=row["unit"], depth=line["depth"] + row["depth"] + 1)
            for row in inside
            for line in above
        )
    )


async def _note(
    actor: Actor, found: UnitDetail, kind: str, *, after: str, other: int | None = None, reason: str = ""
) -> None:
    await UnitChange.insert(
        UnitChange(
            unit=found.id, kind=kind, name_before=found.name, name_after=after, other=other, reason=reason,
            by=actor.account or None, at=clock.now(),
        )
    )  # fmt: skip


async def merge_unit(actor: Actor, *, id: int, command: MergeUnit) -> UnitDetail:  # noqa: A002 -- the record's id
    """Let one unit go into another: accounts, roles and people move, its own units too; the name stays on record.

    NotFound, Denied, Conflict when stale or merged already, Invalid for the district itself or a unit below it.
    """
    async with db.write_tx():
        require(rules.may_manage(actor))
        found, into = await queries.unit(id), await queries.unit(command.into)
        await cared.require_care(actor, id, into.id)
        if found.merged_into is not None or into.merged_into is not None:
            raise Conflict("单位已经撤并，请选择现有单位", code="illegal")
        if found.parent is None or await queries.is_below(into.id, id):
            raise Invalid(fields={"into": "请选择本单位及其下级以外的单位"})
        u = Unit
        children = await u.select(u.id).where(u.parent == id)
        for child in children:
            await u.update({u.parent: into.id}).where(u.id == child["id"])
            await _hang(child["id"], into.id)
        values = {u.active: False, u.merged_into: into.id, u.parent: into.id}
        await touch(u, id=id, version=command.version, values=values)
        await _hang(id, into.id)
        await _move_accounts(id, into.id)
        await _move_grants(id, into.id)
        await _note(actor, found, "merged", after=into.name, other=into.id, reason=command.reason)
        text = f"{found.name}并入{into.name}"
        fields = {"unit": id, "into": into.id}
        for one in (id, into.id):
            await trail.record(actor, "unit.merged", "unit", one, text, detail=command.reason, fields=fields)
        await events.announce(UnitMerged(actor=actor, unit=id, into=into.id))
        return await queries.unit(id)


async def _move_accounts(old: int, new: int) -> None:
    a = Account
    ids = [row["id"] for row in await a.select(a.id).where(a.unit == old)]
    await changing(a, *ids)
    await a.update({a.unit: new}).where(a.unit == old)


async def _move_grants(old: int, new: int) -> None:
    """Move the roles in force; one that its holder has there already ends instead."""
    g, today = RoleGrant, clock.today()
    rows = await g.select(g.id, g.account, g.role, g.direction).where((g.unit == old) & g.until.is_null())
    for row in rows:
        there = (g.account == row["account"]) & (g.role == row["role"]) & (g.direction == row["direction"])
        if await db.exists(g.select(g.id).where(there & (g.unit == new) & g.until.is_null())):
            await g.update({g.until: today}).where(g.id == row["id"])
        else:
            await g.update({g.unit: new}).where(g.id == row["id"])


async def split_unit(actor: Actor, *, id: int, command: SplitUnit) -> UnitDetail:  # noqa: A002 -- the record's id
    """Set up a new unit out of another one, beside it, with the accounts named; both keep it on record."""
    async with db.write_tx():
        require(rules.may_manage(actor))
        found = await queries.unit(id)
        await cared.require_care(actor, found.parent or id)
        if found.parent is None:
            raise Invalid(fields={"name": "最上级单位不能分设，请直接建立下级单位"})
        made = await create_unit(actor, command=NewUnit(command.name, found.parent, command.short_name))
        a = Account
        if command.accounts:
            there = a.id.is_in(command.accounts) & (a.unit == id)
            await changing(a, *command.accounts)
            gone = [row["id"] for row in await a.update({a.unit: made}).where(there).returning(a.id)]
            g = RoleGrant
            members = g.account.is_in(gone or [0]) & (g.unit == id) & (g.role == "member") & g.until.is_null()
            await g.update({g.unit: made}).where(members)
            await events.announce(UnitSplit(actor=actor, unit=made, accounts=tuple(gone)))
        await _note(actor, found, "split", after=command.name, other=made, reason=command.reason)
        text = f"由{found.name}分设{command.name}"
        for one in (id, made):
            await trail.record(actor, "unit.split", "unit", one, text, detail=command.reason, fields={"new": made})
        return await queries.unit(made)
