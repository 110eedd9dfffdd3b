# SPDX-License-Identifier: MIT
"""The main story's people and steps, through operations, on the days on which they happen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec

from research.applications import operations as applications
from research.applications import operations_team
from research.applications.schemas import (
    Answer,
    ApplicationDraft,
    ApplicationView,
    IndicatorContent,
    Invite,
    MilestoneContent,
    ProductContent,
)
from research.applications.states import ProductForm
from research.grants import operations as grants
from research.grants import queries as grant_queries
from research.grants.schemas import DraftList, ItemContent
from research.projects import operations as projects
from research.projects.schemas import ProjectView
from research.reports.schemas import Submission
from research.topics import operations as topics
from research.topics import operations_proposals as proposals
from research.topics.schemas_topics import Advise, DecideTopics, TopicDraft, TopicView
from research.topics.states import Level, StepKind
from reviews.rubrics import operations as rubrics
from thinktank.demo.chapters import Office
from thinktank.identity import operations as identity
from thinktank.identity import queries as accounts
from thinktank.identity.schemas import Activate, NewAccount, NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.directions import Direction
from thinktank.placement import operations as placement
from thinktank.placement import queries as placements
from thinktank.placement.schemas import ConfirmProposals, Place
from thinktank.rosters import operations as rosters
from thinktank.rosters.schemas import CommitImport, ImportView
from thinktank.talents import operations as talents
from thinktank.talents import operations_admission as admission
from thinktank.talents import queries as bank
from thinktank.talents.schemas import Filter

PASSWORD = "Liu7shui-Xiaoqiao"
SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "roster.xlsx"
START = date(2026, 3, 18)
PEOPLE = 107


class Cast(msgspec.Struct):
    """Who plays: the department, the reviewers, and the people of the ledger who have accounts."""

    office: Office
    mentor: Actor
    lead: Actor
    partner: Actor  # a member of the team who also reviews
    neighbour: Actor  # a reviewer in the lead's own unit
    talents: list[int]
    units: list[int]


async def account(login: str, name: str, role: Role, unit: int, scope: int | None = None) -> Actor:
    """An account that was activated by its link."""
    command = NewAccount(login=login, name=name, unit=unit, role=role, scope=scope)
    issued = await identity.create_account(system("init"), command=command)
    return await activated(issued.token, issued.account)


async def activated(token: str, account: int) -> Actor:
    """Set the password by a link."""
    await identity.activate(token=token, command=Activate(PASSWORD, PASSWORD, consent=True))
    return await accounts.actor_of(account)


async def set_up() -> tuple[Office, Actor, list[int]]:
    """Make the district, its units, the department's people, six reviewers and a mentor."""
    setup = system("init")
    root = await identity.create_root(setup, name="盐都区")
    names = ("区委组织部", "江海大学", "楼王镇人民政府", "大纵湖镇人民政府")
    units = [await identity.create_unit(setup, command=NewUnit(name=name, parent=root)) for name in names]
    await rubrics.ship()
    office = Office(
        officer=await account("jingban", "王丙", Role.OFFICER, units[0], root),
        leader=await account("lingdao", "沈乙", Role.DEPT_LEADER, units[0], root),
        reviewers=[
            await account(f"zhuanjia{place}", f"严{name}", Role.REVIEWER, units[1])
            for place, name in enumerate("甲乙丙丁戊")
        ],
        inspectors=[
            await account("ducha1", "陆丁", Role.INSPECTOR, units[0], root),
            await account("ducha2", "葛戊", Role.INSPECTOR, units[0], root),
        ],
    )
    mentor = await account("daoshi", "何午", Role.MENTOR, units[1])
    await identity.grant_role(setup, account=mentor.account, role=Role.REVIEWER, unit=units[1])
    return office, mentor, units


async def take_in(officer: Actor) -> ImportView:
    """Import the sample roster as candidates."""
    view = await rosters.upload(officer, filename="roster.xlsx", content=SAMPLE.read_bytes())
    command = CommitImport("candidates", version=view.version, unclassified=True, new_units=True)
    return await rosters.commit(officer, id=view.id, command=command)


async def settle_directions(officer: Actor) -> int:
    """Confirm every proposal, override one with a reason, admit everybody; return the one overridden."""
    await placement.confirm(officer, command=ConfirmProposals(all=True))
    return await settle_directions_of_rest(officer)


async def settle_directions_of_rest(officer: Actor) -> int:
    """Override one confirmed direction with a reason and admit everybody; return the one overridden."""
    listed = await bank.ids_of(officer, Filter(), limit=200)
    one = await placements.get(officer, listed[0])
    other = next(direction for direction in Direction if direction.value != one.proposed)
    command = Place(direction=other, reason="本人近两年主要负责这项工作", version=one.version)
    await placement.place(officer, talent=listed[0], command=command)
    await admission.admit(officer, ids=listed)
    return listed[0]


