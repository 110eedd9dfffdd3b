# SPDX-License-Identifier: MIT
"""Requests of a lead that somebody may not judge: asked, decided, taken back, found; the named learn nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from research.projects.tables import Project, ProjectMember
from research.topics.tables import Application
from reviews.recusals import operations, queries
from reviews.recusals.queries import APPLICATIONS, PROJECTS
from reviews.recusals.schemas import AskRecusal, DecideRecusal, RequestView
from reviews.recusals.tables import RecusalRequest
from reviews.rounds import operations as rounds
from reviews.rounds import operations_interests as interests
from reviews.rounds import operations_recusal
from reviews.rounds import queries as round_queries
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.schemas import Assign, Lift, Pin
from reviews.rounds.states import ConflictKind
from reviews.rounds.tables import Assignment, Interest, Round, RoundItem
from tests.factories import people
from tests.factories.rounds import Panel, make_assignment, make_round
from thinktank.app import wire
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.kernel.subjects import Subject
from thinktank.notices.tables import Notice
from thinktank.privacy import queries as privacy
from thinktank.talents.tables import Talent
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "wired"), pytest.mark.postgres]
WHY = "曾任竞争单位顾问，参与过同题论证"


@pytest.fixture
def wired() -> None:
    """Let subscribers hear what is announced."""
    wire()


async def panel_ahead() -> Panel:
    """A round that opens next week, with a project of a unit of its own."""
    made = await make_round(unit=await people.make_unit())
    async with db.write_tx():
        await Round.update({Round.opens_on: clock.today() + timedelta(days=7)}).where(Round.id == made.round)
    return made


async def lead_of(panel: Panel) -> Actor:
    row = (await Talent.select(Talent.account).where(Talent.id == panel.lead))[0]
    return await actor_of(row["account"])


async def reviewer(name: str = "许甲乙", unit: str = "") -> Actor:
    return await people.actor_as(Role.REVIEWER, unit=await people.make_unit(unit), name=name)


async def asked(panel: Panel, name: str = "许甲乙", unit: str = "") -> RequestView:
    lead = await lead_of(panel)
    found = await operations.ask(lead, what=PROJECTS, id=panel.project, command=AskRecusal(name, WHY, unit))
    return found.requests[-1]


async def decided(panel: Panel, one: RequestView, account: int | None = None, *, accept: bool = True) -> None:
    command = DecideRecusal(accept, "情况属实" if accept else "理由不足", account, one.version)
    await operations.decide(await actor_of(panel.officer), id=one.id, command=command)


async def against(panel: Panel, actor: Actor) -> list[tuple[str, str, str]]:
    """What stands against a reviewer when the office assigns."""
    async with db.write_tx():
        await interests.refresh_interests(panel.item)
    item = await round_queries.get_item(await actor_of(panel.officer), panel.item)
    found = next(one for one in await conflicts.conflicts(item) if one.id == actor.account)
    return [(str(one.kind), one.source, one.evidence) for one in found.conflicts]


# -- asking -----------------------------------------------------------------------------------------------------


async def test_what_is_accepted_is_a_typed_conflict_with_source_and_evidence() -> None:
    panel, actor = await panel_ahead(), await reviewer()
    one = await asked(panel)
    assert (one.state, one.actions, await against(panel, actor)) == ("asked", ["withdraw"], [])
    await decided(panel, one, actor.account)
    assert await against(panel, actor) == [("requested", "applicant", WHY)]
    officer = await actor_of(panel.officer)
    with pytest.raises(Invalid, match="申报人申请回避"):
        await rounds.assign(officer, id=panel.item, command=Assign([actor.account]))
    told = await Notice.select(Notice.title, Notice.body).where(Notice.account == (await lead_of(panel)).account)
    assert [(row["title"], row["body"]) for row in told] == [("评审回避申请已同意", "情况属实")]


async def test_a_name_that_nobody_bears_yet_stands_against_who_comes_to_bear_it() -> None:
    panel = await panel_ahead()
    await decided(panel, await asked(panel, "欧阳 丙", "盐城工学院"))
    found = await reviewer("欧阳丙", "盐城工学院经济管理学院")
    namesake = await reviewer("欧阳丙", "东台市农业农村局")
    assert await against(panel, found) == [("requested", "applicant", WHY)]
    assert await against(panel, namesake) == []


async def test_a_refused_request_stands_against_nobody() -> None:
    panel, actor = await panel_ahead(), await reviewer()
    one = await asked(panel)
    await decided(panel, one, actor.account, accept=False)
    kept = (await queries.sheet(await lead_of(panel), PROJECTS, panel.project)).requests[0]
    assert (kept.state, kept.note, await against(panel, actor)) == ("refused", "理由不足", [])


async def test_three_count_and_a_withdrawn_one_makes_room() -> None:
    panel = await panel_ahead()
    lead = await lead_of(panel)
    first = await asked(panel, "许甲甲")
    for name in ("许甲乙", "许甲丙"):
        await asked(panel, name)
    with pytest.raises(Denied, match="最多可申请3位"):
        await asked(panel, "许甲丁")
    await operations.withdraw(lead, id=first.id, version=first.version)
    await asked(panel, "许甲丁")
    found = await queries.sheet(lead, PROJECTS, panel.project)
    assert (found.live, found.most, len(found.requests)) == (3, 3, 4)


async def test_the_same_name_is_asked_for_once() -> None:
    panel = await panel_ahead()
    await asked(panel, "许甲乙")
    with pytest.raises(Invalid, match="已申请过"):
        await asked(panel, "许 甲乙")
    await asked(panel, "许甲乙", "另一单位")


async def test_nobody_asks_once_judging_has_begun() -> None:
    panel = await panel_ahead()
    one = await asked(panel)
    async with db.write_tx():
        await Round.update({Round.opens_on: clock.today()}).where(Round.id == panel.round)
    lead = await lead_of(panel)
    with pytest.raises(Denied, match="评审已开始"):
        await asked(panel, "许甲丁")
    with pytest.raises(Denied, match="评审已开始"):
        await operations.withdraw(lead, id=one.id)
    async with db.write_tx():
        await RoundItem.update({RoundItem.state: "decided"}).where(RoundItem.id == panel.item)
    await asked(panel, "许甲丁")


async def test_an_ended_project_takes_none() -> None:
    panel = await panel_ahead()
    async with db.write_tx():
        await Project.update({Project.closed_at: clock.now()}).where(Project.id == panel.project)
    with pytest.raises(Denied, match="已办结"):
        await asked(panel)


async def test_what_the_applicant_asked_for_holds_for_the_project_that_came_of_it() -> None:
    panel, actor = await panel_ahead(), await reviewer()
    lead = await lead_of(panel)
    application = (await Project.select(Project.application).where(Project.id == panel.project))[0]["application"]
    async with db.write_tx():
        values: dict[Any, Any] = {Application.state: "draft", Application.submitted_at: None}
        await Application.update(values).where(Application.id == application)
    found = await operations.ask(lead, what=APPLICATIONS, id=application, command=AskRecusal("许甲乙", WHY))
    officer = await actor_of(panel.officer)
    with pytest.raises(NotFound):
        await queries.sheet(officer, APPLICATIONS, application)
    async with db.write_tx():
        values = {Application.state: "granted", Application.submitted_at: clock.now()}
        await Application.update(values).where(Application.id == application)
    command = DecideRecusal(accept=True, note="属实", account=actor.account)
    await operations.decide(officer, id=found.requests[0].id, command=command)
    assert await against(panel, actor) == [("requested", "applicant", WHY)]
    shown = await queries.sheet(lead, PROJECTS, panel.project)
    assert [(one.name, one.state) for one in shown.requests] == [("许甲乙", "accepted")]


# -- deciding ---------------------------------------------------------------------------------------------------


async def test_who_was_assigned_before_the_office_accepts_stops() -> None:
    panel, actor = await panel_ahead(), await reviewer()
    one = await asked(panel)
    task = await make_assignment(panel.item, actor.account, state="assigned")
    await decided(panel, one, actor.account)
    row = (await Assignment.select(Assignment.state, Assignment.reason).where(Assignment.id == task))[0]
    assert row == {"state": "excluded", "reason": "经核对须回避"}
    assert await round_queries.desk(actor) == []


async def test_a_decision_is_taken_back_with_the_reason() -> None:
    panel, actor = await panel_ahead(), await reviewer()
    one = await asked(panel)
    officer = await actor_of(panel.officer)
    with pytest.raises(Denied, match="还没有决定"):
        await operations.reopen(officer, id=one.id, reason="核错了人")
    await decided(panel, one, actor.account)
    with pytest.raises(Denied, match="已决定"):
        await operations.decide(officer, id=one.id, command=DecideRecusal(accept=False, note="再想"))
    found = await operations.reopen(officer, id=one.id, reason="核错了人")
    kept = found.requests[0]
    assert (kept.state, kept.account, kept.note, await against(panel, actor)) == ("asked", None, "", [])


async def test_a_stale_decision_and_one_for_no_reviewer_change_nothing() -> None:
    panel = await panel_ahead()
    one = await asked(panel)
    officer, member = await actor_of(panel.officer), await people.actor_as(Role.MENTOR)
    with pytest.raises(Conflict):
        await operations.decide(
            officer, id=one.id, command=DecideRecusal(accept=True, note="属实", version=one.version + 1)
        )
    with pytest.raises(Invalid, match="评审专家"):
        await operations.decide(
            officer, id=one.id, command=DecideRecusal(accept=True, note="属实", account=member.account)
        )
    assert (await queries.sheet(officer, PROJECTS, panel.project)).requests[0].state == "asked"


async def test_a_lifted_request_is_not_found_again() -> None:
    panel, actor = await panel_ahead(), await reviewer()
    await decided(panel, await asked(panel), actor.account)
    leader = await people.actor_as(Role.DEPT_LEADER)
    command = Lift(actor.account, ConflictKind.REQUESTED, "本领域仅此一人")
    with pytest.raises(Denied):
        await operations_recusal.lift(await actor_of(panel.officer), id=panel.item, command=command)
    await operations_recusal.lift(leader, id=panel.item, command=command)
    assert await against(panel, actor) == []


# -- who may -----------------------------------------------------------------------------------------------------


async def mate(panel: Panel) -> Actor:
    actor, talent = await people.make_member(unit=await people.make_unit())
    async with db.write_tx():
        row = ProjectMember(project=panel.project, talent=talent, role="member", since=clock.today())
        await ProjectMember.insert(row)
    return actor


async def officer_elsewhere(_panel: Panel) -> Actor:
    unit = await people.make_unit()
    return await people.actor_as(Role.OFFICER, unit=unit, scope=unit)


async def the_named(panel: Panel) -> Actor:
    """An officer who bears the name."""
    return await people.actor_as(Role.OFFICER, Role.REVIEWER, name="许甲乙", unit=await people.make_unit())


async def stranger(_panel: Panel) -> Actor:
    actor, _talent = await people.make_member(unit=await people.make_unit())
    return actor


Who = Callable[[Panel], Awaitable[Actor]]


async def the_officer(panel: Panel) -> Actor:
    return await actor_of(panel.officer)


@pytest.mark.parametrize(
    ("who", "reads", "decides"),
    [
        (lead_of, None, Denied), (the_officer, None, None), (mate, Denied, NotFound),
        (officer_elsewhere, NotFound, NotFound),
        (stranger, NotFound, NotFound), (the_named, None, NotFound),
    ],
)  # fmt: skip
async def test_who_reads_and_who_decides(
    who: Who, reads: type[Exception] | None, decides: type[Exception] | None
) -> None:
    panel = await panel_ahead()
    one = await asked(panel)
    actor = await who(panel)

    async def outcome(call: Awaitable[Any]) -> type[Exception] | None:
        try:
            await call
        except (Denied, NotFound) as error:
            return type(error)
        return None

    assert await outcome(queries.sheet(actor, PROJECTS, panel.project)) is reads
    command = DecideRecusal(accept=True, note="属实")
    assert await outcome(operations.decide(actor, id=one.id, command=command)) is decides


# -- the named never learn of it ----------------------------------------------------------------------------------


@pytest.mark.parametrize("matched", [False, True])
async def test_an_officer_who_is_named_learns_nothing(matched: bool) -> None:
    panel = await panel_ahead()
    named = await the_named(panel)
    one = await asked(panel)
    if matched:
        await decided(panel, one, named.account)
    shown = await queries.sheet(named, PROJECTS, panel.project)
    assert (shown.requests, shown.live) == ([], 0)
    assert (await queries.listed(named)).items == []
    assert await queries.waiting(named) == []
    assert await Notice.select(Notice.id).where(Notice.account == named.account) == []
    lines = await trail.timeline(named, "project", panel.project)
    assert [
        line.text for line in lines if named.name in line.text + line.detail or WHY in line.text + line.detail
    ] == []
    item = await round_queries.get_item(named, panel.item)
    assert [c.id for c in await conflicts.candidates(named, item) if c.id == named.account] == []
    assert [n.kind for n in await conflicts.shown(named, panel.item) if n.account == named.account] == []
    if matched:
        with pytest.raises(Invalid) as refused:
            await rounds.assign(named, id=panel.item, command=Assign([named.account]))
        assert refused.value.fields["reviewers"] == "许甲乙须回避（经核对）"
        with pytest.raises(NotFound):
            await operations_recusal.lift(
                await actor_of(named.account),
                id=panel.item,
                command=Lift(named.account, ConflictKind.REQUESTED, "没有的事"),
            )


async def test_what_the_office_pins_as_asked_for_keeps_the_name_out_of_the_trail() -> None:
    panel = await panel_ahead()
    named = await the_named(panel)
    officer = await actor_of(panel.officer)
    command = Pin(named.account, ConflictKind.REQUESTED, "书面申请")
    await operations_recusal.pin(officer, id=panel.item, command=command)
    lines = await trail.timeline(named, "round_item", panel.item)
    assert [line.text for line in lines if named.name in line.text] == []
    assert [n for n in await conflicts.shown(named, panel.item) if n.account == named.account] == []
    assert len(await Interest.select().where(Interest.account == named.account)) == 1


async def test_ones_own_data_hold_what_one_asked_for_and_not_where_one_is_named() -> None:
    panel, actor = await panel_ahead(), await reviewer()
    await decided(panel, await asked(panel), actor.account)
    own = [await give(Subject((await lead_of(panel)).account, panel.lead)) for give in privacy.my_data]
    theirs = [await give(Subject(actor.account, None)) for give in privacy.my_data]
    assert [row["姓名"] for part in own if part.title == "申请回避的评审专家" for row in part.rows] == ["许甲乙"]
    assert [part for part in theirs if WHY in str(part.rows)] == []


async def test_ten_officers_decide_at_once_and_one_is_heard() -> None:
    panel, actor = await panel_ahead(), await reviewer()
    one = await asked(panel)
    officer = await actor_of(panel.officer)
    command = DecideRecusal(accept=True, note="属实", account=actor.account, version=one.version)
    calls = [operations.decide(officer, id=one.id, command=command) for _n in range(10)]
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert {type(answer) for answer in answers if isinstance(answer, Exception)} == {Conflict}
    assert (await RecusalRequest.select(RecusalRequest.version))[0]["version"] == one.version + 1
