# SPDX-License-Identifier: MIT
"""Briefings on paper: parts with their charts and lists, and the table of sources that the numbers lead to."""

from __future__ import annotations

from functools import partial
from typing import Any

from thinktank.briefings import queries
from thinktank.briefings.schemas import BriefingView, PartView
from thinktank.briefings.states import BriefingKind
from thinktank.documents.charts import ChartKind, pictures
from thinktank.documents.fields import Field, Picture, listing
from thinktank.documents.word import Paper, written_day
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.policy import Decision, check
from thinktank.papers.kinds import Asked, Kind, Told

_EXAMPLES = {
    "people": "截至2026年3月18日，青年人才智库在库107人[1]，本月新入库3人[2]，出库1人[3]。",
    "topics": "本月发布选题6项[4]；揭榜立项5项[5]，流榜1项[6]，揭榜率83.3%。",
    "projects": "目前在研课题7项[8]，其中重大7项[9]。",
    "reports": "本月应报进展报告7份[14]，按期报送6份[15]，按期率85.7%。",
    "supervision": "本月下发督办单2件[16]，销号1件[17]；目前未销号3件[19]。",
    "outcomes": "本月登记成果2项[20]，获采纳1项[23]。",
    "postings": "本月选派到岗4人次[34]；目前在岗历练12人[36]。",
    "next": "3月19日至4月30日到期的课题节点5个[37]，逐项提醒，按期办结。",
}
_CHARTS = {
    "people": "各方向在库人才（单位：人）",
    "projects": "各方向课题亮灯（单位：项）",
    "outcomes": "成果转化漏斗（单位：项）",
}
_N = (Field("name", "类别", "城市建设"), Field("n", "数量", "23"))
_LIGHTS = (
    Field("name", "方向", "城市建设"), Field("green", "正常", "3"), Field("yellow", "预警", "1"),
    Field("red", "滞后", "1"), Field("grey", "暂停", "0"),
)  # fmt: skip
_LINES = {"people": _N, "projects": _LIGHTS, "outcomes": _N}
_LISTS = {
    "projects": listing(
        "warned", "亮灯课题", Field("title", "课题", "老旧小区停车资源共享机制研究"), Field("lead", "负责人", "陈戊"),
        Field("light", "亮灯", "滞后"), Field("reason", "原因", "中期材料逾期20天"),
    ),
    "supervision": listing(
        "late", "逾期督办单", Field("number", "编号", "督2026-008"), Field("matter", "事项", "中期材料逾期未交"),
        Field("handler", "承办人", "陈戊"), Field("due_on", "时限", "2026年3月10日"),
    ),
    "outcomes": listing(
        "adopted", "本期获采纳的成果", Field("title", "成果", "夜间停车共享调研报告"),
        Field("body", "采纳单位", "区住建局"), Field("document", "文件", "住建〔2026〕12号"),
        Field("on", "日期", "2026年3月12日"),
    ),
    "next": listing(
        "coming", "下期到期节点", Field("on", "期限", "2026年4月10日"), Field("title", "节点", "中期检查"),
        Field("detail", "课题", "老旧小区停车资源共享机制研究"),
    ),
}  # fmt: skip
_WIDTHS = {"warned": (56, 22, 18, 60), "late": (30, 70, 24, 32), "adopted": (56, 36, 34, 30), "coming": (32, 44, 80)}


def _part_fields(key: str, example: str) -> list[Field]:
    found = [Field(f"{key}_title", "标题（不列入为空）", "一、人才队伍"), Field(key, "文字（不列入为空）", example)]
    if key in _CHARTS:
        found += [
            Field(f"{key}_chart", "图（没有为空）", _CHARTS[key], picture=True),
            listing(f"{key}_lines", "图的数据", *_LINES[key]),
        ]
    if key in _LISTS:
        found.append(_LISTS[key])
    return found


_FIELDS = (
    Field("title", "标题", "2026年3月简报"),
    Field("span", "时段", "2026年3月"),
    Field("number", "期号（未填为空）", "第3期"),
    Field("audience", "报送对象（未填为空）", "区委主要领导"),
    Field("drawn_on", "数据截至", "2026年3月18日"),
    *(field for key, example in _EXAMPLES.items() for field in _part_fields(key, example)),
    listing(
        "sources", "数据来源", Field("mark", "序号", "[1]"), Field("name", "指标", "在库人才"),
        Field("value", "数值", "107人"), Field("earlier", "上期", "104人"),
        Field("source", "口径", "2026年3月18日的情况"),
    ),
)  # fmt: skip


