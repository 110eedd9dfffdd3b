# SPDX-License-Identifier: MIT
"""Answers of page handlers: a page, a fragment of one, or the way to the next page."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from litestar import Request
from litestar.datastructures import Cookie
from litestar.enums import MediaType
from litestar.response import Response
from litestar.utils.scope.state import ScopeState

from thinktank.kernel import i18n
from thinktank.kernel.actor import ADMINS, OFFICE, Actor, Role
from thinktank.web import panels
from thinktank.web.access import actor_of
from thinktank.web.panels import NavEntry
from thinktank.web.templates import Reader, render

AnyRequest = Request[Any, Any, Any]
FLASH = "tt_flash"
THEME = "tt_theme"
LANGUAGE = "tt_lang"
FLASH_SECONDS = 60
SHELLS = ("desk", "member", "focus", "bare")
ON_THE_PHONE = frozenset({Role.MEMBER, Role.MENTOR, Role.INSPECTOR})
LOOKS_UP = OFFICE | {Role.LIAISON, Role.INSPECTOR, Role.MEMBER, Role.MENTOR}
LINKS = {
    "home": "/",
    "search": "/search",
    "notices": "/notices",
    "account": "/account",
    "sign_in": "/sign-in",
    "sign_out": "/sign-out",
    "feedback": "/feedback",
    "privacy": "/privacy",
}
_SAME_SITE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def safe_url(url: str, otherwise: str = "/") -> str:
    """Return the URL if it is a path on this site, else another one: a redirect never leaves the site."""
    return url if _SAME_SITE.fullmatch(url) else otherwise


def see(url: str, flash: str = "") -> Response[None]:
    """Send the browser on with 303, perhaps with a message that the next page shows once.

    ValueError for a URL off this site: such a target is a fault of the program (``next`` parameters go through
    ``safe_url`` first). A request of htmx gets the same as ``HX-Redirect`` (web/security.py).
    """
    if not _SAME_SITE.fullmatch(url):
        raise ValueError(f"not a path on this site: {url!r}")
    response = Response(None, status_code=303, headers={"Location": url}, media_type=MediaType.TEXT)
    if flash:
        response.set_cookie(_flash_cookie(quote(flash), FLASH_SECONDS))
    return response


def _flash_cookie(value: str, seconds: int) -> Cookie:
    return Cookie(key=FLASH, value=value, max_age=seconds, httponly=True, samesite="lax", path="/")


def is_htmx(request: AnyRequest) -> bool:
    """Whether htmx asks for a part of a page (a boosted link asks for a whole one)."""
    return request.headers.get("hx-request") == "true" and "hx-boosted" not in request.headers


def shell_for(actor: Actor) -> str:
    """Return the frame in which this actor works."""
    if not actor.account:
        return "bare"
    desk = actor.has(*OFFICE, *ADMINS, Role.LIAISON, Role.REVIEWER)
    return "member" if actor.roles & ON_THE_PHONE and not desk else "desk"


def current_key(nav: list[NavEntry], path: str) -> str:
    """Return the key of the navigation entry under which a path lies: the longest that fits, else a neighbour.

    A neighbour shares the first part of the address; the start page stands for itself alone.
    """
    fitting = [e for e in nav if path == e.href or (e.href != "/" and path.startswith(e.href.rstrip("/") + "/"))]
    if fitting:
        return max(fitting, key=lambda entry: len(entry.href)).key
    first = path.split("/")[1]
    return next((e.key for e in nav if first and e.href.split("/")[1] == first), "")


def frame(request: AnyRequest) -> dict[str, Any]:
    """Return the part of a page's context that needs no question to anybody."""
    actor = actor_of(request)
    nav = panels.nav_for(actor)
    theme = request.cookies.get(THEME, "")
    return {
        "actor": actor,
        "badges": {},
        "can_search": actor.has(*LOOKS_UP),
        "flash": unquote(request.cookies.get(FLASH, "")),
        "hx": is_htmx(request),
        "links": LINKS,
        "locale": i18n.current(),
        "nav": nav,
        "nav_key": current_key(nav, request.url.path),
        "sections": panels.sections(nav),
        "path": request.url.path,
        "shell": shell_for(actor),
        "theme": theme if theme in {"light", "dark"} else "",
    }


def reader_of(request: AnyRequest) -> Reader:
    """Return for whom macros render."""
    token = ScopeState.from_scope(request.scope).csrf_token
    return Reader(actor=actor_of(request), csrf=token if isinstance(token, str) else "")


def render_now(
    request: AnyRequest, template: str, context: dict[str, Any], *, status: int = 200, block: str | None = None
) -> Response[str]:
    """Render with what is at hand, asking nobody: exception handlers cannot wait."""
    context = frame(request) | context
    html = render(template, context, reader=reader_of(request), block=block)
    response = Response(html, media_type=MediaType.HTML, status_code=status, headers={"Vary": "HX-Request"})
    if context["flash"] and block is None:
        response.set_cookie(_flash_cookie("", 0))
    return response


async def page(
    request: AnyRequest, template: str, status: int = 200, block: str | None = None, **context: Any
) -> Response[str]:
    """Answer with a page in its frame.

    ``block`` names the part that htmx gets instead when it asks for one, so that a list's rows or a panel and
    the page around it are one template. ``shell`` in the context overrides the frame (desk, member, focus,
    bare), ``nav_key`` the current navigation entry.
    """
    if block is not None and is_htmx(request):
        return render_now(request, template, context, status=status, block=block)
    everywhere = await panels.every_page(actor_of(request))
    return render_now(request, template, everywhere | context, status=status)


def fragment(
    request: AnyRequest, template: str, status: int = 200, block: str | None = None, **context: Any
) -> Response[str]:
    """Answer with a part of a page: a template of its own, or one block of a page's template."""
    context = {"flash": ""} | context
    return render_now(request, template, context, status=status, block=block)


def next_url(request: AnyRequest, otherwise: str = "/") -> str:
    """Return where ``?next=`` sends, if that is on this site."""
    return safe_url(str(request.query_params.get("next", "")), otherwise)


def came_from(request: AnyRequest) -> str:
    """Return the path of the page on this site that sent the person here, or an empty text."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.headers.get("host", ""):
        return ""
    return safe_url(parts.path + (f"?{parts.query}" if parts.query else ""), "")


def number(text: str) -> int | None:
    """Return a number from an address, as a list's condition names a record; None for none or for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004 -- fits a key


def here(request: AnyRequest) -> str:
    """Return the path and query of the page that the person looks at."""
    current = request.headers.get("hx-current-url") if is_htmx(request) else None
    parts = urlsplit(current) if current else urlsplit(str(request.url))
    return safe_url(parts.path + (f"?{parts.query}" if parts.query else ""))
