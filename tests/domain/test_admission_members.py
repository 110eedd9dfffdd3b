# SPDX-License-Identifier: MIT
"""What becomes of members: pause, observation, exit, return, decisions taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories.admission import Office, growth_lines, make_office, run_jobs
from tests.factories.people import make_talent
from thinktank.kernel import clock
from thinktank.kernel.errors import Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.talents import operations_admission as admission
from thinktank.talents import operations_notices, queries, queries_admission
from thinktank.talents.schemas import Filter
from thinktank.talents.schemas_admission import (
    SettleFlag,
)
from thinktank.talents.tables import AdmissionCase, MemberFlag, Talent
from thinktank.tally import queries as tally

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.postgres]


@pytest.fixture
async def office(database: Any, frozen: Any, settings: Any) -> Office:
    return await make_office()


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
