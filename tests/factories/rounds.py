# SPDX-License-Identifier: MIT
"""Review rounds: the shipped rubrics, a round with one handed-in milestone, assignments."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec

from research.projects.tables import Milestone, Project, ProjectMember
from research.topics.tables import Application, Topic
from reviews.rounds.tables import Assignment, Round, RoundItem
from reviews.rubrics import operations as rubric_operations
from reviews.rubrics import queries as rubric_queries
from reviews.rubrics.tables import Rubric
from reviews.scoring import operations_decisions as verdicts
from reviews.scoring.schemas import DraftDecision
from reviews.scoring.tables import Sheet, SheetScore
from tests.factories import people
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.changes import added


class Panel(msgspec.Struct):
    """What ``make_round`` made."""

    round: int
    item: int
    project: int
    milestone: int
    lead: int
    officer: int


async def make_plain_project(
    *, lead: int, unit: int, title: str = "老旧小区适老化改造", number: str = "QL26-06", officer: int = 0, **more: Any
) -> int:
    """A running project with the rows above it, and its lead on the team."""
    now, day = clock.now(), clock.today()
    async with db.write_tx():
        officer = officer or await people.make_account(Role.OFFICER)
        state: dict[str, Any] = {"state_since": now, "created_at": now}
        topic = await Topic.insert(
            Topic(
                number=f"T-{number}",
                title=title,
                direction="urban",
                level="general",
                track="claim",
                created_by=officer,
                state="published",
                **state,
            )
        ).returning(Topic.id)
        application = await Application.insert(
            Application(topic=topic[0]["id"], lead=lead, unit=unit, state="granted", **state)
        ).returning(Application.id)
        values: dict[str, Any] = {
            "direction": "urban",
            "level": "general",
            "stage": "running",
            "status": "normal",
            "light": "green",
            "starts_on": day - timedelta(days=60),
            "due_on": day + timedelta(days=180),
        } | more
        made = await Project.insert(
            Project(
                number=number,
                title=title,
                topic=topic[0]["id"],
                application=application[0]["id"],
                lead=lead,
                unit=unit,
                stage_since=now,
                status_since=now,
                granted_at=now,
                **values,
            )
        ).returning(Project.id)
        project = int(made[0]["id"])
        await added(Project, project)
        await ProjectMember.insert(ProjectMember(project=project, talent=lead, role="lead", since=day))
        return project


async def make_gate(project: int, *, kind: str = "midterm", state: str = "handed_in", note: str = "") -> int:
    """A review gate of a project, handed in unless ``state`` says otherwise."""
    now, day = clock.now(), clock.today()
    async with db.write_tx():
        made = await Milestone.insert(
            Milestone(
                project=project,
                kind=kind,
                title={"kickoff": "开题", "midterm": "中期检查", "closing": "结题"}[kind],
                starts_on=day - timedelta(days=30),
                due_on=day,
                baseline_due_on=day,
                weight=30,
                note=note or "完成50个老旧小区摸底，入户访谈214户，形成需求清单。",
                handed_in_at=now if state == "handed_in" else None,
                state=state,
                state_since=now,
            )
        ).returning(Milestone.id)
        return int(made[0]["id"])


async def make_round(
    *,
    kind: str = "midterm",
    size: int = 5,
    blind: bool = True,
    unit: int | None = None,
    title: str = "老旧小区适老化改造",
) -> Panel:
    """An open round with one handed-in gate of a fresh project and nobody assigned yet."""
    async with db.write_tx():
        await rubric_operations.ship()
        unit = unit or await people.make_unit("区住房和城乡建设局")
        _, lead = await people.make_member(unit=unit)
        officer = await people.make_account(Role.OFFICER)
        number = f"QL26-{lead:02d}"
        project = await make_plain_project(lead=lead, unit=unit, officer=officer, title=title, number=number)
        milestone = await make_gate(project, kind=kind)
        round_ = await _insert_round(kind, officer, size=size, blind=blind)
        state: dict[str, Any] = {"state_since": clock.now()}
        item = await RoundItem.insert(
            RoundItem(
                round=round_,
                title=title,
                direction="urban",
                project=project,
                milestone=milestone,
                state="assigning",
                **state,
            )
        ).returning(RoundItem.id)
        return Panel(
            round=round_,
            item=int(item[0]["id"]),
            project=project,
            milestone=milestone,
            lead=lead,
            officer=officer,
        )


async def _insert_round(kind: str, officer: int, *, size: int, blind: bool) -> int:
    rubric = (await Rubric.select(Rubric.id).where(Rubric.kind == kind))[0]["id"]
    now, day = clock.now(), clock.today()
    made = await Round.insert(
        Round(
            kind=kind,
            title="2026年中期评审",
            rubric=rubric,
            size=size,
            blind=blind,
            opens_on=day,
            closes_on=day + timedelta(days=10),
            created_by=officer,
            created_at=now,
            state="open",
            state_since=now,
        )
    ).returning(Round.id)
    return int(made[0]["id"])


async def make_item(project: int, milestone: int, *, officer: int, state: str) -> int:
    """A gate under review in a round of its own, in a state; one sheet is counted from where sheets are in."""
    i = RoundItem
    sheets = 0 if state in {"assigning", "scoring"} else 1
    async with db.write_tx():
        round_ = await _insert_round("midterm", officer, size=3, blind=True)
        row = i(round=round_, title="老旧小区适老化改造", direction="urban", project=project, milestone=milestone,
                submitted=sheets, state=state, state_since=clock.now())  # fmt: skip
        return int((await i.insert(row).returning(i.id))[0]["id"])


async def make_assignment(item: int, reviewer: int, *, state: str = "declared", by: int = 0) -> int:
    """A reviewer on an item; the item's count of assignments follows."""
    now = clock.now()
    async with db.write_tx():
        made = await Assignment.insert(
            Assignment(
                item=item,
                reviewer=reviewer,
                assigned_by=by or reviewer,
                assigned_at=now,
                declared_at=now if state != "assigned" else None,
                state=state,
                state_since=now,
            )
        ).returning(Assignment.id)
        await RoundItem.update({RoundItem.assigned: RoundItem.assigned + 1}).where(RoundItem.id == item)
        return int(made[0]["id"])


