# SPDX-License-Identifier: MIT
"""The tree of units by workbook."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.response import Response
from litestar.status_codes import HTTP_200_OK

from thinktank.admin import unit_sheets
from thinktank.documents import ledger
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, show_again, upload
from thinktank.web.page import page, see

AnyRequest = Request[Any, Any, Any]
TEMPLATE = "admin/units.html"


class TakeUnits(msgspec.Struct, forbid_unknown_fields=True):
    """The file comes beside the form."""


class UnitSheetPages(Controller):
    """Units from a workbook and into one."""

    path = "/units"
    opt = allow(Role.OFFICER, Role.SYS_ADMIN)
    include_in_schema = False

    @get("/export")
    async def export(self, request: AnyRequest) -> Response[bytes]:
        """Send the tree as a workbook."""
        name = f"units-{clock.today().isoformat()}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(await unit_sheets.workbook(request.user), media_type=ledger.MEDIA, headers=headers)

    @get("/import")
    async def form(self, request: AnyRequest) -> Response[Any]:
        """Ask for the workbook."""
        return await page(request, TEMPLATE, form=Form.of(TakeUnits), lines=None)

    @post("/import")
    async def take(self, request: AnyRequest) -> Response[Any]:
        """Look at the workbook, or take it in."""
        form, sent = Form.of(TakeUnits), await upload(request, "file")
        if sent is None:
            return await show_again(request, form.with_errors({}, _("请选择表格文件")), (TEMPLATE, {"lines": None}))
        content, name = await sent.read(), sent.filename or ""
        try:
            if (await request.form()).get("step") == "take":
                n = await unit_sheets.take_in(request.user, content=content, filename=name)
                return see("/units", _("已建立%(n)d个单位") % {"n": n})
            lines = await unit_sheets.read_units(request.user, content=content, filename=name)
        except Invalid as error:
            return await show_again(request, form.with_errors(error.fields, error.message), (TEMPLATE, {"lines": None}))
        return await show_again(request, form, (TEMPLATE, {"lines": lines}), status=HTTP_200_OK)


CONTROLLERS = (UnitSheetPages,)
