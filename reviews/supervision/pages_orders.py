# SPDX-License-Identifier: MIT
"""One order: drafted, shown with its steps, and each step taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.projects import queries as projects
from research.projects.schemas import ProjectView
from reviews.problems import queries as problems
from reviews.supervision import (
    operations_helpers,
    operations_orders,
    operations_time,
    queries,
    queries_checkpoints,
    rules,
)
from reviews.supervision.pages import STAFF, AnyRequest
from reviews.supervision.schemas import (
    AnswerMoreTime,
    AskMoreTime,
    CheckpointView,
    DraftOrder,
    ExtendOrder,
    GiveReason,
    HelpOrder,
    OrderView,
    ReplyOrder,
    Step,
    VerifyOrder,
)
from reviews.supervision.states import Colour, OrderKind
from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.trail import queries as trail
from thinktank.web.access import SIGNED_IN, allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page

FORMS: dict[str, type[Any]] = {
    "reply": ReplyOrder,
    "help": HelpOrder,
    "verify": VerifyOrder,
    "more-time": AskMoreTime,
    "answer-time": AnswerMoreTime,
    "extend": ExtendOrder,
    "withdraw": GiveReason,
    "escalate": GiveReason,
}
RUN: dict[str, Any] = {
    "sign": operations_orders.sign_order,
    "receive": operations_orders.receive,
    "start": operations_orders.start,
    "reply": operations_orders.reply,
    "help": operations_helpers.help_out,
    "verify": operations_orders.verify,
    "more-time": operations_time.ask,
    "answer-time": operations_time.answer,
    "extend": operations_orders.extend,
    "withdraw": operations_orders.withdraw,
    "escalate": operations_orders.escalate,
}
SAID = {
    "sign": "已签发并下发",
    "receive": "已签收",
    "start": "已记为办理中",
    "reply": "已反馈，等待核查",
    "help": "协办情况已填写，承办人可以看到",
    "verify": "核查结果已登记",
    "more-time": "已申请延期，等待批复",
    "answer-time": "已批复",
    "extend": "已延期",
    "withdraw": "已撤回",
    "escalate": "已升级，请签发新单",
}
STEPS = (
    ("下发", ("draft", "approved")),
    ("签收", ("issued",)),
    ("办理", ("received", "handling", "returned")),
    ("核查", ("replied", "verifying")),
    ("销号", ()),
)


def steps_of(order: OrderView) -> list[dict[str, Any]]:
    """Return an order's way as the step bar shows it."""
    over = order.state == "closed"
    now = next((n for n, (_label, states) in enumerate(STEPS) if order.state in states), len(STEPS) if over else -1)
    notes = (order.issued_at, order.received_at, order.replied_at, order.verified_at, order.closed_on)
    return [
        {
            "label": _(label),
            "note": f"{at.month}月{at.day}日" if (at := notes[n]) and n < now else "",
            "state": "done" if n < now else "now" if n == now else "next",
        }
        for n, (label, _states) in enumerate(STEPS)
    ]


