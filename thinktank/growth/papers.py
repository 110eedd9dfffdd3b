# SPDX-License-Identifier: MIT
"""The growth record on paper. It is not the cadre's personnel file, and says so (domain.md §5)."""

from __future__ import annotations

import msgspec

from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.growth import queries
from thinktank.growth.schemas import GrowthLine
from thinktank.growth.states import Category
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.policy import Decision, check
from thinktank.papers.kinds import Asked, Kind, Told
from thinktank.talents import queries as talents
from thinktank.talents.schemas import TalentView

READERS = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON, Role.MEMBER, Role.MENTOR})
_LINE = (Field("on", "日期", "2026年3月1日"), Field("text", "内容", "入库，研究方向为城市建设"))
_RECORD = (
    Field("name", "姓名", "陈戊"),
    Field("born", "出生年月", "1992年3月"),
    Field("unit", "单位", "区住建局"),
    Field("post", "职务", "规划科科员"),
    Field("degree", "学历学位", "硕士"),
    Field("school", "毕业院校及专业", "东南大学 城乡规划"),
    Field("direction", "研究方向", "城市建设"),
    Field("admitted_on", "入库时间", "2026年3月1日"),
    Field("strengths", "专业特长", "熟悉老旧小区改造"),
    listing("categories", "成长经历（按类别）", Field("name", "类别", "入库"), listing("lines", "记录", *_LINE)),
    listing("corrections", "更正", *_LINE),
)
_LINES = (
    ("姓名", "name"), ("出生年月", "born"), ("单位", "unit"), ("职务", "post"), ("学历学位", "degree"),
    ("毕业院校及专业", "school"), ("研究方向", "direction"), ("入库时间", "admitted_on"), ("专业特长", "strengths"),
)  # fmt: skip


def _design(paper: Paper) -> None:
    paper.subtitle("{{ name }}　{{ unit }}")
    paper.heading("基本情况")
    paper.facts([(title, f"{{{{ {name} }}}}") for title, name in _LINES])
    paper.heading("成长经历")
    with paper.when("not categories"):
        paper.paragraph("暂无记录。")
    with paper.each("category", "categories"):
        paper.subheading("{{ category.name }}")
        paper.repeat("category.lines", [("日期", "{{ one.on }}"), ("内容", "{{ one.text }}")], widths=[38, 118])
    with paper.when("corrections"):
        paper.heading("更正")
        paper.repeat("corrections", [("日期", "{{ one.on }}"), ("内容", "{{ one.text }}")], widths=[38, 118])
    paper.note("本档案由系统按已发生的记录生成，不是干部人事档案，不作为组织任用的唯一依据。")
    paper.signature("{{ department }}", "{{ today }}")


class _Record(msgspec.Struct):
    id: int
    person: TalentView
    lines: list[GrowthLine]


async def _load(actor: Actor, asked: Asked) -> _Record:
    return _Record(asked.id, await talents.get(actor, asked.id), await queries.record(actor, asked.id))


def _may_read(_actor: Actor, found: _Record) -> Decision:
    return check("P2" in found.person.classes, "成长档案由本人、所在单位和区委组织部查看")


async def _tell(_actor: Actor, found: _Record) -> Told:
    """Only what is open to the reader: lines of another class are not in the record that was read."""
    person = found.person
    standing = [line for line in found.lines if not line.corrected and not line.corrects]
    categories = [
        {
            "name": category.value,
            "lines": [_line(line) for line in reversed(standing) if line.category == category.value],
        }
        for category in Category
    ]
    values = {
        "name": person.name,
        "born": f"{person.birth_month.year}年{person.birth_month.month}月" if person.birth_month else "",
        "unit": person.unit_name,
        "post": person.post,
        "degree": person.degree or person.education,
        "school": f"{person.school} {person.major}".strip(),
        "direction": Direction(person.direction).label if person.direction else "",
        "admitted_on": written_day(person.admitted_on),
        "strengths": person.strengths,
        "categories": [one for one in categories if one["lines"]],
        "corrections": [_line(line) for line in found.lines if line.corrects],
    }
    return Told(values, person.name, person.unit)


def _line(line: GrowthLine) -> dict[str, str]:
    return {"on": written_day(line.on), "text": line.text}


RECORD = Kind(
    name="growth_record", title="成长档案", heading="青年人才智库成员成长档案", about="按已发生的记录生成",
    subject="talent", path="/talents", door="/talents/{id}/growth/word", roles=READERS, own=_RECORD, design=_design,
    load=_load, may=_may_read, tell=_tell,
)  # fmt: skip
PAPERS = (RECORD,)
