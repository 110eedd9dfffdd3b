# SPDX-License-Identifier: MIT
"""Versions of a task agreement for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath, FromQuery

from research.projects import queries_parts
from research.projects.schemas_agreement import Compared
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class AgreementApi(Controller):
    """An agreement's versions."""

    path = "/api/v1/projects/{id:int}/agreement/versions"
    opt = allow(*(BUSINESS - {Role.REVIEWER}))
    tags = ["projects"]

    @get(operation_id="compareAgreementVersions")
    async def versions(
        self, request: AnyRequest, id: FromPath[int], old: FromQuery[int] = 0, new: FromQuery[int] = 0
    ) -> Compared:
        """Return every version and two of them side by side, by default the newest and the one before."""
        return await queries_parts.compared(request.user, id, old=old, new=new)


CONTROLLERS = (AgreementApi,)
