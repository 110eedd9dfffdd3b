# SPDX-License-Identifier: MIT
"""Membership, growth record, accounts, and that nothing leaks out of a scope."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.people import actor_as, district, make_member, make_talent, make_unit
from thinktank.growth import operations as growing
from thinktank.growth import queries as growth
from thinktank.identity.tables import Account, RoleGrant
from thinktank.index import operations as index
from thinktank.kernel import db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.talents import operations, operations_admission, queries
from thinktank.talents.events import MembershipChanged
from thinktank.talents.schemas import Filter
from thinktank.talents.schemas_admission import TakeStep
from thinktank.talents.tables import Talent
from thinktank.trail import queries as trail
from thinktank.trail.tables import TimelineEntry

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def officer(database: Any) -> Actor:
    events.subscribe([(MembershipChanged, growing.on_membership)])
    await district()
    return await actor_as(Role.OFFICER)


async def names(actor: Actor, **conditions: Any) -> list[str]:
    return [row.name for row in (await queries.people(actor, Filter(**conditions))).items]


# -- growth, account, phone, mentor ------------------------------------------------------------------------------


async def test_opening_an_account(officer: Actor) -> None:
    talent = await make_talent(name="单乙")
    issued = await operations.open_account(officer, id=talent)
    assert await queries.of_account(issued.account) == talent
    assert await queries.account_of(talent) == issued.account
    assert (await Account.select(Account.login, Account.state))[-1] == {"login": "shanyi", "state": "invited"}
    assert (await RoleGrant.select().where(RoleGrant.account == issued.account))[0]["role"] == "member"
    with pytest.raises(Denied):
        await operations.open_account(officer, id=talent, login="other")
    with pytest.raises(Denied):
        await operations.open_account(await actor_as(Role.DEPT_LEADER), id=await make_talent())
    with pytest.raises(Invalid):
        await operations.open_account(officer, id=await make_talent(), login="shanyi")


async def test_phone_is_masked_and_each_look_recorded(officer: Actor) -> None:
    member, talent = await make_member(phone="13812345678")
    assert (await queries.get(officer, talent)).phone == "138****5678"
    assert (await queries.get(member, talent)).phone == "13812345678"
    assert await operations.reveal_phone(officer, id=talent) == "13812345678"
    assert [line.staff_only for line in await trail.timeline(officer, "talent", talent)] == [True]
    assert await trail.timeline(member, "talent", talent) == []
    with pytest.raises(Denied):
        await operations.reveal_phone(member, id=talent)
    with pytest.raises(Conflict):
        await operations.reveal_phone(officer, id=await make_talent(phone=""))
    assert await TimelineEntry.count().where(TimelineEntry.text.like("%138%")) == 0


# -- scope ----------------------------------------------------------------------------------------------------


async def test_nothing_leaks_out_of_a_scope(officer: Actor) -> None:
    mine, other = await make_unit("区甲局"), await make_unit("区乙局")
    below = await make_unit("甲局下属中心", parent=mine)
    own = await make_talent(name="甲一", unit=mine, state="submitted")
    deep = await make_talent(name="甲二", unit=below)
    hidden = await make_talent(name="乙一", unit=other)
    async with db.write_tx():
        for talent, name in ((own, "甲一"), (deep, "甲二"), (hidden, "乙一")):
            await index.put("talent", talent, name, "", "", [name])
    liaison = await actor_as(Role.LIAISON, unit=mine)
    assert await names(liaison) == ["甲二", "甲一"]
    assert await names(liaison, q="乙一") == []
    assert await names(liaison, unit=other) == []
    assert (await queries.people(liaison, Filter())).total == 2
    assert await queries.counts(liaison) is None
    assert [option.name for option in await queries.pickable(liaison)] == ["甲二"]
    assert await queries.ids_of(liaison, Filter(), limit=10) == [deep, own]
    for read in (queries.get, growth.record):
        with pytest.raises(NotFound):
            await read(liaison, hidden)
    with pytest.raises(NotFound):
        await queries.visible_ids(liaison, [own, hidden])
    with pytest.raises(NotFound):
        await operations_admission.take_step(liaison, id=hidden, command=TakeStep(step="unit_agrees"))


async def test_colleagues_see_active_members_by_work_alone(officer: Actor) -> None:
    talent = await make_talent(name="甲一", remark="内部备注")
    await make_talent(name="甲二", state="submitted")
    member = await actor_as(Role.MEMBER)
    row = (await queries.people(member, Filter())).items[0]
    assert (row.name, row.post, row.major, row.birth_month, row.gender) == ("甲一", "规划科科员", "", None, "")
    view = await queries.get(member, talent)
    assert (view.phone, view.school, view.political_status, view.remark, view.actions) == ("", "", "", "", [])
    assert await growth.record(member, talent) == []
    for role in (Role.REVIEWER, Role.SEC_ADMIN, Role.AUDIT_ADMIN):
        outsider = await actor_as(role)
        with pytest.raises(Denied):
            await queries.people(outsider, Filter())
        with pytest.raises(NotFound):
            await queries.get(outsider, talent)
        assert await queries.pickable(outsider) == []


async def test_picking_by_name_or_sound(officer: Actor) -> None:
    await make_talent(name="曾甲")
    await make_talent(name="单乙")
    assert [o.name for o in await queries.pickable(officer, "zeng")] == ["曾甲"]
    assert [o.name for o in await queries.pickable(officer, "单")] == ["单乙"]
    assert [o.name for o in await queries.pickable(officer, "%")] == ["单乙", "曾甲"]
    ids = [row["id"] for row in await Talent.select(Talent.id)]
    assert {o.name for o in await queries.options(ids)} == {"曾甲", "单乙"}
    assert await queries.options([]) == []
