# SPDX-License-Identifier: MIT
"""Telling people, once each; and hearing what they have to say."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from thinktank.identity import queries as identity
from thinktank.identity.tables import Account, Feedback
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict
from thinktank.kernel.policy import require
from thinktank.notices import queries, rules
from thinktank.notices.schemas import Choice, Digest, FeedbackView, Message
from thinktank.notices.tables import Notice, NoticeChoice, OutboxMail
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

AT_ONCE = 200
MOST_DIGEST = 50
_KEY = ("account", "rule", "kind", "record", "occasion")


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
    return await notify_many(
        Message(
            account=account, rule=rule, kind=kind, record=record, occasion=occasion, title=title, body=body, href=href
        )
        for account in sorted({account for account in accounts if account})
    )  # fmt: skip


async def notify_many(messages: Iterable[Message]) -> int:
    """Tell many people about many records, each once (see ``notify``); return how many words were new."""
    db.current_tx()
    told, now, waiting = 0, clock.now(), list({one.key: one for one in messages}.values())
    n = Notice
    for start in range(0, len(waiting), AT_ONCE):
        part = waiting[start : start + AT_ONCE]
        rows = [
            n(
                account=one.account, rule=one.rule, kind=one.kind, record=one.record, occasion=one.occasion,
                title=one.title[:200], body=one.body, href=one.href, at=now,
            )
            for one in part
        ]  # fmt: skip
        kept = n.insert(*rows).on_conflict(action="DO NOTHING")
        fresh = await kept.returning(n.id, n.account, n.rule, n.kind, n.record, n.occasion)
        told += len(fresh)
        ids = {tuple(row[name] for name in _KEY): int(row["id"]) for row in fresh}
        await _post([(ids[one.key], one) for one in part if one.key in ids])
    return told


async def _post(fresh: list[tuple[int, Message]]) -> None:
    """Put a mail in the outbox for each newly told person with an address; those with a digest get it there."""
    if not fresh:
        return
    a, c = Account, NoticeChoice
    daily = c.select(c.account).where(c.digest == True)  # noqa: E712 -- a column comparison
    people = a.select(a.id, a.email).where(a.id.is_in(list({one.account for _id, one in fresh})))
    found = await people.where((a.email != "") & (a.state == "active") & a.id.not_in(daily))
    addresses = {row["id"]: row["email"] for row in found}
    if not addresses:
        return
    now = clock.now()
    leaves = await _leaves(now)
    await OutboxMail.insert(
        *(
            OutboxMail(
                notice=id_, address=addresses[one.account], subject=one.title[:200],
                body="\n\n".join(part for part in (one.body or one.title, one.href) if part),
                message_id=f"{id_}.{secrets.token_hex(8)}@thinktank", created_at=now, next_try_at=leaves,
            )
            for id_, one in fresh
            if one.account in addresses
        )
    )  # fmt: skip


async def _leaves(now: datetime) -> datetime:
    """Return when a mail that is written now may leave."""
    terms = await policies.reminders()
    return rules.after_quiet(now, terms.quiet_from, terms.quiet_until)


async def choose(actor: Actor, *, choice: Choice) -> Choice:
    """Keep how the actor wants mail: one by one, or one a day. It is one's own; it stands on the trail."""
    async with db.write_tx():
        c, n = NoticeChoice, Notice
        newest = await n.select(n.id).where(n.account == actor.account).order_by(n.id, ascending=False).first()
        values: dict[Any, Any] = {c.digest: choice.digest, c.hour: choice.hour}
        if choice.digest:  # what was told before has had its own mail
            values[c.digested_upto] = newest["id"] if newest else 0
        if not await c.update(values).where(c.account == actor.account).returning(c.id):
            await c.insert(c(values | {c.account: actor.account}))
        text = "改为每天一封汇总邮件" if choice.digest else "改为逐条发邮件"
        await trail.record(actor, "notice.choice", "account", actor.account, text)
        return choice


async def digest_one(due: Digest) -> bool:
    """Put one person's mail of the day in the outbox; False when another process did, or there is nothing to tell.

    The day is claimed and the mail written in one transaction: a process that dies in between has done neither.
    """
    c, n, now = NoticeChoice, Notice, clock.now()
    async with db.write_tx():
        claimed = c.digested_on.is_null() | (c.digested_on < clock.today())
        mine = await c.update({c.digested_on: clock.today()}).where((c.id == due.id) & claimed).returning(c.id)
        if not mine:
            return False
        fresh = n.select(n.id, n.title, n.href).where((n.account == due.account) & (n.id > due.digested_upto))
        found = await fresh.where(n.read_at.is_null()).order_by(n.id, ascending=False).limit(MOST_DIGEST)
        if not found:
            return False
        await c.update({c.digested_upto: found[0]["id"]}).where(c.id == due.id)
        await OutboxMail.insert(
            OutboxMail(
                notice=found[0]["id"], address=due.email, subject=f"今日{len(found)}条消息",
                body="\n\n".join(f"{row['title']}\n{row['href']}".strip() for row in reversed(found)),
                message_id=f"{found[0]['id']}.{secrets.token_hex(8)}@thinktank", created_at=now,
                next_try_at=await _leaves(now),
            )
        )  # fmt: skip
        return True


async def forget(kind: str, records: Sequence[int], *, account: int | None = None) -> None:
    """Delete what people (or one of them) were told of these records, and the mails of it: nobody may know it now.

    Must run inside ``write_tx()``.
    """
    db.current_tx()
    n, m = Notice, OutboxMail
    for record in records:
        about = (n.kind == kind) & (n.record == record)
        if account is not None:
            about &= n.account == account
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
