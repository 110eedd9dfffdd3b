# SPDX-License-Identifier: MIT
"""Proposals confirmed in bulk, one overridden with a reason, history kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.people import actor_as, district, make_member, make_talent, make_unit
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.placement import operations, queries
from thinktank.placement.schemas import ConfirmProposals, Place
from thinktank.placement.tables import Placement
from thinktank.talents.events import FactsChanged
from thinktank.talents.tables import Talent
from thinktank.tally import operations as counting
from thinktank.tally import queries as tally
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def officer(database: Any) -> Actor:
    await district()
    return await actor_as(Role.OFFICER)


async def unplaced(actor: Actor, **more: Any) -> int:
    talent = await make_talent(direction="", **more)
    async with db.write_tx():
        await operations.propose_for(FactsChanged(actor=actor, talents=(talent,)))
        await counting.bump("talent.state", key=more.get("state", "active"))
    return talent


async def test_proposal_with_its_evidence(officer: Actor) -> None:
    talent = await unplaced(officer)
    view = await queries.get(officer, talent)
    assert (view.proposed, view.direction, view.current) == ("urban", "", None)
    assert {item.source for item in view.evidence} == {"education", "post", "strengths"}
    assert view.scores["urban"] == sum(e.points for e in view.evidence if e.direction == Direction.URBAN)
    assert view.actions == ["place", "confirm"]
    row = (await Talent.select(Talent.proposed, Talent.proposed_score))[0]
    assert row == {"proposed": "urban", "proposed_score": view.scores["urban"]}


async def test_proposing_again_replaces(officer: Actor) -> None:
    talent = await unplaced(officer)
    async with db.write_tx():
        facts: dict[Any, Any] = {Talent.major: "教育学", Talent.post: "小学教师", Talent.strengths: "课程设计"}
        await Talent.update(facts).where(Talent.id == talent)
        await operations.propose_for(FactsChanged(actor=officer, talents=(talent,)))
    assert (await queries.get(officer, talent)).proposed == "edu_health"


async def test_confirming_in_bulk(officer: Actor) -> None:
    ids = [await unplaced(officer) for _ in range(3)]
    decided = await make_talent(direction="rural")
    vague = await unplaced(officer, major="", post="", strengths="")
    done = await operations.confirm(officer, command=ConfirmProposals(ids=[*ids[:2], decided, vague]))
    assert (done.confirmed, done.left) == (2, 0)
    assert (await operations.confirm(officer, command=ConfirmProposals(all=True))).confirmed == 1
    assert await tally.counts("talent.direction") == {"urban": 3}
    assert await tally.counts("talent.active") == {"": -3, "urban": 3}
    assert await Placement.count().where(Placement.current == True) == 3  # noqa: E712
    line = (await trail.timeline(officer, "talent", ids[0]))[0]
    assert line.text == "确认方向：城市建设"
    with pytest.raises(Invalid, match="没有可以确认的人"):
        await operations.confirm(officer, command=ConfirmProposals(all=True))
    with pytest.raises(Invalid, match="请先勾选"):
        await operations.confirm(officer, command=ConfirmProposals())
    assert (await trail.verify()).ok


async def test_overriding_needs_a_reason_and_keeps_history(officer: Actor) -> None:
    talent = await unplaced(officer)
    await operations.confirm(officer, command=ConfirmProposals(ids=[talent]))
    with pytest.raises(Invalid) as refused:
        await operations.place(officer, talent=talent, command=Place(direction=Direction.RURAL))
    assert "reason" in refused.value.fields
    with pytest.raises(Invalid, match="次方向"):
        command = Place(direction=Direction.RURAL, secondary=[Direction.RURAL], reason="驻村")
        await operations.place(officer, talent=talent, command=command)
    command = Place(direction=Direction.RURAL, secondary=[Direction.URBAN], reason="驻村第一书记", version=2)
    view = await operations.place(officer, talent=talent, command=command)
    assert (view.direction, view.secondary) == ("rural", ["urban"])
    assert [(d.direction, d.current, d.reason) for d in view.decisions] == [
        ("rural", True, "驻村第一书记"),
        ("urban", False, ""),
    ]
    assert await tally.counts("talent.direction") == {"rural": 1}
    with pytest.raises(Conflict):
        await operations.place(officer, talent=talent, command=command)
    assert (await trail.timeline(officer, "talent", talent))[0].text == "调整方向：乡村振兴"


async def test_who_may_decide_and_who_sees_evidence(officer: Actor) -> None:
    mine, other = await make_unit("区甲局"), await make_unit("区乙局")
    talent = await unplaced(officer, unit=mine)
    place = Place(direction=Direction.URBAN)
    own_liaison = await actor_as(Role.LIAISON, unit=mine)
    assert (await queries.get(own_liaison, talent)).actions == []
    with pytest.raises(Denied):
        await operations.place(own_liaison, talent=talent, command=place)
    with pytest.raises(Denied):
        await operations.confirm(own_liaison, command=ConfirmProposals(ids=[talent]))
    with pytest.raises(NotFound):
        await queries.get(await actor_as(Role.LIAISON, unit=other), talent)
    member, self_ = await make_member(unit=other)
    with pytest.raises(Denied):
        await queries.get(member, talent)
    assert (await queries.get(member, self_)).talent == self_
    narrow = await actor_as(Role.OFFICER, scope=other)
    with pytest.raises(NotFound):
        await operations.confirm(narrow, command=ConfirmProposals(ids=[talent]))
    with pytest.raises(Invalid):
        await operations.confirm(narrow, command=ConfirmProposals(all=True))


async def test_the_gone_are_not_placed(officer: Actor) -> None:
    talent = await unplaced(officer, state="exited")
    with pytest.raises(Denied):
        await operations.place(officer, talent=talent, command=Place(direction=Direction.URBAN))


async def test_boards(officer: Actor) -> None:
    for _ in range(14):
        await make_talent(direction="rural")
    async with db.write_tx():
        await counting.bump("talent.direction", key="rural", by=14)
    shown = {b.direction.value: (b.count, len(b.people)) for b in await queries.boards(officer)}
    assert shown["rural"] == ("14", 12)
    assert shown["urban"] == ("0", 0)
    member = await queries.boards(await actor_as(Role.MEMBER))
    assert {b.direction.value: b.count for b in member}["rural"] == "12+"
