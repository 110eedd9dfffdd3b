# SPDX-License-Identifier: MIT
"""The letter to a team on paper: what its page says, nobody's name."""

from __future__ import annotations

from reviews.decisions import queries_letters as letters
from reviews.decisions.schemas import LetterView
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.papers.kinds import Asked, Kind, Told

READERS = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.MEMBER, Role.MENTOR, Role.LIAISON, Role.INSPECTOR})
_LETTER = (
    Field("title", "题目", "老旧小区停车资源共享机制研究"),
    Field("number", "编号", "QL26-06"),
    Field("kind", "评审类别", "结题"),
    Field("round", "评审名称", "2026年第一批结题评审"),
    Field("decision", "结论", "修改后通过"),
    Field("grade", "等次", "良好"),
    Field("score", "审定依据", "85.42"),
    Field("decided_on", "公布日期", "2026年8月17日"),
    Field("note", "反馈意见", "同意通过。定稿时请补充两周工作日客流数据。"),
    Field("conditions", "修改要求", "补充工作日客流数据，附噪声与安全责任清单。"),
    Field("conditions_due", "修改期限", "2026年9月1日"),
    Field("appeal_until", "复核期限", "2026年8月24日"),
    listing(
        "remarks", "公开的评审意见", Field("who", "专家序号", "专家1"), Field("about", "对什么的意见", "总体意见"),
        Field("text", "意见", "消费场景分类有数据支撑，建议具体。"),
    ),
)  # fmt: skip


def _design(paper: Paper) -> None:
    paper.paragraph("课题组：")
    paper.paragraph("你组承担的“{{ title }}”（{{ number }}）经{{ round }}，结果反馈如下。")
    paper.facts(
        [("评审类别", "{{ kind }}"), ("结论", "{{ decision }}"), ("等次", "{{ grade }}"), ("审定依据", "{{ score }}"),
         ("公布日期", "{{ decided_on }}"), ("复核期限", "{{ appeal_until }}")]
    )  # fmt: skip
    paper.subheading("反馈意见")
    paper.paragraph("{{ note }}")
    with paper.when("conditions"):
        paper.subheading("修改要求（{{ conditions_due }}前提交）")
        paper.paragraph("{{ conditions }}")
    with paper.when("remarks"):
        paper.subheading("评审意见")
        with paper.each("one", "remarks"):
            paper.paragraph("{{ one.who }}，{{ one.about }}：{{ one.text }}")
    paper.note("对评审程序有异议的，可在复核期限内实名书面申请复核；学术判断不在复核之列。")
    paper.signature("{{ department }}", "{{ decided_on }}")


async def _load(actor: Actor, asked: Asked) -> LetterView:
    return await letters.letter(actor, asked.id)


async def _tell(_actor: Actor, one: LetterView) -> Told:
    values: dict[str, object] = {
        "title": one.title,
        "number": one.number or "—",
        "kind": one.kind_label,
        "round": one.round_title,
        "decision": one.decision_label,
        "grade": one.grade_label or "—",
        "score": "—" if one.score is None else f"{one.score:.2f}",
        "decided_on": written_day(clock.day_of(one.decided_at)) if one.decided_at else "",
        "note": one.note,
        "conditions": one.conditions,
        "conditions_due": written_day(one.conditions_due) if one.conditions_due else "",
        "appeal_until": written_day(one.notice_until) if one.notice_until else "—",
        "remarks": [{"who": r.who, "about": r.about, "text": r.text} for r in one.remarks],
    }
    return Told(values, one.number or one.title)


PAPERS = (
    Kind(
        name="review_letter", title="评审反馈函", about="结论、等次、修改要求和公开的评审意见，不含评审专家姓名",
        subject="round_item", path="/reviews/letters", roles=READERS, own=_LETTER, design=_design, load=_load,
        tell=_tell,
    ),
)  # fmt: skip
