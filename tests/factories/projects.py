# SPDX-License-Identifier: MIT
"""A project with everything around it: topic, application, team, mentor, milestones, agreement, report periods."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import msgspec

from research.applications import queries as applications
from research.applications.schemas import IndicatorContent
from research.applications.states import ProductForm
from research.participation.tables import Participation
from research.projects import queries_agreement
from research.projects.schemas_agreement import OutcomeContent
from research.projects.tables import Agreement, Milestone, Project, ProjectIndicator, ProjectMember, ProjectMentor
from research.reports.tables import Report
from research.topics.tables import Application, Topic
from tests.factories.people import actor_as, make_account, make_member, make_unit
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.calendar import OFFICIAL, month_periods
from thinktank.kernel.changes import added

_next = count(1)
STARTS = date(2026, 3, 2)
DUE = date(2026, 11, 30)


class Made(msgspec.Struct):
    """What ``make_project`` made: ids, and the people as actors."""

    id: int
    unit: int
    topic: int
    application: int
    lead: Actor
    lead_talent: int
    member: Actor
    member_talent: int
    mentor: Actor
    milestones: dict[str, int]  # kickoff, midterm, closing, work -> id
    reports: list[int]


async def make_project(
    *,
    title: str = "老旧小区适老化改造与完整社区建设",
    direction: str = "urban",
    level: str = "major",
    unit: int | None = None,
    stage: str = "running",
    status: str = "normal",
    starts_on: date = STARTS,
    due_on: date = DUE,
    percent: int = 0,
    light: str = "green",
    signed: bool = True,
    lead: tuple[Actor, int] | None = None,
    with_reports: bool = True,
) -> Made:
    """A project in the unit given (or one of its own), signed and running unless told otherwise."""
    n = next(_next)
    async with db.write_tx():
        unit = unit or await make_unit()
        leader, lead_talent = lead or await make_member(unit=unit)
        member, member_talent = await make_member(unit=await make_unit())
        mentor = await actor_as(Role.MENTOR, unit=await make_unit())
        topic = await make_topic(title=title, direction=direction, level=level)
        application = await _application(topic, lead_talent, unit, starts_on, due_on)
        now = clock.now()
        project = await _insert(
            Project(
                number=f"QL26-{50 + n:02d}", title=title, topic=topic, application=application,
                direction=direction, level=level, lead=lead_talent, unit=unit, stage=stage, stage_since=now,
                status=status, status_since=now, starts_on=starts_on, due_on=due_on, percent=percent, light=light,
                light_since=now, granted_at=now, signed_at=now if signed else None,
            )
        )  # fmt: skip
        await ProjectMember.insert(
            ProjectMember(project=project, talent=lead_talent, role="lead", duty="总负责", since=starts_on),
            ProjectMember(project=project, talent=member_talent, role="member", duty="入户调研", since=starts_on),
        )
        await ProjectMentor.insert(ProjectMentor(project=project, account=mentor.account, since=starts_on))
        await Participation.insert(
            Participation(talent=lead_talent, kind="project", record=project, role="lead", since=now),
            Participation(talent=member_talent, kind="project", record=project, role="member", since=now),
        )
        await ProjectIndicator.insert(ProjectIndicator(project=project, name="改造点位", unit="处", target=30, sort=1))
        milestones = await make_milestones(project, starts_on, due_on)
        await _agreement(project, application, signed=signed)
        reports = await make_periods(project, starts_on, due_on) if signed and with_reports else []
    return Made(
        id=project, unit=unit, topic=topic, application=application, lead=leader, lead_talent=lead_talent,
        member=member, member_talent=member_talent, mentor=mentor, milestones=milestones, reports=reports,
    )  # fmt: skip


async def make_topic(*, title: str, direction: str = "urban", level: str = "major", state: str = "published") -> int:
    """A topic as it stands on the list."""
    now = clock.now()
    async with db.write_tx():
        creator = await make_account(Role.OFFICER)
        return await _insert(
            Topic(
                title=title, direction=direction, level=level, track="research", problem="设施老化", goal="形成指引",
                effect="惠及老人", deliverable="调研报告", months=8, state=state, state_since=now, created_by=creator,
                created_at=now, published_at=now,
            )
        )  # fmt: skip


async def make_milestones(project: int, starts_on: date, due_on: date) -> dict[str, int]:
    """开题 after 30 days, a piece of work to the middle, 中期 in the middle, 结题 at the end."""
    middle = starts_on + (due_on - starts_on) / 2
    plan = [
        ("kickoff", "开题评审", starts_on, starts_on + timedelta(days=30), 0),
        ("work", "适老化改造清单与会商", starts_on, middle, 100),
        ("midterm", "中期评审", middle, middle, 0),
        ("closing", "结题评审", due_on, due_on, 0),
    ]
    made = {}
    async with db.write_tx():
        for sort, (kind, title, start, due, weight) in enumerate(plan, start=1):
            made[kind] = await _insert(
                Milestone(
                    project=project, kind=kind, title=title, mark=f"{title}材料齐全", starts_on=start, due_on=due,
                    baseline_due_on=due, weight=weight, sort=sort, state="planned", state_since=clock.now(),
                )
            )  # fmt: skip
    return made


async def make_periods(project: int, starts_on: date = STARTS, due_on: date = DUE) -> list[int]:
    """The monthly report periods, all scheduled."""
    return [
        await make_report(
            project, seq=p.seq, label=p.label, starts_on=p.starts_on, ends_on=p.ends_on, opens_on=p.opens_on,
            due_on=p.due_on,
        )
        for p in month_periods(starts_on, due_on, OFFICIAL)
    ]  # fmt: skip


async def make_report(project: int, *, seq: int, state: str = "scheduled", **more: Any) -> int:
    """One report period of a project."""
    today = clock.today()
    values: dict[str, Any] = {
        "label": f"第{seq}期",
        "starts_on": today,
        "ends_on": today + timedelta(days=27),
        "opens_on": today,
        "due_on": today + timedelta(days=28),
    } | more
    async with db.write_tx():
        return await _insert(Report(project=project, seq=seq, state=state, state_since=clock.now(), **values))


async def office(*roles: Role) -> Actor:
    """An officer of the department (or another role at the district)."""
    return await actor_as(*(roles or (Role.OFFICER,)))


async def reload(actor: Actor) -> Actor:
    """The same person with the roles held now."""
    return await identity.actor_of(actor.account)


async def _application(topic: int, lead: int, unit: int, starts_on: date, due_on: date) -> int:
    now = clock.now()
    return await _insert(
        Application(
            topic=topic, lead=lead, unit=unit, problem="设施老化", goal="形成指引", effect="惠及老人",
            approach="摸底、会商、试点", starts_on=starts_on, due_on=due_on, nonsecret=True, submitted_at=now,
            created_at=now, state="granted", state_since=now,
        )
    )  # fmt: skip


async def _agreement(project: int, application: int, *, signed: bool) -> None:
    now = clock.now() if signed else None
    content = queries_agreement.as_agreement(await applications.granted_content(application))
    content.indicators = [IndicatorContent("改造点位", "处", Decimal(30))]
    content.products = [OutcomeContent(ProductForm.REPORT, "适老化改造调研报告", "不少于8000字")]
    content.milestones = await queries_agreement.plan_now(project)
    text = msgspec.json.encode(content).decode()
    await Agreement.insert(
        Agreement(
            project=project, number=1, content=text, lead_signed_at=now, unit_signed_at=now, office_signed_at=now,
            effective=signed, created_at=clock.now(),
        )
    )  # fmt: skip


async def _insert(row: Any) -> int:
    table = type(row)
    made = int((await table.insert(row).returning(table.id))[0]["id"])
    await added(table, made)
    return made
