# SPDX-License-Identifier: MIT
"""Outcomes for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.outcomes import (
    operations,
    operations_evidence,
    operations_pilots,
    operations_promotion,
    operations_versions,
    queries,
    queries_board,
    queries_versions,
)
from research.outcomes.schemas import (
    Checked,
    Climb,
    Evaluation,
    Material,
    OutcomeView,
    PilotPlan,
    PilotResult,
    PilotStop,
    Proof,
    Registration,
    Regrade,
    Revision,
    Screening,
    SendBack,
    Takeover,
)
from research.outcomes.schemas_board import Column, OutcomeCard, RungView, VersionView
from thinktank.files import queries as files
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.paging import Page
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)
WRITERS = allow(Role.OFFICER, Role.DEPT_LEADER, Role.MEMBER)


class OutcomeApi(Controller):
    """Outcomes and their ladder."""

    path = "/api/v1/outcomes"
    opt = allow(*BUSINESS)
    tags = ["outcomes"]

    @get(operation_id="listOutcomes")
    async def index(
        self,
        request: AnyRequest,
        q: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        rung: FromQuery[str] = "",
        stale: FromQuery[bool] = False,
        after: FromQuery[str] = "",
    ) -> Page[OutcomeCard]:
        """Return a page of outcomes, newest first; ``stale`` keeps those that stand too long where they are."""
        search = queries.Search(q.strip()[:60], direction, kind, rung, stale)
        return await queries.listed(request.user, search, after=after)

    @get("/board", operation_id="getOutcomeBoard")
    async def board(
        self, request: AnyRequest, q: FromQuery[str] = "", direction: FromQuery[str] = "", kind: FromQuery[str] = ""
    ) -> list[Column]:
        """Return the board: of each rung the newest outcomes, and how many there are."""
        return await queries_board.board(request.user, queries.Search(q.strip()[:60], direction, kind))

    @get("/ladder", operation_id="getOutcomeLadder")
    async def ladder(self) -> list[RungView]:
        """Return the ladder: every rung with what it asks for."""
        return queries_board.ladder()

    @post(operation_id="registerOutcome", opt=WRITERS)
    async def register(self, request: AnyRequest, data: JSONBody[Registration]) -> OutcomeView:
        """Register an outcome; ``nonsecret`` has to be true."""
        if not data.nonsecret:
            raise Invalid(fields={"nonsecret": "请先确认所填内容不涉及国家秘密和工作秘密"})
        return await operations.register(request.user, content=data)

    @get("/{outcome:int}", operation_id="getOutcome")
    async def outcome(self, request: AnyRequest, outcome: FromPath[int]) -> OutcomeView:
        """Return one outcome with what the caller may do."""
        return await queries.get(request.user, outcome)

    @put("/{outcome:int}/material", operation_id="describeOutcome", opt=WRITERS)
    async def describe(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[Material]) -> OutcomeView:
        """Write the experience material."""
        return await operations.describe(request.user, id=outcome, content=data)

    @post("/{outcome:int}/screen", operation_id="screenOutcome", opt=STAFF, status_code=200)
    async def screen(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[Screening]) -> OutcomeView:
        """Pass the secrecy screening; ``checked`` has to be true."""
        if not data.checked:
            raise Invalid(fields={"checked": "请先逐项核对"})
        return await operations.screen(request.user, id=outcome, content=data)

    @post("/{outcome:int}/evaluate", operation_id="evaluateOutcome", opt=STAFF, status_code=200)
    async def evaluate(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[Evaluation]) -> OutcomeView:
        """Give the outcome its level."""
        return await operations.evaluate(request.user, id=outcome, content=data)

    @post("/{outcome:int}/climb", operation_id="climbOutcome", opt=STAFF, status_code=200)
    async def climb(
        self,
        request: AnyRequest,
        outcome: FromPath[int],
        data: JSONBody[Climb],
        uploads: FromQuery[list[int] | None] = None,
    ) -> OutcomeView:
        """Take the outcome to a rung; ``uploads`` names files sent ahead (uploadFile) as proof.

        Without a file an adoption says in ``waiver`` when the proof follows.
        """
        sent = await files.staged(request.user, uploads)
        return await operations.climb(request.user, id=outcome, content=data, uploads=sent)

    @post("/{outcome:int}/pilots", operation_id="startPilot", opt=STAFF)
    async def pilot(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[PilotPlan]) -> OutcomeView:
        """Begin a pilot."""
        return await operations_pilots.start_pilot(request.user, id=outcome, content=data)

    @post("/{outcome:int}/pilots/{pilot:int}/stop", operation_id="stopPilot", opt=STAFF, status_code=200)
    async def stop(
        self, request: AnyRequest, outcome: FromPath[int], pilot: FromPath[int], data: JSONBody[PilotStop]
    ) -> OutcomeView:
        """Stop a pilot."""
        return await operations_pilots.stop_pilot(request.user, id=outcome, pilot=pilot, content=data)

    @post("/{outcome:int}/pilots/{pilot:int}/confirm", operation_id="confirmPilot", opt=STAFF, status_code=200)
    async def confirm(
        self, request: AnyRequest, outcome: FromPath[int], pilot: FromPath[int], data: JSONBody[PilotResult]
    ) -> OutcomeView:
        """Note that a pilot passed its assessment."""
        return await operations_pilots.confirm_pilot(request.user, id=outcome, pilot=pilot, content=data)

    @post("/{outcome:int}/replications", operation_id="replicateOutcome", opt=STAFF)
    async def replicate(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[Takeover]) -> OutcomeView:
        """Note a unit that took the outcome over."""
        return await operations_promotion.replicate(request.user, id=outcome, content=data)

    @put("/{outcome:int}", operation_id="reviseOutcome", opt=WRITERS)
    async def revise(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[Revision]) -> OutcomeView:
        """Write the content anew; ``nonsecret`` has to be true."""
        if not data.nonsecret:
            raise Invalid(fields={"nonsecret": "请先确认所填内容不涉及国家秘密和工作秘密"})
        return await operations_versions.revise(request.user, id=outcome, content=data)

    @get("/{outcome:int}/versions", operation_id="listOutcomeVersions")
    async def versions(self, request: AnyRequest, outcome: FromPath[int]) -> list[VersionView]:
        """Return what the outcome said before, newest first."""
        return (await queries_versions.versions(request.user, outcome))[1]

    @post("/{outcome:int}/send_back", operation_id="sendOutcomeBack", opt=STAFF, status_code=200)
    async def send_back(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[SendBack]) -> OutcomeView:
        """Ask the team to add something."""
        return await operations_versions.send_back(request.user, id=outcome, content=data)

    @post("/{outcome:int}/regrade", operation_id="regradeOutcome", opt=STAFF, status_code=200)
    async def regrade(self, request: AnyRequest, outcome: FromPath[int], data: JSONBody[Regrade]) -> OutcomeView:
        """Give another level on evidence that has come since."""
        return await operations.regrade(request.user, id=outcome, content=data)

    @post("/{outcome:int}/evidence", operation_id="addOutcomeEvidence", opt=WRITERS)
    async def evidence(
        self,
        request: AnyRequest,
        outcome: FromPath[int],
        data: JSONBody[Proof],
        uploads: FromQuery[list[int] | None] = None,
    ) -> OutcomeView:
        """Add a proof; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations_evidence.add(request.user, id=outcome, content=data, uploads=sent)

    @post(
        "/{outcome:int}/evidence/{evidence:int}/check", operation_id="checkOutcomeEvidence", opt=STAFF, status_code=200
    )
    async def check(
        self, request: AnyRequest, outcome: FromPath[int], evidence: FromPath[int], data: JSONBody[Checked]
    ) -> OutcomeView:
        """Note that the originals of a proof were seen; ``checked`` has to be true."""
        if not data.checked:
            raise Invalid(fields={"checked": "请先核对原件"})
        return await operations_evidence.check(request.user, id=outcome, evidence=evidence)


CONTROLLERS = (OutcomeApi,)
