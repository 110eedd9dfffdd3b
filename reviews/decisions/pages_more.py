# SPDX-License-Identifier: MIT
"""What hangs on a decision, on screen: mended material and its second look, the letter, choosing comments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from reviews.decisions import operations_letters, operations_revisions, queries_appeals
from reviews.decisions import queries_letters as letters
from reviews.decisions import queries_revisions as revisions
from reviews.decisions.schemas import FileAppeal, Judge, Look, Release, RevisionView
from reviews.decisions.states import Fault
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import TodoItem

AnyRequest = Request[Any, Any, Any]
IN_OFFICE = allow(Role.OFFICER, Role.DEPT_LEADER)
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.MEMBER, Role.MENTOR, Role.LIAISON, Role.INSPECTOR)
Operation = Callable[..., Awaitable[RevisionView]]


class RevisionPages(Controller):
    """The office: what was mended, and whether it is accepted."""

    path = "/reviews/items/{id_:int}/revision"
    opt = IN_OFFICE
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Show the conditions, what was handed in, and who has looked at it."""
        return await page(request, "decisions/revision.html", form=None, **await _revision(request.user, id_))

    @post("/accept")
    async def accept(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Accept it."""
        return await self._judge(request, id_, operations_revisions.accept, _("已认可，结论生效"))

    @post("/refuse")
    async def refuse(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Do not accept it."""
        return await self._judge(request, id_, operations_revisions.refuse, _("已记录，课题组会收到通知"))

    async def _judge(self, request: AnyRequest, id_: int, run: Operation, flash: str) -> Response[Any]:
        return await submit(
            request,
            Judge,
            run=lambda command: run(request.user, item=id_, command=command),
            to=f"/reviews/items/{id_}/revision",
            flash=flash,
            again=("decisions/revision.html", lambda: _revision(request.user, id_)),
        )


async def _revision(actor: Actor, id_: int) -> dict[str, Any]:
    found = await revisions.revision(actor, id_)
    return {"found": found, "item": found.item, "version": found.item.version,
            "judge": Form.of(Judge, version=found.item.version)}  # fmt: skip


class RecheckPages(Controller):
    """The reviewer: a second look at what was mended."""

    path = "/reviews/{id_:int}/recheck"
    opt = allow(Role.REVIEWER)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Show what was to be mended, and the material as it is now."""
        found = await revisions.recheck(request.user, id_)
        return await page(request, "decisions/recheck.html", form=Form.of(Look), found=found)

    @post()
    async def look(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Take what the reviewer says."""

        async def again() -> dict[str, Any]:
            return {"found": await revisions.recheck(request.user, id_)}

        return await submit(
            request,
            Look,
            run=lambda command: operations_revisions.look(request.user, assignment=id_, command=command),
            to="/reviews",
            flash=_("复核意见已提交"),
            again=("decisions/recheck.html", again),
        )


class ChoicePages(Controller):
    """The office: which comments the team may read."""

    path = "/reviews/items/{id_:int}/letter"
    opt = IN_OFFICE
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Show every comment with whether the team may read it."""
        context = await _choice(request.user, id_)
        chosen = [one.key for one in context["remarks"] if one.released]
        return await page(request, "decisions/choose.html", form=Form.of(Release, comments=chosen), **context)

    @post()
    async def release(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Keep the choice."""
        return await submit(
            request,
            Release,
            run=lambda command: operations_letters.release(request.user, item=id_, command=command),
            to=f"/reviews/items/{id_}/letter",
            flash=_("已保存，公布后课题组可见"),
            again=("decisions/choose.html", lambda: _choice(request.user, id_)),
        )


async def _choice(actor: Actor, id_: int) -> dict[str, Any]:
    item, remarks = await letters.choosing(actor, id_)
    return {"item": item, "remarks": remarks}


class LetterPages(Controller):
    """The team: what its review decided."""

    path = "/reviews/letters/{id_:int}"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Show the letter."""
        return await page(
            request, "decisions/letter.html", form=Form.of(FileAppeal), **await letter_context(request, id_)
        )


async def letter_context(request: AnyRequest, id_: int) -> dict[str, Any]:
    """What the letter's page shows beside its form."""
    return {
        "letter": await letters.letter(request.user, id_),
        "faults": [(one.value, _(one.label)) for one in Fault],
        "officer": request.user.has(Role.OFFICER),
    }


async def todo(actor: Actor) -> list[TodoItem]:
    """What waits: mended material for the office and the panel, appeals for officers."""
    today = clock.today()
    found = [
        TodoItem(
            title=_("%(state)s：%(title)s") % {"state": item.revision_label, "title": item.title},
            href=f"/reviews/items/{item.id}/revision",
            detail=item.decision_label,
            due=item.conditions_due,
            urgent=item.conditions_due is not None and item.conditions_due < today,
            icon="file-check",
            kind="review",
        )
        for item in await revisions.mending(actor)
    ]
    found += [
        TodoItem(
            title=_("复核修改稿：%(kind)s") % {"kind": one.kind_label}, href=f"/reviews/{one.assignment}/recheck",
            due=one.due, icon="file-check", kind="review",
        )
        for one in await revisions.looks_due(actor)
    ]  # fmt: skip
    found += [
        TodoItem(
            title=_("答复复核申请：%(title)s") % {"title": one.title}, href=f"/reviews/appeals/{one.id}",
            detail=one.state_label, due=one.due_on, urgent=one.late, icon="scale", kind="review",
        )
        for one in await queries_appeals.waiting(actor)
    ]  # fmt: skip
    return found


CONTROLLERS = (RevisionPages, RecheckPages, ChoicePages, LetterPages)
