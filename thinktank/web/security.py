# SPDX-License-Identifier: MIT
"""What guards every answer: response headers, the language, and the proof that a form is ours (CSRF)."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from litestar.config.csrf import CSRFConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.exceptions import PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.middleware.csrf import CSRFMiddleware
from litestar.status_codes import HTTP_303_SEE_OTHER
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from litestar.utils.scope.state import ScopeState
from typing_extensions import override

from thinktank.kernel import i18n
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _

CSRF_COOKIE = "tt_csrf"
CSRF_HEADER = "x-csrftoken"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REQUEST_ID = "thinktank.request_id"
# default-src is 'self' rather than 'none' because Firefox files an icon's <use href> under it
CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'; worker-src 'none'; media-src 'none'"
)
_ALWAYS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def request_id(scope: Scope) -> str:
    """Return the number that this request goes by in logs and on error pages."""
    values: dict[str, Any] = scope  # type: ignore[assignment]
    return str(values.setdefault(_REQUEST_ID, secrets.token_hex(6).upper()))


def headers(*, secure: bool = False) -> Callable[[Message, Scope], Awaitable[None]]:
    """Return the app's ``before_send`` hook. It sees every answer, also to paths that no route serves.

    What a handler has set itself stands. ``secure`` adds HSTS: only where the site is reached by HTTPS. An htmx
    request's 303 becomes ``HX-Redirect``, since the browser would follow a real one unseen.
    """
    always = [(name.encode(), value.encode()) for name, value in _ALWAYS.items()]
    if secure:
        always.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))

    async def hook(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start" or scope["type"] != ScopeType.HTTP:
            return
        found = message["headers"] = list(message["headers"])
        there = {name.lower() for name, _value in found}
        user = scope.get("user")
        signed_in = isinstance(user, Actor) and bool(user.account)
        kept = (b"cache-control", b"no-store" if signed_in else b"no-cache")
        found.extend(pair for pair in (*always, kept) if pair[0] not in there)
        found.append((b"x-request-id", request_id(scope).encode()))
        if message["status"] == HTTP_303_SEE_OTHER and "hx-request" in Headers.from_scope(scope):
            message["status"] = 200
            message["headers"] = [(b"hx-redirect" if name == b"location" else name, value) for name, value in found]

    return hook


def cookies_of(scope: Scope) -> dict[str, str]:
    """Return a request's cookies; they are parsed once, whoever asks."""
    return ASGIConnection[Any, Any, Any, Any](scope).cookies


class Locale(ASGIMiddleware):
    """Speak the language that the reader chose (cookie ``tt_lang``)."""

    scopes = (ScopeType.HTTP,)

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Run the rest in the chosen language."""
        with i18n.language(cookies_of(scope).get("tt_lang", i18n.SOURCE)):
            await next_app(scope, receive, send)


class Csrf(ASGIMiddleware):
    """Litestar's own CSRF check, for requests that a cookie authenticates.

    A request with a bearer token carries its proof itself: no browser adds that header to a forged form.
    """

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "plain_asset"

    def __init__(self, secret: str, *, secure: bool = False) -> None:
        self.config = CSRFConfig(
            secret=secret,
            cookie_name=CSRF_COOKIE,
            header_name=CSRF_HEADER,
            cookie_httponly=True,
            cookie_samesite="lax",
            cookie_secure=secure,
        )

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Check, then run the rest. Raises Denied(code="csrf")."""
        if is_bearer(scope):
            await next_app(scope, receive, send)
            return
        token = cookies_of(scope).get(CSRF_COOKIE)
        if (
            token and scope["type"] == ScopeType.HTTP and scope["method"] in SAFE
        ):  # nothing to check, nothing to hand out
            ScopeState.from_scope(scope).csrf_token = token
            await next_app(scope, receive, send)
            return
        checked = CSRFMiddleware(app=next_app, config=self.config)
        try:
            await checked(scope, receive, send)
        except PermissionDeniedException as error:
            message = _("页面停留过久，请刷新后再提交。已填内容请先复制保存")
            raise Denied(message, code="csrf") from error


def is_bearer(scope: Scope) -> bool:
    """Whether the request brings a token of its own rather than a cookie."""
    return Headers.from_scope(scope).get("authorization", "").lower().startswith("bearer ")
