# SPDX-License-Identifier: MIT
"""Reading what a project's parts were before: the team's history, a target's values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from research.projects import queries
from research.projects.schemas import IndicatorRow, IndicatorView, ProjectRow, ProjectView, TeamLine, ValueRow
from research.projects.tables import IndicatorValue, Project, ProjectIndicator, ProjectMember, ProjectMentor
from thinktank.files import queries as files
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound

MOST = 200


async def team_history(actor: Actor, id: int) -> list[TeamLine]:  # noqa: A002 -- the project's id
    """Return who is on a project, the lead first, then who was, latest first; NotFound outside the scope."""
    await queries.head(actor, id)
    m, t = ProjectMember, ProjectMentor
    members = await db.rows(
        m.select(m.talent._.name.as_alias("name"), m.role, m.duty, m.since, m.until)
        .where(m.project == id)
        .order_by(m.id, ascending=False)
        .limit(MOST),
        TeamLine,
    )
    mentors = await (
        t.select(t.account._.name.as_alias("name"), t.since, t.until)
        .where(t.project == id)
        .order_by(t.id, ascending=False)
        .limit(MOST)
    )
    lines = [*members, *(TeamLine(role="mentor", duty="", **row) for row in mentors)]
    place = ("lead", "member", "mentor")
    here = sorted((one for one in lines if one.until is None), key=lambda one: (place.index(one.role), one.since))
    gone = [one for one in lines if one.until is not None]
    return here + sorted(gone, key=lambda one: (one.until or one.since, one.since), reverse=True)


async def indicator(actor: Actor, id: int) -> IndicatorView:  # noqa: A002 -- the indicator's id
    """Return a target with its values and what proves them, newest first; NotFound outside the actor's scope."""
    i, v = ProjectIndicator, IndicatorValue
    mine = queries.of_visible(i.project, actor)
    query = i.select(
        i.id, i.project, i.project._.number.as_alias("number"), i.project._.title.as_alias("project_title"), i.name,
        i.unit, i.target, i.actual,
    )  # fmt: skip
    found = await db.first(query.where((i.id == id) & mine), IndicatorView)
    if found is None:
        raise NotFound
    found.values = await db.rows(
        v.select(v.id, v.value, v.note, v.at, v.by._.name.as_alias("by_name"))
        .where(v.indicator == id)
        .order_by(v.id, ascending=False)
        .limit(MOST),
        ValueRow,
    )
    proofs = await files.of_many("indicator_value", [value.id for value in found.values])
    for value in found.values:
        value.files = proofs.get(value.id, [])
    return found


async def targets(project: int) -> list[IndicatorRow]:
    """Return a project's targets and where they stand, unscoped: the caller has read the project."""
    i = ProjectIndicator
    query = i.select(i.id, i.name, i.unit, i.target, i.actual).where(i.project == project)
    return await db.rows(query.order_by(i.sort).limit(MOST), IndicatorRow)


async def of_topics(actor: Actor, topics: Sequence[int]) -> list[ProjectRow]:
    """Return the projects that some topics became, as far as the actor may see them, the oldest first."""
    here: Any = Project.topic.is_in(list(topics)) & queries.visible_to(actor)
    return await db.rows(queries.row_columns().where(here).order_by(Project.id).limit(MOST), ProjectRow)


async def of_application(actor: Actor, application: int) -> ProjectView:
    """Return the project that an application became, without its parts. NotFound outside the actor's scope."""
    found = (
        await Project.select(Project.id).where(queries.visible_to(actor) & (Project.application == application)).first()
    )
    if found is None:
        raise NotFound
    return await queries.head(actor, found["id"])