def _design(kind: BriefingKind, paper: Paper) -> None:
    with paper.when("number"):
        paper.subtitle("{{ number }}")
    paper.subtitle("{{ department }}　　{{ span }}")
    with paper.when("audience"):
        paper.addressee("报：{{ audience }}")
    for key in _EXAMPLES:
        with paper.when(key):
            _design_part(key, paper)
    if kind is not BriefingKind.VISIT:
        paper.signature("{{ department }}", "{{ drawn_on }}")
    paper.appendix("附件")
    paper.caption("数据来源")
    columns = [("序号", "{{ one.mark }}"), ("指标", "{{ one.name }}"), ("数值", "{{ one.value }}")]
    columns += [("上期", "{{ one.earlier }}"), ("口径", "{{ one.source }}")]
    paper.repeat("sources", columns, widths=[16, 38, 22, 22, 58])
    paper.note("数据截至{{ drawn_on }}，由系统按业务记录统计。")


def _design_part(key: str, paper: Paper) -> None:
    paper.headline(f"{{{{ {key}_title }}}}")
    paper.paragraph(f"{{{{ {key} }}}}")
    if key in _CHARTS:
        with paper.when(f"{key}_chart"):
            paper.picture(f"{key}_chart", f"图：{_CHARTS[key]}")
            heads = [(field.title, f"{{{{ one.{field.name} }}}}") for field in _LINES[key]]
            paper.repeat(f"{key}_lines", heads)
    if key in _LISTS:
        found = _LISTS[key]
        with paper.when(found.name):
            paper.line(f"{found.title}：")
            heads = [(one.title, f"{{{{ one.{one.name} }}}}") for one in found.of]
            paper.repeat(found.name, heads, widths=_WIDTHS[found.name])


# -- what goes in -------------------------------------------------------------------------------------------------


async def _load(actor: Actor, asked: Asked) -> BriefingView:
    return await queries.get(actor, asked.id)


def _of_kind(kind: BriefingKind, _actor: Actor, one: BriefingView) -> Decision:
    return check(one.kind is kind, f"这是{one.kind.label}，请下载相应的文书")


async def _tell(_actor: Actor, one: BriefingView) -> Told:
    values: dict[str, Any] = {
        "title": one.title, "span": one.span, "number": one.number, "audience": one.audience,
        "drawn_on": written_day(clock.day_of(one.drawn_at)),
    }  # fmt: skip
    shown = [part for part in one.parts if part.shown]
    drawn = await pictures([part.chart for part in shown if part.chart])
    by_about = {picture.about: picture for picture in drawn}
    for part in shown:
        values |= _of_part(part, by_about)
    values["sources"] = [
        {
            "mark": f.mark, "name": f.name, "value": f"{f.value}{f.unit}", "source": f.source,
            "earlier": "—" if f.earlier is None else f"{f.earlier}{f.unit}",
        }
        for f in one.figures
    ]  # fmt: skip
    return Told(values, f"{one.span}{'' if not one.direction else ' ' + one.title[-5:-1]}".strip())


def _of_part(part: PartView, drawn: dict[str, Picture]) -> dict[str, Any]:
    values: dict[str, Any] = {part.key: part.text, f"{part.key}_title": part.title}
    if part.chart is not None:
        chart = part.chart
        values[f"{part.key}_chart"] = drawn[chart.about]
        single = chart.kind is not ChartKind.STACKED
        values[f"{part.key}_lines"] = [
            {"name": category} | {"n" if single else one.colour: str(one.values[n]) for one in chart.series}
            for n, category in enumerate(chart.categories)
        ]
    if part.listing is not None:
        values[_LISTS[part.key].name] = part.listing.lines()
    return values


PAPERS = tuple(
    Kind(
        name=f"briefing_{kind}", title=kind.label, heading=f"青年人才智库工作{kind.label}",
        about="由业务数据生成，文字可改，数字附来源", subject="briefing", path="/briefings", roles=frozenset(OFFICE),
        own=_FIELDS, design=partial(_design, kind), load=_load, may=partial(_of_kind, kind), tell=_tell, linked=True,
    )
    for kind in BriefingKind
)  # fmt: skip
