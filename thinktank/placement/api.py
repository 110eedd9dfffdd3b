# SPDX-License-Identifier: MIT
"""Directions for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response

from thinktank.files.sending import download
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.errors import NotFound
from thinktank.placement import moving, operations, queries, revising, teaching, vocabulary
from thinktank.placement.schemas import (
    ApplyMoves,
    BalanceView,
    Confirmed,
    ConfirmProposals,
    DirectionBoard,
    Impact,
    LexiconView,
    Place,
    PlacementView,
    QueueView,
    Reconsider,
    ReviseLexicon,
    TermView,
    VersionLine,
    WantSizes,
)
from thinktank.placement.teaching import LearnedView
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]


class PlacementsApi(Controller):
    """Proposals and decisions."""

    path = "/api/v1/placements"
    opt = allow(*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)
    tags = ["placements"]

    @get("/", operation_id="listDirections")
    async def boards(self, request: AnyRequest) -> list[DirectionBoard]:
        """Return the five directions with their first people."""
        return await queries.boards(request.user)

    @post("/confirm", operation_id="confirmProposals", opt=allow(*OFFICE), status_code=200)
    async def confirm(self, request: AnyRequest, data: JSONBody[ConfirmProposals]) -> Confirmed:
        """Take the proposed directions of many people."""
        return await operations.confirm(request.user, command=data)

    @get("/queue", operation_id="listDirectionQueue", opt=allow(*OFFICE))
    async def queue(
        self,
        request: AnyRequest,
        kind: FromQuery[str] = "new",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> QueueView:
        """Return those whose direction waits for a decision, the unclear first."""
        return await queries.queue(request.user, kind=kind, after=after, before=before)

    @post("/reconsider", operation_id="reconsiderDirections", opt=allow(*OFFICE), status_code=200)
    async def reconsider(self, request: AnyRequest, data: JSONBody[Reconsider]) -> Confirmed:
        """Take the new proposal, or keep the direction, for people whose evidence left it."""
        return await operations.reconsider(request.user, command=data)

    @post("/balance", operation_id="suggestBalance", opt=allow(*OFFICE), status_code=200)
    async def balance(self, request: AnyRequest, data: JSONBody[WantSizes]) -> BalanceView:
        """Return the moves that give the directions wanted sizes with the least loss of fit; nothing is written."""
        return await moving.suggest(request.user, command=data)

    @post("/balance/apply", operation_id="applyBalance", opt=allow(*OFFICE), status_code=200)
    async def apply(self, request: AnyRequest, data: JSONBody[ApplyMoves]) -> Confirmed:
        """Carry out chosen moves with one reason, all or none."""
        return await moving.apply(request.user, command=data)

    @get("/lexicon", operation_id="listLexicon", opt=allow(*OFFICE))
    async def lexicon(
        self,
        request: AnyRequest,
        q: FromQuery[str] = "",
        source: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        after: FromQuery[str] = "",
    ) -> LexiconView:
        """Return a page of the lexicon in force, with its versions."""
        return await vocabulary.look_up(request.user, q=q, source=source, direction=direction, after=after)

    @get("/lexicon/term", operation_id="getLexiconTerm", opt=allow(*OFFICE))
    async def term(self, request: AnyRequest, source: FromQuery[str], term: FromQuery[str]) -> TermView:
        """Return a term as it is in force, with its weights."""
        found = await vocabulary.term(request.user, source=source, term=term)
        if found is None:
            raise NotFound
        return found

    @get("/lexicon/file", operation_id="exportLexicon", opt=allow(*OFFICE), media_type="text/csv")
    async def export(self, request: AnyRequest) -> Response[bytes]:
        """Return the lexicon in force as a CSV that can be changed and brought back."""
        return download(await vocabulary.as_csv(request.user), "lexicon.csv", "text/csv")

    @post("/lexicon/impact", operation_id="tryLexicon", opt=allow(Role.OFFICER), status_code=200)
    async def impact(self, request: AnyRequest, data: JSONBody[ReviseLexicon]) -> Impact:
        """Return whose proposal a change of the lexicon would move; nothing is written."""
        return await vocabulary.impact(request.user, changes=data.changes, effective_from=data.effective_from)

    @post("/lexicon", operation_id="reviseLexicon", opt=allow(Role.OFFICER))
    async def revise(self, request: AnyRequest, data: JSONBody[ReviseLexicon]) -> VersionLine:
        """Put changes of the lexicon in force from a day on."""
        return await revising.revise(request.user, command=data)

    @get("/learned", operation_id="getLearned", opt=allow(*OFFICE))
    async def learned(self, request: AnyRequest) -> LearnedView:
        """Return what confirmed placements taught, with its weights."""
        return await teaching.learned(request.user)

    @get("/{talent:int}", operation_id="getPlacement")
    async def show(self, request: AnyRequest, talent: FromPath[int]) -> PlacementView:
        """Return a person's direction with its evidence and history."""
        return await queries.get(request.user, talent)

    @post("/{talent:int}", operation_id="place", opt=allow(*OFFICE), status_code=200)
    async def place(self, request: AnyRequest, talent: FromPath[int], data: JSONBody[Place]) -> PlacementView:
        """Decide a person's direction."""
        return await operations.place(request.user, talent=talent, command=data)


CONTROLLERS = (PlacementsApi,)
