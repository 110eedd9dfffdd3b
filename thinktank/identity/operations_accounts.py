# SPDX-License-Identifier: MIT
"""Looking after accounts: correcting, roles for a time, expiry, one's own sign-ins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from thinktank.identity import operations, queries, rules
from thinktank.identity import queries_accounts as cared
from thinktank.identity.events import AccountMoved
from thinktank.identity.schemas import AccountView, EditAccount, GiveRole
from thinktank.identity.states import ACCOUNT
from thinktank.identity.tables import Account, ActivationLink, Attempt, RoleGrant, Session
from thinktank.kernel import clock, db, events, pinyin
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid, NotFound
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.kernel.tables import RequestKey
from thinktank.trail import operations as trail

AT_ONCE = 500
KEEP_KEYS = timedelta(days=2)


async def edit_account(actor: Actor, *, id: int, command: EditAccount) -> AccountView:  # noqa: A002 -- the record's id
    """Correct an account's name, unit, post, phone, mail and last day; NotFound, Denied, Conflict when stale."""
    async with db.write_tx():
        require(rules.may_manage(actor))
        before = await queries.account(actor, id)
        if command.unit != before.unit:
            await cared.require_care(actor, command.unit)
        a = Account
        values = {
            a.name: command.name, a.name_key: pinyin.name_key(command.name), a.unit: command.unit, a.post: command.post,
            a.phone: command.phone, a.email: command.email, a.expires_on: command.expires_on,
        }  # fmt: skip
        await touch(a, id=id, version=command.version, values=values)
        fields = msgspec.structs.asdict(command)
        del fields["version"]
        await trail.record(actor, "account.edited", "account", id, "修改账号资料", fields=fields)
        if command.unit != before.unit:
            await events.announce(AccountMoved(actor=actor, account=id))
        return await queries.account(actor, id)


async def give_role(actor: Actor, *, account: int, command: GiveRole) -> AccountView:
    """Give a role at a unit, perhaps for one direction and a time.

    NotFound outside the actor's care, Denied for a role that the actor may not give, Invalid for a period that ends
    before it begins.
    """
    since = command.since or clock.today()
    if command.until is not None and command.until < since:
        raise Invalid(fields={"until": "止日不能早于起日"})
    async with db.write_tx():
        await queries.account(actor, account)
        require(rules.may_grant(actor, command.role))
        await cared.require_care(actor, command.unit)
        await operations.grant_role(
            actor,
            account=account,
            role=command.role,
            unit=command.unit,
            direction=command.direction,
            since=since,
            until=command.until + timedelta(days=1) if command.until else None,
        )
        return await queries.account(actor, account)


async def keep_until(actor: Actor, *, accounts: Sequence[int], role: Role, day: date) -> int:
    """Let accounts that end on a day and hold this one role alone end no earlier than another; return how many.

    Who has no last day keeps none. Must run inside ``write_tx()``; the caller has decided that the actor may.
    """
    db.current_tx()
    if not accounts:
        return 0
    a, g, kept = Account, RoleGrant, 0
    where = a.id.is_in(list(accounts)) & a.expires_on.is_not_null() & (a.expires_on < day) & (a.state != "closed")
    for row in await a.select(a.id).where(where).order_by(a.id):
        if await cared.roles_held(row["id"]) != {role}:
            continue
        await touch(a, id=row["id"], version=None, values={a.expires_on: day})
        ends = (g.account == row["id"]) & (g.role == str(role)) & (g.until > clock.today())
        await g.update({g.until: day + timedelta(days=1)}).where(ends)
        text = f"账号有效期延至{day.isoformat()}"
        await trail.record(actor, "account.kept", "account", row["id"], text, fields={"expires_on": day})
        kept += 1
    return kept


async def reopen_account(actor: Actor, *, id: int) -> None:  # noqa: A002 -- the record's id
    """Open a closed account again: invited, so its person sets a new password by a new link; no last day."""
    async with db.write_tx():
        require(rules.may_manage(actor))
        await queries.account(actor, id)
        await move(Account, ACCOUNT, "reopen", id=id, also={Account.expires_on: None})
        await trail.record(actor, "account.reopened", "account", id, "重新启用账号")


async def end_session(actor: Actor, *, id: int) -> None:  # noqa: A002 -- the record's id
    """End one of one's own sign-ins; NotFound for somebody else's."""
    async with db.write_tx():
        s = Session
        if not await s.delete().where((s.id == id) & (s.account == actor.account)).returning(s.id):
            raise NotFound
        await trail.record(actor, "account.session_ended", "account", actor.account, "退出一处登录", staff_only=True)


async def end_other_sessions(actor: Actor) -> int:
    """End every one of one's own sign-ins but the present one; return how many."""
    async with db.write_tx():
        s = Session
        gone = await s.delete().where((s.account == actor.account) & (s.id != (actor.session or 0))).returning(s.id)
        await trail.record(actor, "account.session_ended", "account", actor.account, "退出其他登录", staff_only=True)
        return len(gone)


async def close_expired(actor: Actor) -> int:
    """Close the accounts whose last day is over, with their sign-ins and unused links; a job. Returns how many."""
    a = Account
    where = a.expires_on.is_not_null() & (a.expires_on < clock.today()) & (a.state != "closed")
    over = [row["id"] for row in await a.select(a.id).where(where).limit(AT_ONCE)]
    for account in over:
        async with db.write_tx():
            await move(a, ACCOUNT, "close", id=account)
            await Session.delete().where(Session.account == account)
            link = ActivationLink
            await link.update({link.used_at: clock.now()}).where((link.account == account) & link.used_at.is_null())
            await trail.record(actor, "account.expired", "account", account, "账号到期停用")
    return len(over)


async def forget_sessions(_: Actor) -> int:
    """Delete sessions and attempts that are over; a job. Returns how many sessions."""
    async with db.write_tx():
        gone = await Session.delete().where(Session.expires_at < clock.now()).returning(Session.id)
        await Attempt.delete().where(Attempt.at < clock.now() - timedelta(days=1))
        return len(gone)


async def forget_old_keys(_: Actor) -> int:
    """Drop the keys of submitted forms that nobody will repeat any more; a job. Returns how many."""
    async with db.write_tx():
        gone = await RequestKey.delete().where(RequestKey.at < clock.now() - KEEP_KEYS).returning(RequestKey.id)
        return len(gone)
