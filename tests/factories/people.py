# SPDX-License-Identifier: MIT
"""Units, accounts, talents."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from itertools import count
from typing import Any

import httpx

from thinktank.identity import queries
from thinktank.identity.tables import Account, RoleGrant, Session, Unit, UnitAncestry
from thinktank.kernel import clock, db, pinyin
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.changes import added
from thinktank.talents.tables import Talent

_next = count(1)
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


async def make_unit(name: str = "", *, parent: int | None = None, short_name: str = "") -> int:
    """A unit; below the district unless ``parent`` says otherwise. The first call makes the district too."""
    async with db.write_tx():
        if parent is None:
            parent = await district()
        return await _unit(name or f"区第{next(_next)}局", parent, short_name)


async def district() -> int:
    """The root of the tree, made when there is none."""
    async with db.write_tx():
        found = await Unit.select(Unit.id).where(Unit.parent.is_null()).first()
        return found["id"] if found else await _unit("盐都区", None, "")


async def _unit(name: str, parent: int | None, short_name: str) -> int:
    row = await Unit.insert(Unit(name=name, short_name=short_name, parent=parent)).returning(Unit.id)
    unit = row[0]["id"]
    above = await UnitAncestry.select().where(UnitAncestry.unit == parent) if parent else []
    await UnitAncestry.insert(
        UnitAncestry(ancestor=unit, unit=unit, depth=0),
        *(UnitAncestry(ancestor=line["ancestor"], unit=unit, depth=line["depth"] + 1) for line in above),
    )
    return int(unit)


async def make_account(
    *roles: Role, unit: int | None = None, scope: int | None = None, name: str = "", login: str = "", **more: Any
) -> int:
    """An active account holding roles: officers, leaders, inspectors and administrators at the district."""
    n = next(_next)
    async with db.write_tx():
        unit = unit or await district()
        name = name or f"王{GIVEN[n % 22]}{GIVEN[(n // 22) % 22]}"
        row = await Account.insert(
            Account(
                login=login or f"user{n}",
                name=name,
                name_key=pinyin.name_key(name),
                unit=unit,
                state="active",
                state_since=clock.now(),
                created_at=clock.now(),
                **more,
            )
        ).returning(Account.id)
        account = int(row[0]["id"])
        await added(Account, account)
        for role in roles:
            at = scope or (
                unit if role in {Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.REVIEWER} else await district()
            )
            await RoleGrant.insert(
                RoleGrant(account=account, role=str(role), unit=at, since=clock.today() - timedelta(days=1))
            )
        return account


async def actor_as(*roles: Role, unit: int | None = None, scope: int | None = None, name: str = "") -> Actor:
    """An actor with these roles, with an account of its own."""
    return await queries.actor_of(await make_account(*roles, unit=unit, scope=scope, name=name))


async def make_talent(
    *, unit: int | None = None, name: str = "", account: int | None = None, state: str = "active", **more: Any
) -> int:
    """A person of the bank, an active member unless ``state`` says otherwise."""
    n = next(_next)
    name = name or f"陈{GIVEN[n % 22]}{GIVEN[(n // 22) % 22]}"
    values: dict[str, Any] = {
        "gender": "male",
        "birth_month": date(1994, 5, 1),
        "education": "硕士研究生",
        "degree": "硕士",
        "school": "江苏大学",
        "major": "城乡规划",
        "post": "规划科科员",
        "strengths": "城市更新、空间规划",
        "phone": f"199{n:08d}",
        "channel": "nominated",
        "direction": "urban",
        "admitted_on": date(2026, 1, 5) if state == "active" else None,
    } | more
    async with db.write_tx():
        row = await Talent.insert(
            Talent(
                name=name,
                name_key=pinyin.name_key(name),
                unit=unit or await district(),
                account=account,
                state=state,
                state_since=clock.now(),
                created_at=clock.now(),
                **values,
            )
        ).returning(Talent.id)
        return int(row[0]["id"])


async def make_member(*, unit: int | None = None, name: str = "", **more: Any) -> tuple[Actor, int]:
    """A member who can sign in: the actor and the talent's id."""
    actor = await actor_as(Role.MEMBER, unit=unit, name=name)
    return actor, await make_talent(unit=actor.unit, name=actor.name, account=actor.account, **more)


async def sign_in(client: httpx.AsyncClient, actor: Actor) -> httpx.AsyncClient:
    """Let a browser be signed in as an actor, without the form."""
    token = secrets.token_urlsafe(16)
    now = clock.now()
    async with db.write_tx():
        await Session.insert(
            Session(
                token_hash=queries.token_hash(token),
                account=actor.account,
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(hours=12),
            )
        )
    client.cookies.set("tt_session", token)
    return client


async def post(client: httpx.AsyncClient, url: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
    """Send a form as a browser does: with the CSRF proof of its cookie."""
    if "tt_csrf" not in client.cookies:
        await client.get("/privacy")
    return await client.post(url, data={"_csrf_token": client.cookies["tt_csrf"], **(data or {})}, **more)


async def proof(client: httpx.AsyncClient) -> dict[str, str]:
    """The header by which a program that signs in with a cookie proves a call that writes."""
    await client.get("/privacy")
    return {"x-csrftoken": client.cookies["tt_csrf"]}
