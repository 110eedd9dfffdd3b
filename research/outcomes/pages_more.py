# SPDX-License-Identifier: MIT
"""What hangs on an outcome's page: its pilots, its earlier versions, proofs to be checked; and a project's outcomes."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from research.outcomes import operations_evidence, operations_pilots, queries, queries_versions
from research.outcomes.pages import READERS, SEERS, STAFF, detail_of
from research.outcomes.schemas import Checked, PilotResult, PilotStop
from research.projects import queries as projects
from thinktank.kernel.errors import Denied, NotFound
from thinktank.kernel.i18n import _
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import Panel

AnyRequest = Request[Any, Any, Any]


async def _stopping(request: AnyRequest, outcome: int, pilot: int) -> dict[str, Any]:
    found = await queries.get(request.user, outcome)
    one = next((one for one in found.pilots if one.id == pilot), None)
    if one is None:
        raise NotFound
    if not one.stoppable:
        raise Denied(_("试点已停止，或由其他经办人办理"))
    return {"outcome": found, "pilot": one, "version": one.version}


class OutcomePartPages(Controller):
    """Parts of an outcome."""

    path = "/outcomes"
    opt = READERS
    include_in_schema = False

    @post("/{outcome:int}/pilots/{pilot:int}/confirm", opt=STAFF)
    async def confirm(self, request: AnyRequest, outcome: FromPath[int], pilot: FromPath[int]) -> Response[Any]:
        """Note that a pilot passed."""

        async def again() -> dict[str, Any]:
            return await detail_of(request, await queries.get(request.user, outcome))

        return await submit(
            request,
            PilotResult,
            run=lambda content: operations_pilots.confirm_pilot(request.user, id=outcome, pilot=pilot, content=content),
            to=f"/outcomes/{outcome}",
            flash=_("试点评估已登记"),
            again=("outcomes/outcome.html", again),
        )

    @get("/{outcome:int}/pilots/{pilot:int}/stop", opt=STAFF)
    async def ask_stop(self, request: AnyRequest, outcome: FromPath[int], pilot: FromPath[int]) -> Response[Any]:
        """Ask why a pilot ends early."""
        context = await _stopping(request, outcome, pilot)
        form = Form.of(PilotStop, version=context["version"])
        return await page(request, "outcomes/stop_pilot.html", form=form, **context)

    @post("/{outcome:int}/pilots/{pilot:int}/stop", opt=STAFF)
    async def stop(self, request: AnyRequest, outcome: FromPath[int], pilot: FromPath[int]) -> Response[Any]:
        """Stop a pilot."""
        return await submit(
            request,
            PilotStop,
            run=lambda content: operations_pilots.stop_pilot(request.user, id=outcome, pilot=pilot, content=content),
            to=f"/outcomes/{outcome}",
            flash=_("试点已停止"),
            again=("outcomes/stop_pilot.html", lambda: _stopping(request, outcome, pilot)),
        )

    @get("/{outcome:int}/versions")
    async def versions(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Show what the outcome said before, and what was changed."""
        found, earlier = await queries_versions.versions(request.user, outcome)
        return await page(request, "outcomes/versions.html", outcome=found, versions=earlier)

    @post("/{outcome:int}/evidence/{evidence:int}/check", opt=STAFF)
    async def check(self, request: AnyRequest, outcome: FromPath[int], evidence: FromPath[int]) -> Response[Any]:
        """Note that the originals of a proof were seen."""

        async def again() -> dict[str, Any]:
            return await detail_of(request, await queries.get(request.user, outcome))

        return await submit(
            request,
            Checked,
            run=lambda _content: operations_evidence.check(request.user, id=outcome, evidence=evidence),
            to=f"/outcomes/{outcome}",
            flash=_("已核对原件"),
            again=("outcomes/outcome.html", again),
        )


class ProjectOutcomePages(Controller):
    """A project's outcomes, as a tab of its page."""

    opt = READERS
    include_in_schema = False

    @get("/outcomes/projects/{project:int}")
    async def of_project(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Show the outcomes of a project: alone, or as the tab's fragment."""
        head = await projects.head(request.user, project)
        cards = await queries.of_project(request.user, project)
        return await page(request, "outcomes/of_project.html", block="panel", project=head, cards=cards)


CONTROLLERS = (OutcomePartPages, ProjectOutcomePages)
PANELS = (
    Panel(
        slot="project.tab",
        key="outcomes",
        title="成果",
        href_for=lambda id_: f"/outcomes/projects/{id_}",
        roles=SEERS,
        order=60,
    ),
)
