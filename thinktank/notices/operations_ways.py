# SPDX-License-Identifier: MIT
"""Choosing how to be told: ways beside mail, trying them, the calendar's address."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any

from thinktank.identity.queries import token_hash
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import chat, queries_deliveries, rules, sending
from thinktank.notices import queries_ways as queries
from thinktank.notices.addresses import look_up
from thinktank.notices.mailer import Refused, current
from thinktank.notices.operations_deliveries import deliver
from thinktank.notices.schemas import CalendarIssued, DeliveryView, GatewayKey, SetWay, WayView
from thinktank.notices.states import Channel
from thinktank.notices.tables import CalendarFeed, Notice, NoticeWay, OutboxMail
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

BETWEEN_TESTS = timedelta(seconds=30)


async def set_way(actor: Actor, *, command: SetWay) -> list[WayView]:
    """Be told by a robot of one's own, or by the office's gateway, from now on; what was set before is replaced.

    Invalid for a channel that the office has not set, for what holds no key, and where the office's address for it
    must not be called.
    """
    base = (await policies.channels()).address(command.channel)
    if command.channel is Channel.MAIL or not base:
        raise Invalid(fields={"channel": _("单位没有启用这个渠道")})
    address, secret = _checked(command)
    try:
        await look_up(base, intranet=current().intranet)
    except Refused as error:
        raise Invalid(fields={"channel": str(error)}) from error
    async with db.write_tx():
        w = NoticeWay
        values: dict[Any, Any] = {
            w.address: address, w.secret: secret, w.enabled: True, w.set_at: clock.now(), w.tested_at: None
        }  # fmt: skip
        mine = (w.account == actor.account) & (w.channel == str(command.channel))
        if not await w.update(values | {w.version: w.version + 1}).where(mine).returning(w.id):
            await w.insert(w(values | {w.account: actor.account, w.channel: str(command.channel)}))
        await _record(actor, "notice.way_set", _("启用通知渠道：%(name)s"), command.channel)
        return await queries.mine(actor)


def _checked(command: SetWay) -> tuple[str, str]:
    """A robot's key and its secret, or a name at the gateway; Invalid, by field, for what is neither."""
    text, secret = command.address.strip(), command.secret.strip()
    if command.channel is Channel.GATEWAY:
        if not re.fullmatch(r"[\w.@+-]{0,80}", text):
            raise Invalid(fields={"address": _("账号只含字母、数字和 . _ - @，不超过80个字")})
        return text, ""
    if secret and not re.fullmatch(r"[A-Za-z0-9]{10,120}", secret):
        raise Invalid(fields={"secret": _("加签密钥由字母和数字组成，一般以 SEC 开头")})
    try:
        return chat.key_in(command.channel, text), secret
    except ValueError as error:
        raise Invalid(fields={"address": str(error)}) from error


async def drop_way(actor: Actor, *, channel: Channel) -> list[WayView]:
    """Be told by a way no more; its key is deleted. NotFound where it is not in use."""
    async with db.write_tx():
        id_ = await queries.own_way(actor, channel)
        await _empty(NoticeWay.id == id_)
        await _record(actor, "notice.way_dropped", _("停用通知渠道：%(name)s"), channel)
        return await queries.mine(actor)


async def _empty(where: Any) -> None:
    w = NoticeWay
    await w.update({w.address: "", w.secret: "", w.enabled: False, w.version: w.version + 1}).where(where)


async def _record(actor: Actor, action: str, text: str, channel: Channel) -> None:
    words = text % {"name": _(channel.label)}
    await trail.record(actor, action, "account", actor.account, words, fields={"channel": str(channel)})


async def try_way(actor: Actor, *, channel: Channel) -> DeliveryView:
    """Send a word by one of one's own ways at once, whatever the hour; return how that went.

    NotFound where the way is not in use, Conflict when it was tried a moment ago.
    """
    async with db.write_tx():
        id_, now = await queries.own_way(actor, channel), clock.now()
        w = NoticeWay
        rested = w.tested_at.is_null() | (w.tested_at <= now - BETWEEN_TESTS)
        if not await w.update({w.tested_at: now}).where((w.id == id_) & rested).returning(w.id):
            raise Conflict(_("刚试过，请半分钟后再试"), code="illegal")
        n, m = Notice, OutboxMail
        title = _("试发：%(name)s可以收到平台通知") % {"name": _(channel.label)}
        note = n(
            account=actor.account, rule="notice.test", kind="account", record=actor.account, occasion=now.isoformat(),
            title=title, href="/notices/ways", at=now, read_at=now,
        )  # fmt: skip
        notice = (await n.insert(note).returning(n.id))[0]["id"]
        row = m(
            notice=notice, account=actor.account, channel=str(channel), way=id_, subject=title,
            body=f"{title}\n\n/notices/ways", message_id=f"{notice}.{secrets.token_hex(8)}@thinktank", created_at=now,
            next_try_at=now,
        )  # fmt: skip
        made = (await m.insert(row).returning(m.id))[0]["id"]
    await deliver(await queries_deliveries.mail(made))
    return next(one for one in await queries.recent(actor) if one.id == made)


async def forget(account: int) -> None:
    """Delete somebody's ways, and the address of their calendar. Must run inside ``write_tx()``."""
    db.current_tx()
    await _empty(NoticeWay.account == account)
    await _revoke(account)


async def gateway_key(actor: Actor) -> GatewayKey:
    """Show the officer who connects the office's gateway what it checks signatures with; it stands on the trail."""
    require(rules.may_read_key(actor))
    async with db.write_tx():
        await trail.record(actor, "gateway.key_read", "account", actor.account, _("查看消息网关签名密钥"))
    return await sending.gateway_key()


# -- the calendar ---------------------------------------------------------------------------------------------


async def renew_calendar(actor: Actor) -> CalendarIssued:
    """Give the actor's calendar an address; the one before it ends. The address is shown this once."""
    token = secrets.token_urlsafe(32)
    async with db.write_tx():
        await _revoke(actor.account)
        f = CalendarFeed
        await f.insert(f(account=actor.account, token_hash=token_hash(token), created_at=clock.now()))
        await trail.record(actor, "calendar.renewed", "account", actor.account, _("生成日历订阅地址"))
    return CalendarIssued(path=f"/calendar/{token}.ics")


async def revoke_calendar(actor: Actor) -> None:
    """End the address of the actor's calendar; Conflict where there is none."""
    async with db.write_tx():
        if not await _revoke(actor.account):
            raise Conflict(_("没有在用的订阅地址"), code="illegal")
        await trail.record(actor, "calendar.revoked", "account", actor.account, _("停用日历订阅地址"))


async def _revoke(account: int) -> bool:
    f = CalendarFeed
    live = (f.account == account) & f.revoked_at.is_null()
    return bool(await f.update({f.revoked_at: clock.now()}).where(live).returning(f.id))


async def note_read(feed: int) -> None:
    """Note that a calendar was read, once a day: reading changes nothing else."""
    f = CalendarFeed
    async with db.write_tx():
        stale = f.used_at.is_null() | (f.used_at < clock.now() - timedelta(days=1))
        await f.update({f.used_at: clock.now()}).where((f.id == feed) & stale)
