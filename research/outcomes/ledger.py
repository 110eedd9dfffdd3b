# SPDX-License-Identifier: MIT
"""The ledger of outcomes, with how far each has come and what proves it."""

from __future__ import annotations

from collections.abc import Sequence

from research.outcomes import queries_ledger
from research.outcomes.papers import READERS
from research.outcomes.queries import Search
from thinktank.documents.ledger import Cell, Column
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.papers.blocks import direction
from thinktank.papers.ledgers import Conditions, LedgerKind

_COLUMNS = (
    Column("成果编号", 14),
    Column("成果名称", 30),
    Column("类型", 12),
    Column("方向", 12),
    Column("所属项目", 26),
    Column("完成单位", 18),
    Column("完成人（贡献）", 22),
    Column("登记日期", 12, "day"),
    Column("等级", 8),
    Column("环节", 12),
    Column("到达日期", 12, "day"),
    Column("机关或单位", 20),
    Column("文号", 18),
    Column("内容", 30),
    Column("审批人", 12),
    Column("停留（天）", 10, "number"),
)


async def _rows(actor: Actor, chosen: Conditions) -> Sequence[Sequence[Cell]]:
    search = Search(chosen.q, chosen.direction, chosen.kind, chosen.stage, chosen.view == "stale")
    return [
        (
            one.number, one.title, _(one.kind_label), direction(one.direction), one.source, one.unit_name, one.authors,
            one.registered_at, one.level, _(one.state_label), one.on, one.body, one.document, one.note, one.approver,
            one.days,
        )
        for one in await queries_ledger.rows(actor, search)
    ]  # fmt: skip


LEDGERS = (
    LedgerKind(name="outcome", title="成果转化台账", path="/outcomes", roles=READERS, columns=_COLUMNS, rows=_rows),
)
