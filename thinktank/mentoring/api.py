# SPDX-License-Identifier: MIT
"""Mentors, talks and suggestions for programs."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response

from thinktank.documents.word import MEDIA
from thinktank.files.sending import download
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.paging import Page
from thinktank.mentoring import operations, papers, queries
from thinktank.mentoring.schemas import (
    Answer,
    Assign,
    EndPair,
    KeepTalk,
    Offer,
    PairRow,
    Raise,
    Reply,
    StepSuggestion,
    SuggestionRow,
    TalkRow,
)
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
READERS = allow(*OFFICE, Role.MENTOR, Role.MEMBER)
STAFF = allow(*OFFICE)


class Kept(msgspec.Struct):
    """The number of a talk that was kept."""

    id: int


def _check_secret(data: KeepTalk | Raise) -> None:
    if not data.nonsecret:
        raise Invalid(fields={"nonsecret": "请先确认所填内容不涉及国家秘密和工作秘密"})


class MentoringApi(Controller):
    """Pairings, talks, suggestions, for the people concerned."""

    path = "/api/v1/mentoring"
    opt = READERS
    tags = ["mentoring"]

    @get("/pairs", operation_id="listPairs")
    async def pairs(
        self, request: AnyRequest, standing: FromQuery[str] = "", after: FromQuery[str] = ""
    ) -> Page[PairRow]:
        """Return a page of the pairings that one is concerned with."""
        return await queries.pairs(request.user, state=standing, after=after)

    @get("/pairs/{id:int}/word", operation_id="printMentorCertificate", opt=STAFF)
    async def word(self, request: AnyRequest, id: FromPath[int]) -> Response[bytes]:
        """Return the mentor's certificate as a Word document."""
        name, content = await making.make(request.user, kind=papers.CERTIFICATE, asked=Asked(id=id))
        return download(content, name, MEDIA)

    @post("/people/{talent:int}", operation_id="offerMentor", opt=STAFF)
    async def offer(self, request: AnyRequest, talent: FromPath[int], data: JSONBody[Offer]) -> PairRow:
        """Ask a mentor for a member."""
        return await operations.offer(request.user, talent=talent, command=data)

    @post("/pairs/{id:int}/answer", operation_id="answerOffer", opt=allow(Role.MENTOR), status_code=200)
    async def answer(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Answer]) -> PairRow:
        """Accept or decline to mentor somebody."""
        return await operations.answer_offer(request.user, id=id, command=data)

    @post("/pairs/{id:int}/end", operation_id="endPair", opt=STAFF, status_code=200)
    async def end(self, request: AnyRequest, id: FromPath[int], data: JSONBody[EndPair]) -> PairRow:
        """End a pairing."""
        return await operations.end_pair(request.user, id=id, command=data)

    @get("/talks", operation_id="listTalks")
    async def talks(
        self, request: AnyRequest, talent: FromQuery[int | None] = None, after: FromQuery[str] = ""
    ) -> Page[TalkRow]:
        """Return a page of the talks that one held, had or looks after."""
        return await queries.talks(request.user, talent=talent, after=after)

    @post("/talks", operation_id="keepTalk", opt=allow(*OFFICE, Role.MENTOR))
    async def keep(self, request: AnyRequest, data: JSONBody[KeepTalk]) -> Kept:
        """Keep a talk and the suggestions that came out of it."""
        _check_secret(data)
        return Kept(await operations.keep_talk(request.user, command=data))

    @get("/suggestions", operation_id="listSuggestions")
    async def suggestions(
        self, request: AnyRequest, standing: FromQuery[str] = "", after: FromQuery[str] = ""
    ) -> Page[SuggestionRow]:
        """Return a page of the suggestions that one is concerned with."""
        return await queries.suggestions(request.user, state=standing, after=after)

    @post("/suggestions", operation_id="raiseSuggestion", opt=allow(Role.MEMBER))
    async def bring(self, request: AnyRequest, data: JSONBody[Raise]) -> SuggestionRow:
        """Raise a suggestion."""
        _check_secret(data)
        return await operations.raise_suggestion(request.user, command=data)

    @get("/suggestions/{id:int}", operation_id="getSuggestion")
    async def suggestion(self, request: AnyRequest, id: FromPath[int]) -> SuggestionRow:
        """Return one suggestion."""
        return await queries.suggestion(request.user, id)

    @post("/suggestions/{id:int}/assign", operation_id="assignSuggestion", opt=allow(Role.OFFICER), status_code=200)
    async def assign(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Assign]) -> SuggestionRow:
        """Give a suggestion to somebody with a due day."""
        return await operations.assign(request.user, id=id, command=data)

    @post("/suggestions/{id:int}/answer", operation_id="answerSuggestion", opt=STAFF, status_code=200)
    async def reply(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Reply]) -> SuggestionRow:
        """Answer a suggestion."""
        return await operations.reply(request.user, id=id, command=data)

    @post("/suggestions/{id:int}/step", operation_id="stepSuggestion", status_code=200)
    async def step(self, request: AnyRequest, id: FromPath[int], data: JSONBody[StepSuggestion]) -> SuggestionRow:
        """Close, send back or withdraw a suggestion."""
        return await operations.step_suggestion(request.user, id=id, command=data)


CONTROLLERS = (MentoringApi,)