async def make_sheet(assignment: int, scores: dict[int, int], *, total: str, opinion: str = "同意通过。") -> int:
    """A submitted sheet with scores by criterion; the assignment's and item's counts are the caller's."""
    now = clock.now()
    async with db.write_tx():
        made = await Sheet.insert(
            Sheet(
                assignment=assignment,
                opinion=opinion,
                total=Decimal(total),
                saved_at=now,
                submitted_at=now,
                state="submitted",
                state_since=now,
            )
        ).returning(Sheet.id)
        sheet = int(made[0]["id"])
        await SheetScore.insert(
            *(SheetScore(sheet=sheet, criterion=key, value=Decimal(value)) for key, value in scores.items())
        )
        return sheet


async def make_verdicts(project: int, gate: int, *, judge: int, officer: int, leader: Actor) -> dict[str, int]:
    """A gate under review once more in each later state, each with the judge's sheet; another project's decided.

    Returns items and the judge's assignments by state, such as ``scored_item`` and ``scored_task``.
    """
    scores = {one.id: 86 for one in (await rubric_queries.in_use("midterm")).criteria}
    head = (await Project.select(Project.lead, Project.unit).where(Project.id == project))[0]
    lead: dict[str, Any] = {**head, "officer": officer, "stage": "midterm"}
    waiting, other = await make_plain_project(**lead), await make_plain_project(number="QL26-07", **lead)
    found: dict[str, int] = {}
    for state in ("scoring", "explaining", "scored", "drafted"):
        at = (waiting, await make_gate(waiting)) if state == "scored" else (project, gate)
        item = await make_item(*at, officer=officer, state=state)
        task = await make_assignment(item, judge, state="assigned" if state == "scoring" else "submitted")
        found |= {f"{state}_item": item, f"{state}_task": task}
        if state != "scoring":
            sheet = await make_sheet(task, scores, total="86")
            async with db.write_tx():
                await Sheet.update({Sheet.outlier_asked_at: clock.now()}).where(Sheet.id == sheet)
    item = await make_item(other, await make_gate(other), officer=officer, state="scored")
    task = await make_assignment(item, judge, state="submitted")
    await make_sheet(task, scores, total="86")
    await verdicts.decide(leader, item=item, command=DraftDecision("on_track", "同意专家组意见"))
    return found | {"decided_item": item, "decided_task": task}
