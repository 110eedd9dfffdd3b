# SPDX-License-Identifier: MIT
"""How an application becomes a project: number, team, plan, targets, and the agreement to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from research.applications import operations as topics
from research.applications import queries as topic_queries
from research.applications.schemas import ApplicationContent
from research.participation import operations as participation
from research.projects import queries, queries_agreement, rules
from research.projects.schemas import ProjectView, Side
from research.projects.schemas_agreement import AgreementContent, DutyContent, StepContent
from research.projects.states import MILESTONE, STAGE, STATUS
from research.projects.tables import Agreement, Milestone, Project, ProjectIndicator, ProjectMember, ProjectMentor
from research.topics.states import StepKind
from thinktank.identity import queries as identity
from thinktank.index import operations as index
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.changes import added
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.numbers import Rule, next_number
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def grant(actor: Actor, *, application: int, mentors: Sequence[int] = (), listed: bool = False) -> ProjectView:
    """Make a project of an accepted application: number, team, plan, targets, and the agreement to be confirmed.

    ``listed`` says that it stands on a signed list whose notice has run out, which grants has checked. Denied unless
    the office grants; NotFound and Conflict as the application says; Invalid for a mentor without the role.
    """
    async with db.write_tx():
        require(rules.may_grant(actor))
        await check_mentors(mentors)
        await topics.mark_granted(actor, id=application, listed=listed)
        content = await topic_queries.granted_content(application)
        project = await _insert_project(content)
        await _insert_parts(project, content, mentors)
        await participation.close(kind="application", record=application)
        for talent, role in [(content.lead, "lead"), *((m.talent, "member") for m in content.members)]:
            await participation.join(talent=talent, kind="project", record=project, role=role)
        found = await queries.get(actor, project)
        await trail.record(
            actor, "project.granted", "project", project, _("立项"), detail=found.number,
            fields={"number": found.number, "application": application, "mentors": list(mentors)},
        )  # fmt: skip
        await put_index(found)
        await notices.notify(
            {*await queries.team_accounts(project, mentors=True), *await identity.liaisons_of(content.unit)},
            rule="project.granted", kind="project", record=project,
            title=_("「%(title)s」已立项，请确认任务书") % {"title": content.title},
            href=f"/projects/{project}/agreement",
        )  # fmt: skip
        return found


async def check_mentors(mentors: Sequence[int]) -> None:
    """Invalid unless everybody named holds the role of a mentor."""
    if mentors:
        known = set(await identity.account_ids_with_role(Role.MENTOR))
        if not set(mentors) <= known:
            raise Invalid(fields={"mentors": _("所选的人里有不是导师的，请重新选择")})


async def _insert_project(content: ApplicationContent) -> int:
    now, year = clock.now(), clock.today().year
    rule = Rule((await policies.selection()).project_number)
    number = rule.write(year, await next_number(f"QL{year % 100:02d}"))
    of_year = await topic_queries.year_of(content.topic)
    row = Project(
        number=number, title=content.title, topic=content.topic, application=content.id, year=of_year,
        direction=str(content.direction), level=str(content.level), lead=content.lead, unit=content.unit,
        stage=STAGE.initial, stage_since=now, status=STATUS.initial, status_since=now, starts_on=content.starts_on,
        due_on=content.due_on, light="green", light_reason=_("刚立项"), light_since=now, granted_at=now,
    )  # fmt: skip
    made = int((await Project.insert(row).returning(Project.id))[0]["id"])
    await added(Project, made)
    return made


async def _insert_parts(project: int, content: ApplicationContent, mentors: Sequence[int]) -> None:
    today = clock.today()
    team = [(content.lead, "lead", ""), *((m.talent, "member", m.duty) for m in content.members)]
    await ProjectMember.insert(
        *(ProjectMember(project=project, talent=t, role=role, duty=duty, since=today) for t, role, duty in team)
    )
    if mentors:
        await ProjectMentor.insert(*(ProjectMentor(project=project, account=m, since=today) for m in set(mentors)))
    if content.indicators:
        await ProjectIndicator.insert(
            *(
                ProjectIndicator(project=project, name=i.name, unit=i.unit, target=i.target, sort=n)
                for n, i in enumerate(content.indicators, start=1)
            )
        )
    await _insert_agreement(project, content)


async def _insert_agreement(project: int, content: ApplicationContent) -> None:
    """Write the plan and the agreement's first version: the application's blocks, and what the sides owe."""
    terms = await policies.agreement()
    agreed = queries_agreement.as_agreement(content)
    said = ((Side.LEAD, terms.lead_duties), (Side.UNIT, terms.unit_duties), (Side.OFFICE, terms.office_duties))
    agreed.duties = [DutyContent(side, text) for side, texts in said for text in texts]
    await insert_plan(project, agreed)
    agreed.milestones = await queries_agreement.plan_now(project)
    text = msgspec.json.encode(agreed).decode()
    await Agreement.insert(Agreement(project=project, number=1, content=text, created_at=clock.now()))


async def insert_plan(project: int, content: AgreementContent) -> None:
    """Insert the plan, with kick-off and closing added where the application has none, on working days.

    Finished work has nothing to begin with: its one step is the acceptance.
    """
    calendar = await policies.calendar()
    steps = list(content.milestones)
    kinds = {str(step.kind) for step in steps}
    if "kickoff" not in kinds and content.track != "finished_work":
        within = timedelta(days=(await policies.research()).kickoff_days)
        due = min(content.starts_on + within, content.due_on)
        steps.insert(0, StepContent(StepKind.KICKOFF, "开题论证", "专家论证通过", content.starts_on, due))
    if "closing" not in kinds:
        steps.append(StepContent(StepKind.CLOSING, "结题验收", "结题材料齐备", content.due_on, content.due_on))
    work = [step for step in steps if str(step.kind) == "work"]
    shares = dict(zip(map(id, work), rules.weights([(s.starts_on, s.due_on) for s in work]), strict=True))
    now = clock.now()
    rows = []
    for sort, step in enumerate(steps, start=1):
        due = calendar.next_workday(step.due_on)
        rows.append(
            Milestone(
                project=project, kind=str(step.kind), title=step.title, mark=step.mark, starts_on=step.starts_on,
                due_on=due, asked_on=step.due_on, baseline_starts_on=step.starts_on, baseline_due_on=due,
                weight=shares.get(id(step), 0), sort=sort, person=step.person, state=MILESTONE.initial, state_since=now,
            )
        )  # fmt: skip
    await Milestone.insert(*rows)


async def put_index(project: ProjectView) -> None:
    """Make a project findable by number, title and lead."""
    await index.put(
        "project", project.id, f"{project.number} {project.title}", f"{project.lead_name} {project.unit_name}",
        f"/projects/{project.id}", [project.number, project.title, project.lead_name, project.unit_name],
    )  # fmt: skip
