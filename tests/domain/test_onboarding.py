# SPDX-License-Identifier: MIT
"""Access for many at once, resets, accounts and roles for a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import argon2
import pytest

from tests.factories.people import actor_as, district, make_account, make_talent, make_unit
from thinktank.admin import operations, queries
from thinktank.admin.schemas import OpenAccess
from thinktank.identity import operations as identity
from thinktank.identity import operations_accounts as accounts
from thinktank.identity import passwords, rules
from thinktank.identity import queries as read
from thinktank.identity import queries_accounts as cared
from thinktank.identity.schemas import Activate, EditAccount, GiveRole, NewAccount, SignIn
from thinktank.identity.tables import Account, ActivationLink, RoleGrant
from thinktank.kernel import clock
from thinktank.kernel.actor import ADMINS, Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound, Unauthenticated
from thinktank.talents.tables import Talent

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]
GOOD = "Liu7shui-Xiaoqiao"


@pytest.fixture(autouse=True)
def cheap_hashes() -> None:
    passwords.use(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def test_a_unit_gets_its_accounts_at_once_with_logins_of_their_own() -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit("区住建局")
    people = [await make_talent(unit=unit, name=name) for name in ("曾甲", "曾甲", "安乙")]
    await make_account(Role.MEMBER, login="zengjia")
    cards = await operations.open_access(officer, command=OpenAccess(people))
    assert [(card.name, card.login) for card in cards] == [("安乙", "anyi"), ("曾甲", "zengjia2"), ("曾甲", "zengjia3")]
    assert len({card.path for card in cards}) == 3
    assert await Talent.count().where(Talent.account.is_not_null()) == 3
    token = cards[0].path.removeprefix("/activate/")
    assert await identity.activate(token=token, command=Activate(GOOD, GOOD, consent=True)) == "anyi"
    assert [one.name for one in await queries.newcomers(officer, unit=unit)] == ["曾甲", "曾甲"]
    renewed = await operations.open_access(officer, command=OpenAccess(people[:1]))
    assert (renewed[0].renewed, renewed[0].login) == (True, "zengjia2")
    with pytest.raises(NotFound):
        await read.activation(cards[1].path.removeprefix("/activate/"))


async def test_all_or_nobody() -> None:
    officer = await actor_as(Role.OFFICER)
    people = [await make_talent(), 999]
    with pytest.raises(NotFound):
        await operations.open_access(officer, command=OpenAccess(people))
    assert await ActivationLink.count() == 0


async def test_a_liaison_renews_links_of_the_own_units_members_and_opens_nothing() -> None:
    mine, other = await make_unit(), await make_unit()
    liaison = await actor_as(Role.LIAISON, unit=mine)
    theirs = await make_talent(unit=other, account=await make_account(Role.MEMBER, unit=other))
    known = await make_talent(unit=mine, account=await make_account(Role.MEMBER, unit=mine))
    fresh = await make_talent(unit=mine)
    officers = await make_talent(unit=mine, account=await make_account(Role.MEMBER, Role.OFFICER, unit=mine))
    assert {one.talent for one in await queries.newcomers(liaison, everybody=True)} == {known, officers}
    cards = await operations.open_access(liaison, command=OpenAccess([known]))
    assert cards[0].renewed
    for person in (theirs, fresh):
        with pytest.raises(NotFound):
            await operations.open_access(liaison, command=OpenAccess([person]))
    with pytest.raises(Denied):
        await operations.open_access(liaison, command=OpenAccess([officers]))
    for role in (Role.MEMBER, Role.DEPT_LEADER, Role.REVIEWER):
        with pytest.raises(Denied):
            await queries.newcomers(await actor_as(role))


HELD = [frozenset({role}) for role in Role] + [frozenset({Role.MEMBER, Role.OFFICER}), frozenset()]


@pytest.mark.parametrize("held", HELD, ids=lambda held: "+".join(sorted(held)) or "none")
async def test_nobody_reaches_by_a_link_what_they_may_not_give(held: frozenset[Role]) -> None:
    above = ADMINS | {Role.OFFICER, Role.DEPT_LEADER}
    expected = {
        Role.SEC_ADMIN: True,
        Role.SYS_ADMIN: not held & {Role.SEC_ADMIN, Role.AUDIT_ADMIN},
        Role.OFFICER: not held & above,
        Role.LIAISON: held <= {Role.MEMBER},
    }
    for role in Role:
        actor = await actor_as(role)
        assert bool(rules.may_reset(actor, held, in_unit=True)) == expected.get(role, False), role
        assert bool(rules.may_reset(actor, held)) == (expected.get(role, False) and role != Role.LIAISON), role


async def test_an_officer_cannot_become_the_leader_by_a_link() -> None:
    officer, leader = await actor_as(Role.OFFICER), await make_account(Role.DEPT_LEADER)
    with pytest.raises(Denied):
        await identity.issue_link(officer, account=leader)
    with pytest.raises(NotFound):
        await identity.issue_link(officer, account=999)


async def sign_in(login: str) -> str:
    return await identity.sign_in(command=SignIn(login, GOOD), address="127.0.0.1", agent="test", hours=12)


async def test_a_reviewers_account_ends_with_its_last_day(frozen: Any) -> None:
    officer, unit, last = await actor_as(Role.OFFICER), await district(), clock.today() + timedelta(days=5)
    command = NewAccount(login="yanjia", name="严甲", unit=unit, role=Role.REVIEWER, until=last)
    issued = await identity.create_account(officer, command=command)
    await identity.activate(token=issued.token, command=Activate(GOOD, GOOD, consent=True))
    frozen.advance(days=5)
    cookie = await sign_in("yanjia")
    found = await read.session(cookie)
    assert found is not None
    assert [grant.role for grant in found.grants] == [Role.REVIEWER]
    assert await identity.see_session(found, idle_minutes=60 * 48)
    frozen.advance(hours=14)
    found = await read.session(cookie)
    assert found is not None
    assert (found.grants, await identity.see_session(found, idle_minutes=60 * 48)) == ((), False)
    with pytest.raises(Unauthenticated):
        await sign_in("yanjia")
    assert await accounts.close_expired(system("job")) == 1
    assert await accounts.close_expired(system("job")) == 0
    assert await read.session(cookie) is None
    with pytest.raises(Conflict):
        await identity.issue_link(officer, account=issued.account)
    await accounts.reopen_account(officer, id=issued.account)
    view = await read.account(officer, issued.account)
    assert (view.state, view.expires_on, [grant.role for grant in view.ended]) == ("invited", None, [Role.REVIEWER])


async def test_roles_are_given_for_a_time_and_end_into_history(frozen: Any) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    account = await make_account(unit=unit)
    since = clock.today() + timedelta(days=1)
    command = GiveRole(Role.LIAISON, unit, since=since, until=since)
    view = await accounts.give_role(officer, account=account, command=command)
    assert [(grant.since, grant.until) for grant in view.grants] == [(since, since + timedelta(days=1))]
    assert await read.grants_of(account) == ()
    frozen.advance(days=1)
    assert [grant.role for grant in await read.grants_of(account)] == [Role.LIAISON]
    frozen.advance(days=1)
    assert await read.grants_of(account) == ()
    assert [grant.role for grant in (await read.account(officer, account)).ended] == [Role.LIAISON]
    with pytest.raises(Invalid):
        await accounts.give_role(
            officer, account=account, command=GiveRole(Role.LIAISON, unit, since=since, until=date(2026, 1, 1))
        )
    with pytest.raises(Denied):
        await accounts.give_role(officer, account=account, command=GiveRole(Role.DEPT_LEADER, unit))
    with pytest.raises(NotFound):
        await accounts.give_role(officer, account=999, command=GiveRole(Role.MENTOR, unit))
    assert await RoleGrant.count().where(RoleGrant.account == account) == 1
    part = await actor_as(Role.OFFICER, unit=unit, scope=unit)
    with pytest.raises(Denied):
        await accounts.give_role(part, account=account, command=GiveRole(Role.LIAISON, await make_unit()))


async def test_accounts_are_corrected_by_who_looks_after_them() -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit("区科协")
    account = await make_account(Role.MEMBER, name="李明")
    command = EditAccount("黎明", unit, post="科长", phone="13800000000", version=1)
    view = await accounts.edit_account(officer, id=account, command=command)
    assert (view.name, view.unit_name, view.post, view.version) == ("黎明", "区科协", "科长", 2)
    with pytest.raises(Conflict):
        await accounts.edit_account(officer, id=account, command=command)
    with pytest.raises(Denied):
        await accounts.edit_account(await actor_as(Role.MEMBER), id=account, command=command)
    with pytest.raises(NotFound):
        await accounts.edit_account(officer, id=999, command=command)


async def test_ones_own_sign_ins_are_listed_and_ended_and_nobody_elses() -> None:
    me, other = await make_account(Role.MEMBER), await actor_as(Role.MEMBER)
    for _ in range(3):
        await identity.open_session(account=me, name="甲", address="10.0.0.1", agent="x", hours=12)
    actor = await read.actor_of(me)
    sessions = await cared.sessions_of(actor)
    assert len(sessions) == 3
    with pytest.raises(NotFound):
        await accounts.end_session(other, id=sessions[0].id)
    await accounts.end_session(actor, id=sessions[0].id)
    assert await accounts.end_other_sessions(actor) == 2
    assert await cared.sessions_of(actor) == []
    assert await Account.count().where(Account.state == "active") == 2
