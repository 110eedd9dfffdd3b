# SPDX-License-Identifier: MIT
"""What the delivery job notes of each message, and sending one again that was given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict
from thinktank.kernel.policy import require
from thinktank.notices import queries_deliveries as queries
from thinktank.notices import rules, sending
from thinktank.notices.mailer import Refused
from thinktank.notices.schemas import DeliveryView, Mail
from thinktank.notices.states import DeliveryState
from thinktank.notices.tables import OutboxMail
from thinktank.trail import operations as trail

KEPT = timedelta(days=90)


async def deliver(mail: Mail) -> bool:
    """Send one message and note how that went; whether it was taken.

    It is claimed before it is sent, so that two processes do not send it both; a process that dies between the
    receiver's yes and ours sends it again later, under the same number.
    """
    if not await _claim(mail.id, tries=mail.tries):
        return False
    try:
        await sending.send(mail)
    except Refused as error:
        await _note_failed(mail.id, error=str(error), tries=mail.tries + 1, final=error.final)
        return False
    m = OutboxMail
    async with db.write_tx():
        await m.update({m.sent_at: clock.now(), m.error: ""}).where(m.id == mail.id)
    return True


async def _claim(mail_id: int, *, tries: int) -> bool:
    """Take a message for this process's next try; False when another process was faster."""
    m = OutboxMail
    async with db.write_tx():
        changes: dict[Any, Any] = {m.tries: tries + 1, m.next_try_at: clock.now() + rules.wait_after(tries + 1)}
        open_ = m.sent_at.is_null() & m.gave_up_at.is_null()
        return bool(await m.update(changes).where((m.id == mail_id) & (m.tries == tries) & open_).returning(m.id))


async def _note_failed(mail_id: int, *, error: str, tries: int, final: bool) -> None:
    """Note why a message was not taken; no further try when the refusal is final or the tries are used up."""
    m = OutboxMail
    over = final or tries >= rules.MOST_TRIES
    async with db.write_tx():
        await m.update({m.error: error[:300], m.gave_up_at: clock.now() if over else None}).where(m.id == mail_id)


async def give_up_stale() -> int:
    """Stop trying messages that have waited too long to be of use; return how many."""
    m = OutboxMail
    async with db.write_tx():
        waiting = m.sent_at.is_null() & m.gave_up_at.is_null() & (m.created_at < clock.now() - rules.STALE)
        gone = await m.update({m.gave_up_at: clock.now(), m.error: "过期未发出"}).where(waiting).returning(m.id)
        return len(gone)


async def tidy(limit: int) -> int:
    """Delete messages that were sent long ago; what they said stands among the person's notices. Returns how many."""
    m = OutboxMail
    async with db.write_tx():
        old = m.select(m.id).where(m.sent_at < clock.now() - KEPT).order_by(m.sent_at).limit(limit)
        ids = [row["id"] for row in await old]
        if ids:
            await m.delete().where(m.id.is_in(ids))
        return len(ids)


async def send_again(actor: Actor, *, id: int) -> DeliveryView:  # noqa: A002 -- the record's own id
    """Put a message that was given up back in the queue, under its number, with all its tries before it.

    Denied for others than who looks after deliveries and for one that was not given up, Conflict when somebody else
    was faster.
    """
    async with db.write_tx():
        found = await queries.get(actor, id)
        require(rules.may_send_again(actor, failed=found.state is DeliveryState.FAILED))
        m, now = OutboxMail, clock.now()
        anew: dict[Any, Any] = {m.gave_up_at: None, m.tries: 0, m.next_try_at: now, m.created_at: now, m.error: ""}
        if not await m.update(anew).where((m.id == id) & m.gave_up_at.is_not_null()).returning(m.id):
            raise Conflict("这一条已经重发，请刷新查看")
        await trail.record(actor, "delivery.again", "delivery", id, "重发未送达的通知")
        return await queries.get(actor, id)
