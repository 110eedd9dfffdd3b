# SPDX-License-Identifier: MIT
"""What of accounts, roles and delegations ends or has ended: counted, listed, within whose care."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.people import actor_as, district, make_account, make_unit
from thinktank.identity import queries_terms as terms
from thinktank.identity.tables import Account, Delegation, RoleGrant
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Denied, Invalid

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


async def ending(unit: int, days: int, *, name: str = "", state: str = "active") -> int:
    """An account whose last day is so many days away."""
    actor = await actor_as(Role.MENTOR, unit=unit, name=name)
    a = Account
    async with db.write_tx():
        values = {a.expires_on: clock.today() + timedelta(days=days), a.state: state}
        await a.update(values).where(a.id == actor.account)
    return actor.account


async def lent(principal: Actor, deputy: Actor, first: int, last: int, *, over: bool = False) -> None:
    d, today = Delegation, clock.today()
    now = clock.now()
    async with db.write_tx():
        await d.insert(
            d(
                principal=principal.account, deputy=deputy.account, since=today + timedelta(days=first),
                until=today + timedelta(days=last), reason="出差", at=now, ended_at=now if over else None,
            )
        )  # fmt: skip


async def ended(actor: Actor, days: int) -> None:
    """End the role of an account so many days ago."""
    async with db.write_tx():
        day = clock.today() - timedelta(days=days)
        await RoleGrant.update({RoleGrant.until: day}).where(RoleGrant.account == actor.account)


async def figures(actor: Actor) -> dict[str, int]:
    return {one.what: one.n for one in await terms.counts(actor)}


async def names(actor: Actor, what: str) -> list[str]:
    return [row.name for row in (await terms.listed(actor, what)).rows.items]


async def test_days_decide_and_counts_open_their_rows() -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit("区甲局")
    for name, days in (("昨到", -1), ("今到", 0), ("卅到", 30), ("卅一", 31), ("早到", -90)):
        await ending(unit, days, name=name)
    await ending(unit, 3, name="停了", state="closed")
    one, two = (
        await actor_as(Role.LIAISON, unit=unit, name="甲委"),
        await actor_as(Role.LIAISON, unit=unit, name="乙代"),
    )
    await lent(one, two, -3, 0)
    await lent(one, two, -3, 5, over=True)
    await lent(one, two, -9, -1)
    await lent(one, two, 1, 9)  # not yet
    gone, leaving = await actor_as(Role.MENTOR, unit=unit, name="交权"), await actor_as(Role.MENTOR, unit=unit)
    await ended(gone, 0)
    await ended(leaving, -1)
    expected = {"expiring": 2, "expired": 2, "roles": 1, "delegated": 1, "returned": 2}
    assert await figures(officer) == expected
    for what, n in expected.items():
        assert len(await names(officer, what)) == n
    assert await names(officer, "expiring") == ["今到", "卅到"]
    assert await names(officer, "expired") == ["昨到", "早到"]
    (role,) = (await terms.listed(officer, "roles")).rows.items
    assert (role.name, role.about, role.last_day) == ("交权", "导师（区甲局）", clock.today())
    (running,) = (await terms.listed(officer, "delegated")).rows.items
    assert (running.name, running.about, running.account) == ("甲委", "委托乙代代办", one.account)
    returned = (await terms.listed(officer, "returned")).rows.items
    assert [row.last_day for row in returned] == [date(2026, 3, 17), clock.today()]
    with pytest.raises(Invalid):
        await terms.listed(officer, "else")


async def test_an_officer_sees_the_own_scope_and_the_administrator_all() -> None:
    mine, other = await make_unit("区甲局"), await make_unit("区乙局")
    officer = await actor_as(Role.OFFICER, unit=mine, scope=mine)
    for unit, name in ((mine, "本单位"), (other, "外单位")):
        await ending(unit, 5, name=name)
        await ending(unit, -5, name=name)
        gone = await actor_as(Role.MENTOR, unit=unit, name=name)
        await ended(gone, 3)
        one, two = await actor_as(Role.LIAISON, unit=unit, name=name), await actor_as(Role.LIAISON, unit=unit)
        await lent(one, two, -1, 1)
        await lent(one, two, -9, -5)
    both = ["外单位", "本单位"]
    for what in terms.KINDS:
        assert await names(officer, what) == ["本单位"]
        assert sorted(await names(await actor_as(Role.SYS_ADMIN), what)) == both
        assert sorted(await names(await actor_as(Role.OFFICER), what)) == both
    assert await figures(officer) == dict.fromkeys(terms.KINDS, 1)
    for role in (Role.MEMBER, Role.LIAISON, Role.DEPT_LEADER, Role.SEC_ADMIN, Role.AUDIT_ADMIN, Role.MENTOR):
        with pytest.raises(Denied):
            await terms.counts(await actor_as(role))
        with pytest.raises(Denied):
            await terms.listed(await actor_as(role), "expired")


async def test_two_statements_however_many_there_are(frozen: FrozenClock) -> None:
    officer, unit = await actor_as(Role.OFFICER), await district()
    asked = []
    for n in (1, 2, 60):
        for i in range(n):
            await make_account(unit=unit, name=f"人{i}")
        async with db.write_tx():
            await Account.update({Account.expires_on: clock.today() + timedelta(days=2)}).where(
                Account.id != officer.account
            )
        with db.recording() as seen:
            found = await terms.listed(officer, "expiring")
        asked.append(len(seen))
    assert asked == [2, 2, 2]
    rest = await terms.listed(officer, "expiring", after=found.rows.next)
    every = [row.account for row in [*found.rows.items, *rest.rows.items]]
    assert (len(every), len(set(every)), rest.rows.next) == (63, 63, None)
    back = await terms.listed(officer, "expiring", before=rest.rows.prev)
    assert [row.id for row in back.rows.items] == [row.id for row in found.rows.items]
