# SPDX-License-Identifier: MIT
"""Postings on paper: the appraisal form that is stamped and filed, and the ledger (domain.md §5, §7.3)."""

from __future__ import annotations

from collections.abc import Sequence

from thinktank.documents.ledger import Cell, Column, Ledger, file_name, to_bytes
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.postings.schemas import PostingRow, PostingView
from thinktank.postings.states import Grade, Side

_LEDGER = (
    Column("姓名", 10),
    Column("派出单位", 22),
    Column("接收单位", 22),
    Column("岗位", 22),
    Column("历练方式", 14),
    Column("形式", 10),
    Column("方向", 12),
    Column("起始", 12, "day"),
    Column("期满", 12, "day"),
    Column("办理情况", 12),
)
"""Working facts alone (class P1); a grade is an opinion on a person and stays out of a ledger that is handed on."""


def appraisal_form(one: PostingView, *, department: str) -> bytes:
    """Return the appraisal form as a Word document, filled with what the reader may see, with room for the rest.

    An opinion that was not written on line leaves blank lines to write on; every box has a place for stamp and day.
    """
    paper = Paper(_("挂职（跟班）锻炼鉴定表"))
    paper.facts(_facts(one))
    paper.facts([(_("岗位职责"), one.duties), (_("锻炼计划"), one.plan)], across=1)
    paper.box(_("个人总结"), one.summary, sign=_("（签名）"), lines=10)
    paper.box(_("接收单位意见"), _said(one, Side.RECEIVER), sign=_("（盖章）"))
    paper.box(_("派出单位意见"), _said(one, Side.SENDER), sign=_("（盖章）"))
    paper.facts([(_("鉴定等次"), _grade(one))], across=1)
    paper.box(_("组织部意见"), _said(one, "office"), sign=f"{department}{_('（盖章）')}")
    paper.note(_("盖章后的原件按规定归档；本系统只留历练摘要，不是干部人事档案。"))
    return paper.to_bytes()


def _facts(one: PostingView) -> list[tuple[str, str]]:
    return [
        (_("姓名"), one.name),
        (_("方向"), _(Direction(one.direction).label)),
        (_("派出单位"), one.sender_name),
        (_("接收单位"), one.receiver_name),
        (_("岗位"), one.post),
        (_("历练方式"), f"{_(one.kind.label)}，{_form(one)}"),
        (_("起始"), written_day(one.arrived_on or one.starts_on)),
        (_("期满"), written_day(one.ended_on or one.ends_on)),
        (_("联系领导"), one.contact),
        (_("业务帮带人"), one.mentor_name),
    ]


def _form(one: PostingRow) -> str:
    return _("全日制") if one.full_time else _("非全日制")


def _said(one: PostingView, side: str) -> str:
    return "\n".join(say.text for say in one.opinions if say.step == "appraisal" and say.side == side)


def _grade(one: PostingView) -> str:
    """The grade that was signed, or all of them to tick."""
    return _(one.grade_label) if one.grade else "　".join(f"□{_(grade.label)}" for grade in Grade)


def postings_ledger(rows: Sequence[PostingRow], *, department: str, taker: str) -> tuple[str, bytes]:
    """Return the name and the bytes of the ledger of postings as an .xlsx file, marked with who took it and when."""
    today = clock.today()
    ledger = Ledger(
        title=_("青年人才岗位历练台账"),
        unit=department,
        as_of=today,
        columns=_LEDGER,
        mark=f"{taker} {clock.local(clock.now()):%Y-%m-%d %H:%M}",
        notes=[(_("导出人"), taker), (_("信息级别"), "P1"), (_("说明"), _("不含鉴定意见和等次"))],
    )
    return file_name(ledger.title, today), to_bytes(ledger, map(_line, rows))


def _line(one: PostingRow) -> list[Cell]:
    direction = _(Direction(one.direction).label)
    state = _(one.state_label)
    return [
        one.name, one.sender_name, one.receiver_name, one.post, _(one.kind.label), _form(one), direction,
        one.starts_on, one.ends_on, state,
    ]  # fmt: skip
