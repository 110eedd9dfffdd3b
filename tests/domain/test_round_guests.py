# SPDX-License-Identifier: MIT
"""Reviewers' accounts for one round: they end with it, later when it is extended, and by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from reviews.rounds import operations as rounds
from reviews.rounds import operations_guests as guests
from reviews.rounds import queries
from reviews.rounds.schemas import Assign, ExtendRound, InviteReviewer
from reviews.rounds.tables import Round
from tests.factories import people
from tests.factories.rounds import make_round
from thinktank.app import wire
from thinktank.identity.operations_accounts import close_expired
from thinktank.identity.queries import actor_of
from thinktank.identity.schemas import AccountRules
from thinktank.identity.tables import Account, RoleGrant
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]
DAYS = timedelta(days=AccountRules().reviewer_days)


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    wire()
    yield
    wire()


async def ends(account: int) -> date | None:
    row = await Account.select(Account.expires_on).where(Account.id == account).first()
    return row["expires_on"] if row else None


async def test_a_guests_account_follows_its_round_and_ends_by_itself(frozen: Any) -> None:
    panel = await make_round()
    officer = await actor_of(panel.officer)
    round_ = await queries.get_round(officer, panel.round)
    unit = await people.make_unit()
    command = InviteReviewer(login="zhuanjia9", name="赵一", unit=unit)
    issued = await guests.invite(officer, id=panel.round, command=command)
    assert await ends(issued.account) == round_.closes_on + DAYS
    async with db.write_tx():
        await Account.update({Account.state: "active"}).where(Account.id == issued.account)
    steady = (await people.actor_as(Role.REVIEWER, unit=await people.make_unit())).account
    both = await people.make_account(
        Role.REVIEWER, Role.MENTOR, unit=await people.make_unit(), expires_on=round_.closes_on
    )
    wanted = Assign(reviewers=[issued.account, steady, both])
    await rounds.assign(officer, id=panel.item, command=wanted)
    assert [one.name for one in await queries.guests(officer, panel.round)][:1] == ["赵一"]
    later = round_.closes_on + timedelta(days=10)
    extended = await guests.extend(
        officer, id=panel.round, command=ExtendRound(closes_on=later, reason="材料补正", version=round_.version)
    )
    assert extended.closes_on == later
    found = [await ends(one) for one in (issued.account, steady, both)]
    assert found == [later + DAYS, None, round_.closes_on]
    g = RoleGrant
    grant = await g.select(g.until).where(g.account == issued.account)
    assert grant[0]["until"] == later + DAYS + timedelta(days=1)
    frozen.advance(days=(later + DAYS - clock.today()).days)
    await close_expired(system("任务"))
    assert (await Account.select(Account.state).where(Account.id == issued.account))[0]["state"] == "active"
    frozen.advance(days=1)
    await close_expired(system("任务"))
    assert (await Account.select(Account.state).where(Account.id == issued.account))[0]["state"] == "closed"


async def test_who_may_not_and_what_cannot_be() -> None:
    panel = await make_round()
    officer = await actor_of(panel.officer)
    unit = await people.make_unit()
    command = InviteReviewer(login="zhuanjia8", name="赵二", unit=unit)
    for role in (Role.MEMBER, Role.LIAISON, Role.REVIEWER):
        with pytest.raises((Denied, NotFound)):
            await guests.invite(await people.actor_as(role), id=panel.round, command=command)
    with pytest.raises(Denied):
        await guests.invite(await people.actor_as(Role.DEPT_LEADER), id=panel.round, command=command)
    day = (await queries.get_round(officer, panel.round)).closes_on
    with pytest.raises(Invalid):
        await guests.extend(officer, id=panel.round, command=ExtendRound(closes_on=day, reason="材料补正"))
    with pytest.raises(Conflict):
        wrong = ExtendRound(closes_on=day + timedelta(days=1), reason="材料补正", version=99)
        await guests.extend(officer, id=panel.round, command=wrong)
    await guests.invite(officer, id=panel.round, command=command)
    with pytest.raises(Invalid):
        await guests.invite(officer, id=panel.round, command=command)
    await rounds.close_round(officer, id=panel.round)
    with pytest.raises(Conflict):
        await guests.invite(officer, id=panel.round, command=InviteReviewer(login="zj7", name="赵三", unit=unit))
    with pytest.raises(Conflict):
        later = ExtendRound(closes_on=day + timedelta(days=1), reason="材料补正")
        await guests.extend(officer, id=panel.round, command=later)


async def test_the_pages(client: httpx.AsyncClient) -> None:
    panel = await make_round()
    await people.sign_in(client, await actor_of(panel.officer))
    url = f"/rounds/{panel.round}"
    shown = (await client.get(url)).text
    assert [word in shown for word in (f"{url}/guests", f"{url}/extend")] == [True, True]
    assert "现在开通的有效至" in (await client.get(f"{url}/guests")).text
    form = {"login": "zhuanjia7", "name": "赵四", "unit": str(await people.make_unit())}
    made = await people.post(client, f"{url}/guests", form)
    assert (made.status_code, "/activate/" in made.text) == (200, True)
    assert (await people.post(client, f"{url}/guests", form)).status_code == 422
    day = (await Round.select(Round.closes_on).where(Round.id == panel.round))[0]["closes_on"]
    asked = await client.get(f"{url}/extend")
    assert (asked.status_code, 'name="closes_on"' in asked.text) == (200, True)
    wrong = await people.post(client, f"{url}/extend", {"closes_on": day.isoformat(), "reason": "材料补正"})
    assert (wrong.status_code, "须晚于原来的" in wrong.text) == (422, True)
    later = {"closes_on": (day + timedelta(days=3)).isoformat(), "reason": "材料补正"}
    assert (await people.post(client, f"{url}/extend", later)).headers["location"] == url
