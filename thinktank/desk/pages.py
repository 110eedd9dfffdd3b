# SPDX-License-Identifier: MIT
"""The workbench: the first page after signing in answers "what is mine to do now"."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from litestar import Controller, Request, get
from litestar.params import FromPath, QueryParameter
from litestar.response import Response

from research.projects import queries as projects
from thinktank.growth import queries as growth
from thinktank.kernel import clock
from thinktank.kernel.actor import ADMINS, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.notices import queries as notices
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.web.access import SIGNED_IN
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, TodoItem, todos_for

AnyRequest = Request[Any, Any, Any]
SHOWN = 5
STAFF = frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON})
PARTS: dict[str, tuple[tuple[str, ...], frozenset[Role]]] = {
    "projects": (("research.projects.",), frozenset()),
    "terms": (("research.reports.pages_more",), frozenset()),  # more time asked for; before the reports, whose it is
    "reports": (("research.reports.",), frozenset()),
    "choosing": (("research.topics.", "research.changes."), frozenset()),
    "grants": (("research.grants.",), frozenset({Role.OFFICER, Role.DEPT_LEADER})),
    "adoption": (("research.adoption.",), frozenset({Role.LIAISON})),
    "meetings": (("research.meetings.", "reviews.problems.", "thinktank.briefings."), frozenset()),
    "decisions": (("reviews.decisions.",), frozenset()),
    "supervision": (("reviews.supervision.",), frozenset()),
    "reviews": (("reviews.",), frozenset()),
    "applications": (("research.applications.", "thinktank.rosters."), STAFF | {Role.MEMBER}),
    "people": (("thinktank.talents.",), STAFF),
    "growth": (("thinktank.growth.", "thinktank.placement."), STAFF),
    "care": (("thinktank.postings.", "thinktank.mentoring."), frozenset()),
    "rest": ((), frozenset()),
}
"""What waits is asked for in parts, each at most four questions: whose modules' providers, for which roles (none: all).

The rest is whatever stands in no other part, so that nothing can be forgotten.
"""
NOON, EVENING = 12, 18


def greeting() -> str:
    """The greeting of the hour, in Shanghai."""
    hour = clock.local(clock.now()).hour
    return _("上午好") if hour < NOON else _("下午好") if hour < EVENING else _("晚上好")


def soon(todos: list[TodoItem], days: int) -> int:
    """How many are due within so many days, or late."""
    today = clock.today()
    return sum(1 for item in todos if item.due and (item.due - today).days <= days)


def part_of(module: str) -> str:
    """Which part of the workbench a provider's module belongs to."""
    return next((part for part, (prefixes, _roles) in PARTS.items() if module.startswith(prefixes)), "rest")


def parts_for(actor: Actor) -> list[str]:
    """Return the parts in which something may wait for an actor."""
    return [part for part, (_prefixes, roles) in PARTS.items() if not roles or actor.has(*roles)]


class DeskPages(Controller):
    """One page for every role."""

    opt = SIGNED_IN
    include_in_schema = False

    @get("/")
    async def desk(
        self, request: AnyRequest, whole: Annotated[bool, QueryParameter(name="all")] = False
    ) -> Response[Any]:
        """Show what waits for the actor, their projects, and the newest notices.

        What waits comes in parts, when the page is there; with ``all`` in one list by urgency and day, counted.
        """
        actor: Actor = request.user
        mine, news = await asyncio.gather(_projects(actor), notices.mine(actor))
        context = await _whole(actor) if whole else {"parts": parts_for(actor)}
        return await page(
            request, "desk/desk.html", greeting=greeting(), today=clock.today(), projects=mine,
            news=news.items[:SHOWN], growth=await _growth(actor), **context,
        )  # fmt: skip

    @get("/todos/{part:str}")
    async def part(self, request: AnyRequest, part: FromPath[str]) -> Response[Any]:
        """Show a part of what waits for the actor."""
        if part not in PARTS:
            raise NotFound
        todos = await todos_for(request.user, lambda module: part_of(module) == part)
        return await page(request, "desk/todos.html", block="items", todos=todos)


async def _whole(actor: Actor) -> dict[str, Any]:
    """Everything that waits, in one order, with how much of it is near its day."""
    todos, ahead = await asyncio.gather(todos_for(actor), policies.reminders())
    return {"todos": todos, "soon": soon(todos, ahead.desk_days), "parts": []}


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
