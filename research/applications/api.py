# SPDX-License-Identifier: MIT
"""Applications for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.applications import operations as applications
from research.applications import operations_check, operations_team, queries, rules
from research.applications import queries_sheet as sheet
from research.applications import queries_team as team
from research.applications import queries_versions as versions
from research.applications.schemas import (
    Answer,
    ApplicationDraft,
    ApplicationRow,
    ApplicationView,
    CoverWords,
    Duty,
    FormalCheck,
    InvitationView,
    Invite,
    SendBack,
    UnitOpinion,
    VersionView,
    WithReason,
)
from research.participation.schemas import Finding
from research.topics.schemas import Stamp
from research.topics.schemas_topics import TopicView
from thinktank.files import queries as files
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.kernel.paging import Page
from thinktank.kernel.policy import require
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
        self,
        request: AnyRequest,
        application: FromPath[int],
        data: JSONBody[UnitOpinion],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ApplicationView:
        """Sign the unit's opinion; ``uploads`` names the scan of the stamped sheet, sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations_check.give_opinion(
            request.user, id=application, opinion=data.opinion, agrees=data.agrees, version=data.version, uploads=sent
        )

    @post("/{application:int}/paper-opinion", operation_id="recordUnitOpinion", opt=STAFF, status_code=200)
    async def paper_opinion(
        self,
        request: AnyRequest,
        application: FromPath[int],
        data: JSONBody[UnitOpinion],
        uploads: FromQuery[list[int] | None] = None,
    ) -> ApplicationView:
        """Enter the unit's opinion from its stamped sheet; ``uploads`` names the scan, sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations_check.record_opinion(request.user, id=application, command=data, uploads=sent)

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
        self, request: AnyRequest, application: FromPath[int], data: JSONBody[SendBack]
    ) -> ApplicationView:
        """Return it for revision, part by part."""
        return await applications.send_back(
            request.user, id=application, reason=data.reason, version=data.version, points=data.points
        )

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


class PartsApi(Controller):
    """What stands around an application: team, check, anonymous sheet, versions."""

    path = "/api/v1/applications/{application:int}"
    opt = allow(*BUSINESS)
    tags = ["applications"]

    @get("/invitations", operation_id="listInvitations")
    async def invitations(self, request: AnyRequest, application: FromPath[int]) -> list[InvitationView]:
        """Return the team's invitations."""
        return await team.of_application(request.user, await queries.application(request.user, application))

    @post("/invitations", operation_id="inviteToTeam", opt=MEMBERS)
    async def invite(self, request: AnyRequest, application: FromPath[int], data: JSONBody[Invite]) -> InvitationView:
        """Ask somebody to join the team."""
        return await operations_team.invite(request.user, application=application, command=data)

    @put("/members/{talent:int}", operation_id="setDuty", opt=MEMBERS)
    async def duty(
        self, request: AnyRequest, application: FromPath[int], talent: FromPath[int], data: JSONBody[Duty]
    ) -> ApplicationView:
        """Say what a member does."""
        return await operations_team.set_duty(request.user, application=application, talent=talent, command=data)

    @get("/findings", operation_id="listFindings")
    async def findings(self, request: AnyRequest, application: FromPath[int]) -> list[Finding]:
        """Return how the rules of participation stand for the team."""
        return await team.findings(await queries.application(request.user, application))

    @put("/check", operation_id="keepFormalCheck", opt=STAFF)
    async def check(
        self, request: AnyRequest, application: FromPath[int], data: JSONBody[FormalCheck]
    ) -> ApplicationView:
        """Keep the formal check, item by item."""
        return await operations_check.keep_check(request.user, id=application, items=data.items, version=data.version)

    @get("/anonymous", operation_id="getAnonymousSheet")
    async def anonymous(self, request: AnyRequest, application: FromPath[int]) -> list[sheet.SheetPart]:
        """Return the anonymous sheet with what was covered."""
        found = await queries.application(request.user, application)
        require(rules.may_see_sheet(request.user, found))
        return await sheet.sheet(found, await sheet.added(application))

    @post("/cover-words", operation_id="coverWord", opt=STAFF)
    async def cover(
        self, request: AnyRequest, application: FromPath[int], data: JSONBody[CoverWords]
    ) -> list[sheet.AddedWord]:
        """Add a word that the anonymous sheet covers."""
        await operations_check.cover_word(request.user, id=application, text=data.text)
        return await sheet.added(application)

    @delete("/cover-words/{word:int}", operation_id="uncoverWord", opt=STAFF, status_code=204)
    async def uncover(self, request: AnyRequest, application: FromPath[int], word: FromPath[int]) -> None:
        """Take an added word off again."""
        await operations_check.uncover_word(request.user, id=application, word=word)

    @get("/versions", operation_id="listApplicationVersions")
    async def versions(self, request: AnyRequest, application: FromPath[int]) -> list[VersionView]:
        """Return the application as it was handed in each time, oldest first."""
        await queries.application(request.user, application)
        return await versions.of_application(application)


class InvitationApi(Controller):
    """Invitations to a team."""

    path = "/api/v1/invitations"
    opt = allow(*BUSINESS)
    tags = ["applications"]

    @get(operation_id="listMyInvitations")
    async def index(self, request: AnyRequest) -> list[InvitationView]:
        """Return the invitations that wait for the caller's answer."""
        return await team.mine(request.user)

    @get("/{id:int}", operation_id="getInvitation")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> InvitationView:
        """Return one invitation with what the caller may do."""
        return await team.invitation(request.user, id)

    @post("/{id:int}/answer", operation_id="answerInvitation", status_code=200)
    async def answer(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Answer]) -> InvitationView:
        """Accept or decline."""
        return await operations_team.answer(request.user, id=id, command=data)

    @post("/{id:int}/cancel", operation_id="cancelInvitation", opt=MEMBERS, status_code=200)
    async def cancel(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Stamp]) -> InvitationView:
        """Take it back."""
        return await operations_team.cancel(request.user, id=id, version=data.version)

    @post("/{id:int}/end", operation_id="endMembership", opt=MEMBERS, status_code=200)
    async def end(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Stamp]) -> InvitationView:
        """Leave the team, or let a member go."""
        return await operations_team.end(request.user, id=id, version=data.version)


class SealedApi(Controller):
    """Opening what was handed in for a sealed topic."""

    path = "/api/v1/topics/{topic:int}/open-sealed"
    opt = allow(Role.OFFICER)
    tags = ["applications"]

    @post(operation_id="openSealed", status_code=200)
    async def open_sealed(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[Stamp]) -> TopicView:
        """Open it, once its last day is over."""
        return await operations_check.open_sealed(request.user, topic=topic, version=data.version)


CONTROLLERS = (ClaimApi, ApplicationApi, PartsApi, InvitationApi, SealedApi)
