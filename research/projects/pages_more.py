# SPDX-License-Identifier: MIT
"""A project's parts on screen: team with its history, the agreement before it is signed, targets with evidence."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.projects import operations_plan, operations_team, queries, queries_parts
from research.projects.pages import READERS
from research.projects.schemas import (
    ChangeTeam,
    HandOver,
    IndicatorView,
    ProjectView,
    RecordActual,
    TeamMember,
)
from thinktank.identity import queries as identity
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.talents import queries as talents
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import Panel

AnyRequest = Request[Any, Any, Any]
SPARE = 3


class TeamPages(Controller):
    """Who is on a project, who was, and the office's two forms: the team, the lead."""

    path = "/projects/{id:int}/team"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Show the team with its history, and the forms to whom they are open."""
        return await page(request, "projects/team.html", **await _team(request.user, id, who))

    @post(opt=allow(*OFFICE))
    async def change(self, request: AnyRequest, id: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Set team and mentors."""

        async def run(command: ChangeTeam) -> ProjectView:
            return await operations_team.change_team(request.user, id=id, command=command)

        return await submit(
            request, ChangeTeam, run=run, to=f"/projects/{id}/team", flash=_("课题组已调整"),
            again=("projects/team.html", lambda: _team(request.user, id, who)),
        )  # fmt: skip

    @post("/lead", opt=allow(*OFFICE))
    async def hand_over(self, request: AnyRequest, id: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Hand the lead over."""

        async def run(command: HandOver) -> ProjectView:
            return await operations_team.hand_over(request.user, id=id, command=command)

        return await submit(
            request, HandOver, run=run, to=f"/projects/{id}/team", flash=_("负责人已变更，在办督办单已转交"),
            again=("projects/team.html", lambda: _team(request.user, id, who)),
        )  # fmt: skip


async def _team(actor: Actor, id_: int, who: str) -> dict[str, Any]:
    project = await queries.get(actor, id_)
    others = [TeamMember(m.talent, m.duty) for m in project.members if m.role != "lead" and m.talent]
    may = "change_team" in project.actions
    found = {one.id: one for one in await talents.pickable(actor, who)} if may else {}
    own = await talents.options([m.talent for m in project.members if m.talent]) if may else []
    people = {one.id: f"{one.name}　{one.unit_name}" for one in (*own, *found.values()) if one.id != project.lead}
    return {
        "project": project,
        "version": project.version,
        "history": await queries_parts.team_history(actor, id_),
        "team": Form.of(
            ChangeTeam, members=others, mentors=[m.account for m in project.mentors], version=project.version
        ),
        "lead": Form.of(HandOver, stays=True, version=project.version),
        "people": list(people.items()),
        "mentors": [(m.id, f"{m.name}　{m.unit_name}") for m in await identity.accounts_with_role(Role.MENTOR)]
        if may
        else [],
        "who": who,
        "spare": SPARE,
    }


class IndicatorPages(Controller):
    """A target: how far it is, since when, proven by what."""

    path = "/projects/indicators/{id:int}"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a target with its values."""
        context = await _indicator(request.user, id)
        form = Form.of(RecordActual, actual=context["indicator"].actual)
        return await page(request, "projects/indicator.html", form=form, **context)

    @post(opt=allow(*OFFICE, Role.MEMBER))
    async def record(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Note a new value, with what proves it."""
        chosen = await uploads(request, "uploads")

        async def run(command: RecordActual) -> ProjectView:
            return await operations_plan.record_actual(request.user, indicator=id, command=command, uploads=chosen)

        return await submit(
            request, RecordActual, run=run, to=f"/projects/indicators/{id}", flash=_("已登记完成值"),
            again=("projects/indicator.html", lambda: _indicator(request.user, id)),
        )  # fmt: skip


async def _indicator(actor: Actor, id_: int) -> dict[str, Any]:
    found: IndicatorView = await queries_parts.indicator(actor, id_)
    project = await queries.get(actor, found.project)
    return {"indicator": found, "project": project, "may_record": "record_actual" in project.actions}


class MentoredPages(Controller):
    """The projects that a mentor advises, as a part of the mentor's desk."""

    opt = allow(Role.MENTOR)
    include_in_schema = False

    @get("/projects/mentored")
    async def mentored(self, request: AnyRequest) -> Response[Any]:
        """Show them with light and progress: alone, or as the desk's fragment."""
        found = await queries.of_actor(request.user)
        return await page(request, "projects/mentored.html", block="panel", projects=found)


CONTROLLERS = (TeamPages, IndicatorPages, MentoredPages)
PANELS = (
    Panel("mentoring.desk", "mentored", "指导的项目", lambda _id: "/projects/mentored", frozenset({Role.MENTOR}), 10),
)
