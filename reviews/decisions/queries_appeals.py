# SPDX-License-Identifier: MIT
"""Appeals, for their authors and for the office that sees the item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from piccolo.columns.combination import WhereRaw

from reviews.decisions import rules
from reviews.decisions.schemas import AppealView
from reviews.decisions.states import APPEAL, OPEN
from reviews.decisions.tables import Appeal
from reviews.rounds import queries as rounds
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.states import ACTIVE
from reviews.rounds.tables import Assignment, RoundItem
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.notices.ladder import Owed

MOST = 100
# In the words of the index review_appeal_open: SQLite takes a partial index for these very words alone.
OPEN_ONES: Any = WhereRaw("review_appeal.state IN ('filed', 'handling')")
DONE: Any = WhereRaw("review_appeal.state NOT IN ('filed', 'handling')")


def _appeals() -> Any:
    a = Appeal
    return a.select(
        a.id, a.item, a.item._.title.as_alias("title"), a.fault, a.name, a.contact, a.text, a.at, a.due_on, a.state,
        a.version, a.answer, a.account, a.handler, a.handler._.name.as_alias("handler_name"), a.answered_at,
    )  # fmt: skip


def _seen(actor: Actor) -> Any:
    """Appeals that the actor may read: one's own, and to the office those of items that it sees."""
    a = Appeal
    own = a.account == (actor.account or -1)
    if not (actor.has(*OFFICE) or actor.is_system):
        return own
    seen = RoundItem.select(RoundItem.id).where((RoundItem.id == a.item) & rounds.visible_to(actor))
    return own | db.there_is(seen)


async def has_scored(actor: Actor, items: Sequence[int]) -> set[int]:
    """Return those of some items on whose panel the actor is or was."""
    a = Assignment
    mine = (a.reviewer == actor.account) & a.state.is_in([str(state) for state in ACTIVE])
    return {row["item"] for row in await a.select(a.item).where(mine & a.item.is_in(list(items) or [0]))}


async def _dressed(actor: Actor, found: list[AppealView]) -> list[AppealView]:
    scored = await has_scored(actor, [one.item for one in found])
    for one in found:
        one.fault_label, one.state_label = _(one.fault.label), _(APPEAL.label(one.state))
        one.late = one.state in OPEN and one.due_on < clock.today()
        judge = one.item in scored
        named = {
            "take": rules.may_take(actor, one, scored=judge),
            "dismiss": rules.may_dismiss(actor, one, scored=judge),
            "uphold": rules.may_uphold(actor, one, scored=judge),
            "withdraw": rules.may_withdraw(actor, one),
        }
        one.actions = [name for name, decision in named.items() if decision]
    return found


async def appeal(actor: Actor, id: int) -> AppealView:  # noqa: A002 -- the record's id
    """Return an appeal; NotFound for everybody but its author and the office."""
    found = await db.rows(_appeals().where(_seen(actor) & (Appeal.id == id)), AppealView)
    if not found:
        raise NotFound
    return (await _dressed(actor, found))[0]


async def of_item(actor: Actor, item: int) -> list[AppealView]:
    """Return an item's appeals that the actor may read, the newest first."""
    query = _appeals().where(_seen(actor) & (Appeal.item == item)).order_by(Appeal.id, ascending=False).limit(MOST)
    return await _dressed(actor, await db.rows(query, AppealView))


async def listed(actor: Actor) -> list[AppealView]:
    """Return the appeals of the office, open ones by the day of their answer, then the newest; empty for others."""
    if not actor.has(*OFFICE):
        return []
    a = Appeal
    seen = _seen(actor)
    waiting = _appeals().where(seen & OPEN_ONES).order_by(a.due_on).order_by(a.id).limit(MOST)
    done = _appeals().where(seen & DONE).order_by(a.id, ascending=False).limit(MOST)
    return await _dressed(actor, [*await db.rows(waiting, AppealView), *await db.rows(done, AppealView)])


async def waiting(actor: Actor) -> list[AppealView]:
    """Return the open appeals that wait for the actor: nobody's yet, or one's own to answer."""
    if not actor.has(*OFFICE):
        return []
    a = Appeal
    mine = a.handler.is_null() | (a.handler == actor.account)
    query = _appeals().where(_seen(actor) & OPEN_ONES & mine).order_by(a.due_on).limit(MOST)
    return [one for one in await _dressed(actor, await db.rows(query, AppealView)) if one.actions]


async def officers_for(item: int, author: int | None) -> list[int]:
    """Return the officers who may look into an appeal: no interest in the item, not on its panel, not its author."""
    a = Assignment
    panel = {row["reviewer"] for row in await a.select(a.reviewer).where(a.item == item)}
    free = await conflicts.uninvolved(item, await identity.account_ids_with_role(Role.OFFICER))
    return [one for one in free if one not in panel and one != author]


async def owed(day: date, *, after: int, limit: int) -> list[Owed]:
    """Return the appeals to be answered by a day, by the key: those that the desk names."""
    a = Appeal
    query = a.select(a.id, a.item, a.due_on, a.handler).where((a.due_on == day) & OPEN_ONES & (a.id > after))
    rows = await query.order_by(a.id).limit(limit)
    return [
        Owed(id=row["id"], project=row["item"], number="", what=_("复核申请"), due_on=row["due_on"],
             account=row["handler"])
        for row in rows
    ]  # fmt: skip


async def keepers(found: Sequence[Owed]) -> dict[int, list[int]]:
    """Return who may look into each of some appeals."""
    return {one.id: await officers_for(one.project, None) for one in found}
