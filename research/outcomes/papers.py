# SPDX-License-Identifier: MIT
"""The proof that an outcome was adopted, and its registration form (domain.md §1.4, §7.3)."""

from __future__ import annotations

from datetime import date

from research.outcomes import queries
from research.outcomes.schemas import OutcomeView, StepView
from research.outcomes.states import Rung
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.identity import queries_units as units
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.papers.blocks import direction, or_none
from thinktank.papers.kinds import Asked, Kind, Told

READERS = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON, Role.MEMBER})
_HEAD = (
    Field("number", "成果编号", "成2026-001"),
    Field("title", "成果名称", "停车资源共享实施办法建议"),
    Field("kind", "类型", "专报"),
    Field("direction", "方向", "城市建设"),
    Field("project", "所属项目", "2026-城-003 老旧小区停车资源共享机制研究"),
    Field("unit", "完成单位", "区住建局"),
    Field("authors", "完成人", "陈戊、林晓"),
)


async def _load(actor: Actor, asked: Asked) -> OutcomeView:
    return await queries.get(actor, asked.id)


async def _head(one: OutcomeView, day: date | None) -> dict[str, str]:
    """What both papers say, the unit as it was called on the day from which the paper stands."""
    project = f"{one.project_number or ''} {one.project_title or ''}".strip()
    return {
        "number": one.number,
        "title": one.title,
        "kind": one.kind_label,
        "direction": direction(one.direction),
        "project": or_none(project),
        "unit": await units.name_on(one.unit, day, now=one.unit_name),
        "authors": "、".join(author.name for author in one.authors),
    }


# -- adoption -------------------------------------------------------------------------------------------------------

_PROOF = (
    *_HEAD,
    Field("body", "采纳单位", "区城市管理局"),
    Field("document", "采纳文件", "区城管〔2026〕12号"),
    Field("adopted_on", "采纳日期", "2026年9月10日"),
    Field("note", "采纳情况", "办法第三、五条吸收了研究建议。"),
    Field("effect", "应用效果", "两个街道试行后夜间占道减少三成。"),
)


def _design_proof(paper: Paper) -> None:
    paper.addressee("{{ department }}：")
    paper.paragraph("你部组织完成的研究成果《{{ title }}》（{{ number }}）已由我单位采纳，特此证明。")
    paper.facts(
        [
            ("成果名称", "{{ title }}"),
            ("成果编号", "{{ number }}"),
            ("类型", "{{ kind }}"),
            ("完成人", "{{ authors }}"),
            ("采纳文件", "{{ document }}"),
            ("采纳日期", "{{ adopted_on }}"),
        ]
    )
    paper.facts([("所属项目", "{{ project }}"), ("采纳情况", "{{ note }}"), ("应用效果", "{{ effect }}")], across=1)
    paper.signature("{{ body }}（盖章）", "    年  月  日")


def adopted(one: OutcomeView) -> StepView | None:
    """Return the latest step by which an outcome was adopted."""
    return next((step for step in reversed(one.steps) if step.rung == Rung.ADOPTED), None)


def _may_prove(_actor: Actor, one: OutcomeView) -> Decision:
    return check(adopted(one) is not None, "登记采纳后，才能生成采纳证明")


async def _tell_proof(_actor: Actor, one: OutcomeView) -> Told:
    step = adopted(one)
    values = await _head(one, step.on if step else None) | {
        "body": step.body if step else "",
        "document": or_none(step.document if step else ""),
        "adopted_on": written_day(step.on) if step else "",
        "note": or_none(step.note if step else ""),
        "effect": or_none(one.effect),
    }
    return Told(values, f"{one.number} {one.title}", one.unit)


# -- registration ---------------------------------------------------------------------------------------------------

_FORM = (
    *_HEAD,
    Field("registered_on", "登记日期", "2026年8月20日"),
    Field("level", "评价等级（未评价为空）", "A"),
    Field("summary", "内容摘要", "提出错时共享、分区定价和信用管理三项办法。"),
    Field("problem", "解决的问题", "夜间占道停车突出。"),
    Field("practice", "做法", "机关和商业车位夜间开放。"),
    Field("effect", "成效", "夜间占道减少三成。"),
    listing(
        "steps",
        "转化过程",
        Field("on", "日期", "2026年9月10日"),
        Field("what", "环节", "采纳"),
        Field("body", "单位", "区城市管理局"),
        Field("document", "文号", "区城管〔2026〕12号"),
    ),
)


def _design_form(paper: Paper) -> None:
    facts: tuple[tuple[str, str], ...] = (
        ("成果名称", "title"),
        ("成果编号", "number"),
        ("类型", "kind"),
        ("方向", "direction"),
        ("完成单位", "unit"),
    )
    facts += (("完成人", "authors"), ("登记日期", "registered_on"), ("评价等级", "level"))
    paper.facts([(title, f"{{{{ {name} }}}}") for title, name in facts])
    texts = (
        ("所属项目", "project"),
        ("内容摘要", "summary"),
        ("解决的问题", "problem"),
        ("做法", "practice"),
        ("成效", "effect"),
    )
    paper.facts([(title, f"{{{{ {name} }}}}") for title, name in texts], across=1)
    columns = [
        ("日期", "{{ one.on }}"),
        ("环节", "{{ one.what }}"),
        ("单位", "{{ one.body }}"),
        ("文号", "{{ one.document }}"),
    ]
    paper.repeat("steps", columns, widths=[36, 26, 46, 48])
    paper.box("组织部门意见", sign="（盖章）")


async def _tell_form(_actor: Actor, one: OutcomeView) -> Told:
    registered_on = clock.day_of(one.registered_at)
    values = await _head(one, registered_on) | {
        "registered_on": written_day(registered_on),
        "level": one.level,
        "summary": or_none(one.summary),
        "problem": or_none(one.problem),
        "practice": or_none(one.practice),
        "effect": or_none(one.effect),
        "steps": [
            {
                "on": written_day(step.on),
                "what": step.label,
                "body": or_none(step.body),
                "document": or_none(step.document),
            }
            for step in one.steps
        ],
    }
    return Told(values, f"{one.number} {one.title}", one.unit)


PAPERS = (
    Kind(
        name="outcome_form", title="成果登记表", about="成果登记和转化过程，供归档", subject="outcome",
        path="/outcomes", roles=READERS, own=_FORM, design=_design_form, load=_load, tell=_tell_form,
    ),
    Kind(
        name="adoption_proof", title="采纳证明", heading="成果采纳证明", about="登记采纳后由采纳单位核对盖章",
        subject="outcome", path="/outcomes", roles=READERS, own=_PROOF, design=_design_proof, load=_load,
        tell=_tell_proof, may=_may_prove,
    ),
)  # fmt: skip
