# SPDX-License-Identifier: MIT
"""Conflicts of interest: of every kind, from every source, found again when facts change, lifted by whom; no leak."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from research.outcomes.tables import Outcome, OutcomeAuthor
from research.projects.tables import ProjectMember, ProjectMentor
from reviews.rounds import jobs, operations_recusal, queries, rules
from reviews.rounds import operations as rounds
from reviews.rounds import operations_interests as interests
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.schemas import Assign, InterestView, ItemView, Lift, Pin
from reviews.rounds.states import BARRING, DECLARABLE, FIRM, PINNABLE, ConflictKind
from reviews.rounds.tables import Assignment, Interest, Round, RoundItem
from reviews.rubrics.states import Kind
from reviews.scoring import operations_decisions as verdicts
from reviews.scoring.schemas import DraftDecision
from tests.factories import people
from tests.factories.outcomes import make_outcome
from tests.factories.rounds import Panel, make_assignment, make_plain_project, make_round
from thinktank.app import wire
from thinktank.identity import operations_accounts, units
from thinktank.identity.queries import actor_of
from thinktank.identity.schemas import EditAccount, MergeUnit
from thinktank.identity.tables import Account
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.mentoring import operations as mentoring
from thinktank.mentoring.schemas import Answer, EndPair, Offer
from thinktank.mentoring.tables import Mentorship
from thinktank.notices.tables import Notice
from thinktank.talents.tables import Talent

pytestmark = pytest.mark.usefixtures("database", "wired")
LONG_AGO = timedelta(days=366 * 3 + 2)


@pytest.fixture
def wired() -> None:
    """Let subscribers hear what is announced."""
    wire()


async def fresh(title: str = "老旧小区适老化改造") -> Panel:
    """A round whose lead is of a unit of its own."""
    return await make_round(title=title, unit=await people.make_unit())


async def reviewer(name: str = "", unit: int | None = None) -> Actor:
    return await people.actor_as(Role.REVIEWER, unit=unit or await people.make_unit(), name=name)


async def as_member(actor: Actor) -> int:
    """The reviewer's record in the bank."""
    return await people.make_talent(unit=actor.unit or 0, account=actor.account)


async def join(project: int, talent: int) -> None:
    """Put somebody on a project's team, inside the open write."""
    await ProjectMember.insert(ProjectMember(project=project, talent=talent, role="member", since="2026-01-01"))


async def lead_unit(panel: Panel) -> int:
    return int((await Talent.select(Talent.unit).where(Talent.id == panel.lead))[0]["unit"])


async def kinds_of(panel: Panel, actor: Actor) -> set[str]:
    """What stands against a reviewer as the office sees it."""
    async with db.write_tx():
        await interests.refresh_interests(panel.item)
    item = await queries.get_item(await actor_of(panel.officer), panel.item)
    return {str(c.kind) for one in await conflicts.conflicts(item) if one.id == actor.account for c in one.conflicts}


# -- what is found ----------------------------------------------------------------------------------------------


async def same_unit(panel: Panel, actor: Actor, *, old: bool) -> None:
    unit = await people.make_unit() if old else await lead_unit(panel)
    async with db.write_tx():
        await Account.update({Account.unit: unit}).where(Account.id == actor.account)


async def above(panel: Panel, actor: Actor, *, old: bool) -> None:
    top = await people.make_unit()
    leaf = await people.make_unit("第一中学", parent=top)
    async with db.write_tx():
        await Talent.update({Talent.unit: leaf}).where(Talent.id == panel.lead)
        at = await people.district() if old else top
        await Account.update({Account.unit: at}).where(Account.id == actor.account)


async def below(panel: Panel, actor: Actor, *, old: bool) -> None:
    parent = await people.make_unit() if old else await lead_unit(panel)
    leaf = await people.make_unit("下属事业单位", parent=parent)
    async with db.write_tx():
        await Account.update({Account.unit: leaf}).where(Account.id == actor.account)


def when(*, old: bool) -> Any:
    return clock.today() - LONG_AGO if old else clock.today() - timedelta(days=30)


