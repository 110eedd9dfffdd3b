# SPDX-License-Identifier: MIT
"""The ledger of change requests."""

from __future__ import annotations

from collections.abc import Sequence

from research.changes import queries_papers
from thinktank.documents.ledger import Cell, Column
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.papers.ledgers import MOST_ROWS, Conditions, LedgerKind

_COLUMNS = (
    Column("编号", 14),
    Column("项目编号", 14),
    Column("课题名称", 34),
    Column("变更事项", 12),
    Column("理由", 40),
    Column("申请人", 10),
    Column("状态", 14),
    Column("自", 12, "day"),
    Column("待谁办理", 12),
)


async def _rows(actor: Actor, chosen: Conditions) -> Sequence[Sequence[Cell]]:
    return [
        (
            one.number, one.project_number, one.project_title, one.kind.label, one.reason, one.made_by_name,
            one.state_label, one.state_since, one.holder,
        )
        for one in await queries_papers.changes(actor, chosen, most=MOST_ROWS)
    ]  # fmt: skip


LEDGERS = (
    LedgerKind(
        name="changes", title="课题变更台账", path="/changes", roles=OFFICE | {Role.LIAISON, Role.INSPECTOR},
        columns=_COLUMNS, rows=_rows,
    ),
)  # fmt: skip
