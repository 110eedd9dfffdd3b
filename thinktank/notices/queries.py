# SPDX-License-Identifier: MIT
"""Reading one's notices, digests that are due, and feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from thinktank.identity.tables import Feedback
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, bounded_count, newest
from thinktank.notices import rules
from thinktank.notices.schemas import Choice, Digest, FeedbackView, NoticeView
from thinktank.notices.tables import Notice, NoticeChoice

BADGE_MOST = 99
MOST_SENT = 5_000


def visible_to(actor: Actor) -> Any:
    """One's own notices, and nobody else's."""
    return Notice.account == actor.account


def _unread(actor: Actor) -> Any:
    return visible_to(actor) & Notice.read_at.is_null()


async def mine(
    actor: Actor, *, unread: bool = False, after: str | None = None, before: str | None = None
) -> Page[NoticeView]:
    """Return a page of the actor's notices, newest first."""
    n = Notice
    query = n.select(n.id, n.title, n.body, n.href, n.at, n.read_at).where(
        _unread(actor) if unread else visible_to(actor)
    )
    return await newest(query, NoticeView, n.id, after=after, before=before)


async def get(actor: Actor, id: int) -> NoticeView:  # noqa: A002 -- the record's own id
    """Return one of the actor's notices; NotFound for anybody else's."""
    n = Notice
    query = n.select(n.id, n.title, n.body, n.href, n.at, n.read_at).where(visible_to(actor) & (n.id == id))
    found = await db.first(query, NoticeView)
    if found is None:
        raise NotFound
    return found


async def unread_count(actor: Actor) -> int:
    """Return how many notices wait for the actor, counted up to a bound."""
    return await bounded_count(Notice.select().where(_unread(actor)), Notice.id)


async def badge(actor: Actor) -> dict[str, Any]:
    """Return the number beside the bell: context for every page (``panels.on_every_page``)."""
    found = await Notice.select(Notice.id).where(_unread(actor)).limit(BADGE_MOST)
    return {"badges": {"notices": len(found)}}


async def choice(actor: Actor) -> Choice:
    """Return how the actor wants to be told."""
    c = NoticeChoice
    query = c.select(c.mail, c.digest, c.hour, c.quiet_from, c.quiet_until)
    return await db.first(query.where(c.account == actor.account), Choice) or Choice()


async def due_digests(limit: int) -> list[Digest]:
    """Return the people whose message of the day is due by the hour they chose, in Shanghai."""
    c, hour = NoticeChoice, clock.local(clock.now()).hour
    a = c.account._
    where = (c.digest == True) & (c.hour <= hour) & (a.state == "active")  # noqa: E712
    where &= c.digested_on.is_null() | (c.digested_on < clock.today())
    query = c.select(c.id, c.account, c.digested_upto).where(where)
    return await db.rows(query.order_by(c.id).limit(limit), Digest)


# -- feedback -------------------------------------------------------------------------------------------------


def _feedback() -> Any:
    f = Feedback
    return f.select(
        f.id,
        f.text,
        f.page,
        f.contact,
        f.at,
        f.answer,
        f.answered_at,
        f.account._.name.as_alias("account_name"),
        f.answered_by._.name.as_alias("answered_by_name"),
    )


def feedback_visible_to(actor: Actor) -> Any:
    """One's own, and everything for the department."""
    return db.EVERYTHING if rules.may_answer(actor) else Feedback.account == (actor.account or -1)


async def feedback(actor: Actor, *, after: str | None = None, before: str | None = None) -> Page[FeedbackView]:
    """Return a page of complaints and suggestions that the actor may read, newest first."""
    f = Feedback
    query = _feedback().where(feedback_visible_to(actor))
    found = await newest(query, FeedbackView, f.id, after=after, before=before)
    for one in found.items:
        one.actions = _actions(actor, one)
    return found


async def one_feedback(actor: Actor, id: int) -> FeedbackView:  # noqa: A002 -- the record's own id
    """Return one complaint or suggestion; NotFound for others than its author and the department."""
    found = await db.first(_feedback().where(feedback_visible_to(actor) & (Feedback.id == id)), FeedbackView)
    if found is None:
        raise NotFound
    found.actions = _actions(actor, found)
    return found


def _actions(actor: Actor, one: FeedbackView) -> list[str]:
    return ["answer"] if rules.may_answer(actor) and not one.answer else []


class Sent(msgspec.Struct):
    """A word that somebody was told about a record."""

    account: int
    record: int
    at: datetime


async def sent(kind: str, *, accounts: Sequence[int], records: Sequence[int], rules: Sequence[str]) -> list[Sent]:
    """Return what some people were told about some records under some rules, oldest first; the caller sees both."""
    n = Notice
    about = (n.kind == kind) & n.record.is_in(list(records) or [0]) & n.rule.is_in(list(rules))
    query = n.select(n.account, n.record, n.at).where(n.account.is_in(list(accounts) or [0]) & about)
    return await db.rows(query.order_by(n.id).limit(MOST_SENT), Sent)
