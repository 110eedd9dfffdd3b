# SPDX-License-Identifier: MIT
"""The only writers of units, accounts, grants and sessions."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from thinktank.identity import limits, passwords, queries, rules
from thinktank.identity import queries_accounts as cared
from thinktank.identity.schemas import Activate, Issued, NewAccount, NewUnit, SignIn, TokenIssued
from thinktank.identity.states import ACCOUNT
from thinktank.identity.tables import (
    Account,
    ActivationLink,
    ApiToken,
    Attempt,
    Consent,
    RoleGrant,
    Session,
    Unit,
    UnitAncestry,
)
from thinktank.kernel import clock, db, pinyin
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.changes import added
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.trail import operations as trail

ADDRESS_TRIES, ADDRESS_MINUTES = 30, 15
SEEN_STEP = timedelta(minutes=1)
WRONG = "账号或密码不对。连续输错%d次会锁定%d分钟；忘记密码请联系单位联络员或经办人重发激活链接"


# -- units ----------------------------------------------------------------------------------------------------


async def create_root(actor: Actor, *, name: str) -> int:
    """Make the district, root of the unit tree, and return its id; Conflict when there is one already."""
    async with db.write_tx():
        if await db.exists(Unit.select(Unit.id).where(Unit.parent.is_null())):
            raise Conflict("单位树已经建立")
        return await _add_unit(actor, name=name, short_name="", parent=None)


async def create_unit(actor: Actor, *, command: NewUnit, kind: str = "") -> int:
    """Add a unit below another one and return its id; Conflict when the name is there already."""
    async with db.write_tx():
        require(rules.may_manage(actor))
        await cared.require_care(actor, command.parent)
        return await _add_unit(
            actor, name=command.name, short_name=command.short_name, parent=command.parent, kind=kind
        )


async def _add_unit(actor: Actor, *, name: str, short_name: str, parent: int | None, kind: str = "") -> int:
    if parent is not None and await db.exists(
        Unit.select(Unit.id).where((Unit.parent == parent) & (Unit.name == name))
    ):
        raise Invalid(fields={"name": f"「{name}」已经在这个上级单位下面"})
    row = await Unit.insert(Unit(name=name, short_name=short_name, parent=parent, kind=kind)).returning(Unit.id)
    unit = int(row[0]["id"])
    lines = [UnitAncestry(ancestor=unit, unit=unit, depth=0)]
    if parent is not None:
        above = await UnitAncestry.select(UnitAncestry.ancestor, UnitAncestry.depth).where(UnitAncestry.unit == parent)
        lines += [UnitAncestry(ancestor=line["ancestor"], unit=unit, depth=line["depth"] + 1) for line in above]
    await UnitAncestry.insert(*lines)
    await trail.record(actor, "unit.created", "unit", unit, f"建立单位{name}", fields={"name": name, "parent": parent})
    return unit


# -- accounts -------------------------------------------------------------------------------------------------


async def create_account(actor: Actor, *, command: NewAccount, demo: bool = False) -> Issued:
    """Make an account with one role and a one-time activation link; no password is ever typed for anybody.

    Raises Denied for who may not give this role, Invalid when the login is taken.
    """
    async with db.write_tx():
        require(rules.may_grant(actor, command.role))
        await cared.require_care(actor, command.unit, command.scope or command.unit)
        if await db.exists(Account.select(Account.id).where(Account.login == command.login)):
            raise Invalid(fields={"login": f"账号「{command.login}」已有人用，请换一个，例如 {command.login}2"})
        row = await Account.insert(
            Account(
                login=command.login,
                name=command.name,
                name_key=pinyin.name_key(command.name),
                unit=command.unit,
                post=command.post,
                phone=command.phone,
                email=command.email,
                state=ACCOUNT.initial,
                state_since=clock.now(),
                demo=demo,
                expires_on=command.until,
                created_at=clock.now(),
            )
        ).returning(Account.id)
        account = int(row[0]["id"])
        await added(Account, account)
        await trail.record(
            actor, "account.created", "account", account, f"建立账号{command.login}", fields={"login": command.login}
        )
        await grant_role(
            actor,
            account=account,
            role=command.role,
            unit=command.scope or command.unit,
            direction=command.direction,
            until=_day_after(command.until),
        )
        return await issue_link(actor, account=account)


async def issue_link(actor: Actor, *, account: int) -> Issued:
    """Make a new one-time activation link; earlier unused ones stop working.

    Denied for who could reach a role by it that they may not give, Conflict for a closed account.
    """
    async with db.write_tx():
        held, unit = await cared.roles_held(account), await cared.unit_of(account)
        theirs = actor.has(Role.LIAISON) and await cared.covers(actor, (Role.LIAISON,), unit)
        require(rules.may_reset(actor, held, in_unit=theirs))
        now, login = clock.now(), await _open_login(account)
        expires_at = now + timedelta(days=(await limits.current()).link_days)
        link = ActivationLink
        await link.update({link.used_at: now}).where((link.account == account) & link.used_at.is_null())
        token = secrets.token_urlsafe(24)
        await link.insert(
            link(
                token_hash=queries.token_hash(token),
                account=account,
                created_at=now,
                created_by=actor.account,
                expires_at=expires_at,
            )
        )
        await trail.record(actor, "account.link_issued", "account", account, "发出激活链接")
        return Issued(account=account, token=token, path=f"/activate/{token}", login=login, expires_at=expires_at)


async def _open_login(account: int) -> str:
    row = await Account.select(Account.login, Account.state).where(Account.id == account).first()
    if row is None or row["state"] == "closed":
        raise Conflict("账号已停用，请先重新启用", code="illegal")
    return str(row["login"])


async def activate(*, token: str, command: Activate) -> str:
    """Set the password of a link's account, record the consent, use the link up; return the login.

    Raises NotFound for a used or expired link, Invalid with what is wrong with the password or consent.
    """
    async with db.write_tx():
        link = await queries.activation(token)
        fields = _activation_faults(command, link.login, (await limits.current()).password_least)
        if fields:
            raise Invalid(fields=fields)
        now, version = clock.now(), (await queries.notice()).version
        person = Actor(account=link.account, name=link.name)
        await move(
            Account,
            ACCOUNT,
            "activate",
            id=link.account,
            also={
                Account.password_hash: passwords.hashed(command.password),
                Account.activated_at: now,
                Account.consent_version: version,
                Account.failed: 0,
                Account.locked_until: None,
            },
        )
        await ActivationLink.update({ActivationLink.used_at: now}).where(ActivationLink.id == link.id)
        await Session.delete().where(Session.account == link.account)
        await Consent.insert(Consent(account=link.account, version=version, at=now))
        await trail.record(person, "account.activated", "account", link.account, "激活账号并同意个人信息处理告知")
        return link.login


def _activation_faults(command: Activate, login: str, least: int) -> dict[str, str]:
    fields = {}
    if fault := passwords.fault(command.password, login, least):
        fields["password"] = fault
    elif command.again != command.password:
        fields["again"] = "两次输入的密码不一样，请再输一遍"
    if not command.consent:
        fields["consent"] = "请先阅读并勾选同意，才能继续"
    return fields


async def mark_demo(*, account: int) -> None:
    """Name an account on the demo's sign-in page; only demo data calls this."""
    async with db.write_tx():
        await Account.update({Account.demo: True}).where(Account.id == account)


