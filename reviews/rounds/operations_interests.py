# SPDX-License-Identifier: MIT
"""Conflicts of interest: found, written down, and what follows for an item's staffing."""

from __future__ import annotations

from typing import Any

from research.outcomes.tables import OutcomeAuthor
from research.projects.tables import ProjectMember
from research.topics.tables import Application, ApplicationMember
from reviews.rounds import parties, queries, relations, rules
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.queries_links import finders
from reviews.rounds.schemas import InterestView
from reviews.rounds.states import (
    ACTIVE,
    ASSIGNMENT,
    DERIVED,
    FIRM,
    HIDING,
    ITEM,
    AssignmentState,
    ConflictKind,
    ItemState,
)
from reviews.rounds.tables import Assignment, Interest, RoundItem
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Denied, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail

LIVE = [str(state) for state in ACTIVE]


async def office_of(item: int, owner: int) -> list[int]:
    """Return who of the office is told of an item: who runs the round, or others when that one is party to it."""
    return await conflicts.uninvolved(item, [owner]) or await conflicts.uninvolved(
        item, await identity.account_ids_with_role(Role.OFFICER)
    )


async def tell_office(item: int, assignment: int, title: str, body: str) -> None:
    """Tell who runs the round that an item lacks a reviewer. Inside the open write."""
    owner, name = await queries.owner(item)
    await notices.notify(
        await office_of(item, owner),
        rule="review.lacking",
        kind="round_item",
        record=item,
        title=title,
        body=f"《{name}》　{body}",
        href=f"/reviews/items/{item}",
        occasion=str(assignment),
    )


async def check_conflicts(actor: Actor, assignment: int) -> None:
    """Look once more, at saving, whether the actor has become party to the item.

    A conflict found ends the assignment (in a transaction of its own, so that it stays) and is Denied with the
    reason; from then on the assignment is NotFound. Who only opens it: ``queries.require_no_conflict``.
    """
    task = await queries.task(actor, assignment)
    found = await conflicts.conflicts_of_task(actor, task)
    if not found:
        return
    async with db.write_tx():
        await _exclude(actor, task.item, assignment, found)
    raise Denied(rules.told(found, blind=task.blind).reason + _("。这件评审已停止，感谢说明，请评其他件"))


async def _exclude(actor: Actor, item: int, assignment: int, found: list[InterestView]) -> None:
    text = rules.recorded(found)
    for one in found:
        await note_interest(item, one)
    await move(Assignment, ASSIGNMENT, "exclude", id=assignment, also={Assignment.reason: text})
    await recount(item)
    await notices.forget("assignment", [assignment])
    await trail.record(
        actor, "assignment.excluded", "round_item", item, _("评审专家须回避，停评"), detail=text, staff_only=True
    )
    await tell_office(item, assignment, _("一位评审专家须回避，请补派"), text)


async def note_interest(item: int, one: InterestView, *, by: int | None = None) -> None:
    """Put a conflict on record, once per account and kind; one that was lifted stays so. Inside the open write."""
    n = Interest
    same = (n.item == item) & (n.account == one.account) & (n.kind == str(one.kind))
    kept = await n.select(n.id, n.lifted_at, n.source).where(same).first()
    if kept is None:
        row = n(
            item=item, account=one.account, kind=str(one.kind), source=one.source, evidence=one.evidence, by=by,
            at=clock.now(),
        )  # fmt: skip
        await n.insert(row)
    elif kept["lifted_at"] is None or by is not None or one.kind in FIRM:
        again: dict[Any, Any] = {n.active: True, n.lifted_at: None, n.note: "", n.evidence: one.evidence}
        if by is not None or kept["source"] in DERIVED:
            again |= {n.source: one.source, n.by: by}
        await n.update(again).where(n.id == kept["id"])
    if one.kind in HIDING:
        await notices.forget("round_item", [item], account=one.account)


async def refresh_interests(item: int) -> None:
    """Write down who is party to an item now, or tied to its team; what no longer holds is kept as inactive."""
    n = Interest
    subject = await conflicts.subject(item)
    behind = await parties.parties_of(subject)
    found = [InterestView(account, ConflictKind.TEAM, name) for account, name in behind.team.items()]
    found += [InterestView(account, ConflictKind.MENTOR, name) for account, name in behind.mentors.items()]
    found += await relations.ties(subject)
    for find in finders.values():
        found += await find(subject)
    await n.update({n.active: False}).where((n.item == item) & n.source.is_in(list(DERIVED)))
    for one in found:
        await note_interest(item, one)


async def detect_again(actor: Actor, item: int) -> int:
    """Find an item's conflicts anew and end the assignments that they stand against; return how many ended.

    Inside ``write_tx()``.
    """
    await refresh_interests(item)
    a = Assignment
    behind = await parties.parties_of(await conflicts.subject(item))
    kept = await conflicts.interests(item)
    query = a.select(a.id, a.reviewer, a.reviewer._.unit.as_alias("unit"))
    ended = 0
    for one in await query.where((a.item == item) & a.state.is_in(LIVE)).order_by(a.id):
        own = [interest for interest in kept if interest.account == one["reviewer"]]
        found = rules.standing(rules.conflicts_of(one["reviewer"], one["unit"], behind), own)
        if found:
            await _exclude(actor, item, one["id"], found)
            ended += 1
    return ended


async def detect_among(actor: Actor, where: Any) -> int:
    """Find the conflicts of the undecided items of a Where anew; return how many assignments ended.

    Inside ``write_tx()``.
    """
    i = RoundItem
    rows = await i.select(i.id).where(where & (i.state != str(ItemState.DECIDED))).order_by(i.id)
    return sum([await detect_again(actor, int(row["id"])) for row in rows])


def around(talents: Any) -> Any:
    """The Where of items in which some talents (a list, or a select of them) take part."""
    i, m, am, o = RoundItem, ProjectMember, ApplicationMember, OutcomeAuthor
    projects = m.select(m.project).where(m.talent.is_in(talents) & m.until.is_null())
    applied = am.select(am.application).where(am.talent.is_in(talents))
    led = Application.select(Application.id).where(Application.lead.is_in(talents))
    written = o.select(o.outcome).where(o.talent.is_in(talents))
    return (
        i.project.is_in(projects) | i.application.is_in(led) | i.application.is_in(applied) | i.outcome.is_in(written)
    )


async def recount(item: int) -> None:
    """Count an item's live assignments again; an item that lacks reviewers goes back to being staffed."""
    a, i = Assignment, RoundItem
    states = [row["state"] for row in await a.select(a.state).where((a.item == item) & a.state.is_in(LIVE))]
    done = sum(state == AssignmentState.SUBMITTED for state in states)
    counts: dict[Any, Any] = {i.assigned: len(states), i.submitted: done}
    row = await i.select(i.state, i.submitted, i.extra, i.round._.size.as_alias("size")).where(i.id == item).first()
    if row is None:
        raise NotFound
    full = len(states) >= row["size"] + row["extra"]
    if row["state"] == ItemState.ASSIGNING and full:
        await move(i, ITEM, "fill", id=item, also=counts)
    elif row["state"] == ItemState.SCORING and not full:
        await move(i, ITEM, "lack", id=item, also=counts)
    elif row["state"] in (ItemState.EXPLAINING, ItemState.SCORED, ItemState.DRAFTED) and done < row["submitted"]:
        await move(i, ITEM, "rescore", id=item, also=counts | {i.mean: None, i.decision: "", i.grade: ""})
    else:
        await touch(i, id=item, version=None, values=counts)
