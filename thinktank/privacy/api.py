# SPDX-License-Identifier: MIT
"""Personal data for programs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Response

from thinktank.documents.word import MEDIA
from thinktank.files.sending import download
from thinktank.identity import queries as identity
from thinktank.identity.schemas import NoticeText, SetNotice
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.paging import Page
from thinktank.privacy import operations, papers, queries
from thinktank.privacy.schemas import (
    Agree,
    Answer,
    Ask,
    ChangeView,
    Corrected,
    CorrectFacts,
    Decide,
    Look,
    MyData,
    RequestView,
    Withdraw,
)
from thinktank.web.access import PUBLIC, SIGNED_IN, allow

AnyRequest = Request[Any, Any, Any]


class OwnDataApi(Controller):
    """One's own data."""

    path = "/api/v1/me"
    opt = SIGNED_IN
    tags = ["privacy"]

    @post("/data", operation_id="takeMyData", status_code=200)
    async def take(self, request: AnyRequest) -> MyData:
        """Return all that the program holds of the caller; that it was taken is recorded."""
        return await operations.take_my_data(request.user)

    @post("/data/file", operation_id="takeMyDataAsWord", status_code=200, media_type=MEDIA)
    async def take_file(self, request: AnyRequest) -> Response[bytes]:
        """Return the same as a Word document; that it was taken is recorded."""
        return download(papers.my_data(await operations.take_my_data(request.user)), "mydata.docx", MEDIA)

    @get("/looks", operation_id="listLooks")
    async def looks(self, request: AnyRequest) -> list[Look]:
        """Return who saw a masked value of the caller's, or changed the caller's facts."""
        return await queries.looks(request.user)

    @post("/facts", operation_id="correctFacts", status_code=200)
    async def correct(self, request: AnyRequest, data: JSONBody[CorrectFacts]) -> Corrected:
        """Correct one's own facts."""
        return await operations.correct(request.user, command=data)

    @post("/agree", operation_id="agreeToNotice", status_code=200)
    async def agree(self, request: AnyRequest, data: JSONBody[Agree]) -> NoticeText:
        """Agree to the notice in force."""
        await operations.agree(request.user, command=data)
        return await identity.notice()


class ChangesApi(Controller):
    """Corrections that wait for confirmation."""

    path = "/api/v1/fact-changes"
    opt = allow(*OFFICE, Role.LIAISON, Role.MEMBER)
    tags = ["privacy"]

    @get("/", operation_id="listFactChanges")
    async def index(
        self,
        request: AnyRequest,
        standing: Annotated[Literal["proposed", ""], QueryParameter(name="state")] = "proposed",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Page[ChangeView]:
        """Return a page of the corrections in the caller's care, newest first."""
        return await queries.changes(request.user, state=standing, after=after, before=before)

    @get("/{id:int}", operation_id="getFactChange")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> ChangeView:
        """Return one correction."""
        return await queries.change(request.user, id)

    @post("/{id:int}/decide", operation_id="decideFactChange", opt=allow(*OFFICE, Role.LIAISON), status_code=200)
    async def decide(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Decide]) -> ChangeView:
        """Confirm or decline a correction."""
        return await operations.decide(request.user, id=id, command=data)

    @post("/{id:int}/withdraw", operation_id="withdrawFactChange", status_code=200)
    async def withdraw(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Withdraw]) -> ChangeView:
        """Take back one's own correction."""
        return await operations.withdraw_change(request.user, id=id, version=data.version)


class RequestsApi(Controller):
    """Requests about personal data."""

    path = "/api/v1/data-requests"
    opt = SIGNED_IN
    tags = ["privacy"]

    @get("/", operation_id="listDataRequests")
    async def index(
        self,
        request: AnyRequest,
        standing: Annotated[Literal["submitted", ""], QueryParameter(name="state")] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Page[RequestView]:
        """Return a page of the requests that the caller may read: own ones, an officer's those in scope."""
        return await queries.requests(request.user, state=standing, after=after, before=before)

    @post("/", operation_id="makeDataRequest")
    async def ask(self, request: AnyRequest, data: JSONBody[Ask]) -> RequestView:
        """Ask about one's own data."""
        return await operations.ask(request.user, command=data)

    @get("/{id:int}", operation_id="getDataRequest")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> RequestView:
        """Return one request."""
        return await queries.request(request.user, id)

    @post("/{id:int}/answer", operation_id="answerDataRequest", opt=allow(Role.OFFICER), status_code=200)
    async def answer(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Answer]) -> RequestView:
        """Do what a request asks, or refuse it, with an answer."""
        return await operations.answer(request.user, id=id, command=data)

    @post("/{id:int}/withdraw", operation_id="withdrawDataRequest", status_code=200)
    async def withdraw(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Withdraw]) -> RequestView:
        """Take back one's own request."""
        return await operations.withdraw_request(request.user, id=id, version=data.version)


class NoticeApi(Controller):
    """The notice on personal information."""

    path = "/api/v1/privacy-notice"
    opt = PUBLIC
    tags = ["privacy"]

    @get("/", operation_id="getPrivacyNotice")
    async def show(self) -> NoticeText:
        """Return the notice in force."""
        return await identity.notice()

    @post("/", operation_id="setPrivacyNotice", opt=allow(Role.OFFICER))
    async def set_notice(self, request: AnyRequest, data: JSONBody[SetNotice]) -> NoticeText:
        """Put a new version in force; everybody is asked to agree anew."""
        return await operations.set_notice(request.user, command=data)


CONTROLLERS = (OwnDataApi, ChangesApi, RequestsApi, NoticeApi)
