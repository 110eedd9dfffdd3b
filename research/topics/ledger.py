# SPDX-License-Identifier: MIT
"""The ledger of topics."""

from __future__ import annotations

from collections.abc import Sequence

from research.topics import queries, queries_papers
from thinktank.documents.ledger import Cell, Column
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.papers.blocks import direction
from thinktank.papers.ledgers import MOST_ROWS, Conditions, LedgerKind

_COLUMNS = (
    Column("榜单编号", 14),
    Column("题目", 36),
    Column("方向", 11),
    Column("级别", 8),
    Column("立项方式", 11),
    Column("需求单位", 20),
    Column("要解决的问题", 40),
    Column("周期（月）", 10, "number"),
    Column("揭榜截止", 12, "day"),
    Column("状态", 10),
)


async def _rows(actor: Actor, chosen: Conditions) -> Sequence[Sequence[Cell]]:
    search = queries.Search(
        text=chosen.q, direction=chosen.direction, level=chosen.level, state=chosen.state, year=chosen.year
    )
    return [
        (
            one.number, one.title, direction(one.direction), one.level_label, one.track_label, one.requester_name,
            one.problem, one.months, one.closes_on, one.state_label,
        )
        for one in await queries_papers.topics(actor, search, most=MOST_ROWS)
    ]  # fmt: skip


LEDGERS = (
    LedgerKind(
        name="topics", title="课题榜单台账", path="/topics", roles=OFFICE | {Role.LIAISON}, columns=_COLUMNS, rows=_rows
    ),
)
