# SPDX-License-Identifier: MIT
"""What waits for whom: answers, arrivals, plans, half-way words, appraisals, requests, needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec

from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.policies.kinds import PostingTerms
from thinktank.postings.queries_scope import UNIT_ROLES, needs_visible_to, within
from thinktank.postings.states import LIVE, Side
from thinktank.postings.tables import Posting, PostingChange, PostingOpinion, PostNeed

MOST = 200


class Waiting(msgspec.Struct):
    """A posting that may wait for somebody."""

    id: int
    name: str
    post: str
    state: str
    starts_on: date
    ends_on: date
    half_on: date
    half_at: datetime | None
    account: int | None
    said: set[str] = set()
    refused: bool = False


class Thing(msgspec.Struct):
    """Something to do: what, where, until when."""

    title: str
    href: str
    detail: str
    due: date | None = None
    icon: str = "briefcase"


class _Said(msgspec.Struct):
    posting: int
    step: str
    side: str
    agrees: bool


async def to_do(actor: Actor) -> list[Thing]:
    """Return what waits for the actor among the postings and needs that the actor may see."""
    found = await _live(actor)
    things: list[Thing] = []
    if found:
        terms = await policies.posting_terms()
        sent, received = await _own_units(actor)
        await _put_said(found)
        for one in found:
            ties = _Ties(one.account == actor.account, one.id in sent, one.id in received)
            things += [_thing(one, *what) for what in _waiting_for(actor, one, ties, terms)]
    if actor.has(Role.DEPT_LEADER):
        things += await _requests(actor)
    if actor.has(Role.OFFICER):
        things += await _needs(actor)
    return things


class _Ties(msgspec.Struct, frozen=True):
    person: bool
    sender: bool
    receiver: bool


async def _live(actor: Actor) -> list[Waiting]:
    p = Posting
    query = p.select(
        p.id, p.talent._.name.as_alias("name"), p.post, p.state, p.starts_on, p.ends_on, p.half_on, p.half_at,
        p.talent._.account.as_alias("account"),
    ).where(p.state.is_in(list(LIVE)))  # fmt: skip
    return await db.rows(within(query, actor).order_by(p.id).limit(MOST), Waiting)


async def _own_units(actor: Actor) -> tuple[set[int], set[int]]:
    """The live postings that a liaison's unit sends, and those that it receives."""
    if not actor.has(*UNIT_ROLES):
        return set(), set()
    found = []
    for column in (Posting.sender, Posting.receiver):
        scope = identity.in_scope(actor, UNIT_ROLES, column)
        live = Posting.state.is_in(list(LIVE))
        rows = await Posting.select(Posting.id).where(live if scope is None else live & scope).limit(MOST)
        found.append({row["id"] for row in rows})
    return found[0], found[1]


async def _put_said(found: list[Waiting]) -> None:
    """Note who has answered in the step that a posting stands in, in one query."""
    o, by = PostingOpinion, {one.id: one for one in found if one.state in ("consent", "final_appraisal")}
    if not by:
        return
    query = o.select(o.posting, o.step, o.side, o.agrees).where(o.posting.is_in(list(by)))
    for line in await db.rows(query.limit(MOST * 6), _Said):
        one = by[line.posting]
        if line.step == ("consent" if one.state == "consent" else "appraisal"):
            one.said.add(line.side)
            one.refused |= not line.agrees


def _thing(one: Waiting, title: str, due: date | None = None) -> Thing:
    return Thing(title % {"name": one.name}, f"/postings/{one.id}", one.post, due)


def _waiting_for(actor: Actor, one: Waiting, ties: _Ties, terms: PostingTerms) -> Iterator[tuple[str, date | None]]:
    if ties.person:
        yield from _for_person(one, terms)
    if ties.sender:
        yield from _for_sender(one)
    if ties.receiver:
        yield from _for_receiver(one)
    if actor.has(Role.OFFICER):
        yield from _for_officer(one)
    if actor.has(Role.DEPT_LEADER):
        yield from _for_leader(one)


