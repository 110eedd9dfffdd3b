# SPDX-License-Identifier: MIT
"""The ledger of orders, with the columns that departments use (domain.md §3)."""

from __future__ import annotations

from collections.abc import Sequence

from reviews.supervision import queries
from reviews.supervision.queries import STAFF
from thinktank.documents.ledger import Cell, Column
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.papers.ledgers import Conditions, LedgerKind

_COLUMNS = (
    Column("文号", 16),
    Column("类型", 10),
    Column("项目", 24),
    Column("亮灯", 8, "light"),
    Column("督办事项", 24),
    Column("存在问题", 30),
    Column("整改要求", 30),
    Column("承办单位", 18),
    Column("承办人", 10),
    Column("协办", 18),
    Column("下发日期", 12, "day"),
    Column("签收日期", 12, "day"),
    Column("整改期限", 12, "day"),
    Column("状态", 10),
    Column("整改情况", 30),
    Column("核查人", 10),
    Column("销号日期", 12, "day"),
)


async def _rows(actor: Actor, chosen: Conditions) -> Sequence[Sequence[Cell]]:
    found = await queries.for_ledger(actor, state=chosen.view, kind=chosen.kind, light=chosen.light)
    return [
        (
            one.number, _(one.kind.label), one.project_title, one.light, one.matter, one.problem, one.requirement,
            one.unit_name, one.handler_name, one.helpers, one.issued_at, one.received_at, one.due_on, one.state_label,
            one.reply, one.verified_by_name, one.closed_on,
        )
        for one in found
    ]  # fmt: skip


LEDGERS = (
    LedgerKind(
        name="orders", title="督查督办台账", path="/supervision", roles=frozenset(STAFF), columns=_COLUMNS,
        rows=_rows, counted="件",
    ),
)  # fmt: skip
