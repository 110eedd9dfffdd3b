# SPDX-License-Identifier: MIT
"""Progress on paper: of one project over its periods, of all projects in a month (领导汇报材料, domain.md §8)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from research.projects import papers_parts as projects
from research.projects.schemas import ProjectView
from research.reports import queries, queries_papers
from research.reports.schemas import ReportRow
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, chinese_number, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.papers.blocks import direction, or_none, plain
from thinktank.papers.kinds import Asked, Kind, Told

_PERIOD = (
    Field("label", "报告期", "2026年6月"),
    Field("state", "状态", "已确认"),
    Field("percent", "完成度", "45%"),
    Field("on_schedule", "能否按期", "能按期"),
    Field("progress", "本期进展", "走访企业12家，形成问题清单。"),
    Field("problems", "存在问题", "夜间数据不全。"),
    Field("next_steps", "下步打算", "7月15日前完成问卷。"),
    Field("coordination", "需协调事项", "请区公安分局提供夜间占道数据。"),
)
_HANDED_IN = frozenset({"submitted", "accepted", "returned"})
_COUNTS = (
    Field("due", "应报期数", "6"),
    Field("handed_in", "已报期数", "5"),
    Field("missed", "缺报期数", "1"),
)


def _period(one: ReportRow) -> dict[str, str]:
    told = one.state in _HANDED_IN
    return {
        "label": one.label,
        "state": one.state_label,
        "percent": f"{one.percent}%" if told else "—",
        "on_schedule": ("能按期" if one.on_schedule else "不能按期") if told else "—",
        "progress": "本期无变化" if one.no_change else or_none(one.progress) if told else "未报",
        "problems": or_none(one.problems) if told else "—",
        "next_steps": or_none(one.next_steps) if told else "—",
        "coordination": or_none(one.coordination) if told else "—",
    }


def _counts(found: Sequence[ReportRow]) -> dict[str, str]:
    due = [one for one in found if one.state not in {"scheduled", "waived"}]
    return {
        "due": str(len(due)),
        "handed_in": str(sum(one.state in _HANDED_IN for one in due)),
        "missed": str(sum(one.state == "missed" for one in due)),
    }


# -- of a project ---------------------------------------------------------------------------------------------------

_SUMMARY = (
    *projects.HEAD,
    Field("stage", "阶段", "实施"),
    Field("percent", "确认进度", "45%"),
    Field("planned", "计划进度", "50%"),
    *_COUNTS,
    listing("indicators", "考核指标", Field("name", "指标", "走访企业"), Field("stands", "完成情况", "42/60家")),
    listing("periods", "各期进展（先后排列）", Field("no", "序号（中文）", "一"), *_PERIOD),
)


def _design_summary(paper: Paper) -> None:
    paper.subtitle("（截至{{ today }}）")
    paper.heading("课题概况")
    paper.facts(projects.FACTS)
    paper.paragraph("目前处于{{ stage }}阶段，计划进度{{ planned }}，确认进度{{ percent }}。")
    paper.paragraph("应报{{ due }}期，已报{{ handed_in }}期，缺报{{ missed }}期。")
    paper.heading("考核指标完成情况")
    paper.repeat("indicators", [("指标", "{{ one.name }}"), ("完成值/目标值", "{{ one.stands }}")], widths=[106, 50])
    paper.heading("各期进展")
    with paper.each("one", "periods"):
        paper.subheading("（{{ one.no }}）{{ one.label }}")
        paper.facts([("状态", "{{ one.state }}"), ("完成度", "{{ one.percent }}，{{ one.on_schedule }}")])
        texts = (
            ("本期进展", "progress"),
            ("存在问题", "problems"),
            ("下步打算", "next_steps"),
            ("需协调事项", "coordination"),
        )
        paper.facts([(title, f"{{{{ one.{name} }}}}") for title, name in texts], across=1)
    paper.signature("课题负责人：{{ lead }}", "{{ today }}")


class _Progress(msgspec.Struct):
    id: int
    project: ProjectView
    periods: list[ReportRow]


async def _load(actor: Actor, asked: Asked) -> _Progress:
    project = await projects.load(actor, asked)
    found = await queries.for_project(actor, asked.id)
    begun = [one for one in reversed(found) if one.state != "scheduled"]
    return _Progress(asked.id, project, begun)


async def _tell_summary(_actor: Actor, found: _Progress) -> Told:
    one = found.project
    values = projects.head_values(one) | {
        "stage": one.stage_label,
        "percent": f"{one.percent}%",
        "planned": f"{one.planned}%",
        **_counts(found.periods),
        "indicators": [
            {"name": target.name, "stands": f"{plain(target.actual)}/{plain(target.target)}{target.unit}"}
            for target in one.indicators
        ],
        "periods": [{"no": chinese_number(n), **_period(each)} for n, each in enumerate(found.periods, start=1)],
    }
    return Told(values, f"{projects.about(one)} 截至{written_day(clock.today())}", one.unit)


# -- of a month -----------------------------------------------------------------------------------------------------

_MONTH = (
    Field("month", "月份", "2026年6月"),
    *_COUNTS,
    Field("delayed", "不能按期的项目数", "1"),
    listing(
        "projects",
        "各项目进展",
        Field("number", "项目编号", "2026-城-003"),
        Field("title", "课题名称", "老旧小区停车资源共享机制研究"),
        Field("direction", "方向", "城市建设"),
        Field("lead", "负责人", "陈戊"),
        *_PERIOD,
    ),
    listing(
        "matters",
        "需协调事项",
        Field("number", "项目编号", "2026-城-003"),
        Field("title", "课题名称", "老旧小区停车资源共享机制研究"),
        Field("text", "事项", "请区公安分局提供夜间占道数据。"),
    ),
)


def _design_month(paper: Paper) -> None:
    paper.subtitle("（{{ month }}）")
    paper.heading("总体情况")
    paper.paragraph(
        "{{ month }}应报{{ due }}期，已报{{ handed_in }}期，缺报{{ missed }}期；预计不能按期的项目{{ delayed }}个。"
    )
    paper.heading("需协调事项")
    with paper.when("matters"):
        columns = [("项目", "{{ one.number }} {{ one.title }}"), ("事项", "{{ one.text }}")]
        paper.repeat("matters", columns, widths=[66, 90])
    with paper.when("not matters"):
        paper.paragraph("无。")
    paper.heading("各项目进展")
    columns = [
        ("项目", "{{ one.number }} {{ one.title }}"),
        ("负责人", "{{ one.lead }}"),
        ("完成度", "{{ one.percent }}"),
    ]
    columns += [
        ("本期进展", "{{ one.progress }}"),
        ("存在问题", "{{ one.problems }}"),
        ("下步打算", "{{ one.next_steps }}"),
    ]
    paper.repeat("projects", columns, widths=[34, 18, 16, 32, 28, 28])
    paper.signature("{{ department }}", "{{ today }}")


async def _tell_month(actor: Actor, asked: Asked) -> Told:
    first, last = queries_papers.month_of(asked.period)
    found = await queries_papers.of_month(actor, first, last)
    month = f"{first.year}年{first.month}月"
    handed_in = [one for one in found if one.state in _HANDED_IN]
    values = {
        "month": month,
        **_counts(found),
        "delayed": str(len({one.project for one in handed_in if not one.on_schedule})),
        "projects": [
            {
                "number": one.number,
                "title": one.project_title,
                "direction": direction(one.direction),
                "lead": one.lead_name,
                **_period(one),
            }
            for one in found
        ],
        "matters": [
            {"number": one.number, "title": one.project_title, "text": one.coordination}
            for one in handed_in
            if one.coordination.strip()
        ],
    }
    return Told(values, month)


PAPERS = (
    Kind(
        name="progress_summary", title="进展汇总", heading="课题进展汇总", about="一个项目各期进展，按任务书对照",
        subject="project", path="/projects", roles=projects.READERS, own=_SUMMARY, design=_design_summary,
        load=_load, tell=_tell_summary,
    ),
    Kind(
        name="month_summary", title="月度进展汇总", heading="课题研究进展情况",
        about="一个月内各项目的进展和需协调事项",
        subject="reports", path="/reports", single=False,
        roles=frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON}), own=_MONTH,
        design=_design_month, tell=_tell_month,
    ),
)  # fmt: skip
