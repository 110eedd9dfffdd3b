# SPDX-License-Identifier: MIT
"""Onboarding: whom to give access, and the sheet of one-time links."""

from __future__ import annotations

import base64
from itertools import groupby
from typing import Any

import segno
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY

from thinktank import settings
from thinktank.admin import handing, operations, queries
from thinktank.admin.schemas import Card, HandOver, OpenAccess
from thinktank.documents import ledger
from thinktank.identity import queries as accounts
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, show_again, submit
from thinktank.web.idempotency import NO_KEY, SHOWN_ONCE
from thinktank.web.page import number, page
from thinktank.web.panels import NavEntry, Panel

AnyRequest = Request[Any, Any, Any]
HELPERS = allow(Role.OFFICER, Role.LIAISON)
NAV = (
    NavEntry(
        key="onboarding", label="开通账号", icon="user-plus", href="/onboarding",
        roles=frozenset({Role.OFFICER, Role.LIAISON}), group="管理", order=905, parents=("accounts",)),
)  # fmt: skip


class OnboardingPages(Controller):
    """Access for many at once."""

    path = "/onboarding"
    opt = HELPERS
    include_in_schema = False

    @get()
    async def index(
        self, request: AnyRequest, unit: FromQuery[str] = "", every: FromQuery[bool] = False
    ) -> Response[Any]:
        """List who cannot sign in yet, or everybody, to be ticked."""
        form = Form.of(OpenAccess)
        return await page(request, "admin/onboarding.html", form=form, **await _about(request, unit, everybody=every))

    @post("/open", opt=HELPERS | SHOWN_ONCE)
    async def open(self, request: AnyRequest, unit: FromQuery[str] = "") -> Response[Any]:
        """Make the accounts and links, and show the sheet once."""
        return await submit(
            request,
            OpenAccess,
            run=lambda command: operations.open_access(request.user, command=command),
            to=lambda cards: _sheet(request, cards),
            again=("admin/onboarding.html", lambda: _about(request, unit)),
        )


class HandOverPages(Controller):
    """Passing a leaver's desk on."""

    path = "/accounts/{account:int}/hand-over"
    opt = allow(Role.OFFICER)
    include_in_schema = False

    @get()
    async def form(self, request: AnyRequest, account: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Show what the account holds, all of it ticked."""
        return await page(request, "admin/hand_over.html", form=Form.of(HandOver), **await _desk(request, account, who))

    @post("/preview", opt=allow(Role.OFFICER) | NO_KEY)
    async def preview(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Show what would move and what stands against it; nothing is changed."""
        form = await read_form(request, HandOver)
        context = await _desk(request, account, "")
        if form.ok:
            try:
                context["lines"] = await handing.preview(request.user, account=account, command=form.command)
            except Invalid as error:
                return await show_again(
                    request, form.with_errors(error.fields, error.message), ("admin/hand_over.html", context)
                )
        status = HTTP_200_OK if form.ok else HTTP_422_UNPROCESSABLE_ENTITY
        return await show_again(request, form, ("admin/hand_over.html", context), status=status)

    @post()
    async def run(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Pass on what is ticked."""
        return await submit(
            request,
            HandOver,
            run=lambda command: handing.hand_over(request.user, account=account, command=command),
            to=f"/accounts/{account}",
            flash=lambda n: _("已移交%(n)d件") % {"n": n},
            again=("admin/hand_over.html", lambda: _desk(request, account, "")),
        )


async def _desk(request: AnyRequest, account: int, who: str) -> dict[str, Any]:
    view, kinds = await handing.desk_of(request.user, account)
    others = await accounts.accounts(request.user, text=who)
    choices = [(one.id, f"{one.name}　{one.unit_name}　{one.post}") for one in others.items if one.state != "closed"]
    return {
        "account": view,
        "kinds": kinds,
        "people": [choice for choice in choices if choice[0] != account],
        "who": who,
        "lines": None,
    }


async def _about(request: AnyRequest, unit: str, *, everybody: bool = False) -> dict[str, Any]:
    return {
        "people": await queries.newcomers(request.user, unit=number(unit), everybody=everybody),
        "units": await queries.units_in_care(request.user),
        "unit": unit,
        "everybody": everybody,
    }


async def _sheet(request: AnyRequest, cards: list[Card]) -> Response[str]:
    """The printable sheet, a part for each unit; the liaison's workbook is inside the answer: it too is shown once."""
    base = settings.load().base_url
    codes = {card.path: segno.make(f"{base}{card.path}", error="m").svg_data_uri(scale=3, border=2) for card in cards}
    parts = [(unit, list(group)) for unit, group in groupby(cards, key=lambda card: card.unit_name)]
    book = base64.b64encode(_workbook(base, cards)).decode()
    return await page(
        request, "admin/sheet.html", parts=parts, codes=codes, base=base, total=len(cards),
        book=f"data:{ledger.MEDIA};base64,{book}", book_name=ledger.file_name(_("账号激活链接"), clock.today()),
    )  # fmt: skip


def _workbook(base: str, cards: list[Card]) -> bytes:
    columns = (
        ledger.Column(_("单位"), 26), ledger.Column(_("姓名"), 10), ledger.Column(_("账号"), 16),
        ledger.Column(_("一次性激活链接"), 60), ledger.Column(_("有效至"), 14, "day"),
    )  # fmt: skip
    titled = ledger.Ledger(title=_("账号激活链接"), unit=_("区委组织部"), as_of=clock.today(), columns=columns)
    rows = ([c.unit_name, c.name, c.login, f"{base}{c.path}", c.expires_at] for c in cards)
    return ledger.to_bytes(titled, rows)


CONTROLLERS = (OnboardingPages, HandOverPages)
PANELS = (
    Panel(
        "account.side",
        "hand-over",
        "工作交接",
        lambda account: f"/accounts/{account}/hand-over",
        frozenset({Role.OFFICER}),
    ),
)
