# SPDX-License-Identifier: MIT
"""The plan of a project on screen: the drawing, the days, what waits for what."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from research.projects import gantt, operations_dossier, operations_schedule, queries, queries_plan
from research.projects.pages import READERS, steps_of, tab_of
from research.projects.schemas import AddPaper, ProjectView
from research.projects.schemas_plan import PlanView, SetLinks
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import panels_for

AnyRequest = Request[Any, Any, Any]
SPARE = 2


class PlanPages(Controller):
    """Where the steps lie, and the form for their order."""

    path = "/projects/{id:int}/plan"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the plan."""
        context = await _plan(request.user, id)
        found: PlanView = context["project"]
        form = Form.of(SetLinks, links=found.links, version=found.version, reason="")
        return await page(request, "projects/plan.html", form=form, **context)

    @post(opt=allow(*OFFICE, Role.MEMBER))
    async def link(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Set the order of the steps."""

        async def run(command: SetLinks) -> PlanView:
            return await operations_schedule.set_links(request.user, id=id, command=command)

        return await submit(
            request, SetLinks, run=run, to=f"/projects/{id}/plan", flash=_("先后关系已保存，计划已重排"),
            again=("projects/plan.html", lambda: _plan(request.user, id)),
        )  # fmt: skip


async def _plan(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries_plan.plan(actor, id_)
    waits: dict[int, list[str]] = {}
    for link in found.links:
        lag = _("，再隔%(n)d个工作日") % {"n": link.lag} if link.lag else ""
        waits.setdefault(link.later, []).append(_("「%(title)s」完成后") % {"title": link.earlier_title} + lag)
    return {
        "project": found,
        "version": found.version,
        "gantt": gantt.draw(found.milestones, found.starts_on, found.due_on, clock.today()),
        "waits": waits,
        "steps": [(step.id, step.title) for step in found.milestones],
        "spare": SPARE,
        "planning": True,
    }


class PaperPages(Controller):
    """Documents that go into a project's file."""

    path = "/projects/{id:int}/dossier"
    opt = allow(*OFFICE, Role.MEMBER, Role.LIAISON)
    include_in_schema = False

    @post()
    async def add(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Put documents into the file."""
        chosen = await uploads(request, "uploads")

        async def run(command: AddPaper) -> ProjectView:
            return await operations_dossier.add(request.user, id=id, command=command, uploads=chosen)

        async def again() -> dict[str, Any]:
            project = await queries.get(request.user, id)
            others = panels_for("project.tab", request.user)
            shown = {"project": project, "tab": "files", "panel": None, "tabs": others, "steps": steps_of(project)}
            found = await tab_of(request.user, project, "files")
            return shown | {name: value for name, value in found.items() if name != "form"}

        return await submit(
            request, AddPaper, run=run, to=f"/projects/{id}?tab=files", flash=_("已归档"),
            again=("projects/show.html", again),
        )  # fmt: skip


CONTROLLERS = (PlanPages, PaperPages)
