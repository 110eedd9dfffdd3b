# SPDX-License-Identifier: MIT
"""The district's own lexicon: versions, what a change moves, proposals made again, and what decisions teach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.factories.people import actor_as, district, make_talent, make_unit
from thinktank.identity.tables import Account
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Denied, Invalid, NotFound
from thinktank.placement import basis, jobs, operations, queries, revising, shipped, teaching, vocabulary
from thinktank.placement.schemas import ConfirmProposals, Place, Reconsider, ReviseLexicon, SetTerm, TermChange
from thinktank.placement.tables import DirectionProposal, Placement, PlacementModel
from thinktank.policies import operations as policies
from thinktank.policies.kinds import DirectionWeights
from thinktank.talents.events import FactsChanged
from thinktank.talents.tables import Talent
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database")]
URBAN, RURAL, INDUSTRY = Direction.URBAN, Direction.RURAL, Direction.INDUSTRY


@pytest.fixture
async def officer(database: Any) -> Actor:
    await district()
    return await actor_as(Role.OFFICER)


async def person(actor: Actor, **facts: Any) -> int:
    """Somebody about whom the lexicon knows nothing but what is said here."""
    blank = {"major": "", "post": "", "strengths": "", "direction": ""}
    talent = await make_talent(**blank | facts)
    async with db.write_tx():
        await operations.propose_for(FactsChanged(actor=actor, talents=(talent,)))
    return talent


def revision(*changes: TermChange, days: int = 0) -> ReviseLexicon:
    return ReviseLexicon(list(changes), clock.today() + timedelta(days=days), "部务会议定")


async def proposal(talent: int) -> dict[str, Any]:
    p = DirectionProposal
    return (await p.select(p.main, p.waits, p.rank).where(p.talent == talent))[0]


async def test_new_term_proposes_again_and_stays_on_record(officer: Actor) -> None:
    talent = await person(officer, strengths="蟒蛇河文化")
    assert await proposal(talent) == {"main": "", "waits": "new", "rank": "0-000"}
    line = await revising.revise(officer, command=revision(TermChange("strengths", "蟒蛇河", URBAN, 9)))
    assert (line.changes, line.note, line.set_by_name) == (1, "部务会议定", (await actor_name(officer)))
    assert (await proposal(talent))["main"] == "urban"
    view = await vocabulary.look_up(officer, changed=True)
    assert [(one.term, one.weights, one.changed) for one in view.terms.items] == [("蟒蛇河", {"urban": 9}, True)]
    with pytest.raises(Invalid, match="没有变化"):
        await revising.revise(officer, command=revision(TermChange("strengths", "蟒蛇河", URBAN, 9)))
    gone = revision(TermChange("strengths", "蟒蛇河", URBAN, retire=True))
    await revising.revise(officer, command=gone)
    assert (await proposal(talent))["main"] == ""
    assert [one.changes for one in await vocabulary.versions()] == [1, 1]
    assert (await trail.verify()).ok


async def actor_name(actor: Actor) -> str:
    return str((await Account.select(Account.name).where(Account.id == actor.account))[0]["name"])


async def test_change_from_a_later_day_waits_for_it(officer: Actor, frozen: Any) -> None:
    talent = await person(officer, post="漕运档案管理员")
    await revising.revise(officer, command=revision(TermChange("post", "漕运档案", URBAN, 9), days=2))
    assert (await proposal(talent))["main"] == ""
    assert await jobs.propose_again(system("job:x")) == 0
    frozen.advance(days=2)
    assert await jobs.propose_again(system("job:x")) == 1
    assert (await proposal(talent))["main"] == "urban"
    assert await jobs.propose_again(system("job:x")) == 0


async def test_lexicon_is_changed_by_officers_of_the_district_from_today_on(officer: Actor) -> None:
    change = TermChange("post", "漕运档案", URBAN, 9)
    with pytest.raises(Invalid) as refused:
        await revising.revise(officer, command=revision(change, days=-1))
    assert list(refused.value.fields) == ["effective_from"]
    unit = await make_unit()
    for other in (await actor_as(Role.LIAISON), await actor_as(Role.OFFICER, scope=unit)):
        with pytest.raises(Denied):
            await revising.revise(other, command=revision(change))
        with pytest.raises(Denied):
            await vocabulary.impact(other, changes=[change], effective_from=clock.today())
    member = await actor_as(Role.MEMBER)
    for refused_to in (vocabulary.look_up(member), vocabulary.as_csv(member), teaching.learned(member)):
        with pytest.raises(Denied):
            await refused_to
    assert await vocabulary.versions() == []


async def test_impact_tells_whom_a_change_moves_and_writes_nothing(officer: Actor) -> None:
    moved = await person(officer, strengths="蟒蛇河文化")
    await person(officer, strengths="蟒蛇河文化、城市更新、控规")
    decided = await person(officer, strengths="蟒蛇河文化", direction="rural")
    await person(officer, strengths="城市更新")
    changes = [TermChange("strengths", "蟒蛇河", RURAL, 10)]
    found = await vocabulary.impact(officer, changes=changes, effective_from=clock.today())
    assert (found.people, found.touched, found.changed, found.confirmed) == (4, 3, 2, 1)
    assert {(one.talent, one.before, one.after, one.direction) for one in found.moves} == {
        (moved, "", "rural", ""),
        (decided, "", "rural", "rural"),
    }
    assert found.into["rural"] == 2
    assert (await proposal(moved))["main"] == ""
    assert await vocabulary.versions() == []


async def test_file_is_read_back_as_it_was_written(officer: Actor) -> None:
    content = await vocabulary.as_csv(officer)
    changes = revising.read_lines(content)
    assert {c.entry.key for c in changes} == {e.key for e in shipped.entries()}
    assert await revising.effective(changes[:500], revision(*changes[:1])) == []
    mixed = [
        TermChange("unit", "甲局", URBAN, 3),
        TermChange("post", "乙", None),
        TermChange("unit", "丙", RURAL, retire=True),
    ]
    again = revising.read_lines(revising.as_lines(mixed))
    assert [c.entry for c in again] == [c.entry for c in mixed]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("部门,甲局,城市建设,5,", "第2行：来源“部门”"),
        ("单位,,城市建设,5,", "第2行：词应有1至20个字"),
        ("单位,甲局,城建,5,", "第2行：方向“城建”"),
        ("单位,甲局,城市建设,11,", "第2行：权重“11”"),
        ("", "文件里没有词"),
    ],
)
def test_file_with_a_fault_names_the_line(line: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        revising.read_lines(f"来源,词,方向,权重,类别\n{line}\n".encode())


async def test_form_of_a_term_sets_every_direction(officer: Actor) -> None:
    today = clock.today()
    command = SetTerm("unit", "教育局", today, "试", urban=3)
    changes = await revising.effective(await revising.changes_of(command), revision(TermChange("unit", "甲", URBAN, 1)))
    assert {(c.direction, c.entry.weight) for c in changes} == {(URBAN, 3), (Direction.EDU_HEALTH, 0)}
    with pytest.raises(Invalid, match="不计分的词"):
        await revising.changes_of(SetTerm("unit", "教育局", today, "试", urban=3, neutral=True))
    neutral = await revising.changes_of(SetTerm("unit", "教育局", today, "试", neutral=True))
    await revising.revise(officer, command=revision(*neutral))
    talent = await person(officer, unit=await make_unit("某教育局"))
    assert (await proposal(talent))["main"] == ""


# -- confirmed directions are never changed silently ---------------------------------------------------------------


async def test_moved_evidence_asks_again_and_changes_nothing(officer: Actor) -> None:
    talent = await person(officer, strengths="城市更新、控规")
    await operations.confirm(officer, command=ConfirmProposals(ids=[talent]))
    assert (await proposal(talent))["waits"] == ""
    async with db.write_tx():
        await Talent.update({Talent.strengths: "水稻种植、农技推广"}).where(Talent.id == talent)
        await operations.propose_for(FactsChanged(actor=officer, talents=(talent,)))
    assert await proposal(talent) == {"main": "rural", "waits": "moved", "rank": "2-036"}
    assert (await queries.get(officer, talent)).direction == "urban"
    assert await queries.waiting(officer) == {"new": 0, "moved": 1}
    row = (await queries.queue(officer, kind="moved")).rows.items[0]
    assert (row.talent, row.direction, row.main, row.ranked[0]) == (talent, "urban", "rural", ("rural", 36))
    kept = await operations.reconsider(officer, command=Reconsider("只是临时抽调", [talent], keep=True))
    assert kept.confirmed == 1
    view = await queries.get(officer, talent)
    assert [(d.direction, d.proposed, d.reason, d.current) for d in view.decisions] == [
        ("urban", "rural", "只是临时抽调", True),
        ("urban", "urban", "", False),
    ]
    assert (await trail.timeline(officer, "talent", talent))[0].text == "维持方向：城市建设"
    async with db.write_tx():
        await operations.propose_for(FactsChanged(actor=officer, talents=(talent,)))
    assert (await proposal(talent))["waits"] == ""
    with pytest.raises(Invalid, match="没有需要重新确认"):
        await operations.reconsider(officer, command=Reconsider("再看", [talent]))


async def test_new_proposal_is_taken_in_bulk(officer: Actor) -> None:
    ids = [await person(officer, strengths="水稻种植、农技推广", direction="urban") for _ in range(2)]
    assert await queries.waiting(officer) == {"new": 0, "moved": 2}
    done = await operations.reconsider(officer, command=Reconsider("调任农技岗位", ids))
    assert done.confirmed == 2
    assert {(await queries.get(officer, one)).direction for one in ids} == {"rural"}
    assert await Placement.count().where(Placement.reason == "调任农技岗位") == 2


async def test_queue_has_the_unclear_first_and_only_who_is_in_scope(officer: Actor) -> None:
    here, there = await make_unit("甲公司"), await make_unit("乙公司")
    clear = await person(officer, unit=here, major="土木工程", strengths="城市更新、控规")
    blank = await person(officer, unit=there)
    close = await person(officer, unit=here, strengths="城市更新")
    await person(officer, unit=here, strengths="城市更新", state="exited")
    assert [one.talent for one in (await queries.queue(officer)).rows.items] == [blank, close, clear]
    narrow = await actor_as(Role.OFFICER, scope=here)
    assert [one.talent for one in (await queries.queue(narrow)).rows.items] == [close, clear]
    assert await queries.waiting(narrow) == {"new": 2, "moved": 0}
    with pytest.raises(Denied):
        await queries.queue(await actor_as(Role.LIAISON, unit=here))
    with pytest.raises(NotFound):
        await operations.reconsider(narrow, command=Reconsider("看", [blank]))
    done = await operations.confirm(officer, command=ConfirmProposals(all=True, confidence="clear"))
    assert done.confirmed == 1
    assert await queries.waiting(officer) == {"new": 2, "moved": 0}


# -- what decisions teach ---------------------------------------------------------------------------------------------


async def placed(actor: Actor, direction: Direction, **facts: Any) -> int:
    talent = await person(actor, **facts)
    await operations.place(actor, talent=talent, command=Place(direction=direction, reason="本区惯例"))
    return talent


async def test_confirmed_placements_teach_with_their_numbers(officer: Actor) -> None:
    for _ in range(4):
        await placed(officer, RURAL, post="圩口专管员")
        await placed(officer, URBAN, post="楼栋专管员")
    assert await teaching.train(system("job:placement.learn")) == 8
    assert await teaching.train(system("job:placement.learn")) == 0
    await operations.refresh()
    view = await queries.get(officer, await person(officer, post="圩口专管员"))
    assert view.proposed == ""
    taught = [(e.source, e.text, e.direction, e.points, e.note) for e in view.evidence]
    assert taught == [("learned", "圩口专管员", RURAL, 2, "本区已确认的4人中4人归此")]
    seen = await teaching.learned(officer)
    assert (seen.on, seen.people, len(seen.lessons)) == (True, 8, 1)
    assert {(one.term, one.direction, one.placed, one.people) for one in seen.weights} == {
        ("圩口专管员", RURAL, 4, 4),
        ("楼栋专管员", URBAN, 4, 4),
    }


async def test_own_placement_teaches_nothing_about_oneself(officer: Actor) -> None:
    ids = [await placed(officer, RURAL, post="圩口专管员") for _ in range(3)]
    await placed(officer, URBAN, post="楼栋专管员")
    await teaching.train(system("job:placement.learn"))
    await operations.refresh()
    assert (await queries.get(officer, ids[0])).evidence == []


async def test_learning_can_be_switched_off_and_never_turns_a_clear_proposal(officer: Actor) -> None:
    for _ in range(6):
        await placed(officer, RURAL, major="土木工程", post="城建科科员", strengths="城市更新")
    for _ in range(6):
        await placed(officer, URBAN, post="楼栋专管员")
    await teaching.train(system("job:placement.learn"))
    await operations.refresh()
    talent = await person(officer, major="土木工程", post="城建科科员", strengths="城市更新")
    view = await queries.get(officer, talent)
    learned = sum(e.points for e in view.evidence if e.source == "learned" and e.direction is RURAL)
    assert 0 < learned <= 10
    assert view.proposed == "urban"
    off = DirectionWeights(learn=False)
    await policies.set_value(
        officer, name="direction_weights", value=off, effective_from=clock.today(), note="先不用"
    )  # fmt: skip
    await operations.refresh()
    assert {e.source for e in (await queries.get(officer, talent)).evidence} == {"education", "post", "strengths"}
    assert (await teaching.learned(officer)).on is False
    assert await PlacementModel.count() == 1


async def test_basis_is_prepared_once(officer: Actor) -> None:
    first = await basis.current()
    assert await basis.current() is first
    await revising.revise(officer, command=revision(TermChange("post", "漕运档案", INDUSTRY, 9)))
    assert await basis.current() is not first


async def test_other_weights_tell_whom_they_would_move(officer: Actor) -> None:
    torn = await person(officer, name="陈两可", major="土木工程", post="教师")
    await person(officer, major="土木工程", post="城建科科员")
    weights = DirectionWeights(education=60, unit=0, post=20, strengths=20)
    found = await queries.preview_weights(officer, weights)
    assert (found.count, [(one.title, one.before, one.after) for one in found.rows]) == (
        1,
        [("陈两可", "教育卫生", "城市建设")],
    )
    assert found.rows[0].href == f"/talents/{torn}/placement"
    assert (await queries.preview_weights(officer, DirectionWeights())).count == 0
