# SPDX-License-Identifier: MIT
"""Reading postings within the actor's scope: each side sees its own part of a record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec

from thinktank.index import queries as index
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.paging import Page, bounded_count, newest
from thinktank.policies import queries as policies
from thinktank.policies.kinds import PostingTerms
from thinktank.postings import rules
from thinktank.postings.queries_cautions import cautions_of
from thinktank.postings.queries_scope import OFFICE_ROLES, UNIT_ROLES, covers, needs_visible_to, within
from thinktank.postings.schemas import ChangeView, Counts, Filter, OpinionView, PostingRow, PostingView
from thinktank.postings.states import AHEAD, DONE, LIVE, POSTING, THERE, Change, Side
from thinktank.postings.tables import Posting, PostingChange, PostingOpinion, PostNeed

MOST = 200
MOST_LEDGER = 5000
GROUPS = {"going": THERE, "waiting": AHEAD, "done": DONE}


class LinkSource(msgspec.Struct, frozen=True):
    """What a higher package offers to link needs with: what one can pick, and who is on the team of one."""

    options: Callable[[Actor], Awaitable[list[tuple[int, str]]]]
    team: Callable[[int], Awaitable[dict[int, str]]]


links: dict[str, LinkSource] = {}
"""By kind of record (project); filled by the composition root."""


# -- postings ---------------------------------------------------------------------------------------------------


def row_columns() -> list[Any]:
    """The columns behind every list of postings."""
    p = Posting
    return [
        p.id, p.need, p.talent, p.talent._.name.as_alias("name"), p.sender, p.sender._.name.as_alias("sender_name"),
        p.receiver, p.receiver._.name.as_alias("receiver_name"), p.kind, p.direction, p.post, p.full_time,
        p.starts_on, p.ends_on, p.state, p.state_since, p.grade,
    ]  # fmt: skip


async def listed(
    actor: Actor, chosen: Filter, *, after: str | None = None, before: str | None = None
) -> Page[PostingRow]:
    """Return a page of the ledger, newest first, with a total up to 1000+."""
    p, where = Posting, await _narrowed(chosen)
    total = await bounded_count(within(p.select().where(where), actor), p.id)
    query = within(p.select(*row_columns()).where(where), actor)
    page = await newest(query, PostingRow, p.id, after=after, before=before, total=total)
    for row in page.items:
        _hide_grade(row)
    return page


async def whole_ledger(actor: Actor, chosen: Filter) -> list[PostingRow]:
    """Return everything that a list shows, newest first; of a longer list the newest MOST_LEDGER."""
    return await _all(within(Posting.select(*row_columns()).where(await _narrowed(chosen)), actor), MOST_LEDGER)


async def _narrowed(chosen: Filter) -> Any:
    p = Posting
    where: Any = p.id > 0
    if chosen.state:
        where &= p.state.is_in(list(GROUPS.get(chosen.state, (chosen.state,))))
    for column, value in ((p.kind, chosen.kind), (p.direction, chosen.direction)):
        if value:
            where &= column == value
    if chosen.q.strip():
        match = await index.match("talent", chosen.q)
        where &= (p.id == -1) if match is None else match.where(p.talent)
    return where


def _hide_grade(row: PostingRow) -> None:
    """A grade counts once it is signed."""
    if row.state not in DONE:
        row.grade = ""


async def counts(actor: Actor) -> Counts:
    """Return how many are at a post, how many wait, how many needs are open, as far as the actor may see (to 1000)."""
    p, n = Posting, PostNeed
    going = within(p.select().where(p.state.is_in(list(THERE))), actor)
    waiting = within(p.select().where(p.state.is_in(list(AHEAD))), actor)
    scope = needs_visible_to(actor)
    open_ = n.select().where((n.state == "open") & (n.taken < n.number))
    return Counts(
        going=await bounded_count(going, p.id),
        waiting=await bounded_count(waiting, p.id),
        needs=await bounded_count(open_ if scope is None else open_.where(scope), n.id),
    )


async def of_need(actor: Actor, need: int) -> list[PostingRow]:
    """Return the postings on a need that the actor may see, newest first."""
    p = Posting
    query = within(p.select(*row_columns()).where(p.need == need), actor)
    return await _all(query)


async def of_talent(actor: Actor, talent: int) -> list[PostingRow]:
    """Return a person's postings that the actor may see, newest first."""
    p = Posting
    return await _all(within(p.select(*row_columns()).where(p.talent == talent), actor))


