# SPDX-License-Identifier: MIT
"""Accounts from the first one on: activation, sign-in, lockout, roles, scope."""

from __future__ import annotations

import argon2
import pytest

from tests.factories.people import actor_as, district, make_account, make_talent, make_unit
from thinktank.identity import operations, passwords, queries
from thinktank.identity.schemas import Activate, NewAccount, NewUnit, SignIn
from thinktank.identity.tables import Account, RoleGrant, Session
from thinktank.kernel.actor import Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound, Unauthenticated
from thinktank.talents.tables import Talent
from thinktank.trail.queries import timeline

pytestmark = pytest.mark.usefixtures("database")
GOOD = "Liu7shui-Xiaoqiao"


@pytest.fixture(autouse=True)
def cheap_hashes() -> None:
    passwords.use(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def issued(role: Role = Role.MEMBER, login: str = "liming") -> tuple[int, str]:
    unit = await district()
    link = await operations.create_account(
        system("test"), command=NewAccount(login=login, name="李明", unit=unit, role=role)
    )
    return link.account, link.token


async def enter(password: str, login: str = "liming") -> str:
    return await operations.sign_in(
        command=SignIn(login=login, password=password), address="127.0.0.1", agent="test", hours=12
    )


async def test_activation_sets_the_password_once_and_signs_in() -> None:
    account, token = await issued()
    assert await operations.activate(token=token, command=Activate(GOOD, GOOD, consent=True)) == "liming"
    with pytest.raises(NotFound):
        await operations.activate(token=token, command=Activate(GOOD, GOOD, consent=True))
    cookie = await enter(GOOD)
    found = await queries.session(cookie)
    assert found is not None
    assert found.account == account
    steps = [line.action for line in await timeline(system("test"), "account", account)]
    assert steps[0] == "account.signed_in"
    assert "account.activated" in steps


@pytest.mark.parametrize(
    ("first", "second", "consent", "field"),
    [
        ("short", "short", True, "password"),
        ("alllowercaseletters", "alllowercaseletters", True, "password"),
        ("Liming-2026-x", "Liming-2026-x", True, "password"),
        (GOOD, GOOD + "x", True, "again"),
        (GOOD, GOOD, False, "consent"),
    ],
)
async def test_activation_says_what_is_wrong(first: str, second: str, consent: bool, field: str) -> None:
    _, token = await issued()
    with pytest.raises(Invalid) as error:
        await operations.activate(token=token, command=Activate(first, second, consent=consent))
    assert list(error.value.fields) == [field]
    assert (await queries.activation(token)).login == "liming"


async def test_new_link_makes_the_old_one_useless() -> None:
    account, token = await issued()
    fresh = await operations.issue_link(system("test"), account=account)
    with pytest.raises(NotFound):
        await queries.activation(token)
    assert (await queries.activation(fresh.token)).account == account


async def test_five_wrong_passwords_lock_the_account_even_for_the_right_one() -> None:
    _, token = await issued()
    await operations.activate(token=token, command=Activate(GOOD, GOOD, consent=True))
    for _ in range(5):
        with pytest.raises(Unauthenticated) as error:
            await enter("wrong")
        assert error.value.code == "wrong_credentials"
    with pytest.raises(Unauthenticated, match="锁定"):
        await enter(GOOD)


async def test_unknown_account_and_wrong_password_read_the_same() -> None:
    _, token = await issued()
    await operations.activate(token=token, command=Activate(GOOD, GOOD, consent=True))
    messages = set()
    for login, password in (("liming", "wrong"), ("nobody", GOOD)):
        with pytest.raises(Unauthenticated) as error:
            await enter(password, login)
        messages.add(error.value.message)
    assert len(messages) == 1


async def test_taken_login_is_refused_and_nothing_is_written() -> None:
    await issued()
    with pytest.raises(Invalid) as error:
        await issued()
    assert "login" in error.value.fields
    assert await Account.count() == 1


async def test_officer_cannot_make_officers_or_administrators() -> None:
    officer = await actor_as(Role.OFFICER)
    unit = await district()
    for role in (Role.OFFICER, Role.DEPT_LEADER, Role.SYS_ADMIN):
        with pytest.raises(Denied):
            await operations.create_account(
                officer, command=NewAccount(login="newone", name="新人", unit=unit, role=role)
            )
    member = await actor_as(Role.MEMBER)
    with pytest.raises(Denied):
        await operations.create_account(
            member, command=NewAccount(login="newone", name="新人", unit=unit, role=Role.MEMBER)
        )


async def test_closing_ends_sessions_and_ending_a_grant_twice_conflicts() -> None:
    officer = await actor_as(Role.OFFICER)
    account, token = await issued()
    await operations.activate(token=token, command=Activate(GOOD, GOOD, consent=True))
    cookie = await enter(GOOD)
    grant = (await RoleGrant.select(RoleGrant.id).where(RoleGrant.account == account))[0]["id"]
    await operations.end_grant(officer, account=account, id=grant)
    with pytest.raises(Conflict):
        await operations.end_grant(officer, account=account, id=grant)
    await operations.close_account(officer, id=account)
    assert await queries.session(cookie) is None
    assert await Session.count() == 0


async def test_unit_tree_scope_sees_the_subtree_only() -> None:
    town = await make_unit("学富镇人民政府")
    office = await operations.create_unit(await actor_as(Role.OFFICER), command=NewUnit(name="农经站", parent=town))
    other = await make_unit("区教育局")
    for unit in (town, office, other):
        await make_talent(unit=unit)
    liaison = await actor_as(Role.LIAISON, unit=town)
    where = queries.in_scope(liaison, (Role.LIAISON,), Talent.unit)
    seen = {row["unit"] for row in await Talent.select(Talent.unit).where(where)}
    assert seen == {town, office}
    leader = await actor_as(Role.DEPT_LEADER)
    assert queries.in_scope(leader, (Role.DEPT_LEADER,), Talent.unit) is None
    nothing = queries.in_scope(liaison, (Role.OFFICER,), Talent.unit)
    assert await Talent.select().where(nothing) == []


async def test_accounts_are_listed_by_pinyin_with_their_roles() -> None:
    officer = await actor_as(Role.OFFICER, name="赵己")
    await make_account(Role.MEMBER, name="曾甲")
    await make_account(Role.REVIEWER, name="安乙")
    found = await queries.accounts(officer)
    assert [account.name for account in found.items] == ["安乙", "曾甲", "赵己"]
    assert [grant.role for grant in found.items[0].grants] == [Role.REVIEWER]
