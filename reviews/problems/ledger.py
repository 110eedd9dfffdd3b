# SPDX-License-Identifier: MIT
"""The ledger of problems, with the columns that departments use (domain.md §3)."""

from __future__ import annotations

from collections.abc import Sequence

from reviews.problems import queries
from reviews.problems.queries import STAFF
from thinktank.documents.ledger import Cell, Column
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.papers.ledgers import Conditions, LedgerKind

_COLUMNS = (
    Column("项目", 24),
    Column("亮灯", 8, "light"),
    Column("问题", 32),
    Column("类别", 10),
    Column("发现日期", 12, "day"),
    Column("来源", 14),
    Column("整改措施", 30),
    Column("责任单位", 16),
    Column("责任人", 10),
    Column("完成时限", 12, "day"),
    Column("进展", 30),
    Column("督办单", 16),
    Column("状态", 10),
    Column("销号日期", 12, "day"),
    Column("核销人", 10),
)


async def _rows(actor: Actor, chosen: Conditions) -> Sequence[Sequence[Cell]]:
    found = await queries.for_ledger(actor, state=chosen.view, kind=chosen.kind, source=chosen.source)
    return [
        (
            one.project_title, one.light, one.text, _(one.kind.label), one.found_on,
            f"{_(one.source.label)}　{one.source_label}".strip("　"), one.measure, one.unit_name, one.owner_name,
            one.due_on, one.progress, one.order_number, one.state_label, one.closed_on, one.closed_by_name,
        )
        for one in found
    ]  # fmt: skip


LEDGERS = (
    LedgerKind(
        name="problems", title="课题问题台账", path="/problems", roles=frozenset(STAFF), columns=_COLUMNS, rows=_rows,
        counted="条",
    ),
)  # fmt: skip
