# SPDX-License-Identifier: MIT
"""Orders on paper, one kind of document for each kind of order, and the circular (domain.md §3)."""

from __future__ import annotations

from functools import partial

from reviews.supervision import queries, queries_papers
from reviews.supervision.schemas import OrderView
from reviews.supervision.states import OrderKind
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.papers.blocks import or_none
from thinktank.papers.kinds import Asked, Kind, Told

READERS = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR})
_ORDER = (
    Field("number", "编号", "督2026-008"),
    Field("matter", "事项", "中期材料逾期未交"),
    Field("project", "项目", "2026-城-003 老旧小区停车资源共享机制研究"),
    Field("unit", "承办单位", "区住建局"),
    Field("handler", "承办人", "陈戊"),
    Field("helpers", "协办（没有为空）", "区城管局"),
    Field("basis", "依据", "任务书第三项节点"),
    Field("problem", "存在问题", "中期报告应于7月31日提交，至今未交。"),
    Field("requirement", "要求", "说明原因，补交材料，明确后续安排。"),
    Field("receive_by", "签收期限", "2026年8月8日"),
    Field("due_on", "完成期限", "2026年8月20日"),
    Field("issued_on", "下发日期", "2026年8月5日"),
    Field("signed_by", "签发人", "部领导"),
    Field("reply", "办理情况（未反馈为空）", "材料已补交。"),
    Field("helped", "协办情况（没有为空）", "区城管局：已派员参加会商。"),
    Field("verified", "核查意见（未核查为空）", "核查通过，予以销号。"),
    listing("attached", "附件", Field("name", "附件名称", "1. 任务书节选.pdf")),
)
_WORDS = {
    OrderKind.REMINDER: "现就下列事项提醒你单位，请及时办理。",
    OrderKind.SUPERVISION: "现就下列事项予以督办，请按要求办理并按期反馈。",
    OrderKind.RECTIFICATION: "经督查，发现下列问题，请限期整改并报送整改情况。",
    OrderKind.TALK: "因下列事项未按要求办理，建议约谈相关负责人。",
}


def _design_order(kind: OrderKind, paper: Paper) -> None:
    paper.subtitle("编号：{{ number }}")
    paper.addressee("{{ unit }}（{{ handler }}）：")
    paper.paragraph(_WORDS[kind])
    paper.facts([("督办事项", "{{ matter }}"), ("项目", "{{ project }}"), ("依据", "{{ basis }}")], across=1)
    paper.facts([("签收期限", "{{ receive_by }}"), ("完成期限", "{{ due_on }}")])
    with paper.when("helpers"):
        paper.facts([("协办", "{{ helpers }}")], across=1)
    paper.facts([("存在问题", "{{ problem }}"), ("有关要求", "{{ requirement }}")], across=1)
    if kind is not OrderKind.TALK:
        paper.box("办理情况", "{{ reply }}", sign="承办人（签名）")
        with paper.when("helped"):
            paper.box("协办情况", "{{ helped }}")
        paper.box("核查意见", "{{ verified }}", sign="核查人（签名）", lines=3)
    with paper.when("attached"):
        paper.line("附件：")
        with paper.each("one", "attached"):
            paper.line("{{ one.name }}")
    paper.signature("{{ department }}", "{{ issued_on }}")
    paper.note("签发：{{ signed_by }}")


async def _load_order(actor: Actor, asked: Asked) -> OrderView:
    return await queries.get(actor, asked.id)


def _of_kind(kind: OrderKind, _actor: Actor, one: OrderView) -> Decision:
    return check(one.kind is kind, f"这是{one.kind.label}，请下载相应的文书")


async def _tell_order(_actor: Actor, one: OrderView) -> Told:
    values = {
        "number": one.number or "未编号",
        "matter": one.matter,
        "project": f"{one.project_number} {one.project_title}",
        "unit": one.unit_name,
        "handler": one.handler_name,
        "helpers": "、".join(beside.label for beside in one.helpers),
        "basis": or_none(one.basis),
        "problem": one.problem,
        "requirement": one.requirement,
        "receive_by": written_day(one.receive_by) or "收到即签",
        "due_on": written_day(one.due_on),
        "issued_on": written_day(clock.day_of(one.issued_at)) if one.issued_at else "",
        "signed_by": one.signed_by_name or "",
        "reply": one.reply,
        "helped": "；".join(f"{beside.label}：{beside.text}" for beside in one.helpers if beside.text),
        "attached": [{"name": f"{n}. {file.name}"} for n, file in enumerate(one.filed("basis"), 1)],
        "verified": one.verify_note or ("核查通过，予以销号。" if one.closed_on else ""),
    }
    return Told(values, f"{one.number} {one.matter}".strip(), one.unit)


