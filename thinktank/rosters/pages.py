# SPDX-License-Identifier: MIT
"""Importing a roster: upload, check, commit."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from thinktank.documents.ledger import MEDIA
from thinktank.files.sending import download
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.rosters import operations, queries
from thinktank.rosters.reading import FIELD_LABELS
from thinktank.rosters.schemas import ChooseUnits, CommitImport, ImportView, Remap
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, upload
from thinktank.web.page import page, see
from thinktank.web.panels import NavEntry

AnyRequest = Request[Any, Any, Any]


class ImportPages(Controller):
    """导入名册."""

    path = "/talents/import"
    opt = allow(Role.OFFICER)
    include_in_schema = False

    @get("/")
    async def index(self, request: AnyRequest) -> Response[str]:
        """Show where to choose a roster, and the latest ones."""
        return await self._index(request)

    @staticmethod
    async def _index(request: AnyRequest, error: str = "", status: int = 200) -> Response[str]:
        recent = await queries.recent(request.user)
        return await page(request, "rosters/index.html", status=status, recent=recent, error=error)

    @post("/")
    async def send(self, request: AnyRequest) -> Response[Any]:
        """Keep the roster and go to its dry run."""
        chosen = await upload(request, "file")
        if chosen is None:
            return await self._index(request, _("请先选择名册文件（.xlsx、.xls 或 .csv）"), status=422)
        try:
            content = await chosen.read(operations.LARGEST + 1)
            view = await operations.upload(request.user, filename=chosen.filename, content=content)
        except Invalid as fault:
            return await self._index(request, f"{chosen.filename}：{fault.message}", status=422)
        return see(f"/talents/import/{view.id}")

    @get("/template")
    async def template(self) -> Response[bytes]:
        """Hand out an empty roster with drop-downs."""
        return download(await queries.template_file(), "青年人才名册模板.xlsx", MEDIA)

    @get("/{id:int}/problems")
    async def problems(self, request: AnyRequest, id: FromPath[int]) -> Response[bytes]:
        """Hand the roster out again with its problems beside the rows."""
        name, content = await queries.problem_file(request.user, id)
        return download(content, name, MEDIA)

    @get("/{id:int}")
    async def check(self, request: AnyRequest, id: FromPath[int]) -> Response[str]:
        """Show the dry run: what each column was taken for, every person, every problem."""
        view = await queries.preview(request.user, id)
        form = Form.of(CommitImport, version=view.version, standing="candidates")
        return await page(request, "rosters/check.html", form=form, **_context(view))

    @post("/{id:int}/columns")
    async def columns(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Remember what the columns mean."""
        data = await request.form()
        mapping = {
            int(name[1:]): str(value)
            for name, value in data.multi_items()
            if name[:1] == "c" and name[1:].isascii() and name[1:].isdigit()
        }
        command = Remap(mapping=mapping, version=_number(data.get("version")))
        run = operations.remap(request.user, id=id, command=command)
        return await self._again(request, id, run, _("已按新的列重新核对"))

    @post("/{id:int}/units")
    async def units(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Remember which unit a text means that several go under."""
        data = await request.form()
        answered = {
            text: unit
            for name, text in data.multi_items()
            if name.startswith("text") and (unit := _number(data.get(f"unit{name[4:]}"))) is not None
        }
        command = ChooseUnits(choices=answered, version=_number(data.get("version")))
        run = operations.choose_units(request.user, id=id, command=command)
        return await self._again(request, id, run, _("单位已选定，已重新核对"))

    @staticmethod
    async def _again(request: AnyRequest, id: int, run: Awaitable[ImportView], said: str) -> Response[Any]:
        try:
            await run
        except Invalid as fault:
            view = await queries.preview(request.user, id)
            form = Form.of(CommitImport, version=view.version, standing="candidates").with_errors({}, fault.message)
            return await page(request, "rosters/check.html", status=422, form=form, **_context(view))
        return see(f"/talents/import/{id}", said)

    @post("/{id:int}/commit")
    async def commit(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take everybody in, or nobody."""

        async def again() -> dict[str, Any]:
            return _context(await queries.preview(request.user, id))

        return await submit(
            request,
            CommitImport,
            run=lambda command: operations.commit(request.user, id=id, command=command),
            to=f"/talents/import/{id}",
            flash=_done,
            again=("rosters/check.html", again),
        )


def _number(typed: Any) -> int | None:
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() else None


def _done(view: ImportView) -> str:
    if view.repeated:
        return _("这份名册已经导入过，没有重复导入")
    if view.updated:
        return _("已导入%(n)d人，更新%(u)d人") % {"n": view.added, "u": view.updated}
    return _("已导入%(n)d人") % {"n": view.added}


def _context(view: ImportView) -> dict[str, Any]:
    return {
        "view": view,
        "version": view.version,
        "fields": list(FIELD_LABELS.items()),
        "stop": queries.problem_words(view),
        "members": _("已是成员（填入库日期）"),
        "candidates": _("新候选人（待审核入库）"),
        "updates": [("none", _("不更新")), ("chosen", _("更新勾选的")), ("all", _("全部更新"))],
    }


NAV = (
    NavEntry(
        "import",
        "数据导入",
        "database-import",
        "/talents/import",
        roles=frozenset({Role.OFFICER}),
        group="管理",
        order=200,
    ),
)
CONTROLLERS = (ImportPages,)
