# SPDX-License-Identifier: MIT
"""Templates of documents in the settings: placeholders, versions, a trial before one is put in force."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from thinktank.documents.word import MEDIA
from thinktank.files.sending import download
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _
from thinktank.papers import operations, queries
from thinktank.papers.schemas import Drop, PutInForce, Restore, Step, TemplateRow, Upload
from thinktank.web import forms
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import Panel

AnyRequest = Request[Any, Any, Any]
OFFICERS = allow(Role.OFFICER)
PANELS = (
    Panel("settings.main", "papers", "文书模板", lambda _: "/settings/papers", roles=frozenset(OFFICE), order=20),
)


class TemplatePages(Controller):
    """Every kind of document, and the templates of one."""

    path = "/settings/papers"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        """Show the kinds of documents and what each follows; as a part of the settings, in short."""
        found = await queries.listed(request.user)
        return await page(request, "papers/list.html", block="panel", kinds=found)

    @get("/{kind:str}")
    async def show(self, request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
        """Show one kind: its placeholders, its versions, and the form to upload another."""
        return await page(request, "papers/kind.html", form=Form.of(Upload), **await _kind(request, kind))

    @post("/{kind:str}", opt=OFFICERS)
    async def upload(self, request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
        """Take in a template."""
        file = await forms.upload(request, "uploads")

        async def run(command: Upload) -> TemplateRow:
            return await operations.upload(request.user, name=kind, command=command, file=file)

        return await submit(
            request, Upload, run=run, to=_back, again=("papers/kind.html", lambda: _kind(request, kind)),
            flash=lambda row: _("第%(n)d版已上传，请试生成后启用") % {"n": row.number},
        )  # fmt: skip

    @get("/{kind:str}/shipped")
    async def shipped(self, request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
        """Send the shipped template to start from."""
        name, content = operations.shipped_template(request.user, name=kind)
        return download(content, name, MEDIA)

    @get("/{kind:str}/restore", opt=OFFICERS)
    async def ask_restore(self, request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
        """Ask from when on the shipped template is used again."""
        form = Form.of(Restore, effective_from=clock.today())
        return await page(request, "papers/restore.html", form=form, **await _kind(request, kind))

    @post("/{kind:str}/restore", opt=OFFICERS)
    async def restore(self, request: AnyRequest, kind: FromPath[str]) -> Response[Any]:
        """Use the shipped template again."""
        return await submit(
            request, Restore, run=lambda command: operations.restore(request.user, name=kind, command=command),
            to=_back, again=("papers/restore.html", lambda: _kind(request, kind)), flash=_("已恢复出厂模板"),
        )  # fmt: skip


class VersionPages(Controller):
    """One version of a template."""

    path = "/settings/papers/versions/{id:int}"
    opt = OFFICERS
    include_in_schema = False

    @get("/file", opt=allow(*OFFICE))
    async def file(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Send the template as it was uploaded."""
        found, content = await queries.content(request.user, id)
        return download(content, found.name, MEDIA)

    @get("/sample", opt=allow(*OFFICE))
    async def sample(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Send a document that the template gives with the examples."""
        name, content = await operations.try_out(request.user, id=id)
        return download(content, name, MEDIA)

    @post("/trial")
    async def trial(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Try it with the examples."""
        return await submit(
            request, Step, run=lambda command: operations.mark_tried(request.user, id=id, command=command),
            to=_back, again=("papers/kind.html", lambda: _of_version(request, id)),
            flash=_("已试生成，请下载样例核对版面，无误后启用"),
        )  # fmt: skip

    @get("/put")
    async def ask_put(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Ask from when on it is used."""
        context = await _version(request, id)
        form = Form.of(PutInForce, effective_from=clock.today(), version=context["version"])
        return await page(request, "papers/put.html", form=form, **context)

    @post("/put")
    async def put(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Put it in force."""
        return await submit(
            request, PutInForce, run=lambda command: operations.put_in_force(request.user, id=id, command=command),
            to=_back, again=("papers/put.html", lambda: _version(request, id)), flash=_("模板已启用"),
        )  # fmt: skip

    @get("/drop")
    async def ask_drop(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Ask why it is not used."""
        context = await _version(request, id)
        form = Form.of(Drop, version=context["version"])
        return await page(request, "papers/drop.html", form=form, **context)

    @post("/drop")
    async def drop(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give it up."""
        return await submit(
            request, Drop, run=lambda command: operations.drop(request.user, id=id, command=command),
            to=_back, again=("papers/drop.html", lambda: _version(request, id)), flash=_("已作废"),
        )  # fmt: skip


def _back(row: TemplateRow) -> str:
    return f"/settings/papers/{row.kind}"


async def _kind(request: AnyRequest, name: str) -> dict[str, Any]:
    kind = await queries.kind(request.user, name)
    units = await queries.units_to_choose(request.user) if "set" in kind.actions else []
    return {"kind": kind, "units": units}


async def _version(request: AnyRequest, id: int) -> dict[str, Any]:
    found = await queries.template(request.user, id)
    if not found.actions:
        raise Denied(_("这一版没有可办的事项，或由该单位上级的经办人维护"))
    return {"row": found, "version": found.version, "title": _(queries.known(found.kind).title)}


async def _of_version(request: AnyRequest, id: int) -> dict[str, Any]:
    """The page that a version stands on, for a step that was refused: the form there is the one for an upload."""
    found = await queries.template(request.user, id)
    return await _kind(request, found.kind) | {"version": found.version, "upload": Form.of(Upload)}


CONTROLLERS = (TemplatePages, VersionPages)
