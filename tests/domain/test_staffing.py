# SPDX-License-Identifier: MIT
"""Staffing a whole round: what a plan is made from, applying and undoing it, what would mend it, sheets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reviews.rounds import operations as rounds
from reviews.rounds import operations_recusal
from reviews.rounds import queries as round_queries
from reviews.rounds.schemas import Assign, Pin
from reviews.rounds.states import ConflictKind
from reviews.rounds.tables import Assignment, RoundItem
from reviews.staffing import facts as basis
from reviews.staffing import operations, operations_sheets, queries, queries_facts, rules
from reviews.staffing.facts import Facts, Judge, Seat, Weights
from reviews.staffing.schemas import Limits, PlanView, Propose, SaveProfile, SheetRow, SheetRows, StepPlan
from reviews.staffing.states import PLAN, Aim, PlanState
from tests.factories import people
from tests.factories.rounds import Panel, make_gate, make_plain_project, make_round
from tests.support.machines import faults
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.talents.tables import Talent

pytestmark = pytest.mark.usefixtures("database")


async def reviewer(name: str = "", unit: int | None = None) -> Actor:
    return await people.actor_as(Role.REVIEWER, unit=unit or await people.make_unit(), name=name)


async def make_items(panel: Panel, n: int) -> list[int]:
    """More things to judge in a panel's round, each of a lead and unit of its own; all of them, the first included."""
    found = [panel.item]
    for k in range(n):
        unit = await people.make_unit()
        _, lead = await people.make_member(unit=unit)
        project = await make_plain_project(
            lead=lead, unit=unit, officer=panel.officer, number=f"QL26-9{k}", title=f"课题{k}"
        )
        gate = await make_gate(project)
        async with db.write_tx():
            row = RoundItem(
                round=panel.round, title=f"课题{k}", direction="rural", project=project, milestone=gate,
                state="assigning", state_since=clock.now(),
            )  # fmt: skip
            found.append(int((await RoundItem.insert(row).returning(RoundItem.id))[0]["id"]))
    return found


async def drawn(panel: Panel, **more: object) -> PlanView:
    officer = await actor_of(panel.officer)
    return await operations.propose(officer, round_=panel.round, command=Propose(**more))  # type: ignore[arg-type]


def step(plan: PlanView) -> StepPlan:
    return StepPlan(plan.id, plan.version)


async def on(item: int) -> dict[int, str]:
    rows = await Assignment.select(Assignment.reviewer, Assignment.state).where(Assignment.item == item)
    return {row["reviewer"]: row["state"] for row in rows}


# -- the life of a plan -----------------------------------------------------------------------------------------


async def test_a_plan_is_proposed_applied_and_undone() -> None:
    panel = await make_round(size=3)
    items = await make_items(panel, 2)
    judges = [await reviewer() for _n in range(5)]
    officer = await actor_of(panel.officer)
    plan = await drawn(panel)
    assert (plan.state, plan.new, plan.short, plan.actions) == ("proposed", 9, 0, ["apply", "drop"])
    assert [await on(item) for item in items] == [{}, {}, {}]
    assert await Notice.count() == 0
    plan = await operations.apply(officer, round_=panel.round, command=step(plan))
    assert (plan.state, plan.actions) == ("applied", ["undo"])
    assert [set((await on(item)).values()) for item in items] == [{"assigned"}] * 3
    assert await Notice.count().where(Notice.rule == "review.assigned") == 9
    there = await on(items[0])
    first = next(one for one in judges if one.account in there)
    begun = (await round_queries.desk(first))[0]
    await rounds.declare(first, id=begun.id)
    plan = await operations.undo(officer, round_=panel.round, command=step(plan))
    assert plan.state == "undone"
    left = [(item, state) for item in items for state in (await on(item)).values() if state != "removed"]
    assert left == [(begun.item, "declared")]
    with pytest.raises(Conflict):
        await operations.apply(officer, round_=panel.round, command=StepPlan(plan.id))


async def test_a_new_plan_drops_the_old_keeps_whom_it_can_and_never_moves_who_began() -> None:
    panel = await make_round(size=3)
    [item] = await make_items(panel, 0)
    officer = await actor_of(panel.officer)
    first, second, third = [await reviewer() for _n in range(3)]
    await rounds.assign(officer, id=item, command=Assign([first.account, second.account]))
    task = (await round_queries.desk(first))[0]
    await rounds.declare(first, id=task.id)
    old = await drawn(panel)
    best = await reviewer("擅长者")
    await operations.save_profile(
        best, account=best.account, command=SaveProfile([Direction.URBAN], [Direction.URBAN], "适老化、小区、改造")
    )
    for one in (second, third):
        await operations.save_profile(one, account=one.account, command=SaveProfile([Direction.RURAL], []))
    kept = await drawn(panel)
    assert (await queries.plan(officer, old.id)).state == "dropped"
    assert {(p.reviewer, p.kept, p.dropped) for p in kept.items[0].pairs} == {
        (second.account, True, False), (best.account, False, False),
    }  # fmt: skip
    fresh = await drawn(panel, keep=False, load_most=9)
    assert best.account in {p.reviewer for p in fresh.items[0].pairs if not p.dropped}
    applied = await operations.apply(officer, round_=panel.round, command=step(fresh))
    assert applied.state == "applied"
    assert (await on(item))[first.account] == "declared"


