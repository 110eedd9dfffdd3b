# SPDX-License-Identifier: MIT
"""Personal data: corrections, requests, what one takes away, and letting it go."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest

from tests.factories.people import actor_as, district, make_member, make_talent, make_unit
from thinktank.app import wire
from thinktank.identity import queries as identity
from thinktank.identity.schemas import NoticeItem, SetNotice
from thinktank.identity.tables import Account, RoleGrant
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.privacy import operations, papers, queries
from thinktank.privacy.schemas import Agree, Answer, Ask, CorrectFacts, Decide
from thinktank.privacy.tables import FactChange
from thinktank.search import queries as search
from thinktank.talents import operations as talents
from thinktank.talents import queries as bank
from thinktank.talents.tables import Talent
from thinktank.trail import queries as trail
from thinktank.trail.tables import TrailValue

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def wired(database: Any) -> None:
    wire()


async def command(actor: Actor, **changes: Any) -> CorrectFacts:
    """The person's facts as they stand, some of them corrected."""
    person = await queries.own_facts(actor)
    values = {name: getattr(person, name) for name in CorrectFacts.__struct_fields__ if hasattr(person, name)}
    values |= {
        "birth_month": f"{person.birth_month:%Y-%m}" if person.birth_month else "",
        "wish": person.wish or None,
        "unclassified": True,
    }
    return CorrectFacts(**(values | changes))


async def corrected(actor: Actor, **changes: Any) -> int:
    await operations.correct(actor, command=await command(actor, **changes))
    row = await FactChange.select(FactChange.id).order_by(FactChange.id, ascending=False).first()
    return int(row["id"]) if row else 0


# -- correcting -----------------------------------------------------------------------------------------------


async def test_free_facts_hold_at_once_and_the_account_follows(database: Any) -> None:
    member, talent = await make_member(name="李明")
    done = await operations.correct(member, command=await command(member, phone="13900000001", strengths="水文化"))
    assert (done.applied, done.waiting) == (["专业特长", "手机号"], [])
    row = await Talent.select(Talent.phone, Talent.strengths).where(Talent.id == talent).first()
    assert row == {"phone": "13900000001", "strengths": "水文化"}
    account = await Account.select(Account.phone).where(Account.id == member.account).first()
    assert account == {"phone": "13900000001"}
    assert await FactChange.count() == 0
    found = await search.search(member, "水文化")
    assert [hit.title for group in found.groups for hit in group.hits] == ["李明"]


async def test_checked_facts_wait_at_the_unit_and_restricted_ones_at_the_office(
    database: Any, frozen: FrozenClock
) -> None:
    unit = await make_unit()
    liaison = await actor_as(Role.LIAISON, unit=unit)
    officer = await actor_as(Role.OFFICER)
    member, talent = await make_member(unit=unit, ethnicity="汉族", degree="硕士")
    done = await operations.correct(member, command=await command(member, degree="博士", ethnicity="回族"))
    assert (done.applied, done.waiting) == ([], ["学位", "民族"])
    row = await Talent.select(Talent.degree, Talent.ethnicity).where(Talent.id == talent).first()
    assert row == {"degree": "硕士", "ethnicity": "汉族"}

    (seen,) = (await queries.changes(liaison)).items
    assert [(one.label, one.before, one.after) for one in seen.differences] == [("学位", "硕士", "博士")]
    assert (seen.due_on, seen.actions) == (date(2026, 3, 25), ["decide"])
    assert {view.desk for view in (await queries.changes(officer)).items} == {"unit", "office"}
    told = await Notice.select(Notice.account, Notice.title).where(Notice.rule == "fact_change.proposed")
    assert {row["account"] for row in told} == {liaison.account, officer.account}
    assert not any("回族" in row["title"] or "博士" in row["title"] for row in told)


async def test_confirmed_unit_moves_person_account_and_role(database: Any) -> None:
    old, new = await make_unit("区甲局"), await make_unit("区乙局")
    liaison = await actor_as(Role.LIAISON, unit=old)
    member, talent = await make_member(unit=old)
    change = await corrected(member, unit=new, post="综合科科员", reason="已调任")
    view = await operations.decide(liaison, id=change, command=Decide(step="confirm", version=1))
    assert (view.state, view.decided_by_name) == ("confirmed", liaison.name)
    person = await bank.get(system("test"), talent)
    assert (person.unit, person.post) == (new, "综合科科员")
    assert (await identity.actor_of(member.account)).unit == new
    grants = await RoleGrant.select(RoleGrant.unit, RoleGrant.until).where(RoleGrant.account == member.account)
    assert sorted((row["unit"], row["until"] is None) for row in grants) == [(old, False), (new, True)]
    assert (await trail.verify()).ok


