# SPDX-License-Identifier: MIT
"""Taking lists away: what leaves, for whom, with whose word, and what is left of it."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.factories.people import actor_as, district, make_account, make_talent, make_unit
from thinktank.files import store
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.rosters import jobs as rosters_jobs
from thinktank.rosters import operations_exports as exports
from thinktank.rosters import queries_exports as queries
from thinktank.rosters.schemas import DecideExport, ExportView, RequestExport
from thinktank.settings import Settings
from thinktank.talents.schemas import Filter
from thinktank.trail.tables import TrailEntry

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]
ALL = ["name", "gender", "birth_month", "political_status", "phone", "unit_name", "post", "direction", "admitted_on"]
YES, NO = DecideExport("yes"), DecideExport("no", note="范围太大")


@pytest.fixture(autouse=True)
def folder(tmp_path: Any) -> None:
    store.configure(Settings(data=str(tmp_path), secret="test"))


@pytest.fixture
async def officer(database: Any) -> Actor:
    await district()
    return await actor_as(Role.OFFICER, name="王经办")


def asking(*columns: str, **more: Any) -> RequestExport:
    return RequestExport("青年人才台账", "报部务会审议", list(columns or ALL), unclassified=True, **more)


async def ask(actor: Actor, *columns: str, chosen: Filter | None = None, **more: Any) -> ExportView:
    return await exports.request(actor, command=asking(*columns, **more), chosen=chosen or Filter())


async def file_of(actor: Actor, view: ExportView) -> bytes:
    _name, size, pieces = await exports.take(actor, id=view.id)
    content = b"".join([piece async for piece in pieces])
    assert len(content) == size
    return content


async def table(actor: Actor, view: ExportView) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(await file_of(actor, view)))
    return book.get_sheet_by_name("台账").to_python(skip_empty_area=False)


async def many(n: int = 51) -> None:
    for _ in range(n):
        await make_talent()


async def test_a_short_list_is_there_at_once(officer: Actor) -> None:
    unit = await make_unit("区教育局")
    await make_talent(
        name="曾甲", unit=unit, gender="female", birth_month=date(1994, 5, 1), political_status="中共党员",
        phone="13812345678", post="=1+1", admitted_on=date(2024, 5, 20),
    )  # fmt: skip
    await make_talent(name="单乙", state="exited")
    view = await ask(officer)
    assert (view.state, view.rows, view.actions) == ("ready", 1, ["take"])
    assert view.filename == "附件1：青年人才台账（截至2026年3月18日）.xlsx"
    rows = await table(officer, view)
    assert rows[0][0] == "青年人才台账"
    assert rows[1][0] == "填报单位：盐都区"
    assert rows[2] == [
        "序号",
        "姓名",
        "性别",
        "出生年月",
        "政治面貌",
        "工作单位",
        "职务",
        "主方向",
        "入库时间",
        "联系电话",
    ]
    person = ["曾甲", "女", "1994.05", "中共党员", "区教育局", "=1+1", "城市建设", "2024.05", "138****5678"]
    assert rows[3:] == [[1.0, *person], ["合计", "1人", *[""] * 8]]
    assert (await queries.get(officer, view.id)).state == "downloaded"
    actions = [row["action"] for row in await TrailEntry.select(TrailEntry.action).order_by(TrailEntry.seq)]
    assert actions == ["export.requested", "export.written", "export.taken"]


async def test_the_file_names_who_took_it_and_why(officer: Actor) -> None:
    await many(1)
    content = await file_of(officer, await ask(officer))
    notes = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("导出说明").to_python()
    assert {str(name): text for name, text in notes} | {"编号": "", "提示": ""} == {
        "台账": "青年人才台账", "用途": "报部务会审议", "申请人": "王经办", "导出时间": "2026-03-18 10:00",
        "审批": "不需审批", "编号": "", "提示": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("people", "columns", "state"),
    [
        (50, ("name", "gender"), "ready"),
        (51, ("name", "gender"), "requested"),
        (51, ("name", "phone"), "requested"),
        (51, ("name", "unit_name", "strengths"), "ready"),
    ],
)
async def test_many_people_wait_for_a_second_person_unless_only_work_leaves(
    officer: Actor, people: int, columns: tuple[str, ...], state: str
) -> None:
    await many(people)
    assert (await ask(officer, *columns)).state == state


async def test_another_of_the_office_lets_it_go(officer: Actor) -> None:
    await many()
    leader = await actor_as(Role.DEPT_LEADER)
    other = await actor_as(Role.OFFICER)
    view = await ask(officer)
    told = sorted(row["account"] for row in await Notice.select(Notice.account))
    assert told == sorted([leader.account, other.account])
    assert (await queries.count_waiting(other), await queries.count_waiting(officer)) == (1, 0)
    with pytest.raises(Denied, match="申请人不能审批"):
        await exports.decide(officer, id=view.id, command=YES)
    with pytest.raises(Denied, match="还没有生成"):
        await exports.take(officer, id=view.id)
    done = await exports.decide(other, id=view.id, command=YES)
    assert (done.state, done.decided_by, done.rows) == ("ready", other.account, 51)
    with pytest.raises(Denied, match="只由申请人"):
        await exports.take(other, id=view.id)
    assert len(await table(officer, done)) == 3 + 51 + 1
    with pytest.raises(Denied, match="已经办理"):
        await exports.decide(leader, id=view.id, command=NO)
    assert await Notice.exists().where((Notice.account == officer.account) & (Notice.rule == "export.decided"))


async def test_a_refusal_has_a_reason_and_no_file(officer: Actor) -> None:
    await many()
    other = await actor_as(Role.OFFICER)
    view = await ask(officer)
    with pytest.raises(Invalid, match="理由"):
        await exports.decide(other, id=view.id, command=DecideExport("no"))
    with pytest.raises(Conflict):
        await exports.decide(other, id=view.id, command=DecideExport("no", note="多", version=9))
    done = await exports.decide(other, id=view.id, command=NO)
    assert (done.state, done.note, done.filename) == ("refused", "范围太大", "")
    with pytest.raises(Denied):
        await exports.take(officer, id=view.id)


async def test_an_office_of_one_gives_a_reason_and_the_leader_is_told(officer: Actor) -> None:
    await many()
    leader = await actor_as(Role.DEPT_LEADER)
    view = await ask(officer)
    assert view.actions == ["decide_alone"]
    with pytest.raises(Invalid, match="理由"):
        await exports.decide(officer, id=view.id, command=YES)
    done = await exports.decide(officer, id=view.id, command=DecideExport("yes", note="部领导出差，今天须报送"))
    assert done.state == "ready"
    told = await Notice.select(Notice.title).where(
        (Notice.account == leader.account) & (Notice.rule == "export.decided")
    )
    assert [row["title"] for row in told] == ["王经办自行审批导出“青年人才台账”（51人），请知悉"]


async def test_phones_in_full_are_the_office_s_and_noted(officer: Actor) -> None:
    await make_talent(name="曾甲", phone="13812345678")
    liaison = await actor_as(Role.LIAISON, unit=await make_unit())
    with pytest.raises(Invalid):
        await ask(liaison, "name", full_phones=True)
    with pytest.raises(Invalid, match="联系电话"):
        await ask(officer, "name", full_phones=True)
    view = await ask(officer, "name", "phone", full_phones=True)
    assert (await table(officer, view))[3] == [1.0, "曾甲", "13812345678"]
    assert view.full_phones


# -- leaks ------------------------------------------------------------------------------------------------------


async def test_a_liaison_takes_the_own_unit_and_no_p3(officer: Actor) -> None:
    unit = await make_unit("区教育局")
    liaison = await actor_as(Role.LIAISON, Role.MEMBER, unit=unit)
    await make_talent(name="本甲", unit=unit, gender="female", phone="13800000001", political_status="群众")
    await make_talent(name="外乙", gender="female", phone="13800000002")
    for column in ("phone", "political_status", "ethnicity"):
        with pytest.raises(Invalid, match="不能导出"):
            await ask(liaison, "name", column)
    view = await ask(liaison, "name", "gender", "birth_month")
    assert [row[1:] for row in (await table(liaison, view))[3:-1]] == [["本甲", "女", "1994.05"], ["外乙", "", ""]]
    picked = await ask(liaison, "name", "gender", chosen=Filter(sex="female"))
    assert [row[1:] for row in (await table(liaison, picked))[3:-1]] == [["本甲", "女"]]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MENTOR, Role.INSPECTOR, Role.REVIEWER, Role.SYS_ADMIN])
async def test_others_take_nothing(officer: Actor, role: Role) -> None:
    await make_talent()
    outsider = await actor_as(role)
    with pytest.raises(Denied, match="名单由"):
        await ask(outsider, "name")
    with pytest.raises(Denied):
        await queries.exports(outsider)
    view = await ask(officer)
    for call in (queries.get(outsider, view.id), exports.take(outsider, id=view.id)):
        with pytest.raises(NotFound):
            await call
    with pytest.raises(NotFound):
        await exports.decide(outsider, id=view.id, command=YES)


async def test_ticked_people_of_another_unit_do_not_come_along(officer: Actor) -> None:
    unit = await make_unit()
    liaison = await actor_as(Role.LIAISON, unit=unit)
    own, other = await make_talent(unit=unit, name="本甲"), await make_talent(name="外乙")
    view = await ask(liaison, "name", ids=[own, other])
    assert [row[1] for row in (await table(liaison, view))[3:]] == ["本甲", "1人"]


async def test_who_lost_the_role_gets_no_rows_when_the_file_is_written(officer: Actor) -> None:
    from thinktank.identity.tables import RoleGrant

    await many()
    other = await actor_as(Role.OFFICER)
    view = await ask(officer)
    async with db.write_tx():
        await RoleGrant.update({RoleGrant.until: clock.today() - timedelta(days=1)}).where(
            RoleGrant.account == officer.account
        )
    done = await exports.decide(other, id=view.id, command=YES)
    assert done.rows == 0
    with pytest.raises(Denied):
        await exports.take(await identity.actor_of(officer.account), id=view.id)


# -- ends -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conditions", "columns", "message"),
    [
        (Filter(sex="female"), ("name",), "没有人"),
        (Filter(), ("shoe_size",), "不能导出：shoe_size"),
        (Filter(), ("",), "至少选一列"),
    ],
)
async def test_what_cannot_be_written(
    officer: Actor, conditions: Filter, columns: tuple[str, ...], message: str
) -> None:
    await make_talent(gender="male")
    with pytest.raises(Invalid, match=message):
        await ask(officer, *columns, chosen=conditions)


async def test_long_ledgers_are_written_by_the_job(officer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    monkeypatch.setattr(queries, "CHUNK", 2)
    await many(5)
    view = await ask(officer, "name", chosen=Filter(sort="unit"))
    assert view.state == "approved"
    done = {job.name: await job.work(job.actor) for job in rosters_jobs.JOBS}
    assert done == {"exports.write": 1, "exports.expire": 0}
    rows = await table(officer, await queries.get(officer, view.id))
    assert len({row[1] for row in rows[3:-1]}) == 5


async def test_a_file_goes_when_its_time_is_over(officer: Actor, frozen: Any) -> None:
    await many(1)
    view = await ask(officer)
    sha256 = (await queries.stored(view.id)).file
    assert await store.holds(sha256)
    frozen.advance(days=8)
    assert await exports.expire(system("test")) == 1
    assert (await queries.get(officer, view.id)).state == "expired"
    assert not await store.holds(sha256)
    with pytest.raises(Denied, match="过期"):
        await exports.take(officer, id=view.id)
    assert await exports.expire(system("test")) == 0


async def test_the_list_shows_what_concerns_whom(officer: Actor) -> None:
    unit = await make_unit()
    liaison = await identity.actor_of(await make_account(Role.LIAISON, unit=unit))
    await make_talent(unit=unit)
    await ask(officer, "name")
    mine = await ask(liaison, "name")
    assert [view.id for view in (await queries.exports(liaison)).items] == [mine.id]
    assert len((await queries.exports(officer)).items) == 2
