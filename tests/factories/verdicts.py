# SPDX-License-Identifier: MIT
"""A round of several gates whose sheets are all in: made as rows, so that many are quick."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from reviews.decisions.tables import Appeal, Recheck
from reviews.rounds.tables import RoundItem
from reviews.rubrics import queries as rubric_queries
from reviews.scoring import aggregate, figures
from reviews.scoring.figures import Mark
from reviews.scoring.figures import Sheet as Given
from reviews.scoring.tables import Sheet
from tests.factories import people
from tests.factories.rounds import Panel, make_assignment, make_gate, make_plain_project, make_round, make_sheet
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role

STAGES = {"kickoff": "kickoff", "midterm": "midterm", "closing": "closing"}


class Staged(msgspec.Struct):
    """A round, its items in the order of the marks that they were given, and who is there."""

    round: int
    items: list[int]
    projects: list[int]
    milestones: list[int]
    leads: list[Actor]
    officer: Actor
    leader: Actor
    judges: list[Actor]


async def make_staged(*marks: Sequence[int] | int, kind: str = "closing", blind: bool = True) -> Staged:
    """Every mark is an item: one number for all three reviewers' every criterion, or one number for each of them."""
    panel = await make_round(kind=kind, size=3, blind=blind)
    judges = [
        await people.actor_as(Role.REVIEWER, unit=await people.make_unit(f"评审{n}单位"), name=f"评审专家{'甲乙丙'[n]}")
        for n in range(3)
    ]
    officer, leader = await actor_of(panel.officer), await people.actor_as(Role.DEPT_LEADER)
    found = Staged(panel.round, [], [], [], [], officer, leader, judges)
    for n, mark in enumerate(marks):
        await _one(found, panel if n == 0 else None, n, mark, kind)
    return found


async def _one(found: Staged, first: Panel | None, n: int, mark: Sequence[int] | int, kind: str) -> None:
    stage: dict[str, Any] = {"stage": STAGES[kind]}
    unit = await people.make_unit(f"承担{n}单位")
    lead, talent = await people.make_member(unit=unit, name=f"负责人{n}")
    title = f"课题{n}"
    project = await make_plain_project(lead=talent, unit=unit, number=f"QL26-9{n}", title=title, **stage)
    gate = await make_gate(project, kind=kind)
    values = [mark] * 3 if isinstance(mark, int) else list(mark)
    i = RoundItem
    async with db.write_tx():
        if first is not None:
            item = first.item
            await i.update({i.project: project, i.milestone: gate, i.title: title}).where(i.id == item)
        else:
            row = i(round=found.round, title=title, direction="urban", project=project, milestone=gate,
                    state="assigning", state_since=clock.now())  # fmt: skip
            item = int((await i.insert(row).returning(i.id))[0]["id"])
    criteria = (await rubric_queries.in_use(kind)).criteria
    totals = []
    for judge, value in zip(found.judges, values, strict=True):
        task = await make_assignment(item, judge.account, state="submitted")
        marks = [Mark(one.id, Decimal(value)) for one in criteria]
        total = figures.total_of(Given(judge.account, marks), criteria) or Decimal(0)
        totals.append(total)
        sheet = await make_sheet(task, {one.id: value for one in criteria}, total=str(total))
        async with db.write_tx():
            await Sheet.update({Sheet.advice: "passed", Sheet.private_note: "只给办公室"}).where(Sheet.id == sheet)
    mean = aggregate.summarise(totals).decided
    async with db.write_tx():
        await i.update({i.state: "scored", i.submitted: 3, i.mean: mean}).where(i.id == item)
    found.items.append(item)
    found.projects.append(project)
    found.milestones.append(gate)
    found.leads.append(lead)


async def make_mended(item: int, task: int, *, author: int) -> dict[str, int]:
    """Rows that hang on a decided item: mended material that its panel looks at, and appeals in two states."""
    i, now = RoundItem, clock.now()
    async with db.write_tx():
        values = {i.revision: "handed_in", i.revision_since: now, i.recheck: "panel", i.conditions: "补充数据"}
        await i.update(values | {i.conditions_due: clock.today()}).where(i.id == item)
        await Recheck.insert(Recheck(item=item, assignment=task, asked_at=now))
    found = {}
    for state in ("filed", "handling"):
        row = Appeal(
            item=item, fault="panel", name="申请人", text="评审组人数不合规定", at=now, due_on=clock.today(),
            state=state, state_since=now, account=author if state == "filed" else None,
        )  # fmt: skip
        async with db.write_tx():
            found[f"{state}_appeal"] = int((await Appeal.insert(row).returning(Appeal.id))[0]["id"])
    return found
