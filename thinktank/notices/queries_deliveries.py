# SPDX-License-Identifier: MIT
"""Following deliveries: the office sees whom they go to and how far they came, never what they say."""

from __future__ import annotations

from typing import Any

from thinktank.identity import queries as identity
from thinktank.identity.tables import Account
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, newest
from thinktank.notices import rules
from thinktank.notices.queries_ways import delivery_columns
from thinktank.notices.schemas import DeliveryView, Mail
from thinktank.notices.states import Channel, DeliveryState
from thinktank.notices.tables import OutboxMail

_WHERES: dict[DeliveryState, Any] = {
    DeliveryState.QUEUED: OutboxMail.sent_at.is_null() & OutboxMail.gave_up_at.is_null(),
    DeliveryState.SENT: OutboxMail.sent_at.is_not_null(),
    DeliveryState.FAILED: OutboxMail.gave_up_at.is_not_null(),
}


def visible_to(actor: Actor) -> Any:
    """The Where that keeps the deliveries to people in the actor's care."""
    m = OutboxMail
    if not actor.has(*rules.KEEPERS):
        return m.id == -1
    if actor.has(Role.SYS_ADMIN):
        return db.EVERYTHING
    where = identity.in_scope(actor, rules.KEEPERS, Account.unit)
    return db.EVERYTHING if where is None else m.account.is_in(Account.select(Account.id).where(where))


async def listed(
    actor: Actor,
    *,
    state: DeliveryState | None = None,
    channel: Channel | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Page[DeliveryView]:
    """Return a page of deliveries, the newest first."""
    m = OutboxMail
    where = visible_to(actor)
    if state is not None:
        where &= _WHERES[state]
    if channel is not None:
        where &= m.channel == str(channel)
    found = await newest(delivery_columns().where(where), DeliveryView, m.id, after=after, before=before)
    for one in found.items:
        one.actions = _actions(actor, one)
    return found


async def get(actor: Actor, id: int) -> DeliveryView:  # noqa: A002 -- the record's own id
    """Return one delivery; NotFound outside the actor's care."""
    found = await db.first(delivery_columns().where(visible_to(actor) & (OutboxMail.id == id)), DeliveryView)
    if found is None:
        raise NotFound
    found.actions = _actions(actor, found)
    return found


def _actions(actor: Actor, one: DeliveryView) -> list[str]:
    return ["again"] if rules.may_send_again(actor, failed=one.state is DeliveryState.FAILED) else []


def _mails() -> Any:
    m = OutboxMail
    return m.select(
        m.id, m.address, m.subject, m.body, m.message_id, m.created_at, m.tries, m.channel,
        m.account._.login.as_alias("login"), m.way._.address.as_alias("way_address"),
        m.way._.secret.as_alias("way_secret"), m.way._.enabled.as_alias("way_enabled"),
    )  # fmt: skip


async def due_mails(limit: int, *, mail: bool = True) -> list[Mail]:
    """Return the messages whose next try has come, oldest first; without mails where there is no server for them."""
    m = OutboxMail
    where = m.sent_at.is_null() & m.gave_up_at.is_null() & (m.next_try_at <= clock.now())
    if not mail:
        where &= m.channel != str(Channel.MAIL)
    return await db.rows(_mails().where(where).order_by(m.next_try_at).limit(limit), Mail)


async def mail(id: int) -> Mail:  # noqa: A002 -- the record's own id
    """Return one message as it is sent, unscoped; NotFound when there is none."""
    found = await db.first(_mails().where(OutboxMail.id == id), Mail)
    if found is None:
        raise NotFound
    return found