async def joint(panel: Panel, actor: Actor, *, old: bool) -> None:
    other = await make_plain_project(
        lead=await as_member(actor), unit=actor.unit or 0, number=f"QL24-{actor.account}", title="旧课题"
    )
    async with db.write_tx():
        row = ProjectMember(project=other, talent=panel.lead, role="member", since="2020-01-01")
        row.until = when(old=old)
        await ProjectMember.insert(row)


async def former_member(panel: Panel, actor: Actor, *, old: bool) -> None:
    async with db.write_tx():
        row = ProjectMember(project=panel.project, talent=await as_member(actor), role="member", since="2020-01-01")
        row.until = when(old=old)
        await ProjectMember.insert(row)


async def coauthor(panel: Panel, actor: Actor, *, old: bool) -> None:
    author, unit = await as_member(actor), actor.unit or 0
    number = f"成2026-{actor.account}"
    made = await make_outcome(unit=unit, author=author, registered_by=panel.officer, number=number)
    async with db.write_tx():
        await Outcome.update({Outcome.registered_at: clock.noon_of(when(old=old))}).where(Outcome.id == made)
        await OutcomeAuthor.insert(OutcomeAuthor(outcome=made, talent=panel.lead, share=50))


async def teacher(panel: Panel, actor: Actor, *, old: bool) -> None:
    row = Mentorship(
        talent=panel.lead, mentor=actor.account, since="2020-01-01", state="ended", state_since=clock.now()
    )
    row.until = when(old=old)
    async with db.write_tx():
        await Mentorship.insert(row)


async def pupil(panel: Panel, actor: Actor, *, old: bool) -> None:
    lead = (await Talent.select(Talent.account).where(Talent.id == panel.lead))[0]["account"]
    row = Mentorship(
        talent=await as_member(actor), mentor=lead, since="2020-01-01", state="ended", state_since=clock.now()
    )
    row.until = when(old=old)
    async with db.write_tx():
        await Mentorship.insert(row)


async def judged_by_the_team(panel: Panel, actor: Actor, *, old: bool) -> None:
    lead = (await Talent.select(Talent.account).where(Talent.id == panel.lead))[0]["account"]
    other = await fresh("另一课题")
    task = await make_assignment(other.item, lead, state="submitted")
    member = await as_member(actor)
    async with db.write_tx():
        await Assignment.update({Assignment.assigned_at: clock.noon_of(when(old=old))}).where(Assignment.id == task)
        await join(other.project, member)


Found = Callable[..., Awaitable[None]]


@pytest.mark.parametrize(
    ("arrange", "kind"),
    [
        (same_unit, "unit"), (above, "superior"), (below, "superior"), (joint, "joint"), (former_member, "joint"),
        (coauthor, "coauthor"), (teacher, "teacher"), (pupil, "teacher"), (judged_by_the_team, "reciprocity"),
    ],
)  # fmt: skip
async def test_every_kind_is_found_keeps_from_the_panel_and_runs_out(arrange: Found, kind: str) -> None:
    for old in (False, True):
        panel, actor = await fresh(), await reviewer("许甲")
        await arrange(panel, actor, old=old)
        assert await kinds_of(panel, actor) == (set() if old else {kind})
        officer = await actor_of(panel.officer)
        if old:
            await rounds.assign(officer, id=panel.item, command=Assign([actor.account]))
        else:
            with pytest.raises(Invalid, match=ConflictKind(kind).label):
                await rounds.assign(officer, id=panel.item, command=Assign([actor.account]))


async def test_the_team_itself_is_no_tie_of_another_kind() -> None:
    panel, actor = await fresh(), await reviewer()
    member = await as_member(actor)
    async with db.write_tx():
        await join(panel.project, member)
    await joint(await fresh("别的"), await reviewer(), old=False)
    assert await kinds_of(panel, actor) == {"team"}


# -- found again ------------------------------------------------------------------------------------------------


async def state_of(task: int) -> str:
    return str((await Assignment.select(Assignment.state).where(Assignment.id == task))[0]["state"])


