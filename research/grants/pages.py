# SPDX-License-Identifier: MIT
"""Grants on screen: the lists, a list with its notice and its objections, the grant notice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.grants import operations, papers, queries, rules
from research.grants.schemas import AnswerObjection, DraftList, ItemContent, ListView, Object, Step
from research.grants.states import Verdict
from thinktank.documents.word import MEDIA
from thinktank.files.sending import download
from thinktank.identity import queries as identity
from thinktank.kernel.actor import BUSINESS, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, TodoItem

AnyRequest = Request[Any, Any, Any]
OFFICERS = allow(Role.OFFICER)
LEADERS = allow(Role.DEPT_LEADER)
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)
Operation = Callable[..., Awaitable[ListView]]


async def _drafting(actor: Actor, found: ListView | None) -> dict[str, Any]:
    """What the form's page shows beside the form."""
    own = [
        (
            one.application,
            "　".join([one.topic_number, one.topic_title, one.lead_name, *([one.review] if one.review else [])]),
        )
        for one in (found.items if found else [])
        if one.state != "withdrawn"
    ]
    free = await queries.proposable(actor)
    return {
        "list": found,
        "version": found.version if found else None,
        "application_choices": [*own, *((one.id, one.label) for one in free)],
        "free": free,
        "gone": [rules.why_over(one) for one in (found.items if found else []) if one.over],
        "mentor_choices": [(m.id, f"{m.name}　{m.unit_name}") for m in await identity.accounts_with_role(Role.MENTOR)],
        "verdict_choices": [(one.value, _(one.label)) for one in Verdict],
        "spare": max(0, min(3, len(free))),
    }


