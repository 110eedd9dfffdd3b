# SPDX-License-Identifier: MIT
"""The ledger of orders as an Excel file, with the columns that departments use (domain.md §3)."""

from __future__ import annotations

from collections.abc import Sequence

from reviews.supervision.schemas import OrderLine
from thinktank.documents.ledger import Cell, Column, Ledger, file_name, to_bytes
from thinktank.kernel import clock
from thinktank.kernel.i18n import _

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
    Column("下发日期", 12, "day"),
    Column("签收日期", 12, "day"),
    Column("整改期限", 12, "day"),
    Column("状态", 10),
    Column("整改情况", 30),
    Column("核查人", 10),
    Column("销号日期", 12, "day"),
)


def orders_ledger(rows: Sequence[OrderLine], *, department: str, taker: str) -> tuple[str, bytes]:
    """Return the name and the bytes of the ledger as an .xlsx file, marked with who took it and when."""
    today = clock.today()
    sheet = Ledger(
        title=_("青年人才课题督查督办台账"), unit=department, as_of=today, columns=_COLUMNS, counted=_("件"),
        mark=f"{taker} {clock.local(clock.now()):%Y-%m-%d %H:%M}",
        notes=[(_("导出人"), taker), (_("信息级别"), "P1")],
    )  # fmt: skip
    return file_name(sheet.title, today), to_bytes(sheet, map(_line, rows))


def _line(one: OrderLine) -> list[Cell]:
    return [
        one.number, _(one.kind.label), one.project_title, one.light, one.matter, one.problem, one.requirement,
        one.unit_name, one.handler_name, one.issued_at, one.received_at, one.due_on, one.state_label, one.reply,
        one.verified_by_name, one.closed_on,
    ]  # fmt: skip
