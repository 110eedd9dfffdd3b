# SPDX-License-Identifier: MIT
"""Adoption on screen: a panel of an outcome, what a liaison confirms and tells, briefs and tasks of the office."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.adoption import operations, operations_briefs, queries, rules
from research.adoption.schemas import (
    AdoptionView,
    AnswerEffect,
    AskAdoption,
    BriefContent,
    ConfirmAdoption,
    IndicatorValue,
    Plain,
    Reasoned,
    SendBrief,
    TaskContent,
)
from research.adoption.states import ADOPTION
from research.outcomes import queries as outcomes
from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import BUSINESS, OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
SEERS = frozenset(BUSINESS - {Role.REVIEWER, Role.INSPECTOR})
STAFF = allow(*OFFICE)
ANSWERING = allow(*OFFICE, Role.LIAISON)
STARTS = {"brief": rules.may_brief, "task": rules.may_task, "ask": rules.may_ask}


async def _begin(request: AnyRequest, outcome: int, action: str) -> dict[str, Any]:
    """What the form needs that begins something for an outcome."""
    found = await outcomes.get(request.user, outcome)
    require(STARTS[action](request.user, found))
    units = await identity.unit_options() if action == "ask" else []
    return {
        "outcome": found, "action": action, "unit_choices": [(unit.id, unit.name) for unit in units], "brief": None,
    }  # fmt: skip


class OutcomeWayPages(Controller):
    """What brings an outcome into practice."""

    path = "/outcomes/{outcome:int}"
    opt = STAFF
    include_in_schema = False

    @get("/adoption", opt=allow(*SEERS))
    async def show(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Show what was sent, asked and told: a panel of the outcome, or a page."""
        found = await queries.way(request.user, outcome)
        return await page(request, "adoption/way.html", block="panel", way=found)

    @get("/brief")
    async def brief_form(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Show the form of a brief, filled from the outcome."""
        context = await _begin(request, outcome, "brief")
        one = context["outcome"]
        form = Form.of(BriefContent, title=one.title, problem=one.problem, advice=one.practice or one.summary,
                       effect=one.effect)  # fmt: skip
        return await page(request, "adoption/brief_form.html", form=form, **context)

    @post("/brief")
    async def draft(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Draft a brief."""
        return await submit(
            request,
            BriefContent,
            run=lambda content: operations_briefs.draft(request.user, outcome=outcome, content=content),
            to=lambda done: f"/briefs/{done.id}",
            flash=_("专报已起草"),
            again=("adoption/brief_form.html", lambda: _begin(request, outcome, "brief")),
        )

    @get("/task")
    async def task_form(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Show the form of a task."""
        context = await _begin(request, outcome, "task")
        return await page(request, "adoption/start.html", form=Form.of(TaskContent), **context)

    @post("/task")
    async def give(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Give a task."""
        return await submit(
            request,
            TaskContent,
            run=lambda content: operations_briefs.give_task(request.user, outcome=outcome, content=content),
            to=f"/outcomes/{outcome}",
            flash=_("已起草督办单，待签发"),
            again=("adoption/start.html", lambda: _begin(request, outcome, "task")),
        )

    @get("/ask")
    async def ask_form(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Show the form that asks a unit."""
        context = await _begin(request, outcome, "ask")
        form = Form.of(AskAdoption, ask=_("请核对是否采纳该成果，采纳的请填写采纳内容、文号和日期。"))
        return await page(request, "adoption/start.html", form=form, **context)

    @post("/ask")
    async def ask(self, request: AnyRequest, outcome: FromPath[int]) -> Response[Any]:
        """Ask a unit whether it adopted the outcome."""
        return await submit(
            request,
            AskAdoption,
            run=lambda content: operations.ask(request.user, outcome=outcome, content=content),
            to=f"/outcomes/{outcome}",
            flash=_("已发送给采纳单位联络员"),
            again=("adoption/start.html", lambda: _begin(request, outcome, "ask")),
        )


async def _adoption(request: AnyRequest, id_: int) -> dict[str, Any]:
    found = await queries.get(request.user, id_)
    return {
        "adoption": found,
        "version": found.version,
        "grounds": [(one.value, one.label) for one in operations.GROUNDS],
        "confirming": Form.of(ConfirmAdoption, version=found.version, adopted_on=clock.today()),
        "declining": Form.of(Reasoned, version=found.version).at("decline"),
        "withdrawing": Form.of(Reasoned, version=found.version).at("withdraw"),
    }


class AdoptionPages(Controller):
    """Confirmations of adoption."""

    path = "/adoptions"
    opt = ANSWERING
    include_in_schema = False

    @get()
    async def index(
        self, request: AnyRequest, status: FromQuery[str] = "", after: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[Any]:
        """List the confirmations, and for a liaison what waits."""
        state = status if status in ADOPTION.labels else ""
        found = await queries.listed(request.user, state=state, after=after, before=before)
        asked, owed = await queries.waiting(request.user)
        return await page(
            request, "adoption/list.html", block="rows", found=found, asked=asked, owed=owed, state=state,
            states=list(ADOPTION.labels.items()),
        )  # fmt: skip

    @get("/{id:int}")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show one confirmation, to be answered by the liaison."""
        return await page(request, "adoption/adoption.html", form=None, **await _adoption(request, id))

    @post("/{id:int}/confirm", opt=allow(Role.LIAISON))
    async def confirm(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Confirm the adoption."""
        chosen = await uploads(request, "uploads")

        async def run(content: ConfirmAdoption) -> AdoptionView:
            return await operations.confirm(request.user, id=id, content=content, uploads=chosen)

        return await _step(request, id, ConfirmAdoption, run, _("已确认采纳"))

    @post("/{id:int}/decline", opt=allow(Role.LIAISON))
    async def decline(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Say that it was not adopted."""

        async def run(content: Reasoned) -> AdoptionView:
            return await operations.decline(request.user, id=id, content=content)

        return await _step(request, id, Reasoned, run, _("已答复"))

    @post("/{id:int}/withdraw", opt=STAFF)
    async def withdraw(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take the question back."""

        async def run(content: Reasoned) -> AdoptionView:
            return await operations.withdraw(request.user, id=id, content=content)

        return await _step(request, id, Reasoned, run, _("已撤回"))


async def _step(
    request: AnyRequest, id_: int, command: type[Any], run: Callable[[Any], Awaitable[AdoptionView]], flash: str
) -> Response[Any]:
    return await submit(
        request, command, run=run, to=f"/adoptions/{id_}", flash=flash,
        again=("adoption/adoption.html", lambda: _adoption(request, id_)),
    )  # fmt: skip


async def _effect(request: AnyRequest, id_: int) -> dict[str, Any]:
    found, adoption = await queries.effect(request.user, id_)
    figures = [IndicatorValue(one.id) for one in found.indicators]
    return {
        "effect": found,
        "adoption": adoption,
        "version": found.version,
        "answering": Form.of(AnswerEffect, version=found.version, on=clock.today(), figures=figures, effect=""),
        "waiving": Form.of(Reasoned, version=found.version),
    }


class EffectPages(Controller):
    """What came of an adoption."""

    path = "/effects/{id:int}"
    opt = ANSWERING
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the question, to be answered by the liaison."""
        return await page(request, "adoption/effect.html", form=None, **await _effect(request, id))

    @post("/answer", opt=allow(Role.LIAISON))
    async def answer(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Say what came of it."""
        return await submit(
            request,
            AnswerEffect,
            run=lambda content: operations.answer_effect(request.user, id=id, content=content),
            to=f"/effects/{id}",
            flash=_("已提交，感谢反馈"),
            again=("adoption/effect.html", lambda: _effect(request, id)),
        )

    @post("/waive", opt=STAFF)
    async def waive(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Do without an answer."""
        return await submit(
            request,
            Reasoned,
            run=lambda content: operations.waive_effect(request.user, id=id, content=content),
            to=f"/effects/{id}",
            flash=_("已登记免填"),
            again=("adoption/effect.html", lambda: _effect(request, id)),
        )


async def _brief(request: AnyRequest, id_: int) -> dict[str, Any]:
    found, outcome = await queries.brief(request.user, id_)
    return {
        "brief": found,
        "outcome": outcome,
        "version": found.version,
        "sending": Form.of(SendBrief, version=found.version, on=clock.today()),
        "dropping": Form.of(Plain, version=found.version),
    }


class BriefPages(Controller):
    """Briefs (专报)."""

    path = "/briefs/{id:int}"
    opt = STAFF
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a brief."""
        return await page(request, "adoption/brief.html", form=None, **await _brief(request, id))

    @get("/edit")
    async def edit_form(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show the form of a draft."""
        context = await _brief(request, id)
        form = Form.of(BriefContent, context["brief"])
        return await page(request, "adoption/brief_form.html", form=form, action="edit", **context)

    @post("/edit")
    async def edit(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Change a draft."""

        async def again() -> dict[str, Any]:
            return await _brief(request, id) | {"action": "edit"}

        return await submit(
            request,
            BriefContent,
            run=lambda content: operations_briefs.edit(request.user, id=id, content=content),
            to=f"/briefs/{id}",
            flash=_("专报已保存"),
            again=("adoption/brief_form.html", again),
        )

    @post("/send")
    async def send(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Note that it went out."""
        return await submit(
            request,
            SendBrief,
            run=lambda content: operations_briefs.send(request.user, id=id, content=content),
            to=f"/briefs/{id}",
            flash=_("已登记报送"),
            again=("adoption/brief.html", lambda: _brief(request, id)),
        )

    @post("/drop")
    async def drop(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Throw a draft away."""
        return await submit(
            request,
            Plain,
            run=lambda content: operations_briefs.drop(request.user, id=id, content=content),
            to=f"/briefs/{id}",
            flash=_("专报已作废"),
            again=("adoption/brief.html", lambda: _brief(request, id)),
        )


async def todo(actor: Actor) -> list[TodoItem]:
    """What the unit's liaison has to confirm and to tell."""
    asked, owed = await queries.waiting(actor)
    return [
        TodoItem(
            title=_("确认采纳：%(what)s") % {"what": one.outcome_title}, href=f"/adoptions/{one.id}",
            detail=one.outcome_number, due=one.due_on, icon="award", kind=_("成果采纳"),
            urgent=one.due_on < clock.today(),
        )
        for one in asked
    ] + [
        TodoItem(
            title=_("填写应用效果：%(what)s") % {"what": one.outcome_title}, href=f"/effects/{one.id}",
            detail=_("采纳%(n)d个月") % {"n": one.months}, due=one.due_on, icon="award", kind=_("成果采纳"),
            urgent=one.due_on < clock.today(),
        )
        for one in owed
    ]  # fmt: skip


CONTROLLERS = (OutcomeWayPages, AdoptionPages, EffectPages, BriefPages)
NAV = (
    NavEntry(
        "adoptions", "成果采纳", "file-check", "/adoptions", frozenset({Role.LIAISON, *OFFICE}), order=610,
        parents=("outcomes",),
    ),
)  # fmt: skip
PANELS = (
    Panel(
        slot="outcome.main",
        key="outcome-adoption",
        title="报送和采纳",
        href_for=lambda id_: f"/outcomes/{id_}/adoption",
        roles=SEERS,
        order=5,
    ),
)