async def _detail(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.get(actor, id_)
    return {
        "list": found,
        "version": found.version,
        "may_grant": {one.id: bool(rules.may_grant(actor, found, one)) for one in found.items},
        "may_decline": {one.id: bool(rules.may_decline(actor, found, one)) for one in found.items},
        "may_answer": {one.id: bool(rules.may_answer(actor, found, one)) for one in found.objections},
        "entries": await trail.timeline(actor, "grant_list", id_) if found.managed else [],
        "officer": actor.has(Role.OFFICER),
        "object_form": Form.of(Object),
    }


class GrantPages(Controller):
    """Lists and notices, for everybody who works here; writing is the office's."""

    path = "/grants"
    opt = allow(*BUSINESS)
    include_in_schema = False

    @get()
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[Any]:
        """Show the lists, newest first."""
        found = await queries.lists(request.user, after=after, before=before)
        waiting = await queries.open_objections(request.user)
        return await page(request, "grants/lists.html", block="rows", lists=found, objections=waiting)

    @get("/new", opt=OFFICERS)
    async def new(self, request: AnyRequest) -> Response[Any]:
        """Show the form for a list: every application that may go on it stands there already."""
        context = await _drafting(request.user, None)
        items = [one.proposed for one in context["free"]]
        return await page(request, "grants/form.html", form=Form.of(DraftList, items=items), **context)

    @post("/new", opt=OFFICERS)
    async def create(self, request: AnyRequest) -> Response[Any]:
        """Keep a list as a draft."""
        return await submit(
            request,
            DraftList,
            run=lambda content: operations.draft_list(request.user, content=content),
            to=lambda found: f"/grants/{found.id}",
            flash=_("名单已保存，核对后报签"),
            again=("grants/form.html", lambda: _drafting(request.user, None)),
        )

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a list."""
        return await page(request, "grants/list.html", form=None, **await _detail(request.user, id))

    @get("/{id:int}/edit", opt=OFFICERS)
    async def edit(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a list's form."""
        found = await queries.get(request.user, id)
        require(rules.may_edit(request.user, found))
        items = [
            ItemContent(one.application, one.verdict, one.reason, one.mentor_ids)
            for one in found.items
            if one.state != "withdrawn"
        ]
        form = Form.of(DraftList, found, items=items)
        return await page(request, "grants/form.html", form=form, **await _drafting(request.user, found))

    @post("/{id:int}/edit", opt=OFFICERS)
    async def save(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Keep the changes to a list."""

        async def again() -> dict[str, Any]:
            return await _drafting(request.user, await queries.get(request.user, id))

        return await submit(
            request,
            DraftList,
            run=lambda content: operations.edit_list(request.user, id=id, content=content),
            to=f"/grants/{id}",
            flash=_("已保存"),
            again=("grants/form.html", again),
        )

    @post("/{id:int}/submit", opt=OFFICERS)
    async def submit(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Put it before the leader."""
        return await self._step(request, id, operations.submit_list, _("已报部领导签批"))

    @post("/{id:int}/drop", opt=OFFICERS)
    async def drop(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give it up."""
        return await self._step(request, id, operations.drop_list, _("名单已作废"))

    @post("/{id:int}/sign", opt=LEADERS)
    async def sign(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Sign it."""
        return await self._step(request, id, operations.sign_list, _("已签批并公示"))

    @post("/{id:int}/send-back", opt=LEADERS)
    async def send_back(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Send it back."""

        async def run(actor: Actor, *, id: int, step: Step) -> ListView:
            return await operations.send_back(actor, id=id, reason=step.reason, version=step.version)

        return await self._with(request, id, run, _("已退回修改"))

    @post("/{id:int}/finish", opt=OFFICERS)
    async def finish(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Close it."""
        return await self._step(request, id, operations.finish_list, _("名单已办结"))

    @post("/{id:int}/grant", opt=STAFF)
    async def grant_clear(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Grant what nothing stands against."""

        async def run(actor: Actor, *, id: int, step: Step) -> ListView:  # noqa: ARG001 -- the form has no more
            return await operations.grant_clear(actor, id=id)

        return await self._with(request, id, run, _("已立项，团队和单位会收到立项通知"))

    async def _step(self, request: AnyRequest, id_: int, operation: Operation, flash: str) -> Response[Any]:
        async def run(actor: Actor, *, id: int, step: Step) -> ListView:
            return await operation(actor, id=id, version=step.version)

        return await self._with(request, id_, run, flash)

    async def _with(self, request: AnyRequest, id_: int, run: Operation, flash: str) -> Response[Any]:
        return await submit(
            request,
            Step,
            run=lambda step: run(request.user, id=id_, step=step),
            to=f"/grants/{id_}",
            flash=flash,
            again=("grants/list.html", lambda: _detail(request.user, id_)),
        )

    @post("/{id:int}/objections")
    async def object_to(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Raise an objection."""
        return await submit(
            request,
            Object,
            run=lambda content: operations.object_to(request.user, id=id, content=content),
            to=f"/grants/{id}",
            flash=_("已收到，核查后答复您"),
            again=("grants/list.html", lambda: _detail(request.user, id)),
        )


class ItemPages(Controller):
    """One application of a list, and one objection."""

    path = "/grants"
    opt = STAFF
    include_in_schema = False

    @post("/items/{item:int}/grant")
    async def grant(self, request: AnyRequest, item: FromPath[int]) -> Response[Any]:
        """Grant it."""

        async def run(_step: Step) -> ListView:
            return await operations.grant_item(request.user, item=item)

        return await self._send(request, Step, run, await queries.list_of(item), _("已立项"))

    @post("/items/{item:int}/decline", opt=LEADERS)
    async def decline(self, request: AnyRequest, item: FromPath[int]) -> Response[Any]:
        """Decide against it."""

        async def run(step: Step) -> ListView:
            return await operations.decline_item(request.user, item=item, reason=step.reason)

        return await self._send(request, Step, run, await queries.list_of(item), _("已记为不予立项，团队会收到理由"))

    @get("/items/{item:int}/notice", opt=allow(*BUSINESS))
    async def notice(self, request: AnyRequest, item: FromPath[int]) -> Response[bytes]:
        """Send the grant notice as a Word document."""
        project = await queries.granted_project(request.user, item)
        name, content = await making.make(request.user, kind=papers.LETTER, asked=Asked(id=project.id))
        return download(content, name, MEDIA)

    @post("/objections/{objection:int}", opt=OFFICERS)
    async def answer(self, request: AnyRequest, objection: FromPath[int]) -> Response[Any]:
        """Answer an objection."""
        found, _one = await queries.objection(request.user, objection)

        async def run(content: AnswerObjection) -> ListView:
            return await operations.answer(request.user, id=objection, content=content)

        return await self._send(request, AnswerObjection, run, found.id, _("已答复"))

    async def _send(self, request: AnyRequest, command: Any, run: Any, list_: int, flash: str) -> Response[Any]:
        return await submit(
            request,
            command,
            run=run,
            to=f"/grants/{list_}",
            flash=flash,
            again=("grants/list.html", lambda: _detail(request.user, list_)),
        )


async def todo(actor: Actor) -> list[TodoItem]:
    """What waits: lists to sign, notices that have run out, objections without an answer."""
    if not actor.is_office:
        return []
    n = await queries.waiting(actor)
    said = (
        (Role.DEPT_LEADER, "to_sign", _("%(n)d份拟立项名单待签批"), False),
        (Role.OFFICER, "over", _("%(n)d份立项公示已期满"), False),
        (Role.OFFICER, "objections", _("%(n)d条立项异议待答复"), True),
    )
    return [
        TodoItem(title=words % {"n": n[key]}, href="/grants", urgent=urgent, icon="award", kind="grant")
        for role, key, words, urgent in said
        if actor.has(role) and n[key]
    ]


CONTROLLERS = (GrantPages, ItemPages)
NAV = (
    NavEntry(
        "grants",
        "立项公示",
        "award",
        "/grants",
        frozenset(BUSINESS - {Role.REVIEWER}),
        order=330,
        parents=("projects",),
    ),
)
