# SPDX-License-Identifier: MIT
"""The brief (专报) and the proof of an adoption as Word documents (domain.md §6, §7.3)."""

from __future__ import annotations

from research.adoption import queries
from research.adoption.schemas import AdoptionView, BriefView
from thinktank.documents.fields import Field
from thinktank.documents.word import Paper, written_day
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.papers.blocks import direction, or_none
from thinktank.papers.kinds import Asked, Kind, Told

OFFICE = frozenset({Role.OFFICER, Role.DEPT_LEADER})
_BRIEF = (
    Field("issue", "期号（未报送为空）", "2026年第3期"),
    Field("title", "专报题目", "破解老旧小区停车难的三条建议"),
    Field("addressees", "报送对象", "区委办公室、区政府办公室"),
    Field("problem", "主要问题", "老旧小区停车位缺口大，夜间占道突出。"),
    Field("advice", "对策建议", "机关和商业车位夜间错时开放。"),
    Field("effect", "预期成效（没有为空）", "夜间占道减少三成。"),
    Field("authors", "完成人", "陈戊、林晓"),
    Field("outcome", "成果编号", "成2026-001"),
    Field("signer", "签发人（未签发为空）", "周正"),
    Field("sent_on", "报送日期（未报送为空）", "2026年9月10日"),
)


def _design_brief(paper: Paper) -> None:
    with paper.when("issue"):
        paper.subtitle("{{ issue }}")
    paper.addressee("{{ addressees }}：")
    paper.paragraph("现将青年人才智库课题组形成的“{{ title }}”报上，供参考。")
    paper.heading("主要问题")
    paper.paragraph("{{ problem }}")
    paper.heading("对策建议")
    paper.paragraph("{{ advice }}")
    with paper.when("effect"):
        paper.heading("预期成效")
        paper.paragraph("{{ effect }}")
    paper.signature("{{ department }}", "{{ sent_on }}")
    paper.note("完成人：{{ authors }}　成果编号：{{ outcome }}　签发：{{ signer }}")
    paper.note("正式印发以办公系统为准，本件供起草、送签使用。")


async def _load_brief(actor: Actor, asked: Asked) -> BriefView:
    return (await queries.brief(actor, asked.id))[0]


async def _tell_brief(_actor: Actor, one: BriefView) -> Told:
    values = {
        "issue": one.number,
        "title": one.title,
        "addressees": one.addressees,
        "problem": one.problem,
        "advice": one.advice,
        "effect": one.effect,
        "authors": one.authors,
        "outcome": one.outcome_number,
        "signer": one.signer,
        "sent_on": written_day(one.sent_on) if one.sent_on else "",
    }
    return Told(values, f"{one.number} {one.title}".strip(), one.outcome_unit)


_PROOF = (
    Field("number", "成果编号", "成2026-001"),
    Field("title", "成果名称", "停车资源共享实施办法建议"),
    Field("kind", "类型", "专报"),
    Field("direction", "方向", "城市建设"),
    Field("authors", "完成人", "陈戊、林晓"),
    Field("unit", "采纳单位", "区城市管理局"),
    Field("content", "采纳内容", "办法第三、五条吸收了研究建议。"),
    Field("measures", "用在什么文件或措施", "老旧小区停车管理办法"),
    Field("document", "文号", "区城管〔2026〕12号"),
    Field("adopted_on", "采纳日期", "2026年9月10日"),
    Field("effect", "效果", "夜间占道减少三成。"),
    Field("confirmer", "在线确认人", "李联络"),
)


def _design_proof(paper: Paper) -> None:
    paper.addressee("{{ department }}：")
    paper.paragraph("你部组织完成的研究成果《{{ title }}》（{{ number }}）已由我单位采纳，特此证明。")
    paper.facts(
        [("成果名称", "{{ title }}"), ("成果编号", "{{ number }}"), ("类型", "{{ kind }}"), ("完成人", "{{ authors }}"),
         ("文号", "{{ document }}"), ("采纳日期", "{{ adopted_on }}")]
    )  # fmt: skip
    paper.facts([("采纳内容", "{{ content }}"), ("用于", "{{ measures }}"), ("效果", "{{ effect }}")], across=1)
    paper.signature("{{ unit }}（盖章）", "    年  月  日")
    paper.note("在线确认：{{ confirmer }}")


async def _load_proof(actor: Actor, asked: Asked) -> AdoptionView:
    return await queries.get(actor, asked.id)


def _may_prove(_actor: Actor, one: AdoptionView) -> Decision:
    return check(one.state == "confirmed", "采纳单位确认后，才能生成采纳证明")


async def _tell_proof(_actor: Actor, one: AdoptionView) -> Told:
    values = {
        "number": one.outcome_number,
        "title": one.outcome_title,
        "kind": one.kind_label,
        "direction": direction(one.outcome_direction),
        "authors": one.authors,
        "unit": one.unit_name,
        "content": or_none(one.content),
        "measures": or_none(one.measures),
        "document": or_none(one.document),
        "adopted_on": written_day(one.adopted_on) if one.adopted_on else "",
        "effect": or_none(one.effect),
        "confirmer": one.confirmer,
    }
    return Told(values, f"{one.outcome_number} {one.unit_name}", one.outcome_unit)


PAPERS = (
    Kind(
        name="policy_brief", title="专报", heading="青年人才智库专报", about="由成果生成，供送签报送", subject="brief",
        path="/briefs", roles=OFFICE, own=_BRIEF, design=_design_brief, load=_load_brief, tell=_tell_brief,
    ),
    Kind(
        name="adoption_confirmed", title="采纳证明（在线确认）", heading="成果采纳证明", about="采纳单位确认后盖章",
        subject="adoption", path="/adoptions", roles=OFFICE | {Role.LIAISON}, own=_PROOF, design=_design_proof,
        load=_load_proof, tell=_tell_proof, may=_may_prove,
    ),
)  # fmt: skip
