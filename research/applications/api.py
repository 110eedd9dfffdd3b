# SPDX-License-Identifier: MIT
"""Applications for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.applications import operations as applications
from research.applications import queries
from research.applications.schemas import (
    ApplicationDraft,
    ApplicationRow,
    ApplicationView,
    UnitOpinion,
    WithReason,
)
from research.topics.schemas import Stamp
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.kernel.paging import Page
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)
MEMBERS = allow(Role.MEMBER)


class ClaimApi(Controller):
    """The application of the caller for a topic."""

    path = "/api/v1/topics"
    opt = MEMBERS
    tags = ["applications"]

    @put("/{topic:int}/application", operation_id="saveApplication", opt=MEMBERS)
    async def save(
        self, request: AnyRequest, topic: FromPath[int], data: JSONBody[ApplicationDraft]
    ) -> ApplicationView:
        """Keep the caller's application for a topic as a draft."""
        return await applications.save_application(request.user, topic=topic, content=data)

    @post("/{topic:int}/application", operation_id="submitApplication", opt=MEMBERS)
    async def submit(
        self, request: AnyRequest, topic: FromPath[int], data: JSONBody[ApplicationDraft]
    ) -> ApplicationView:
        """Hand the caller's application for a topic in."""
        return await applications.submit_application(request.user, topic=topic, content=data)


class ApplicationApi(Controller):
    """Applications."""

    path = "/api/v1/applications"
    opt = allow(*BUSINESS)
    tags = ["applications"]

    @get(operation_id="listApplications")
    async def index(
        self,
        request: AnyRequest,
        topic: FromQuery[int] = 0,
        application_state: FromQuery[str] = "",
        after: FromQuery[str] = "",
    ) -> Page[ApplicationRow]:
        """Return a page of the applications that the caller may read, newest first."""
        search = queries.Search(topic=topic, state=application_state)
        return await queries.applications(request.user, search, after=after)

    @get("/{application:int}", operation_id="getApplication")
    async def application(self, request: AnyRequest, application: FromPath[int]) -> ApplicationView:
        """Return one application with what the caller may do."""
        return await queries.application(request.user, application)

    @post("/{application:int}/withdraw", operation_id="withdrawApplication", opt=MEMBERS, status_code=200)
    async def withdraw(self, request: AnyRequest, application: FromPath[int], data: JSONBody[Stamp]) -> ApplicationView:
        """Take it back."""
        return await applications.withdraw_application(request.user, id=application, version=data.version)

    @post("/{application:int}/opinion", operation_id="giveUnitOpinion", opt=allow(Role.LIAISON), status_code=200)
    async def opinion(
        self, request: AnyRequest, application: FromPath[int], data: JSONBody[UnitOpinion]
    ) -> ApplicationView:
        """Sign the unit's opinion."""
        return await applications.give_opinion(request.user, id=application, opinion=data.opinion, version=data.version)

    @post("/{application:int}/ask-unit", operation_id="askUnit", opt=STAFF, status_code=200)
    async def ask_unit(self, request: AnyRequest, application: FromPath[int], data: JSONBody[Stamp]) -> ApplicationView:
        """Ask the unit for its opinion."""
        return await applications.ask_unit(request.user, id=application, version=data.version)

    @post("/{application:int}/accept", operation_id="acceptApplication", opt=STAFF, status_code=200)
    async def accept(self, request: AnyRequest, application: FromPath[int], data: JSONBody[Stamp]) -> ApplicationView:
        """Take it on."""
        return await applications.accept_application(request.user, id=application, version=data.version)

    @post("/{application:int}/review", operation_id="sendApplicationToReview", opt=STAFF, status_code=200)
    async def review(self, request: AnyRequest, application: FromPath[int], data: JSONBody[Stamp]) -> ApplicationView:
        """Hand it to a review round."""
        return await applications.enter_review(request.user, id=application, version=data.version)

    @post("/{application:int}/return", operation_id="returnApplication", opt=STAFF, status_code=200)
    async def send_back(
        self, request: AnyRequest, application: FromPath[int], data: JSONBody[WithReason]
    ) -> ApplicationView:
        """Return it for revision."""
        return await applications.send_back(request.user, id=application, reason=data.reason, version=data.version)

    @post("/{application:int}/refuse", operation_id="refuseApplication", opt=STAFF, status_code=200)
    async def refuse(
        self, request: AnyRequest, application: FromPath[int], data: JSONBody[WithReason]
    ) -> ApplicationView:
        """Do not take it on."""
        return await applications.refuse_application(
            request.user, id=application, reason=data.reason, version=data.version
        )

    @post("/{application:int}/turn-down", operation_id="turnApplicationDown", opt=STAFF, status_code=200)
    async def turn_down(
        self, request: AnyRequest, application: FromPath[int], data: JSONBody[WithReason]
    ) -> ApplicationView:
        """Decide that it becomes no project."""
        return await applications.turn_down(request.user, id=application, reason=data.reason, version=data.version)


CONTROLLERS = (ClaimApi, ApplicationApi)
