# SPDX-License-Identifier: MIT
"""Who somebody is, what their scope is, and whom one can pick."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

import msgspec

from thinktank.identity import rules
from thinktank.identity.schemas import (
    AccountOption,
    AccountView,
    ConsentView,
    GrantView,
    NoticeItem,
    NoticeText,
    UnitView,
)
from thinktank.identity.states import NOTICE_ITEMS, SHIPPED_NOTICE
from thinktank.identity.tables import (
    Account,
    ActivationLink,
    ApiToken,
    Consent,
    PrivacyNotice,
    RoleGrant,
    Session,
    Unit,
    UnitAncestry,
)
from thinktank.kernel import clock, db
from thinktank.kernel.actor import ADMINS, Actor, Grant, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, page
from thinktank.kernel.policy import deny

MOST_UNITS = 2_000
MOST_ENDED = 50


def token_hash(token: str) -> str:
    """What the database keeps of a secret token."""
    return hashlib.sha256(token.encode()).hexdigest()


class SessionRow(msgspec.Struct):
    """A live session with its account, and the roles that the account holds today."""

    id: int
    account: int
    name: str
    unit: int
    seen_at: datetime
    expires_at: datetime
    account_until: date | None = None
    acting_for: int | None = None
    grants: tuple[Grant, ...] = ()


def _session_query(hashed: str) -> Any:
    s = Session
    return (
        s.select(
            s.id,
            s.account,
            s.account._.name.as_alias("name"),
            s.account._.unit.as_alias("unit"),
            s.seen_at,
            s.expires_at,
            s.account._.expires_on.as_alias("account_until"),
            s.acting_for,
        )
        .where((s.token_hash == hashed) & (s.account._.state == "active"))
        .limit(1)
    )


_SESSION = db.Prepared(_session_query, "the token's hash")


class _GrantRow(msgspec.Struct):
    role: Role
    unit: int
    direction: str
    parent: int | None

    def grant(self) -> Grant:
        direction = Direction(self.direction) if self.direction else None
        return Grant(role=self.role, unit=self.unit, whole=self.parent is None, direction=direction)


def _grants_query(account: Any, today: date) -> Any:
    """The grants in force of an account: its id, or a sub-select of it."""
    g = RoleGrant
    whose = (g.account == account) if isinstance(account, int) else g.account.is_in(account)
    return g.select(g.role, g.unit, g.direction, g.unit._.parent.as_alias("parent")).where(
        whose & (g.since <= today) & (g.until.is_null() | (g.until > today))
    )


_GRANTS = db.Prepared(_grants_query, -1, date.min)
_GRANTS_OF_SESSION = db.Prepared(
    lambda hashed, today: _grants_query(Session.select(Session.account).where(Session.token_hash == hashed), today),
    "the token's hash",
    date.min,
)


async def session(token: str) -> SessionRow | None:
    """Return the live session of a cookie's token; None when it is unknown, over or its account closed."""
    hashed = token_hash(token)
    sessions, grants = await db.together(
        (_SESSION.with_values(hashed), SessionRow),
        (_GRANTS_OF_SESSION.with_values(hashed, clock.today()), _GrantRow),
    )
    if not sessions:
        return None
    found: SessionRow = sessions[0]
    found.grants = tuple(row.grant() for row in grants)
    return found


class TokenRow(msgspec.Struct):
    """A live API token with its account."""

    id: int
    account: int
    name: str
    unit: int


async def bearer(token: str) -> TokenRow | None:
    """Return the live API token of a request; None when unknown, expired, revoked or its account closed."""
    t = ApiToken
    query = t.select(t.id, t.account, t.account._.name.as_alias("name"), t.account._.unit.as_alias("unit")).where(
        (t.token_hash == token_hash(token))
        & (t.expires_at > clock.now())
        & t.revoked_at.is_null()
        & (t.account._.state == "active")
        & (t.account._.expires_on.is_null() | (t.account._.expires_on >= clock.today()))
    )
    return await db.first(query, TokenRow)


async def grants_of(account: int) -> tuple[Grant, ...]:
    """Return the roles that an account holds today."""
    found = await db.rows(_GRANTS.with_values(account, clock.today()), _GrantRow)
    return tuple(row.grant() for row in found)


async def actor_of(account: int) -> Actor:
    """Return the actor of an account by id, as the command line and jobs need it; NotFound if there is none."""
    row = await Account.select(Account.name, Account.unit).where(Account.id == account).first()
    if row is None:
        raise NotFound
    return Actor(account=account, name=row["name"], unit=row["unit"], grants=await grants_of(account))


