# SPDX-License-Identifier: MIT
"""自荐 on a phone, and the public notices that everybody who works with the programme reads."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.kernel.actor import BUSINESS, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.talents import operations_notices as operations
from thinktank.talents import operations_people, queries, queries_admission, rules
from thinktank.talents.schemas_admission import AnswerObjection, NominateSelf, Object
from thinktank.talents.states import MEMBERSHIP
from thinktank.web.access import PUBLIC, allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, TodoItem

AnyRequest = Request[Any, Any, Any]
STAGES = (
    ("提交", ("draft", "submitted")),
    ("单位意见", ("unit_opinion",)),
    ("审核", ("qualification", "consult", "decided")),
    ("公示", ("notice",)),
    ("入库", ("active", "paused", "observing")),
)


def stages(state: str) -> list[dict[str, str]]:
    """Return the way in as the applicant sees it, coarser than the office's steps."""
    place = next((n for n, (_label, states) in enumerate(STAGES) if state in states), -1)
    return [
        {"label": _(label), "state": "done" if n < place else "now" if n == place else "next", "note": ""}
        for n, (label, _states) in enumerate(STAGES)
    ]


async def join_context(actor: Actor) -> dict[str, Any]:
    """Return what the applicant's page shows."""
    talent = await queries.of_account(actor.account)
    case = await queries_admission.case(actor, talent) if talent else None
    draft = case is None or case.state == "draft"
    return {
        "case": case,
        "draft": draft,
        "may": rules.may_nominate_self(actor, None if draft else talent),
        "stages": stages(case.state) if case else [],
        "state": _(MEMBERSHIP.public_label(case.state)) if case else "",
    }


class JoinPages(Controller):
    """自荐."""

    path = "/join"
    opt = allow(*rules.APPLICANTS)
    include_in_schema = False

    @get(opt=PUBLIC)
    async def show(self, request: AnyRequest) -> Response[Any]:
        """Show the form, or how far the application is; to who is signed out, the ways in."""
        if not request.user.account:
            return await page(request, "talents/join_in.html")
        context = await join_context(request.user)
        person = await queries.get(request.user, context["case"].id) if context["case"] else None
        form = Form.of(NominateSelf, person, **_shown(person, context["case"])) if person else Form.of(NominateSelf)
        return await page(request, "talents/join.html", form=form, **context)

    @post()
    async def send(self, request: AnyRequest) -> Response[Any]:
        """Hand the application in."""
        return await submit(
            request,
            NominateSelf,
            run=lambda command: operations_people.nominate_self(request.user, command=command),
            to="/join",
            flash=_("已提交，进展会通知您"),
            again=("talents/join.html", lambda: join_context(request.user)),
        )


def _shown(person: Any, case: Any) -> dict[str, Any]:
    return {
        "gender": {"male": "男", "female": "女"}.get(person.gender),
        "cadre": {"yes": "是", "no": "否"}.get(person.cadre),
        "statement": case.statement,
    }


class NoticePages(Controller):
    """公示."""

    path = "/public-notices"
    opt = allow(*BUSINESS)
    include_in_schema = False

    @get()
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[Any]:
        """Show the public notices."""
        found = await queries_admission.notices(request.user, after=after, before=before)
        return await page(request, "talents/notices.html", block="rows", notices=found)

    @get("/{notice:int}")
    async def show(self, request: AnyRequest, notice: FromPath[int]) -> Response[Any]:
        """Show a public notice."""
        return await page(request, "talents/notice.html", form=Form.of(Object), **await self._context(request, notice))

    @staticmethod
    async def _context(request: AnyRequest, notice: int) -> dict[str, Any]:
        view = await queries_admission.notice(request.user, notice)
        return {"view": view, "answer_form": Form.of(AnswerObjection), "officer": request.user.has(Role.OFFICER)}

    @post("/{notice:int}/objections")
    async def object_to(self, request: AnyRequest, notice: FromPath[int]) -> Response[Any]:
        """Raise an objection."""
        return await submit(
            request,
            Object,
            run=lambda command: operations.object_to(request.user, notice=notice, command=command),
            to=f"/public-notices/{notice}",
            flash=_("已收到，核查后答复您"),
            again=("talents/notice.html", lambda: self._context(request, notice)),
        )

    @post("/{notice:int}/objections/{objection:int}", opt=allow(Role.OFFICER))
    async def answer(self, request: AnyRequest, notice: FromPath[int], objection: FromPath[int]) -> Response[Any]:
        """Answer an objection."""

        async def again() -> dict[str, Any]:
            return await self._context(request, notice) | {"form": Form.of(Object)}

        return await submit(
            request,
            AnswerObjection,
            run=lambda command: operations.answer(request.user, id=objection, command=command),
            to=f"/public-notices/{notice}",
            flash=_("已答复"),
            again=("talents/notice.html", again),
        )


async def todo(actor: Actor) -> list[TodoItem]:
    """Objections without an answer; for a member's account without a person of the bank, the way in."""
    if actor.has(Role.MEMBER) and await queries.of_account(actor.account) is None:
        detail = _("您还不在人才库里，可以自荐；单位也可以推荐您")
        return [TodoItem(title=_("自荐入库"), detail=detail, href="/join", icon="user-plus")]
    if not actor.has(Role.OFFICER):
        return []
    n = await queries_admission.open_objections(actor)
    title = _("%(n)d条公示异议待答复") % {"n": n}
    return [TodoItem(title=title, href="/public-notices", icon="alert-triangle", urgent=True)] if n else []


NAV = (
    NavEntry(
        "public-notices",
        "入库公示",
        "eye",
        "/public-notices",
        roles=BUSINESS,
        order=620,
        parents=("talents", "me-data"),
    ),
)
CONTROLLERS = (JoinPages, NoticePages)
