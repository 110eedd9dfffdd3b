# SPDX-License-Identifier: MIT
"""What a project promises and how far it is: the agreement before it is signed, and the targets' actual values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from research.applications.rules import wrong_steps
from research.projects import queries, queries_agreement, queries_parts, rules
from research.projects.operations_schedule import write_again
from research.projects.schemas import AgreementView, ProjectView, RecordActual, Side
from research.projects.schemas_agreement import AgreementContent, AgreementDraft
from research.projects.tables import Agreement, IndicatorValue, Project, ProjectIndicator
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def edit_agreement(actor: Actor, *, id: int, draft: AgreementDraft) -> ProjectView:  # noqa: A002
    """Change targets, plan, outcomes and duties of an agreement that is not in effect; who had confirmed does so again.

    A text that somebody had confirmed stays as an older version. Denied for others than lead and office, Invalid
    as ``_check`` says, Conflict when stale or already in effect.
    """
    async with db.write_tx():
        project = await queries.get(actor, id)
        require(rules.may_edit_agreement(await queries.ties_of(actor, project), stage=project.stage))
        present = project.agreement
        if present is None:
            raise Conflict(code="illegal")
        _check(project, draft)
        due_on = max(step.due_on for step in draft.milestones)
        await touch(Project, id=id, version=draft.version, values={Project.due_on: due_on})
        content = await _content(project, present, draft)
        await _write(project, present, content)
        confirmed = [side for side in Side if present.signed_at(side)]
        detail = _("原确认作废：%(who)s") % {"who": "、".join(side.label for side in confirmed)} if confirmed else ""
        await trail.record(
            actor, "project.agreement_edited", "project", id, _("修改任务书"), detail=detail,
            fields={name: len(getattr(draft, name)) for name in ("indicators", "milestones", "products", "duties")},
        )  # fmt: skip
        if confirmed:
            await notices.notify(
                set(await queries.team_accounts(id, mentors=True)) - {actor.account}, rule="project.agreement_edited",
                kind="project", record=id, title=_("%(number)s 任务书已修改，请重新确认") % {"number": project.number},
                href=f"/projects/{id}/agreement", occasion=str(project.version),
            )  # fmt: skip
        return await queries.get(actor, id)


def _check(project: ProjectView, draft: AgreementDraft) -> None:
    """Invalid for a plan that is none, a step of somebody else's, an outcome beyond the term, a side without duty."""
    faults = {
        "milestones": wrong_steps(draft.milestones) or rules.wrong_people(draft.milestones, project.members),
        "products": rules.wrong_outcomes(draft.products, max(step.due_on for step in draft.milestones)),
        "duties": rules.wrong_duties(draft.duties),
    }
    if any(faults.values()):
        raise Invalid(fields={name: text for name, text in faults.items() if text})


async def _content(project: ProjectView, present: AgreementView, draft: AgreementDraft) -> AgreementContent:
    """The version's blocks with targets, plan, outcomes and duties as they shall be."""
    content = await queries_agreement.content_of(project, present.content)
    content.indicators, content.milestones = draft.indicators, draft.milestones
    content.products, content.duties = draft.products, draft.duties
    content.starts_on = min(step.starts_on for step in draft.milestones)
    content.due_on = max(step.due_on for step in draft.milestones)
    return content


async def _write(project: ProjectView, present: AgreementView, content: AgreementContent) -> None:
    i, a = ProjectIndicator, Agreement
    await i.delete().where(i.project == project.id)
    await i.insert(
        *(
            i(project=project.id, name=one.name, unit=one.unit, target=one.target, sort=n)
            for n, one in enumerate(content.indicators, start=1)
        )
    )
    await write_again(project.id, content)
    content.milestones = await queries_agreement.plan_now(project.id)
    text = msgspec.json.encode(content).decode()
    if any(present.signed_at(side) for side in Side):
        await a.insert(a(project=project.id, number=present.number + 1, content=text, created_at=clock.now()))
    else:
        await a.update({a.content: text}).where(a.id == present.id)


async def record_actual(
    actor: Actor,
    *,
    indicator: int,
    command: RecordActual,
    uploads: Sequence[Upload] = (),
) -> ProjectView:
    """Note how far a target is, with what proves it; earlier values stay in its history.

    NotFound outside the scope; Denied for others than the team and the office, and while the project does not
    run; Invalid for the same value again without new evidence.
    """
    async with db.write_tx():
        target = await queries_parts.indicator(actor, indicator)
        project = await queries.head(actor, target.project)
        ties = await queries.ties_of(actor, project)
        require(rules.may_record_actual(ties, stage=project.stage, status=project.status))
        if command.actual == target.actual and not uploads:
            raise Invalid(fields={"actual": _("与现在的数值相同，请填写新的数值或补充佐证")})
        row = IndicatorValue(
            indicator=indicator, value=command.actual, note=command.note, by=actor.account, at=clock.now()
        )
        made = int((await IndicatorValue.insert(row).returning(IndicatorValue.id))[0]["id"])
        if uploads:
            await files.attach(actor, kind="indicator_value", record=made, uploads=list(uploads))
        values: dict[Any, Any] = {ProjectIndicator.actual: command.actual}
        await ProjectIndicator.update(values).where(ProjectIndicator.id == indicator)
        text = _("「%(name)s」完成%(value)s%(unit)s") % {
            "name": target.name, "value": f"{command.actual.normalize():f}", "unit": target.unit,
        }  # fmt: skip
        await trail.record(
            actor, "project.indicator_recorded", "project", project.id, text, detail=command.note,
            fields={"indicator": indicator, "from": str(target.actual), "to": str(command.actual)},
        )  # fmt: skip
        return await queries.get(actor, project.id)
