# SPDX-License-Identifier: MIT
"""The way into the bank and out of it, with real operations: done, refused, taken back, and found by the jobs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import docx
import pytest

from tests.factories.people import actor_as, district, make_member, make_talent, make_unit
from thinktank.growth import operations as growing
from thinktank.growth import queries as growth
from thinktank.kernel import clock, events
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.kernel.jobs import Job
from thinktank.notices.tables import Notice
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.policies import operations as policies
from thinktank.policies.kinds import Admission
from thinktank.talents import jobs, operations_notices, queries, queries_admission
from thinktank.talents import operations_admission as admission
from thinktank.talents import operations_people as people
from thinktank.talents.events import MembershipChanged
from thinktank.talents.papers import RECOMMENDATION
from thinktank.talents.schemas import Filter
from thinktank.talents.schemas_admission import (
    AddPerson,
    AnswerObjection,
    Batch,
    CaseView,
    EditPerson,
    NominateSelf,
    Object,
    SettleFlag,
    TakeStep,
    UnitOpinion,
)
from thinktank.talents.tables import AdmissionCase, MemberFlag, Talent
from thinktank.tally import queries as tally
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.postgres]
BOARD = date(2026, 3, 16)


class Scan:
    """A stamped paper as it arrives."""

    filename = "单位意见.pdf"

    def __init__(self) -> None:
        self.left = io.BytesIO(b"%PDF-1.4\n%%EOF\n")

    async def read(self, size: int = -1) -> bytes:
        return self.left.read(size)

    async def seek(self, offset: int) -> int:
        return self.left.seek(offset)


class Office:
    """Who acts in these tests."""

    def __init__(self, officer: Actor, leader: Actor, liaison: Actor, unit: int) -> None:
        self.officer, self.leader, self.liaison, self.unit = officer, leader, liaison, unit

    async def candidate(self, **more: Any) -> int:
        values: dict[str, Any] = {
            "state": "submitted",
            "unit": self.unit,
            "local_since": date(2020, 7, 1),
            "cadre": "no",
        }
        return await make_talent(**(values | more))

    async def step(self, talent: int, step: Any, actor: Actor | None = None, **more: Any) -> CaseView:
        return await admission.take_step(actor or self.officer, id=talent, command=TakeStep(step=step, **more))

    async def batch(self, ids: Sequence[int], step: Any, actor: Actor | None = None, **more: Any) -> int:
        return await admission.batch(actor or self.officer, command=Batch(step=step, ids=list(ids), **more))

    async def to_notice(self, *talents: int) -> int:
        """Take candidates as far as their public notice; return it."""
        await self.batch(talents, "ask_unit")
        for talent in talents:
            opinion = UnitOpinion(agree=True, note="表现突出", unclassified=True)
            await admission.give_opinion(self.liaison, id=talent, command=opinion)
        await self.batch(talents, "qualify")
        await self.batch(talents, "cleared")
        await self.batch(talents, "approve", self.leader, on=BOARD, note="会议同意")
        await self.batch(talents, "publish")
        case = await queries_admission.case(self.officer, talents[0])
        assert case.notice is not None
        return case.notice


@pytest.fixture
async def office(database: Any, frozen: Any, settings: Any) -> Office:
    events.subscribe([(MembershipChanged, growing.on_membership)])
    await district()
    unit = await make_unit("区甲局")
    officer, leader = await actor_as(Role.OFFICER, name="王经办"), await actor_as(Role.DEPT_LEADER)
    return Office(officer, leader, await actor_as(Role.LIAISON, unit=unit), unit)


async def run_jobs() -> dict[str, int]:
    return {job.name: await job.work(system(f"job:{job.name}")) for job in jobs.JOBS if isinstance(job, Job)}


async def growth_lines(office: Office, talent: int) -> list[str]:
    return [line.text for line in await growth.record(office.officer, talent)]


# -- the whole way -------------------------------------------------------------------------------------------------


async def test_the_whole_way_in(office: Office, frozen: Any) -> None:
    talent = await office.candidate()
    notice = await office.to_notice(talent)
    found = await queries_admission.notice(office.liaison, notice)
    assert (found.starts_on, found.ends_on, found.running) == (date(2026, 3, 18), date(2026, 3, 25), True)
    with pytest.raises(Conflict, match="公示到3月25日"):
        await admission.admit(office.officer, ids=[talent])
    frozen.advance(days=8)
    assert await run_jobs() == {
        "members.terms": 0,
        "members.ages": 0,
        "members.holds": 0,
        "members.notices": 1,
        "members.twins": 0,
    }
    assert await run_jobs() == {
        "members.terms": 0,
        "members.ages": 0,
        "members.holds": 0,
        "members.notices": 0,
        "members.twins": 0,
    }
    assert await admission.admit(office.officer, ids=[talent]) == 1
    view = await queries.get(office.officer, talent)
    assert (view.state, view.admitted_on, view.term_to) == ("active", date(2026, 3, 26), date(2029, 3, 26))
    assert await growth_lines(office, talent) == ["成为智库成员"]
    assert await queries_admission.flags(office.officer) == []
    lines = [line.text for line in await trail.timeline(office.officer, "talent", talent)]
    assert lines == [
        "准予入库", "公示", "审定通过", "征求意见：无异议", "资格审查通过", "单位同意推荐", "征求单位意见",
    ]  # fmt: skip
    assert (await tally.counts("talent.active"))["urban"] == 1
    told = await Notice.select(Notice.rule).where(Notice.account == office.liaison.account)
    assert [row["rule"] for row in told] == ["admission.ask_unit"]
    assert (await trail.verify()).ok


async def test_a_step_is_for_who_takes_it_and_where_it_starts(office: Office) -> None:
    talent = await office.candidate()
    for actor, step in ((office.liaison, "ask_unit"), (office.leader, "ask_unit"), (office.officer, "decline")):
        with pytest.raises(Denied):
            await office.step(talent, step, actor, note="x")
    other = await actor_as(Role.LIAISON, unit=await make_unit("区乙局"))
    with pytest.raises(NotFound):
        await office.step(talent, "unit_agrees", other)
    with pytest.raises(NotFound):
        await office.step(talent, "ask_unit", await actor_as(Role.REVIEWER))
    with pytest.raises(Conflict, match="现在是「候选人」"):
        await office.step(talent, "qualify")
    with pytest.raises(Conflict):
        await office.step(talent, "ask_unit", version=9)
    with pytest.raises(Invalid) as refused:
        await office.step(talent, "give_back")
    assert "note" in refused.value.fields
    assert (await queries.get(office.officer, talent)).state == "submitted"


async def test_conditions_stand_as_they_were_checked(office: Office) -> None:
    talent = await office.candidate(birth_month=date(1980, 1, 1))
    await office.step(talent, "ask_unit")
    opinion = UnitOpinion(agree=True, unclassified=True)
    await admission.give_opinion(office.liaison, id=talent, command=opinion)
    with pytest.raises(Conflict, match="年龄不符合"):
        await office.step(talent, "qualify")
    await office.step(talent, "qualify", note="紧缺人才")
    await policies.set_value(
        office.officer, name="admission", value=Admission(age_most=60), effective_from=clock.today(), note="放宽"
    )
    case = await queries_admission.case(office.officer, talent)
    assert next((one.name, one.verdict) for one in case.conditions) == ("年龄", "unmet")
    assert case.check_note == "紧缺人才"


async def test_many_at_once_or_nobody(office: Office) -> None:
    good, bad = await office.candidate(name="陈甲甲"), await office.candidate(name="陈乙乙", state="consult")
    with pytest.raises(Conflict, match="有1人不能办理，一个也没有办。陈乙乙：现在是「征求意见」"):
        await office.batch([good, bad], "ask_unit")
    assert (await queries.get(office.officer, good)).state == "submitted"
    with pytest.raises(NotFound):
        await office.batch([good, 999], "ask_unit")
    with pytest.raises(Invalid, match="请先勾选"):
        await office.batch([], "ask_unit")
    with pytest.raises(Invalid, match="一次最多"):
        await office.batch(range(1, admission.MOST_AT_ONCE + 2), "ask_unit")
    found = Batch(step="ask_unit", all=True, unit=office.unit, state="submitted")
    assert await admission.batch(office.officer, command=found) == 1
    assert (await queries.get(office.officer, good)).state == "unit_opinion"
    case = await queries_admission.case(office.liaison, good)
    assert (case.unit_due, case.actions) == (date(2026, 3, 25), ["unit_agrees", "unit_disagrees"])


async def test_rosters_of_members_come_in_straight_where_the_settings_say(office: Office) -> None:
    known, named = await office.candidate(channel="roster"), await office.candidate()
    with pytest.raises(Conflict, match="现在是「候选人」"):
        await admission.admit(office.officer, ids=[known, named])
    day = clock.today() - timedelta(days=3)
    assert await admission.admit(office.officer, ids=[known], admitted_on=day) == 1
    assert (await queries.get(office.officer, known)).admitted_on == day
    with pytest.raises(Invalid, match="不能晚于今天"):
        later = clock.today() + timedelta(days=1)
        await admission.admit(office.officer, ids=[await office.candidate(channel="roster")], admitted_on=later)
    closed = Admission(rosters_direct=False)
    await policies.set_value(
        office.officer, name="admission", value=closed, effective_from=clock.today(), note="一律公示"
    )
    with pytest.raises(Conflict, match="只有名册中"):
        await admission.admit(office.officer, ids=[await office.candidate(channel="roster")])
    with pytest.raises(Denied):
        await admission.admit(office.liaison, ids=[known])


async def test_the_setting_lets_officers_decide(office: Office) -> None:
    talent = await office.candidate(state="consult")
    await office.step(talent, "cleared")
    with pytest.raises(Denied):
        await office.step(talent, "approve", on=BOARD)
    value = Admission(officers_decide=True)
    await policies.set_value(office.officer, name="admission", value=value, effective_from=clock.today(), note="授权")
    assert (await office.step(talent, "approve", on=BOARD)).state == "decided"


# -- the unit's word -----------------------------------------------------------------------------------------------


async def test_the_unit_disagrees_on_paper(office: Office) -> None:
    talent = await office.candidate()
    await office.step(talent, "ask_unit")
    no = UnitOpinion(agree=False, note="近期抽调外出", paper=True, unclassified=True)
    with pytest.raises(Invalid) as refused:
        await admission.give_opinion(office.liaison, id=talent, command=no)
    assert "uploads" in refused.value.fields
    with pytest.raises(Invalid):
        await admission.give_opinion(office.officer, id=talent, command=UnitOpinion(agree=True, unclassified=True))
    with pytest.raises(Invalid):
        await admission.give_opinion(office.liaison, id=talent, command=UnitOpinion(agree=False, unclassified=True))
    case = await admission.give_opinion(office.officer, id=talent, command=no, uploads=[Scan()])
    assert (case.state, case.unit_opinion, case.unit_paper) == ("qualification", "disagree", True)
    assert [paper.name for paper in case.papers] == ["单位意见.pdf"]
    assert [one.verdict for one in case.conditions if one.name == "单位意见"] == ["unmet"]


async def test_the_form_to_stamp_is_filled_with_what_is_known(office: Office) -> None:
    talent = await office.candidate(name="陈戊")
    _name, content = await making.make(office.liaison, kind=RECOMMENDATION, asked=Asked(id=talent))
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert document.paragraphs[0].text == "青年人才智库入库推荐表"
    assert {"陈戊", "区甲局", "符合", "未登记"} <= set(cells)
    assert any(text.startswith("单位意见") and "（盖章）" in text for text in cells)


# -- by hand, by oneself -------------------------------------------------------------------------------------------


def entry(office: Office, **more: Any) -> AddPerson:
    values: dict[str, Any] = {
        "name": "尉迟恭", "unit": office.unit, "phone": "138 0000 0001", "birth_month": date(1995, 5, 20),
        "education": "大学", "unclassified": True,
    } | more  # fmt: skip
    return AddPerson(**values)


async def test_an_officer_appoints_and_a_unit_nominates_its_own(office: Office) -> None:
    talent = await people.add_person(office.officer, command=entry(office))
    view = await queries.get(office.officer, talent)
    assert (view.state, view.birth_month, view.name_key[:2]) == ("submitted", date(1995, 5, 1), "yu")
    assert [row.name for row in (await queries.people(office.officer, Filter(q="ycg"))).items] == ["尉迟恭"]
    case = await queries_admission.case(office.officer, talent)
    assert (case.channel, case.unit_opinion, "accept" in case.actions) == ("appointed", "", False)
    named = await people.add_person(office.liaison, command=entry(office, name="单乙", phone="13800000002"))
    case = await queries_admission.case(office.officer, named)
    assert (case.channel, case.unit_opinion, "accept" in case.actions) == ("nominated", "agree", True)
    assert (await office.step(named, "accept")).state == "qualification"
    with pytest.raises(NotFound):
        await people.add_person(office.liaison, command=entry(office, unit=await make_unit("区乙局")))
    with pytest.raises(Denied):
        await people.add_person(office.leader, command=entry(office))


async def test_a_twin_is_pointed_out_to_the_office_alone(office: Office) -> None:
    await make_talent(name="尉迟恭", unit=office.unit, birth_month=date(1995, 5, 1), phone="13900000009", post="科员")
    with pytest.raises(Invalid) as warned:
        await people.add_person(office.officer, command=entry(office))
    assert warned.value.fields["name"].startswith("可能已在库：尉迟恭（区甲局科员，姓名和单位相同）")
    with pytest.raises(Invalid) as blind:
        await people.add_person(office.liaison, command=entry(office, same_ok=True))
    assert "科员" not in blind.value.fields["name"]
    await people.add_person(office.officer, command=entry(office, same_ok=True))
    assert await Talent.count() == 2


async def test_entering_a_member_by_hand(office: Office) -> None:
    day = date(2024, 5, 20)
    talent = await people.add_person(office.officer, command=entry(office, standing="member", admitted_on=day))
    view = await queries.get(office.officer, talent)
    assert (view.state, view.term_to) == ("active", date(2027, 5, 20))
    assert await growth_lines(office, talent) == ["成为智库成员"]
    with pytest.raises(Invalid):
        await people.add_person(
            office.officer, command=entry(office, name="单乙", phone="1380000003", standing="member")
        )
    undone = await office.step(talent, "undo_take_over", office.leader, note="录错了")
    assert (undone.state, undone.term_to) == ("submitted", None)


async def test_editing_keeps_a_masked_phone_and_says_what_changed(office: Office) -> None:
    talent = await make_talent(unit=office.unit, phone="13812345678", name="陈戊")
    shown = (await queries.get(office.officer, talent)).phone
    command = EditPerson(name="陈戊", unit=office.unit, phone=shown, post="副科长", reason="任免文件")
    await people.edit_person(office.officer, id=talent, command=command)
    row = (await Talent.select(Talent.phone, Talent.post, Talent.school).where(Talent.id == talent))[0]
    assert row == {"phone": "13812345678", "post": "副科长", "school": ""}
    assert [row.name for row in (await queries.people(office.officer, Filter(q="副科"))).items] == ["陈戊"]
    await make_talent(phone="13800000001")
    taken = EditPerson(name="陈戊", unit=office.unit, phone="13800000001")
    with pytest.raises(Invalid):
        await people.edit_person(office.officer, id=talent, command=taken)
    with pytest.raises(Conflict):
        await people.edit_person(
            office.officer, id=talent, command=EditPerson(name="陈戊", unit=office.unit, version=99)
        )
    with pytest.raises(Denied):
        await people.edit_person(office.liaison, id=talent, command=command)


async def test_somebody_applies_for_themselves(office: Office) -> None:
    actor = await actor_as(Role.MENTOR, unit=office.unit, name="朴仁")
    command = NominateSelf(phone="13800000001", statement="愿意参与乡村治理课题", unclassified=True)
    case = await people.nominate_self(actor, command=command)
    assert (case.state, case.channel, case.name, case.actions) == ("submitted", "self_nominated", "朴仁", ["withdraw"])
    with pytest.raises(Denied):
        await people.nominate_self(actor, command=command)
    await office.step(case.id, "give_back", note="请补充学历")
    with pytest.raises(NotFound):
        await queries_admission.case(office.liaison, case.id)
    again = NominateSelf(phone="13800000001", statement="补充后再报", education="大学", unclassified=True)
    assert (await people.nominate_self(actor, command=again)).state == "submitted"
    assert await AdmissionCase.count() == 1
    with pytest.raises(Invalid):
        await people.nominate_self(await actor_as(Role.MENTOR, unit=office.unit), command=command)
    with pytest.raises(Denied):
        await people.nominate_self(await actor_as(Role.SYS_ADMIN), command=command)
    assert await tally.counts("talent.state") == {"submitted": 1}


# -- public notice -------------------------------------------------------------------------------------------------


async def test_an_objection_keeps_somebody_out_until_it_is_answered(office: Office, frozen: Any) -> None:
    one, two = await office.candidate(), await office.candidate()
    notice = await office.to_notice(one, two)
    author, _ = await make_member(unit=await make_unit("区乙局"))
    made = await operations_notices.object_to(author, notice=notice, command=Object(talent=one, text="情况不实"))
    with pytest.raises(Invalid):
        await operations_notices.object_to(author, notice=notice, command=Object(talent=999, text="x"))
    stranger, _ = await make_member()
    with pytest.raises(NotFound):
        await queries_admission.objection(stranger, made.id)
    assert [len((await queries_admission.notice(actor, notice)).objections) for actor in (
        office.officer, author, stranger, office.liaison,
    )] == [1, 1, 0, 0]  # fmt: skip
    with pytest.raises(Denied):
        await operations_notices.answer(author, id=made.id, command=AnswerObjection(answer="x"))
    frozen.advance(days=8)
    with pytest.raises(Conflict, match="有1条异议"):
        await admission.admit(office.officer, ids=[one, two])
    assert (await queries.get(office.officer, two)).state == "notice"
    verdict = AnswerObjection(answer="经核查属实", upheld=True, version=made.version)
    await operations_notices.answer(office.officer, id=made.id, command=verdict)
    with pytest.raises(Conflict):
        await operations_notices.answer(office.officer, id=made.id, command=verdict)
    with pytest.raises(Conflict, match="异议成立"):
        await admission.admit(office.officer, ids=[one])
    assert await admission.admit(office.officer, ids=[two]) == 1
    assert (await queries_admission.objections(author, notice))[0].answer == "经核查属实"
    with pytest.raises(Conflict, match="不在公示期"):
        await operations_notices.object_to(author, notice=notice, command=Object(talent=one, text="又"))


async def test_a_notice_shows_what_everybody_may_know(office: Office) -> None:
    talent = await office.candidate(phone="13812345678", birth_month=date(1994, 5, 1), school="江苏大学")
    notice = await office.to_notice(talent)
    for role in (Role.REVIEWER, Role.MENTOR, Role.MEMBER):
        found = await queries_admission.notice(await actor_as(role), notice)
        assert set(found.people[0].__struct_fields__) == {
            "talent", "name", "unit_name", "post", "direction", "state",
        }  # fmt: skip
    with pytest.raises(Denied):
        await queries_admission.notice(await actor_as(Role.SYS_ADMIN), notice)


# -- who reads what of a case --------------------------------------------------------------------------------------


async def test_opinions_and_results_stay_where_they_belong(office: Office) -> None:
    actor = await actor_as(Role.MENTOR, unit=office.unit, name="朴仁")
    command = NominateSelf(phone="13800000001", statement="自荐", unclassified=True)
    talent = (await people.nominate_self(actor, command=command)).id
    await office.step(talent, "ask_unit")
    opinion = UnitOpinion(agree=True, note="单位秘语", unclassified=True)
    await admission.give_opinion(office.liaison, id=talent, command=opinion, uploads=[Scan()])
    await office.step(talent, "qualify", note="例外秘语")
    await office.step(talent, "cleared")
    await office.step(talent, "approve", office.leader, on=BOARD, note="会议秘语")
    seen = {}
    for name, reader in (("office", office.officer), ("unit", office.liaison), ("own", actor)):
        case = await queries_admission.case(reader, talent)
        words = (case.unit_note, case.check_note, case.consult_result, case.decision_note)
        seen[name] = (words, len(case.papers))
        if name != "office":
            lines = await trail.timeline(reader, "talent", talent)
            assert "秘语" not in "".join(line.text + line.detail for line in lines)
            assert not any("征求意见：" in line.text for line in lines)
    assert seen == {
        "office": (("单位秘语", "例外秘语", "clear", "会议秘语"), 1),
        "unit": (("单位秘语", "", None, ""), 1),
        "own": (("", "", None, ""), 0),
    }
    for outsider in (await actor_as(Role.MEMBER), await actor_as(Role.LIAISON, unit=await make_unit("区乙局"))):
        with pytest.raises(NotFound):
            await queries_admission.case(outsider, talent)
    with pytest.raises(Denied):
        await queries_admission.case(await actor_as(Role.MEMBER), await make_talent())


# -- pause, observation, exit, and back ----------------------------------------------------------------------------


async def test_pause_and_observation_end(office: Office, frozen: Any) -> None:
    one, two = await make_talent(unit=office.unit), await make_talent(unit=office.unit)
    until = clock.today() + timedelta(days=30)
    paused = await office.step(one, "pause", note="援派", ground="seconded", until=until)
    assert (paused.state, paused.ground_label, paused.hold_until) == ("paused", "外派", until)
    await office.step(two, "observe", office.leader, note="两期未报", until=until)
    assert (await run_jobs())["members.holds"] == 0
    frozen.advance(days=30)
    assert (await run_jobs())["members.holds"] == 2
    assert (await run_jobs())["members.holds"] == 0
    flags = {flag.talent: flag for flag in await queries_admission.flags(office.leader)}
    with pytest.raises(Denied):
        await operations_notices.settle(office.officer, id=flags[two].id, command=SettleFlag(action="resume"))
    await operations_notices.settle(office.leader, id=flags[two].id, command=SettleFlag(action="resume"))
    await operations_notices.settle(office.officer, id=flags[one].id, command=SettleFlag(action="resume"))
    assert await queries_admission.flags(office.officer) == []
    assert {row["state"] for row in await Talent.select(Talent.state)} == {"active"}
    with pytest.raises(NotFound):
        await operations_notices.settle(office.officer, id=flags[one].id, command=SettleFlag(action="resume"))


async def test_terms_and_ages_are_found_once_and_settled(office: Office, frozen: Any) -> None:
    soon = await make_talent(term_to=clock.today() + timedelta(days=20))
    old = await make_talent(birth_month=date(1985, 1, 1), cadre="no")
    cadre = await make_talent(birth_month=date(1988, 1, 1), cadre="yes")
    await make_talent(birth_month=date(1988, 1, 1), cadre="no")
    found = await run_jobs()
    assert (found["members.terms"], found["members.ages"]) == (1, 2)
    found = await run_jobs()
    assert (found["members.terms"], found["members.ages"]) == (0, 0)
    told = await Notice.select(Notice.rule, Notice.title).where(Notice.account == office.officer.account)
    assert sorted((row["rule"], row["title"]) for row in told) == [
        ("member.over_age", "2名成员超过年龄，请办理"), ("member.term_ends", "1名成员任期届满，请办理"),
    ]  # fmt: skip
    flags = {flag.talent: flag.id for flag in await queries_admission.flags(office.officer)}
    await operations_notices.settle(office.leader, id=flags[soon], command=SettleFlag(action="renew"))
    assert (await queries.get(office.officer, soon)).term_to == date(2029, 4, 7)
    with pytest.raises(Invalid):
        await operations_notices.settle(office.officer, id=flags[old], command=SettleFlag(action="keep"))
    await operations_notices.settle(office.officer, id=flags[old], command=SettleFlag(action="keep", note="骨干"))
    leave = SettleFlag(action="leave", note="年满")
    await operations_notices.settle(office.leader, id=flags[cadre], command=leave)
    row = (await Talent.select(Talent.state, Talent.ground).where(Talent.id == cadre))[0]
    assert row == {"state": "exited", "ground": "over_age"}
    assert await MemberFlag.count().where(MemberFlag.settled_at.is_null()) == 0
    assert "续聘，任期至2029-04-07" in await growth_lines(office, soon)


async def test_leaving_and_coming_back(office: Office, frozen: Any) -> None:
    talent = await make_talent(unit=office.unit, name="曾甲")
    with pytest.raises(Denied):
        await office.step(talent, "leave", note="调动", ground="moved_away")
    with pytest.raises(Invalid) as refused:
        await office.step(talent, "leave", office.leader, note="调动", ground="seconded")
    assert "ground" in refused.value.fields
    await office.step(talent, "leave", office.leader, note="调动", ground="moved_away")
    assert [row.name for row in (await queries.people(office.officer, Filter(q="曾甲", state="exited"))).items] == []
    back = await office.step(talent, "undo_leave", office.leader, note="调动未成行")
    assert (back.state, back.ground) == ("active", "")
    assert await growth_lines(office, talent) == ["更正：退出智库（调离本区）。调动未成行", "退出智库（调离本区）"]
    await office.step(talent, "leave", office.leader, note="调动", ground="moved_away")
    frozen.advance(days=60)
    case = await office.step(talent, "reapply", note="调回本区")
    assert (case.state, case.channel) == ("submitted", "nominated")
    assert await AdmissionCase.count().where(AdmissionCase.talent == talent) == 1
    assert [row.name for row in (await queries.people(office.officer, Filter(q="曾甲"))).items] == ["曾甲"]


async def test_decision_notice_and_admission_are_taken_back(office: Office, frozen: Any) -> None:
    talent = await office.candidate()
    await office.to_notice(talent)
    frozen.advance(days=8)
    await admission.admit(office.officer, ids=[talent])
    for step, actor, state in (
        ("undo_admit", office.leader, "notice"), ("undo_publish", office.officer, "decided"),
        ("undo_approve", office.leader, "consult"),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            await office.step(talent, step, actor)
        assert (await office.step(talent, step, actor, note="程序有误")).state == state
    row = (await Talent.select(Talent.admitted_on, Talent.term_to).where(Talent.id == talent))[0]
    assert row == {"admitted_on": None, "term_to": None}
    assert await growth_lines(office, talent) == ["更正：成为智库成员。程序有误", "成为智库成员"]
    await office.step(talent, "decline", office.leader, note="不符合")
    assert (await office.step(talent, "undo_decline", office.leader, note="复核")).state == "submitted"
    assert (await tally.counts("talent.state")).get("declined", 0) == 0
