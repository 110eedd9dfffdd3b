# SPDX-License-Identifier: MIT
"""A round's figures on screen, and every score of it as a workbook."""

import asyncio
from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath
from litestar.response import Response

from reviews.rounds.states import GRADES
from reviews.scoring import queries_figures
from thinktank.documents import ledger
from thinktank.documents.ledger import Ledger
from thinktank.files.sending import download
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.web.access import allow
from thinktank.web.page import page

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


CONTROLLERS = (FigurePages,)
