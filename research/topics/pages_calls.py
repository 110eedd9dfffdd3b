# SPDX-License-Identifier: MIT
"""Calls for topics on screen."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.topics import operations_calls, queries_calls
from research.topics.schemas_topics import CallDraft, CallView
from thinktank.identity import queries as identity
from thinktank.kernel.actor import BUSINESS, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.steps import Steps

AnyRequest = Request[Any, Any, Any]
READERS = frozenset(BUSINESS - {Role.REVIEWER, Role.INSPECTOR, Role.MENTOR})
OFFICERS = allow(Role.OFFICER)


async def _call_context(actor: Actor, call: CallView) -> dict[str, Any]:
    search = queries_calls.Search(call=call.id)
    found = await queries_calls.proposals(actor, search)
    return {"call": call, "version": call.version, "proposals": found}


async def _units() -> dict[str, Any]:
    return {"unit_choices": [(unit.id, unit.name) for unit in await identity.unit_options()]}


class CallPages(Controller):
    """Calls for topics."""

    path = "/topics/calls"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[Any]:
        """Show the calls, newest first."""
        found = await queries_calls.calls(request.user, after=after, before=before)
        return await page(request, "topics/calls.html", block="rows", calls=found)

    @get("/new", opt=OFFICERS)
    async def new(self, request: AnyRequest) -> Response[Any]:
        """Show the form for a call."""
        return await page(request, "topics/call_form.html", form=Form.of(CallDraft), call=None, **await _units())

    @post("/new", opt=OFFICERS)
    async def create(self, request: AnyRequest) -> Response[Any]:
        """Keep a call as a draft."""

        async def again() -> dict[str, Any]:
            return {"call": None, **await _units()}

        return await submit(
            request,
            CallDraft,
            run=lambda content: operations_calls.draft_call(request.user, content=content),
            to=lambda call: f"/topics/calls/{call.id}",
            flash=_("征集已保存，核对后发布"),
            again=("topics/call_form.html", again),
        )

    @get("/{call:int}")
    async def detail(self, request: AnyRequest, call: FromPath[int]) -> Response[Any]:
        """Show a call with what came in."""
        found = await queries_calls.call(request.user, call)
        return await page(request, "topics/call.html", form=None, **await _call_context(request.user, found))

    @get("/{call:int}/edit", opt=OFFICERS)
    async def edit(self, request: AnyRequest, call: FromPath[int]) -> Response[Any]:
        """Show a call's form."""
        found = await queries_calls.call(request.user, call)
        form = Form.of(CallDraft, found, audiences=found.audience_list)
        return await page(request, "topics/call_form.html", form=form, call=found, **await _units())

    @post("/{call:int}/edit", opt=OFFICERS)
    async def save(self, request: AnyRequest, call: FromPath[int]) -> Response[Any]:
        """Keep the changes to a call."""

        async def again() -> dict[str, Any]:
            found = await queries_calls.call(request.user, call)
            return {"call": found, "version": found.version, **await _units()}

        return await submit(
            request,
            CallDraft,
            run=lambda content: operations_calls.edit_call(request.user, id=call, content=content),
            to=f"/topics/calls/{call}",
            flash=_("已保存"),
            again=("topics/call_form.html", again),
        )

    @post("/{call:int}/open", opt=OFFICERS)
    async def open(self, request: AnyRequest, call: FromPath[int]) -> Response[Any]:
        """Put it out."""
        return await STEPS.move(request, call, operations_calls.open_call, _("征集已发布，联络员会收到通知"))

    @post("/{call:int}/close", opt=OFFICERS)
    async def close(self, request: AnyRequest, call: FromPath[int]) -> Response[Any]:
        """End it."""
        return await STEPS.move(request, call, operations_calls.close_call, _("征集已结束"))

    @post("/{call:int}/reopen", opt=OFFICERS)
    async def reopen(self, request: AnyRequest, call: FromPath[int]) -> Response[Any]:
        """Go on with it."""
        return await STEPS.move(request, call, operations_calls.reopen_call, _("征集已继续"))


async def _shown(actor: Actor, call: int) -> dict[str, Any]:
    return await _call_context(actor, await queries_calls.call(actor, call))


STEPS = Steps("/topics/calls/{}", "topics/call.html", _shown)
CONTROLLERS = (CallPages,)