async def test_declining_wants_a_reason_and_changes_nothing(database: Any) -> None:
    officer = await actor_as(Role.OFFICER)
    member, talent = await make_member(name="李明")
    change = await corrected(member, name="李鸣")
    with pytest.raises(Invalid) as missing:
        await operations.decide(officer, id=change, command=Decide(step="decline"))
    assert list(missing.value.fields) == ["note"]
    view = await operations.decide(officer, id=change, command=Decide(step="decline", note="与身份证不一致"))
    assert (view.state, view.note) == ("declined", "与身份证不一致")
    assert (await bank.get(officer, talent)).name == "李明"
    with pytest.raises(Denied):
        await operations.decide(officer, id=change, command=Decide(step="confirm"))


async def test_facts_that_moved_on_are_not_overwritten(database: Any) -> None:
    officer = await actor_as(Role.OFFICER)
    member, talent = await make_member(degree="硕士")
    change = await corrected(member, degree="博士")
    await Talent.update({Talent.degree: "学士"}).where(Talent.id == talent)
    with pytest.raises(Conflict) as moved:
        await operations.decide(officer, id=change, command=Decide(step="confirm"))
    assert "学位" in moved.value.message
    assert (await bank.get(officer, talent)).degree == "学士"


async def test_stale_version_and_second_decision_are_conflicts(database: Any) -> None:
    officer = await actor_as(Role.OFFICER)
    member, _talent = await make_member()
    change = await corrected(member, post="科长")
    with pytest.raises(Conflict):
        await operations.decide(officer, id=change, command=Decide(step="confirm", version=7))
    assert (await queries.change(officer, change)).state == "proposed"


async def test_outsiders_find_no_correction_and_its_author_does_not_confirm_it(database: Any) -> None:
    unit, other = await make_unit(), await make_unit()
    member, _talent = await make_member(unit=unit)
    change = await corrected(member, post="科长")
    for outsider in (
        await actor_as(Role.LIAISON, unit=other),
        (await make_member(unit=unit))[0],
        await actor_as(Role.REVIEWER),
        await actor_as(Role.SYS_ADMIN),
        await actor_as(Role.OFFICER, scope=other),
    ):
        with pytest.raises(NotFound):
            await queries.change(outsider, change)
        with pytest.raises(NotFound):
            await operations.decide(outsider, id=change, command=Decide(step="confirm"))
        assert (await queries.changes(outsider, state="")).items == []
    with pytest.raises(Denied):
        await operations.decide(member, id=change, command=Decide(step="confirm"))


async def test_liaison_sees_no_restricted_correction(database: Any) -> None:
    unit = await make_unit()
    liaison = await actor_as(Role.LIAISON, unit=unit)
    member, talent = await make_member(unit=unit, political_status="群众")
    change = await corrected(member, political_status="中共党员")
    with pytest.raises(NotFound):
        await queries.change(liaison, change)
    assert await queries.changes_of(liaison, talent) == []
    assert await queries.to_confirm(liaison) == []


async def test_second_correction_waits_for_the_first(database: Any) -> None:
    member, _talent = await make_member()
    change = await corrected(member, post="科长")
    with pytest.raises(Invalid):
        await operations.correct(member, command=await command(member, degree="博士"))
    await operations.withdraw_change(member, id=change, version=1)
    assert (await operations.correct(member, command=await command(member, degree="博士"))).waiting == ["学位"]


async def test_nothing_changed_and_unknown_unit_are_told(database: Any) -> None:
    member, _talent = await make_member()
    with pytest.raises(Invalid):
        await operations.correct(member, command=await command(member))
    with pytest.raises(Invalid) as wrong:
        await operations.correct(member, command=await command(member, unit=999))
    assert list(wrong.value.fields) == ["unit"]
    with pytest.raises(NotFound):
        await queries.own_facts(await actor_as(Role.OFFICER))


# -- requests and what one takes away ------------------------------------------------------------------------------


async def test_request_is_answered_in_time_by_an_officer(database: Any, frozen: FrozenClock) -> None:
    officer = await actor_as(Role.OFFICER)
    member, _talent = await make_member()
    made = await operations.ask(member, command=Ask(kind="ask", text="我的资料给了谁"))
    assert (made.state, made.due_on, made.actions) == ("submitted", date(2026, 4, 9), ["withdraw"])
    with pytest.raises(Invalid):
        await operations.ask(member, command=Ask(kind="ask", text="再问一次"))
    assert [view.id for view in await queries.to_answer(officer)] == [made.id]
    done = await operations.answer(officer, id=made.id, command=Answer(step="fulfil", answer="没有提供给其他单位"))
    assert (done.state, done.answered_by_name) == ("done", officer.name)
    with pytest.raises(Denied):
        await operations.answer(officer, id=made.id, command=Answer(step="refuse", answer="再答"))


async def test_requests_are_between_the_person_and_the_office(database: Any) -> None:
    unit = await make_unit()
    member, _talent = await make_member(unit=unit)
    made = await operations.ask(member, command=Ask(kind="withdraw", text="不再参加"))
    for outsider in (
        await actor_as(Role.LIAISON, unit=unit),
        await actor_as(Role.DEPT_LEADER),
        (await make_member(unit=unit))[0],
        await actor_as(Role.AUDIT_ADMIN),
    ):
        with pytest.raises(NotFound):
            await queries.request(outsider, made.id)
        assert (await queries.requests(outsider)).items == []


