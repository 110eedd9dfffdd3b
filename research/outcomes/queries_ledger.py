# SPDX-License-Identifier: MIT
"""Outcomes as lines of a ledger: under the very conditions of the list."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from research.outcomes import queries
from research.outcomes.queries import Search
from research.outcomes.states import EVIDENCE, LADDER, Kind
from research.outcomes.tables import Outcome, OutcomeAuthor, OutcomeStep
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.papers.ledgers import MOST_ROWS

AT_ONCE = 400


class LedgerRow(msgspec.Struct):
    """An outcome with its authors and its latest rung."""

    id: int
    number: str
    title: str
    kind: str
    direction: str
    level: str
    state: str
    state_since: datetime
    registered_at: datetime
    unit_name: str
    project_number: str | None
    project_title: str | None
    origin: str
    authors: str = ""
    on: date | None = None
    body: str = ""
    document: str = ""
    note: str = ""
    approver: str = ""

    @property
    def kind_label(self) -> str:
        """The kind's name."""
        return Kind(self.kind).label

    @property
    def state_label(self) -> str:
        """The rung's name."""
        return LADDER.label(self.state)

    @property
    def source(self) -> str:
        """The project that it came from, or where a finished work did."""
        return f"{self.project_number or ''} {self.project_title or ''}".strip() or self.origin

    @property
    def days(self) -> int:
        """How long it has stood on its rung."""
        return (clock.now() - self.state_since).days


async def rows(actor: Actor, search: Search) -> list[LedgerRow]:
    """Return the outcomes that the actor may read under some conditions, newest first, at most ``MOST_ROWS``."""
    o = Outcome
    query = o.select(
        o.id, o.number, o.title, o.kind, o.direction, o.level, o.state, o.state_since, o.registered_at,
        o.unit._.name.as_alias("unit_name"), o.project._.number.as_alias("project_number"),
        o.project._.title.as_alias("project_title"), o.origin,
    ).where(*await queries.wheres(actor, search))  # fmt: skip
    found = await db.rows(query.order_by(o.id, ascending=False).limit(MOST_ROWS), LedgerRow)
    for start in range(0, len(found), AT_ONCE):
        await _furnish({one.id: one for one in found[start : start + AT_ONCE]})
    return found


async def _furnish(some: dict[int, LedgerRow]) -> None:
    a, s = OutcomeAuthor, OutcomeStep
    ids = list(some)
    names: dict[int, list[str]] = {}
    authors = a.select(a.outcome, a.talent._.name.as_alias("name"), a.share).where(a.outcome.is_in(ids))
    for row in await authors.order_by(a.sort):
        names.setdefault(row["outcome"], []).append(f"{row['name']}（{row['share']}%）")
    steps = s.select(s.outcome, s.on, s.body, s.document, s.note, s.approver)
    standing = s.outcome.is_in(ids) & s.reversed_at.is_null() & (s.rung != EVIDENCE)
    for row in await steps.where(standing).order_by(s.id):
        for name in ("on", "body", "document", "note", "approver"):
            setattr(some[row["outcome"]], name, row[name])
    for id_, people in names.items():
        some[id_].authors = "、".join(people)
