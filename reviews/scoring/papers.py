# SPDX-License-Identifier: MIT
"""Reviews on paper: the summary of a round, the anonymous sheet of what is judged (domain.md §1.2, §2.1).

A sheet for a blind round is made from the very material that the reviewer's screen shows: names, units and posts are
covered, files go by number, and the document's properties name nobody.
"""

from __future__ import annotations

import msgspec

from reviews.rounds import material
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView, RoundView, TaskView
from reviews.rounds.schemas_material import Material
from reviews.rounds.states import ItemState
from reviews.rubrics.states import Kind as Judged
from reviews.scoring import rules
from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import Decision
from thinktank.papers.blocks import direction, plain
from thinktank.papers.kinds import Asked, Kind, Told

# -- summary --------------------------------------------------------------------------------------------------------

_SUMMARY = (
    Field("round", "评审名称", "2026年度立项评审"),
    Field("kind", "评审类别", "立项"),
    Field("rubric", "评分表", "立项评审评分表"),
    Field("opens_on", "开始日期", "2026年4月8日"),
    Field("closes_on", "截止日期", "2026年4月18日"),
    Field("total", "参评数", "12"),
    Field("decided", "已审定数", "8"),
    listing(
        "items",
        "参评材料",
        Field("number", "编号", "2026-城-003"),
        Field("title", "名称", "老旧小区停车资源共享机制研究"),
        Field("direction", "方向", "城市建设"),
        Field("sheets", "有效评分表", "5/5"),
        Field("mean", "得分", "86.40"),
        Field("decision", "结论", "立项"),
        Field("grade", "等次", "良好"),
        Field("note", "反馈意见", "聚焦夜间停车，补充数据来源。"),
    ),
)


def _design_summary(paper: Paper) -> None:
    paper.subtitle("（{{ round }}）")
    paper.facts(
        [("评审类别", "{{ kind }}"), ("评分表", "{{ rubric }}"), ("起止", "{{ opens_on }}至{{ closes_on }}"),
         ("参评情况", "参评{{ total }}项，已审定{{ decided }}项")]
    )  # fmt: skip
    columns = [("序号", "{{ loop.index }}"), ("编号", "{{ one.number }}"), ("名称", "{{ one.title }}")]
    columns += [("方向", "{{ one.direction }}"), ("评分表", "{{ one.sheets }}"), ("得分", "{{ one.mean }}")]
    columns += [("结论", "{{ one.decision }}"), ("等次", "{{ one.grade }}")]
    paper.repeat("items", columns, widths=[14, 24, 32, 22, 17, 15, 18, 14])
    paper.box("审定意见", sign="（签名）")
    paper.note("得分按评分规则计算；未全部提交的不显示得分。反馈意见见各项目页面。")
    paper.signature("{{ department }}", "{{ today }}")


class _Summary(msgspec.Struct):
    id: int
    round: RoundView
    items: list[ItemView]


async def _load_round(actor: Actor, asked: Asked) -> _Summary:
    return _Summary(asked.id, await rounds.get_round(actor, asked.id), await rounds.items_of(actor, asked.id))


SCORED = frozenset({ItemState.SCORED, ItemState.DRAFTED, ItemState.DECIDED})


async def _tell_summary(_actor: Actor, found: _Summary) -> Told:
    one = found.round
    values = {
        "round": one.title,
        "kind": one.kind_label,
        "rubric": one.rubric_name,
        "opens_on": written_day(one.opens_on),
        "closes_on": written_day(one.closes_on),
        "total": str(len(found.items)),
        "decided": str(sum(item.state == ItemState.DECIDED for item in found.items)),
        "items": [_line(item) for item in found.items],
    }
    return Told(values, one.title)