async def gather_cast(office: Office, mentor: Actor, units: list[int]) -> Cast:
    """Open accounts for the lead and a partner, and put a reviewer into the lead's unit."""
    listed = await bank.ids_of(office.officer, Filter(), limit=200)
    actors = []
    for number, talent in enumerate(listed[1:3]):
        issued = await talents.open_account(office.officer, id=talent, login=f"chengyuan{number}")
        actors.append(await activated(issued.token, issued.account))
    lead, partner = actors
    setup = system("init")
    await identity.grant_role(setup, account=partner.account, role=Role.REVIEWER, unit=units[1])
    assert lead.unit is not None
    neighbour = await account("linju", "孔己", Role.REVIEWER, lead.unit)
    return Cast(office, mentor, lead, await accounts.actor_of(partner.account), neighbour, listed[1:4], units)


def topic_draft() -> TopicDraft:
    """A major topic."""
    return TopicDraft(
        title="蟒蛇河流域水生态治理与沿线振兴",
        direction=Direction.URBAN,
        level=Level.MAJOR,
        background="需求来自一线单位。",
        problem="断面汛期不稳定达标",
        goal="形成可执行的治理方案",
        effect="重点断面稳定达标",
        deliverable="调研报告、实施方案",
        contact="人才科",
        months=6,
        closes_on=OFFICIAL.next_workday(clock.today() + timedelta(days=14)),
    )


async def publish(officer: Actor, leader: Actor) -> TopicView:
    """Write a topic down, let the leader sign it, and put it on the list."""
    topic = await topics.draft_topic(officer, content=topic_draft())
    await proposals.submit_topic(officer, id=topic.id, version=topic.version)
    await proposals.advise(officer, id=topic.id, content=Advise(approve=True))
    await proposals.decide_topics(leader, content=DecideTopics([topic.id], approve=True))
    return await topics.publish_topic(officer, id=topic.id, version=None)


def application() -> ApplicationDraft:
    """A plan of half a year with three gates and a piece of work."""
    start = OFFICIAL.next_workday(clock.today() + timedelta(days=7))

    def day(n: int) -> date:
        return OFFICIAL.next_workday(start + timedelta(days=n))

    return ApplicationDraft(
        problem="断面汛期不稳定达标",
        goal="形成可执行的治理方案",
        effect="重点断面稳定达标",
        content="摸清现状，分析成因，提出对策。",
        approach="走访沿线单位和群众，选点试行。",
        basis="课题组成员均在一线岗位。",
        indicators=[IndicatorContent("排查排口", "处", Decimal(120))],
        milestones=[
            MilestoneContent(StepKind.KICKOFF, "开题", "专家论证通过", start, day(20)),
            MilestoneContent(StepKind.WORK, "排口摸底", "形成台账", day(20), day(70)),
            MilestoneContent(StepKind.MIDTERM, "中期", "完成阶段任务", day(20), day(90)),
            MilestoneContent(StepKind.CLOSING, "结题", "指标完成", day(90), day(170)),
        ],
        products=[ProductContent(ProductForm.REPORT, "水生态治理调研报告")],
        nonsecret=True,
        pledge=True,
    )


async def apply(lead: Actor, topic: int, members: list[int]) -> ApplicationView:
    """Save an application, ask people in, whose answers the office enters from paper, and hand it in."""
    content = application()
    draft = await applications.save_application(lead, topic=topic, content=content)
    for talent in members:
        asked = await operations_team.invite(lead, application=draft.id, command=Invite(talent, "调研与数据"))
        await operations_team.answer(system("init"), id=asked.id, command=Answer(accept=True, reason="书面同意"))
    return await applications.submit_application(
        lead, topic=topic, content=msgspec.structs.replace(content, version=draft.version)
    )


async def grant_and_sign(cast: Cast, application: int, calendar: FrozenClock) -> ProjectView:
    """Accept, list, sign, wait for the notice, grant, and let the three sides sign."""
    office = cast.office
    await applications.accept_application(office.officer, id=application, version=None)
    content = DraftList("2026年第一批拟立项名单", [ItemContent(application, mentors=[cast.mentor.account])])
    made = await grants.draft_list(office.officer, content=content)
    await grants.submit_list(office.officer, id=made.id, version=None)
    signed = await grants.sign_list(office.leader, id=made.id, version=None)
    calendar.at = clock.noon_of((signed.notice_until or clock.today()) + timedelta(days=1))
    done = await grants.grant_clear(office.officer, id=made.id)
    await grants.finish_list(office.officer, id=made.id, version=done.version)
    project = await grant_queries.granted_project(office.officer, signed.items[0].id)
    await projects.confirm_agreement(cast.lead, id=project.id, side="lead")
    await projects.confirm_agreement(office.officer, id=project.id, side="unit", reason="单位已在纸质件上盖章")
    return await projects.confirm_agreement(office.officer, id=project.id, side="office")


def submission(progress: str = "完成排口摸底，台账已建。") -> Submission:
    """A month's report."""
    return Submission(
        progress=progress, problems="数据口径不一致", next_steps="入户走访", coordination="请协调数据", percent=10,
        nonsecret=True,
    )  # fmt: skip
