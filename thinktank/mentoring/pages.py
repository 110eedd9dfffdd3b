# SPDX-License-Identifier: MIT
"""Mentors, talks, suggestions on screen: the mentor's desk, the member's page, the department's lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.documents.word import MEDIA
from thinktank.files.sending import download
from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
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
)
from thinktank.mentoring.states import SUGGESTION, SuggestionState
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.talents import queries as talents
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
CONCERNED = OFFICE | {Role.MENTOR, Role.MEMBER}
READERS = allow(*CONCERNED)
TALKERS = allow(*OFFICE, Role.MENTOR)
STAFF = allow(*OFFICE)


async def _desk(actor: Actor) -> dict[str, Any]:
    """What the first page shows: whom one mentors, who mentors one, the latest talks and suggestions."""
    own = await talents.of_account(actor.account) if actor.has(Role.MEMBER) else None
    return {
        "mentees": await queries.of_mentor(actor) if actor.has(Role.MENTOR) else [],
        "own": await queries.of_talent(actor, own) if own else [],
        "talks": await queries.talks(actor),
        "suggestions": await queries.suggestions(actor),
        "answer_form": Form.of(Answer),
        "may_raise": own is not None,
    }


class MentoringPages(Controller):
    """我的指导、谈心谈话、意见建议."""

    path = "/mentoring"
    opt = READERS
    include_in_schema = False

    @get()
    async def desk(self, request: AnyRequest) -> Response[Any]:
        """Show the mentor's desk, or the member's mentors; the department's way to its lists."""
        return await page(request, "mentoring/desk.html", block="panel", **await _desk(request.user))

    @get("/pairs", opt=STAFF)
    async def pairs(
        self,
        request: AnyRequest,
        standing: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show every pairing in the department's scope."""
        found = await queries.pairs(request.user, state=standing, after=after, before=before)
        return await page(
            request, "mentoring/pairs.html", block="rows", pairs=found, standing=standing, states=queries.STATES,
            url="/mentoring/pairs?" + urlencode({"standing": standing}),
        )  # fmt: skip

    @post("/pairs/{id:int}/answer", opt=allow(Role.MENTOR))
    async def answer(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Accept or decline to mentor somebody."""

        async def run(command: Answer) -> PairRow:
            return await operations.answer_offer(request.user, id=id, command=command)

        again = ("mentoring/desk.html", lambda: _desk(request.user))
        return await submit(request, Answer, run=run, to="/mentoring", flash=_("已答复"), again=again)

    @post("/pairs/{id:int}/end", opt=STAFF)
    async def end(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """End a pairing."""
        found = await queries.pair(request.user, id)

        async def run(command: EndPair) -> PairRow:
            return await operations.end_pair(request.user, id=id, command=command)

        again = ("mentoring/person.html", lambda: _person(request.user, found.talent))
        to = f"/mentoring/people/{found.talent}"
        return await submit(request, EndPair, run=run, to=to, flash=_("已结束指导"), again=again)

    @get("/pairs/{id:int}/word", opt=STAFF)
    async def word(self, request: AnyRequest, id: FromPath[int]) -> Response[bytes]:
        """Send the mentor's certificate as a Word document."""
        name, content = await making.make(request.user, kind=papers.CERTIFICATE, asked=Asked(id=id))
        return download(content, name, MEDIA)

    @get("/people/{talent:int}", opt=STAFF)
    async def person(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Show a member's mentors and talks; alone, or as a panel of the profile."""
        form = Form.of(Offer)
        context = await _person(request.user, talent)
        return await page(request, "mentoring/person.html", block="panel", form=form, **context)

    @post("/people/{talent:int}", opt=STAFF)
    async def offer(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Ask a mentor for a member."""

        async def run(command: Offer) -> PairRow:
            return await operations.offer(request.user, talent=talent, command=command)

        again = ("mentoring/person.html", lambda: _person(request.user, talent))
        to = f"/mentoring/people/{talent}"
        return await submit(request, Offer, run=run, to=to, flash=_("已邀请，等导师确认"), again=again)


async def _person(actor: Actor, talent: int) -> dict[str, Any]:
    await talents.visible_ids(actor, [talent])
    person = (await talents.options([talent]))[0]
    found = await queries.of_talent(actor, talent)
    return {
        "person": person,
        "pairs": found,
        "talks": await queries.talks(actor, talent=talent),
        "mentors": [(one.id, f"{one.name}　{one.unit_name}") for one in await identity.accounts_with_role(Role.MENTOR)],
        "project_choices": await queries.projects_of(talent),
    }


class TalkPages(Controller):
    """谈心谈话."""

    path = "/mentoring/talks"
    opt = READERS
    include_in_schema = False

    @get()
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[Any]:
        """Show the talks that the actor held, had or looks after."""
        found = await queries.talks(request.user, after=after, before=before)
        return await page(request, "mentoring/talks.html", block="rows", talks=found)

    @get("/new", opt=TALKERS)
    async def new(self, request: AnyRequest, talent: FromQuery[int] = 0, who: FromQuery[str] = "") -> Response[Any]:
        """Show the form of a talk."""
        form = Form.of(KeepTalk, talent=talent or None, on=clock.today())
        return await page(request, "mentoring/talk.html", form=form, **await _people(request.user, talent, who))

    @post("/new", opt=TALKERS)
    async def keep(self, request: AnyRequest, talent: FromQuery[int] = 0) -> Response[Any]:
        """Keep a talk."""

        async def run(command: KeepTalk) -> int:
            return await operations.keep_talk(request.user, command=command)

        again = ("mentoring/talk.html", lambda: _people(request.user, talent, ""))
        return await submit(request, KeepTalk, run=run, to="/mentoring/talks", flash=_("谈话已记录"), again=again)


async def _people(actor: Actor, talent: int, who: str) -> dict[str, Any]:
    """Whom one may have talked with: one's mentees, and for the department whoever is looked up."""
    found = {row.talent: row.name for row in await queries.of_mentor(actor)} if actor.has(Role.MENTOR) else {}
    if actor.has(*OFFICE):
        ids = await talents.visible_ids(actor, [talent]) if talent else []
        for one in [*await talents.options(ids), *(await talents.pickable(actor, who) if who.strip() else [])]:
            found[one.id] = f"{one.name}　{one.unit_name}"
    return {"people": list(found.items()), "who": who, "talent": talent}


class SuggestionPages(Controller):
    """意见建议."""

    path = "/mentoring/suggestions"
    opt = READERS
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        standing: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show the suggestions that the actor is concerned with."""
        found = await queries.suggestions(request.user, state=standing, after=after, before=before)
        return await page(
            request, "mentoring/suggestions.html", block="rows", suggestions=found, standing=standing,
            states=[(state.value, SUGGESTION.label(state)) for state in SuggestionState],
            url="/mentoring/suggestions?" + urlencode({"standing": standing}),
        )  # fmt: skip

    @get("/new", opt=allow(Role.MEMBER))
    async def new(self, request: AnyRequest) -> Response[Any]:
        """Show the form of a suggestion."""
        return await page(request, "mentoring/raise.html", form=Form.of(Raise))

    @post("/new", opt=allow(Role.MEMBER))
    async def bring(self, request: AnyRequest) -> Response[Any]:
        """Raise a suggestion."""

        async def run(command: Raise) -> SuggestionRow:
            return await operations.raise_suggestion(request.user, command=command)

        return await submit(
            request, Raise, run=run, to=lambda row: f"/mentoring/suggestions/{row.id}", flash=_("意见建议已提交"),
            again=("mentoring/raise.html", {}),
        )  # fmt: skip

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show one suggestion."""
        return await page(request, "mentoring/suggestion.html", **await _suggestion(request.user, id))

    @post("/{id:int}/assign", opt=allow(Role.OFFICER))
    async def assign(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give it to somebody with a due day."""

        async def run(command: Assign) -> SuggestionRow:
            return await operations.assign(request.user, id=id, command=command)

        return await self._submit(request, id, Assign, run, _("已交办"))

    @post("/{id:int}/answer", opt=STAFF)
    async def answer(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Answer it."""

        async def run(command: Reply) -> SuggestionRow:
            return await operations.reply(request.user, id=id, command=command)

        return await self._submit(request, id, Reply, run, _("已答复"))

    @post("/{id:int}/step")
    async def step(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Close it, send it back, withdraw it."""

        async def run(command: StepSuggestion) -> SuggestionRow:
            return await operations.step_suggestion(request.user, id=id, command=command)

        return await self._submit(request, id, StepSuggestion, run, _("已办理"))

    async def _submit(self, request: AnyRequest, id: int, command: Any, run: Any, flash: str) -> Response[Any]:
        again = ("mentoring/suggestion.html", lambda: _suggestion(request.user, id))
        return await submit(request, command, run=run, to=f"/mentoring/suggestions/{id}", flash=flash, again=again)


async def _suggestion(actor: Actor, id: int) -> dict[str, Any]:
    found = await queries.suggestion(actor, id)
    return {
        "one": found,
        "version": found.version,
        "assign_form": Form.of(Assign, version=found.version),
        "reply_form": Form.of(Reply, version=found.version),
        "step_form": Form.of(StepSuggestion, version=found.version),
        "owners": [(one.id, one.name) for one in await queries.owners()] if "assign" in found.actions else [],
        "entries": await trail.timeline(actor, "suggestion", id, limit=40),
        "steps": [SUGGESTION.transition(name) for name in found.actions if name in {"close", "again", "withdraw"}],
    }


async def todo(actor: Actor) -> list[TodoItem]:
    """Offers to answer, pairings that have run out, suggestions to assign, to answer and to close."""
    if not actor.has(*CONCERNED):
        return []
    offers, found = await queries.waiting(actor)
    today = clock.today()
    words = {"raised": _("交办意见建议"), "assigned": _("答复意见建议"), "answered": _("看看意见建议的答复")}
    titles = {"offered": _("确认担任%(name)s的导师"), "active": _("导师期满：%(name)s")}
    items = [
        TodoItem(
            title=titles[row.state] % {"name": row.name},
            href="/mentoring" if row.state == "offered" else f"/mentoring/people/{row.talent}",
            detail=row.unit_name, due=row.ends_on if row.state == "active" else None, icon="users", kind="mentorship",
        )
        for row in offers
    ]  # fmt: skip
    return items + [
        TodoItem(
            title=words[row.state], href=f"/mentoring/suggestions/{row.id}", detail=row.text[:40], due=row.due_on,
            urgent=row.state == "assigned" and row.due_on is not None and row.due_on < today, icon="help-circle",
            kind="suggestion",
        )
        for row in found
    ]  # fmt: skip


CONTROLLERS = (MentoringPages, TalkPages, SuggestionPages)
NAV = (
    NavEntry("mentoring", "我的指导", "users", "/mentoring", frozenset({Role.MENTOR}), order=15),
    NavEntry("mentoring_office", "导师与谈话", "users", "/mentoring/pairs", OFFICE, order=710, parents=("talents",)),
)
PANELS = (
    Panel("talent.side", "mentoring", "导师和谈话", lambda id_: f"/mentoring/people/{id_}", OFFICE, 60),
    Panel("desk.side", "mentoring", "导师和意见建议", lambda _id: "/mentoring", frozenset({Role.MEMBER}), 80),
)
