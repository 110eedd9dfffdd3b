# SPDX-License-Identifier: MIT
"""Units renamed, moved, merged, split, taken in from a workbook: the tree stays whole, old names stay known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from tests.factories.people import actor_as, district, make_account, make_talent, make_unit
from thinktank.admin import unit_sheets
from thinktank.app import wire
from thinktank.identity import queries, units
from thinktank.identity import queries_units as read
from thinktank.identity.schemas import EditUnit, MergeUnit, SplitUnit
from thinktank.identity.tables import Account, RoleGrant, Unit, UnitAncestry
from thinktank.index import queries as index
from thinktank.kernel import db
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.talents.operations_facts import reindex
from thinktank.talents.tables import Talent
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    wire()
    yield
    wire()


async def lines() -> set[tuple[int, int, int]]:
    return {(row["ancestor"], row["unit"], row["depth"]) for row in await UnitAncestry.select()}


async def laid_anew() -> set[tuple[int, int, int]]:
    """What the ancestry has to be, from the parents alone."""
    parents = {row["id"]: row["parent"] for row in await Unit.select(Unit.id, Unit.parent)}
    found = set()
    for unit in parents:
        above, depth = unit, 0
        while above is not None:
            found.add((above, unit, depth))
            above, depth = parents[above], depth + 1
    return found


async def test_a_new_name_keeps_the_old_one_findable(frozen: Any) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit("区住建局")
    root = await district()
    frozen.advance(days=10)
    command = EditUnit("区住房和城乡建设局", "住建局", "机关", root, "机构改革", 1)
    view = await units.edit_unit(officer, id=unit, command=command)
    (change,) = view.changes
    assert (view.name, view.kind, change.label, change.name_before) == (
        "区住房和城乡建设局",
        "机关",
        "改名",
        "区住建局",
    )
    assert await read.name_on(unit, date(2026, 3, 20)) == "区住建局"
    assert await read.name_on(unit, date(2026, 3, 30)) == "区住房和城乡建设局"
    assert (await trail.timeline(officer, "unit", unit))[0].detail == "机构改革"
    with pytest.raises(Conflict):
        await units.edit_unit(officer, id=unit, command=command)
    with pytest.raises(Invalid) as caught:
        await units.edit_unit(officer, id=unit, command=msgspec.structs.replace(command, version=view.version))
    assert caught.value.message == "没有改动，没有保存"


async def test_a_subtree_moves_whole_and_scope_follows() -> None:
    officer = await actor_as(Role.OFFICER)
    old, new = await make_unit(), await make_unit()
    town = await make_unit("镇", parent=old)
    office = await make_unit("站", parent=town)
    liaison = await actor_as(Role.LIAISON, unit=new)
    talent = await make_talent(unit=office)
    await units.edit_unit(officer, id=town, command=EditUnit("镇", parent=new, version=1))
    assert await lines() == await laid_anew()
    where = queries.in_scope(liaison, (Role.LIAISON,), Talent.unit)
    assert [row["id"] for row in await Talent.select(Talent.id).where(where)] == [talent]
    for parent in (town, office):
        with pytest.raises(Invalid):
            await units.edit_unit(officer, id=town, command=EditUnit("镇", parent=parent))


async def test_a_merger_takes_people_roles_and_units_along_and_leaves_records_where_they_are() -> None:
    officer = await actor_as(Role.OFFICER)
    old, new = await make_unit("区科技局"), await make_unit("区工信局")
    child = await make_unit("科技中心", parent=old)
    talent = await make_talent(unit=old)
    liaison = await make_account(Role.LIAISON, unit=old)
    view = await units.merge_unit(officer, id=old, command=MergeUnit(new, "机构改革", 1))
    assert (view.active, view.merged_into) == (False, new)
    assert await lines() == await laid_anew()
    assert (await Talent.select(Talent.unit).where(Talent.id == talent))[0]["unit"] == new
    assert (await Account.select(Account.unit).where(Account.id == liaison))[0]["unit"] == new
    assert [row["unit"] for row in await RoleGrant.select(RoleGrant.unit).where(RoleGrant.account == liaison)] == [new]
    assert (await read.unit(child)).parent == new
    actor = await queries.actor_of(liaison)
    where = queries.in_scope(actor, (Role.LIAISON,), Unit.id)
    assert {row["id"] for row in await Unit.select(Unit.id).where(where)} == {old, new, child}
    assert old not in {unit.id for unit in await queries.unit_options()}
    assert [one.label for one in (await read.unit(new)).changes] == ["并入"]
    with pytest.raises(Conflict):
        await units.merge_unit(officer, id=old, command=MergeUnit(new, "x"))
    with pytest.raises(Invalid):
        await units.merge_unit(officer, id=new, command=MergeUnit(child, "x"))
    with pytest.raises(Invalid):
        await units.merge_unit(officer, id=await district(), command=MergeUnit(new, "x"))


async def test_a_split_makes_a_unit_beside_with_the_accounts_named() -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit("区农水局")
    goes, stays = await make_account(unit=unit), await make_account(unit=unit)
    made = await units.split_unit(officer, id=unit, command=SplitUnit("区水利局", "机构改革", accounts=[goes]))
    assert made.parent == await district()
    homes = {row["id"]: row["unit"] for row in await Account.select(Account.id, Account.unit)}
    assert (homes[goes], homes[stays]) == (made.id, unit)
    assert [one.label for one in (await read.unit(unit)).changes] == ["分设"]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LIAISON, Role.DEPT_LEADER, Role.AUDIT_ADMIN])
async def test_units_are_looked_after_by_officers_and_the_system_administrator(role: Role) -> None:
    actor, unit = await actor_as(role), await make_unit()
    with pytest.raises(Denied):
        await units.edit_unit(actor, id=unit, command=EditUnit("x"))
    with pytest.raises(Denied):
        await units.merge_unit(actor, id=unit, command=MergeUnit(unit, "x"))
    with pytest.raises(Denied):
        await units.split_unit(actor, id=unit, command=SplitUnit("x", "x"))
    with pytest.raises(Denied):
        await unit_sheets.workbook(actor)
    with pytest.raises(NotFound):
        await units.edit_unit(await actor_as(Role.OFFICER), id=999, command=EditUnit("x"))


async def test_a_sheet_is_looked_at_then_taken_in_parents_first_or_not_at_all() -> None:
    officer = await actor_as(Role.OFFICER)
    await make_unit("区教育局")
    sheet = "单位一览\n序号,单位名称,简称,上级单位\n1,第一中学,一中,区教育局\n2,一中分校,,第一中学\n3,区教育局,,\n"
    look = await unit_sheets.read_units(officer, content=sheet.encode(), filename="a.csv")
    assert [(line.name, line.step) for line in look] == [
        ("第一中学", "add"),
        ("一中分校", "add"),
        ("区教育局", "there"),
    ]
    before = await Unit.count()
    wrong = sheet + "4,某站,,没有的局\n"
    with pytest.raises(Invalid) as error:
        await unit_sheets.take_in(officer, content=wrong.encode(), filename="a.csv")
    assert "没有上级单位「没有的局」" in error.value.fields["file"]
    circle = sheet + "4,甲,,乙\n5,乙,,甲\n"
    with pytest.raises(Invalid):
        await unit_sheets.take_in(officer, content=circle.encode(), filename="a.csv")
    assert await Unit.count() == before
    assert await unit_sheets.take_in(officer, content=sheet.encode(), filename="a.csv") == 2
    assert await lines() == await laid_anew()
    book = await unit_sheets.workbook(officer)
    again = await unit_sheets.read_units(officer, content=book, filename="units.xlsx")
    assert {line.step for line in again} == {"there"}
    with pytest.raises(Invalid):
        await unit_sheets.read_units(officer, content=b"a,b\n1,2\n", filename="a.csv")


async def test_an_officer_of_one_town_touches_no_other() -> None:
    mine, other = await make_unit(), await make_unit()
    officer = await actor_as(Role.OFFICER, unit=mine, scope=mine)
    with pytest.raises(Denied):
        await units.edit_unit(officer, id=other, command=EditUnit("x", parent=await district()))
    with pytest.raises(Denied):
        await units.edit_unit(officer, id=mine, command=EditUnit("x", parent=other))
    with pytest.raises(Denied):
        await units.merge_unit(officer, id=mine, command=MergeUnit(other, "x"))
    with pytest.raises(Denied):
        await units.split_unit(officer, id=other, command=SplitUnit("x", "x"))
    assert (await units.edit_unit(officer, id=mine, command=EditUnit("新名", parent=await district()))).name == "新名"


async def test_people_are_found_by_the_unit_as_it_is_called_now() -> None:
    officer, unit, into = await actor_as(Role.OFFICER), await make_unit("区住建局"), await make_unit("区城管局")
    talent, root = await make_talent(unit=unit), await district()
    async with db.write_tx():
        await reindex(talent)
    await units.edit_unit(officer, id=unit, command=EditUnit("区园林局", parent=root, reason="机构改革", version=1))
    found = [[hit.record for hit in await index.hits("talent", one, among=None, limit=5)] for one in ("园林", "住建")]
    assert found == [[talent], []]
    await units.merge_unit(officer, id=unit, command=MergeUnit(into=into, reason="机构改革", version=2))
    (hit,) = await index.hits("talent", "城管", among=None, limit=5)
    assert (hit.record, hit.detail.startswith("区城管局")) == (talent, True)


async def test_people_go_along_with_their_accounts_when_a_unit_splits() -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit("区住建局")
    going, staying = [await make_account(Role.MEMBER, unit=unit) for _ in range(2)]
    talents = [await make_talent(unit=unit, account=one) for one in (going, staying)]
    assert {id_ for id_, _name in await read.people_of(unit)} == {going, staying}
    command = SplitUnit("区园林中心", "机构改革", accounts=[going])
    made = await units.split_unit(officer, id=unit, command=command)
    rows = await Talent.select(Talent.unit).where(Talent.id.is_in(talents)).order_by(Talent.id)
    assert [row["unit"] for row in rows] == [made.id, unit]
    assert [hit.record for hit in await index.hits("talent", "园林", among=None, limit=5)] == [talents[0]]
