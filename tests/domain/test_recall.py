# SPDX-License-Identifier: MIT
"""Handed-in sheets that go back: asked for, granted or not, and what hung on them returns to its desk."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from reviews.rounds import queries as rounds
from reviews.rounds.tables import Assignment, RoundItem
from reviews.rubrics import queries as rubrics
from reviews.scoring import operations as scoring
from reviews.scoring import operations_decisions as deciding
from reviews.scoring import operations_recall as recall
from reviews.scoring import pages_recall, queries, queries_recall
from reviews.scoring.schemas import DraftDecision, SaveSheet, ScoreIn
from reviews.scoring.tables import Sheet, SheetRevision
from tests.factories import people
from tests.factories.verdicts import Staged, make_staged
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import AppError, Conflict, Denied, NotFound
from thinktank.notices.tables import Notice

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
WHY = "第三项少打了一个0"


async def task_of(s: Staged, n: int = 0) -> int:
    return (await rounds.desk(s.judges[n]))[0].id


async def item_of(s: Staged) -> dict[str, Any]:
    i = RoundItem
    row = await i.select(i.state, i.submitted, i.assigned, i.mean, i.decision).where(i.id == s.items[0]).first()
    assert row is not None
    return dict(row)


async def test_a_reviewer_asks_and_the_office_grants() -> None:
    s = await make_staged(85)
    await deciding.draft_decision(s.officer, item=s.items[0], command=DraftDecision("passed", "同意通过"))
    task = await task_of(s)
    await recall.ask_back(s.judges[0], assignment=task, reason=WHY)
    with pytest.raises(Denied, match="已申请"):
        await recall.ask_back(s.judges[0], assignment=task, reason=WHY)
    assert "ask_back" not in (await queries.desk(s.judges[0], task)).actions
    [todo] = await pages_recall.todo(s.officer)
    assert (todo.href, todo.detail) == (f"/reviews/items/{s.items[0]}/sheets", WHY)
    _item, rows = await queries_recall.handed_in(s.officer, s.items[0])
    assert [(row.asked, len(row.actions)) for row in rows] == [(WHY, 3), ("", 2), ("", 2)]
    await recall.give_back(s.officer, item=s.items[0], assignment=task, reason="同意退回")
    assert await item_of(s) == {"state": "scoring", "submitted": 2, "assigned": 3, "mean": None, "decision": ""}
    assert await pages_recall.todo(s.officer) == []
    kept = await SheetRevision.select(SheetRevision.event, SheetRevision.reason)
    assert kept == [{"event": "taken_back", "reason": "同意退回"}]
    criteria = (await rubrics.in_use("closing")).criteria
    scores = [ScoreIn(one.id, value=88) for one in criteria]
    sheet = SaveSheet(scores=scores, opinion="同意通过", advice="passed")
    await scoring.submit_sheet(s.judges[0], assignment=task, command=sheet)
    again = await item_of(s)
    assert (again["state"], again["submitted"], again["mean"]) == ("scored", 3, 86)


async def test_the_office_may_refuse_and_says_why() -> None:
    s = await make_staged(85)
    task = await task_of(s)
    with pytest.raises(Conflict, match="没有待办理"):
        await recall.refuse_back(s.officer, item=s.items[0], assignment=task, reason="不同意")
    await recall.ask_back(s.judges[0], assignment=task, reason=WHY)
    before = await item_of(s)
    await recall.refuse_back(s.officer, item=s.items[0], assignment=task, reason="分数无误")
    assert await item_of(s) == before
    told = await Notice.select(Notice.title, Notice.body).where(Notice.account == s.judges[0].account)
    assert told == [{"title": "评分没有退回", "body": "分数无误"}]
    await recall.ask_back(s.judges[0], assignment=task, reason=WHY)


async def test_a_wrong_assignment_goes_with_its_sheet() -> None:
    s = await make_staged(85)
    task = await task_of(s)
    await recall.void(s.officer, item=s.items[0], assignment=task, reason="派错了人")
    assert await item_of(s) == {"state": "assigning", "submitted": 2, "assigned": 2, "mean": None, "decision": ""}
    [row] = await Assignment.select(Assignment.state, Assignment.reason).where(Assignment.id == task)
    assert row == {"state": "removed", "reason": "派错了人"}
    [row] = await Sheet.select(Sheet.state).where(Sheet.assignment == task)
    assert row == {"state": "draft"}
    assert await rounds.desk(s.judges[0]) == []


@pytest.mark.parametrize(
    ("role", "error"),
    [(Role.DEPT_LEADER, None), (Role.REVIEWER, NotFound), (Role.MEMBER, NotFound), (Role.INSPECTOR, NotFound)],
)
async def test_who_lets_a_sheet_go_back(role: Role, error: type[AppError] | None) -> None:
    s = await make_staged(85)
    task = await task_of(s)
    actor = await people.actor_as(role)
    call = recall.give_back(actor, item=s.items[0], assignment=task, reason="退回")
    if error is None:
        await call
        return
    with pytest.raises(error):
        await call


async def test_once_decided_nothing_goes_back_and_strangers_find_nothing() -> None:
    s = await make_staged(85, 75)
    task = await task_of(s)
    with pytest.raises(NotFound):
        await recall.ask_back(s.judges[1], assignment=task, reason=WHY)
    with pytest.raises(NotFound):
        await recall.give_back(s.officer, item=s.items[1], assignment=task, reason="退回")
    await deciding.decide(s.leader, item=s.items[0], command=DraftDecision("passed", "同意通过"))
    with pytest.raises(Denied, match="已审定"):
        await recall.ask_back(s.judges[0], assignment=task, reason=WHY)
    with pytest.raises(Denied, match="先撤销审定"):
        await recall.give_back(s.officer, item=s.items[0], assignment=task, reason="退回")


async def test_deciding_and_giving_back_at_once_leaves_one_of_them() -> None:
    s = await make_staged(85)
    task = await task_of(s)
    answers = await asyncio.gather(
        deciding.decide(s.leader, item=s.items[0], command=DraftDecision("passed", "同意通过")),
        recall.give_back(s.officer, item=s.items[0], assignment=task, reason="退回"),
        return_exceptions=True,
    )
    failed = [one for one in answers if isinstance(one, Exception)]
    assert [type(one) for one in failed] in ([Denied], [Conflict])
    assert (await item_of(s))["state"] in {"decided", "scoring"}
