# SPDX-License-Identifier: MIT
"""People who are in the bank already, headers that were explained before, and files handed back to be mended."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.factories.people import actor_as, district, make_talent, make_unit
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.rosters import operations as rosters
from thinktank.rosters import queries as intake
from thinktank.rosters.schemas import CommitImport, ImportView, Remap
from thinktank.talents import queries
from thinktank.talents.schemas import Filter
from thinktank.talents.tables import Talent
from thinktank.trail.tables import TimelineEntry

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]
HEADER = ["姓名", "性别", "出生年月", "单位", "职务", "专业", "联系电话"]


@pytest.fixture
async def officer(database: Any) -> Actor:
    await district()
    return await actor_as(Role.OFFICER)


async def upload(officer: Actor, *rows: list[str], header: list[str] = HEADER) -> ImportView:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return await rosters.upload(officer, filename="名册.csv", content=out.getvalue().encode())


def taking(view: ImportView, update: Any, *fields: str) -> CommitImport:
    return CommitImport(
        "candidates", version=view.version, update=update, fields=list(fields), unclassified=True, new_units=True
    )


async def known(**more: Any) -> tuple[int, int]:
    """曾甲 and 单乙 of 区教育局, each found again by phone."""
    unit = await make_unit("区教育局")
    first = await make_talent(name="曾甲", unit=unit, post="科员", major="教育学", phone="13800000001", **more)
    second = await make_talent(name="单乙", unit=unit, post="科员", major="教育学", phone="13800000002")
    return first, second


FIRST = ["曾甲", "男", "1994.05", "区教育局", "副科长", "统计学", "13800000001"]
SECOND = ["单乙", "男", "1994.05", "区财政局", "科长", "", "13800000002"]
THIRD = ["新丙", "女", "1995.01", "区教育局", "科员", "数学", "13800000003"]


async def test_differences_are_shown_field_by_field(officer: Actor) -> None:
    first, second = await known()
    view = await upload(officer, FIRST, SECOND, THIRD)
    assert (view.new, view.known, view.changed, view.actions) == (1, 2, 2, ["commit"])
    changes = {row.talent: [(c.field, c.old, c.new) for c in row.changes] for row in view.people}
    assert changes == {
        first: [("major", "教育学", "统计学"), ("post", "科员", "副科长")],
        second: [("unit_name", "区教育局", "区财政局"), ("post", "科员", "科长")],
        None: [],
    }


async def test_the_same_roster_again_differs_in_nothing(officer: Actor) -> None:
    await rosters.commit(officer, id=(view := await upload(officer, FIRST)).id, command=taking(view, "none"))
    again = await upload(officer, FIRST)
    assert (again.known, again.changed, again.actions) == (1, 0, [])
    with pytest.raises(Invalid, match="没有选要更新的资料"):
        await rosters.commit(officer, id=again.id, command=taking(again, "all"))


@pytest.mark.parametrize(
    ("update", "fields", "posts", "majors", "updated"),
    [
        ("none", ["2:post"], ["科员", "科员"], ["教育学", "教育学"], 0),
        ("chosen", ["2:post"], ["副科长", "科员"], ["教育学", "教育学"], 1),
        ("chosen", ["3"], ["科员", "科长"], ["教育学", "教育学"], 1),
        ("chosen", ["2:post", "2:major", "9:post", "3:phone"], ["副科长", "科员"], ["统计学", "教育学"], 1),
        ("all", [], ["副科长", "科长"], ["统计学", "教育学"], 2),
    ],
)
async def test_what_is_accepted_is_taken_over(
    officer: Actor, update: str, fields: list[str], posts: list[str], majors: list[str], updated: int
) -> None:
    people = await known()
    view = await upload(officer, FIRST, SECOND, THIRD)
    done = await rosters.commit(officer, id=view.id, command=taking(view, update, *fields))
    assert (done.added, done.updated) == (1, updated)
    rows = await Talent.select(Talent.post, Talent.major).where(Talent.id.is_in(list(people))).order_by(Talent.id)
    assert [row["post"] for row in rows] == posts
    assert [row["major"] for row in rows] == majors


async def test_an_update_is_found_and_told(officer: Actor) -> None:
    first, second = await known()
    view = await upload(officer, FIRST, SECOND)
    await rosters.commit(officer, id=view.id, command=taking(view, "all"))
    assert [row.name for row in (await queries.people(officer, Filter(q="财政局"))).items] == ["单乙"]
    mine = (TimelineEntry.kind == "talent") & (TimelineEntry.record == first)
    texts = await TimelineEntry.select(TimelineEntry.text).where(mine)
    assert [row["text"] for row in texts] == ["按名册更新：专业、职务"]
    assert (await queries.get(officer, second)).unit_name == "区财政局"


async def test_a_broken_row_keeps_updates_back_too(officer: Actor) -> None:
    first, _ = await known()
    view = await upload(officer, FIRST, ["丁丁", "男", "1994.13", "区教育局", "", "", ""])
    with pytest.raises(Invalid, match="第3行有错误"):
        await rosters.commit(officer, id=view.id, command=taking(view, "all"))
    assert (await Talent.select(Talent.post).where(Talent.id == first))[0]["post"] == "科员"


async def test_phones_in_differences_are_masked(officer: Actor) -> None:
    unit = await make_unit("区教育局")
    await make_talent(
        name="曾甲", unit=unit, birth_month=date(1994, 5, 1), phone="13811112222", post="副科长", major="统计学"
    )
    view = await upload(officer, FIRST)
    assert [(c.old, c.new) for c in view.people[0].changes] == [("138****2222", "138****0001")]


# -- headers ----------------------------------------------------------------------------------------------------


async def test_a_header_explained_once_is_known_in_the_next_file(officer: Actor) -> None:
    header = ["称呼", "单位", "手上的活"]
    view = await upload(officer, ["曾甲", "区教育局", "科员"], header=header)
    assert "没有找到" in view.fault
    mapping = {0: "name", 1: "unit_name", 2: "post"}
    mended = await rosters.remap(officer, id=view.id, command=Remap(mapping, view.version))
    assert [(row.name, row.post) for row in mended.people] == [("曾甲", "科员")]
    other = await actor_as(Role.OFFICER)
    turned = await upload(other, ["科员", "单乙"], header=["手上的活 ", "称 呼"])
    assert [(row.name, row.post) for row in turned.people] == [("单乙", "科员")]
    left = await rosters.remap(other, id=turned.id, command=Remap({0: "", 1: "name"}, turned.version))
    assert [(row.name, row.post) for row in left.people] == [("单乙", "")]
    assert await intake.memory() == {"称呼": "name", "手上的活": ""}


async def test_what_was_known_anyway_is_not_remembered(officer: Actor) -> None:
    view = await upload(officer, FIRST)
    columns = {column.index: column.field for column in view.columns}
    await rosters.remap(officer, id=view.id, command=Remap(columns | {5: ""}, view.version))
    assert await intake.memory() == {"专业": ""}


# -- files handed back ------------------------------------------------------------------------------------------


def workbook(*rows: list[Any]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, day = book.add_worksheet("台账"), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.merge_range(0, 0, 0, 3, "青年人才台账")
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            sheet.write(line, place, cell, day) if isinstance(cell, datetime) else sheet.write(line, place, cell)
    book.close()
    return out.getvalue()


async def test_problems_stand_beside_their_rows_and_the_mended_file_is_taken(officer: Actor) -> None:
    content = workbook(
        ["姓名", "出生年月", "单位", "联系电话"],
        ["曾甲", datetime(1994, 5, 20), "区教育局", 13800000001],  # noqa: DTZ001 -- a sheet's day has no zone
        ["单乙", "1994.13", "区教育局", "138"],
    )
    view = await rosters.upload(officer, filename="台账.xlsx", content=content)
    assert view.problems == 1
    name, marked = await intake.problem_file(officer, view.id)
    assert name == "台账（问题）.xlsx"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(marked)).get_sheet_by_name("台账")
    rows = sheet.to_python(skip_empty_area=False)
    assert sheet.merged_cell_ranges == [((0, 0), (0, 3))]
    assert rows[1] == ["姓名", "出生年月", "单位", "联系电话", "问题"]
    assert rows[2] == ["曾甲", date(1994, 5, 20), "区教育局", 13800000001.0, ""]
    assert [word in str(rows[3][4]) for word in ("月份是 13", "应是 11 位")] == [True, True]
    again = await rosters.upload(officer, filename=name, content=marked)
    assert [(row.name, row.status) for row in again.people] == [
        ("单乙", "error"),
        ("曾甲", "new"),
    ] or again.problems == 1


async def test_problem_files_are_the_uploader_s_and_end_with_the_commit(officer: Actor) -> None:
    view = await upload(officer, THIRD)
    with pytest.raises(NotFound):
        await intake.problem_file(await actor_as(Role.OFFICER), view.id)
    await rosters.commit(officer, id=view.id, command=taking(view, "none"))
    with pytest.raises(Conflict):
        await intake.problem_file(officer, view.id)


async def test_the_template_is_read_as_it_was_meant(officer: Actor) -> None:
    await make_unit("区教育局")
    content = await intake.template_file()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["名册", "单位", "填写说明"]
    assert sorted(row[0] for row in book.get_sheet_by_name("单位").to_python()) == ["区教育局", "盐都区"]
    view = await rosters.upload(officer, filename="模板.xlsx", content=content)
    assert view.fault.startswith("表头下面没有人员")
    meant = ["name", "gender", "birth_month", "ethnicity", "political_status", "education", "degree", "school", "major"]
    assert [column.field for column in view.columns][1:10] == meant