def _for_person(one: Waiting, terms: PostingTerms) -> Iterator[tuple[str, date | None]]:
    today = clock.today()
    if one.state == "consent" and Side.PERSON not in one.said:
        yield _("对派您历练表态"), None
    if one.state == "in_post" and one.half_at is None and one.half_on <= today + timedelta(days=7):
        yield _("提交半程小结"), one.half_on
    if one.state in ("in_post", "extended") and one.ends_on - timedelta(days=terms.appraise_days) <= today:
        yield _("提交个人总结"), one.ends_on


def _for_sender(one: Waiting) -> Iterator[tuple[str, date | None]]:
    if one.state == "consent" and Side.SENDER not in one.said:
        yield _("对派出%(name)s表态"), None
    if one.state == "final_appraisal" and Side.SENDER not in one.said:
        yield _("填写%(name)s的鉴定意见"), one.ends_on


def _for_receiver(one: Waiting) -> Iterator[tuple[str, date | None]]:
    if one.state == "consent" and Side.RECEIVER not in one.said:
        yield _("对接收%(name)s表态"), None
    if one.state == "approved":
        yield _("登记%(name)s报到"), one.starts_on
    if one.state == "arrived":
        yield _("确定%(name)s的锻炼计划"), None
    if one.state == "mid_review":
        yield _("填写%(name)s的半程意见"), None
    if one.state == "final_appraisal" and Side.RECEIVER not in one.said:
        yield _("填写%(name)s的鉴定意见"), one.ends_on


def _for_officer(one: Waiting) -> Iterator[tuple[str, date | None]]:
    today = clock.today()
    if one.state == "proposed":
        yield _("征求意见：拟派%(name)s"), None
    if one.state == "consent" and one.refused:
        yield _("有一方不同意：%(name)s"), None
    if one.state == "approved" and one.starts_on < today:
        yield _("催办报到：%(name)s"), one.starts_on
    if one.state in ("in_post", "extended") and one.ends_on < today:
        yield _("期满未鉴定：%(name)s"), one.ends_on


def _for_leader(one: Waiting) -> Iterator[tuple[str, date | None]]:
    if one.state == "consent" and len(one.said) == len(Side) and not one.refused:
        yield _("批准派出%(name)s"), None
    if one.state == "final_appraisal" and {Side.SENDER, Side.RECEIVER} <= one.said:
        yield _("审定%(name)s的鉴定"), one.ends_on


class _Asked(msgspec.Struct):
    posting: int
    name: str
    post: str
    kind: str
    to_on: date


async def _requests(actor: Actor) -> list[Thing]:
    c = PostingChange
    visible = within(Posting.select(Posting.id).where(Posting.state.is_in(list(LIVE))), actor)
    query = c.select(
        c.posting, c.posting._.talent._.name.as_alias("name"), c.posting._.post.as_alias("post"), c.kind, c.to_on
    ).where((c.decision == "") & c.posting.is_in(visible))
    words = {"extend": _("批复%(name)s的延期申请"), "end_early": _("批复%(name)s的提前结束申请")}
    return [
        Thing(words[one.kind] % {"name": one.name}, f"/postings/{one.posting}", one.post, one.to_on)
        for one in await db.rows(query.order_by(c.id).limit(MOST), _Asked)
    ]


class _Need(msgspec.Struct):
    id: int
    post: str
    unit_name: str
    starts_on: date


async def _needs(actor: Actor) -> list[Thing]:
    n = PostNeed
    query = n.select(n.id, n.post, n.unit._.name.as_alias("unit_name"), n.starts_on).where(n.state == "submitted")
    scope = needs_visible_to(actor)
    query = query if scope is None else query.where(scope)
    return [
        Thing(
            _("审核岗位需求：%(post)s") % {"post": one.post}, f"/postings/needs/{one.id}", one.unit_name, one.starts_on
        )
        for one in await db.rows(query.order_by(n.id).limit(MOST), _Need)
    ]
