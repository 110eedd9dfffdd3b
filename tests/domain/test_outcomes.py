# SPDX-License-Identifier: MIT
"""Outcomes on their ladder: what each rung needs, refuses and writes down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from research.outcomes import (
    operations,
    operations_pilots,
    operations_promotion,
    queries,
    queries_board,
    queries_counts,
    rules,
)
from research.outcomes.schemas import (
    AuthorContent,
    Climb,
    Evaluation,
    Material,
    PilotPlan,
    PilotResult,
    Registration,
    Screening,
    Takeover,
)
from research.outcomes.states import EvaluationLevel, Grounds, Kind, Rung
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.projects import make_project
from thinktank.growth.tables import GrowthEntry
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.tally import queries as tally
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database", "frozen")


async def standing_at(state: str, **values: Any) -> tuple[Actor, int, Actor]:
    """An officer, an outcome on a rung, its author."""
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    author, talent = await make_member(unit=unit)
    id_ = await make_outcome(unit=unit, author=talent, registered_by=officer.account, state=state, **values)
    return officer, id_, author


def proof(rung: Rung, **changes: Any) -> Climb:
    values: dict[str, Any] = {
        "body": "区农业农村局", "document": "盐农发〔2026〕8号", "on": date(2026, 3, 17), "note": "列入年度要点",
    } | changes  # fmt: skip
    return Climb(rung, **values)


@pytest.mark.usefixtures("wired")
async def test_an_outcome_goes_the_whole_way_from_its_project() -> None:
    project = await make_project()
    officer = await actor_as(Role.OFFICER)
    content = Registration(
        title="完整社区建设需求清单", kind=Kind.REPORT, project=project.id, summary="三类需求",
        authors=[AuthorContent(project.lead_talent, 60), AuthorContent(project.member_talent, 40)], nonsecret=True,
    )  # fmt: skip
    made = await operations.register(project.lead, content=content)
    assert (made.number, made.project) == ("成2026-001", project.id)
    assert made.actions == ["describe", "revise", "evidence"]
    screened = await operations.screen(officer, id=made.id, content=Screening(checked=True, version=made.version))
    assert screened.secrecy_checked_at is not None
    judged = Evaluation(
        EvaluationLevel.B, note="可操作", grounds=Grounds.CITY_PAPER, body="市委研究室", document="参考12期"
    )
    assert (await operations.evaluate(officer, id=made.id, content=judged)).level == "B"
    for rung in (Rung.RECOMMENDED, Rung.INSTRUCTED):
        await operations.climb(officer, id=made.id, content=proof(rung))
    await operations.climb(officer, id=made.id, content=proof(Rung.ADOPTED, waiver="证明原件四月补交"))
    for rung in (Rung.APPLYING, Rung.APPLIED):
        await operations.climb(officer, id=made.id, content=proof(rung))
    town = await make_unit("龙冈镇")
    plan = PilotPlan(town, "三个社区先行", date(2026, 4, 1), date(2026, 9, 30))
    building = await operations_pilots.start_pilot(officer, id=made.id, content=plan)
    assert [pilot.word for pilot in building.pilots] == ["试点"]
    await operations_pilots.confirm_pilot(
        officer, id=made.id, pilot=building.pilots[0].id, content=PilotResult("30处全部完成")
    )
    await operations.describe(project.lead, id=made.id, content=Material(conditions="有闲置用房的老旧小区"))
    done = await operations_promotion.replicate(
        officer, id=made.id, content=Takeover(await make_unit("大冈镇"), effect="覆盖9个社区")
    )
    assert (done.state, [one.unit_name for one in done.replications]) == ("promoted", ["大冈镇"])
    assert await tally.counts("outcome.promoted") == {"urban": 1}
    assert await tally.counts("outcome.registered") == {}
    assert await tally.counts("outcome.promoted") == await queries_counts.recount("promoted")
    said = [line.text for line in await trail.timeline(officer, "outcome", made.id)]
    assert said[0] == "经验推广"
    assert said[-1] == "登记成果"
    assert await GrowthEntry.count().where(GrowthEntry.talent == project.lead_talent) == 6


async def test_registering_is_the_teams_or_the_offices_and_shares_make_a_whole() -> None:
    project = await make_project()
    (stranger, talent), mentor = await make_member(), project.mentor
    content = Registration(
        title="需求清单", kind=Kind.REPORT, project=project.id, summary="摘要", nonsecret=True,
        authors=[AuthorContent(project.lead_talent, 60)],
    )  # fmt: skip
    with pytest.raises(NotFound):
        await operations.register(stranger, content=content)
    with pytest.raises(Denied):
        await operations.register(mentor, content=content)
    with pytest.raises(Invalid, match="100%"):
        await operations.register(project.lead, content=content)
    assert rules.wrong_authors([AuthorContent(talent, 50), AuthorContent(talent, 50)]).startswith("同一个")


@pytest.mark.parametrize(
    ("rung", "start", "fields"),
    [
        (Rung.RECOMMENDED, "evaluated", {"body", "on"}),
        (Rung.INSTRUCTED, "recommended", {"body", "on", "note"}),
        (Rung.ADOPTED, "recommended", {"body", "document", "on", "uploads"}),
        (Rung.NOT_ADOPTED, "recommended", {"note"}),
        (Rung.APPLYING, "adopted", {"body", "on"}),
        (Rung.APPLIED, "applying", {"body", "on", "note"}),
    ],
)
async def test_each_rung_asks_only_what_it_needs(rung: Rung, start: str, fields: set[str]) -> None:
    officer, id_, _ = await standing_at(start)
    with pytest.raises(Invalid) as wrong:
        await operations.climb(officer, id=id_, content=Climb(rung))
    assert set(wrong.value.fields) == fields
    assert (await queries.get(officer, id_)).state == start


async def test_a_rung_needs_the_one_before_or_a_reason() -> None:
    officer, id_, _ = await standing_at("screened")
    with pytest.raises(Denied, match="越级理由"):
        await operations.climb(officer, id=id_, content=proof(Rung.RECOMMENDED))
    after = await operations.climb(officer, id=id_, content=proof(Rung.RECOMMENDED, waiver="区委办催报"))
    assert (after.state, after.steps[-1].waiver) == ("recommended", "区委办催报")
    with pytest.raises(Denied, match="不能转入"):
        await operations.record_evaluation(officer, outcome=id_, level="A", waiver="补评")


async def test_nothing_leaves_before_the_secrecy_screening() -> None:
    officer, id_, _ = await standing_at("registered")
    with pytest.raises(Denied, match="保密审查"):
        await operations.climb(officer, id=id_, content=proof(Rung.RECOMMENDED, waiver="急"))


async def test_demonstration_words_need_the_approval_beside_them() -> None:
    officer, id_, _ = await standing_at("applied")
    town = await make_unit("楼王镇")
    plan = PilotPlan(town, "建成乡村治理示范点并授牌", date(2026, 4, 1), date(2026, 9, 30))
    with pytest.raises(Invalid, match="批准依据"):
        await operations_pilots.start_pilot(officer, id=id_, content=plan)
    plan.basis_body, plan.basis_document = "市人民政府", "市政函〔2026〕18号"
    after = await operations_pilots.start_pilot(officer, id=id_, content=plan)
    assert (after.state, after.pilots[0].word) == ("pilot", "示范点")
    _, other, _ = await standing_at("pilot", number="成2026-902", conditions="平原村")
    with pytest.raises(Invalid, match="批准依据"):
        await operations_promotion.replicate(officer, id=other, content=Takeover(town, effect="获评示范村"))


@pytest.mark.parametrize(
    ("text", "body", "document", "ok"),
    [
        ("茶园托管协议示范文本", "", "", True),
        ("试点培育三处", "", "", True),
        ("市级示范点", "", "", False),
        ("市级示范点", "市人民政府", "", False),
        ("市级示范点", "市人民政府", "市政函〔2026〕18号", True),
        ("举行授牌仪式", "", "市政函〔2026〕18号", False),
    ],
)
def test_which_words_are_guarded(text: str, body: str, document: str, ok: bool) -> None:
    assert bool(rules.may_say(text, body, document)) is ok


async def test_promotion_needs_its_conditions_and_no_unit_twice() -> None:
    officer, id_, _ = await standing_at("applied")
    town = await make_unit()
    with pytest.raises(Invalid, match="适用条件"):
        await operations_promotion.replicate(officer, id=id_, content=Takeover(town))
    await operations.describe(officer, id=id_, content=Material(conditions="平原村"))
    await operations_promotion.replicate(officer, id=id_, content=Takeover(town))
    with pytest.raises(Conflict):
        await operations_promotion.replicate(officer, id=id_, content=Takeover(town))


async def test_who_may_not_move_and_what_is_stale() -> None:
    officer, id_, author = await standing_at("evaluated")
    for actor in (author, await actor_as(Role.LIAISON, unit=(await queries.get(officer, id_)).unit)):
        with pytest.raises(Denied):
            await operations.climb(actor, id=id_, content=proof(Rung.RECOMMENDED))
    with pytest.raises(Conflict):
        await operations.climb(officer, id=id_, content=proof(Rung.RECOMMENDED, version=77))
    with pytest.raises(Invalid, match="还没有到"):
        await operations.climb(officer, id=id_, content=proof(Rung.RECOMMENDED, on=clock.today() + timedelta(days=1)))


async def test_the_board_shows_each_only_what_lies_in_scope() -> None:
    officer, id_, author = await standing_at("recommended")
    (other, _), town = await make_member(), await make_unit()
    elsewhere = await actor_as(Role.OFFICER, unit=town, scope=town)

    async def cards(actor: Actor) -> list[int]:
        return [card.id for column in await queries_board.board(actor) for card in column.cards]

    assert [await cards(a) for a in (officer, author, other, elsewhere)] == [[id_], [id_], [], []]
    column = next(c for c in await queries_board.board(officer) if c.title == "推荐")
    assert [move.label for move in column.cards[0].moves] == ["批示", "采纳", "未采纳"]
    assert (await queries.listed(other, queries.Search())).items == []
    with pytest.raises(NotFound):
        await queries.get(other, id_)
    assert not await queries.may_read(elsewhere, id_)
