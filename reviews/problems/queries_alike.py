# SPDX-License-Identifier: MIT
"""Problems that read alike: earlier ones of a new text, and those that come back again and again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reviews.problems.queries import aged, columns, visible_to
from reviews.problems.schemas import ProblemRow, Recurring, Similar
from reviews.problems.tables import Problem
from thinktank.index import alike
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.policies import queries as policies

MOST_COMPARED = 400
MOST_SHOWN = 5
DAYS_IN_MONTH = 31


async def _recent(actor: Actor) -> tuple[list[ProblemRow], int]:
    """Return the newest problems within the months of the setting, and the likeness that counts."""
    terms = await policies.supervision()
    q = Problem
    since = clock.today() - timedelta(days=DAYS_IN_MONTH * terms.alike_months)
    where = visible_to(actor) & (q.found_on >= since) & (q.state != "dropped")
    found = await db.rows(columns().where(where).order_by(q.id, ascending=False).limit(MOST_COMPARED), ProblemRow)
    return aged(found, clock.today()), terms.alike_percent


async def similar_to(actor: Actor, text: str, *, but: int = 0) -> list[Similar]:
    """Return the recent problems that read like a text, most alike first, at most five, with the words in common.

    The newest four hundred that the actor may see are compared.
    """
    recent, enough = await _recent(actor)
    mine = alike.pairs_of(text)
    scored = [(alike.percent(mine, alike.pairs_of(one.text)), one) for one in recent if one.id != but]
    best = sorted(((score, one) for score, one in scored if score >= enough), key=lambda pair: (-pair[0], -pair[1].id))
    return [
        Similar(
            id=one.id, text=one.text, project_title=one.project_title, state_label=one.state_label, percent=score,
            words=list(alike.words(text, one.text)),
        )
        for score, one in best[:MOST_SHOWN]
    ]  # fmt: skip


async def recurring(actor: Actor) -> list[Recurring]:
    """Return groups of two or more recent problems that read alike, the largest first.

    A problem joins the first group whose oldest-found member it resembles, so that a group hangs together by one text.
    """
    recent, enough = await _recent(actor)
    groups: list[tuple[frozenset[str], list[ProblemRow]]] = []
    for one in reversed(recent):
        pairs = alike.pairs_of(one.text)
        home = next((rows for first, rows in groups if alike.percent(first, pairs) >= enough), None)
        if home is None:
            groups.append((pairs, [one]))
        else:
            home.append(one)
    found = [_group(rows) for _pairs, rows in groups if len(rows) > 1]
    return sorted(found, key=lambda group: (-len(group.problems), -group.problems[0].id))


def _group(rows: list[ProblemRow]) -> Recurring:
    shared: Any = None
    for one in rows[1:]:
        words = set(alike.words(rows[0].text, one.text))
        shared = words if shared is None else shared & words or shared
    return Recurring(words=sorted(shared or (), key=lambda word: (-len(word), word)), problems=rows[::-1])
