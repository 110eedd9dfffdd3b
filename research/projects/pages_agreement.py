# SPDX-License-Identifier: MIT
"""The agreement on paper, and its versions side by side."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.projects import operations_agreement, queries, queries_parts
from research.projects.pages import READERS
from research.projects.schemas import ProjectView, Side
from research.projects.schemas_agreement import SignOnPaper
from thinktank.files import queries as files
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page

AnyRequest = Request[Any, Any, Any]


async def _paper(actor: Actor, id_: int) -> dict[str, Any]:
    project = await queries.get(actor, id_)
    present = project.agreement
    open_sides = [side for side in Side if present and not present.signed_at(side)]
    return {
        "project": project,
        "version": project.version,
        "side_choices": [(side.value, _(side.label)) for side in open_sides],
    }


class PaperAgreementPages(Controller):
    """Print, stamp, scan: as good as a confirmation on line; and what changed between versions."""

    path = "/projects/{id:int}/agreement"
    opt = allow(*READERS)
    include_in_schema = False

    @get("/paper", opt=allow(*OFFICE, Role.LIAISON, Role.MEMBER))
    async def form(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the form for a signed scan."""
        context = await _paper(request.user, id)
        form = Form.of(SignOnPaper, version=context["version"])
        return await page(request, "projects/paper.html", form=form, **context)

    @post("/paper", opt=allow(*OFFICE, Role.LIAISON, Role.MEMBER))
    async def record(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Record who signed, with the scan."""
        chosen = await uploads(request, "uploads")

        async def run(command: SignOnPaper) -> ProjectView:
            return await operations_agreement.sign_on_paper(request.user, id=id, command=command, uploads=chosen)

        return await submit(
            request, SignOnPaper, run=run, to=f"/projects/{id}/agreement", flash=_("纸质签署已登记"),
            again=("projects/paper.html", lambda: _paper(request.user, id)),
        )  # fmt: skip

    @get("/versions")
    async def versions(
        self, request: AnyRequest, id: FromPath[int], old: FromQuery[int] = 0, new: FromQuery[int] = 0
    ) -> Response[Any]:
        """Show two versions side by side."""
        project = await queries.head(request.user, id)
        found = await queries_parts.compared(request.user, id, old=old, new=new)
        scans = await files.of_many("agreement", [one.id for one in found.versions])
        return await page(request, "projects/versions.html", project=project, found=found, scans=scans)


CONTROLLERS = (PaperAgreementPages,)
