# SPDX-License-Identifier: MIT
"""Telling people, once each; and hearing what they have to say."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from thinktank.identity import queries as identity
from thinktank.identity.tables import Feedback
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.policy import require
from thinktank.notices import queries, queries_ways, rules
from thinktank.notices.queries_ways import Route
from thinktank.notices.schemas import Choice, Digest, FeedbackView, Message
from thinktank.notices.tables import Notice, NoticeChoice, OutboxMail
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
    repeating is harmless. It also goes out by the ways that they chose, sent later by the job.
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
    """Put a message in the outbox for each way of each newly told person; those with a digest get it there."""
    if fresh:
        routes = await queries_ways.routes(one.account for _id, one in fresh)
        await _queue([(route, _Letter.of(id_, one)) for id_, one in fresh for route in routes
                      if route.account == one.account])  # fmt: skip


class _Letter(msgspec.Struct, frozen=True):
    """What goes out of a notice."""

    notice: int
    subject: str
    body: str

    @classmethod
    def of(cls, id_: int, one: Message) -> _Letter:
        return cls(id_, one.title[:200], "\n\n".join(part for part in (one.body or one.title, one.href) if part))


async def _queue(letters: list[tuple[Route, _Letter]]) -> None:
    now = clock.now()
    rows = [
        OutboxMail(
            notice=letter.notice, account=route.account, channel=str(route.channel), way=route.way,
            address=route.address, subject=letter.subject, body=letter.body, created_at=now, next_try_at=route.leaves,
            message_id=f"{letter.notice}.{secrets.token_hex(8)}@thinktank",
        )
        for route, letter in letters
    ]  # fmt: skip
    for start in range(0, len(rows), AT_ONCE):
        await OutboxMail.insert(*rows[start : start + AT_ONCE])


async def choose(actor: Actor, *, choice: Choice) -> Choice:
    """Keep how the actor wants to be told: by mail, one by one or once a day, and when not at all.

    It is one's own; it stands on the trail. Invalid for quiet hours with one end.
    """
    if (choice.quiet_from is None) != (choice.quiet_until is None):
        lacking = "quiet_from" if choice.quiet_from is None else "quiet_until"
        raise Invalid(fields={lacking: "免打扰的起止要一起填，或都留空"})
    async with db.write_tx():
        c, n = NoticeChoice, Notice
        newest = await n.select(n.id).where(n.account == actor.account).order_by(n.id, ascending=False).first()
        values: dict[Any, Any] = {
            c.mail: choice.mail, c.digest: choice.digest, c.hour: choice.hour, c.quiet_from: choice.quiet_from,
            c.quiet_until: choice.quiet_until,
        }  # fmt: skip
        if choice.digest:  # what was told before has had its own mail
            values[c.digested_upto] = newest["id"] if newest else 0
        if not await c.update(values).where(c.account == actor.account).returning(c.id):
            await c.insert(c(values | {c.account: actor.account}))
        text = "改为每天汇总为一条通知" if choice.digest else "改为逐条通知"
        await trail.record(actor, "notice.choice", "account", actor.account, text)
        return choice


async def digest_one(due: Digest) -> bool:
    """Put one person's message of the day in the outbox; False when another process did, or there is nothing to tell.

    The day is claimed and the message written in one transaction: a process that dies in between has done neither.
    """
    c, n = NoticeChoice, Notice
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
        body = "\n\n".join(f"{row['title']}\n{row['href']}".strip() for row in reversed(found))
        letter = _Letter(found[0]["id"], f"今日{len(found)}条消息", body)
        await _queue([(route, letter) for route in await queries_ways.routes([due.account], digests=True)])
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
