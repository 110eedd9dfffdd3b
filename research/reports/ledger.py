# SPDX-License-Identifier: MIT
"""The ledger of reports."""

from __future__ import annotations

from collections.abc import Sequence

from research.reports import queries_papers
from thinktank.documents.ledger import Cell, Column
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.papers.ledgers import MOST_ROWS, Conditions, LedgerKind

_COLUMNS = (
    Column("项目编号", 14),
    Column("课题名称", 30),
    Column("负责人", 10),
    Column("报告期", 12),
    Column("应报日期", 12, "day"),
    Column("提交日期", 12, "day"),
    Column("状态", 10),
    Column("完成度（%）", 10, "number"),
    Column("能否按期", 10),
    Column("本期进展", 34),
    Column("存在问题", 26),
    Column("需协调事项", 26),
)


async def _rows(actor: Actor, chosen: Conditions) -> Sequence[Sequence[Cell]]:
    return [
        (
            one.number, one.project_title, one.lead_name, one.label, one.due_on, one.submitted_at, one.state_label,
            one.percent if one.submitted_at else None,
            ("能" if one.on_schedule else "不能") if one.submitted_at else None,
            "本期无变化" if one.no_change else one.progress, one.problems, one.coordination,
        )
        for one in await queries_papers.begun(actor, chosen, most=MOST_ROWS)
    ]  # fmt: skip


LEDGERS = (
    LedgerKind(
        name="reports", title="进展报告台账", path="/reports", roles=OFFICE | {Role.LIAISON, Role.INSPECTOR},
        columns=_COLUMNS, rows=_rows, counted="期",
    ),
)  # fmt: skip
