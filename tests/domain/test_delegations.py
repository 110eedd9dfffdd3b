# SPDX-License-Identifier: MIT
"""Acting for somebody for a time: with the desk's roles alone, on the trail as such, and over by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.factories.people import actor_as, make_account, make_unit, post, sign_in
from thinktank.identity import delegations, queries
from thinktank.identity import operations as identity
from thinktank.identity.schemas import Delegate
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Denied, Invalid, NotFound
from thinktank.trail.tables import TrailEntry

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


async def pair(*roles: Role) -> tuple[Actor, Actor]:
    unit = await make_unit()
    principal = await actor_as(*(roles or (Role.LIAISON,)), unit=unit, name="谢酉")
    return principal, await actor_as(Role.MEMBER, unit=unit, name="安乙")


def command(deputy: Actor, days: int = 3) -> Delegate:
    return Delegate(deputy.account, clock.today() + timedelta(days=days), "外出培训")


async def test_the_deputy_has_the_desks_roles_alone_and_only_while_it_runs(frozen: Any) -> None:
    principal, deputy = await pair(Role.LIAISON, Role.MEMBER, Role.REVIEWER)
    (made,) = await delegations.delegate(principal, command=command(deputy))
    assert (made.running, made.deputy_name) == (True, "安乙")
    found = await delegations.acting(deputy.account, deputy.name, principal.account, 1)
    assert found is not None
    assert (found.account, found.on_behalf_of, found.name) == (deputy.account, principal.account, "安乙（代谢酉）")
    assert found.roles == frozenset({Role.LIAISON})
    frozen.advance(days=4)
    assert await delegations.acting(deputy.account, deputy.name, principal.account, 1) is None


async def test_it_ends_when_either_side_ends_it_or_an_account_is_closed() -> None:
    officer = await actor_as(Role.OFFICER)
    principal, deputy = await pair()
    for ender in (principal, deputy):
        made = (await delegations.delegate(principal, command=command(deputy)))[0]
        await delegations.end(ender, id=made.id)
        assert await delegations.acting(deputy.account, "x", principal.account, 1) is None
        with pytest.raises(NotFound):
            await delegations.end(ender, id=made.id)
    made = (await delegations.delegate(principal, command=command(deputy)))[0]
    with pytest.raises(NotFound):
        await delegations.end(officer, id=made.id)
    await identity.close_account(officer, id=principal.account)
    assert await delegations.acting(deputy.account, "x", principal.account, 1) is None


async def test_who_may_delegate_to_whom_and_for_how_long() -> None:
    principal, deputy = await pair()
    for role in set(Role) - delegations.DELEGABLE:
        with pytest.raises(Denied):
            await delegations.delegate(await actor_as(role), command=command(deputy))
    other = await queries.actor_of(await make_account(unit=await make_unit()))
    for wrong in (command(other), command(principal), command(deputy, -1), command(deputy, 90)):
        with pytest.raises(Invalid):
            await delegations.delegate(principal, command=wrong)
    await delegations.delegate(principal, command=command(deputy, 89))
    acting = await delegations.acting(deputy.account, "x", principal.account, 1)
    assert acting is not None
    with pytest.raises(Denied):
        await delegations.delegate(acting, command=command(deputy))
    with pytest.raises(Denied):
        await delegations.begin(other, principal=principal.account)


async def test_what_is_done_so_says_on_whose_behalf_on_every_page_and_on_the_trail(client: httpx.AsyncClient) -> None:
    principal, deputy = await pair()
    await delegations.delegate(principal, command=command(deputy))
    await sign_in(client, deputy)
    assert (await client.get("/onboarding")).status_code == 403
    assert (await post(client, f"/account/delegations/act/{principal.account}")).status_code == 303
    page = await client.get("/onboarding")
    assert (page.status_code, "正在代办：安乙（代谢酉）" in page.text) == (200, True)
    assert (await post(client, "/feedback", {"text": "代办提出"})).status_code == 303
    last = (await TrailEntry.select(TrailEntry.actor, TrailEntry.behalf).order_by(TrailEntry.seq, ascending=False))[0]
    assert (last["actor"], last["behalf"]) == (deputy.account, principal.account)
    assert (await post(client, "/account/delegations/stop")).status_code == 303
    assert (await client.get("/onboarding")).status_code == 403