async def test_taking_somebody_off_who_has_begun_since_is_refused() -> None:
    panel = await make_round(size=3)
    [item] = await make_items(panel, 0)
    officer = await actor_of(panel.officer)
    weak = await reviewer()
    await operations.save_profile(weak, account=weak.account, command=SaveProfile([Direction.RURAL]))
    await rounds.assign(officer, id=item, command=Assign([weak.account]))
    for _n in range(3):
        one = await reviewer()
        await operations.save_profile(one, account=one.account, command=SaveProfile([Direction.URBAN]))
    plan = await drawn(panel, keep=False)
    assert (plan.new, plan.dropped) == (3, 1)
    await rounds.declare(weak, id=(await round_queries.desk(weak))[0].id)
    with pytest.raises(Conflict, match="请重新拟方案"):
        await operations.apply(officer, round_=panel.round, command=step(plan))
    assert await on(item) == {weak.account: "declared"}


async def test_what_stands_against_a_pair_since_is_found_when_applying() -> None:
    panel = await make_round(size=3)
    one = [await reviewer() for _n in range(3)][-1]
    officer = await actor_of(panel.officer)
    plan = await drawn(panel)
    await operations_recusal.pin(officer, id=panel.item, command=Pin(one.account, ConflictKind.KIN, "表亲"))
    with pytest.raises(Conflict, match="须回避"):
        await operations.apply(officer, round_=panel.round, command=step(plan))
    assert await on(panel.item) == {}
    assert (await queries.plan(officer, plan.id)).state == "proposed"


async def test_two_people_apply_at_once_and_one_is_told() -> None:
    panel = await make_round(size=3)
    for _n in range(3):
        await reviewer()
    plan = await drawn(panel)
    officer, leader = await actor_of(panel.officer), await people.actor_as(Role.DEPT_LEADER)
    await operations.apply(officer, round_=panel.round, command=step(plan))
    with pytest.raises(Conflict):
        await operations.apply(leader, round_=panel.round, command=step(plan))


# -- what it is made from ---------------------------------------------------------------------------------------


async def test_nobody_in_conflict_who_refused_who_is_away_or_has_enough_is_proposed() -> None:
    panel = await make_round(size=3)
    [item] = await make_items(panel, 0)
    officer = await actor_of(panel.officer)
    unit = (await Talent.select(Talent.unit).where(Talent.id == panel.lead))[0]["unit"]
    good = [await reviewer() for _n in range(3)]
    await reviewer(unit=unit)
    refused, pinned, away, full = [await reviewer() for _n in range(4)]
    await rounds.assign(officer, id=item, command=Assign([refused.account]))
    await rounds.decline(refused, id=(await round_queries.desk(refused))[0].id, reason="时间冲突，请换人")
    await operations_recusal.pin(officer, id=item, command=Pin(pinned.account, ConflictKind.REQUESTED, "申报人来函"))
    day = clock.today() + timedelta(days=3)
    await operations.save_profile(away, account=away.account, command=SaveProfile(away_until=day))
    await operations.save_profile(full, account=full.account, command=SaveProfile(load_most=0))
    plan = await drawn(panel)
    assert {pair.reviewer for pair in plan.items[0].pairs} == {one.account for one in good}


async def test_the_year_elsewhere_counts_against_the_load() -> None:
    other = await make_round(title="别的课题", unit=await people.make_unit())
    panel = await make_round(size=3, unit=await people.make_unit())
    tired, fresh = await reviewer(), [await reviewer() for _n in range(3)]
    await rounds.assign(await actor_of(other.officer), id=other.item, command=Assign([tired.account]))
    await operations.save_profile(tired, account=tired.account, command=SaveProfile([Direction.URBAN], load_most=1))
    plan = await drawn(panel)
    assert {pair.reviewer for pair in plan.items[0].pairs} == {one.account for one in fresh}


URBAN = Seat(1, "适老化改造", "urban", "老旧小区适老化改造，社区治理，养老服务", 3)