class OrderPages(Controller):
    """One order."""

    path = "/supervision/orders"
    include_in_schema = False

    @get("/new", opt=allow(*STAFF))
    async def new(
        self,
        request: AnyRequest,
        project: FromQuery[int],
        checkpoint: FromQuery[int | None] = None,
        problem: FromQuery[int | None] = None,
    ) -> Response[Any]:
        """Show the form of an order, filled from the checkpoint, the problem or the light that it follows."""
        head = await projects.head(request.user, project)
        require(rules.may_supervise(await projects.ties_of(request.user, head)))
        known: dict[str, Any] = {"project": project, **_by_light(head), "due_on": await _usual_due()}
        if problem is not None:
            entry = await problems.get(request.user, problem)
            known |= {
                "kind": OrderKind.SUPERVISION, "entry": problem, "matter": entry.text[:120], "problem": entry.text,
                "requirement": entry.measure, "basis": _("问题台账：%(kind)s") % {"kind": _(entry.kind.label)},
            }  # fmt: skip
        if checkpoint is not None:
            seen: CheckpointView = (await queries_checkpoints.checkpoint(request.user, checkpoint))[0]
            known |= {
                "kind": OrderKind.SUPERVISION, "checkpoint": checkpoint, "matter": seen.title,
                "problem": seen.finding, "requirement": seen.advice,
                "basis": _("督查检查点：%(title)s") % {"title": seen.title},
            }  # fmt: skip
        form = Form.of(DraftOrder, **known)
        return await page(request, "supervision/draft.html", form=form, **await _drafting(head))

    @post("/new", opt=allow(*STAFF))
    async def create(self, request: AnyRequest, project: FromQuery[int]) -> Response[Any]:
        """Draft an order."""
        sent = await uploads(request, "uploads")

        async def run(command: DraftOrder) -> OrderView:
            return await operations_orders.draft_order(request.user, command=command, uploads=list(sent))

        async def again() -> dict[str, Any]:
            return await _drafting(await projects.head(request.user, project))

        return await submit(
            request,
            DraftOrder,
            run=run,
            to=lambda made: made.href,
            again=("supervision/draft.html", again),
            flash=_("已起草，等待签发"),
        )

    @get("/{id:int}", opt=SIGNED_IN)
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show an order with its steps and what the reader may do."""
        context = await _order(request.user, id)
        return await page(request, "supervision/order.html", form=None, doing="", **context)

    @get("/{id:int}/{step:str}", opt=SIGNED_IN)
    async def ask(self, request: AnyRequest, id: FromPath[int], step: FromPath[str]) -> Response[Any]:
        """Show an order with the form of one step open."""
        if step not in RUN:
            raise NotFound
        context = await _order(request.user, id)
        form = Form.of(FORMS[step], **_known(context["order"], step)) if step in FORMS else None
        return await page(request, "supervision/order.html", form=form, doing=step, **context)

    @post("/{id:int}/{step:str}", opt=SIGNED_IN)
    async def act(self, request: AnyRequest, id: FromPath[int], step: FromPath[str]) -> Response[Any]:
        """Take one step of an order."""
        if step not in RUN:
            raise NotFound
        sent = await uploads(request, "uploads") if step in {"reply", "help", "verify"} else []
        more: dict[str, Any] = {"uploads": sent} if sent else {}

        async def run(command: Any) -> OrderView:
            done: OrderView = await RUN[step](request.user, id=id, command=command, **more)
            return done

        async def again() -> dict[str, Any]:
            context = await _order(request.user, id)
            return {**context, "doing": step, "version": _known(context["order"], step)["version"]}

        return await submit(
            request,
            FORMS.get(step, Step),
            run=run,
            to=lambda done: done.href,
            again=("supervision/order.html", again),
            flash=_(SAID[step]),
        )


async def _drafting(project: ProjectView) -> dict[str, Any]:
    team = await projects.members(project.id)
    liaisons = set(await identity.liaisons_of(project.unit))
    return {
        "project": project,
        "handlers": [
            (one.id, _("%(name)s　%(unit)s联络员") % {"name": one.name, "unit": one.unit_name})
            for one in await identity.accounts_with_role(Role.LIAISON)
            if one.id in liaisons and one.id != project.lead_account
        ],
        "units": [(unit.id, unit.name) for unit in await identity.unit_options()],
        "people": [(one.account, f"{one.name}　{one.unit_name}") for one in team if one.account],
    }


def _known(order: OrderView, step: str) -> dict[str, Any]:
    """What the form of a step starts with: the version of what it changes; who helps finds what was said before."""
    mine = next((one for one in order.helpers if one.id == order.mine), None)
    return {"version": mine.version, "text": mine.text} if step == "help" and mine else {"version": order.version}


def _by_light(project: ProjectView) -> dict[str, Any]:
    """What an order is filled with where the light says what is wrong: a red one asks for rectification."""
    kinds = {"red": OrderKind.RECTIFICATION, "yellow": OrderKind.SUPERVISION}
    if project.light not in kinds:
        return {"kind": OrderKind.SUPERVISION}
    matter = _("%(project)s%(light)s整改") % {"project": project.title[:80], "light": _(Colour(project.light).label)}
    basis = _("亮灯规则：%(word)s，自%(day)s") % {
        "word": _(Colour(project.light).label), "day": project.light_since and clock.day_of(project.light_since),
    }  # fmt: skip
    return {"kind": kinds[project.light], "matter": matter, "problem": project.light_reason, "basis": basis}


async def _usual_due() -> date:
    days = (await policies.supervision()).fix_workdays
    return (await policies.calendar()).add_workdays(clock.today(), days)


async def _order(actor: Actor, id: int) -> dict[str, Any]:
    order = await queries.get(actor, id)
    return {
        "order": order,
        "steps": steps_of(order),
        "timeline": await trail.timeline(actor, "order", id),
    }


CONTROLLERS = (OrderPages,)
