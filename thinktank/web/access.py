# SPDX-License-Identifier: MIT
"""The outermost ring of permissions: every route says who may knock (ADR 0005)."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

from thinktank.kernel.actor import ANONYMOUS, Actor, Role
from thinktank.kernel.errors import Denied, Unauthenticated
from thinktank.kernel.i18n import _


class Access(msgspec.Struct, frozen=True):
    """Who may call a route: everybody, whoever is signed in, or the holders of one of some roles."""

    public: bool = False
    roles: frozenset[Role] = frozenset()


PUBLIC: dict[str, Any] = {"access": Access(public=True)}
SIGNED_IN: dict[str, Any] = {"access": Access()}


def allow(*roles: Role) -> dict[str, Any]:
    """Return the ``opt`` of a route for the holders of any of these roles."""
    return {"access": Access(roles=frozenset(roles))}


def actor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Actor:
    """Return who is asking; nobody where no authentication has run."""
    user = connection.scope.get("user")
    return user if isinstance(user, Actor) else ANONYMOUS


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let in who may call this route. Raises Unauthenticated or Denied.

    A coroutine only because Litestar runs a plain function in a thread, at every request.
    """
    access = handler.opt.get("access")
    if access is None:
        if _exempt(handler):
            return
        raise RuntimeError(f"the route {handler} declares no access")
    if access.public:
        return
    actor = actor_of(connection)
    if not actor.account and not actor.is_system:
        raise Unauthenticated
    if access.roles and not actor.has(*access.roles):
        names = "、".join(_(role.label) for role in Role if role in access.roles)
        raise Denied(_("这里由%(names)s使用。如需办理，请联系单位联络员或区委组织部经办人") % {"names": names})


def _exempt(handler: BaseRouteHandler) -> bool:
    """Whether a route needs no declaration: answers to OPTIONS, and Litestar's own schema pages."""
    if isinstance(handler, HTTPRouteHandler) and set(handler.http_methods) == {"OPTIONS"}:
        return True
    return type(handler.owner).__module__.startswith("litestar.") and handler.fn.__module__.startswith("litestar.")


def require_access(app: Litestar) -> None:
    """Refuse to start while a route declares no access."""
    missing = sorted(
        f"{'/'.join(sorted(handler.http_methods))} {route.path}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if "access" not in handler.opt and not _exempt(handler)
    )
    if missing:
        raise RuntimeError("these routes declare no access: " + ", ".join(missing))
