# SPDX-License-Identifier: MIT
"""A round's figures on screen, and every score of it as a workbook."""

import asyncio
from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from reviews.rounds import queries as rounds
from reviews.rounds.states import GRADES
from reviews.scoring import operations_discussion, queries_figures, queries_history, queries_peers
from reviews.scoring.schemas import Say
from thinktank.documents import ledger
from thinktank.documents.ledger import Ledger
from thinktank.files.sending import download
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page

DISCUSSION = "scoring/discussion.html"
AnyRequest = Request[Any, Any, Any]


class FigurePages(Controller):
    """The office: what a round's sheets come to."""

    path = "/rounds"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    include_in_schema = False

    @get("/{round_:int}/figures")
    async def show(self, request: AnyRequest, round_: FromPath[int]) -> Response[str]:
        """Show the figures of every item whose sheets are in, and how far reviewers agree."""
        found = await queries_figures.export(request.user, round_)
        titles = {item.id: item.title for item in found.items}
        return await page(request, "scoring/figures.html", found=found, titles=titles, grades=GRADES)

    @get("/{round_:int}/scores")
    async def scores(self, request: AnyRequest, round_: FromPath[int]) -> Response[bytes]:
        """Return every score as a workbook."""
        title, columns, rows = await queries_figures.score_table(request.user, round_)
        department = (await policies.programme()).department
        day = clock.today()
        name = _("%(title)s评分明细") % {"title": title}
        mark = _("%(who)s　%(day)s导出") % {"who": request.user.name, "day": day.isoformat()}
        book = Ledger(title=name, unit=department, as_of=day, columns=columns, mark=mark, counted=_("份"))
        content = await asyncio.to_thread(ledger.to_bytes, book, rows)
        return download(content, ledger.file_name(name, day), ledger.MEDIA)


class DiscussionPages(Controller):
    """The reviewer: the others' comments, a word to them, the own sheet revised and as it was."""

    path = "/reviews"
    opt = allow(Role.REVIEWER)
    include_in_schema = False

    @get("/{id_:int}/discussion")
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show what the others wrote."""
        return await page(request, DISCUSSION, form=Form.of(Say), **await _discussed(request.user, id_))

    @post("/{id_:int}/discussion")
    async def say(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Say a word."""
        return await submit(
            request,
            Say,
            run=lambda command: operations_discussion.say(request.user, assignment=id_, command=command),
            to=f"/reviews/{id_}/discussion",
            flash=_("已留言"),
            again=(DISCUSSION, lambda: _discussed(request.user, id_)),
        )

    @get("/{id_:int}/history")
    async def history(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show what the sheet was."""
        task, kept = await queries_history.own(request.user, id_)
        back = f"/reviews/{id_}"
        return await page(request, "scoring/history.html", sheets=[(task, kept)], back=back, title=task.kind_label)


class ItemHistoryPages(Controller):
    """The office: what the sheets of an item were."""

    path = "/reviews/items"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER)
    include_in_schema = False

    @get("/{id_:int}/history")
    async def history(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show them, once every sheet is in."""
        item = await rounds.get_item(request.user, id_)
        kept = await queries_history.of_item(request.user, id_)
        back = f"/reviews/items/{id_}"
        return await page(request, "scoring/history.html", sheets=kept, back=back, title=item.title)


async def _discussed(actor: Actor, id_: int) -> dict[str, Any]:
    return {"found": await queries_peers.discussion(actor, id_), "shell": "focus"}


CONTROLLERS = (FigurePages, DiscussionPages, ItemHistoryPages)