async def actor_by_login(login: str) -> Actor:
    """Return the actor of an account by its login; NotFound if there is none."""
    row = await Account.select(Account.id).where((Account.login == login) & (Account.state != "closed")).first()
    if row is None:
        raise NotFound(f"没有账号「{login}」")
    return await actor_of(row["id"])


def in_scope(actor: Actor, roles: tuple[Role, ...], unit: Any, direction: Any = None) -> Any:
    """Return the Where that keeps rows within an actor's grants of these roles.

    ``unit`` and ``direction`` are columns of the table that is read. None means no restriction (a grant of the
    whole tree, or a system actor); a Where that matches nothing is returned when no such role is held.
    """
    if actor.is_system:
        return None
    scopes = actor.scopes(*roles)
    if any(grant.whole and grant.direction is None for grant in scopes):
        return None
    wheres = [_grant_where(grant, unit, direction) for grant in scopes]
    if not wheres:
        return unit == -1
    combined = wheres[0]
    for where in wheres[1:]:
        combined |= where
    return combined


async def covers(actor: Actor, roles: tuple[Role, ...], unit: int) -> bool:
    """Tell whether the actor's grants of these roles, narrowed to no direction, reach a unit of the tree."""
    whole = [grant.unit for grant in actor.scopes(*roles) if grant.direction is None]
    a = UnitAncestry
    return await db.exists(a.select(a.id).where((a.unit == unit) & a.ancestor.is_in(whole or [0])))


def _grant_where(grant: Grant, unit: Any, direction: Any) -> Any:
    subtree = UnitAncestry.select(UnitAncestry.unit).where(UnitAncestry.ancestor == grant.unit)
    inside = unit.is_in(subtree)
    if grant.direction is None or direction is None:
        return inside
    return inside & (direction == str(grant.direction))


async def unit_options(within: Any = None) -> list[UnitView]:
    """Return the active units of the tree by name, for choosing; perhaps those alone that a Where keeps."""
    u = Unit
    query = u.select(u.id, u.name, u.short_name, u.parent).where(u.active == True)  # noqa: E712 -- a column
    query = query if within is None else query.where(within)
    return await db.rows(query.order_by(u.sort).order_by(u.name).limit(MOST_UNITS), UnitView)


async def root_unit() -> UnitView:
    """Return the district itself, the root of the tree; NotFound before ``thinktank init``."""
    u = Unit
    found = await db.first(u.select(u.id, u.name, u.short_name, u.parent).where(u.parent.is_null()), UnitView)
    if found is None:
        raise NotFound("还没有建立单位，请先运行 thinktank init")
    return found


async def accounts_with_role(role: Role, *, limit: int = 500) -> list[AccountOption]:
    """Return the active accounts that hold a role today, by family name."""
    g = RoleGrant
    today = clock.today()
    holders = g.select(g.account).where(
        (g.role == str(role)) & (g.since <= today) & (g.until.is_null() | (g.until > today))
    )
    a = Account
    query = (
        a.select(a.id, a.name, a.unit, a.unit._.name.as_alias("unit_name"), a.post)
        .where(a.id.is_in(holders) & (a.state != "closed"))
        .order_by(a.name_key)
        .limit(limit)
    )
    return await db.rows(query, AccountOption)


async def account_ids_with_role(role: Role) -> list[int]:
    """Return the ids of the active accounts that hold a role today, for notices."""
    return [option.id for option in await accounts_with_role(role)]


async def liaisons_of(unit: int) -> list[int]:
    """Return the ids of the liaisons whose scope covers a unit."""
    above = UnitAncestry.select(UnitAncestry.ancestor).where(UnitAncestry.unit == unit)
    g = RoleGrant
    found = await g.select(g.account).where((g.role == "liaison") & g.unit.is_in(above) & g.until.is_null())
    return [row["account"] for row in found]


@db.kept
def _account_columns() -> Any:
    a = Account
    return a.select(
        a.id, a.login, a.name, a.name_key, a.unit, a.unit._.name.as_alias("unit_name"), a.post, a.state, a.version,
        a.last_seen_at, a.expires_on,
    )  # fmt: skip


def visible_accounts(actor: Actor) -> Any:
    """The accounts that an officer or an administrator may look after."""
    if actor.has(*ADMINS):
        return None
    return in_scope(actor, (Role.OFFICER, Role.DEPT_LEADER), Account.unit)


