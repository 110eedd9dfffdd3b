# SPDX-License-Identifier: MIT
"""Briefings on screen: the list, drawing one, its parts with their sources, editing, settling."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.briefings import operations, periods, queries, rules
from thinktank.briefings.schemas import BriefingView, Head, Make, Reason, Step, Write
from thinktank.briefings.states import BriefingKind
from thinktank.documents.charts import Chart, ChartKind
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.papers.ledgers import LedgerKind, ledgers
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, TodoItem

AnyRequest = Request[Any, Any, Any]
_TOKENS = {"accent": "--pri", "green": "--g", "yellow": "--y", "red": "--r", "grey": "--n"}


class BriefingsPages(Controller):
    """All briefings."""

    path = "/briefings"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        kind: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show the briefings, what can be drawn with one press, and the ledgers of everything."""
        chosen = kind if kind in set(BriefingKind) else ""
        found = await queries.listed(request.user, kind=chosen, after=after, before=before)
        today = clock.today()
        offers = [(one, periods.latest(one, today)) for one in BriefingKind]
        return await page(
            request, "briefings/list.html", block="rows", rows=found, kind=chosen, kinds=list(BriefingKind),
            offers=[(one, period.last, periods.words(one, period)) for one, period in offers],
            ledgers=_ledgers(request.user), url=f"/briefings?kind={chosen}" if chosen else "/briefings",
        )  # fmt: skip

    @get("/new")
    async def form(self, request: AnyRequest, kind: FromQuery[str] = "") -> Response[Any]:
        """Show the form for a briefing."""
        require(rules.may_make(request.user))
        chosen = BriefingKind(kind) if kind in set(BriefingKind) else BriefingKind.MONTHLY
        form = Form.of(Make, kind=chosen, day=periods.latest(chosen, clock.today()).last)
        return await page(request, "briefings/form.html", form=form)

    @post("/new")
    async def make(self, request: AnyRequest) -> Response[Any]:
        """Draw a briefing."""

        async def run(command: Make) -> BriefingView:
            return await operations.make(request.user, command=command)

        return await submit(
            request, Make, run=run, to=lambda made: f"/briefings/{made.id}", again=("briefings/form.html", {}),
            flash=_("已按业务数据起草，请核对后定稿"),
        )  # fmt: skip


def _ledgers(actor: Actor) -> list[LedgerKind]:
    return [one for one in ledgers.values() if actor.has(*one.roles)]


