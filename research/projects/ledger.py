# SPDX-License-Identifier: MIT
"""The ledger of projects."""

from __future__ import annotations

from collections.abc import Sequence

from research.projects import queries, queries_papers
from thinktank.documents.ledger import Cell, Column
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.papers.blocks import direction
from thinktank.papers.ledgers import MOST_ROWS, Conditions, LedgerKind

_COLUMNS = (
    Column("项目编号", 14),
    Column("课题名称", 34),
    Column("方向", 11),
    Column("级别", 8),
    Column("负责人", 10),
    Column("责任单位", 20),
    Column("起", 10, "month"),
    Column("止", 10, "month"),
    Column("阶段", 12),
    Column("计划进度（%）", 10, "number"),
    Column("确认进度（%）", 10, "number"),
    Column("亮灯", 8, "light"),
    Column("亮灯原因", 26),
)
_LEVELS = {"major": "重大", "key": "重点", "general": "一般"}


async def _rows(actor: Actor, chosen: Conditions) -> Sequence[Sequence[Cell]]:
    found = await queries_papers.projects(actor, chosen, most=MOST_ROWS)
    plans = await queries.plan_percents([one.id for one in found])
    return [
        (
            one.number, one.title, direction(one.direction), _LEVELS.get(one.level, one.level), one.lead_name,
            one.unit_name, one.starts_on, one.due_on, one.stage_label, plans.get(one.id, 0), one.percent, one.light,
            one.light_reason,
        )
        for one in found
    ]  # fmt: skip


LEDGERS = (
    LedgerKind(
        name="projects", title="课题项目台账", path="/projects", roles=OFFICE | {Role.LIAISON, Role.INSPECTOR},
        columns=_COLUMNS, rows=_rows,
    ),
)  # fmt: skip