@pytest.mark.parametrize(
    ("directions", "wishes", "words", "points", "why"),
    [
        (
            "urban",
            "urban",
            "社区治理、养老服务、适老化",
            100,
            "方向对口，专长相符：社区治理、养老服务、适老化，本人愿评",
        ),
        ("urban", "", "", 65, "方向对口"),
        ("rural", "rural", "养老服务", 10, "专长相符：养老服务"),
        ("", "", "", 35, "方向未填"),
        ("rural", "", "水利", 5, "方向不同"),
    ],
)
def test_how_well_somebody_fits(directions: str, wishes: str, words: str, points: int, why: str) -> None:
    judge = Judge(
        1, "甲", 1, "", frozenset(filter(None, [directions])), frozenset(filter(None, [wishes])), basis.words_of(words)
    )
    assert (basis.fit(judge, URBAN, Weights()), basis.why(judge, URBAN)) == (points, why)


# -- what lacks -------------------------------------------------------------------------------------------------


def people_of(n: int, *, unit: int | None = None, **more: object) -> list[Judge]:
    return [Judge(k + 1, f"专家{k}", unit or k + 1, "", **more) for k in range(n)]  # type: ignore[arg-type]


def seats_of(n: int, *, size: int = 3, own: frozenset[int] = frozenset()) -> list[Seat]:
    return [Seat(k + 1, f"课题{k}", "urban", "", size, own_units=own) for k in range(n)]


@pytest.mark.parametrize(
    ("facts", "limits", "lacking", "words"),
    [
        (Facts(seats_of(4), people_of(3)), Limits(2, 2, 2), 6,
         ["每位专家全年最多评审由2件调到4件", "再请3位与这些件没有回避关系的外单位专家"]),
        (Facts(seats_of(1), people_of(3, unit=7)), Limits(9, 9, 2), 1,
         ["同一单位的专家由最多2位放宽到3位", "再请1位与这些件没有回避关系的外单位专家"]),
        (Facts(seats_of(1, own=frozenset({1, 2, 3})), people_of(3)), Limits(9, 1, 9), 2,
         ["同一主管单位的专家由最多1位放宽到3位", "再请2位与这些件没有回避关系的外单位专家"]),
        (Facts(seats_of(1, size=5), people_of(3)), Limits(9, 9, 9), 2,
         ["再请2位与这些件没有回避关系的外单位专家", "每件评审专家减到3位"]),
        (Facts(seats_of(1), people_of(2)), Limits(9, 9, 9), 1, ["再请1位与这些件没有回避关系的外单位专家"]),
    ],
)  # fmt: skip
def test_what_would_mend_it_is_said_with_the_least_change(
    facts: Facts, limits: Limits, lacking: int, words: list[str]
) -> None:
    found = operations.draw(facts, limits, Aim.TOTAL)
    assert (sum(n for _item, n in found.short), found.remedies) == (lacking, words)


async def test_items_that_lack_are_named_and_the_rest_can_be_used() -> None:
    panel = await make_round(size=3)
    for _n in range(2):
        await reviewer()
    plan = await drawn(panel)
    assert [(item.id, item.short) for item in plan.items] == [(panel.item, 1)]
    assert plan.remedies == ["再请1位与这些件没有回避关系的外单位专家"]
    await operations.apply(await actor_of(panel.officer), round_=panel.round, command=step(plan))
    assert len(await on(panel.item)) == 2


# -- sheets -----------------------------------------------------------------------------------------------------


async def test_a_sheet_is_looked_at_row_by_row_and_becomes_a_plan() -> None:
    panel = await make_round(size=3, title="甲课题")
    await make_items(panel, 1)
    officer = await actor_of(panel.officer)
    a, b = await reviewer("孙一"), await reviewer("孙二")
    party = await reviewer("钱同", unit=(await Talent.select(Talent.unit).where(Talent.id == panel.lead))[0]["unit"])
    for name in ("周重", "周重"):
        await reviewer(name)
    rows = [
        SheetRow("甲课题", "孙一"), SheetRow("QL26-90", "孙二"), SheetRow("没有的", "孙一"), SheetRow("甲课题", "钱同"),
        SheetRow("甲课题", "周重"), SheetRow("甲课题", "孙一"), SheetRow("课题0", "李四"),
    ]  # fmt: skip
    run = await operations_sheets.from_sheet(officer, round_=panel.round, command=SheetRows(rows))
    assert [(one.row, one.text) for one in run.faults] == [
        (3, "本轮没有材料“没有的”，或已收齐评分"), (4, "钱同：须回避，或已退出本件评审"),
        (5, "专家“周重”不止一个，请改写编号或账号"), (6, "孙一：已在本件的评审专家中"),
        (7, "本轮没有专家“李四”，或已收齐评分"),
    ]  # fmt: skip
    assert (run.plan, await queries.latest(officer, panel.round)) == (None, None)
    dry = await operations_sheets.from_sheet(officer, round_=panel.round, command=SheetRows(rows[:2], dry=True))
    assert (dry.faults, dry.plan, await queries.latest(officer, panel.round)) == ([], None, None)
    run = await operations_sheets.from_sheet(officer, round_=panel.round, command=SheetRows(rows[:2]))
    plan = await queries.plan(officer, run.plan or 0)
    await operations.apply(officer, round_=panel.round, command=step(plan))
    assert await on(panel.item) == {a.account: "assigned"}
    assert {b.account} == {pair.reviewer for item in plan.items for pair in item.pairs} - {a.account}
    assert party.account not in await on(panel.item)


