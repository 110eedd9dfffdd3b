# SPDX-License-Identifier: MIT
"""The workbench: the first page after signing in answers "what is mine to do now"."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Controller, Request, get
from litestar.response import Response

from research.projects import queries as projects
from thinktank.growth import queries as growth
from thinktank.kernel import clock
from thinktank.kernel.actor import ADMINS, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.notices import queries as notices
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.web.access import SIGNED_IN
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, TodoItem, todos_for

AnyRequest = Request[Any, Any, Any]
SHOWN = 5
NOON, EVENING = 12, 18


def greeting() -> str:
    """The greeting of the hour, in Shanghai."""
    hour = clock.local(clock.now()).hour
    return _("上午好") if hour < NOON else _("下午好") if hour < EVENING else _("晚上好")


def soon(todos: list[TodoItem], days: int) -> int:
    """How many are due within so many days, or late."""
    today = clock.today()
    return sum(1 for item in todos if item.due and (item.due - today).days <= days)


class DeskPages(Controller):
    """One page for every role."""

    opt = SIGNED_IN
    include_in_schema = False

    @get("/")
    async def desk(self, request: AnyRequest) -> Response[Any]:
        """Show what waits for the actor, their projects, and the newest notices."""
        actor: Actor = request.user
        todos, mine, news, ahead = await asyncio.gather(
            todos_for(actor), _projects(actor), notices.mine(actor), policies.reminders()
        )
        return await page(
            request,
            "desk/desk.html",
            greeting=greeting(),
            today=clock.today(),
            todos=todos,
            soon=soon(todos, ahead.desk_days),
            projects=mine,
            news=news.items[:SHOWN],
            growth=await _growth(actor),
        )


async def _projects(actor: Actor) -> list[Any]:
    """The projects that an actor leads, joins or mentors; the office has the list."""
    return await projects.of_actor(actor) if actor.has(Role.MEMBER, Role.MENTOR) else []


async def _growth(actor: Actor) -> list[Any]:
    """The newest lines of a member's own growth record."""
    if not actor.has(Role.MEMBER):
        return []
    talent = await talents.of_account(actor.account)
    return (await growth.record(actor, talent))[:SHOWN] if talent else []


CONTROLLERS = (DeskPages,)
NAV = (NavEntry("desk", "工作台", "checklist", "/", frozenset(Role) - ADMINS, order=1),)