async def test_an_account_that_moves_to_the_leads_unit_stops_reviewing() -> None:
    panel, actor = await fresh(), await reviewer()
    task = await make_assignment(panel.item, actor.account)
    officer = await people.actor_as(Role.OFFICER)
    name = (await Account.select(Account.name).where(Account.id == actor.account))[0]["name"]
    command = EditAccount(name, await people.make_unit())
    await operations_accounts.edit_account(officer, id=actor.account, command=command)
    assert await state_of(task) == "declared"
    command = EditAccount(name, await lead_unit(panel))
    await operations_accounts.edit_account(officer, id=actor.account, command=command)
    assert await state_of(task) == "excluded"


@pytest.mark.parametrize("mover", ["lead", "reviewer"])
async def test_units_that_merge_bring_people_together(mover: str) -> None:
    panel, actor = await fresh(), await reviewer()
    task = await make_assignment(panel.item, actor.account)
    officer = await people.actor_as(Role.OFFICER)
    here, there = await lead_unit(panel), actor.unit
    gone, into = (here, there) if mover == "lead" else (there, here)
    assert gone is not None
    assert into is not None
    await units.merge_unit(officer, id=gone, command=MergeUnit(into, "机构改革"))
    assert await state_of(task) == "excluded"


async def test_a_new_mentor_of_the_lead_stops_reviewing_and_an_ended_one_is_still_tied() -> None:
    panel = await fresh()
    actor = await people.actor_as(Role.REVIEWER, Role.MENTOR, unit=await people.make_unit())
    task = await make_assignment(panel.item, actor.account)
    officer = await people.actor_as(Role.OFFICER)
    pair = await mentoring.offer(officer, talent=panel.lead, command=Offer(actor.account))
    assert await state_of(task) == "declared"
    await mentoring.answer_offer(actor, id=pair.id, command=Answer(accept=True))
    assert await state_of(task) == "excluded"
    await mentoring.end_pair(officer, id=pair.id, command=EndPair("任期届满"))
    assert await kinds_of(panel, actor) == {"teacher"}


async def test_what_changed_unannounced_is_found_overnight() -> None:
    panel, actor, other = await fresh(), await reviewer(), await reviewer()
    task, stays = [await make_assignment(panel.item, one.account) for one in (actor, other)]
    await joint(panel, actor, old=False)
    assert await jobs.detect_conflicts(system("job:review_conflicts")) == 1
    assert (await state_of(task), await state_of(stays)) == ("excluded", "declared")
    assert await jobs.detect_conflicts(system("job:review_conflicts")) == 0
    assert await queries.desk(actor) == []


async def test_a_fact_that_no_longer_holds_stands_against_nobody() -> None:
    panel, actor = await fresh(), await reviewer()
    await joint(panel, actor, old=False)
    assert await kinds_of(panel, actor) == {"joint"}
    async with db.write_tx():
        await ProjectMember.update({ProjectMember.until: clock.today() - LONG_AGO}).where(
            ProjectMember.talent == panel.lead
        )
        await join(panel.project, panel.lead)
    assert await kinds_of(panel, actor) == set()


# -- declared, pinned, lifted -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(ConflictKind))
async def test_a_reviewer_names_the_kind_when_asking_to_be_excused(kind: ConflictKind) -> None:
    panel, actor = await fresh(), await reviewer()
    task = await make_assignment(panel.item, actor.account, state="assigned")
    if kind not in DECLARABLE:
        with pytest.raises(Invalid):
            await rounds.decline(actor, id=task, reason="须回避", kind=kind)
        return
    await rounds.decline(actor, id=task, reason="与组员是表亲", kind=kind)
    kept = await conflicts.interests(panel.item)
    assert [(one.kind, one.source, one.evidence) for one in kept if one.account == actor.account] == [
        (kind, "reviewer", "与组员是表亲")
    ]


