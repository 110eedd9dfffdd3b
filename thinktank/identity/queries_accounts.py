# SPDX-License-Identifier: MIT
"""What looking after an account needs to know: its roles, its unit, its contacts, its sign-ins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from thinktank.identity import queries, rules
from thinktank.identity.schemas import SessionView, UnitView
from thinktank.identity.tables import Account, RoleGrant, Session, Unit
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.policy import check, require

MOST_SESSIONS = 50


async def roles_held(account: int) -> frozenset[Role]:
    """Return every role that an account holds today or will hold: what who becomes it can do."""
    g = RoleGrant
    where = (g.account == account) & (g.until.is_null() | (g.until > clock.today()))
    return frozenset(Role(row["role"]) for row in await g.select(g.role).where(where))


async def unit_of(account: int) -> int:
    """Return the unit of an account, unscoped; NotFound when there is none."""
    row = await Account.select(Account.unit).where(Account.id == account).first()
    if row is None:
        raise NotFound
    return int(row["unit"])


async def covers(actor: Actor, roles: tuple[Role, ...], unit: int) -> bool:
    """Whether the actor's grants of these roles cover a unit."""
    where = queries.in_scope(actor, roles, Unit.id)
    query = Unit.select(Unit.id).where(Unit.id == unit)
    return await db.exists(query if where is None else query.where(where))


async def units_of(actor: Actor, roles: tuple[Role, ...]) -> list[UnitView]:
    """Return the active units within the actor's grants of these roles, by name: one query."""
    return await queries.unit_options(queries.in_scope(actor, roles, Unit.id))


async def sessions_of(actor: Actor) -> list[SessionView]:
    """Return one's own live sign-ins, the latest seen first."""
    s = Session
    query = s.select(s.id, s.created_at, s.seen_at, s.address, s.agent).where(
        (s.account == actor.account) & (s.expires_at > clock.now())
    )
    found = await db.rows(query.order_by(s.seen_at, ascending=False).limit(MOST_SESSIONS), SessionView)
    for one in found:
        one.present = one.id == actor.session
    return found


class AccountContact(msgspec.Struct):
    """What the office may correct of an account."""

    id: int
    version: int
    name: str
    unit: int
    post: str
    phone: str
    email: str
    expires_on: date | None = None


async def account_contact(actor: Actor, id: int) -> AccountContact:  # noqa: A002 -- the record's id
    """Return what can be corrected of an account; NotFound outside the actor's care, Denied for who may not."""
    await queries.account(actor, id)
    require(rules.may_manage(actor))
    a = Account
    query = a.select(a.id, a.version, a.name, a.unit, a.post, a.phone, a.email, a.expires_on).where(a.id == id)
    found = await db.first(query, AccountContact)
    if found is None:
        raise NotFound
    return found


async def require_care(actor: Actor, *units: int) -> None:
    """Raise Denied unless all of these units are in the actor's care: an officer's scope, all for administrators.

    Without this an officer of one town could give roles in, or merge, another one.
    """
    if actor.is_system or actor.has(Role.SYS_ADMIN, Role.SEC_ADMIN):
        return
    for unit in units:
        require(check(await covers(actor, (Role.OFFICER,), unit), "这个单位不在您的管理范围内，请联系上级经办人"))


async def accounts_of_unit(unit: int, among: Sequence[int]) -> list[int]:
    """Return those of some accounts that belong to a unit itself."""
    a = Account
    rows = await a.select(a.id).where((a.unit == unit) & a.id.is_in(list(among) or [0])).order_by(a.id)
    return [row["id"] for row in rows]
