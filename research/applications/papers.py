# SPDX-License-Identifier: MIT
"""The application on paper (domain.md §1.4)."""

from __future__ import annotations

from datetime import date

from research.applications import queries
from research.applications.schemas import ApplicationView
from research.topics.states import Level, Track
from thinktank.documents.fields import Field
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
    Field("basis", "基础和条件", "课题组做过相关调研，单位提供数据。"),
    blocks.TEAM,
    blocks.INDICATORS,
    blocks.MILESTONES,
    Field("nonsecret", "保密承诺", "所填内容不涉及国家秘密和工作秘密。"),
    Field("opinion", "单位意见（未签署为空）", "同意申报，支持开展研究。"),
)


def _design_application(paper: Paper) -> None:
    facts = [("课题题目", "title"), ("榜单编号", "number"), ("方向", "direction"), ("级别", "level")]
    facts += [("立项方式", "track"), ("依托单位", "unit"), ("负责人", "lead")]
    paper.heading("基本信息")
    paper.facts(
        [(title, f"{{{{ {name} }}}}") for title, name in facts] + [("研究期限", "{{ starts_on }}至{{ due_on }}")]
    )
    paper.heading("课题组")
    blocks.write_team(paper)
    paper.heading("研究内容")
    blocks.write_content(paper)
    paper.heading("考核指标")
    blocks.write_indicators(paper)
    paper.heading("步骤与里程碑")
    blocks.write_milestones(paper)
    paper.heading("基础和条件")
    paper.paragraph("{{ basis }}")
    paper.heading("承诺与意见")
    paper.box("保密与诚信承诺", "{{ nonsecret }}课题组对所填内容的真实性负责。", sign="负责人（签名）")
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
        "indicators": blocks.targets(one.indicators),
        "milestones": blocks.plan(one.milestones),
        "nonsecret": "所填内容不涉及国家秘密和工作秘密。" if one.nonsecret else "",
        "opinion": one.unit_opinion,
    }
    return Told(values, about=f"{one.topic_number} {one.topic_title}", unit=one.unit)


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
