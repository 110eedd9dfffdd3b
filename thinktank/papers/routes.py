# SPDX-License-Identifier: MIT
"""The doors of documents and ledgers: for every kind one on the pages' side and its twin in the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.documents import ledger
from thinktank.documents.word import MEDIA
from thinktank.files.sending import download
from thinktank.papers import operations
from thinktank.papers.kinds import Asked, Kind
from thinktank.papers.ledgers import Conditions, LedgerKind
from thinktank.web.access import allow
from thinktank.web.page import number

AnyRequest = Request[Any, Any, Any]


def _sender(kind: Kind) -> Any:
    """The handler of a kind: by a record's number, or over many records narrowed to a year and a period."""

    async def of_record(request: AnyRequest, id: FromPath[int]) -> Response[bytes]:  # noqa: A002 -- the record's id
        name, content = await operations.make(request.user, kind=kind, asked=Asked(id=id))
        return download(content, name, MEDIA)

    async def over_many(request: AnyRequest, year: FromQuery[str] = "", period: FromQuery[str] = "") -> Response[bytes]:
        asked = Asked(year=number(year), period=period[:20])
        name, content = await operations.make(request.user, kind=kind, asked=asked)
        return download(content, name, MEDIA)

    found = of_record if kind.single else over_many
    found.__doc__ = f"Return a document as a Word file: {kind.title}."
    return found


def _place(front: str, kind: Kind) -> str:
    return f"{front}/{{id:int}}/papers/{kind.name}" if kind.single else f"{front}/papers/{kind.name}"


def pages(kinds: Sequence[Kind]) -> list[HTTPRouteHandler]:
    """Return the handlers on the pages' side."""
    return [
        get(_place(kind.path, kind), opt=allow(*kind.roles), include_in_schema=False)(_sender(kind)) for kind in kinds
    ]


def api(kinds: Sequence[Kind]) -> list[HTTPRouteHandler]:
    """Return their twins."""
    return [
        get(
            _place(kind.api_path, kind), operation_id=f"take_{kind.name}", opt=allow(*kind.roles), tags=["papers"],
            media_type=MEDIA,
        )(_sender(kind))
        for kind in kinds
    ]  # fmt: skip


# -- ledgers ------------------------------------------------------------------------------------------------------


def _ledger_sender(one: LedgerKind) -> Any:
    """The handler of a ledger: the list's rows under the list's conditions."""

    async def take(
        request: AnyRequest,
        q: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        level: FromQuery[str] = "",
        light: FromQuery[str] = "",
        stage: FromQuery[str] = "",
        status: FromQuery[str] = "",
        view: FromQuery[str] = "",
        year: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        source: FromQuery[str] = "",
    ) -> Response[bytes]:
        chosen = Conditions(q.strip()[:60], direction, level, light, stage, status, view, number(year), kind, source)
        name, content = await operations.take_ledger(request.user, kind=one, chosen=chosen)
        return download(content, name, ledger.MEDIA)

    take.__doc__ = f"Return a list as an Excel ledger: {one.title}."
    return take


def ledger_pages(kinds: Sequence[LedgerKind]) -> list[HTTPRouteHandler]:
    """Return the handlers on the pages' side."""
    return [get(kind.href, opt=allow(*kind.roles), include_in_schema=False)(_ledger_sender(kind)) for kind in kinds]


def ledger_api(kinds: Sequence[LedgerKind]) -> list[HTTPRouteHandler]:
    """Return their twins."""
    return [
        get(
            f"/api/v1{kind.href}", operation_id=f"take_{kind.name}_ledger", opt=allow(*kind.roles), tags=["papers"],
            media_type=ledger.MEDIA,
        )(_ledger_sender(kind))
        for kind in kinds
    ]  # fmt: skip