def _line(item: ItemView) -> dict[str, str]:
    decided = item.state == ItemState.DECIDED
    scored = item.state in SCORED and item.mean is not None
    return {
        "number": item.number or "—",
        "title": item.title,
        "direction": direction(item.direction),
        "sheets": f"{item.submitted}/{item.assigned}",
        "mean": f"{item.mean:.2f}" if scored and item.mean is not None else "—",
        "decision": item.decision_label if decided else item.state_label,
        "grade": item.grade_label if decided and item.kind is not Judged.GRANT else "",
        "note": item.decision_note if decided else "",
    }


# -- anonymous sheet ------------------------------------------------------------------------------------------------

_SHEET = (
    Field("title", "题目", "老旧小区停车资源共享机制研究"),
    Field("direction", "方向", "城市建设"),
    listing(
        "sections",
        "正文各部分",
        Field("title", "标题", "问题"),
        Field("text", "内容", "夜间占道停车突出，○○提供的数据显示缺口较大。"),
    ),
    listing(
        "goals", "考核指标", Field("name", "指标", "走访企业"), Field("target", "目标值", "60家"),
        Field("actual", "完成值", "42家"),
    ),
    listing("files", "附件", Field("name", "名称", "附件1")),
)  # fmt: skip


def _design_sheet(paper: Paper) -> None:
    paper.facts([("题目", "{{ title }}"), ("方向", "{{ direction }}")], across=1)
    with paper.each("one", "sections"):
        paper.subheading("{{ loop.index }}. {{ one.title }}")
        paper.paragraph("{{ one.text }}")
    with paper.when("goals"):
        paper.subheading("考核指标")
        columns = [("指标", "{{ one.name }}"), ("目标值", "{{ one.target }}"), ("完成值", "{{ one.actual }}")]
        paper.repeat("goals", columns, widths=[92, 32, 32])
    with paper.when("files"):
        paper.subheading("附件")
        with paper.each("one", "files"):
            paper.paragraph("{{ one.name }}")
    paper.note("本件由系统隐去姓名、单位和职务，评审中请勿推断或核对作者身份。")


def _sheet_values(read: Material) -> dict[str, object]:
    return {
        "title": read.title,
        "direction": direction(read.direction),
        "sections": [{"title": one.title, "text": one.text} for one in read.sections],
        "goals": [
            {"name": one.name, "target": f"{plain(one.target)}{one.unit}", "actual": f"{plain(one.actual)}{one.unit}"}
            for one in read.goals
        ],
        "files": [{"name": one.name} for one in read.files],
    }


async def _load_item(actor: Actor, asked: Asked) -> ItemView:
    return await rounds.get_item(actor, asked.id)


async def _tell_sheet(_actor: Actor, item: ItemView) -> Told:
    return Told(_sheet_values(await material.of_item(item.id, blind=True)), f"第{item.id}号")


async def _load_task(actor: Actor, asked: Asked) -> TaskView:
    return await rounds.task(actor, asked.id)


def _may_open(_actor: Actor, task: TaskView) -> Decision:
    return rules.may_open(task, clock.today())


async def _tell_material(_actor: Actor, task: TaskView) -> Told:
    return Told(_sheet_values(await material.of_task(task)), f"第{task.item}号")


PAPERS = (
    Kind(
        name="review_summary", title="评审汇总表", about="一轮评审各项材料的得分和结论", subject="round",
        path="/rounds",
        roles=frozenset(OFFICE), own=_SUMMARY, design=_design_summary, load=_load_round, tell=_tell_summary,
    ),
    Kind(
        name="anonymous_sheet", title="匿名活页", about="隐去姓名、单位和职务的评审材料，文件属性不含作者",
        subject="round_item", path="/reviews/items", api="/review-items", roles=frozenset(OFFICE), own=_SHEET,
        design=_design_sheet, load=_load_item, tell=_tell_sheet,
    ),
    Kind(
        name="review_material", title="评审材料", about="评审专家在评审期内下载的材料，匿名评审时已隐去身份",
        subject="assignment", path="/reviews", roles=frozenset({Role.REVIEWER}), own=_SHEET, design=_design_sheet,
        load=_load_task, may=_may_open, tell=_tell_material,
    ),
)  # fmt: skip