async def test_my_data_hold_everything_of_mine_and_nothing_of_others(database: Any) -> None:
    officer = await actor_as(Role.OFFICER)
    member, talent = await make_member(name="李明", phone="13912345678", remark="组织部备注")
    await make_talent(name="赵四", phone="13800000000")
    await talents.reveal_phone(officer, id=talent)
    await corrected(member, post="科长")
    found = await operations.take_my_data(member)
    text = str([(section.title, section.rows) for section in found.sections])
    assert {"账号", "角色", "人才库资料", "资料更正"} <= {section.title for section in found.sections}
    assert "13912345678" in text
    assert "组织部备注" not in text
    assert "赵四" not in text
    assert [(look.who, look.what) for look in await queries.looks(member)] == [(officer.name, "查看完整号码")]
    paper = docx.Document(io.BytesIO(papers.my_data(found)))
    assert paper.paragraphs[0].text == "我的数据"
    cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
    assert {"李明", "13912345678"} <= cells


# -- the notice ---------------------------------------------------------------------------------------------------


async def test_new_notice_asks_everybody_anew(database: Any) -> None:
    officer = await actor_as(Role.OFFICER)
    member, _talent = await make_member()
    shipped = await identity.notice()
    await operations.agree(member, command=Agree(consent=True))
    assert await identity.has_agreed(member.account, shipped.version)
    items = [NoticeItem("谁处理", "区委组织部")]
    await operations.set_notice(officer, command=SetNotice("2026-12", items))
    assert (await identity.notice()).items == items
    assert not await identity.has_agreed(member.account, "2026-12")
    with pytest.raises(Invalid):
        await operations.set_notice(officer, command=SetNotice("2026-12", items))
    with pytest.raises(Denied):
        await operations.set_notice(member, command=SetNotice("2027-01", items))
    await operations.agree(member, command=Agree(consent=True))
    assert [line.version for line in await queries.consents(member)] == ["2026-12", shipped.version]


# -- letting go ---------------------------------------------------------------------------------------------------


async def test_retention_empties_who_left_a_year_ago(database: Any, frozen: FrozenClock) -> None:
    unit = await district()
    leaver = await make_talent(unit=unit, name="甲一", state="exited", phone="13911111111", ethnicity="汉族")
    member = await make_talent(unit=unit, name="乙二", phone="13922222222")
    frozen.advance(days=364)
    assert await operations.retain(system("test")) == 0
    frozen.advance(days=2)
    later = await make_talent(unit=unit, name="丙三", state="exited", phone="13933333333")
    assert await operations.retain(system("test")) == 1
    assert await operations.retain(system("test")) == 0
    rows = {row["id"]: row for row in await Talent.select(Talent.id, Talent.phone, Talent.ethnicity, Talent.degree)}
    assert (rows[leaver]["phone"], rows[leaver]["ethnicity"], rows[leaver]["degree"]) == ("", "", "硕士")
    assert (rows[member]["phone"], rows[later]["phone"]) == ("13922222222", "13933333333")


async def test_erasure_waits_for_the_exit_and_reaches_trail_corrections_and_account(database: Any) -> None:
    officer = await actor_as(Role.OFFICER)
    member, talent = await make_member(name="李明", phone="13912345678", email="li@example.org")
    await operations.correct(member, command=await command(member, phone="13987654321", ethnicity="回族"))
    made = await operations.ask(member, command=Ask(kind="erase", text="请删除"))
    with pytest.raises(Denied):
        await operations.answer(officer, id=made.id, command=Answer(step="fulfil", answer="已删"))
    await Talent.update({Talent.state: "exited"}).where(Talent.id == talent)  # the exit itself is tested elsewhere
    await operations.answer(officer, id=made.id, command=Answer(step="fulfil", answer="已删"))

    row = await Talent.select(Talent.name, Talent.phone, Talent.email, Talent.degree, Talent.birth_month).where(
        Talent.id == talent
    )
    assert row == [{"name": "李明", "phone": "", "email": "", "degree": "", "birth_month": None}]
    kept = [value["value"] for value in await TrailValue.select(TrailValue.value)]
    assert not [value for value in kept if "1398765" in value or "回族" in value]
    assert (await queries.changes(officer, state="")).items[0].differences == []
    assert (await trail.verify()).ok
    account = await Account.select(Account.phone, Account.email).where(Account.id == member.account)
    assert account == [{"phone": "", "email": ""}]


async def test_erasing_fails_whole(database: Any) -> None:
    member, _talent = await make_member()
    made = await operations.ask(member, command=Ask(kind="erase", text="请删除"))
    officer = await actor_as(Role.OFFICER)
    with pytest.raises(Denied):
        await operations.answer(officer, id=made.id, command=Answer(step="fulfil", answer="已删"))
    assert (await queries.request(officer, made.id)).state == "submitted"
    async with db.write_tx():
        assert (await queries.request(member, made.id)).answer == ""
