# SPDX-License-Identifier: MIT
"""The ledger of problems as an Excel file, with the columns that departments use (domain.md §3)."""

from __future__ import annotations

from collections.abc import Sequence

from reviews.problems.schemas import ProblemRow
from thinktank.documents.ledger import Cell, Column, Ledger, file_name, to_bytes
from thinktank.kernel import clock
from thinktank.kernel.i18n import _

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


def problems_ledger(rows: Sequence[ProblemRow], *, department: str, taker: str) -> tuple[str, bytes]:
    """Return the name and the bytes of the ledger as an .xlsx file, marked with who took it and when."""
    today = clock.today()
    sheet = Ledger(
        title=_("青年人才课题问题台账"), unit=department, as_of=today, columns=_COLUMNS, counted=_("条"),
        mark=f"{taker} {clock.local(clock.now()):%Y-%m-%d %H:%M}",
        notes=[(_("导出人"), taker), (_("信息级别"), "P1")],
    )  # fmt: skip
    return file_name(sheet.title, today), to_bytes(sheet, map(_line, rows))


def _line(one: ProblemRow) -> list[Cell]:
    source = f"{_(one.source.label)}　{one.source_label}".strip("　")
    return [
        one.project_title, one.light, one.text, _(one.kind.label), one.found_on, source, one.measure, one.unit_name,
        one.owner_name, one.due_on, one.progress, one.order_number, one.state_label, one.closed_on, one.closed_by_name,
    ]  # fmt: skip
