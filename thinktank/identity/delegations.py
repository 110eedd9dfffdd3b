# SPDX-License-Identifier: MIT
"""Acting for somebody for a time: the deputy works with the principal's roles under the own name.

Every step goes on the trail as the deputy's on the principal's behalf. What is personal does not pass: membership,
reviews, the administrators' roles. It ends by itself after its last day, and at once when either account is closed.
"""

from __future__ import annotations

from typing import Any

from thinktank.identity import limits, queries
from thinktank.identity.schemas import AccountOption, Delegate, DelegationView
from thinktank.identity.tables import Account, Delegation, Session
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Denied, Invalid, NotFound
from thinktank.kernel.policy import Decision, check, require
from thinktank.trail import operations as trail

DELEGABLE = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON})
MOST = 50


def may_delegate(actor: Actor) -> Decision:
    """Whether the actor has a desk that another one may look after, and is not acting for somebody already."""
    return check(actor.has(*DELEGABLE) and actor.on_behalf_of is None, "委托代办由经办人、部领导、单位联络员本人办理")


def _columns() -> Any:
    d = Delegation
    return d.select(
        d.id, d.principal, d.principal._.name.as_alias("principal_name"), d.deputy,
        d.deputy._.name.as_alias("deputy_name"), d.since, d.until, d.reason, d.ended_at,
    )  # fmt: skip


def running() -> Any:
    """The delegations in force today, of accounts that are open on both sides."""
    d, today = Delegation, clock.today()
    open_ = d.ended_at.is_null() & (d.since <= today) & (d.until >= today)
    return open_ & (d.principal._.state == "active") & (d.deputy._.state == "active")


async def of(account: int) -> list[DelegationView]:
    """Return the delegations by and to an account, newest first."""
    d, today = Delegation, clock.today()
    where = (d.principal == account) | (d.deputy == account)
    found = await db.rows(_columns().where(where).order_by(d.id, ascending=False).limit(MOST), DelegationView)
    for one in found:
        one.running = one.ended_at is None and one.since <= today <= one.until
    return found


async def colleagues(actor: Actor) -> list[AccountOption]:
    """Return who may act for the actor: the active accounts of the own unit."""
    a = Account
    query = a.select(a.id, a.name, a.unit, a.unit._.name.as_alias("unit_name"), a.post)
    mine = (a.unit == actor.unit) & (a.state == "active") & (a.id != actor.account)
    return await db.rows(query.where(mine).order_by(a.name_key).limit(500), AccountOption)


async def acting(account: int, name: str, principal: int, session: int) -> Actor | None:
    """Return the actor of a deputy at work for a principal; None once the delegation is over."""
    d = Delegation
    row = await db.first(
        _columns().where(running() & (d.principal == principal) & (d.deputy == account)), DelegationView
    )
    if row is None:
        return None
    whole = await queries.actor_of(principal)
    return Actor(
        account=account,
        name=f"{name}（代{row.principal_name}）",
        unit=whole.unit,
        grants=tuple(grant for grant in whole.grants if grant.role in DELEGABLE),
        on_behalf_of=principal,
        session=session,
    )


async def delegate(actor: Actor, *, command: Delegate) -> list[DelegationView]:
    """Let a colleague act for oneself for a time.

    Denied for who has no such desk or is acting for another, Invalid for a deputy outside the own unit or a period
    that is over, runs backwards or is longer than the rules allow.
    """
    require(may_delegate(actor))
    since = command.since or clock.today()
    async with db.write_tx():
        if command.deputy not in {one.id for one in await colleagues(actor)}:
            raise Invalid(fields={"deputy": "请选择本单位可用的账号"})
        most = (await limits.current()).delegation_days
        if not 0 <= (command.until - since).days < most or since < clock.today():
            raise Invalid(fields={"until": f"起日不早于今天，止日不早于起日，最长{most}天"})
        d = Delegation
        row = await d.insert(
            d(
                principal=actor.account, deputy=command.deputy, since=since, until=command.until,
                reason=command.reason, at=clock.now(),
            )
        ).returning(d.id)  # fmt: skip
        fields = {"delegation": row[0]["id"], "deputy": command.deputy, "since": since, "until": command.until}
        text = f"委托代办，至{command.until.isoformat()}"
        await trail.record(
            actor, "account.delegated", "account", actor.account, text, detail=command.reason, fields=fields
        )
        return await of(actor.account)


async def end(actor: Actor, *, id: int) -> None:  # noqa: A002 -- the record's id
    """End a delegation at once, by either side; NotFound for others' and for one that has ended."""
    async with db.write_tx():
        d = Delegation
        mine = (d.principal == actor.account) | (d.deputy == actor.account)
        if (
            not await d.update({d.ended_at: clock.now()})
            .where((d.id == id) & mine & d.ended_at.is_null())
            .returning(d.id)
        ):
            raise NotFound
        await trail.record(actor, "account.delegation_ended", "account", actor.account, "结束委托代办")


async def begin(actor: Actor, *, principal: int) -> None:
    """Begin to act for a principal in the present sign-in; Denied without a delegation that runs today."""
    async with db.write_tx():
        found = await acting(actor.account, actor.name, principal, actor.session or 0)
        if found is None or actor.session is None or actor.on_behalf_of is not None:
            raise Denied("没有正在生效的委托，请联系委托人")
        await Session.update({Session.acting_for: principal}).where(Session.id == actor.session)
        await trail.record(found, "account.acting", "account", principal, "开始代办")


async def stop(actor: Actor) -> None:
    """Go back to one's own desk."""
    async with db.write_tx():
        await Session.update({Session.acting_for: None}).where(Session.id == (actor.session or 0))