@pytest.mark.parametrize("kind", list(ConflictKind))
async def test_what_the_office_puts_on_record_ends_the_assignment_and_outlives_detection(kind: ConflictKind) -> None:
    panel, actor = await fresh(), await reviewer()
    task = await make_assignment(panel.item, actor.account)
    officer = await actor_of(panel.officer)
    command = Pin(actor.account, kind, "来信反映，已核实")
    if kind not in PINNABLE:
        with pytest.raises(Invalid):
            await operations_recusal.pin(officer, id=panel.item, command=command)
        return
    await operations_recusal.pin(officer, id=panel.item, command=command)
    assert await state_of(task) == "excluded"
    assert await kinds_of(panel, actor) == {str(kind)}
    await operations_recusal.lift(officer, id=panel.item, command=Lift(actor.account, kind, "查无实据"))
    assert await kinds_of(panel, actor) == set()
    with pytest.raises(Conflict):
        await operations_recusal.lift(officer, id=panel.item, command=Lift(actor.account, kind, "再次"))
    await operations_recusal.pin(officer, id=panel.item, command=command)
    assert await kinds_of(panel, actor) == {str(kind)}


async def test_an_applicant_may_name_three() -> None:
    panel = await fresh()
    officer = await actor_of(panel.officer)
    for n in range(4):
        command = Pin((await reviewer()).account, ConflictKind.REQUESTED, "申报人书面申请")
        if n < 3:
            await operations_recusal.pin(officer, id=panel.item, command=command)
        else:
            with pytest.raises(Invalid, match="最多可申请回避3位"):
                await operations_recusal.pin(officer, id=panel.item, command=command)


async def test_a_lifted_tie_is_not_found_again() -> None:
    panel, actor = await fresh(), await reviewer()
    await joint(panel, actor, old=False)
    assert await kinds_of(panel, actor) == {"joint"}
    leader = await people.actor_as(Role.DEPT_LEADER)
    command = Lift(actor.account, ConflictKind.JOINT, "挂名，未实际参与")
    with pytest.raises(Denied, match="部领导"):
        await operations_recusal.lift(await actor_of(panel.officer), id=panel.item, command=command)
    await operations_recusal.lift(leader, id=panel.item, command=command)
    assert await kinds_of(panel, actor) == set()
    with pytest.raises(NotFound):
        await operations_recusal.lift(leader, id=panel.item, command=Lift(actor.account, ConflictKind.KIN, "没有"))


async def test_a_superior_of_the_data_alone_can_be_lifted_too() -> None:
    panel, actor = await fresh(), await reviewer()
    await above(panel, actor, old=False)
    leader = await people.actor_as(Role.DEPT_LEADER)
    await operations_recusal.lift(
        leader, id=panel.item, command=Lift(actor.account, ConflictKind.SUPERIOR, "仅党组织挂靠")
    )
    assert await kinds_of(panel, actor) == set()


def item(state: str) -> ItemView:
    return ItemView(
        id=1, round=1, round_title="", kind=Kind.MIDTERM, rubric=1, size=3, blind=True, closes_on=clock.today(),
        title="", direction="", state=state, state_since=clock.now(), version=1, assigned=0, submitted=0, decision="",
        grade="", decision_note="", extra=0,
    )  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("source", ["system", "reviewer", "pinned"])
@pytest.mark.parametrize("kind", list(ConflictKind))
async def test_who_may_lift_what(role: Role, source: str, kind: ConflictKind) -> None:
    actor = await people.actor_as(role)
    one = InterestView(1, kind, "", source)
    loose = kind not in FIRM and source != "reviewer"
    may = loose and (role is Role.DEPT_LEADER or (role is Role.OFFICER and source == "pinned"))
    assert bool(rules.may_lift(actor, item("scored"), one)) is may
    assert not rules.may_lift(actor, item("decided"), one)
    assert bool(rules.may_pin(actor, item("scored"))) is (role in (Role.OFFICER, Role.DEPT_LEADER))
    assert not rules.may_pin(actor, item("decided"))