async def test_the_template_comes_back_as_a_sheet() -> None:
    panel = await make_round(size=3)
    officer = await actor_of(panel.officer)
    content = await operations_sheets.template(officer, round_=panel.round)
    rows = await operations_sheets.read_sheet(content, "指派.xlsx")
    assert [row.item for row in rows if row.item.startswith("QL26")] == [f"QL26-{panel.lead:02d}"] * 3
    with pytest.raises(Invalid):
        await operations_sheets.read_sheet("甲,乙\n1,2\n".encode(), "x.csv")


# -- who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("open_", [True, False])
async def test_who_may_plan_and_when(role: Role, open_: bool) -> None:
    actor = await people.actor_as(role)
    office = role in (Role.OFFICER, Role.DEPT_LEADER)
    assert bool(rules.may_plan(actor, open_=open_)) is (office and open_)
    for state in PlanState:
        for name in ("apply", "drop", "undo"):
            may = office and open_ and PLAN.allows(name, state)
            assert bool(rules.may_step(actor, name, state=state, open_=open_)) is may
    assert bool(rules.may_profile(actor, actor.account)) is (role in (Role.REVIEWER, Role.OFFICER))
    assert bool(rules.may_profile(actor, 0)) is (role is Role.OFFICER)


@pytest.mark.parametrize("role", [one for one in Role if one not in (Role.OFFICER, Role.DEPT_LEADER)])
async def test_outsiders_find_no_plan(role: Role) -> None:
    panel = await make_round(size=3)
    await reviewer()
    plan = await drawn(panel)
    actor = await people.actor_as(role)
    for call in (
        queries.plan(actor, plan.id),
        operations.propose(actor, round_=panel.round, command=Propose()),
        operations.apply(actor, round_=panel.round, command=step(plan)),
        operations_sheets.template(actor, round_=panel.round),
    ):
        with pytest.raises(NotFound):
            await call


async def test_a_plan_of_another_round_is_not_found_there_and_closed_rounds_take_none() -> None:
    panel = await make_round(size=3)
    other = await make_round(unit=await people.make_unit())
    await reviewer()
    plan = await drawn(panel)
    officer = await actor_of(panel.officer)
    with pytest.raises(NotFound):
        await operations.apply(officer, round_=other.round, command=step(plan))
    await rounds.close_round(officer, id=panel.round)
    with pytest.raises(Denied):
        await drawn(panel)
    with pytest.raises(Denied):
        await operations.apply(officer, round_=panel.round, command=step(plan))


async def test_a_party_sees_the_plan_without_the_item() -> None:
    panel = await make_round(size=3)
    await make_items(panel, 1)
    for _n in range(4):
        await reviewer()
    plan = await drawn(panel)
    party = await people.actor_as(Role.OFFICER)
    await operations_recusal.pin(
        await actor_of(panel.officer), id=panel.item, command=Pin(party.account, ConflictKind.KIN, "表亲")
    )
    seen = await queries.plan(party, plan.id)
    assert ([item.title for item in seen.items], seen.new, sum(one.planned for one in seen.loads)) == (["课题0"], 3, 3)
    assert {seat.id for seat in (await queries_facts.facts(party, panel.round)).seats} == {seen.items[0].id}


async def test_a_reviewer_keeps_the_own_profile_and_nobody_elses() -> None:
    one, other = await reviewer(), await reviewer()
    command = SaveProfile([Direction.URBAN, Direction.RURAL], [Direction.RURAL], "养老、社区", 6, version=0)
    kept = await operations.save_profile(one, account=one.account, command=command)
    assert (kept.directions, kept.wishes, kept.load_most, kept.version) == (["urban", "rural"], ["rural"], 6, 1)
    with pytest.raises(Conflict):
        await operations.save_profile(one, account=one.account, command=command)
    with pytest.raises(NotFound):
        await operations.save_profile(one, account=other.account, command=command)
    officer = await people.actor_as(Role.OFFICER)
    again = await operations.save_profile(officer, account=one.account, command=SaveProfile([Direction.URBAN]))
    assert (again.directions, again.version) == (["urban"], 2)
    assert {row.account for row in await queries.profiles(officer)} == {one.account, other.account}
    with pytest.raises(Denied):
        await queries.profiles(one)


def test_the_machine_is_sound() -> None:
    assert faults(PLAN) == []
