# SPDX-License-Identifier: MIT
"""Taking lists away: ask, let go, fetch."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Stream

from thinktank.documents.ledger import MEDIA
from thinktank.files.sending import saved
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import COUNT_LIMIT
from thinktank.policies import queries as policies
from thinktank.rosters import operations_exports as operations
from thinktank.rosters import queries_exports as queries
from thinktank.rosters.columns import COLUMNS, DEFAULT
from thinktank.rosters.schemas import DecideExport, ExportView, RequestExport
from thinktank.talents.addresses import chosen_from_query, list_url, query_of
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit
from thinktank.web.idempotency import NO_KEY
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, TodoItem

AnyRequest = Request[Any, Any, Any]
MAY = (*OFFICE, Role.LIAISON)
TONES = {"requested": "y", "approved": "p", "ready": "g", "refused": "r"}


class ExportPages(Controller):
    """导出台账."""

    path = "/exports"
    opt = allow(*MAY)
    include_in_schema = False

    @get("/")
    async def index(
        self, request: AnyRequest, after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[str]:
        """Show the exports that the actor may see."""
        found = await queries.exports(request.user, after=after, before=before)
        return await page(request, "rosters/exports.html", block="rows", exports=found, tones=TONES)

    @get("/new")
    async def new(self, request: AnyRequest) -> Response[str]:
        """Show the form for the list that the address names."""
        form = Form.of(
            RequestExport, conditions=request.url.query[:600], columns=list(DEFAULT), title=_("青年人才台账")
        )
        return await page(request, "rosters/export_new.html", form=form, **await _new_context(request, form))

    @post("/new", opt=allow(*MAY) | NO_KEY)
    async def choose(self, request: AnyRequest) -> Response[str]:
        """Show the form for the people who were ticked in the list."""
        ticked = await read_form(request, RequestExport)
        form = Form.of(RequestExport, columns=list(DEFAULT), title=_("青年人才台账"))
        form.values["ids"] = ticked.chosen("ids")[:1000]
        form.values["conditions"] = [query_of(chosen_from_query(ticked.value("conditions")))]
        return await page(request, "rosters/export_new.html", form=form, **await _new_context(request, form))

    @post("/")
    async def send(self, request: AnyRequest) -> Response[Any]:
        """Ask for the ledger."""
        form = await read_form(request, RequestExport)

        async def run(command: RequestExport) -> ExportView:
            return await operations.request(request.user, command=command, chosen=chosen_from_query(command.conditions))

        return await submit(
            request,
            RequestExport,
            run=run,
            to=lambda view: f"/exports/{view.id}",
            flash=_said,
            again=("rosters/export_new.html", lambda: _new_context(request, form)),
        )

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[str]:
        """Show one export: what of whom, what for, and how it stands."""
        form = Form.of(DecideExport)
        return await page(request, "rosters/export.html", form=form, **await _context(request.user, id))

    @post("/{id:int}/decide", opt=allow(*OFFICE))
    async def decide(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Let it go, or not."""
        return await submit(
            request,
            DecideExport,
            run=lambda command: operations.decide(request.user, id=id, command=command),
            to=f"/exports/{id}",
            flash=_("已审批"),
            again=("rosters/export.html", lambda: _context(request.user, id)),
        )

    @post("/{id:int}/file", opt=allow(*MAY) | NO_KEY)
    async def take(self, request: AnyRequest, id: FromPath[int]) -> Stream:
        """Hand the file out."""
        name, size, pieces = await operations.take(request.user, id=id)
        return saved(name, size, MEDIA, pieces)


def _said(view: ExportView) -> str:
    return {"requested": _("已提交审批"), "ready": _("台账已生成，请下载")}.get(view.state, _("正在生成，稍后下载"))


async def _new_context(request: AnyRequest, form: Form[RequestExport]) -> dict[str, Any]:
    actor = request.user
    chosen = chosen_from_query(form.value("conditions"))
    able = await queries.open_columns(actor)
    ids = [int(one) for one in form.chosen("ids") if one.isdigit()]
    above = (await policies.exports()).approve_above
    most = max(COUNT_LIMIT, above)
    try:
        rows = await queries.count(actor, chosen, ids, most=most)
    except Invalid:
        rows = 0
    return {
        "rows": rows,
        "rows_label": str(rows) if rows <= most else f"{most}+",
        "ids": ids,
        "back": list_url(chosen),
        "choices": [(name, f"{COLUMNS[name].title} {one}") for name, one in able.items()],
        "above": above,
        "office": actor.has(*OFFICE),
    }


async def _context(actor: Actor, id: int) -> dict[str, Any]:
    view = await queries.get(actor, id)
    titles = [COLUMNS[name].title for name in view.columns.split(",") if name in COLUMNS]
    return {"view": view, "version": view.version, "titles": titles, "tones": TONES}


async def todo(actor: Actor) -> list[TodoItem]:
    """Exports that wait for the actor's word."""
    n = await queries.count_waiting(actor)
    if not n:
        return []
    return [TodoItem(title=_("%(n)d项导出待审批") % {"n": n}, href="/exports", icon="download")]


NAV = (
    NavEntry(
        "exports",
        "导出台账",
        "download",
        "/exports",
        roles=frozenset(MAY),
        group="管理",
        order=210,
        parents=("import",),
    ),
)
CONTROLLERS = (ExportPages,)
