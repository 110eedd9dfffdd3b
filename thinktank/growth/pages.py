# SPDX-License-Identifier: MIT
"""成长档案: on the profile, on a page of its own, on the member's phone, and on paper."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from thinktank.documents.word import MEDIA
from thinktank.files.sending import download
from thinktank.growth import operations, papers, queries, rules
from thinktank.growth.schemas import AddGrowth, ClaimView, CorrectEntry, DecideClaim
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.talents import queries as talents
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import is_htmx, page, safe_url
from thinktank.web.panels import NavEntry, TodoItem

AnyRequest = Request[Any, Any, Any]
DIRECTORY = (*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)
ICONS = {"入库": "user-plus", "课题": "target-arrow", "成果": "award", "历练": "briefcase", "培训": "file-text",
         "荣誉": "star-f", "评价": "scale"}  # fmt: skip


async def record_context(actor: Actor, talent: int) -> dict[str, Any]:
    """Return what the record's page shows of a person."""
    person = await talents.get(actor, talent)
    office, _unit = await talents.office_covers(actor, talent)
    own = person.account is not None and person.account == actor.account
    return {
        "person": person,
        "lines": await queries.lines(talent, rules.open_classes(person.classes)),
        "claims": await queries.claims_of(actor, talent),
        "own": own,
        "mine": False,
        "may_register": bool(rules.may_register(actor, office=office)) and not own,
        "may_propose": bool(rules.may_propose(own=own)),
        "may_correct": bool(rules.may_correct(actor, office=office)),
        "icons": ICONS,
        "correct_form": Form.of(CorrectEntry),
    }


class GrowthPages(Controller):
    """One person's record."""

    path = "/talents/{talent:int}/growth"
    opt = allow(*DIRECTORY)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Show a record; inside the profile as a panel. A colleague, to whom no line is open, sees no panel."""
        context = await record_context(request.user, talent)
        if "P2" not in context["person"].classes:
            if is_htmx(request):
                return Response("", media_type="text/html")
            raise Denied(_("成长档案由本人、所在单位和区委组织部查看"))
        return await page(request, "growth/record.html", block="panel", form=Form.of(AddGrowth), **context)

    @post(opt=allow(Role.OFFICER, Role.MEMBER))
    async def register(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Put training or an honour on the record, or propose it."""
        proof = await uploads(request, "proof")
        own = await talents.of_account(request.user.account) == talent

        def said(done: Any) -> str:
            return _("已提交，等经办人确认") if isinstance(done, ClaimView) else _("已登记成长档案")

        return await submit(
            request,
            AddGrowth,
            run=lambda command: operations.register(request.user, talent=talent, command=command, uploads=proof),
            to="/growth" if own else f"/talents/{talent}/growth",
            flash=said,
            again=("growth/record.html", lambda: record_context(request.user, talent)),
        )

    @post("/{entry:int}/correct", opt=allow(Role.OFFICER))
    async def correct(self, request: AnyRequest, talent: FromPath[int], entry: FromPath[int]) -> Response[Any]:
        """Take a line back."""

        async def again() -> dict[str, Any]:
            return await record_context(request.user, talent) | {"form": Form.of(AddGrowth)}

        return await submit(
            request,
            CorrectEntry,
            run=lambda command: operations.correct(request.user, talent=talent, entry=entry, command=command),
            to=f"/talents/{talent}/growth",
            flash=_("已更正，原记录保留"),
            again=("growth/record.html", again),
        )

    @get("/word")
    async def word(self, request: AnyRequest, talent: FromPath[int]) -> Response[bytes]:
        """Send the record as a Word document: what the reader may see of it."""
        name, content = await making.make(request.user, kind=papers.RECORD, asked=Asked(id=talent))
        return download(content, name, MEDIA)


class MyGrowthPages(Controller):
    """成长: the member's own page on the phone, and the officer's queue."""

    path = "/growth"
    include_in_schema = False

    @get(opt=allow(Role.MEMBER))
    async def mine(self, request: AnyRequest) -> Response[Any]:
        """Show one's own record."""
        talent = await talents.of_account(request.user.account)
        if talent is None:
            return await page(request, "growth/nobody.html")
        context = await record_context(request.user, talent)
        return await page(request, "growth/record.html", form=Form.of(AddGrowth), **(context | {"mine": True}))

    @get("/claims", opt=allow(Role.OFFICER))
    async def claims(self, request: AnyRequest) -> Response[Any]:
        """Show what members proposed."""
        claims = await queries.waiting(request.user)
        return await page(request, "growth/claims.html", claims=claims, form=Form.of(DecideClaim))

    @post("/claims/{claim:int}", opt=allow(Role.OFFICER))
    async def decide(self, request: AnyRequest, claim: FromPath[int]) -> Response[Any]:
        """Confirm or decline one."""

        async def again() -> dict[str, Any]:
            return {"claims": await queries.waiting(request.user)}

        return await submit(
            request,
            DecideClaim,
            run=lambda command: operations.decide(request.user, id=claim, command=command),
            to=safe_url(str(request.query_params.get("next", "")), "/growth/claims"),
            flash=lambda done: _("已记入成长档案") if done.state == "confirmed" else _("未记入，已告知本人"),
            again=("growth/claims.html", again),
        )


async def todo(actor: Actor) -> list[TodoItem]:
    """What members proposed for their records and an officer has to confirm."""
    n = await queries.count_waiting(actor)
    if not n:
        return []
    title = _("%(n)d条成长档案待确认") % {"n": n}
    return [TodoItem(title=title, detail=_("成员填报的培训、荣誉"), href="/growth/claims", icon="file-check")]


NAV = (NavEntry("growth", "成长", "timeline", "/growth", frozenset({Role.MEMBER}), order=610),)
CONTROLLERS = (GrowthPages, MyGrowthPages)
