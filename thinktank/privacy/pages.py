# SPDX-License-Identifier: MIT
"""One's own data, corrections to confirm, requests to answer, and the notice."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Response

from thinktank.documents.word import MEDIA
from thinktank.identity import queries as identity
from thinktank.identity.schemas import SetNotice
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.policies import rules as policy_rules
from thinktank.privacy import operations, papers, queries
from thinktank.privacy.schemas import Agree, Answer, Ask, Corrected, CorrectFacts, Decide, Withdraw
from thinktank.privacy.states import DATA_REQUEST, FACT_CHANGE
from thinktank.web.access import SIGNED_IN, allow
from thinktank.web.forms import Form, submit
from thinktank.web.idempotency import NO_KEY
from thinktank.web.page import page, see
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
CHANGE_STATES = [("proposed", FACT_CHANGE.label("proposed")), ("", "全部")]
REQUEST_STATES = [("submitted", DATA_REQUEST.label("submitted")), ("", "全部")]


class OwnDataPages(Controller):
    """我的数据."""

    path = "/me"
    opt = SIGNED_IN
    include_in_schema = False

    @get("/data")
    async def show(self, request: AnyRequest) -> Response[str]:
        """Show what the program holds of oneself, who looked, what one asked and agreed to."""
        return await page(request, "privacy/mine.html", form=Form.of(Ask), **await _mine(request.user))

    @post("/data/requests")
    async def ask(self, request: AnyRequest) -> Response[Any]:
        """Ask about one's own data."""
        return await submit(
            request,
            Ask,
            run=lambda command: operations.ask(request.user, command=command),
            to="/me/data",
            flash=_("申请已提交，答复后会通知您"),
            again=("privacy/mine.html", lambda: _mine(request.user)),
        )

    @post("/data/file", opt=SIGNED_IN | NO_KEY)
    async def take(self, request: AnyRequest, kind: FromQuery[str] = "docx") -> Response[bytes]:
        """Send one's own data as a file: Word, or JSON for programs."""
        found = await operations.take_my_data(request.user)
        if kind == "json":
            return _download(msgspec.json.format(msgspec.json.encode(found), indent=2), "application/json", "json")
        return _download(papers.my_data(found), MEDIA, "docx")

    @get("/start")
    async def start(self, request: AnyRequest) -> Response[Any]:
        """Lead who signs in for the first time to the own facts; who is not in the bank, to the workbench."""
        try:
            await queries.own_facts(request.user)
        except NotFound:
            return see("/")
        return see("/me/facts?first=yes")

    @get("/facts")
    async def facts(self, request: AnyRequest, first: FromQuery[str] = "") -> Response[str]:
        """Show one's own facts as a form; the first time with a way on for who finds nothing wrong."""
        person = await queries.own_facts(request.user)
        month = f"{person.birth_month:%Y-%m}" if person.birth_month else ""
        form = Form.of(CorrectFacts, person, birth_month=month, reason="", unclassified=False)
        return await page(request, "privacy/facts.html", form=form, **await _choices(request.user, first=bool(first)))

    @post("/facts")
    async def correct(self, request: AnyRequest) -> Response[Any]:
        """Correct one's own facts."""
        return await submit(
            request,
            CorrectFacts,
            run=lambda command: operations.correct(request.user, command=command),
            to="/me/data",
            flash=_said,
            again=("privacy/facts.html", lambda: _choices(request.user)),
        )


async def _mine(actor: Actor) -> dict[str, Any]:
    found = await queries.gather(actor)
    return {
        "mine": found,
        "notice": await identity.notice(),
        "agreed": await identity.has_agreed(actor.account, found.notice),
        "consents": await queries.consents(actor),
        "looks": await queries.looks(actor),
        "requests": (await queries.requests(actor, own=True)).items,
        "changes": (await queries.changes(actor, state="", own=True)).items,
    }


async def _choices(actor: Actor, *, first: bool = False) -> dict[str, Any]:
    person = await queries.own_facts(actor)
    return {
        "person": person,
        "first": first,
        "unit_choices": [(unit.id, unit.name) for unit in await identity.unit_options()],
        "gender_choices": [("male", _("男")), ("female", _("女"))],
    }


