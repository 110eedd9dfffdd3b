# SPDX-License-Identifier: MIT
"""The application on paper (domain.md §1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from research.applications import queries
from research.applications.schemas import ApplicationView
from research.topics.states import Level, Track
from thinktank.documents.fields import NOTHING, Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.identity import queries_units as units
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.papers import blocks
from thinktank.papers.blocks import direction, or_none
from thinktank.papers.kinds import Asked, Kind, Told
from thinktank.talents import queries as talents

READERS = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON, Role.MEMBER})

# -- the application ------------------------------------------------------------------------------------------------

_APPLICATION = (
    Field("number", "榜单编号", "榜2026-01"),
    Field("title", "题目", "老旧小区停车资源共享机制研究"),
    Field("direction", "方向", "城市建设"),
    Field("level", "级别", "重点"),
    Field("track", "立项方式", "揭榜挂帅"),
    Field("lead", "负责人", "陈戊"),
    Field("unit", "依托单位", "区住建局"),
    Field("starts_on", "起", "2026年4月1日"),
    Field("due_on", "止", "2026年11月30日"),
    *blocks.CONTENT,
    Field("content", "研究内容", "摸清停车供需；比较外地做法；设计共享机制并试行。"),
    Field("basis", "基础和条件", "课题组做过相关调研，单位提供数据。"),
    blocks.TEAM,
    listing(
        "indicators", "考核指标", Field("name", "指标", "走访小区"), Field("target", "目标值和单位", "60个"),
        Field("number", "目标值", "60"), Field("unit", "单位", "个"),
    ),
    blocks.MILESTONES,
    listing(
        "products", "预期成果", Field("form", "形式", "调研报告"),
        Field("title", "成果名称", "老旧小区停车资源共享调研报告"),
    ),
    listing(
        "costs", "经费预算（不填则没有）", Field("item", "支出项目", "差旅"), Field("amount", "金额（元）", "3000"),
        Field("basis", "测算依据", "两地调研，4人次"),
    ),
    Field("costs_total", "经费合计（元）", "3000"),
    Field("nonsecret", "保密承诺", "所填内容不涉及国家秘密和工作秘密。"),
    Field("pledge", "诚信承诺", "内容真实，数据可核，没有抄袭和重复申报。"),
    Field("opinion", "单位意见（未签署为空）", "同意申报，支持开展研究。"),
)  # fmt: skip


_BLOCKS = (
    ("问题导向", "problem"), ("目标导向", "goal"), ("效果导向", "effect"), ("研究内容", "content"),
    ("研究方法和步骤", "approach"), ("基础和条件", "basis"),
)  # fmt: skip
_TARGETS = (
    ("序号", "{{ loop.index }}"), ("指标", "{{ one.name }}"), ("目标值", "{{ one.number }}"),
    ("单位", "{{ one.unit }}"),
)  # fmt: skip
_STEPS = (
    ("类别", "{{ one.kind }}"), ("节点", "{{ one.title }}"), ("完成标志", "{{ one.mark }}"),
    ("开始", "{{ one.starts_on }}"), ("完成期限", "{{ one.due_on }}"),
)  # fmt: skip
_PRODUCTS = (("序号", "{{ loop.index }}"), ("形式", "{{ one.form }}"), ("成果名称", "{{ one.title }}"))
_COSTS = (("支出项目", "{{ one.item }}"), ("金额（元）", "{{ one.amount }}"), ("测算依据", "{{ one.basis }}"))


def _write_rows(paper: Paper, source: str, columns: Sequence[tuple[str, str]], widths: Sequence[int]) -> None:
    """Write lines as a table, 无 where there are none: finished work comes without targets and plan."""
    with paper.when(source):
        paper.repeat(source, columns, widths=widths)
    with paper.when(f"not {source}"):
        paper.paragraph(NOTHING)


def _design_application(paper: Paper) -> None:
    facts = [("课题题目", "title"), ("榜单编号", "number"), ("方向", "direction"), ("级别", "level")]
    facts += [("立项方式", "track"), ("依托单位", "unit"), ("负责人", "lead")]
    paper.heading("基本信息")
    paper.facts(
        [(title, f"{{{{ {name} }}}}") for title, name in facts] + [("研究期限", "{{ starts_on }}至{{ due_on }}")]
    )
    paper.heading("课题组")
    blocks.write_team(paper)
    paper.heading("问题、目标、效果")
    for title, name in _BLOCKS:
        paper.heading(title, 2)
        paper.paragraph(f"{{{{ {name} }}}}")
    paper.heading("考核指标")
    _write_rows(paper, "indicators", _TARGETS, [14, 86, 30, 26])
    paper.heading("步骤与里程碑")
    _write_rows(paper, "milestones", _STEPS, [22, 30, 36, 34, 34])
    paper.heading("预期成果及形式")
    _write_rows(paper, "products", _PRODUCTS, [14, 36, 106])
    paper.heading("经费预算")
    with paper.when("costs"):
        paper.repeat("costs", _COSTS, widths=[44, 36, 76])
        paper.line("合计{{ costs_total }}元")
    with paper.when("not costs"):
        paper.paragraph("不列经费")
    paper.heading("承诺与意见")
    paper.box("保密与诚信承诺", "{{ nonsecret }}{{ pledge }}课题组对所填内容的真实性负责。", sign="负责人（签名）")
    paper.box("依托单位意见", "{{ opinion }}", sign="（盖章）")
    paper.box("组织部门意见", sign="（盖章）")


async def _load_application(actor: Actor, asked: Asked) -> ApplicationView:
    return await queries.application(actor, asked.id)


async def team_of(lead: int, members: list[tuple[int, str]]) -> list[dict[str, str]]:
    """Return the lead and the members with unit, post and duty; working facts alone (class P1)."""
    found = {one.id: one for one in await talents.options([lead, *(talent for talent, _duty in members)])}
    lines = [(lead, "负责人"), *((talent, duty or "参与研究") for talent, duty in members if talent != lead)]
    return [
        {"name": found[talent].name, "unit": found[talent].unit_name, "post": or_none(found[talent].post), "duty": duty}
        for talent, duty in lines
        if talent in found
    ]


async def _tell_application(_actor: Actor, one: ApplicationView) -> Told:
    submitted_on = clock.day_of(one.submitted_at) if one.submitted_at else None
    values = {
        "number": one.topic_number,
        "title": one.topic_title,
        "direction": direction(one.direction),
        "level": Level(one.level).label,
        "track": Track(one.track).label if one.track in set(Track) else "",
        "lead": one.lead_name,
        "unit": await units.name_on(one.unit, submitted_on, now=one.unit_name),
        "starts_on": written_day(one.starts_on or _first(one)),
        "due_on": written_day(one.due_on or _last(one)),
        "problem": or_none(one.problem),
        "goal": or_none(one.goal),
        "effect": or_none(one.effect),
        "approach": or_none(one.approach),
        "basis": or_none(one.basis),
        "team": await team_of(one.lead, [(m.talent, m.duty) for m in one.members]),
        "content": or_none(one.content),
        "indicators": [
            line | {"number": blocks.plain(target.target), "unit": target.unit}
            for line, target in zip(blocks.targets(one.indicators), one.indicators, strict=True)
        ],
        "milestones": blocks.plan(one.milestones),
        "products": [{"form": product.form.label, "title": product.title} for product in one.products],
        "costs": [
            {"item": cost.item, "amount": blocks.plain(cost.amount), "basis": or_none(cost.basis)} for cost in one.costs
        ],
        "costs_total": blocks.plain(sum((cost.amount for cost in one.costs), Decimal(0))),
        "nonsecret": "所填内容不涉及国家秘密和工作秘密。" if one.nonsecret else "",
        "pledge": "内容真实，数据可核，没有抄袭和重复申报。" if one.pledge else "",
        "opinion": _opinion(one),
    }
    return Told(values, about=f"{one.topic_number} {one.topic_title}", unit=one.unit)


def _opinion(one: ApplicationView) -> str:
    """The unit's opinion with its word, where the text does not begin with it; blank while it was not signed."""
    if not one.unit_opinion:
        return ""
    word = "不同意" if one.unit_agrees is False else "同意"
    return one.unit_opinion if one.unit_opinion.startswith(word) else f"{word}申报。{one.unit_opinion}"


def _first(one: ApplicationView) -> date | None:
    return min((step.starts_on for step in one.milestones), default=None)


def _last(one: ApplicationView) -> date | None:
    return max((step.due_on for step in one.milestones), default=None)


PAPERS = (
    Kind(
        name="application_form", title="申报书", heading="课题申报书", about="由申报内容生成，供单位盖章和存档",
        subject="application", path="/applications", roles=READERS, own=_APPLICATION, design=_design_application,
        load=_load_application, tell=_tell_application,
    ),
)  # fmt: skip
