# SPDX-License-Identifier: MIT
"""The way into the bank, with real operations: done, refused, shown to whom."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import docx
import pytest

from tests.factories.admission import BOARD, Office, Scan, growth_lines, make_office, run_jobs
from tests.factories.people import actor_as, make_member, make_talent, make_unit
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.policies import operations as policies
from thinktank.policies.kinds import Admission
from thinktank.talents import operations_admission as admission
from thinktank.talents import operations_notices, queries, queries_admission
from thinktank.talents import operations_people as people
from thinktank.talents.papers import RECOMMENDATION
from thinktank.talents.schemas_admission import (
    AnswerObjection,
    Batch,
    NominateSelf,
    Object,
    UnitOpinion,
)
from thinktank.tally import queries as tally
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.postgres]


@pytest.fixture
async def office(database: Any, frozen: Any, settings: Any) -> Office:
    return await make_office()


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
