# SPDX-License-Identifier: MIT
"""The form of a change request: what is asked, what it moves, and room for every side's stamp (domain.md §1.3)."""

from __future__ import annotations

from research.changes import queries
from research.changes.schemas import ChangeView
from research.changes.states import Word
from research.projects.papers_parts import READERS
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.papers.blocks import or_none
from thinktank.papers.kinds import Asked, Kind, Told

_FORM = (
    Field("number", "编号", "变2026-003"),
    Field("kind", "变更事项", "延期"),
    Field("project", "项目", "2026-城-003 老旧小区停车资源共享机制研究"),
    Field("made_by", "申请人", "陈戊"),
    Field("sent_on", "申请日期", "2026年8月5日"),
    Field("reason", "理由", "夜间数据需跨部门协调，取得较晚。"),
    listing(
        "moves",
        "变更内容和影响",
        Field("group", "类别", "计划"),
        Field("what", "内容", "结题"),
        Field("before", "变更前", "2026年11月30日"),
        Field("after", "变更后", "2027年1月31日"),
    ),
    Field("unit_opinion", "责任单位意见（未出具为空）", "同意延期。"),
    Field("expert_opinion", "专家意见（没有为空）", "理由充分，同意调整。"),
    Field("proposal", "拟办意见（没有为空）", "拟同意。"),
    Field("decision", "审批意见（未审批为空）", "同意，自2026年8月20日起生效。"),
)


def _design(paper: Paper) -> None:
    facts = [("变更事项", "kind"), ("编号", "number"), ("申请人", "made_by"), ("申请日期", "sent_on")]
    paper.facts([(title, f"{{{{ {name} }}}}") for title, name in facts])
    paper.facts([("项目", "{{ project }}"), ("理由", "{{ reason }}")], across=1)
    with paper.when("moves"):
        columns = [("类别", "{{ one.group }}"), ("内容", "{{ one.what }}")]
        columns += [("变更前", "{{ one.before }}"), ("变更后", "{{ one.after }}")]
        paper.repeat("moves", columns, widths=[24, 52, 40, 40])
    paper.box("责任单位意见", "{{ unit_opinion }}", sign="（盖章）")
    with paper.when("expert_opinion"):
        paper.box("专家意见", "{{ expert_opinion }}", sign="专家（签名）")
    paper.box("拟办意见", "{{ proposal }}", sign="经办人（签名）")
    paper.box("审批意见", "{{ decision }}", sign="（盖章）")
    paper.note("批准生效后，任务书形成新版本，原版本保留。")


async def _load(actor: Actor, asked: Asked) -> ChangeView:
    return await queries.get(actor, asked.id)


def _word(word: str) -> str:
    return Word(word).label if word else ""


def _said(word: str, note: str) -> str:
    return "。".join(part.rstrip("。") for part in (word, note) if part)


async def _tell(_actor: Actor, one: ChangeView) -> Told:
    """What the reader sees of a request on its page."""
    decided = one.decided_at is not None
    effective = f"自{written_day(one.effective_on)}起生效" if one.effective_on else ""
    values = {
        "number": one.number or "未编号",
        "kind": one.kind.label,
        "project": f"{one.project_number} {one.project_title}",
        "made_by": one.made_by_name,
        "sent_on": written_day(clock.day_of(one.sent_at)) if one.sent_at else "未提交",
        "reason": or_none(one.reason),
        "moves": [
            {"group": move.group, "what": move.what, "before": move.before, "after": move.after}
            for move in (*one.asked, *one.would_move)
        ],
        "unit_opinion": _said(_word(one.unit_word), one.unit_note) if one.unit_at else "",
        "expert_opinion": _said(f"{one.experts}：{_word(one.expert_word)}", one.expert_note) if one.expert_at else "",
        "proposal": _said(_word(one.proposal), one.proposal_note) if one.proposed_at else "",
        "decision": _said(_said(one.state_label, one.decision_note), effective) if decided else "",
    }
    return Told(values, f"{one.project_number} {one.kind.label}")


PAPERS = (
    Kind(
        name="change_form", title="变更审批表", heading="课题变更审批表",
        about="变更申请、影响和各方意见，供签批和归档",
        subject="change", path="/changes", roles=READERS, own=_FORM, design=_design, load=_load, tell=_tell,
    ),
)  # fmt: skip
