# SPDX-License-Identifier: MIT
"""Onboarding for programs."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response

from thinktank.admin import handing, operations, queries, unit_sheets
from thinktank.admin.schemas import Card, HandOver, HeldKind, MoveLine, Newcomer, OpenAccess
from thinktank.admin.unit_sheets import UnitLine
from thinktank.documents import ledger
from thinktank.files import queries as files
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Invalid
from thinktank.web.access import allow
from thinktank.web.idempotency import SHOWN_ONCE

AnyRequest = Request[Any, Any, Any]
HELPERS = allow(Role.OFFICER, Role.LIAISON)


class OnboardingApi(Controller):
    """Access for many at once."""

    path = "/api/v1/onboarding"
    opt = HELPERS
    tags = ["identity"]

    @get(operation_id="list_newcomers")
    async def index(self, request: AnyRequest, unit: FromQuery[int | None] = None) -> list[Newcomer]:
        """Return who cannot sign in yet."""
        return await queries.newcomers(request.user, unit=unit)

    @post(operation_id="open_access", opt=HELPERS | SHOWN_ONCE)
    async def open(self, request: AnyRequest, data: JSONBody[OpenAccess]) -> list[Card]:
        """Give each of these people a one-time link, shown in this answer alone."""
        return await operations.open_access(request.user, command=data)


class Moved(msgspec.Struct):
    """How many things were passed on."""

    moved: int


class HandOverApi(Controller):
    """Passing a leaver's desk on."""

    path = "/api/v1/accounts/{account:int}/hand-over"
    opt = allow(Role.OFFICER)
    tags = ["identity"]

    @get(operation_id="get_desk")
    async def desk(self, request: AnyRequest, account: FromPath[int]) -> list[HeldKind]:
        """Return everything open that the account holds."""
        return (await handing.desk_of(request.user, account))[1]

    @post("/preview", operation_id="preview_hand_over", status_code=200)
    async def preview(self, request: AnyRequest, account: FromPath[int], data: JSONBody[HandOver]) -> list[MoveLine]:
        """Tell what would move and what stands against it; nothing is changed."""
        return await handing.preview(request.user, account=account, command=data)

    @post(operation_id="hand_over", status_code=200)
    async def run(self, request: AnyRequest, account: FromPath[int], data: JSONBody[HandOver]) -> Moved:
        """Pass on what is named."""
        return Moved(await handing.hand_over(request.user, account=account, command=data))


class TakeUnitSheet(msgspec.Struct, forbid_unknown_fields=True):
    """A sheet of units that was sent ahead (uploadFile); ``take`` sets up what is not there, else it is looked at."""

    upload: Annotated[int, msgspec.Meta(title="已上传的表格")]
    take: Annotated[bool, msgspec.Meta(title="写入")] = False


class UnitSheetView(msgspec.Struct):
    """What a sheet of units would do line by line, and how many units it has set up."""

    lines: list[UnitLine]
    added: int = 0


class UnitSheetApi(Controller):
    """The tree of units from a workbook and into one."""

    path = "/api/v1/units"
    opt = allow(Role.OFFICER, Role.SYS_ADMIN)
    tags = ["identity"]

    @get("/export", operation_id="exportUnits", media_type=ledger.MEDIA)
    async def export(self, request: AnyRequest) -> Response[bytes]:
        """Return the tree as a workbook that can be taken in again."""
        return Response(await unit_sheets.workbook(request.user), media_type=ledger.MEDIA)

    @post("/import", operation_id="importUnits", status_code=200)
    async def take(self, request: AnyRequest, data: JSONBody[TakeUnitSheet]) -> UnitSheetView:
        """Look at a sheet, or take it in whole."""
        sent = (await files.staged(request.user, [data.upload]))[0]
        content, name = await sent.read(), sent.filename or ""
        if not content:
            raise Invalid(fields={"upload": "表格是空的，请重新上传"})
        lines = await unit_sheets.read_units(request.user, content=content, filename=name)
        if not data.take:
            return UnitSheetView(lines)
        return UnitSheetView(lines, await unit_sheets.take_in(request.user, content=content, filename=name))


CONTROLLERS = (OnboardingApi, HandOverApi, UnitSheetApi)
