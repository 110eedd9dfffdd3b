# SPDX-License-Identifier: MIT
"""Finding out who asks: by the session cookie, or by a bearer token for programs."""

from __future__ import annotations

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from thinktank.identity import delegations, operations, queries
from thinktank.kernel.actor import ANONYMOUS, Actor
from thinktank.web.security import cookies_of

COOKIE = "tt_session"


class Authentication(ASGIMiddleware):
    """Put the kernel's Actor on every request: ``request.user``."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "plain_asset"

    def __init__(self, *, idle_minutes: int) -> None:
        self.idle_minutes = idle_minutes

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Find the actor, then run the rest."""
        actor = await self._actor(scope)
        scope["user"] = actor
        scope["auth"] = actor.session
        await next_app(scope, receive, send)

    async def _actor(self, scope: Scope) -> Actor:
        header = Headers.from_scope(scope).get("authorization", "")
        if header.lower().startswith("bearer "):
            return await _bearer(header[7:].strip())
        token = cookies_of(scope).get(COOKIE)
        return await self._session(token) if token else ANONYMOUS

    async def _session(self, token: str) -> Actor:
        found = await queries.session(token)
        if found is None or not await operations.see_session(found, idle_minutes=self.idle_minutes):
            return ANONYMOUS
        if found.acting_for is not None:
            deputy = await delegations.acting(found.account, found.name, found.acting_for, found.id)
            if deputy is not None:
                return deputy
        return Actor(account=found.account, name=found.name, unit=found.unit, grants=found.grants, session=found.id)


async def _bearer(token: str) -> Actor:
    found = await queries.bearer(token)
    if found is None:
        return ANONYMOUS
    grants = await queries.grants_of(found.account)
    return Actor(account=found.account, name=found.name, unit=found.unit, grants=grants)