def test_kinds_are_in_their_places() -> None:
    assert set(FIRM) == {ConflictKind.TEAM, ConflictKind.UNIT, ConflictKind.MENTOR}
    assert set(BARRING) == {
        ConflictKind.UNIT, ConflictKind.SUPERIOR, ConflictKind.REQUESTED, ConflictKind.RECIPROCITY,
    }  # fmt: skip
    assert not set(PINNABLE) & {*FIRM, ConflictKind.DECLARED}


@pytest.mark.parametrize("blind", [True, False])
def test_a_reviewer_hears_nothing_that_tells_whose_work_it_is(blind: bool) -> None:
    found = [InterestView(1, ConflictKind.UNIT, "区住建局"), InterestView(1, ConflictKind.RECIPROCITY, "某课题")]
    said = rules.told(found, blind=blind).reason
    assert said == ("系统核对发现您须回避" if blind else "须回避：与负责人同一单位：区住建局；互为评审")
    assert rules.told([], blind=blind)


# -- what must not be told --------------------------------------------------------------------------------------


async def told(actor: Actor) -> list[str]:
    rows = await Notice.select(Notice.title, Notice.body).where(Notice.account == actor.account)
    return [f"{row['title']} {row['body']}" for row in rows]


async def test_a_party_is_not_told_and_forgets_what_was_told_before() -> None:
    panel = await fresh()
    leader, party = [await people.actor_as(Role.DEPT_LEADER) for _n in range(2)]
    async with db.write_tx():
        await RoundItem.update({RoundItem.state: "scored"}).where(RoundItem.id == panel.item)
    verdict = DraftDecision("on_track", "按计划推进")
    await verdicts.draft_decision(leader, item=panel.item, command=verdict)
    assert (len(await told(leader)), len(await told(party))) == (1, 1)
    async with db.write_tx():
        await ProjectMentor.insert(ProjectMentor(project=panel.project, account=party.account, since="2026-01-01"))
        await interests.detect_again(leader, panel.item)
    assert (len(await told(leader)), await told(party)) == (1, [])
    await verdicts.draft_decision(leader, item=panel.item, command=verdict)
    assert (len(await told(leader)), await told(party)) == (2, [])


async def test_when_who_runs_the_round_is_party_the_office_is_told_instead() -> None:
    panel, actor = await fresh(), await reviewer()
    other = await people.actor_as(Role.OFFICER)
    task = await make_assignment(panel.item, actor.account, state="assigned")
    async with db.write_tx():
        await ProjectMentor.insert(ProjectMentor(project=panel.project, account=panel.officer, since="2026-01-01"))
        await interests.refresh_interests(panel.item)
    await rounds.decline(actor, id=task, reason="与组员合作过")
    assert (await told(await actor_of(panel.officer)), len(await told(other))) == ([], 1)


@pytest.mark.usefixtures("frozen")
async def test_reminders_pass_by_who_has_an_interest() -> None:
    panel, free, party = await fresh(), await reviewer(), await reviewer()
    for one in (free, party):
        await make_assignment(panel.item, one.account)
    async with db.write_tx():
        row = Interest(item=panel.item, account=party.account, kind="kin", source="reviewer", at=clock.now())
        await Interest.insert(row)
        await Round.update({Round.closes_on: clock.today()}).where(Round.id == panel.round)
    assert await jobs.remind(system("job:review_reminders")) == 1
    assert await jobs.remind(system("job:review_reminders")) == 0
    assert (len(await told(free)), await told(party)) == (1, [])


@pytest.mark.usefixtures("frozen")
async def test_who_made_a_round_hears_of_late_sheets_without_a_name() -> None:
    panel, late = await fresh(), await reviewer()
    maker = await actor_of((await Round.select(Round.created_by).where(Round.id == panel.round))[0]["created_by"])
    await make_assignment(panel.item, late.account)
    async with db.write_tx():
        await Round.update({Round.closes_on: date(2026, 3, 13)}).where(Round.id == panel.round)
    before = len(await told(maker))
    await jobs.remind(system("job:review_reminders"))
    words = (await told(maker))[before:]
    assert [late.name in one for one in words] == [False]