async def of_actor(actor: Actor) -> list[PostingRow]:
    """Return the actor's own postings, newest first."""
    p = Posting
    return await _all(p.select(*row_columns()).where((p.talent._.account == actor.account) & p.asked_at.is_not_null()))


async def of_project(actor: Actor, project: int) -> list[PostingRow]:
    """Return the postings that are linked to a project and that the actor may see, newest first."""
    p = Posting
    query = p.select(*row_columns()).where((p.need._.project == project) & p.state.is_in([*LIVE, *DONE]))
    return await _all(within(query, actor))


async def _all(query: Any, most: int = MOST) -> list[PostingRow]:
    found = await db.rows(query.order_by(Posting.id, ascending=False).limit(most), PostingRow)
    for row in found:
        _hide_grade(row)
    return found


# -- one posting ------------------------------------------------------------------------------------------------


class Full(msgspec.Struct):
    """A posting with everything, and how the actor stands to it: for operations, never for a screen."""

    view: PostingView
    ties: rules.Ties
    terms: PostingTerms


async def load(actor: Actor, id: int) -> Full:  # noqa: A002 -- the record's id
    """Return a posting whole; NotFound outside of the actor's scope."""
    p, n = Posting, Posting.need._
    query = p.select(
        *row_columns(), p.version, p.talent._.account.as_alias("account"), p.first_ends_on, p.basis, p.fit, p.reason,
        p.asked_at, p.approved_at, p.arrived_on, p.contact, p.mentor_name, p.plan, p.half_on, p.half_text, p.half_at,
        p.half_comment, p.summary, p.summary_at, p.ended_on, p.end_reason, n.duties.as_alias("duties"),
        n.project.as_alias("project"), n.project_title.as_alias("project_title"), p.warnings.as_alias("frozen"),
    ).where(p.id == id)  # fmt: skip
    view = await db.first(within(query, actor), PostingView)
    if view is None:
        raise NotFound
    if view.asked_at is not None:
        view.opinions = await _opinions(id)
    if view.state not in AHEAD:
        view.changes = await _changes(id)
        for change in view.changes:
            change.mine = change.asked_by == actor.account
    return Full(view, await ties_of(actor, view), await policies.posting_terms())


async def ties_of(actor: Actor, view: PostingRow) -> rules.Ties:
    """Return how an actor stands to a posting that was read through its scope."""
    p = Posting
    account = getattr(view, "account", None)
    by_unit = {
        role: await covers(actor, (role,), p.sender, view.id, p.direction)
        or await covers(actor, (role,), p.receiver, view.id, p.direction)
        for role in OFFICE_ROLES
    }
    return rules.Ties(
        person=account is not None and account == actor.account,
        sender=await covers(actor, UNIT_ROLES, p.sender, view.id),
        receiver=await covers(actor, UNIT_ROLES, p.receiver, view.id),
        officer=by_unit[Role.OFFICER],
        leader=by_unit[Role.DEPT_LEADER],
    )


async def get(actor: Actor, id: int) -> PostingView:  # noqa: A002 -- the record's id
    """Return a posting as far as the actor may see it, with what may be done; NotFound outside of the scope.

    A unit and the person see what they said themselves and what concerns them; the opinions of the appraisal are
    never shown to the person (domain.md §4, class P3), warnings and refusals of others to nobody but the office.
    """
    full = await load(actor, id)
    view, ties = full.view, full.ties
    view.actions = actions(full)
    if ties.office and view.state in AHEAD:
        view.warnings = await cautions_of(view, full.terms)
    view.sides = [side for side in Side if ties.speaks_for(side)]
    view.holder = _holder(view)
    if not ties.office and not actor.is_system:
        _blank(view, ties)
    _hide_grade(view)
    return view


def _holder(view: PostingView) -> str:
    if view.state == "consent":
        waiting = [side.label for side in Side if not said(view, "consent", side)]
        return "、".join(waiting) or POSTING.transition("approve").who
    return POSTING.holder.get(view.state, "")


