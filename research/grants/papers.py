# SPDX-License-Identifier: MIT
"""The proposed list for public notice and the grant notice on paper (domain.md §1.2, step 7)."""

from __future__ import annotations

from research.grants import queries
from research.grants.schemas import ListView
from research.grants.states import Verdict
from research.projects.papers_parts import READERS, load
from research.projects.schemas import ProjectView
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.identity import queries_units as units
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.policy import Decision, check
from thinktank.papers.blocks import direction, or_none
from thinktank.papers.kinds import Asked, Kind, Told
from thinktank.policies import queries as policies

# -- the proposed list -----------------------------------------------------------------------------------------------

_NOTICE = (
    Field("title", "名单名称", "2026年度第一批拟立项课题"),
    Field("days", "公示工作日数（期限未定为空）", "5"),
    Field("starts_on", "公示开始", "2026年4月20日"),
    Field("ends_on", "公示截止", "2026年4月27日"),
    Field("steps", "经过的程序", "形式审查、专家评审"),
    listing(
        "projects",
        "拟立项课题",
        Field("number", "榜单编号", "榜2026-01"),
        Field("title", "题目", "老旧小区停车资源共享机制研究"),
        Field("level", "级别", "重点"),
        Field("direction", "方向", "城市建设"),
        Field("lead", "负责人", "陈戊"),
        Field("unit", "依托单位", "区住建局"),
    ),
)


def _design_notice(paper: Paper) -> None:
    paper.paragraph("经申报、{{ steps }}和审定，拟对{{ title }}予以立项，现予公示。")
    with paper.when("days"):
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
    paper.repeat("projects", columns, widths=[12, 30, 48, 24, 20, 22])


async def _load_list(actor: Actor, asked: Asked) -> ListView:
    return await queries.get(actor, asked.id)


def _may_put_up(actor: Actor, one: ListView) -> Decision:
    return check(actor.is_office and one.managed, "公示由组织部起草")


async def _tell_notice(_actor: Actor, one: ListView) -> Told:
    since, until = one.notice_from, one.notice_until
    days = (await policies.calendar()).workdays_between(since, until) if since and until else 0
    names = await units.names_on([(item.unit, since, item.unit_name) for item in one.items])
    values = {
        "title": one.title,
        "days": str(days) if days else "",
        "starts_on": written_day(since),
        "ends_on": written_day(until),
        "steps": "形式审查、专家评审" if any(item.review_title for item in one.items) else "形式审查",
        "projects": [
            {
                "number": item.topic_number,
                "title": item.topic_title,
                "level": item.level_label,
                "direction": direction(item.direction),
                "lead": item.lead_name,
                "unit": name,
            }
            for item, name in zip(one.items, names, strict=True)
            if item.verdict is Verdict.GRANT and item.state != "withdrawn"
        ],
    }
    return Told(values, one.title)


# -- the grant notice --------------------------------------------------------------------------------------------------

_LETTER = (
    Field("number", "项目编号", "2026-城-003"),
    Field("title", "课题名称", "老旧小区停车资源共享机制研究"),
    Field("topic_number", "榜单编号", "榜2026-01"),
    Field("label", "计划名称", "“两个专业”重大课题"),
    Field("direction", "方向", "城市建设"),
    Field("level", "级别", "重点"),
    Field("lead", "负责人", "陈戊"),
    Field("unit", "责任单位", "区住建局"),
    Field("members", "课题组成员", "林晓、王申"),
    Field("starts_on", "起", "2026年4月1日"),
    Field("due_on", "止", "2026年11月30日"),
    Field("granted_on", "立项日期", "2026年3月28日"),
    Field("sign_by", "签订任务书期限", "2026年4月12日"),
    Field("basis", "立项依据", "经评审、公示并报部领导审定"),
)


def _design_letter(paper: Paper) -> None:
    paper.addressee("{{ unit }}、课题负责人{{ lead }}：")
    paper.paragraph("{{ basis }}，同意以下课题列入{{ label }}，现予立项。")
    facts = [("课题名称", "title"), ("项目编号", "number"), ("榜单编号", "topic_number"), ("方向", "direction")]
    facts += [("级别", "level"), ("负责人", "lead"), ("责任单位", "unit"), ("课题组成员", "members")]
    pairs = [(title, f"{{{{ {name} }}}}") for title, name in facts]
    pairs.append(("起止时间", "{{ starts_on }}至{{ due_on }}"))
    paper.facts(pairs, wide=("课题名称", "课题组成员", "起止时间"))
    paper.paragraph("请于{{ sign_by }}前签订任务书，按任务书组织实施，逾期未签的按自动放弃处理。")
    paper.paragraph("责任单位应为课题研究提供必要的时间、数据和条件保障；变更事项应在到期前提出。")
    paper.signature("{{ department }}", "{{ granted_on }}")
    paper.note("本件为草稿，正式文号和印章按公文办理规定执行。")


async def _tell_letter(_actor: Actor, one: ProjectView) -> Told:
    facts = await queries.notice_of(one)
    values = {
        "number": facts.number,
        "title": facts.title,
        "topic_number": or_none(facts.topic_number),
        "label": facts.programme,
        "direction": facts.direction,
        "level": facts.level,
        "lead": facts.lead,
        "unit": facts.unit,
        "members": or_none("、".join(facts.members)),
        "starts_on": written_day(facts.starts_on),
        "due_on": written_day(facts.due_on),
        "granted_on": written_day(facts.granted_on),
        "sign_by": written_day(facts.sign_by),
        "basis": facts.basis,
    }
    return Told(values, f"{facts.number} {facts.title}", one.unit)


LETTER = Kind(
    name="grant_letter", title="立项通知书", about="通知责任单位和负责人课题获准立项", subject="project",
    path="/projects", roles=READERS, own=_LETTER, design=_design_letter, load=load, tell=_tell_letter,
)  # fmt: skip
PAPERS = (
    Kind(
        name="proposed_notice", title="拟立项公示", heading="关于拟立项课题的公示", about="公示一份拟立项名单",
        subject="grant_list", path="/grants", roles=frozenset(OFFICE), own=_NOTICE, design=_design_notice,
        load=_load_list, may=_may_put_up, tell=_tell_notice,
    ),
    LETTER,
)  # fmt: skip
