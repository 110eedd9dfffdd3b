# SPDX-License-Identifier: MIT
"""The annual assessment: evidence from what happened, a level by a person, told, and taken back with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from research.outcomes.queries_evidence import outcomes
from research.projects.queries_evidence import roles
from research.reports.queries_evidence import punctuality
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, district, make_member, make_talent, make_unit
from tests.factories.projects import make_project
from thinktank.growth import operations_assessments as operations
from thinktank.growth import queries as growth
from thinktank.growth import queries_assessments as queries
from thinktank.growth.schemas import DraftAssessment, JudgeAssessment
from thinktank.growth.states import Grade
from thinktank.growth.tables import Assessment
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.policies import operations as policies
from thinktank.policies.schemas import YearContent
from thinktank.talents import queries_admission
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.postgres]


@pytest.fixture
async def office(database: Any, frozen: Any) -> tuple[Actor, Actor, int]:
    await district()
    growth.evidence[:] = [roles, punctuality, outcomes]
    officer, leader = await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER)
    content = YearContent(name="2026年度", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    return officer, leader, (await policies.plan_year(officer, content=content)).id


async def assess(office: tuple[Actor, Actor, int], talent: int, level: Grade, year: int | None = None) -> int:
    """Open, draft and sign one member's assessment; return its id."""
    officer, leader, this = office
    await operations.open_year(officer, year=year or this)
    found = await Assessment.select(Assessment.id).where(
        (Assessment.talent == talent) & (Assessment.year == (year or this))
    )
    id_ = int(found[0]["id"])
    await operations.draft(officer, id=id_, command=DraftAssessment(level, "意见秘语"))
    await operations.sign(leader, ids=[id_])
    return id_


async def test_a_year_opens_once_for_every_member(office: tuple[Actor, Actor, int]) -> None:
    officer, leader, year = office
    for state in ("active", "observing", "paused", "submitted", "exited"):
        await make_talent(state=state)
    assert await operations.open_year(officer, year=year) == 2
    assert await operations.open_year(officer, year=year) == 0
    with pytest.raises(Denied):
        await operations.open_year(leader, year=year)
    with pytest.raises(NotFound):
        await operations.open_year(officer, year=999)
    content = YearContent(name="2027年度", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    later = await policies.plan_year(officer, content=content)
    with pytest.raises(Conflict):
        await operations.open_year(officer, year=later.id)


async def test_evidence_is_collected_from_what_happened(office: tuple[Actor, Actor, int]) -> None:
    officer, _leader, year = office
    made = await make_project()
    await make_outcome(unit=made.unit, author=made.lead_talent, registered_by=officer.account, title="需求清单")
    await operations.open_year(officer, year=year)
    row = (await Assessment.select(Assessment.id).where(Assessment.talent == made.lead_talent))[0]
    view = await queries.get(officer, row["id"])
    assert [(one.topic, one.href) for one in view.evidence if one.topic != "定期汇报"] == [
        ("课题", f"/projects/{made.id}"), ("成果", view.evidence[-1].href),
    ]  # fmt: skip
    assert view.evidence[0].text.startswith("负责人，")
    assert "需求清单" in view.evidence[-1].text


async def test_a_level_is_drafted_signed_told_and_corrected(office: tuple[Actor, Actor, int]) -> None:
    officer, leader, year = office
    unit = await make_unit("区甲局")
    member, talent = await make_member(unit=unit)
    await operations.open_year(officer, year=year)
    id_ = (await Assessment.select(Assessment.id))[0]["id"]
    with pytest.raises(NotFound):
        await queries.get(member, id_)
    with pytest.raises(Denied):
        await operations.draft(leader, id=id_, command=DraftAssessment(Grade.PASSED, "x"))
    with pytest.raises(Conflict):
        await operations.sign(leader, ids=[id_])
    await operations.draft(officer, id=id_, command=DraftAssessment(Grade.EXCELLENT, "意见秘语"))
    with pytest.raises(Denied):
        await operations.sign(officer, ids=[id_])
    with pytest.raises(Invalid):
        await operations.give_back(leader, id=id_, command=JudgeAssessment())
    assert (await operations.give_back(leader, id=id_, command=JudgeAssessment("再核"))).state == "open"
    await operations.draft(officer, id=id_, command=DraftAssessment(Grade.EXCELLENT, "意见秘语"))
    assert await operations.sign(leader, ids=[id_]) == 1
    seen = await queries.get(member, id_)
    assert (seen.level, seen.opinion, seen.note, seen.actions) == ("优秀", "", "", [])
    assert [line.text for line in await growth.record(member, talent)] == ["2026年度年度评价：优秀"]
    liaison = await actor_as(Role.LIAISON, unit=unit)
    assert await growth.record(liaison, talent) == []
    with pytest.raises(NotFound):
        await queries.get(liaison, id_)
    told = await Notice.select(Notice.title, Notice.body).where(Notice.account == member.account)
    assert told == [{"title": "2026年度年度评价：优秀", "body": ""}]
    assert await trail.timeline(member, "talent", talent) == []
    back = await operations.correct(leader, id=id_, command=JudgeAssessment("材料有误"))
    assert (back.state, back.actions) == ("drafted", ["give_back", "sign"])
    assert [line.corrected for line in await growth.record(officer, talent)] == [False, True]
    await operations.sign(leader, ids=[id_])
    assert len(await growth.record(officer, talent)) == 3


async def test_signing_is_all_or_none_and_nobody_signs_for_themselves(office: tuple[Actor, Actor, int]) -> None:
    officer, _leader, year = office
    both = await actor_as(Role.DEPT_LEADER, Role.MEMBER)
    await make_talent(account=both.account)
    await make_talent()
    await operations.open_year(officer, year=year)
    ids = [row["id"] for row in await Assessment.select(Assessment.id).order_by(Assessment.id)]
    for id_ in ids:
        await operations.draft(officer, id=id_, command=DraftAssessment(Grade.PASSED, "合格"))
    with pytest.raises(Denied, match="不能评价本人"):
        await operations.sign(both, ids=list(reversed(ids)))
    assert {row["state"] for row in await Assessment.select(Assessment.state)} == {"drafted"}
    with pytest.raises(Invalid):
        await operations.sign(both, ids=[])


async def test_two_fails_in_a_row_propose_the_exit(office: tuple[Actor, Actor, int]) -> None:
    officer, _leader, _year = office
    talent = await make_talent()
    content = YearContent(name="2025年度", starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    before = await policies.plan_year(officer, content=content)
    await assess(office, talent, Grade.FAILED, before.id)
    assert await queries_admission.flags(officer) == []
    await assess(office, talent, Grade.FAILED)
    assert [(flag.talent, flag.rule) for flag in await queries_admission.flags(officer)] == [(talent, "two_fails")]


async def test_lists_and_desks_are_scoped(office: tuple[Actor, Actor, int]) -> None:
    officer, leader, year = office
    far = await make_unit("区乙局")
    await make_talent(unit=far)
    await make_talent()
    await operations.open_year(officer, year=year)
    part = await actor_as(Role.OFFICER, unit=far, scope=far)
    assert len((await queries.listed(officer, year)).items) == 2
    assert len((await queries.listed(part, year, state="open")).items) == 1
    assert await queries.waiting(part) == (1, 0)
    assert await queries.waiting(leader) == (0, 0)
    with pytest.raises(Denied):
        await queries.listed(await actor_as(Role.LIAISON), year)
