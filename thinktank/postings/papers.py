# SPDX-License-Identifier: MIT
"""Postings on paper: the notice, the appraisal form that is stamped and filed, the ledger (domain.md §5, §7.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thinktank.documents.fields import Field
from thinktank.documents.ledger import Cell, Column, Ledger, file_name, to_bytes
from thinktank.documents.word import Paper, written_day
from thinktank.identity import queries_units as units
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import Decision, check
from thinktank.papers.kinds import Asked, Kind, Told
from thinktank.postings import queries, rules
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


READERS = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON})
_FACTS = (
    Field("name", "姓名", "陈戊"),
    Field("direction", "方向", "城市建设"),
    Field("sender", "派出单位", "区住建局"),
    Field("receiver", "接收单位", "城东街道"),
    Field("post", "岗位", "规划科科长助理"),
    Field("kind", "历练方式", "横向挂职，全日制"),
    Field("starts_on", "起始", "2026年3月16日"),
    Field("ends_on", "期满", "2026年9月15日"),
    Field("contact", "联系领导", "李主任"),
    Field("mentor", "业务帮带人", "王科长"),
    Field("duties", "岗位职责", "协助推进更新项目"),
    Field("plan", "锻炼计划", "每月走访一个社区"),
)
_LINES = (
    ("姓名", "name"), ("方向", "direction"), ("派出单位", "sender"), ("接收单位", "receiver"), ("岗位", "post"),
    ("历练方式", "kind"), ("起始", "starts_on"), ("期满", "ends_on"), ("联系领导", "contact"), ("业务帮带人", "mentor"),
)  # fmt: skip


async def _load(actor: Actor, asked: Asked) -> PostingView:
    return await queries.get(actor, asked.id)


async def _facts(one: PostingView, day: date | None) -> dict[str, str]:
    """What every paper of a posting says, its units as they were called on the day from which the paper stands."""
    sides = [(one.sender, day, one.sender_name), (one.receiver, day, one.receiver_name)]
    sender, receiver = await units.names_on(sides)
    return {
        "name": one.name,
        "direction": Direction(one.direction).label if one.direction else "",
        "sender": sender,
        "receiver": receiver,
        "post": one.post,
        "kind": f"{one.kind.label}，{_form(one)}",
        "starts_on": written_day(one.arrived_on or one.starts_on),
        "ends_on": written_day(one.ended_on or one.ends_on),
        "contact": one.contact,
        "mentor": one.mentor_name,
        "duties": one.duties,
        "plan": one.plan,
    }


def _form(one: PostingRow) -> str:
    return _("全日制") if one.full_time else _("非全日制")


# -- appraisal form -------------------------------------------------------------------------------------------------

_APPRAISAL = (
    *_FACTS,
    Field("summary", "个人总结（未写为空）", "参与三个项目，独立完成一份方案。"),
    Field("receiver_opinion", "接收单位意见（未签署为空）", "踏实肯干，按期完成任务。"),
    Field("sender_opinion", "派出单位意见（未签署为空）", "同意鉴定。"),
    Field("office_opinion", "组织部意见（未签署为空）", "同意。"),
    Field("grade", "鉴定等次", "优秀"),
)


def _design_appraisal(paper: Paper) -> None:
    paper.facts([(title, f"{{{{ {name} }}}}") for title, name in _LINES])
    paper.facts([("岗位职责", "{{ duties }}"), ("锻炼计划", "{{ plan }}")], across=1)
    paper.box("个人总结", "{{ summary }}", sign="（签名）", lines=10)
    paper.box("接收单位意见", "{{ receiver_opinion }}", sign="（盖章）")
    paper.box("派出单位意见", "{{ sender_opinion }}", sign="（盖章）")
    paper.facts([("鉴定等次", "{{ grade }}")], across=1)
    paper.box("组织部意见", "{{ office_opinion }}", sign="{{ department }}（盖章）")
    paper.note("盖章后的原件按规定归档；本系统只留历练摘要，不是干部人事档案。")


def _may_print(actor: Actor, _one: PostingView) -> Decision:
    return rules.may_print(actor)


async def _tell_appraisal(_actor: Actor, one: PostingView) -> Told:
    """What the reader may see of a posting: an opinion that was not written on line leaves lines to write on."""
    values = await _facts(one, one.ended_on) | {
        "summary": one.summary,
        "receiver_opinion": _said(one, Side.RECEIVER),
        "sender_opinion": _said(one, Side.SENDER),
        "office_opinion": _said(one, "office"),
        "grade": _grade(one),
    }
    return Told(values, one.name, one.sender)


def _said(one: PostingView, side: str) -> str:
    return "\n".join(say.text for say in one.opinions if say.step == "appraisal" and say.side == side)


def _grade(one: PostingView) -> str:
    """The grade that was signed, or all of them to tick."""
    return _(one.grade_label) if one.grade else "　".join(f"□{_(grade.label)}" for grade in Grade)


# -- notice ---------------------------------------------------------------------------------------------------------

_NOTICE = (
    *_FACTS,
    Field("basis", "依据", "区委组织部2026年岗位历练方案"),
    Field("approved_on", "批准日期", "2026年3月10日"),
)


def _design_notice(paper: Paper) -> None:
    paper.addressee("{{ sender }}、{{ receiver }}：")
    paper.paragraph("经研究，决定{{ sender }}{{ name }}同志到{{ receiver }}{{ post }}岗位历练（{{ kind }}）。")
    paper.paragraph("历练时间：{{ starts_on }}至{{ ends_on }}。")
    with paper.when("basis"):
        paper.paragraph("依据：{{ basis }}。")
    with paper.when("duties"):
        paper.paragraph("岗位职责：{{ duties }}")
    paper.paragraph("历练期间，行政、工资关系在派出单位，日常管理由接收单位负责；请接收单位明确联系领导和业务帮带人。")
    paper.signature("{{ department }}", "{{ approved_on }}")
    paper.note("本件为草稿，正式文号和印章按公文办理规定执行。")


def _may_notify(actor: Actor, one: PostingView) -> Decision:
    approved = check(one.approved_at is not None, "批准后才能生成历练通知")
    return rules.may_print(actor) & approved


async def _tell_notice(_actor: Actor, one: PostingView) -> Told:
    approved = clock.day_of(one.approved_at) if one.approved_at else None
    values = await _facts(one, approved) | {
        "starts_on": written_day(one.starts_on),
        "ends_on": written_day(one.ends_on),
        "basis": one.basis.rstrip("。"),
        "approved_on": written_day(approved),
    }
    return Told(values, one.name, one.sender)


APPRAISAL = Kind(
    name="appraisal_form", title="鉴定表", heading="挂职（跟班）锻炼鉴定表", about="期满时各方签署意见、盖章归档",
    subject="posting", path="/postings", door="/postings/{id}/word", roles=READERS, own=_APPRAISAL,
    design=_design_appraisal, load=_load, may=_may_print, tell=_tell_appraisal,
)  # fmt: skip
NOTICE = Kind(
    name="posting_notice", title="挂职通知", heading="关于岗位历练的通知", about="批准后通知派出单位和接收单位",
    subject="posting", path="/postings", roles=READERS, own=_NOTICE, design=_design_notice, load=_load,
    may=_may_notify, tell=_tell_notice,
)  # fmt: skip
PAPERS = (APPRAISAL, NOTICE)


# -- ledger ---------------------------------------------------------------------------------------------------------


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
