# SPDX-License-Identifier: MIT
"""Reading the task agreement: the version in force or waiting, older ones, two side by side."""

from __future__ import annotations

import msgspec

from research.applications import queries as applications
from research.projects import queries, rules, versions
from research.projects.schemas import AgreementView, ProjectView, Side
from research.projects.schemas_agreement import AgreementContent, AgreementSheet, Compared, Line, StepContent
from research.projects.tables import Agreement, IndicatorValue
from thinktank.identity import queries_units as units
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.talents import queries as talents

MOST = 200


async def content_of(project: ProjectView, stored: str) -> AgreementContent:
    """Return what a version says. The caller has read the project through its scope.

    A project from before agreements kept their text has its application's.
    """
    try:
        return msgspec.json.decode(stored, type=AgreementContent)
    except msgspec.DecodeError:
        return as_agreement(await applications.granted_content(project.application))


def as_agreement(content: object) -> AgreementContent:
    """Return an application's blocks as those of an agreement: nobody named for a step, the duties as ever."""
    return msgspec.convert(msgspec.to_builtins(content), AgreementContent, strict=False)


async def first_of(project: ProjectView) -> AgreementContent:
    """Return what a project's first agreement says: what was granted. The caller has read it through its scope."""
    a = Agreement
    row = await a.select(a.content).where(a.project == project.id).order_by(a.number).first()
    return await content_of(project, row["content"] if row else "")


async def plan_now(project: int) -> list[StepContent]:
    """Return the plan of a project as its agreement holds it. The caller has read the project through its scope."""
    return [msgspec.convert(step, StepContent, from_attributes=True) for step in await queries.milestones(project)]


async def sheet(actor: Actor, id: int, *, number: int = 0) -> AgreementSheet:  # noqa: A002 -- the project's id
    """Return one version of a project's agreement, the present one by default; NotFound outside the scope."""
    return await sheet_of(actor, await queries.head(actor, id), number=number)


async def sheet_of(actor: Actor, project: ProjectView, *, number: int = 0) -> AgreementSheet:
    """Return the same of a project that the actor has read; NotFound for a version that there is not."""
    found = await _of(project.id)
    present = max(found, key=lambda one: (one.effective, one.number), default=None)
    chosen = next((one for one in found if one.number == number), None) if number else present
    if chosen is None:
        raise NotFound
    before = next((one for one in found if one.number < chosen.number), None)
    content = await content_of(project, chosen.content)
    earlier = await content_of(project, before.content) if before else None
    names = await _names(project, content, *([earlier] if earlier else []))
    ties = await queries.ties_of(actor, project)
    return AgreementSheet(
        project=project.id,
        project_version=project.version,
        relations=ties.names(),
        present=chosen is present,
        before=before.number if before else 0,
        version=chosen,
        content=content,
        lead_name=names.get(content.lead, project.lead_name),
        unit_name=await _unit_name(project, chosen, present=chosen is present),
        names=names,
        lines=_compare(earlier, content, names) if earlier else [],
        actions=await _actions(actor, project, ties, chosen) if chosen is present else [],
    )


async def _actions(actor: Actor, project: ProjectView, ties: rules.Ties, version: AgreementView) -> list[str]:
    stage, found = project.stage, []
    for side in Side:
        signed, by = version.signed_at(side) is not None, version.signed_by(side)
        if rules.may_confirm(ties, side, stage=stage, signed=signed):
            found.append(f"confirm_{side}")
        if rules.may_sign_on_paper(ties, side, stage=stage, signed=signed) and "paper" not in found:
            found.append("paper")
        if rules.may_take_signature_back(stage=stage, signed_by=by, account=actor.account):
            found.append(f"take_back_{side}")
    if rules.may_edit_agreement(ties, stage=stage):
        found.append("edit")
    if version.effective and rules.may_manage(ties) and rules.may_undo_agreement(ties, await standing(project)):
        found.append("reopen")
    return found


async def _unit_name(project: ProjectView, chosen: AgreementView, *, present: bool) -> str:
    """The unit's name of the version's own day, of the end for a closed project; else today's."""
    day = clock.day_of(project.closed_at) if project.closed_at else None
    if not present:
        signed = [at for at in (chosen.lead_signed_at, chosen.unit_signed_at, chosen.office_signed_at) if at]
        day = clock.day_of(max(signed)) if signed else day
    return await units.name_on(project.unit, day, now=project.unit_name)


async def _names(project: ProjectView, *contents: AgreementContent) -> dict[int, str]:
    people = {project.lead}
    for content in contents:
        people |= {content.lead, *(one.talent for one in content.members)}
        people |= {step.person for step in content.milestones if step.person}
    return {one.id: one.name for one in await talents.options(sorted(people))}


def _compare(old: AgreementContent, new: AgreementContent, names: dict[int, str]) -> list[Line]:
    return versions.compare(msgspec.json.encode(old).decode(), msgspec.json.encode(new).decode(), names)


async def _of(project: int) -> list[AgreementView]:
    a = Agreement
    query = queries.agreement_columns().where(a.project == project)
    return await db.rows(query.order_by(a.number, ascending=False).limit(MOST), AgreementView)


async def agreement_versions(actor: Actor, id: int) -> list[AgreementView]:  # noqa: A002 -- the project's id
    """Return every version of a project's agreement, the newest first; NotFound outside the scope."""
    await queries.head(actor, id)
    return await _of(id)


async def compared(actor: Actor, id: int, *, old: int = 0, new: int = 0) -> Compared:  # noqa: A002 -- the project's id
    """Return two versions of an agreement side by side, by default the newest and the one before; NotFound."""
    return await compared_of(await queries.head(actor, id), old=old, new=new)


async def compared_of(project: ProjectView, *, old: int = 0, new: int = 0) -> Compared:
    """Return the same of a project that the caller has read through its scope; NotFound for no such version."""
    found = await _of(project.id)
    by = {one.number: one for one in found}
    new = new or (found[0].number if found else 0)
    old = old or max((one for one in by if one < new), default=new)
    if old not in by or new not in by:
        raise NotFound
    earlier, later = [await content_of(project, by[number].content) for number in (old, new)]
    return Compared(found, old, new, _compare(earlier, later, await _names(project, earlier, later)))


async def standing(project: ProjectView) -> rules.Standing:
    """Return how far a project has gone on the ground of its agreement. The caller has read it through its scope."""
    v = IndicatorValue
    values = await db.exists(v.select(v.id).where(v.indicator._.project == project.id))
    states = tuple(step.state for step in await queries.milestones(project.id))
    return rules.Standing(project.stage, project.status, states, values)
