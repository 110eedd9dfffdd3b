# SPDX-License-Identifier: MIT
"""The task agreement for programs: what it says, its versions, its signatures."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response

from research.projects import operations, operations_agreement, operations_plan, queries_agreement
from research.projects.papers_agreement import AGREEMENT
from research.projects.schemas import Confirm, ProjectView
from research.projects.schemas_agreement import (
    AgreementDraft,
    AgreementSheet,
    Compared,
    SignOnPaper,
    TakeSignatureBack,
)
from thinktank.documents.word import MEDIA
from thinktank.files import queries as files
from thinktank.files.sending import download
from thinktank.kernel.actor import BUSINESS, OFFICE, Role
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
SIGNERS = allow(*OFFICE, Role.LIAISON, Role.MEMBER)


class AgreementApi(Controller):
    """An agreement and its versions."""

    path = "/api/v1/projects/{id:int}/agreement"
    opt = allow(*(BUSINESS - {Role.REVIEWER}))
    tags = ["projects"]

    @get(operation_id="get_project_agreement")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> AgreementSheet:
        """Return the agreement in force, before there is one the version that waits for signatures."""
        return await queries_agreement.sheet(request.user, id)

    @post(operation_id="confirm_agreement", status_code=200, opt=SIGNERS)
    async def confirm(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Confirm]) -> ProjectView:
        """Confirm the task agreement for one side."""
        return await operations.confirm_agreement(
            request.user, id=id, side=data.side, reason=data.reason, version=data.version
        )

    @put(operation_id="edit_agreement", opt=allow(*OFFICE, Role.MEMBER))
    async def edit(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AgreementDraft]) -> ProjectView:
        """Change targets, plan, outcomes and duties before the agreement takes effect."""
        return await operations_plan.edit_agreement(request.user, id=id, draft=data)

    @post("/paper", operation_id="sign_agreement_on_paper", status_code=200, opt=SIGNERS)
    async def paper(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[SignOnPaper],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ProjectView:
        """Record the sides that signed the printed agreement; ``uploads`` names the scan, sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations_agreement.sign_on_paper(request.user, id=id, command=data, uploads=sent)

    @post("/take-back", operation_id="take_agreement_signature_back", status_code=200, opt=SIGNERS)
    async def take_back(self, request: AnyRequest, id: FromPath[int], data: JSONBody[TakeSignatureBack]) -> ProjectView:
        """Take one's signature back before the last side has signed."""
        return await operations_agreement.take_signature_back(request.user, id=id, command=data)

    @get("/versions", operation_id="compareAgreementVersions")
    async def versions(
        self, request: AnyRequest, id: FromPath[int], old: FromQuery[int] = 0, new: FromQuery[int] = 0
    ) -> Compared:
        """Return every version and two of them side by side, by default the newest and the one before."""
        return await queries_agreement.compared(request.user, id, old=old, new=new)

    @get("/versions/{number:int}", operation_id="get_agreement_version")
    async def version(self, request: AnyRequest, id: FromPath[int], number: FromPath[int]) -> AgreementSheet:
        """Return one version with what it changed from the one before."""
        return await queries_agreement.sheet(request.user, id, number=number)

    @get("/versions/{number:int}/paper", operation_id="take_agreement_version", media_type=MEDIA)
    async def word(self, request: AnyRequest, id: FromPath[int], number: FromPath[int]) -> Response[bytes]:
        """Return one version as a Word document."""
        name, content = await making.make(request.user, kind=AGREEMENT, asked=Asked(id=id, version=number))
        return download(content, name, MEDIA)


CONTROLLERS = (AgreementApi,)
