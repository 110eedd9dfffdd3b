# SPDX-License-Identifier: MIT
"""Telling people, once each; and hearing what they have to say."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from thinktank.identity import queries as identity
from thinktank.identity.tables import Account, Feedback
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict
from thinktank.kernel.policy import require
from thinktank.notices import queries, rules
from thinktank.notices.schemas import FeedbackView
from thinktank.notices.tables import Notice, OutboxMail
from thinktank.trail import operations as trail

AT_ONCE = 200


async def notify(
    accounts: Iterable[int],
    *,
    rule: str,
    kind: str,
    record: int,
    title: str,
    body: str = "",
    href: str = "",
    occasion: str = "",
) -> int:
    """Tell people about a record, inside the open write; return how many were told anew.

    Nobody is told twice by the same rule about the same record on the same occasion (a due day, a round …), so
    repeating is harmless. Who has an e-mail address gets a mail as well, sent later by the job.
    """
    db.current_tx()
    told = 0
    people = sorted({account for account in accounts if account})
    for start in range(0, len(people), AT_ONCE):
        rows = [
            Notice(
                account=account,
                rule=rule,
                kind=kind,
                record=record,
                occasion=occasion,
                title=title[:200],
                body=body,
                href=href,
                at=clock.now(),
            )
            for account in people[start : start + AT_ONCE]
        ]
        fresh = await Notice.insert(*rows).on_conflict(action="DO NOTHING").returning(Notice.id, Notice.account)
        told += len(fresh)
        await _post({row["account"]: row["id"] for row in fresh}, title=title, body=body, href=href)
    return told


async def _post(fresh: dict[int, int], *, title: str, body: str, href: str) -> None:
    """Put a mail in the outbox for each newly told person with an address."""
    if not fresh:
        return
    a = Account
    people = await a.select(a.id, a.email).where(a.id.is_in(list(fresh)) & (a.email != "") & (a.state == "active"))
    now = clock.now()
    mails = [
        OutboxMail(
            notice=fresh[person["id"]],
            address=person["email"],
            subject=title[:200],
            body="\n\n".join(part for part in (body or title, href) if part),
            message_id=f"{fresh[person['id']]}.{secrets.token_hex(8)}@thinktank",
            created_at=now,
            next_try_at=now,
        )
        for person in people
    ]
    if mails:
        await OutboxMail.insert(*mails)


async def forget(kind: str, records: Sequence[int]) -> None:
    """Delete what people were told of these records, and the mails of it, for it says what was erased.

    Must run inside ``write_tx()``.
    """
    db.current_tx()
    n, m = Notice, OutboxMail
    for record in records:
        about = (n.kind == kind) & (n.record == record)
        await m.delete().where(m.notice.is_in(n.select(n.id).where(about)))
        await n.delete().where(about)


async def mark_read(actor: Actor, *, id: int) -> str:  # noqa: A002 -- the record's own id
    """Note that the actor has read a notice and return where it leads; NotFound for anybody else's.

    Reading leaves no line on the trail: it changes nothing but the reader's own list.
    """
    async with db.write_tx():
        found = await queries.get(actor, id)
        n = Notice
        await n.update({n.read_at: clock.now()}).where((n.id == id) & n.read_at.is_null())
        return found.href or "/notices"


async def mark_all_read(actor: Actor) -> int:
    """Note that the actor has read every notice; return how many were unread."""
    async with db.write_tx():
        n = Notice
        done = (
            await n.update({n.read_at: clock.now()})
            .where(queries.visible_to(actor) & n.read_at.is_null())
            .returning(n.id)
        )
        return len(done)


# -- what the delivery job notes ------------------------------------------------------------------------------


async def claim_mail(mail_id: int, *, tries: int) -> bool:
    """Take a mail for this process's next try; False when another process was faster."""
    m = OutboxMail
    async with db.write_tx():
        changes: dict[Any, Any] = {m.tries: tries + 1, m.next_try_at: clock.now() + rules.wait_after(tries + 1)}
        mine = (
            await m.update(changes).where((m.id == mail_id) & (m.tries == tries) & m.sent_at.is_null()).returning(m.id)
        )
        return bool(mine)


async def note_sent(mail_id: int) -> None:
    """Note that the server took a mail."""
    async with db.write_tx():
        await OutboxMail.update({OutboxMail.sent_at: clock.now(), OutboxMail.error: ""}).where(OutboxMail.id == mail_id)


async def note_failed(mail_id: int, *, error: str, tries: int, final: bool) -> None:
    """Note why a mail was not taken; no further try when the refusal is final or the tries are used up."""
    m = OutboxMail
    over = final or tries >= rules.MOST_TRIES
    async with db.write_tx():
        await m.update({m.error: error[:300], m.gave_up_at: clock.now() if over else None}).where(m.id == mail_id)


async def give_up_stale() -> int:
    """Stop trying mails that have waited too long to be of use; return how many."""
    m = OutboxMail
    async with db.write_tx():
        waiting = m.sent_at.is_null() & m.gave_up_at.is_null() & (m.created_at < clock.now() - rules.STALE)
        gone = await m.update({m.gave_up_at: clock.now(), m.error: "过期未发出"}).where(waiting).returning(m.id)
        return len(gone)


# -- feedback -------------------------------------------------------------------------------------------------


async def leave_feedback(actor: Actor, *, text: str, contact: str = "", page: str = "") -> int:
    """Keep a complaint or suggestion and tell the officers; open to everybody, signed in or not. Returns its id."""
    async with db.write_tx():
        f = Feedback
        row = await f.insert(
            f(account=actor.account or None, page=page, text=text, contact=contact, at=clock.now())
        ).returning(f.id)
        id_ = int(row[0]["id"])
        await trail.record(actor, "feedback.left", "feedback", id_, "提出投诉建议")
        officers = await identity.account_ids_with_role(Role.OFFICER)
        await notify(
            officers,
            rule="feedback.left",
            kind="feedback",
            record=id_,
            title="收到一条投诉建议",
            body=text[:200],
            href="/feedback",
        )
        return id_


async def answer_feedback(actor: Actor, *, id: int, answer: str) -> FeedbackView:  # noqa: A002 -- the record's own id
    """Answer a complaint or suggestion and tell who left it.

    Denied for outsiders of the department, Conflict when it has been answered.
    """
    async with db.write_tx():
        found = await queries.one_feedback(actor, id)
        require(rules.may_answer(actor))
        if found.answer:
            raise Conflict("这条投诉建议已经答复，请刷新查看")
        f = Feedback
        changes = {f.answer: answer, f.answered_by: actor.account, f.answered_at: clock.now()}
        row = await f.update(changes).where((f.id == id) & (f.answer == "")).returning(f.account)
        if not row:
            raise Conflict("这条投诉建议已经答复，请刷新查看")
        await trail.record(actor, "feedback.answered", "feedback", id, "答复投诉建议", detail=answer)
        if row[0]["account"]:
            await notify(
                [row[0]["account"]],
                rule="feedback.answered",
                kind="feedback",
                record=id,
                title="您的投诉建议已答复",
                body=answer,
                href="/feedback",
            )
    return await queries.one_feedback(actor, id)
