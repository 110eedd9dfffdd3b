# SPDX-License-Identifier: MIT
"""The recommendation form that a unit prints, stamps and scans: filled with what is known (domain.md §1.5)."""

from __future__ import annotations

import msgspec

from thinktank.documents.fields import Field, listing
from thinktank.documents.word import Paper, written_day
from thinktank.identity import queries_units as units
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.papers.kinds import Asked, Kind, Told
from thinktank.talents import queries, queries_admission
from thinktank.talents.schemas import GENDERS, TalentView
from thinktank.talents.schemas_admission import CaseView
from thinktank.talents.states import CHANNELS

READERS = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON})
_FORM = (
    Field("name", "姓名", "陈戊"),
    Field("gender", "性别", "女"),
    Field("born", "出生年月", "1992年3月"),
    Field("degree", "学历学位", "研究生 硕士"),
    Field("school", "毕业院校", "东南大学"),
    Field("major", "所学专业", "城乡规划"),
    Field("unit", "工作单位", "区住建局"),
    Field("post", "职务", "规划科科员"),
    Field("local_since", "本地工作起始", "2016年7月1日"),
    Field("direction", "研究方向", "城市建设"),
    Field("channel", "入库渠道", "单位推荐"),
    Field("strengths", "专业特长", "熟悉老旧小区改造。"),
    Field("statement", "推荐理由", "调研扎实，文字功底好。"),
    listing(
        "conditions",
        "入库条件核对",
        Field("name", "条件", "年龄"),
        Field("wanted", "要求", "不超过40周岁"),
        Field("value", "本人情况", "33周岁"),
        Field("result", "核对", "符合"),
    ),
    Field("opinion", "单位意见（未签署为空）", "同意推荐。"),
)
_LINES = (
    ("姓名", "name"), ("性别", "gender"), ("出生年月", "born"), ("学历学位", "degree"), ("毕业院校", "school"),
    ("所学专业", "major"), ("工作单位", "unit"), ("职务", "post"), ("本地工作起始", "local_since"),
    ("研究方向", "direction"), ("入库渠道", "channel"),
)  # fmt: skip


def _design(paper: Paper) -> None:
    paper.facts([(title, f"{{{{ {name} }}}}") for title, name in _LINES])
    paper.facts([("专业特长", "{{ strengths }}"), ("推荐理由", "{{ statement }}")], across=1)
    columns = [("入库条件", "{{ one.name }}"), ("要求", "{{ one.wanted }}"), ("本人情况", "{{ one.value }}")]
    paper.repeat("conditions", [*columns, ("核对", "{{ one.result }}")], widths=[28, 52, 52, 24])
    paper.box("单位意见", "{{ opinion }}", sign="（盖章）")
    paper.box("组织部门意见", sign="（盖章）")
    paper.note("单位在表上签署意见、盖章后，扫描或拍照上传，与在线填写同等有效。")


class _Candidate(msgspec.Struct):
    id: int
    person: TalentView
    case: CaseView


async def _load(actor: Actor, asked: Asked) -> _Candidate:
    case = await queries_admission.case(actor, asked.id)
    return _Candidate(asked.id, await queries.get(actor, asked.id), case)


async def _tell(_actor: Actor, found: _Candidate) -> Told:
    """What the reader may see of a candidate: fields of a class above the reader's are blank here as on the page."""
    person, case = found.person, found.case
    direction = person.direction or person.proposed
    values = {
        "name": person.name,
        "gender": GENDERS.get(person.gender, ""),
        "born": f"{person.birth_month.year}年{person.birth_month.month}月" if person.birth_month else "",
        "degree": f"{person.education} {person.degree}".strip(),
        "school": person.school,
        "major": person.major,
        "unit": await units.name_on(person.unit, case.decided_on, now=person.unit_name),
        "post": person.post,
        "local_since": written_day(person.local_since),
        "direction": Direction(direction).label if direction else "",
        "channel": CHANNELS.get(case.channel, ""),
        "strengths": person.strengths,
        "statement": case.statement,
        "conditions": [
            {"name": one.name, "wanted": one.wanted, "value": one.value, "result": one.label} for one in case.conditions
        ],
        "opinion": case.unit_note,
    }
    return Told(values, person.name, person.unit)


RECOMMENDATION = Kind(
    name="recommendation", title="入库推荐表", heading="青年人才智库入库推荐表", about="单位签署意见、盖章后扫描上传",
    subject="candidate", path="/talents", door="/talents/{id}/recommendation", roles=READERS, own=_FORM,
    design=_design, load=_load, tell=_tell,
)  # fmt: skip
PAPERS = (RECOMMENDATION,)
