# SPDX-License-Identifier: MIT
"""The balanced proposal over the bank: moves with their costs, carried out all or none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.test_lexicon import person
from tests.factories.people import actor_as, district, make_unit
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.placement import moving, operations, queries
from thinktank.placement.schemas import ApplyMove, ApplyMoves, ChooseMoves, ConfirmProposals, WantSizes
from thinktank.tally import queries as tally
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database")]


@pytest.fixture
async def officer(database: Any) -> Actor:
    await district()
    return await actor_as(Role.OFFICER)


@pytest.fixture
async def people(officer: Actor) -> list[int]:
    """Two plain townspeople and one who is nearly as much a farmer."""
    plain = [await person(officer, strengths="城市更新、控规") for _ in range(2)]
    return [*plain, await person(officer, strengths="城市更新、水稻种植", post="市容")]


async def test_cheapest_move_is_proposed_and_applied(officer: Actor, people: list[int]) -> None:
    view = await moving.suggest(officer, command=WantSizes(rural=1))
    assert (view.people, view.now["urban"], view.then["urban"], view.then["rural"]) == (3, 3, 2, 1)
    move = view.moves[0]
    assert (move.talent, move.from_, move.to, move.cost, move.confirmed) == (people[2], "urban", "rural", 22, False)
    assert view.cost == 22
    chosen = moving.chosen(ChooseMoves("部务会议定各方向人数", [f"{move.talent}-{move.version}-{move.to}"]))
    assert (await moving.apply(officer, command=chosen)).confirmed == 1
    placed = await queries.get(officer, people[2])
    assert (placed.direction, placed.current and placed.current.reason) == ("rural", "部务会议定各方向人数")
    assert placed.current
    assert placed.current.proposed == "urban"
    assert await tally.counts("talent.direction") == {"rural": 1}
    with pytest.raises(Conflict):
        await moving.apply(officer, command=chosen)
    assert (await trail.verify()).ok


async def test_confirmed_stay_unless_they_may_move(officer: Actor, people: list[int]) -> None:
    await operations.confirm(officer, command=ConfirmProposals(ids=people))
    with pytest.raises(Invalid, match="可以调整的只有0人"):
        await moving.suggest(officer, command=WantSizes(rural=1))
    view = await moving.suggest(officer, command=WantSizes(rural=1, confirmed=True))
    assert [(m.talent, m.confirmed) for m in view.moves] == [(people[2], True)]


async def test_balance_is_the_offices_and_within_its_scope(officer: Actor, people: list[int]) -> None:
    with pytest.raises(Invalid, match="至少填写一个"):
        await moving.suggest(officer, command=WantSizes())
    liaison = await actor_as(Role.LIAISON)
    move = ApplyMoves([ApplyMove(people[0], 1, Direction.RURAL)], "试")
    for refused in (
        moving.suggest(liaison, command=WantSizes(rural=1)),
        moving.apply(liaison, command=move),
    ):
        with pytest.raises(Denied):
            await refused
    narrow = await actor_as(Role.OFFICER, scope=await make_unit("甲公司"))
    with pytest.raises(Invalid, match="超过参与调配的0人"):
        await moving.suggest(narrow, command=WantSizes(rural=1))
    with pytest.raises(NotFound):
        await moving.apply(narrow, command=move)
    twice = ApplyMoves([*move.moves, *move.moves], "试")
    with pytest.raises(Invalid, match="只能调整一次"):
        await moving.apply(officer, command=twice)


@pytest.mark.parametrize("moves", [[], ["1-2"], ["a-b-rural"], ["1-2-nowhere"]])
def test_boxes_that_are_none_of_ours_are_refused(moves: list[str]) -> None:
    with pytest.raises(Invalid):
        moving.chosen(ChooseMoves("试", moves))
