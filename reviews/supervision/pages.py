# SPDX-License-Identifier: MIT
"""The ledger, and the panels that stand on a project's page."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.projects import queries as projects
from reviews.supervision import operations, queries, queries_checkpoints, queries_lights, rules
from reviews.supervision.schemas import EndOverride, OrderRow, OverrideLight
from reviews.supervision.states import AT_HANDLER, ORDER, Colour, OrderKind
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
STAFF = (*OFFICE, Role.INSPECTOR)
INVOLVED = (*STAFF, Role.MEMBER, Role.MENTOR, Role.LIAISON)


class LedgerPages(Controller):
    """The ledger and the inspector's desk."""

    path = "/supervision"
    include_in_schema = False

    @get(opt=allow(*INVOLVED))
    async def index(
        self,
        request: AnyRequest,
        show: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        light: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show the ledger of orders."""
        chosen = {"show": show, "kind": kind, "light": light}
        found = await queries.listed(request.user, state=show, kind=kind, light=light, after=after, before=before)
        url = "/supervision?" + "&".join(f"{name}={value}" for name, value in chosen.items() if value)
        return await page(
            request,
            "supervision/list.html",
            block="rows",
            orders=found,
            chosen=chosen,
            url=url.rstrip("?"),
            staff=request.user.has(*STAFF),
            states=[
                ("open", _("未销号")),
                ("late", _("逾期")),
                ("check", _("待我核查")),
                *((one, _(name)) for one, name in ORDER.labels.items()),
            ],
            kinds=[(str(one), _(one.label)) for one in OrderKind],
            lights=[(str(one), _(one.label)) for one in Colour],
        )

    @get("/desk", opt=allow(*STAFF))
    async def desk(self, request: AnyRequest) -> Response[Any]:
        """Show what waits for an inspector: checkpoints to do, replies to check."""
        return await page(request, "supervision/desk.html", desk=await queries_checkpoints.desk(request.user))

    @get("/projects/{id:int}", opt=allow(*INVOLVED))
    async def of_project(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a project's light, orders and checkpoints: a panel of the project's page, or a page."""
        return await page(
            request,
            "supervision/project.html",
            block="panel",
            form=Form.of(OverrideLight),
            **await _of_project(request.user, id),
        )

    @get("/projects/{id:int}/note", opt=allow(*INVOLVED))
    async def note(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a project's open orders: a note above the project's page."""
        head = await projects.head(request.user, id)
        orders = await queries.orders_of(request.user, id, open_only=True)
        return await page(request, "supervision/note.html", block="panel", orders=orders, project=head)

    @post("/projects/{id:int}/light", opt=allow(*OFFICE))
    async def override(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Set a light by hand."""

        async def run(command: OverrideLight) -> Any:
            return await operations.override_light(request.user, project=id, command=command)

        return await submit(
            request,
            OverrideLight,
            run=run,
            to=f"/supervision/projects/{id}",
            again=("supervision/project.html", lambda: _of_project(request.user, id)),
            flash=_("亮灯已调整"),
        )

    @post("/projects/{id:int}/light/end", opt=allow(*OFFICE))
    async def end_override(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give a light back to the rules."""

        async def run(command: EndOverride) -> Any:
            return await operations.end_override(request.user, project=id, command=command)

        return await submit(
            request,
            EndOverride,
            run=run,
            to=f"/supervision/projects/{id}",
            again=("supervision/project.html", lambda: _of_project(request.user, id)),
            flash=_("已恢复按规则亮灯"),
        )


async def _of_project(actor: Actor, id: int) -> dict[str, Any]:
    head = await projects.head(actor, id)
    ties = await projects.ties_of(actor, head)
    return {
        "project": head,
        "light": await queries_lights.light_of(actor, id),
        "blank": (Form.of(OverrideLight), Form.of(EndOverride)),
        "orders": await queries.orders_of(actor, id),
        "checkpoints": await queries_checkpoints.checkpoints_of(actor, id),
        "may_supervise": bool(rules.may_supervise(ties)),
        "may_override": bool(rules.may_override(ties)),
    }


def _helps(actor: Actor, order: OrderRow) -> bool:
    return order.state in AT_HANDLER and order.handler != actor.account


async def todo(actor: Actor) -> list[TodoItem]:
    """Return the orders and checkpoints that wait for the actor."""
    if not actor.account:
        return []
    today = clock.today()
    verbs = {"issued": _("签收"), "draft": _("签发"), "approved": _("签发"), "replied": _("核查")}
    items = [
        TodoItem(
            title=_("%(verb)s%(kind)s：%(matter)s")
            % {
                "verb": _("协办") if _helps(actor, order) else verbs.get(order.state, _("办理")),
                "kind": order.kind.label,
                "matter": order.matter,
            },
            href=order.href,
            detail=f"{order.title}　{order.project_title}",
            due=order.due_now,
            urgent=order.state in AT_HANDLER and order.due_on < today,
            icon="file-alert",
            kind="order",
        )
        for order in await queries.waiting_for(actor)
    ]
    items += [
        TodoItem(
            title=_("批复延期：%(matter)s") % {"matter": order.matter}, href=f"{order.href}/answer-time",
            detail=f"{order.title}　{order.handler_name}", due=order.due_on, icon="calendar-due", kind="order",
        )
        for order in await queries.more_time_asked(actor)
    ]  # fmt: skip
    if actor.has(*STAFF):
        items += [
            TodoItem(
                title=_("督查：%(title)s") % {"title": one.title},
                href=one.href,
                detail=one.project_title,
                due=one.due_on,
                urgent=one.due_on < today,
                icon="eye",
                kind="checkpoint",
            )
            for one in await queries_checkpoints.checkpoints_of_inspector(actor)
        ]
    return items


CONTROLLERS = (LedgerPages,)
NAV = (
    NavEntry(
        key="supervision",
        label="督查督办",
        icon="traffic-lights",
        href="/supervision",
        roles=frozenset({*OFFICE, Role.LIAISON}),
        order=60,
    ),
    NavEntry(
        key="inspect",
        label="督查任务",
        icon="eye",
        href="/supervision/desk",
        roles=frozenset({Role.INSPECTOR}),
        order=59,
    ),
    NavEntry(
        key="ledger",
        label="督查台账",
        icon="traffic-lights",
        href="/supervision",
        roles=frozenset({Role.INSPECTOR}),
        order=61,
    ),
)
PANELS = (
    Panel(
        slot="project.tab",
        key="supervision",
        title="督查督办",
        href_for=lambda id_: f"/supervision/projects/{id_}",
        roles=frozenset(INVOLVED),
        order=50,
    ),
    Panel(
        slot="project.note",
        key="orders",
        title="未销号督办单",
        href_for=lambda id_: f"/supervision/projects/{id_}/note",
        roles=frozenset(INVOLVED),
        order=10,
    ),
)
