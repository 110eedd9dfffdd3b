# SPDX-License-Identifier: MIT
"""The board: of every rung its newest outcomes, and how many stand on it. It does not grow with the outcomes."""

from __future__ import annotations

from typing import Any

from research.outcomes import queries, queries_counts
from research.outcomes.queries import ON_BOARD, Search
from research.outcomes.schemas_board import AskView, Column, Group, OutcomeCard, RungView
from research.outcomes.states import COLUMNS, LADDER, RUNGS
from research.outcomes.tables import Outcome
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.paging import COUNT_LIMIT, bounded_counts
from thinktank.tally import queries as tally

LIVING = tuple(rung for _title, rungs in COLUMNS for rung in rungs)


async def board(actor: Actor, search: Search | None = None) -> list[Column]:
    """Return the board: of each rung the newest outcomes that the actor may read, with how many there are.

    Four queries, whatever the number of outcomes; two more where a text is looked up. A count beyond a thousand is
    bounded where no tally knows it.
    """
    chosen = search or Search()
    where = await queries.wheres(actor, chosen)
    cards = await _cards(where)
    await queries.furnish(actor, cards)
    counts = await _counts(actor, chosen, where)
    groups = {
        rung: Group(rung, LADDER.label(rung), counts.get(rung, 0), [card for card in cards if card.state == rung])
        for rung in LIVING
    }
    return [Column(title, [groups[rung] for rung in rungs]) for title, rungs in COLUMNS]


async def _cards(where: list[Any]) -> list[OutcomeCard]:
    o = Outcome
    parts = [
        queries.cards().where(o.state == rung, *where).order_by(o.state_since, ascending=False)
        .order_by(o.id, ascending=False).limit(ON_BOARD)
        for rung in LIVING
    ]  # fmt: skip
    return await db.rows(db.stacked(*parts), OutcomeCard)


async def _counts(actor: Actor, search: Search, where: list[Any]) -> dict[str, int]:
    """How many stand on each rung: from the tallies where they know it, else counted up to 1000+."""
    if not (search.text or search.kind or search.stale or search.rung) and queries.visible_to(actor) is None:
        lines = await tally.lines(*queries_counts.NAMES)
        return queries_counts.by_rung([line for line in lines if search.direction in {"", line.key}])
    o = Outcome
    found = await bounded_counts(*((o.select().where(o.state == rung, *where), o.id) for rung in LIVING))
    return dict(zip(LIVING, found, strict=True))


def reached(columns: list[Column]) -> list[tuple[str, str]]:
    """Return for the board's head how many stand in each column, as words: exact, or "1000+"."""
    return [(column.title, _bounded(column)) for column in columns]


def _bounded(column: Column) -> str:
    return f"{COUNT_LIMIT}+" if any(group.n > COUNT_LIMIT for group in column.groups) else str(column.n)


def ladder() -> list[RungView]:
    """Return the ladder as it stands: every rung with what it asks for."""
    return [
        RungView(
            rule.rung, rule.label, list(rule.before),
            [AskView(ask.field, ask.label, bool(ask.missing), [str(one) for one in ask.choices]) for ask in rule.asks],
            rule.proof, rule.form,
        )
        for rule in RUNGS
    ]  # fmt: skip