async def close_account(actor: Actor, *, id: int, version: int | None = None) -> None:  # noqa: A002
    """Close an account and end its sessions; its history stays."""
    async with db.write_tx():
        require(rules.may_manage(actor))
        await queries.account(actor, id)
        await move(Account, ACCOUNT, "close", id=id, version=version)
        await Session.delete().where(Session.account == id)
        await trail.record(actor, "account.closed", "account", id, "停用账号")


def _day_after(day: date | None) -> date | None:
    """A grant ends at the beginning of ``until``; people name the last day on which it holds."""
    return day + timedelta(days=1) if day else None


async def grant_role(
    actor: Actor,
    *,
    account: int,
    role: Role,
    unit: int,
    direction: Direction | None = None,
    since: date | None = None,
    until: date | None = None,
) -> None:
    """Give a role at a unit's subtree from a day on, up to before another; giving it twice changes nothing."""
    async with db.write_tx():
        require(rules.may_grant(actor, role))
        g = RoleGrant
        same = (g.account == account) & (g.role == str(role)) & (g.unit == unit) & (g.direction == (direction or ""))
        if await db.exists(g.select(g.id).where(same & (g.until.is_null() | (g.until > clock.today())))):
            return
        await g.insert(
            g(
                account=account,
                role=str(role),
                unit=unit,
                direction=str(direction or ""),
                since=since or clock.today(),
                until=until,
                granted_by=actor.account or None,
            )
        )
        await trail.record(
            actor,
            "account.role_granted",
            "account",
            account,
            f"授予角色：{role.label}",
            fields={"role": str(role), "unit": unit, "direction": str(direction or "")},
        )


async def end_grant(actor: Actor, *, account: int, id: int) -> None:  # noqa: A002
    """End one of an account's roles today; it stays as history.

    NotFound for a role that is not this account's, Conflict for one that has ended, Denied for who may not give it.
    """
    async with db.write_tx():
        found = await RoleGrant.select().where((RoleGrant.id == id) & (RoleGrant.account == account)).first()
        if found is None:
            raise NotFound
        if found["until"] is not None and found["until"] <= clock.today():
            raise Conflict("这个角色已经收回")
        require(rules.may_grant(actor, Role(found["role"])))
        await RoleGrant.update({RoleGrant.until: clock.today()}).where(RoleGrant.id == id)
        label = Role(found["role"]).label
        await trail.record(actor, "account.role_ended", "account", account, f"收回角色：{label}", fields={"grant": id})


# -- sessions -------------------------------------------------------------------------------------------------


