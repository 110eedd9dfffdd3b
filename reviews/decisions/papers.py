# SPDX-License-Identifier: MIT
"""On paper: the letter to a team, nobody's name in it; the minutes of a panel for the office, everybody's."""

from __future__ import annotations

from decimal import Decimal

from reviews.decisions import queries_letters as letters
from reviews.decisions.schemas import LetterView
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import ItemState, word_label
from reviews.scoring import queries as scoring
from reviews.scoring.schemas import PanelRow, Result
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.papers.blocks import plain
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


def _may_send(_actor: Actor, found: LetterView | ItemView) -> Decision:
    decided = isinstance(found, LetterView) or found.state == ItemState.DECIDED  # offered by the item, made of a letter
    return check(decided, "还没有审定")


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


# -- minutes ------------------------------------------------------------------------------------------------------

_MINUTES = (
    Field("title", "题目", "老旧小区停车资源共享机制研究"),
    Field("number", "编号", "QL26-06"),
    Field("lead", "负责人", "周明（区住房和城乡建设局）"),
    Field("round", "评审名称", "2026年第一批结题评审"),
    Field("kind", "评审类别", "结题"),
    Field("count", "有效评分表", "5"),
    Field("basis", "审定依据的名称", "去高去低均分"),
    Field("decided", "审定依据", "85.42"),
    Field("mean", "原始均分", "84.98"),
    Field("median", "中位数", "86.40"),
    Field("spread", "标准差", "4.50"),
    Field("reach", "极差", "11.65"),
    Field("calibrated", "校准均分（参考）", "85.52"),
    Field("alpha", "一致性α（参考）", "0.71，95%区间0.52至0.84"),
    Field("marks", "需注意的情形", "专家意见分歧较大"),
    Field("decision", "结论", "通过"),
    Field("grade", "等次", "良好"),
    Field("note", "反馈意见", "同意通过。"),
    Field("conditions", "修改要求", "补充工作日客流数据。"),
    Field("over_reason", "超出优秀名额的理由", "两项同获市级采纳。"),
    listing(
        "panel", "评审组", Field("name", "专家", "秦壬"), Field("unit", "单位", "市规划院"),
        Field("total", "总分", "86.40"), Field("out", "去留", "最高，已去"), Field("advice", "建议", "通过"),
        Field("opinion", "意见", "对策具体，可用于下年度计划。"), Field("reason", "评分理由", "样本集中在周末。"),
    ),
    listing("criteria", "分项", Field("name", "指标", "任务完成"), Field("weight", "权重", "20%"),
            Field("mean", "均分", "85.8"), Field("range", "最低到最高", "80至91")),
    listing("vetoes", "否决项", Field("text", "内容", "数据不真实"), Field("n", "认定人数", "1")),
)  # fmt: skip


def _design_minutes(paper: Paper) -> None:
    paper.subtitle("（{{ round }}）")
    paper.facts([("题目", "{{ title }}")], across=1)
    paper.facts(
        [
            ("编号", "{{ number }}"),
            ("评审类别", "{{ kind }}"),
            ("负责人", "{{ lead }}"),
            ("有效评分表", "{{ count }}份"),
        ]
    )
    paper.subheading("一、评审组和评分")
    columns = [("序号", "{{ loop.index }}"), ("专家", "{{ one.name }}"), ("单位", "{{ one.unit }}")]
    columns += [("总分", "{{ one.total }}"), ("去留", "{{ one.out }}"), ("建议", "{{ one.advice }}")]
    paper.repeat("panel", columns, widths=[14, 24, 48, 20, 26, 24])
    paper.subheading("二、分项得分")
    columns = [("指标", "{{ one.name }}"), ("权重", "{{ one.weight }}"), ("均分", "{{ one.mean }}")]
    paper.repeat("criteria", [*columns, ("最低到最高", "{{ one.range }}")], widths=[70, 24, 28, 34])
    paper.subheading("三、汇总")
    paper.facts(
        [("{{ basis }}（审定依据）", "{{ decided }}"), ("原始均分", "{{ mean }}"), ("中位数", "{{ median }}"),
         ("标准差", "{{ spread }}"), ("极差", "{{ reach }}"), ("校准均分（参考）", "{{ calibrated }}")]
    )  # fmt: skip
    paper.facts([("一致性α（参考）", "{{ alpha }}")], across=1)
    with paper.when("marks"):
        paper.paragraph("{{ marks }}")
    with paper.when("vetoes"), paper.each("one", "vetoes"):
        paper.paragraph("否决项：{{ one.text }}（{{ one.n }}位专家认定）")
    paper.subheading("四、评审意见")
    with paper.each("one", "panel"):
        paper.paragraph("{{ loop.index }}. {{ one.opinion }}")
        with paper.when("one.reason"):
            paper.paragraph("评分理由：{{ one.reason }}")
    paper.subheading("五、审定")
    paper.facts([("结论", "{{ decision }}"), ("等次", "{{ grade }}")])
    paper.paragraph("{{ note }}")
    with paper.when("conditions"):
        paper.paragraph("修改要求：{{ conditions }}")
    with paper.when("over_reason"):
        paper.paragraph("超出优秀名额的理由：{{ over_reason }}")
    paper.box("评审组成员签名", sign="（签名）")
    paper.note("校准均分和一致性只供参考，不改变审定依据。本件含评审专家姓名，不得外传。")


