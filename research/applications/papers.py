# SPDX-License-Identifier: MIT
"""The application and the proposed list on paper (domain.md §1.2, §1.4)."""

from __future__ import annotations

from datetime import date

from research.applications import queries, queries_papers
from research.applications.schemas import ApplicationView
from research.topics.states import Level, Track
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.papers import blocks
from thinktank.papers.blocks import direction, or_none
from thinktank.papers.kinds import Asked, Kind, Told
from thinktank.policies import queries as policies
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
    values = {
        "number": one.topic_number,
        "title": one.topic_title,
        "direction": direction(one.direction),
        "level": Level(one.level).label,
        "track": Track(one.track).label if one.track in set(Track) else "",
        "lead": one.lead_name,
        "unit": one.unit_name,
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


# -- the proposed list ----------------------------------------------------------------------------------------------

_NOTICE = (
    Field("year", "年度", "2026年"),
    Field("days", "公示工作日数", "5"),
    Field("starts_on", "公示开始", "2026年4月20日"),
    Field("ends_on", "公示截止", "2026年4月27日"),
    listing(
        "projects",
        "拟立项课题",
        Field("number", "榜单编号", "榜2026-01"),
        Field("title", "题目", "老旧小区停车资源共享机制研究"),
        Field("direction", "方向", "城市建设"),
        Field("lead", "负责人", "陈戊"),
        Field("unit", "依托单位", "区住建局"),
    ),
)
NOTICE_DAYS = 5  # working days (domain.md §1.2, step 7)


def _design_notice(paper: Paper) -> None:
    paper.paragraph("经申报、形式审查、专家评审和审定，拟对下列课题予以立项，现予公示。")
    paper.paragraph("公示期为{{ starts_on }}至{{ ends_on }}（{{ days }}个工作日）。")
    paper.paragraph(
        "公示期内，对拟立项课题有异议的，请以书面形式实名向{{ department }}反映，并提供事实依据。"
        "异议限于程序和事实，学术判断不在受理范围。"
    )
    paper.line("附件：拟立项课题名单")
    paper.signature("{{ department }}", "{{ today }}")
    paper.appendix("附件")
    paper.caption("拟立项课题名单")
    columns = [("序号", "{{ loop.index }}"), ("编号", "{{ one.number }}"), ("题目", "{{ one.title }}")]
    columns += [("方向", "{{ one.direction }}"), ("负责人", "{{ one.lead }}"), ("依托单位", "{{ one.unit }}")]
    paper.repeat("projects", columns, widths=[14, 26, 50, 22, 20, 24])


async def _tell_notice(actor: Actor, _asked: Asked) -> Told:
    calendar, start = await policies.calendar(), clock.today()
    values = {
        "year": f"{(await policies.programme()).year}年",
        "days": NOTICE_DAYS,
        "starts_on": written_day(start),
        "ends_on": written_day(calendar.add_workdays(start, NOTICE_DAYS)),
        "projects": [
            {
                "number": one.topic_number,
                "title": one.topic_title,
                "direction": direction(one.direction),
                "lead": one.lead_name,
                "unit": one.unit_name,
            }
            for one in await queries_papers.proposed(actor)
        ],
    }
    return Told(values, about=written_day(start))


def _office(actor: Actor, _thing: object) -> Decision:
    return check(actor.is_office, "公示由组织部起草")


PAPERS = (
    Kind(
        name="application_form", title="申报书", heading="课题申报书", about="由申报内容生成，供单位盖章和存档",
        subject="application", path="/applications", roles=READERS, own=_APPLICATION, design=_design_application,
        load=_load_application, tell=_tell_application,
    ),
    Kind(
        name="proposed_notice", title="拟立项公示", heading="关于拟立项课题的公示", about="列出拟立项和公示中的申报",
        subject="applications", path="/applications", single=False, roles=frozenset(OFFICE), own=_NOTICE,
        design=_design_notice,
        tell=_tell_notice, may=_office,
    ),
)  # fmt: skip
