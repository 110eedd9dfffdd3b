# SPDX-License-Identifier: MIT
"""The task agreement on screen: its text, its signatures on line and on paper, its versions."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.projects import operations, operations_agreement, operations_plan, queries, queries_agreement
from research.projects.pages import READERS
from research.projects.papers_agreement import AGREEMENT
from research.projects.schemas import Confirm, ProjectView, Side
from research.projects.schemas_agreement import AgreementDraft, SignOnPaper, TakeSignatureBack
from thinktank.documents.word import MEDIA
from thinktank.files import queries as files
from thinktank.files.sending import download
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.policies import queries as policies
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page

AnyRequest = Request[Any, Any, Any]
SIGNERS = allow(*OFFICE, Role.LIAISON, Role.MEMBER)
SPARE = 2


async def _context(actor: Actor, id_: int) -> dict[str, Any]:
    project = await queries.head(actor, id_)
    sheet = await queries_agreement.sheet_of(actor, project)
    calendar = await policies.calendar()
    return {
        "project": project,
        "sheet": sheet,
        "version": project.version,
        "sides": [(side.value, _(side.label)) for side in Side],
        "unknown_years": calendar.unknown_years(sheet.content.starts_on, sheet.content.due_on),
        "scans": await files.of("agreement", sheet.version.id),
        "confirm": Form.of(Confirm, version=project.version),
        "back": Form.of(TakeSignatureBack, version=project.version),
    }


class AgreementPages(Controller):
    """The agreement: what it says, who has signed, what may be done about it."""

    path = "/projects/{id:int}/agreement"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the version in force or waiting, with who has confirmed it."""
        context = await _context(request.user, id)
        return await page(request, "projects/agreement.html", form=context["confirm"], **context)

    @post(opt=SIGNERS)
    async def confirm(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Confirm the agreement for one side."""

        async def run(command: Confirm) -> ProjectView:
            return await operations.confirm_agreement(
                request.user, id=id, side=command.side, reason=command.reason, version=command.version
            )

        def flash(project: ProjectView) -> str:
            return _("任务书已生效，项目启动") if project.stage != "contracting" else _("已确认任务书")

        return await submit(
            request, Confirm, run=run, to=f"/projects/{id}/agreement", flash=flash,
            again=("projects/agreement.html", lambda: _context(request.user, id)),
        )  # fmt: skip

    @post("/take-back", opt=SIGNERS)
    async def take_back(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take one's signature back."""

        async def run(command: TakeSignatureBack) -> ProjectView:
            return await operations_agreement.take_signature_back(request.user, id=id, command=command)

        return await submit(
            request, TakeSignatureBack, run=run, to=f"/projects/{id}/agreement", flash=_("已撤回，待重新确认"),
            again=("projects/agreement.html", lambda: _context(request.user, id)),
        )  # fmt: skip


class EditAgreementPages(Controller):
    """Targets, plan, outcomes and duties while the agreement waits for its signatures."""

    path = "/projects/{id:int}/agreement/edit"
    opt = allow(*OFFICE, Role.MEMBER)
    include_in_schema = False

    @get()
    async def form(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show them as a form."""
        context = await _editable(request.user, id)
        form = Form.of(AgreementDraft, context["sheet"].content, version=context["version"])
        return await page(request, "projects/edit_agreement.html", form=form, **context)

    @post()
    async def save(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Write them."""

        async def run(command: AgreementDraft) -> ProjectView:
            return await operations_plan.edit_agreement(request.user, id=id, draft=command)

        return await submit(
            request, AgreementDraft, run=run, to=f"/projects/{id}/agreement", flash=_("任务书已修改，请各方确认"),
            again=("projects/edit_agreement.html", lambda: _editable(request.user, id)),
        )  # fmt: skip


async def _editable(actor: Actor, id_: int) -> dict[str, Any]:
    project = await queries.head(actor, id_)
    sheet = await queries_agreement.sheet_of(actor, project)
    if "edit" not in sheet.actions:
        raise Denied(_("任务书生效前由课题负责人或经办人修改"))
    members = await queries.members(id_)
    return {
        "project": project,
        "sheet": sheet,
        "version": project.version,
        "team": [(m.talent, m.name) for m in members if m.role != "lead" and m.talent],
        "spare": SPARE,
    }


async def _paper(actor: Actor, id_: int) -> dict[str, Any]:
    project = await queries.head(actor, id_)
    sheet = await queries_agreement.sheet_of(actor, project)
    may = {"office": tuple(Side), "lead": (Side.LEAD,), "liaison": (Side.UNIT,)}
    mine = {side for relation in sheet.relations for side in may.get(relation, ())}
    return {
        "project": project,
        "version": project.version,
        "side_choices": [(s.value, _(s.label)) for s in Side if s in mine and not sheet.version.signed_at(s)],
    }


class PaperAgreementPages(Controller):
    """Print, stamp, scan: as good as a confirmation on line."""

    path = "/projects/{id:int}/agreement/paper"
    opt = SIGNERS
    include_in_schema = False

    @get()
    async def form(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the form for a signed scan."""
        context = await _paper(request.user, id)
        form = Form.of(SignOnPaper, version=context["version"])
        return await page(request, "projects/paper.html", form=form, **context)

    @post()
    async def record(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Record who signed, with the scan."""
        chosen = await uploads(request, "uploads")

        async def run(command: SignOnPaper) -> ProjectView:
            return await operations_agreement.sign_on_paper(request.user, id=id, command=command, uploads=chosen)

        return await submit(
            request, SignOnPaper, run=run, to=f"/projects/{id}/agreement", flash=_("纸质签署已登记"),
            again=("projects/paper.html", lambda: _paper(request.user, id)),
        )  # fmt: skip


class VersionPages(Controller):
    """What an agreement said before, and what changed."""

    path = "/projects/{id:int}/agreement/versions"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def index(
        self, request: AnyRequest, id: FromPath[int], old: FromQuery[int] = 0, new: FromQuery[int] = 0
    ) -> Response[Any]:
        """Show two versions side by side."""
        project = await queries.head(request.user, id)
        found = await queries_agreement.compared_of(project, old=old, new=new)
        scans = await files.of_many("agreement", [one.id for one in found.versions])
        return await page(request, "projects/versions.html", project=project, found=found, scans=scans)

    @get("/{number:int}")
    async def show(self, request: AnyRequest, id: FromPath[int], number: FromPath[int]) -> Response[Any]:
        """Show one version with what it changed from the one before."""
        project = await queries.head(request.user, id)
        sheet = await queries_agreement.sheet_of(request.user, project, number=number)
        scans = await files.of("agreement", sheet.version.id)
        sides = [(side.value, _(side.label)) for side in Side]
        return await page(
            request, "projects/version.html", project=project, sheet=sheet, scans=scans, sides=sides
        )  # fmt: skip

    @get("/{number:int}/paper")
    async def word(self, request: AnyRequest, id: FromPath[int], number: FromPath[int]) -> Response[bytes]:
        """Send one version as a Word document."""
        name, content = await making.make(request.user, kind=AGREEMENT, asked=Asked(id=id, version=number))
        return download(content, name, MEDIA)


CONTROLLERS = (AgreementPages, EditAgreementPages, PaperAgreementPages, VersionPages)
