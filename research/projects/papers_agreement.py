# SPDX-License-Identifier: MIT
"""The task agreement on paper, in any of its versions (domain.md §1.4)."""

from __future__ import annotations

import msgspec

from research.applications.papers import team_of
from research.projects import queries, queries_agreement
from research.projects.papers_parts import FACTS, HEAD, READERS, about, head_values
from research.projects.schemas import AgreementView, ProjectView, Side
from research.projects.schemas_agreement import AgreementSheet
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.papers import blocks
from thinktank.papers.blocks import or_none
from thinktank.papers.kinds import Asked, Kind, Told

_AGREEMENT = (
    *HEAD,
    Field("version", "版本", "第1版"),
    *blocks.CONTENT,
    Field("content", "研究内容", "一是摸清车位底数；二是比较共享模式；三是提出试行办法。"),
    blocks.TEAM,
    blocks.INDICATORS,
    listing(
        "milestones",
        "里程碑",
        *blocks.MILESTONES.of,
        Field("span", "起止", "2026年4月1日至\n2026年4月30日"),
        Field("person", "责任人", "陈戊"),
    ),
    listing(
        "products",
        "成果清单",
        Field("form", "形式", "调研报告"),
        Field("title", "成果名称", "老旧小区停车资源共享调研报告"),
        Field("mark", "要求", "不少于8000字"),
        Field("due_on", "完成时间", "2026年11月30日"),
    ),
    Field("deliverable", "成果形式（变更过的才有）", "对策建议"),
    Field("budget", "经费（变更过的才有）", "不增加经费"),
    Field("lead_duties", "课题负责人的责任", "1.按期完成研究任务。\n2.如实报送进展。"),
    Field("unit_duties", "责任单位的责任", "1.提供时间、数据和工作条件。\n2.督促课题组按计划推进。"),
    Field("office_duties", "组织部门的责任", "1.组织评审和检查。\n2.协调解决需要协调的事项。"),
    Field("lead_signed", "负责人确认", "2026年4月2日在线确认"),
    Field("unit_signed", "责任单位确认", "2026年4月3日在线确认"),
    Field("office_signed", "主管部门确认", "2026年4月3日在线确认"),
)


def _design_agreement(paper: Paper) -> None:
    paper.subtitle("（{{ number }}　{{ version }}）")
    paper.heading("课题信息")
    paper.facts(FACTS, wide=("课题名称", "研究期限"))
    paper.heading("课题组")
    blocks.write_team(paper)
    paper.heading("研究内容")
    blocks.write_content(paper)
    paper.heading("考核指标")
    blocks.write_indicators(paper)
    paper.heading("里程碑")
    columns = [("节点", "{{ one.title }}"), ("完成标志", "{{ one.mark }}")]
    paper.repeat(
        "milestones", [*columns, ("起止", "{{ one.span }}"), ("责任人", "{{ one.person }}")], widths=[34, 54, 46, 22]
    )
    paper.heading("成果清单")
    columns = [("序号", "{{ loop.index }}"), ("形式", "{{ one.form }}"), ("成果名称", "{{ one.title }}")]
    columns += [("要求", "{{ one.mark }}"), ("完成时间", "{{ one.due_on }}")]
    paper.repeat("products", columns, widths=[12, 26, 46, 28, 44])
    with paper.when("deliverable"):
        paper.paragraph("成果形式按批准的变更执行：{{ deliverable }}")
    with paper.when("budget"):
        paper.paragraph("经费按批准的变更执行：{{ budget }}")
    paper.heading("各方责任")
    for who, name in (("课题负责人", "lead"), ("责任单位", "unit"), ("{{ department }}", "office")):
        paper.heading(who, 2)
        paper.paragraph(f"{{{{ {name}_duties }}}}")
    paper.heading("签署")
    paper.box("课题负责人", "{{ lead_signed }}", sign="（签名）")
    paper.box("责任单位", "{{ unit_signed }}", sign="（盖章）")
    paper.box("{{ department }}", "{{ office_signed }}", sign="（盖章）")


class _Agreed(msgspec.Struct):
    """A project with one version of its agreement."""

    id: int
    project: ProjectView
    sheet: AgreementSheet


async def _load_agreement(actor: Actor, asked: Asked) -> _Agreed:
    project = await queries.get(actor, asked.id)
    return _Agreed(asked.id, project, await queries_agreement.sheet(actor, asked.id, number=asked.version))


async def _tell_agreement(_actor: Actor, agreed: _Agreed) -> Told:
    one, sheet = agreed.project, agreed.sheet
    content, present = sheet.content, sheet.version
    said = {f"{side}_signed": _said(present, side) for side in Side}
    owed = {f"{side}_duties": _counted(content.duties_of(side)) for side in Side}
    values = head_values(one) | {
        "title": content.title,
        "lead": sheet.lead_name,
        "unit": sheet.unit_name,
        "starts_on": written_day(content.starts_on),
        "due_on": written_day(content.due_on),
        "version": f"第{present.number}版",
        "problem": or_none(content.problem),
        "goal": or_none(content.goal),
        "effect": or_none(content.effect),
        "content": or_none(content.content),
        "approach": or_none(content.approach),
        "team": await team_of(content.lead, [(m.talent, m.duty) for m in content.members]),
        "indicators": blocks.targets(content.indicators),
        "milestones": [
            line | {"span": f"{line['starts_on']}至\n{line['due_on']}", "person": sheet.person(step)}
            for line, step in zip(blocks.plan(content.milestones), content.milestones, strict=True)
        ],
        "products": [
            {
                "form": product.form.label,
                "title": product.title,
                "mark": or_none(product.mark),
                "due_on": written_day(product.due_on or content.due_on),
            }
            for product in content.products
        ],
        "deliverable": content.deliverable,
        "budget": content.budget,
        **owed,
        **said,
    }
    about_it = about(one) if sheet.present else f"{about(one)} 第{present.number}版"
    return Told(values, about_it, one.unit)


def _said(version: AgreementView, side: Side) -> str:
    """When and how a side signed; room to sign by hand while it has not."""
    at = version.signed_at(side)
    if at is None:
        return ""
    how = "纸质签署" if getattr(version, f"{side}_paper") else "在线确认"
    return f"{written_day(clock.day_of(at))}{how}"


def _counted(texts: list[str]) -> str:
    return "\n".join(f"{n}.{text}" for n, text in enumerate(texts, start=1))


AGREEMENT = Kind(
    name="agreement", title="任务书", heading="课题任务书", about="三方签署，含指标、里程碑、成果和责任",
    subject="project", path="/projects", roles=READERS, own=_AGREEMENT, design=_design_agreement,
    load=_load_agreement, tell=_tell_agreement,
)  # fmt: skip
