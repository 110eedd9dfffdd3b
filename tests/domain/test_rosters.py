# SPDX-License-Identifier: MIT
"""From a department's ledger to candidates in the bank: dry run, all or nothing, twice, proposals."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.factories.people import actor_as, district, make_talent, make_unit
from thinktank.growth import queries as growth
from thinktank.growth.tables import GrowthEntry
from thinktank.identity.tables import Unit
from thinktank.index.tables import SearchEntry, SearchGram
from thinktank.kernel import clock, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.placement import operations as placement
from thinktank.placement.tables import DirectionProposal
from thinktank.rosters import operations as rosters
from thinktank.rosters import queries as intake
from thinktank.rosters.schemas import ChooseUnits, CommitImport, ImportView, Remap
from thinktank.talents import queries
from thinktank.talents.events import FactsChanged
from thinktank.talents.schemas import Filter
from thinktank.talents.tables import ImportBatch, Talent
from thinktank.tally import queries as tally
from thinktank.trail import queries as trail
from thinktank.trail.tables import TimelineEntry, TrailEntry

pytestmark = pytest.mark.usefixtures("database", "subscribers")
SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "roster.xlsx"
CANDIDATES = CommitImport(standing="candidates", unclassified=True, new_units=True)
HEADER = ["姓名", "性别", "出生年月", "单位", "职务", "专业", "专业特长", "联系电话"]
ZENG = ["曾甲", "女", "1994.05", "区教育局", "基础教育科科员", "教育学", "课程设计", "13800000001"]


@pytest.fixture
def subscribers():
    events.subscribe([(FactsChanged, placement.propose_for)])
    yield
    events.subscribe([])


@pytest.fixture
async def officer(database: Any) -> Actor:
    await district()
    return await actor_as(Role.OFFICER)


def table(*rows: list[str], header: list[str] = HEADER) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


async def upload(officer: Actor, *rows: list[str]) -> ImportView:
    return await rosters.upload(officer, filename="名册.csv", content=table(*rows))


async def test_sample_becomes_107_candidates_with_proposals(officer: Actor) -> None:
    view = await rosters.upload(officer, filename="roster.xlsx", content=SAMPLE.read_bytes())
    assert (view.rows, view.new, view.known, view.problems) == (107, 107, 0, 0)
    assert [c.label for c in view.columns][1:4] == ["姓名", "性别", "出生年月"]
    assert await Talent.count() == 0

    done = await rosters.commit(officer, id=view.id, command=CANDIDATES)
    assert done.added == 107
    assert await Talent.count().where(Talent.state == "submitted") == 107
    assert await DirectionProposal.count() == 107
    assert await Talent.count().where(Talent.proposed != "") > 90
    assert await tally.counts("talent.state") == {"submitted": 107}
    assert await SearchEntry.count().where(SearchEntry.kind == "talent") == 107
    assert await TrailEntry.count().where(TrailEntry.action == "import.committed") == 1
    assert await TimelineEntry.count().where(TimelineEntry.action == "talent.imported") == 107
    assert await GrowthEntry.count() == 0
    assert (await trail.verify()).ok
    assert (await ImportBatch.select(ImportBatch.content))[0]["content"] == ""
    for text in ("曾涛", "zengtao", "zt", "区自然资源和规划局"):
        names = [row.name for row in (await queries.people(officer, Filter(q=text))).items]
        assert "曾涛" in names, text


async def test_members_get_a_term_and_a_growth_line(officer: Actor) -> None:
    view = await upload(officer, ZENG)
    with pytest.raises(Invalid, match="入库日期"):
        await rosters.commit(
            officer, id=view.id, command=CommitImport(standing="members", unclassified=True, new_units=True)
        )
    day = date(2024, 5, 20)
    command = CommitImport(standing="members", admitted_on=day, unclassified=True, new_units=True)
    await rosters.commit(officer, id=view.id, command=command)
    row = (await Talent.select())[0]
    assert (row["state"], row["admitted_on"], row["term_to"]) == ("active", day, date(2027, 5, 20))
    assert [line.category for line in await growth.record(officer, row["id"])] == ["入库"]
    assert await tally.counts("talent.active") == {"": 1}


async def test_second_commit_is_recognised(officer: Actor) -> None:
    view = await upload(officer, ZENG)
    first = await rosters.commit(officer, id=view.id, command=CANDIDATES)
    second = await rosters.commit(officer, id=view.id, command=CANDIDATES)
    assert (first.repeated, second.repeated, second.added) == (False, True, 1)
    assert await Talent.count() == 1
    with pytest.raises(Conflict):
        await rosters.remap(officer, id=view.id, command=Remap(mapping={0: "name"}))


async def test_people_of_the_bank_are_shown_and_not_taken_twice(officer: Actor) -> None:
    unit = await make_unit("区教育局")
    by_phone = await make_talent(name="曾乙", unit=unit, phone="13800000001")
    by_person = await make_talent(name="单丙", unit=unit, phone="", birth_month=date(1990, 1, 1))
    other = ["单丙", "男", "1990.01", "区教育局", "科员", "", "", ""]
    view = await upload(officer, ZENG, other, ["仇丁", "男", "1991.02", "区教育局", "科员", "", "", ""])
    assert [(row.status, row.talent) for row in view.people] == [
        ("known", by_phone),
        ("known", by_person),
        ("new", None),
    ]
    await rosters.commit(officer, id=view.id, command=CANDIDATES)
    assert await Talent.count() == 3
    again = await upload(officer, ZENG, other)
    with pytest.raises(Invalid, match="都已经在库"):
        await rosters.commit(officer, id=again.id, command=CANDIDATES)


async def test_units_are_matched_by_name_and_made_below_the_root(officer: Actor) -> None:
    known = await make_unit("盐都区教育局", short_name="教育局")
    view = await upload(officer, ZENG, ["仇丁", "男", "1991.02", "大纵湖镇", "科员", "", "", "13900000002"])
    assert view.units == ["大纵湖镇"]
    await rosters.commit(officer, id=view.id, command=CANDIDATES)
    rows = await Talent.select(Talent.name, Talent.unit).order_by(Talent.id)
    made = (await Unit.select().where(Unit.name == "大纵湖镇"))[0]
    assert (rows[0]["unit"], rows[1]["unit"], made["parent"]) == (known, made["id"], await district())


async def test_unknown_units_are_made_only_when_the_officer_says_so(officer: Actor) -> None:
    row = ["陈乙", "女", "1994.05", "区新设局", "科员", "", "", ""]
    view = await rosters.upload(officer, filename="a.csv", content=table(row))
    assert view.units == ["区新设局"]
    with pytest.raises(Invalid) as refused:
        await rosters.commit(officer, id=view.id, command=CommitImport("candidates", unclassified=True))
    assert list(refused.value.fields) == ["new_units"]
    assert await Talent.count() == 0
    assert not await Unit.exists().where(Unit.name == "区新设局")
    await rosters.commit(officer, id=view.id, command=CANDIDATES)
    assert await Unit.exists().where(Unit.name == "区新设局")


async def test_a_way_of_writing_that_is_several_units_is_asked_about(officer: Actor) -> None:
    one, two = await make_unit("亭湖区教育局"), await make_unit("盐都区教育局")
    await Unit.update({Unit.short_name: "盐都教育局"}).where(Unit.id == two)
    rows = [
        ["陈乙", "", "", "教育局", "科员", "", "", ""],
        ["王丙", "", "", "亭湖区教育局", "科员", "", "", ""],
        ["李丁", "", "", "盐都教育局", "科员", "", "", ""],
    ]
    view = await rosters.upload(officer, filename="a.csv", content=table(*rows))
    assert [(q.text, q.rows, {c.id for c in q.candidates}) for q in view.questions] == [("教育局", 1, {one, two})]
    answered = await rosters.choose_units(officer, id=view.id, command=ChooseUnits({"教育局": two}, view.version))
    assert answered.actions == ["commit"]
    await rosters.commit(officer, id=view.id, command=CANDIDATES)
    assert [row["unit"] for row in await Talent.select(Talent.unit).order_by(Talent.id)] == [two, one, two]


async def test_a_text_that_fits_several_units_is_asked_about_once(officer: Actor) -> None:
    one, two = await make_unit("盐东镇中心小学"), await make_unit("大冈镇中心小学")
    await Unit.update({Unit.short_name: "中心小学"}).where(Unit.id.is_in([one, two]))
    rows = [["陈乙", "", "", "中心小学", "教师", "", "", ""], ["王丙", "", "", "中心小学", "教师", "", "", ""]]
    view = await rosters.upload(officer, filename="a.csv", content=table(*rows))
    assert [(q.text, q.rows, {c.id for c in q.candidates}, q.chosen) for q in view.questions] == [
        ("中心小学", 2, {one, two}, None)
    ]
    assert (view.units, view.actions) == ([], [])
    with pytest.raises(Invalid, match="请先选定再导入：中心小学"):
        await rosters.commit(officer, id=view.id, command=CANDIDATES)
    for wrong in ({"中心小学": await district()}, {"别的": one}):
        with pytest.raises(Invalid, match="不能这样选"):
            await rosters.choose_units(officer, id=view.id, command=ChooseUnits(wrong))
    answered = await rosters.choose_units(officer, id=view.id, command=ChooseUnits({"中心小学": two}, view.version))
    assert ([q.chosen for q in answered.questions], answered.actions) == ([two], ["commit"])
    with pytest.raises(Conflict):
        await rosters.choose_units(officer, id=view.id, command=ChooseUnits({"中心小学": one}, view.version))
    await rosters.commit(officer, id=view.id, command=CANDIDATES)
    assert [row["unit"] for row in await Talent.select(Talent.unit)] == [two, two]
    with pytest.raises(Conflict):
        await rosters.choose_units(officer, id=view.id, command=ChooseUnits({"中心小学": one}))


async def test_none_of_the_units_is_an_answer_too(officer: Actor) -> None:
    units = [await make_unit("盐东镇中心小学"), await make_unit("大冈镇中心小学")]
    await Unit.update({Unit.short_name: "中心小学"}).where(Unit.id.is_in(units))
    row = ["陈乙", "", "", "中心小学", "教师", "", "", ""]
    view = await rosters.upload(officer, filename="a.csv", content=table(row))
    answered = await rosters.choose_units(officer, id=view.id, command=ChooseUnits({"中心小学": 0}))
    assert answered.units == ["中心小学"]
    await rosters.commit(officer, id=view.id, command=CANDIDATES)
    made = await Talent.select(Talent.unit._.name).first()
    assert made == {"unit.name": "中心小学"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["", "女", "1994.05", "区教育局", "", "", "", "13800000002"], "姓名"),
        (["陈丁", "女", "1994.13", "区教育局", "", "", "", "13800000002"], "月"),
        (["陈丁", "女", "1994.05", "区教育局", "", "", "", "1380000"], "手机"),
        (ZENG, "同一个人"),
        (["陈丁", "女", "1994.05", "局" * 121, "", "", "", "13800000002"], "最多120个字"),
    ],
)
async def test_one_bad_row_keeps_all_out(officer: Actor, row: list[str], words: str) -> None:
    view = await upload(officer, ZENG, row)
    bad = view.people[1]
    assert (view.problems, bad.status) == (1, "error")
    assert words in "".join(p.message for p in bad.problems)
    with pytest.raises(Invalid, match="第3行"):
        await rosters.commit(officer, id=view.id, command=CANDIDATES)
    assert (await Talent.count(), await SearchGram.count()) == (0, 0)
    assert await tally.counts("talent.state") == {}


async def test_a_file_that_is_no_table_or_too_large_is_refused(officer: Actor) -> None:
    with pytest.raises(Invalid, match="不是可以读取的表格"):
        await rosters.upload(officer, filename="a.xlsx", content=b"PK\x03\x04 nothing of the kind")
    with pytest.raises(Invalid, match="20MB"):
        await rosters.upload(officer, filename="a.xlsx", content=b"x" * (rosters.LARGEST + 1))
    assert await ImportBatch.count() == 0


async def test_without_a_name_column_a_person_says_which_it_is(officer: Actor) -> None:
    content = table(ZENG, header=["称呼", *HEADER[1:]])
    view = await rosters.upload(officer, filename="a.csv", content=content)
    assert "姓名" in view.fault
    assert view.columns[0].header == "称呼"
    mended = await rosters.remap(officer, id=view.id, command=Remap(mapping={0: "name"}, version=view.version))
    assert (mended.fault, mended.new, mended.people[0].name) == ("", 1, "曾甲")
    with pytest.raises(Conflict):
        await rosters.remap(officer, id=view.id, command=Remap(mapping={0: "post"}, version=view.version))
    with pytest.raises(Invalid, match="两列"):
        await rosters.remap(officer, id=view.id, command=Remap(mapping={0: "name", 1: "name"}))
    with pytest.raises(Invalid, match="不存在"):
        await rosters.remap(officer, id=view.id, command=Remap(mapping={0: "shoe_size"}))


async def test_future_admission_is_refused(officer: Actor) -> None:
    view = await upload(officer, ZENG)
    later = clock.today().replace(year=clock.today().year + 1, day=1)
    with pytest.raises(Invalid, match="不能晚于今天"):
        command = CommitImport(standing="members", admitted_on=later, unclassified=True, new_units=True)
        await rosters.commit(officer, id=view.id, command=command)


async def test_only_the_officer_who_uploaded_sees_a_roster(officer: Actor) -> None:
    view = await upload(officer, ZENG)
    with pytest.raises(NotFound):
        await intake.preview(await actor_as(Role.OFFICER), view.id)
    for role in (Role.LIAISON, Role.DEPT_LEADER, Role.MEMBER, Role.SYS_ADMIN):
        outsider = await actor_as(role)
        with pytest.raises(Denied):
            await intake.preview(outsider, view.id)
        with pytest.raises(Denied):
            await rosters.upload(outsider, filename="a.csv", content=table(ZENG))
    assert [one.id for one in await intake.recent(officer)] == [view.id]