async def _load_result(actor: Actor, asked: Asked) -> Result:
    return await scoring.result(actor, asked.id)


def _may_minute(_actor: Actor, found: Result | ItemView) -> Decision:
    item = found.item if isinstance(found, Result) else found  # the page offers by the item, making reads the result
    return check(item.state in scoring.ALL_IN and item.submitted > 0, "评分还没有收齐")


async def _tell_minutes(_actor: Actor, found: Result) -> Told:
    item, s = found.item, found.summary
    if s is None:
        return Told({}, item.title)
    decided = item.state == ItemState.DECIDED
    said = decided or item.state == ItemState.DRAFTED
    values: dict[str, object] = {
        "title": item.title,
        "number": item.number or "—",
        "lead": f"{item.lead_name}（{item.unit_name}）" if item.lead_name else "—",
        "round": item.round_title,
        "kind": item.kind_label,
        "count": str(s.count),
        "basis": "去高去低均分" if s.trimmed else "均分",
        "decided": f"{s.decided:.2f}",
        "mean": f"{s.mean:.2f}",
        "median": f"{s.median:.2f}",
        "spread": _figure(s.spread),
        "reach": _figure(found.reach),
        "calibrated": _figure(found.calibrated),
        "alpha": _alpha(found),
        "marks": "；".join(_marks(found)),
        "decision": (item.decision_label + ("" if decided else "（待签批）")) if said else "待审定",
        "grade": (item.grade_label or "—") if said else "—",
        "note": item.decision_note if said else "",
        "conditions": item.conditions if said else "",
        "over_reason": item.over_reason if said else "",
        "panel": [_judge(row, item.kind) for row in found.rows],
        "criteria": [_criterion(found, one.id, one.name, one.weight) for one in found.criteria],
        "vetoes": [{"text": text, "n": str(n)} for text, n in found.vetoes],
    }
    return Told(values, item.number or item.title)


def _figure(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _alpha(found: Result) -> str:
    if found.alpha is None:
        return "—"
    ends = "" if found.alpha_from is None else f"，95%区间{found.alpha_from:.2f}至{found.alpha_to:.2f}"
    return f"{found.alpha:.2f}{ends}"


def _marks(found: Result) -> list[str]:
    """What the page shows as flags, in words."""
    marks = [f"专家意见分歧较大，最高与最低相差{found.reach:.2f}"] if found.split else []
    return marks + ([f"{len(found.apart)}份评分与其他专家相差较大"] if found.apart else [])


def _judge(row: PanelRow, kind: str) -> dict[str, str]:
    out = {"highest": "最高，已去", "lowest": "最低，已去"}.get(row.dropped, "计入")
    return {
        "name": row.task.reviewer_name, "unit": row.task.unit_name, "total": _figure(row.sheet.total), "out": out,
        "advice": word_label(kind, row.sheet.advice) or "—", "opinion": row.sheet.opinion,
        "reason": row.sheet.outlier_reason,
    }  # fmt: skip


def _criterion(found: Result, id_: int, name: str, weight: int) -> dict[str, str]:
    given = sorted(value for row in found.rows if (value := row.by_criterion[id_]) is not None)
    ends = f"{plain(given[0])}至{plain(given[-1])}" if given else "—"
    mean = plain(found.means[id_]) if id_ in found.means else "—"
    return {"name": name, "weight": f"{weight}%", "mean": mean, "range": ends}


PAPERS = (
    Kind(
        name="review_letter", title="评审反馈函", about="结论、等次、修改要求和公开的评审意见，不含评审专家姓名",
        subject="round_item", path="/reviews/letters", roles=READERS, own=_LETTER, design=_design, load=_load,
        may=_may_send, tell=_tell,
    ),
    Kind(
        name="review_minutes", title="评审纪要", about="评审组、评分、汇总、意见和结论，含评审专家姓名，供归档",
        subject="round_item", path="/reviews/items", api="/review-items", roles=frozenset(OFFICE), own=_MINUTES,
        design=_design_minutes, load=_load_result, may=_may_minute, tell=_tell_minutes,
    ),
)  # fmt: skip
