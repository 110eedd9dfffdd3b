# SPDX-License-Identifier: MIT
"""The papers of postings and mentors read back, and who is looked at when there are too many."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from python_calamine import CalamineWorkbook

from tests.factories.people import actor_as, make_talent, make_unit
from tests.factories.postings import Cast, advance, make_cast, make_need, make_posting
from thinktank.index import operations as index
from thinktank.kernel import db
from thinktank.kernel.actor import Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, NotFound
from thinktank.mentoring import operations as mentoring
from thinktank.mentoring.papers import CERTIFICATE
from thinktank.mentoring.schemas import Answer, Offer
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.postings import operations_papers as papers
from thinktank.postings import queries, queries_needs, queries_plan
from thinktank.postings.schemas import Filter
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


@pytest.fixture
async def cast(database: Any) -> Cast:
    return await make_cast()


def read(content: bytes) -> tuple[list[str], list[list[str]]]:
    """The paragraphs of a document, and the cells of its tables row by row."""
    document = docx.Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]
    return lines, [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


async def test_appraisal_form_carries_what_is_known_and_room_for_the_rest(cast: Cast) -> None:
    view = await make_posting(cast, "in_post")
    name, content = await papers.appraisal_form(cast.officer, id=view.id)
    lines, rows = read(content)
    assert name == "鉴定表（陈戊）.docx"
    assert lines == [
        "挂职（跟班）锻炼鉴定表",
        "盖章后的原件按规定归档；本系统只留历练摘要，不是干部人事档案。",
    ]
    assert rows[:3] == [
        ["姓名", "陈戊", "方向", "城市建设"],
        ["派出单位", "区甲局", "接收单位", "区乙局"],
        ["岗位", "规划科科长助理", "历练方式", "横向挂职，非全日制"],
    ]
    boxes = {row[0].split("\n")[0]: row[0] for row in rows if len(row) == 1}
    assert list(boxes) == ["个人总结", "接收单位意见", "派出单位意见", "组织部意见"]
    assert boxes["接收单位意见"].split("\n")[1:] == ["", "", "", "", "（盖章）        年  月  日"]
    assert ["鉴定等次", "□优秀　□称职　□基本称职　□不称职"] in rows


async def test_each_side_prints_its_own_opinion_and_no_others(cast: Cast, frozen: FrozenClock) -> None:
    view = await make_posting(cast, "in_post")
    frozen.advance(days=175)
    view = await advance(cast, view, "ended")
    said = {
        one.side: one.text for one in (await queries.get(cast.officer, view.id)).opinions if one.step == "appraisal"
    }
    assert {"sender", "receiver"} <= set(said)
    both = {"sender", "receiver"}
    for actor, open_ in ((cast.officer, both), (cast.receiver, {"receiver"}), (cast.sender, {"sender"})):
        _name, content = await papers.appraisal_form(actor, id=view.id)
        cells = [cell for row in read(content)[1] for cell in row]
        assert {side for side, title in BOXES.items() if _box(title, said[side]) in cells} == open_
        assert "优秀" in cells


BOXES = {"sender": "派出单位意见", "receiver": "接收单位意见"}


def _box(title: str, text: str) -> str:
    return f"{title}\n{text}\n（盖章）        年  月  日"


async def test_forms_are_for_the_units_and_the_office(cast: Cast) -> None:
    view = await make_posting(cast, "in_post")
    with pytest.raises(Denied):
        await papers.appraisal_form(cast.person, id=view.id)
    for outsider in (cast.stranger, cast.colleague):
        with pytest.raises(NotFound):
            await papers.appraisal_form(outsider, id=view.id)


async def test_ledger_is_read_back_in_a_departments_customs(cast: Cast) -> None:
    await make_posting(cast, "in_post")
    name, content = await papers.take_ledger(cast.officer, chosen=Filter(state="going"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name("台账").to_python(skip_empty_area=False)
    assert name == "附件1：青年人才岗位历练台账（截至2026年3月18日）.xlsx"
    assert rows[0] == ["青年人才岗位历练台账", *[""] * 10]
    assert rows[2] == [
        "序号", "姓名", "派出单位", "接收单位", "岗位", "历练方式", "形式", "方向", "起始", "期满", "办理情况",
    ]  # fmt: skip
    assert rows[3] == [
        1.0, "陈戊", "区甲局", "区乙局", "规划科科长助理", "横向挂职", "非全日制", "城市建设", "2026.03.16",
        "2026.09.15", "在岗",
    ]  # fmt: skip
    assert rows[4][:2] == ["合计", "1人"]
    assert len(rows) == 5
    steps = await trail.timeline(cast.officer, "account", cast.officer.account or 0)
    assert [step.text for step in steps][:1] == ["导出岗位历练台账"]


async def test_ledger_holds_what_the_list_shows_and_members_have_none(cast: Cast) -> None:
    await make_posting(cast, "in_post")

    async def people(actor: Any, **chosen: Any) -> list[Any]:
        _name, content = await papers.take_ledger(actor, chosen=Filter(**chosen))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("台账").to_python()
        return [row[1] for row in rows[3:-1]]

    assert [await people(one) for one in (cast.officer, cast.leader, cast.sender, cast.receiver)] == [["陈戊"]] * 4
    assert await people(cast.stranger) == []
    assert await people(cast.officer, state="done") == []
    assert await people(cast.officer, kind="lateral", direction="urban") == ["陈戊"]
    with pytest.raises(Denied):
        await papers.take_ledger(cast.person, chosen=Filter())


async def certificate(actor: Any, id_: int) -> tuple[str, bytes]:
    return await making.make(actor, kind=CERTIFICATE, asked=Asked(id=id_))


async def test_certificate_of_a_mentor(cast: Cast) -> None:
    mentor = await actor_as(Role.MENTOR, name="何午")
    made = await mentoring.offer(cast.officer, talent=cast.talent, command=Offer(mentor.account or 0))
    with pytest.raises(Conflict):
        await certificate(cast.officer, made.id)
    await mentoring.answer_offer(mentor, id=made.id, command=Answer(accept=True))
    name, content = await certificate(cast.officer, made.id)
    lines, rows = read(content)
    assert (name, rows) == ("聘书（何午）.docx", [])
    assert lines == [
        "聘　书",
        "何午同志：",
        "兹聘请您担任青年人才智库成员区甲局陈戊同志的理论导师。",
        "特发此证。",
        "中共区委组织部",
        "2026年3月18日",
        "本件为草稿，签发、编号、盖章按规定办理。",
    ]
    with pytest.raises(Denied):
        await certificate(mentor, made.id)
    with pytest.raises(NotFound):
        await certificate(cast.stranger, made.id)


async def test_the_fitting_are_looked_at_first_where_there_are_too_many(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = await make_unit()
    for name in ("安甲", "白乙", "蔡丙"):
        await make_talent(name=name, unit=unit, direction="rural", secondary="urban")
    fitting = await make_talent(name="祝丁", unit=unit, strengths="历史街区保护")
    need = await queries_needs.need(cast.officer, (await make_need(cast, skills="街区保护")).id)
    whole = await queries_plan.candidates(cast.officer, need)
    assert (len(whole.people), whole.looked_at, whole.cut) == (6, 6, False)
    monkeypatch.setattr(queries_plan, "MOST_PEOPLE", 2)
    few = await queries_plan.candidates(cast.officer, need)
    assert {one.direction for one in few.people} == {"urban"}  # nobody for whom it is the second one
    assert (few.looked_at, few.cut) == (2, True)
    async with db.write_tx():
        await index.put("talent", fitting, "祝丁", "", "", ["祝丁", "历史街区保护"])
    found = await queries_plan.candidates(cast.officer, need)
    assert found.people[0].talent == fitting  # last by family name, first by skill
    assert (await queries_plan.plan(cast.officer)).cut
