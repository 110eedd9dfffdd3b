# SPDX-License-Identifier: MIT
"""What hangs on a decision: conditions mended once and looked at again, the letter, appeals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from research.corrections import operations as corrections
from research.projects import operations as projects
from research.projects.tables import Milestone, Project
from reviews.decisions import jobs, operations_appeals, operations_letters, operations_revisions
from reviews.decisions import operations_staging as staging
from reviews.decisions import pages_more as desk
from reviews.decisions import queries_appeals as appeals
from reviews.decisions import queries_letters as letters
from reviews.decisions import queries_revisions as revisions
from reviews.decisions import queries_staging as staged
from reviews.decisions.papers import PAPERS
from reviews.decisions.schemas import AnswerAppeal, AppealView, FileAppeal, Judge, Look, Publish, Release, SignRow
from reviews.decisions.states import Fault
from reviews.rounds import operations_recusal, subjects
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import Pin
from reviews.rounds.states import ConflictKind, RecheckBy
from reviews.rounds.tables import RoundItem
from reviews.rubrics.states import Kind
from reviews.scoring import operations_decisions as deciding
from reviews.scoring.schemas import DraftDecision
from reviews.scoring.tables import Sheet
from tests.factories import people
from tests.factories.verdicts import Staged, make_staged
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import AppError, Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.papers import operations as papers
from thinktank.papers.kinds import Asked
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
DUE = date(2026, 4, 15)


def mend(word: str = "passed_after_revision", **more: Any) -> DraftDecision:
    values: dict[str, Any] = {"conditions": "补充工作日数据", "conditions_due": DUE} | more
    return DraftDecision(decision=word, note="原则同意", **values)


async def stands(s: Staged, n: int = 0) -> tuple[str, str, str, str, date]:
    """The item's revision, its milestone, its project, and the day on which the milestone is due."""
    i, m, p = RoundItem, Milestone, Project
    item = await i.select(i.revision).where(i.id == s.items[n]).first()
    step = await m.select(m.state, m.due_on).where(m.id == s.milestones[n]).first()
    head = await p.select(p.stage, p.status).where(p.id == s.projects[n]).first()
    assert item is not None
    assert step is not None
    assert head is not None
    return (item["revision"], step["state"], head["stage"], head["status"], step["due_on"])


async def hand_in(s: Staged, n: int = 0) -> None:
    await projects.hand_in(s.leads[n], id=s.milestones[n], version=None, note="已补充两周工作日客流")


# -- mending ----------------------------------------------------------------------------------------------------


async def test_a_closing_with_conditions_closes_when_they_are_met(frozen: FrozenClock) -> None:
    s = await make_staged(85)
    await deciding.decide(s.leader, item=s.items[0], command=mend())
    assert await stands(s) == ("due", "returned", "closing", "normal", DUE)
    assert s.milestones[0] not in {one.id for one in await subjects.waiting(s.officer, Kind.CLOSING)}
    judge = Judge("已按要求补充")
    with pytest.raises(Denied, match="还没有提交"):
        await operations_revisions.accept(s.officer, item=s.items[0], command=judge)
    await hand_in(s)
    assert await stands(s) == ("handed_in", "handed_in", "closing", "normal", DUE)
    assert s.milestones[0] not in {one.id for one in await subjects.waiting(s.officer, Kind.CLOSING)}
    told = await Notice.select(Notice.href).where(Notice.rule == "review.mended")
    assert {row["href"] for row in told} == {f"/reviews/items/{s.items[0]}/revision"}
    assert [one.href for one in await desk.todo(s.officer)] == [f"/reviews/items/{s.items[0]}/revision"]
    with pytest.raises(Denied, match="部领导"):
        await operations_revisions.refuse(s.officer, item=s.items[0], command=judge)
    for outsider in (s.leads[0], s.judges[0]):
        with pytest.raises(NotFound):
            await operations_revisions.accept(outsider, item=s.items[0], command=judge)
    done = await operations_revisions.accept(s.officer, item=s.items[0], command=judge)
    assert (done.item.revision_label, done.actions) == ("修改已认可", [])
    assert (await stands(s))[:4] == ("accepted", "done", "closed", "normal")
    with pytest.raises((Denied, Conflict)):
        await operations_revisions.accept(s.officer, item=s.items[0], command=judge)


