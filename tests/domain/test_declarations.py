# SPDX-License-Identifier: MIT
"""What a reviewer declares once: found in every later round, confirmed once a year, withdrawn; nobody else reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from research.projects.tables import ProjectMember
from reviews.recusals import jobs, operations_declarations, queries, rules
from reviews.recusals.schemas import DeclareTie
from reviews.recusals.states import Tie
from reviews.recusals.tables import RecusalRequest, StandingDeclaration
from reviews.rounds import operations_interests as interests
from reviews.rounds import operations_recusal
from reviews.rounds import queries as round_queries
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.schemas import Lift
from reviews.rounds.states import ConflictKind
from reviews.rounds.tables import Assignment
from tests.factories import people
from tests.factories.rounds import Panel, make_assignment, make_round
from thinktank.app import wire
from thinktank.identity.queries import actor_of
from thinktank.identity.tables import Unit
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.kernel.subjects import ERASED
from thinktank.notices.tables import Notice
from thinktank.talents.events import PersonErased
from thinktank.talents.tables import Talent

pytestmark = [pytest.mark.usefixtures("database", "wired"), pytest.mark.postgres]


@pytest.fixture
def wired() -> None:
    """Let subscribers hear what is announced."""
    wire()


async def fresh(lead: str = "纪戊己") -> Panel:
    panel = await make_round(unit=await people.make_unit())
    async with db.write_tx():
        await Talent.update({Talent.name: lead}).where(Talent.id == panel.lead)
    return panel


async def reviewer() -> Actor:
    return await people.actor_as(Role.REVIEWER, unit=await people.make_unit())


async def unit_of(panel: Panel) -> str:
    row = (await Talent.select(Talent.unit._.name.as_alias("name")).where(Talent.id == panel.lead))[0]
    return str(row["name"])


async def against(panel: Panel, actor: Actor) -> list[tuple[str, str, str]]:
    """What stands against a reviewer when the office assigns."""
    async with db.write_tx():
        await interests.refresh_interests(panel.item)
    item = await round_queries.get_item(await actor_of(panel.officer), panel.item)
    found = next(one for one in await conflicts.conflicts(item) if one.id == actor.account)
    return [(str(one.kind), one.source, one.evidence) for one in found.conflicts]


@pytest.mark.parametrize("kind", list(Tie))
async def test_a_tie_to_somebody_of_the_team_stands_in_every_later_round(kind: Tie) -> None:
    actor = await reviewer()
    await operations_declarations.declare(actor, command=DeclareTie(kind, "纪 戊己", note="配偶"))
    for panel in (await fresh(), await fresh()):
        assert await against(panel, actor) == [(str(kind), "standing", "纪戊己（配偶）")]
    assert await against(await fresh("纪戊庚"), actor) == []


@pytest.mark.parametrize(("said", "found"), [("", True), ("住房", True), ("区教育局", False)])
async def test_a_unit_tells_namesakes_apart(said: str, found: bool) -> None:
    actor, panel = await reviewer(), await fresh()
    async with db.write_tx():
        unit = (await Talent.select(Talent.unit).where(Talent.id == panel.lead))[0]["unit"]
        await Unit.update({Unit.name: "区住房和城乡建设局"}).where(Unit.id == unit)
    await operations_declarations.declare(actor, command=DeclareTie(Tie.KIN, "纪戊己", said))
    assert bool(await against(panel, actor)) is found


async def test_an_economic_interest_may_lie_in_a_unit_and_kin_may_not() -> None:
    actor, other, panel = await reviewer(), await reviewer(), await fresh()
    company = await unit_of(panel)
    await operations_declarations.declare(actor, command=DeclareTie(Tie.INTEREST, company, note="持股"))
    await operations_declarations.declare(other, command=DeclareTie(Tie.KIN, company))
    assert await against(panel, actor) == [("interest", "standing", f"{company}（持股）")]
    assert await against(panel, other) == []


async def test_declaring_ends_what_is_being_judged_and_hides_it() -> None:
    actor, panel = await reviewer(), await fresh()
    task = await make_assignment(panel.item, actor.account)
    await operations_declarations.declare(actor, command=DeclareTie(Tie.TEACHER, "纪戊己"))
    assert (await Assignment.select(Assignment.state).where(Assignment.id == task))[0]["state"] == "excluded"
    assert await round_queries.desk(actor) == []


async def test_who_joins_the_team_later_is_found_when_the_team_changes() -> None:
    actor, panel = await reviewer(), await fresh("甲乙丙")
    await operations_declarations.declare(actor, command=DeclareTie(Tie.KIN, "纪戊己"))
    assert await against(panel, actor) == []
    _account, talent = await people.make_member(unit=await people.make_unit())
    async with db.write_tx():
        await Talent.update({Talent.name: "纪戊己"}).where(Talent.id == talent)
        row = ProjectMember(project=panel.project, talent=talent, role="member", since=clock.today())
        await ProjectMember.insert(row)
    assert await against(panel, actor) == [("kin", "standing", "纪戊己")]


async def test_a_withdrawn_tie_stands_no_longer() -> None:
    actor, panel = await reviewer(), await fresh()
    made = await operations_declarations.declare(actor, command=DeclareTie(Tie.KIN, "纪戊己"))
    assert len(await against(panel, actor)) == 1
    kept = await operations_declarations.withdraw(actor, id=made[0].id, version=made[0].version)
    assert ([one.state for one in kept], await against(panel, actor)) == (["withdrawn"], [])
    with pytest.raises(Conflict):
        await operations_declarations.withdraw(actor, id=made[0].id)
    await operations_declarations.declare(actor, command=DeclareTie(Tie.KIN, "纪戊己"))
    assert len(await against(panel, actor)) == 1


async def test_a_leader_finds_that_a_namesake_was_meant() -> None:
    actor, panel = await reviewer(), await fresh()
    await operations_declarations.declare(actor, command=DeclareTie(Tie.KIN, "纪戊己"))
    assert len(await against(panel, actor)) == 1
    leader = await people.actor_as(Role.DEPT_LEADER)
    await operations_recusal.lift(leader, id=panel.item, command=Lift(actor.account, ConflictKind.KIN, "同名不同人"))
    assert await against(panel, actor) == []


async def test_refusals() -> None:
    actor, other = await reviewer(), await reviewer()
    made = await operations_declarations.declare(actor, command=DeclareTie(Tie.KIN, "纪戊己"))
    with pytest.raises(Invalid, match="已申报过"):
        await operations_declarations.declare(actor, command=DeclareTie(Tie.KIN, "纪戊己"))
    with pytest.raises(NotFound):
        await operations_declarations.withdraw(other, id=made[0].id)
    with pytest.raises(Denied, match="本人申报"):
        await operations_declarations.declare(
            await people.actor_as(Role.OFFICER), command=DeclareTie(Tie.KIN, "纪戊己")
        )
    assert await queries.declarations(other) == []


async def test_confirming_is_asked_for_once_a_year(frozen: FrozenClock) -> None:
    actor = await reviewer()
    job = system("job:declarations_confirm")
    await operations_declarations.declare(actor, command=DeclareTie(Tie.KIN, "纪戊己"))
    assert (await jobs.ask_for_confirmation(job), await queries.stale(actor)) == (0, False)
    with pytest.raises(Conflict, match="没有待确认"):
        await operations_declarations.confirm(actor)
    frozen.advance(days=365)
    assert [await jobs.ask_for_confirmation(job) for _day in range(3)] == [1, 0, 0]
    frozen.advance(days=30)
    assert (await jobs.ask_for_confirmation(job), await queries.stale(actor)) == (0, True)
    kept = await operations_declarations.confirm(actor)
    assert ([one.stale for one in kept], kept[0].confirmed_on) == ([False], clock.today())
    assert await Notice.select(Notice.id).where(Notice.account == actor.account) == []
    frozen.advance(days=364)
    assert await jobs.ask_for_confirmation(job) == 0
    frozen.advance(days=1)
    assert await jobs.ask_for_confirmation(job) == 1


async def test_who_is_erased_leaves_no_names_behind() -> None:
    actor, talent = await people.make_member(unit=await people.make_unit())
    reader = await people.actor_as(Role.OFFICER)
    async with db.write_tx():
        day, now = clock.today(), clock.now()
        row = StandingDeclaration(
            account=actor.account, kind="kin", name="纪戊己", note="配偶", declared_at=now, confirmed_on=day,
            state="valid", state_since=now,
        )  # fmt: skip
        await StandingDeclaration.insert(row)
        await operations_declarations.on_person_erased(
            PersonErased(actor=reader, talent=talent, account=actor.account, whole=True)
        )
    rows = await StandingDeclaration.select(StandingDeclaration.name, StandingDeclaration.note)
    assert rows == [{"name": ERASED, "note": ""}]
    assert await RecusalRequest.select(RecusalRequest.id) == []


@pytest.mark.parametrize(("days", "stale"), [(0, False), (364, False), (365, True), (900, True)])
def test_what_is_stale(days: int, stale: bool) -> None:
    today = clock.today()
    assert rules.stale("valid", today - timedelta(days=days), today) is stale
    assert rules.stale("withdrawn", today - timedelta(days=days), today) is False