class BriefingPages(Controller):
    """One briefing."""

    path = "/briefings/{id:int}"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a briefing with its sources."""
        return await page(request, "briefings/show.html", form=None, **await _briefing(request.user, id))

    @post("/draw")
    async def draw(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Draw it anew."""

        async def run(command: Step) -> BriefingView:
            return await operations.draw(request.user, id=id, command=command)

        return await _step(request, id, Step, run, _drawn)

    @get("/head")
    async def head_form(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the number of the issue and the addressee to change."""
        context = await _head(request.user, id)
        return await page(request, "briefings/head.html", form=Form.of(Head, context["briefing"]), **context)

    @post("/head")
    async def edit_head(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Change them."""

        async def run(command: Head) -> BriefingView:
            return await operations.edit_head(request.user, id=id, command=command)

        return await submit(
            request, Head, run=run, to=f"/briefings/{id}", flash=_("已保存"),
            again=("briefings/head.html", lambda: _head(request.user, id)),
        )  # fmt: skip

    @post("/settle")
    async def settle(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Settle it."""

        async def run(command: Step) -> BriefingView:
            return await operations.settle(request.user, id=id, command=command)

        return await _step(request, id, Step, run, lambda _found: _("已定稿，内容不再随数据变化"))

    @post("/reopen")
    async def reopen(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Open it again."""

        async def run(command: Reason) -> BriefingView:
            return await operations.reopen(request.user, id=id, command=command)

        return await _step(request, id, Reason, run, lambda _found: _("已退回修改"))

    @post("/drop")
    async def drop(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give it up."""

        async def run(command: Reason) -> BriefingView:
            return await operations.drop(request.user, id=id, command=command)

        return await _step(request, id, Reason, run, lambda _found: _("已作废"))


class PartPages(Controller):
    """One part of a briefing."""

    path = "/briefings/{id:int}/parts/{key:str}"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def form(self, request: AnyRequest, id: FromPath[int], key: FromPath[str]) -> Response[Any]:
        """Show a part's text to change, beside what the data say."""
        context = await _part(request.user, id, key)
        form = Form.of(Write, text=context["part"].text, version=context["version"])
        return await page(request, "briefings/part.html", form=form, **context)

    @post()
    async def write(self, request: AnyRequest, id: FromPath[int], key: FromPath[str]) -> Response[Any]:
        """Change it."""

        async def run(command: Write) -> BriefingView:
            return await operations.write(request.user, id=id, key=key, command=command)

        return await submit(
            request, Write, run=run, to=f"/briefings/{id}#p-{key}", flash=_("已保存，更新数据时保留"),
            again=("briefings/part.html", lambda: _part(request.user, id, key)),
        )  # fmt: skip

    @post("/take")
    async def take(self, request: AnyRequest, id: FromPath[int], key: FromPath[str]) -> Response[Any]:
        """Take what the data say."""

        async def run(command: Step) -> BriefingView:
            return await operations.take_drawn(request.user, id=id, key=key, command=command)

        return await _step(request, id, Step, run, lambda _found: _("已采用按数据生成的文字"))

    @post("/show")
    async def show(self, request: AnyRequest, id: FromPath[int], key: FromPath[str]) -> Response[Any]:
        """Take a part in again."""

        async def run(command: Step) -> BriefingView:
            return await operations.show(request.user, id=id, key=key, shown=True, command=command)

        return await _step(request, id, Step, run, lambda _found: _("已列入"))

    @post("/hide")
    async def hide(self, request: AnyRequest, id: FromPath[int], key: FromPath[str]) -> Response[Any]:
        """Leave a part out."""

        async def run(command: Step) -> BriefingView:
            return await operations.show(request.user, id=id, key=key, shown=False, command=command)

        return await _step(request, id, Step, run, lambda _found: _("已不列入，可随时再列入"))


async def _step(
    request: AnyRequest, id_: int, command: type[Any], run: Callable[[Any], Awaitable[BriefingView]],
    flash: Callable[[BriefingView], str],
) -> Response[Any]:  # fmt: skip
    return await submit(
        request, command, run=run, to=f"/briefings/{id_}", flash=flash,
        again=("briefings/show.html", lambda: _briefing(request.user, id_)),
    )  # fmt: skip


def _drawn(found: BriefingView) -> str:
    moved = [_(part.title) for part in found.parts if part.outdated]
    if not moved:
        return _("已按最新数据更新")
    return _("已按最新数据更新；%(parts)s有您改过的文字，已保留，请核对") % {"parts": "、".join(moved)}


async def _briefing(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.get(actor, id_)
    charts = {part.key: option(part.chart) for part in found.parts if part.chart and part.shown}
    reason = Form.of(Reason, version=found.version)
    return {"briefing": found, "version": found.version, "charts": charts, "reason": reason}


async def _head(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.get(actor, id_)
    require(rules.may("edit", actor, state=found.state))
    return {"briefing": found, "version": found.version}


async def _part(actor: Actor, id_: int, key: str) -> dict[str, Any]:
    context = await _head(actor, id_)
    part = next((one for one in context["briefing"].parts if one.key == key), None)
    if part is None:
        raise NotFound
    return context | {"part": part}


def option(chart: Chart) -> dict[str, Any]:
    """Return a chart for the browser, in the colours of the page's theme."""
    lying = chart.kind is ChartKind.FUNNEL
    names = {"type": "category", "data": list(chart.categories), "inverse": lying}
    numbers = {"type": "value", "minInterval": 1}
    series = [
        {
            "name": one.name, "type": "bar", "data": [n or None for n in one.values], "barMaxWidth": 44,
            "itemStyle": {"color": _TOKENS[one.colour]}, "label": {"show": True, "position": "inside"},
        } | ({"stack": "all"} if len(chart.series) > 1 else {})
        for one in chart.series
    ]  # fmt: skip
    axes = {"xAxis": numbers, "yAxis": names} if lying else {"xAxis": names, "yAxis": numbers}
    legend: dict[str, Any] = {"legend": {}} if len(series) > 1 else {}
    return {"tooltip": {"trigger": "axis"}, "series": series} | axes | legend


async def todo(actor: Actor) -> list[TodoItem]:
    """The actor's own briefings that are not settled yet."""
    if not actor.is_office:
        return []
    return [
        TodoItem(
            title=_("定稿：%(title)s") % {"title": row.title}, href=f"/briefings/{row.id}", icon="file-text",
            detail=_("数据截至%(at)s") % {"at": f"{clock.local(row.drawn_at):%m-%d %H:%M}"}, kind="briefing",
        )
        for row in await queries.drafts(actor)
    ]  # fmt: skip


CONTROLLERS = (BriefingsPages, BriefingPages, PartPages)
NAV = (NavEntry("briefings", "简报材料", "file-text", "/briefings", OFFICE, order=720, parents=("cockpit",)),)
