# SPDX-License-Identifier: MIT
"""Signing in and out, activation, one's own account, and the office's list of accounts and units."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank import settings
from thinktank.identity import limits, operations, queries, queries_terms, rules
from thinktank.identity import operations_accounts as more
from thinktank.identity import queries_accounts as cared
from thinktank.identity.handover import hand_over
from thinktank.identity.middleware import COOKIE
from thinktank.identity.schemas import Activate, EditAccount, EndGrant, GiveRole, NewAccount, SignIn
from thinktank.kernel.actor import Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Invalid, TooMany, Unauthenticated
from thinktank.kernel.i18n import _
from thinktank.trail import queries as trail
from thinktank.web.access import PUBLIC, SIGNED_IN, allow
from thinktank.web.forms import Form, read_form, show_again, submit
from thinktank.web.idempotency import SHOWN_ONCE
from thinktank.web.page import next_url, page, safe_url, see
from thinktank.web.panels import NavEntry

AnyRequest = Request[Any, Any, Any]
MANAGERS = allow(Role.OFFICER, Role.SYS_ADMIN, Role.SEC_ADMIN)
CARERS = allow(Role.OFFICER, Role.SYS_ADMIN)


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """A form that only asks to do something."""


def _cookie(token: str, seconds: int | None) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=token,
        httponly=True,
        samesite="lax",
        path="/",
        secure=settings.load().secure_cookies,
        max_age=seconds,
    )


def _unnamed(answer: Response[Any]) -> Response[Any]:
    """Keep the page's own address, which holds the link, from the pages that it leads to and from caches."""
    answer.headers |= {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    return answer


def _address(request: AnyRequest) -> str:
    return request.client.host if request.client else ""


FIRST_TIME = "/sign-in?next=/me/start"
"""Where an activation leads: whoever is in the bank goes on to look over the own facts."""


class SignInPages(Controller):
    """The way in and out."""

    opt = PUBLIC
    include_in_schema = False

    @get("/sign-in")
    async def form(self, request: AnyRequest) -> Response[Any]:
        """Show the sign-in form; who is signed in already goes on."""
        if request.user.account:
            return see(next_url(request))
        form = Form.of(SignIn, next=next_url(request, ""))
        return await page(request, "identity/sign_in.html", form=form, demo=await queries.demo_logins())

    @post("/sign-in")
    async def sign_in(self, request: AnyRequest) -> Response[Any]:
        """Check account and password; a failure says the same for an unknown account and a wrong password."""
        form = await read_form(request, SignIn)
        again = ("identity/sign_in.html", {"demo": await queries.demo_logins()})
        if not form.ok:
            return await show_again(request, form, again)
        current = settings.load()
        try:
            token = await operations.sign_in(
                command=form.command,
                address=_address(request),
                agent=request.headers.get("user-agent", ""),
                hours=current.session_hours,
            )
        except (Unauthenticated, TooMany) as error:
            return await show_again(request, form.with_errors({}, error.message), again, status=error.status)
        answer = see(safe_url(form.command.next or "/"))
        answer.set_cookie(_cookie(token, None))
        return answer

    @post("/sign-out", opt=SIGNED_IN)
    async def sign_out(self, request: AnyRequest) -> Response[Any]:
        """End the session; drafts kept on the device are wiped by the page."""
        await operations.sign_out(request.user)
        answer = see("/sign-in", _("已退出登录"))
        answer.set_cookie(_cookie("", 0))
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    @get("/privacy")
    async def privacy(self, request: AnyRequest) -> Response[Any]:
        """Show the notice on personal information."""
        return await page(request, "identity/privacy.html", notice=await queries.notice())


class ActivationPages(Controller):
    """Setting the first password by a one-time link."""

    path = "/activate/{token:str}"
    opt = PUBLIC
    include_in_schema = False

    @get()
    async def form(self, request: AnyRequest, token: FromPath[str]) -> Response[Any]:
        """Show whose account it is, the notice, and the password form."""
        link = await queries.activation(token)
        return _unnamed(await page(request, "identity/activate.html", form=Form.of(Activate), **await _inviting(link)))

    @post()
    async def activate(self, request: AnyRequest, token: FromPath[str]) -> Response[Any]:
        """Set the password and go to the sign-in page."""
        link = await queries.activation(token)
        answer = await submit(
            request,
            Activate,
            run=lambda command: operations.activate(token=token, command=command),
            to=FIRST_TIME,
            flash=_("账号已激活，请用新密码登录"),
            again=("identity/activate.html", await _inviting(link)),
        )
        return _unnamed(answer)


async def _inviting(link: queries.LinkRow) -> dict[str, Any]:
    least = (await limits.current()).password_least
    return {"link": link, "password_least": least, "notice": await queries.notice()}


class AccountPages(Controller):
    """Accounts and units, for those who look after them."""

    opt = MANAGERS
    include_in_schema = False

    @get("/account", opt=SIGNED_IN)
    async def own(self, request: AnyRequest) -> Response[Any]:
        """Show one's own account."""
        sessions = await cared.sessions_of(request.user)
        return await page(request, "identity/own.html", units=await queries.unit_options(), sessions=sessions)

    @post("/account/sessions/end-others", opt=SIGNED_IN)
    async def end_others(self, request: AnyRequest) -> Response[Any]:
        """End every other sign-in of one's own."""
        n = await more.end_other_sessions(request.user)
        return see("/account", _("已退出其他%(n)d处登录") % {"n": n})

    @post("/account/sessions/{id:int}/end", opt=SIGNED_IN)
    async def end_session(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """End one sign-in of one's own."""
        await more.end_session(request.user, id=id)
        return see("/account", _("已退出这处登录"))

    @get("/accounts")
    async def index(
        self, request: AnyRequest, q: FromQuery[str] = "", after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[Any]:
        """List the accounts in one's care."""
        found = await queries.accounts(request.user, text=q, after=after, before=before)
        figures = await queries_terms.counts(request.user) if rules.may_manage(request.user) else []
        return await page(request, "identity/accounts.html", accounts=found, q=q, figures=figures)

    @get("/accounts/terms", opt=CARERS)
    async def terms(
        self,
        request: AnyRequest,
        what: FromQuery[str] = "expiring",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """List the accounts that end or have ended, ended roles, and delegations, with how many there are of each."""
        found = await queries_terms.listed(request.user, what, after=after, before=before)
        return await page(request, "identity/terms.html", found=found)

    @get("/accounts/new")
    async def new(self, request: AnyRequest) -> Response[Any]:
        """Show the form for a new account."""
        return await page(request, "identity/account_new.html", form=Form.of(NewAccount), **await _choices())

    @post("/accounts/new", opt=MANAGERS | SHOWN_ONCE)
    async def create(self, request: AnyRequest) -> Response[Any]:
        """Make the account and show its activation link once."""
        return await submit(
            request,
            NewAccount,
            run=lambda command: operations.create_account(request.user, command=command),
            to=lambda issued: hand_over(request, issued),
            again=("identity/account_new.html", _choices),
        )

    @get("/accounts/{account:int}")
    async def detail(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Show an account and its roles."""
        form = Form.of(GiveRole)
        return await page(request, "identity/account.html", form=form, **await _about(request, account))

    @get("/accounts/{account:int}/edit")
    async def edit_form(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Show what can be corrected of an account."""
        found = await cared.account_contact(request.user, account)
        form = Form.of(EditAccount, found)
        return await page(request, "identity/account_edit.html", form=form, account=found, **await _choices())

    @post("/accounts/{account:int}/edit")
    async def edit(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Keep the corrections of an account."""

        async def again() -> dict[str, Any]:
            found = await cared.account_contact(request.user, account)
            return {"account": found, "version": found.version, **await _choices()}

        return await submit(
            request,
            EditAccount,
            run=lambda command: more.edit_account(request.user, id=account, command=command),
            to=f"/accounts/{account}",
            flash=_("账号资料已保存"),
            again=("identity/account_edit.html", again),
        )

    @post("/accounts/{account:int}/grant")
    async def give_role(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Give an account a role."""
        return await submit(
            request,
            GiveRole,
            run=lambda command: more.give_role(request.user, account=account, command=command),
            to=f"/accounts/{account}",
            flash=_("角色已授予"),
            again=("identity/account.html", lambda: _about(request, account)),
        )

    @post("/accounts/{account:int}/reopen")
    async def reopen(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Open a closed account again."""
        await more.reopen_account(request.user, id=account)
        return see(f"/accounts/{account}", _("账号已重新启用，请重发激活链接"))

    @post("/accounts/{account:int}/link", opt=MANAGERS | SHOWN_ONCE)
    async def link(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Make a new activation link and show it once; the old one stops working."""
        await queries.account(request.user, account)
        return await hand_over(request, await operations.issue_link(request.user, account=account))

    @post("/accounts/{account:int}/close")
    async def close(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """Close an account."""
        await operations.close_account(request.user, id=account)
        return see(f"/accounts/{account}", _("账号已停用"))

    @post("/accounts/{account:int}/end-grant")
    async def end_grant(self, request: AnyRequest, account: FromPath[int]) -> Response[Any]:
        """End one of an account's roles."""
        await queries.account(request.user, account)
        form = await read_form(request, EndGrant)
        if not form.ok:
            raise Invalid(fields=form.errors)
        await operations.end_grant(request.user, account=account, id=form.command.grant)
        return see(f"/accounts/{account}", _("角色已收回"))


async def _about(request: AnyRequest, account: int) -> dict[str, Any]:
    return {
        "account": await queries.account(request.user, account),
        "entries": await trail.timeline(request.user, "account", account, limit=20),
        **await _choices(),
    }


async def _choices() -> dict[str, Any]:
    units = await queries.unit_options()
    return {
        "units": units,
        "unit_choices": [(unit.id, unit.name) for unit in units],
        "role_choices": [(str(role), _(role.label)) for role in Role],
        "direction_choices": [(str(direction), _(direction.label)) for direction in Direction],
    }


CONTROLLERS = (SignInPages, ActivationPages, AccountPages)
NAV = (
    NavEntry("accounts", "账号与角色", "user", "/accounts", frozenset({Role.OFFICER, Role.SYS_ADMIN, Role.SEC_ADMIN}),
             group="管理", order=900),
    NavEntry(
        "units", "单位", "id-badge-2", "/units", frozenset({Role.OFFICER, Role.SYS_ADMIN}), group="管理", order=910,
        parents=("settings",),
    ),
)  # fmt: skip
