# SPDX-License-Identifier: MIT
"""A project on paper: the task agreement, the reports at its gates, the certificate (domain.md §1.4).

Every fact comes from the agreement and from what was recorded since; nothing is typed for a document.
"""

from __future__ import annotations

from functools import partial

import msgspec

from research.applications.papers import team_of
from research.projects import queries_agreement
from research.projects.papers_agreement import AGREEMENT
from research.projects.papers_parts import FACTS, HEAD, READERS, about, head_values, load
from research.projects.schemas import MilestoneRow, ProjectView
from research.projects.states import DECISIONS, GRADES
from research.projects.states import Kind as Gate
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.policy import Decision, check
from thinktank.papers import blocks
from thinktank.papers.blocks import or_none, plain
from thinktank.papers.kinds import Asked, Kind, Told


async def _team(one: ProjectView) -> list[dict[str, str]]:
    return await team_of(one.lead, [(m.talent, m.duty) for m in one.members if m.talent])


# -- reports at the gates -------------------------------------------------------------------------------------------

_GATE = (
    *HEAD,
    *blocks.CONTENT,
    blocks.TEAM,
    listing(
        "indicators",
        "指标对照",
        Field("name", "指标", "走访企业"),
        Field("target", "目标值", "60家"),
        Field("actual", "完成值", "42家"),
        Field("percent", "完成率", "70%"),
    ),
    listing(
        "milestones",
        "里程碑",
        Field("title", "节点", "开题论证"),
        Field("mark", "完成标志", "通过开题论证"),
        Field("due_on", "完成期限", "2026年4月30日"),
        Field("state", "情况", "已完成"),
    ),
    Field("submitted_on", "提交日期", "2026年7月20日"),
    Field("text", "提交的材料", "已完成走访42家，形成问题清单。"),
    Field("mark", "完成标志", "完成现状调研和中期报告"),
    Field("planned", "计划进度", "50%"),
    Field("percent", "确认进度", "45%"),
    Field("result", "评审结论（未评审为空）", "基本正常"),
    Field("reason", "评审意见（未评审为空）", "补充夜间数据。"),
)


def _design_gate(gate: Gate, paper: Paper) -> None:
    paper.heading("课题信息")
    paper.facts(FACTS, wide=("课题名称", "研究期限"))
    paper.heading("课题组")
    blocks.write_team(paper)
    if gate is Gate.KICKOFF:
        paper.heading("研究思路")
        blocks.write_content(paper)
    paper.heading("进展对照任务书" if gate is not Gate.KICKOFF else "研究计划")
    if gate is not Gate.KICKOFF:
        paper.paragraph("计划进度{{ planned }}，确认进度{{ percent }}。")
    columns = [("节点", "{{ one.title }}"), ("完成标志", "{{ one.mark }}")]
    columns += [("完成期限", "{{ one.due_on }}"), ("情况", "{{ one.state }}")]
    paper.repeat("milestones", columns, widths=[38, 56, 36, 26])
    paper.heading("考核指标")
    columns = [("指标", "{{ one.name }}"), ("目标值", "{{ one.target }}"), ("完成值", "{{ one.actual }}")]
    paper.repeat("indicators", [*columns, ("完成率", "{{ one.percent }}")], widths=[66, 32, 32, 26])
    paper.heading({Gate.KICKOFF: "开题说明", Gate.MIDTERM: "阶段成果和问题", Gate.CLOSING: "研究报告摘要"}[gate])
    paper.paragraph("{{ text }}")
    paper.heading("论证与评审意见" if gate is Gate.KICKOFF else "评审意见")
    paper.box("结论", "{{ result }}", sign="专家组组长（签名）")
    paper.box("意见", "{{ reason }}", lines=6)
    paper.box("责任单位意见", sign="（盖章）")
    paper.signature("课题负责人：{{ lead }}", "{{ submitted_on }}")


class _AtGate(msgspec.Struct):
    """A project at one of its gates."""

    id: int
    project: ProjectView
    gate: Gate
    step: MilestoneRow | None


async def _load_gate(gate: Gate, actor: Actor, asked: Asked) -> _AtGate:
    project = await load(actor, asked)
    return _at_gate(gate, project)


def _at_gate(gate: Gate, project: ProjectView) -> _AtGate:
    step = next((one for one in project.milestones if one.kind is gate), None)
    return _AtGate(project.id, project, gate, step)


