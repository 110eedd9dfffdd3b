# SPDX-License-Identifier: MIT
"""How people want to be told: their own ways, and those that a new word takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from thinktank.identity.queries import token_hash
from thinktank.identity.tables import Account
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.notices import rules
from thinktank.notices.schemas import CalendarView, DeliveryView, WayView
from thinktank.notices.states import Channel
from thinktank.notices.tables import CalendarFeed, NoticeChoice, NoticeWay, OutboxMail
from thinktank.policies import queries as policies

RECENT = 10
_HINTS = {
    Channel.WECOM: "在群里添加机器人，把它的地址整个粘贴过来；群里其他人也会看到标题",
    Channel.DINGTALK: "安全设置选“加签”，把地址和密钥都填上；群里其他人也会看到标题",
    Channel.FEISHU: "在群里添加自定义机器人，把它的地址整个粘贴过来；群里其他人也会看到标题",
    Channel.GATEWAY: "由单位的消息网关转给本人；账号与平台登录名不同时填写",
}


class Route(msgspec.Struct):
    """One way that a word to somebody takes, and when it may leave."""

    account: int
    channel: Channel
    leaves: datetime
    address: str = ""
    way: int | None = None


class _Person(msgspec.Struct):
    id: int
    email: str
    mail: bool = True
    digest: bool = False
    quiet_from: int | None = None
    quiet_until: int | None = None


class _Way(msgspec.Struct):
    id: int
    account: int
    channel: Channel


async def routes(accounts: Iterable[int], *, digests: bool = False) -> list[Route]:
    """Return the ways by which active people are told now; those who chose one a day only for their digest."""
    people = await _people(list(set(accounts)), digests=digests)
    if not people:
        return []
    now, terms = clock.now(), await policies.reminders()
    ways = await _ways([one.id for one in people])
    found = []
    for one in people:
        quiet = (terms.quiet_from, terms.quiet_until)
        if one.quiet_from is not None and one.quiet_until is not None:
            quiet = (one.quiet_from, one.quiet_until)
        leaves = rules.after_quiet(now, *quiet)
        if one.mail and one.email:
            found.append(Route(one.id, Channel.MAIL, leaves, address=one.email))
        found += [Route(one.id, way.channel, leaves, way=way.id) for way in ways if way.account == one.id]
    return found


async def _people(accounts: list[int], *, digests: bool) -> list[_Person]:
    a, c = Account, NoticeChoice
    query = a.select(a.id, a.email).where(a.id.is_in(accounts) & (a.state == "active"))
    people = {one.id: one for one in await db.rows(query, _Person)}
    chosen = c.select(c.account, c.mail, c.digest, c.quiet_from, c.quiet_until).where(c.account.is_in(accounts))
    for row in await chosen:
        if (one := people.get(row["account"])) is not None:
            one.mail, one.digest = bool(row["mail"]), bool(row["digest"])
            one.quiet_from, one.quiet_until = row["quiet_from"], row["quiet_until"]
    return [one for one in people.values() if one.digest == digests]


async def _ways(accounts: list[int]) -> list[_Way]:
    """The ways in use of these people, through channels that the office has."""
    w, terms = NoticeWay, await policies.channels()
    query = w.select(w.id, w.account, w.channel).where(w.account.is_in(accounts) & (w.enabled == True))  # noqa: E712
    return [one for one in await db.rows(query.order_by(w.id), _Way) if terms.address(one.channel)]


async def mine(actor: Actor) -> list[WayView]:
    """Return the ways beside mail that the office offers, with what the actor has set."""
    w, terms = NoticeWay, await policies.channels()
    query = w.select(w.id, w.channel, w.address, w.tested_at).where((w.account == actor.account) & (w.enabled == True))  # noqa: E712
    own = {row["channel"]: row for row in await query}
    return [
        WayView(
            channel=one, label=_(one.label), hint=_(_HINTS[one]), enabled=str(one) in own,
            id=own[one]["id"] if one in own else 0,
            ending=_ending(one, own[one]["address"]) if one in own else "",
            tested_at=own[one]["tested_at"] if one in own else None,
        )
        for one in _HINTS
        if terms.address(one)
    ]  # fmt: skip


def _ending(channel: Channel, address: str) -> str:
    """The end of a robot's key; a name at the gateway whole, for it is no secret."""
    return address if channel is Channel.GATEWAY else address[-4:]


async def own_way(actor: Actor, channel: Channel) -> int:
    """Return the number of one of the actor's ways in use; NotFound where there is none."""
    w = NoticeWay
    where = (w.account == actor.account) & (w.channel == str(channel)) & (w.enabled == True)  # noqa: E712
    row = await w.select(w.id).where(where).first()
    if row is None:
        raise NotFound
    return int(row["id"])


def delivery_columns() -> Any:
    """The select of deliveries: whom they go to and how far they came."""
    m = OutboxMail
    return m.select(
        m.id, m.account._.name.as_alias("account_name"), m.account._.unit._.name.as_alias("unit_name"), m.channel,
        m.notice._.kind.as_alias("kind"), m.created_at, m.tries, m.next_try_at, m.sent_at, m.gave_up_at, m.error,
    )  # fmt: skip


async def recent(actor: Actor) -> list[DeliveryView]:
    """Return the latest deliveries to the actor."""
    m = OutboxMail
    query = delivery_columns().where(m.account == actor.account).order_by(m.id, ascending=False)
    return await db.rows(query.limit(RECENT), DeliveryView)


# -- the calendar ---------------------------------------------------------------------------------------------


async def calendar(actor: Actor) -> CalendarView | None:
    """Return whether the actor's calendar has an address."""
    f = CalendarFeed
    where = (f.account == actor.account) & f.revoked_at.is_null()
    return await db.first(f.select(f.created_at, f.used_at).where(where), CalendarView)


async def calendar_of(token: str) -> tuple[int, int]:
    """Return the feed and the account behind a calendar's address; NotFound when it is none, or not any more."""
    f = CalendarFeed
    live = (f.token_hash == token_hash(token)) & f.revoked_at.is_null() & (f.account._.state == "active")
    row = await f.select(f.id, f.account).where(live).first()
    if row is None:
        raise NotFound
    return int(row["id"]), int(row["account"])
