# SPDX-License-Identifier: MIT
"""The ledger of applications."""

from __future__ import annotations

from collections.abc import Sequence

from research.applications import queries
from thinktank.documents.ledger import Cell, Column
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.papers.blocks import direction
from thinktank.papers.ledgers import MOST_ROWS, Conditions, LedgerKind

_COLUMNS = (
    Column("榜单编号", 14),
    Column("课题", 36),
    Column("方向", 11),
    Column("负责人", 10),
    Column("依托单位", 22),
    Column("提交日期", 12, "day"),
    Column("状态", 12),
    Column("待谁办理", 14),
    Column("自", 12, "day"),
)


async def _rows(actor: Actor, chosen: Conditions) -> Sequence[Sequence[Cell]]:
    search = queries.Search(state=chosen.state)
    found = await queries.applications(actor, search, size=MOST_ROWS, counted=False)
    return [
        (
            one.topic_number, one.topic_title, direction(one.direction), one.lead_name, one.unit_name,
            one.submitted_at, one.state_label, one.holder, one.state_since,
        )
        for one in found.items
    ]  # fmt: skip


LEDGERS = (
    LedgerKind(
        name="applications", title="课题申报台账", path="/applications", roles=OFFICE | {Role.LIAISON},
        columns=_COLUMNS, rows=_rows,
    ),
)  # fmt: skip