def _has_gate(gate: Gate, _actor: Actor, thing: _AtGate | ProjectView) -> Decision:
    """A plan without this gate has no report for it."""
    steps = thing.milestones if isinstance(thing, ProjectView) else thing.project.milestones
    return check(any(one.kind is gate for one in steps), f"计划里没有{gate.label}节点")


async def _tell_gate(_actor: Actor, at: _AtGate) -> Told:
    one, step = at.project, at.step
    content = await queries_agreement.content_of(one, one.agreement.content if one.agreement else "")
    words = {code: word for code, (word, _effect) in DECISIONS[at.gate].items()}
    done = step is not None and step.state == "done"
    values = head_values(one) | {
        "problem": or_none(content.problem),
        "goal": or_none(content.goal),
        "effect": or_none(content.effect),
        "approach": or_none(content.approach),
        "team": await _team(one),
        "indicators": [
            {
                "name": target.name,
                "target": f"{plain(target.target)}{target.unit}",
                "actual": f"{plain(target.actual)}{target.unit}",
                "percent": f"{target.percent}%",
            }
            for target in one.indicators
        ],
        "milestones": [
            {
                "title": m.title,
                "mark": or_none(m.mark),
                "due_on": written_day(m.due_on),
                "state": m.state_label,
            }
            for m in one.milestones
        ],
        "submitted_on": written_day(clock.day_of(step.handed_in_at)) if step and step.handed_in_at else "",
        "text": (step.note if step else "") or "（待填写）",
        "mark": or_none(step.mark if step else ""),
        "planned": f"{one.planned}%",
        "percent": f"{one.percent}%",
        "result": words.get(step.result, "") if step and done else "",
        "reason": step.reason if step and done else "",
    }
    return Told(values, about(one), one.unit)


def _gate_kind(gate: Gate, name: str, title: str) -> Kind:
    return Kind(
        name=name,
        title=title,
        heading=f"课题{title}",
        about=f"{gate.label}时由任务书和已记录的进展生成",
        subject="project",
        path="/projects",
        roles=READERS,
        own=_GATE,
        design=partial(_design_gate, gate),
        load=partial(_load_gate, gate),
        may=partial(_has_gate, gate),
        tell=_tell_gate,
    )


# -- certificate ----------------------------------------------------------------------------------------------------

_CERTIFICATE = (
    *HEAD,
    Field("grade", "结题等次", "优秀"),
    Field("closed_on", "结题日期", "2026年11月28日"),
    Field("members", "课题组成员", "陈戊、林晓"),
)
PASSED = frozenset({"excellent", "good", "qualified"})


def _design_certificate(paper: Paper) -> None:
    paper.subtitle("编号：{{ number }}")
    paper.paragraph(
        "课题《{{ title }}》由{{ lead }}同志主持，{{ unit }}承担，经结题评审，等次为{{ grade }}，准予结题。"
    )
    paper.paragraph("课题组成员：{{ members }}。")
    paper.paragraph("研究期限：{{ starts_on }}至{{ due_on }}。")
    paper.paragraph("特发此证。")
    paper.signature("{{ department }}", "{{ closed_on }}")
    paper.note("本件为草稿，编号、印章按规定办理。")


def _may_certify(_actor: Actor, one: ProjectView) -> Decision:
    return check(one.stage == "closed" and one.grade in PASSED, "结题并评为合格以上后，才能生成结题证书")


async def _tell_certificate(_actor: Actor, one: ProjectView) -> Told:
    values = head_values(one) | {
        "grade": GRADES.get(one.grade, ""),
        "closed_on": written_day(clock.day_of(one.closed_at)) if one.closed_at else "",
        "members": "、".join(m.name for m in one.members),
    }
    return Told(values, about(one), one.unit)


_OF_PROJECT = partial(Kind, subject="project", path="/projects", roles=READERS, load=load)
PAPERS = (
    AGREEMENT,
    _gate_kind(Gate.KICKOFF, "kickoff_report", "开题报告"),
    _gate_kind(Gate.MIDTERM, "midterm_report", "中期报告"),
    _gate_kind(Gate.CLOSING, "closing_report", "结题报告"),
    _OF_PROJECT(
        name="closing_certificate", title="结题证书", about="结题合格以上时颁发", own=_CERTIFICATE,
        design=_design_certificate, tell=_tell_certificate, may=_may_certify,
    ),
)  # fmt: skip
