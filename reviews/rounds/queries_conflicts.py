# SPDX-License-Identifier: MIT
"""Reading conflicts of interest: what is on record for an item, and what stands now against whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from reviews.rounds import parties, rules
from reviews.rounds.parties import Subject
from reviews.rounds.queries import task
from reviews.rounds.schemas import Candidate, InterestView, ItemView, TaskView
from reviews.rounds.states import ACTIVE, HIDING, ConflictKind
from reviews.rounds.tables import Assignment, Interest, RoundItem
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.policy import require

MOST = 200


def subject_of(item: ItemView) -> Subject:
    """What an item is about."""
    return Subject(application=item.application, project=item.project, outcome=item.outcome)


async def subject(item: int) -> Subject:
    """What an item is about, by its id; for checks that must see it whoever acts."""
    i = RoundItem
    found = await db.first(i.select(i.application, i.project, i.outcome).where(i.id == item), Subject)
    if found is None:
        raise NotFound
    return found


class _Interest(msgspec.Struct):
    account: int
    name: str
    kind: ConflictKind
    evidence: str
    source: str
    note: str
    lifted_at: datetime | None = None

    def view(self) -> InterestView:
        """The row as others see it."""
        lifted = self.lifted_at is not None
        return InterestView(self.account, self.kind, self.evidence, self.source, lifted, self.name, self.note)


async def interests(item: int) -> list[InterestView]:
    """Return the conflicts on record for an item, those that were lifted among them."""
    n = Interest
    query = n.select(n.account, n.account._.name.as_alias("name"), n.kind, n.evidence, n.source, n.note, n.lifted_at)
    held = (n.active == True) | n.lifted_at.is_not_null()  # noqa: E712 -- a column
    found = await db.rows(query.where((n.item == item) & held).order_by(n.id).limit(MOST), _Interest)
    return [row.view() for row in found]


async def conflicts_of_task(actor: Actor, mine: TaskView) -> list[InterestView]:
    """Return what stands now against the actor's reviewing an item that was assigned to them."""
    found = rules.conflicts_of(actor.account, actor.unit, await parties.parties_of(await subject(mine.item)))
    return rules.standing(found, await interests(mine.item)) if found else []


async def require_no_conflict(actor: Actor, id: int) -> None:  # noqa: A002 -- the assignment
    """Denied with the reason where the actor has become party to what they are to review; writes nothing."""
    mine = await task(actor, id)
    require(rules.told(await conflicts_of_task(actor, mine), blind=mine.blind))


class _Load(msgspec.Struct):
    reviewer: int
    item: int
    state: str


async def candidates(actor: Actor, item: ItemView, kept: list[InterestView] | None = None) -> list[Candidate]:
    """Return the reviewers for the office to choose from; who reads it is not among them (see states.UNTOLD)."""
    return [one for one in await conflicts(item, kept) if one.id != actor.account]


async def shown(actor: Actor, item: int) -> list[InterestView]:
    """Return the conflicts on record for an item that the actor has read, but for what stands against themselves."""
    return rules.shown_to(actor, await interests(item))


async def conflicts(item: ItemView, kept: list[InterestView] | None = None) -> list[Candidate]:
    """Return every reviewer with what stands against assigning them to an item, the free ones first.

    The item has been read through the actor's own door; ``kept`` is what is on record, where that was read already.
    """
    people = await identity.accounts_with_role(Role.REVIEWER)
    behind = await parties.parties_of(subject_of(item))
    inside = await parties.units_inside(behind.own_sides)
    kept = await interests(item.id) if kept is None else kept
    a = Assignment
    live = a.state.is_in([str(state) for state in ACTIVE])
    loads = await db.rows(a.select(a.reviewer, a.item, a.state).where(live).limit(MOST * 50), _Load)
    found = [
        Candidate(
            id=person.id,
            name=person.name,
            unit_name=person.unit_name,
            post=person.post,
            own_side=person.unit in inside,
            taken=any(load.item == item.id for load in loads if load.reviewer == person.id),
            load=sum(load.reviewer == person.id and load.state != ACTIVE[2] for load in loads),
            conflicts=rules.standing(
                rules.conflicts_of(person.id, person.unit, behind), [one for one in kept if one.account == person.id]
            ),
        )
        for person in people
    ]
    return sorted(found, key=lambda one: (not one.free, one.own_side, one.load))


async def uninvolved(item: int, accounts: Sequence[int]) -> list[int]:
    """Return those of some accounts that have no interest in an item: no other is told that there is such a thing."""
    n = Interest
    hidden = (n.item == item) & (n.active == True) & n.kind.is_in([str(kind) for kind in HIDING])  # noqa: E712
    gone = {row["account"] for row in await n.select(n.account).where(hidden & n.account.is_in(list(accounts) or [0]))}
    return [account for account in accounts if account not in gone]