@pytest.mark.parametrize(
    ("kind", "word", "before", "accepted", "refused"),
    [
        ("kickoff", "passed_after_revision", ("kickoff", "normal"), ("done", "running", "normal"),
         ("returned", "kickoff", "normal")),
        ("midterm", "rectify", ("midterm", "rectifying"), ("done", "running2", "normal"),
         ("handed_in", "midterm", "rectifying")),
        ("closing", "passed_after_revision", ("closing", "normal"), ("done", "closed", "normal"),
         ("returned", "closing", "normal")),
    ],
)  # fmt: skip
async def test_each_gate_is_mended_once_and_everything_goes_back_step_by_step(
    kind: str, word: str, before: tuple[str, str], accepted: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    s = await make_staged(70, kind=kind)
    first = await stands(s)
    await deciding.decide(s.leader, item=s.items[0], command=mend(word))
    required = await stands(s)
    assert (required[0], required[1], required[2:4]) == ("due", "returned", before)
    await corrections.take_back(s.leader, kind="round_item", record=s.items[0], reason="意见有误")
    assert await stands(s) == first
    await deciding.decide(s.leader, item=s.items[0], command=mend(word))
    await hand_in(s)
    handed_in = await stands(s)
    with pytest.raises(Conflict, match="往下走"):
        await corrections.take_back(s.leader, kind="round_item", record=s.items[0], reason="意见有误")
    for run, after in ((operations_revisions.accept, accepted), (operations_revisions.refuse, refused)):
        await run(s.leader, item=s.items[0], command=Judge("看过修改稿"))
        assert (await stands(s))[1:4] == after
        await corrections.take_back(s.leader, kind="round_item", record=s.items[0], reason="记错了")
        assert await stands(s) == handed_in


async def test_the_panel_looks_again_and_most_of_it_has_to_agree() -> None:
    s = await make_staged(85)
    await deciding.decide(s.leader, item=s.items[0], command=mend(recheck=RecheckBy.PANEL))
    await hand_in(s)
    first, second, third = [(await desk.todo(one))[0].href for one in s.judges]
    assert len({first, second, third}) == 3
    tasks = [(await rounds.desk(one))[0].id for one in s.judges]
    look = Look(agreed=True, note="数据已补")
    with pytest.raises(NotFound):
        await operations_revisions.look(s.judges[0], assignment=tasks[1], command=look)
    await operations_revisions.look(s.judges[0], assignment=tasks[0], command=look)
    with pytest.raises(Denied, match="过半数"):
        await operations_revisions.accept(s.officer, item=s.items[0], command=Judge("同意"))
    with pytest.raises(Denied, match="已提交"):
        await operations_revisions.look(s.judges[0], assignment=tasks[0], command=look)
    await operations_revisions.look(s.judges[1], assignment=tasks[1], command=look)
    await operations_revisions.look(s.judges[2], assignment=tasks[2], command=Look(agreed=False, note="清单仍缺"))
    assert await desk.todo(s.judges[2]) == []
    found = await revisions.revision(s.officer, s.items[0])
    assert ([one.agreed for one in found.checks], found.agreed) == ([True, True, False], 2)
    await operations_revisions.accept(s.officer, item=s.items[0], command=Judge("过半数同意"))
    assert (await stands(s))[0] == "accepted"


@pytest.mark.parametrize("due", [date(2026, 3, 18), date(2026, 6, 19), date(2027, 1, 4)])
async def test_the_day_is_ahead_and_within_three_months(due: date) -> None:
    s = await make_staged(85)
    with pytest.raises(Invalid) as refused:
        await deciding.decide(s.leader, item=s.items[0], command=mend(conditions_due=due))
    assert list(refused.value.fields) == ["conditions_due"]
    assert (await stands(s))[0] == "none"


async def test_without_a_day_the_setting_gives_one_and_late_ones_stand_on_the_offices_desk(
    frozen: FrozenClock,
) -> None:
    s = await make_staged(85)
    await deciding.decide(s.leader, item=s.items[0], command=mend(conditions_due=None, conditions=""))
    [item] = await rounds.items_of(s.officer, s.round)
    assert (item.conditions, item.conditions_due) == ("原则同意", date(2026, 4, 2))
    assert await desk.todo(s.officer) == []
    frozen.advance(days=16)
    [late] = await desk.todo(s.officer)
    assert (late.urgent, late.title) == (True, "待修改：课题0")


# -- the letter -------------------------------------------------------------------------------------------------


async def commented(s: Staged, n: int, place: int, opinion: str) -> str:
    """Write an opinion on one of an item's sheets; return the comment's key."""
    found = (await letters.choosing(s.officer, s.items[n]))[1]
    key = [one.key for one in found if one.about == "总体意见"][place]
    async with db.write_tx():
        await Sheet.update({Sheet.opinion: opinion}).where(Sheet.id == int(key.split(":")[0]))
    return key


async def test_a_team_reads_what_was_chosen_and_nothing_else() -> None:
    s = await make_staged(85)
    keys = [await commented(s, 0, place, f"意见{place}") for place in range(3)]
    await operations_letters.release(s.officer, item=s.items[0], command=Release([keys[1]]))
    with pytest.raises(NotFound):
        await letters.letter(s.leads[0], s.items[0])
    await deciding.decide(s.leader, item=s.items[0], command=DraftDecision("passed", "同意通过"))
    found = await letters.letter(s.leads[0], s.items[0])
    assert [(one.who, one.about, one.text) for one in found.remarks] == [("专家2", "总体意见", "意见1")]
    assert (found.decision_label, found.grade_label, found.score) == ("通过", "良好", Decimal(85))
    said = str(found)
    assert not any(word in said for word in ("评审专家甲", "评审专家乙", "评审专家丙", "只给办公室", "意见0", "意见2"))
    elsewhere = await people.make_unit()
    for outsider in (await people.actor_as(Role.MEMBER), await people.actor_as(Role.LIAISON, unit=elsewhere)):
        with pytest.raises(NotFound):
            await letters.letter(outsider, s.items[0])
    await operations_letters.release(s.officer, item=s.items[0], command=Release([keys[0], keys[1]]))
    told = await Notice.select(Notice.account).where(Notice.rule == "review.letter")
    assert {row["account"] for row in told} == {s.leads[0].account}
    again = await operations_letters.release(s.officer, item=s.items[0], command=Release([]))
    assert [one.released for one in again if one.about == "总体意见"] == [False] * 3
    name, content = await papers.make(s.leads[0], kind=PAPERS[0], asked=Asked(id=s.items[0]))
    assert name.endswith(".docx")
    assert content[:2] == b"PK"


@pytest.mark.parametrize("blind", [True, False])
async def test_a_comment_that_names_a_reviewer_is_not_given(blind: bool) -> None:
    s = await make_staged(85, blind=blind)
    key = await commented(s, 0, 0, "同意评审专家乙的看法")
    with pytest.raises(Invalid, match="姓名") as refused:
        await operations_letters.release(s.officer, item=s.items[0], command=Release([key]))
    assert refused.value.fields == {"comments": "专家1的意见里写有评审专家姓名，不能公开"}
    with pytest.raises(Invalid):
        await operations_letters.release(s.officer, item=s.items[0], command=Release(["999:0"]))


async def test_who_of_the_office_is_party_to_an_item_reads_no_letter() -> None:
    s = await make_staged(85)
    party = await people.actor_as(Role.OFFICER)
    await operations_recusal.pin(s.officer, id=s.items[0], command=Pin(party.account, ConflictKind.KIN, "表亲"))
    await deciding.decide(s.leader, item=s.items[0], command=DraftDecision("passed", "同意通过"))
    with pytest.raises(NotFound):
        await letters.letter(party, s.items[0])
    with pytest.raises(NotFound):
        await operations_letters.release(party, item=s.items[0], command=Release([]))
    assert (await letters.letter(s.officer, s.items[0])).actions == ["appeal"]


# -- appeals ----------------------------------------------------------------------------------------------------

WHY = FileAppeal(Fault.RECUSAL, "评审专家甲与本人同一单位，没有回避", real=True)


async def appealed(s: Staged) -> AppealView:
    await deciding.decide(s.leader, item=s.items[0], command=DraftDecision("failed", "数据不足"))
    return await operations_appeals.file_appeal(s.leads[0], item=s.items[0], command=WHY)


async def test_an_appeal_is_answered_by_who_did_not_score() -> None:
    s = await make_staged(55)
    both = await people.actor_as(Role.OFFICER)
    made = await appealed(s)
    assert (made.name, made.state, made.due_on) == ("负责人0", "filed", date(2026, 4, 1))
    with pytest.raises(Conflict, match="正在办理"):
        await operations_appeals.file_appeal(s.leads[0], item=s.items[0], command=WHY)
    told = {row["account"] for row in await Notice.select(Notice.account).where(Notice.rule == "review.appealed")}
    assert told == set(await identity.account_ids_with_role(Role.OFFICER)) >= {s.officer.account, both.account}
    for outsider in (s.judges[0], await people.actor_as(Role.MEMBER)):
        with pytest.raises(NotFound):
            await appeals.appeal(outsider, made.id)
    scorer = await as_officer_too(s.judges[0])
    with pytest.raises(Denied, match="参加过评分"):
        await operations_appeals.take(scorer, id=made.id)
    answer = AnswerAppeal("经核查，专家甲已调离该单位，程序合规")
    with pytest.raises(Denied, match="还没有受理"):
        await operations_appeals.dismiss(s.officer, id=made.id, command=answer)
    taken = await operations_appeals.take(s.officer, id=made.id, version=made.version)
    assert (taken.handler, taken.state_label) == (s.officer.account, "核查中")
    with pytest.raises(Denied, match="部领导"):
        await operations_appeals.uphold(s.officer, id=made.id, command=answer)
    done = await operations_appeals.dismiss(s.officer, id=made.id, command=answer)
    assert (done.state_label, done.answer) == ("不成立", answer.answer)
    own = await appeals.appeal(s.leads[0], made.id)
    assert (own.answer, own.actions) == (answer.answer, [])
    assert await state_of(s) == "decided"
    lines = [line.action for line in await trail.timeline(s.officer, "round_item", s.items[0])]
    assert lines[:3] == ["round_item.appeal_dismiss", "round_item.appeal_taken", "round_item.appealed"]


async def as_officer_too(actor: Actor) -> Actor:
    """The same person with an officer's grant beside their own."""
    office = await people.actor_as(Role.OFFICER)
    return Actor(actor.account, actor.name, unit=actor.unit, grants=(*actor.grants, *office.grants))


async def state_of(s: Staged) -> str:
    [row] = await RoundItem.select(RoundItem.state).where(RoundItem.id == s.items[0])
    return str(row["state"])


async def test_an_appeal_that_holds_opens_the_item_again() -> None:
    s = await make_staged(55)
    made = await appealed(s)
    before = await stands(s)
    await operations_appeals.take(s.officer, id=made.id)
    await operations_appeals.tell_leaders(s.officer, id=made.id, note="确有回避问题")
    done = await operations_appeals.uphold(s.leader, id=made.id, command=AnswerAppeal("确应回避，撤销结论重新评审"))
    assert (done.state_label, await state_of(s)) == ("成立", "scored")
    assert before[1] == "returned"
    assert (await stands(s))[1] == "handed_in"


async def test_an_appeal_may_be_withdrawn_by_its_author_alone() -> None:
    s = await make_staged(55)
    made = await appealed(s)
    with pytest.raises(Denied):
        await operations_appeals.withdraw(s.officer, id=made.id)
    gone = await operations_appeals.withdraw(s.leads[0], id=made.id)
    assert gone.state_label == "已撤回"
    await operations_appeals.file_appeal(s.leads[0], item=s.items[0], command=WHY)


@pytest.mark.parametrize(
    ("who", "days", "error"),
    [("lead", 0, None), ("lead", 7, None), ("lead", 8, Denied), ("other", 0, NotFound), ("officer", 0, None),
     ("officer", 8, Denied), ("leader", 0, Denied)],
)  # fmt: skip
async def test_who_may_appeal_and_until_when(
    frozen: FrozenClock, who: str, days: int, error: type[AppError] | None
) -> None:
    s = await make_staged(55)
    await deciding.decide(s.leader, item=s.items[0], command=DraftDecision("failed", "数据不足"))
    frozen.advance(days=days)
    known = {"lead": s.leads[0], "officer": s.officer, "leader": s.leader}
    actor = known.get(who) or await people.actor_as(Role.MEMBER)
    on_paper = FileAppeal(Fault.STEPS, "没有按规定步骤办理评审事项", real=True, name="周书面")
    call = operations_appeals.file_appeal(actor, item=s.items[0], command=on_paper)
    if error is not None:
        with pytest.raises(error):
            await call
        return
    made = await call
    assert made.name == ("周书面" if who == "officer" else "负责人0")
    assert (made.account is None) == (who == "officer")


async def test_unanswered_appeals_are_reminded_of(frozen: FrozenClock) -> None:
    s = await make_staged(55)
    made = await appealed(s)
    await operations_appeals.take(s.officer, id=made.id)
    assert await jobs.remind(system("提醒")) == 0
    frozen.advance(days=(made.due_on - clock.today()).days)
    assert await jobs.remind(system("提醒")) == 1
    assert await jobs.remind(system("提醒")) == 0
    frozen.advance(days=(date(2026, 4, 3) - made.due_on).days)
    assert [(one.late, one.id) for one in await appeals.waiting(s.officer)] == [(True, made.id)]
    assert await jobs.remind(system("提醒")) >= 1


async def test_drafts_with_conditions_go_with_the_round() -> None:
    s = await make_staged(85, 75)
    await deciding.draft_decision(s.officer, item=s.items[0], command=mend())
    await deciding.draft_decision(s.officer, item=s.items[1], command=DraftDecision("passed", "同意"))
    board = await staged.board(s.officer, s.round)
    rows = [SignRow(row.item.id, sign=True, version=row.item.version) for row in board.rows]
    await staging.publish(s.leader, round=s.round, command=Publish(rows))
    assert [(await stands(s, n))[:3] for n in range(2)] == [("due", "returned", "closing"), ("none", "done", "closed")]