def _said(done: Corrected) -> str:
    parts = []
    if done.applied:
        parts.append(_("已更新：%(what)s") % {"what": "、".join(done.applied)})
    if done.waiting:
        parts.append(_("待核对：%(what)s") % {"what": "、".join(done.waiting)})
    return "；".join(parts)


def _download(content: bytes, media: str, ending: str) -> Response[bytes]:
    name = quote(f"{_('我的数据')}{clock.today():%Y%m%d}.{ending}")
    headers = {
        "Content-Disposition": f"attachment; filename=\"mydata.{ending}\"; filename*=UTF-8''{name}",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media, headers=headers)


class ChangePages(Controller):
    """Corrections that wait for confirmation."""

    opt = allow(*OFFICE, Role.LIAISON, Role.MEMBER)
    include_in_schema = False

    @get("/fact-changes", opt=allow(*OFFICE, Role.LIAISON))
    async def index(
        self,
        request: AnyRequest,
        standing: Annotated[str, QueryParameter(name="state")] = "proposed",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[str]:
        """List the corrections in one's care."""
        chosen = standing if standing in dict(CHANGE_STATES) else "proposed"
        found = await queries.changes(request.user, state=chosen, after=after, before=before)
        url = f"/fact-changes?state={chosen}"
        context: dict[str, Any] = {"changes": found, "chosen": chosen, "states": CHANGE_STATES, "url": url}
        return await page(request, "privacy/changes.html", block="rows", **context)

    @get("/fact-changes/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[str]:
        """Show one correction as differences."""
        view = await queries.change(request.user, id)
        return await page(request, "privacy/change.html", view=view, form=Form.of(Decide, version=view.version))

    @post("/fact-changes/{id:int}/decide", opt=allow(*OFFICE, Role.LIAISON))
    async def decide(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Confirm or decline a correction."""
        return await submit(
            request,
            Decide,
            run=lambda command: operations.decide(request.user, id=id, command=command),
            to=f"/fact-changes/{id}",
            flash=_("已核对"),
            again=("privacy/change.html", lambda: _change(request.user, id)),
        )

    @post("/fact-changes/{id:int}/withdraw")
    async def withdraw(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take back one's own correction."""
        return await submit(
            request,
            Withdraw,
            run=lambda command: operations.withdraw_change(request.user, id=id, version=command.version),
            to="/me/data",
            flash=_("已撤回"),
            again=("privacy/change.html", lambda: _change(request.user, id)),
        )

    @get("/talents/{id:int}/fact-changes", opt=allow(*OFFICE, Role.LIAISON))
    async def of_person(self, request: AnyRequest, id: FromPath[int]) -> Response[str]:
        """Show a person's corrections; inside the profile as a panel."""
        changes = await queries.changes_of(request.user, id)
        return await page(request, "privacy/of_person.html", block="panel", changes=changes, talent=id)


async def _change(actor: Actor, id: int) -> dict[str, Any]:
    view = await queries.change(actor, id)
    return {"view": view, "version": view.version}


class RequestPages(Controller):
    """Requests about personal data, for the officers."""

    path = "/data-requests"
    opt = allow(Role.OFFICER)
    include_in_schema = False

    @get("/")
    async def index(
        self,
        request: AnyRequest,
        standing: Annotated[str, QueryParameter(name="state")] = "submitted",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[str]:
        """List the requests."""
        chosen = standing if standing in dict(REQUEST_STATES) else "submitted"
        found = await queries.requests(request.user, state=chosen, after=after, before=before)
        url = f"/data-requests?state={chosen}"
        context: dict[str, Any] = {"requests": found, "chosen": chosen, "states": REQUEST_STATES, "url": url}
        return await page(request, "privacy/requests.html", block="rows", **context)

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[str]:
        """Show one request."""
        view = await queries.request(request.user, id)
        return await page(request, "privacy/request.html", view=view, form=Form.of(Answer, version=view.version))

    @post("/{id:int}/answer")
    async def answer(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Answer a request."""

        async def again() -> dict[str, Any]:
            view = await queries.request(request.user, id)
            return {"view": view, "version": view.version}

        return await submit(
            request,
            Answer,
            run=lambda command: operations.answer(request.user, id=id, command=command),
            to=f"/data-requests/{id}",
            flash=_("已答复"),
            again=("privacy/request.html", again),
        )

    @post("/{id:int}/withdraw", opt=SIGNED_IN)
    async def withdraw(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take back one's own request."""
        return await submit(
            request,
            Withdraw,
            run=lambda command: operations.withdraw_request(request.user, id=id, version=command.version),
            to="/me/data",
            flash=_("已撤回"),
            again=("privacy/mine.html", lambda: _mine(request.user)),
        )


class NoticePages(Controller):
    """The notice on personal information: agreeing to it, and writing a new version."""

    path = "/privacy"
    opt = SIGNED_IN
    include_in_schema = False

    @get("/agree")
    async def form(self, request: AnyRequest) -> Response[str]:
        """Show the notice in force with the box to tick."""
        return await page(request, "privacy/agree.html", form=Form.of(Agree), notice=await identity.notice())

    @post("/agree")
    async def agree(self, request: AnyRequest) -> Response[Any]:
        """Agree to the notice in force."""

        async def again() -> dict[str, Any]:
            return {"notice": await identity.notice()}

        return await submit(
            request,
            Agree,
            run=lambda command: operations.agree(request.user, command=command),
            to="/",
            flash=_("已同意个人信息处理告知"),
            again=("privacy/agree.html", again),
        )

    @get("/notice", opt=allow(Role.OFFICER))
    async def edit(self, request: AnyRequest) -> Response[str]:
        """Show the form for a new version of the notice."""
        notice = await identity.notice()
        form = Form.of(SetNotice, notice, version="")
        return await page(request, "privacy/notice.html", form=form, **_editing(request.user, notice))

    @post("/notice", opt=allow(Role.OFFICER))
    async def set_notice(self, request: AnyRequest) -> Response[Any]:
        """Put a new version in force."""

        async def again() -> dict[str, Any]:
            return _editing(request.user, await identity.notice())

        return await submit(
            request,
            SetNotice,
            run=lambda command: operations.set_notice(request.user, command=command),
            to="/privacy",
            flash=_("新告知已生效，将请每个人重新阅读"),
            again=("privacy/notice.html", again),
        )


def _editing(actor: Actor, notice: Any) -> dict[str, Any]:
    return {"notice": notice, "may_set": bool(policy_rules.may_set(actor))}


async def todo(actor: Actor) -> list[TodoItem]:
    """Corrections to confirm, requests to answer, a notice to read."""
    items = [
        TodoItem(
            title=_("核对%(name)s更正的资料") % {"name": view.name},
            detail="、".join(one.label for one in view.differences),
            href=f"/fact-changes/{view.id}",
            due=view.due_on,
            icon="pencil",
        )
        for view in await queries.to_confirm(actor)
    ]
    items += [
        TodoItem(
            title=_("答复%(name)s的个人信息申请") % {"name": view.name},
            detail=_(view.kind_label),
            href=f"/data-requests/{view.id}",
            due=view.due_on,
            icon="shield-lock",
        )
        for view in await queries.to_answer(actor)
    ]
    notice = await identity.notice()
    if not await identity.has_agreed(actor.account, notice.version):
        title = _("请阅读新的个人信息处理告知")
        items.append(TodoItem(title=title, href="/privacy/agree", urgent=True, icon="shield-lock"))
    return items


PANELS = (
    Panel(
        "talent.side",
        "fact-changes",
        "资料更正",
        lambda talent: f"/talents/{talent}/fact-changes",
        roles=frozenset((*OFFICE, Role.LIAISON)),
        order=40,
    ),
)
NAV = (
    NavEntry("fact-changes", "资料核对", "pencil", "/fact-changes", frozenset((*OFFICE, Role.LIAISON)),
             group="管理", order=880),
    NavEntry("data-requests", "个人信息申请", "shield-lock", "/data-requests", frozenset({Role.OFFICER}),
             group="管理", order=885, parents=("fact-changes",)),
    NavEntry("me-data", "我的数据", "id-badge-2", "/me/data", frozenset({Role.MEMBER}), order=640),
)  # fmt: skip
CONTROLLERS = (OwnDataPages, ChangePages, RequestPages, NoticePages)