def _order_kind(kind: OrderKind) -> Kind:
    return Kind(
        name=f"order_{kind}",
        title=kind.label,
        about="一事一单，由督办记录生成",
        subject="order",
        path="/supervision/orders",
        api="/orders",
        roles=READERS,
        own=_ORDER,
        design=partial(_design_order, kind),
        load=_load_order,
        may=partial(_of_kind, kind),
        tell=_tell_order,
    )


# -- circular -------------------------------------------------------------------------------------------------------

_CIRCULAR = (
    Field("open", "未销号总数", "6"),
    Field("late", "逾期数", "2"),
    listing(
        "overdue",
        "逾期事项",
        Field("number", "编号", "督2026-008"),
        Field("kind", "类型", "督办单"),
        Field("project", "项目", "老旧小区停车资源共享机制研究"),
        Field("matter", "事项", "中期材料逾期未交"),
        Field("handler", "承办人", "陈戊"),
        Field("due_on", "时限", "2026年8月20日"),
        Field("days", "逾期天数", "5"),
    ),
    listing(
        "orders",
        "未销号事项",
        Field("number", "编号", "督2026-008"),
        Field("kind", "类型", "督办单"),
        Field("project", "项目", "老旧小区停车资源共享机制研究"),
        Field("matter", "事项", "中期材料逾期未交"),
        Field("handler", "承办人", "陈戊"),
        Field("due_on", "时限", "2026年8月20日"),
        Field("state", "情况", "办理中"),
    ),
)


def _design_circular(paper: Paper) -> None:
    paper.paragraph("现将课题研究督办事项办理情况通报如下。")
    paper.heading("总体情况")
    paper.paragraph("截至{{ today }}，未销号督办事项{{ open }}项，其中逾期{{ late }}项。")
    paper.heading("逾期事项")
    with paper.when("overdue"):
        columns = [("编号", "{{ one.number }}"), ("类型", "{{ one.kind }}"), ("项目", "{{ one.project }}")]
        columns += [("事项", "{{ one.matter }}"), ("承办人", "{{ one.handler }}"), ("逾期", "{{ one.days }}天")]
        paper.repeat("overdue", columns, widths=[26, 20, 38, 36, 20, 16])
    with paper.when("not overdue"):
        paper.paragraph("无。")
    paper.heading("有关要求")
    paper.paragraph("逾期事项的承办人和责任单位应说明原因，明确完成时间；未逾期事项按时限办理，及时反馈。")
    paper.line("附件：未销号督办事项清单")
    paper.signature("{{ department }}", "{{ today }}")
    paper.appendix("附件")
    paper.caption("未销号督办事项清单")
    columns = [("编号", "{{ one.number }}"), ("类型", "{{ one.kind }}"), ("项目", "{{ one.project }}")]
    columns += [("事项", "{{ one.matter }}"), ("承办人", "{{ one.handler }}"), ("时限", "{{ one.due_on }}")]
    paper.repeat("orders", [*columns, ("情况", "{{ one.state }}")], widths=[22, 18, 30, 26, 18, 26, 16])


def _may_circulate(actor: Actor, _asked: Asked) -> Decision:
    return check(actor.has(*queries.STAFF), "通报由组织部和督查员起草")


async def _tell_circular(actor: Actor, _asked: Asked) -> Told:
    today = clock.today()
    found = await queries_papers.open_orders(actor)
    lines = [
        {
            "number": one.number,
            "kind": one.kind.label,
            "project": one.project_title,
            "matter": one.matter,
            "handler": one.handler_name,
            "due_on": written_day(one.due_on),
        }
        for one in found
    ]
    late = [n for n, one in enumerate(found) if one.due_now is not None and one.due_on < today]
    values = {
        "open": str(len(found)),
        "late": str(len(late)),
        "overdue": [lines[n] | {"days": str((today - found[n].due_on).days)} for n in late],
        "orders": [line | {"state": one.state_label} for line, one in zip(lines, found, strict=True)],
    }
    return Told(values, f"截至{written_day(today)}")


PAPERS = (
    *map(_order_kind, OrderKind),
    Kind(
        name="circular", title="督办通报", heading="课题研究督办情况通报", about="未销号和逾期的督办事项",
        subject="orders", path="/supervision", single=False,
        roles=frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR}), own=_CIRCULAR, design=_design_circular,
        tell=_tell_circular, may=_may_circulate,
    ),
)  # fmt: skip