async def sign_in(*, command: SignIn, address: str, agent: str, hours: int) -> str:
    """Check account and password and open a session; return the cookie's token.

    Raises TooMany after too many failures from one address, Unauthenticated with one and the same wording for
    an unknown account and a wrong password, and for a locked account the time until which it is locked.
    """
    await _check_address(address)
    row = await Account.select().where(Account.login == command.login.strip()).first()
    if row and row["locked_until"] and row["locked_until"] > clock.now():
        until = clock.local(row["locked_until"])
        raise Unauthenticated(f"密码连续输错，账号锁定到{until:%H:%M}，请稍后再试")
    good = passwords.matches(row["password_hash"] if row else "", command.password)
    if row is None or not good or row["state"] != "active" or _over(row["expires_on"]):
        await _note_failure(row, address)
        guard = await limits.current()
        raise Unauthenticated(WRONG % (guard.tries, guard.lock_minutes), code="wrong_credentials")
    return await open_session(account=row["id"], name=row["name"], address=address, agent=agent, hours=hours)


def _over(last_day: date | None) -> bool:
    return last_day is not None and last_day < clock.today()


async def open_session(*, account: int, name: str, address: str, agent: str, hours: int) -> str:
    """Open a session for a person whose identity has been proven; return the cookie's token."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    async with db.write_tx():
        await Account.update({Account.failed: 0, Account.locked_until: None, Account.last_seen_at: now}).where(
            Account.id == account
        )
        await Session.insert(
            Session(
                token_hash=queries.token_hash(token),
                account=account,
                created_at=now,
                seen_at=now,
                expires_at=now + timedelta(hours=hours),
                address=address[:60],
                agent=agent[:200],
            )
        )
        person = Actor(account=account, name=name)
        await trail.record(person, "account.signed_in", "account", account, "登录", staff_only=True)
    return token


async def _check_address(address: str) -> None:
    since = clock.now() - timedelta(minutes=ADDRESS_MINUTES)
    tries = await Attempt.count().where((Attempt.address == address) & (Attempt.at > since))
    if tries >= ADDRESS_TRIES:
        raise TooMany(
            f"这个网络地址{ADDRESS_MINUTES}分钟内登录失败太多次，请稍后再试", retry_after=ADDRESS_MINUTES * 60
        )


async def _note_failure(row: dict[str, object] | None, address: str) -> None:
    now, guard = clock.now(), await limits.current()
    async with db.write_tx():
        await Attempt.insert(Attempt(address=address[:60], at=now))
        if row is None:
            return
        changed = (
            await Account.update({Account.failed: Account.failed + 1})
            .where(Account.id == row["id"])
            .returning(Account.failed)
        )
        if changed[0]["failed"] >= guard.tries:
            until = now + timedelta(minutes=guard.lock_minutes)
            await Account.update({Account.failed: 0, Account.locked_until: until}).where(Account.id == row["id"])


async def sign_out(actor: Actor) -> None:
    """End the actor's present session."""
    if actor.session is None:
        return
    async with db.write_tx():
        await Session.delete().where(Session.id == actor.session)
        await trail.record(actor, "account.signed_out", "account", actor.account, "退出登录", staff_only=True)


async def see_session(found: queries.SessionRow, *, idle_minutes: int) -> bool:
    """Tell whether a session is still good, and note now and then that it was used."""
    now = clock.now()
    if found.expires_at <= now or _over(found.account_until) or found.seen_at + timedelta(minutes=idle_minutes) <= now:
        return False
    if now - found.seen_at >= SEEN_STEP:
        async with db.write_tx():
            await Session.update({Session.seen_at: now}).where(Session.id == found.id)
    return True


# -- API tokens -----------------------------------------------------------------------------------------------


async def create_token(actor: Actor, *, name: str, expires_at: datetime) -> TokenIssued:
    """Make a bearer token that acts as its owner; shown once."""
    token = f"tt_{secrets.token_urlsafe(32)}"
    async with db.write_tx():
        row = await ApiToken.insert(
            ApiToken(
                token_hash=queries.token_hash(token),
                account=actor.account,
                name=name,
                created_at=clock.now(),
                expires_at=expires_at,
            )
        ).returning(ApiToken.id)
        await trail.record(actor, "token.created", "account", actor.account, f"建立接口令牌：{name}")
        return TokenIssued(id=row[0]["id"], name=name, token=token, expires_at=expires_at)


async def revoke_token(actor: Actor, *, id: int) -> None:  # noqa: A002
    """Stop one of the actor's own tokens; NotFound for anybody else's, Conflict for one that is stopped already."""
    async with db.write_tx():
        t = ApiToken
        mine = (t.id == id) & (t.account == actor.account)
        if not await db.exists(t.select(t.id).where(mine)):
            raise NotFound
        where = mine & t.revoked_at.is_null()
        if not await t.update({t.revoked_at: clock.now()}).where(where).returning(t.id):
            raise Conflict("这个令牌已经停用")
        await trail.record(actor, "token.revoked", "account", actor.account, "停用接口令牌")