async def accounts(
    actor: Actor, *, text: str = "", after: str | None = None, before: str | None = None
) -> Page[AccountView]:
    """Return a page of the accounts in the actor's care, by family name, with the roles they hold."""
    query = _account_columns()
    where = visible_accounts(actor)
    if where is not None:
        query = query.where(where)
    if text:
        query = query.where(Account.name.like(f"%{text}%") | Account.login.like(f"%{text}%"))
    found = await page(
        query, AccountView, key=Account.name_key, id_=Account.id, key_name="name_key", after=after, before=before
    )
    held = await _grants([account.id for account in found.items])
    for account in found.items:
        account.grants = [grant for grant in held if grant.account == account.id]
    return found


async def _grants(accounts: list[int]) -> list[GrantView]:
    g = RoleGrant
    if not accounts:
        return []
    query = _grant_columns().where(g.account.is_in(accounts) & (g.until.is_null() | (g.until > clock.today())))
    return await db.rows(query.order_by(g.id), GrantView)


def _grant_columns() -> Any:
    g = RoleGrant
    return g.select(g.id, g.account, g.role, g.unit._.name.as_alias("unit_name"), g.direction, g.since, g.until)


async def ended_grants(account: int) -> list[GrantView]:
    """Return the roles that an account held once, latest end first."""
    g = RoleGrant
    query = _grant_columns().where((g.account == account) & g.until.is_not_null() & (g.until <= clock.today()))
    return await db.rows(query.order_by(g.until, ascending=False).limit(MOST_ENDED), GrantView)


async def account(actor: Actor, id: int) -> AccountView:  # noqa: A002 -- the record's id
    """Return one account with its roles; NotFound outside the actor's care."""
    query = _account_columns().where(Account.id == id)
    where = visible_accounts(actor)
    if where is not None:
        query = query.where(where)
    found = await db.first(query, AccountView)
    if found is None:
        raise NotFound
    found.grants = await _grants([id])
    found.ended = await ended_grants(id)
    held = frozenset(grant.role for grant in found.grants)
    able = {
        "link": rules.may_reset(actor, held) if found.state != "closed" else deny(""),
        "close": rules.may_manage(actor) if found.state != "closed" else deny(""),
        "reopen": rules.may_manage(actor) if found.state == "closed" else deny(""),
        "edit": rules.may_manage(actor),
        "grant": rules.may_grant(actor, Role.MEMBER),
    }
    found.actions = [name for name, decision in able.items() if decision]
    return found


class LinkRow(msgspec.Struct):
    """An activation link that can still be used."""

    id: int
    account: int
    login: str
    name: str
    unit_name: str
    post: str
    version: int


async def activation(token: str) -> LinkRow:
    """Return the usable activation link of a token; NotFound with the way out when used or expired."""
    link = ActivationLink
    query = link.select(
        link.id,
        link.account,
        link.account._.login.as_alias("login"),
        link.account._.name.as_alias("name"),
        link.account._.unit._.name.as_alias("unit_name"),
        link.account._.post.as_alias("post"),
        link.account._.version.as_alias("version"),
    ).where(
        (link.token_hash == token_hash(token))
        & link.used_at.is_null()
        & (link.expires_at > clock.now())
        & (link.account._.state != "closed")
    )
    found = await db.first(query, LinkRow)
    if found is None:
        raise NotFound("这个激活链接已用过或已过期，请联系经办人重新发一个")
    return found


async def demo_logins() -> list[AccountOption]:
    """Return the people whom the demo's login page names; nobody in a real database."""
    a = Account
    query = a.select(a.id, a.name, a.unit, a.unit._.name.as_alias("unit_name"), a.login.as_alias("post"))
    return await db.rows(query.where(a.demo == True).order_by(a.id).limit(30), AccountOption)  # noqa: E712 -- a column


# -- the notice on personal information --------------------------------------------------------------------------


async def notice() -> NoticeText:
    """Return the notice in force: the department's latest version, else the one that is shipped."""
    n = PrivacyNotice
    row = await n.select(n.version, n.items).order_by(n.id, ascending=False).first()
    if row is None:
        return NoticeText(SHIPPED_NOTICE, [NoticeItem(title, text) for title, text in NOTICE_ITEMS])
    return NoticeText(row["version"], msgspec.json.decode(row["items"], type=list[NoticeItem]))


async def consents_of(account: int) -> list[ConsentView]:
    """Return the versions of the notice that an account has agreed to, newest first."""
    c = Consent
    query = c.select(c.version, c.at).where(c.account == account)
    return await db.rows(query.order_by(c.id, ascending=False).limit(50), ConsentView)


async def has_agreed(account: int, version: str) -> bool:
    """Whether an account has agreed to this version of the notice."""
    return await db.exists(
        Account.select(Account.id).where((Account.id == account) & (Account.consent_version == version))
    )