def _blank(view: PostingView, ties: rules.Ties) -> None:
    """Take out what is not for this side of a posting."""
    view.opinions = [
        one
        for one in view.opinions
        if ties.speaks_for(one.side) and not (one.side == Side.PERSON and one.step == "appraisal")
    ]
    if not (ties.person or ties.receiver):
        view.half_text = view.half_comment = ""
        view.summary = view.summary if view.state in ("final_appraisal", *DONE) else ""
    view.changes = [one for one in view.changes if one.mine or one.decision == "approved"]
    for change in view.changes:
        if not change.mine:
            change.reason = change.note = ""
    view.fit, view.frozen, view.holder = 0, "", ""
    if view.state == "cancelled":
        view.end_reason = ""


async def _opinions(posting: int) -> list[OpinionView]:
    o = PostingOpinion
    query = o.select(o.step, o.side, o.agrees, o.text, o.on_paper, o.by._.name.as_alias("by_name"), o.at)
    return await db.rows(query.where(o.posting == posting).order_by(o.id).limit(MOST), OpinionView)


async def _changes(posting: int) -> list[ChangeView]:
    c = PostingChange
    query = c.select(
        c.id, c.kind, c.to_on, c.reason, c.asked_by, c.asked_by._.name.as_alias("asked_by_name"), c.asked_at,
        c.decision, c.note, c.decided_at,
    ).where(c.posting == posting)  # fmt: skip
    return await db.rows(query.order_by(c.id, ascending=False).limit(MOST), ChangeView)


def said(view: PostingView, step: str, side: str) -> bool:
    """Whether a side has given its consent (or refusal), or its opinion."""
    return any(one.step == step and one.side == side for one in view.opinions)


def open_change(view: PostingView) -> ChangeView | None:
    """Return the request that waits for an answer."""
    return next((one for one in view.changes if not one.decision), None)


def actions(full: Full) -> list[str]:
    """Return everything that the actor may do now, by the rules that the operations ask."""
    view, ties, state, today = full.view, full.ties, full.view.state, clock.today()
    consents = [one for one in view.opinions if one.step == "consent"]
    agreed = sum(one.agrees for one in consents)
    opened = view.ends_on - timedelta(days=full.terms.appraise_days)
    waiting = open_change(view)
    able: dict[str, Any] = {
        step: rules.may_office_step(ties, step, state=state) for step in ("ask", "take_back", "cancel")
    }
    able |= {step: rules.may_host(ties, step, state=state) for step in ("arrive", "start", "comment_half")}
    able["approve"] = rules.may_approve(ties, state=state, agreed=agreed, refused=len(consents) - agreed)
    able["half"] = rules.may_write(ties, "half", state=state, today=today)
    able["sum_up"] = rules.may_write(ties, "sum_up", state=state, opens_on=opened, today=today)
    able["end"] = rules.may_end(ties, state=state, opinions=sum(one.step == "appraisal" for one in view.opinions))
    able["reopen"] = rules.may_reopen(ties, state=state)
    for side in Side:
        answered, wrote = said(view, "consent", side), said(view, "appraisal", side)
        able[f"consent_{side}"] = rules.may_consent(ties, side, state=state, answered=answered, on_paper=True)
        able[f"opine_{side}"] = rules.may_opine(ties, side, state=state, said=wrote, on_paper=True)
    for kind in Change:
        able[f"ask_{kind}"] = rules.may_ask_change(
            ties, rules.change_step(kind), state=state, waiting=waiting is not None
        )
    if waiting is not None:
        able["decide_change"] = rules.may_decide_change(
            ties, rules.change_step(waiting.kind), state=state, waiting=True
        )
    return [name for name, decision in able.items() if decision]


# -- files ------------------------------------------------------------------------------------------------------


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read what the person handed in."""
    return await db.exists(within(Posting.select(Posting.id).where(Posting.id == record), actor))


def _scans_of(side: str) -> Callable[[Actor, int], Awaitable[bool]]:
    async def may_read(actor: Actor, record: int) -> bool:
        """Stamped papers of a unit: for the department and that unit, never for the person."""
        try:
            full = await load(actor, record)
        except NotFound:
            return False
        return full.ties.office or full.ties.speaks_for(side)

    return may_read


FILE_READERS = {
    "posting": may_read_file,
    "posting_sender": _scans_of("sender"),
    "posting_receiver": _scans_of("receiver"),
}
