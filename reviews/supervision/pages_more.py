# SPDX-License-Identifier: MIT
"""Inspections of projects: planned, looked at, recorded."""

from __future__ import annotations

from typing import Any

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.projects import queries as projects
from reviews.supervision import operations_checkpoints as operations
from reviews.supervision import queries_checkpoints, rules
from reviews.supervision.pages import INVOLVED, STAFF, AnyRequest
from reviews.supervision.schemas import CheckpointView, GiveReason, ItemSeen, PlanCheckpoint, RecordCheckpoint
from reviews.supervision.states import CHECKPOINT, CheckpointState
from thinktank.files import queries as files
from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page


class CheckpointPages(Controller):
    """Inspections of projects."""

    path = "/supervision/checkpoints"
    include_in_schema = False

    @get(opt=allow(*STAFF))
    async def index(
        self,
        request: AnyRequest,
        show: FromQuery[CheckpointState] = CheckpointState.PLANNED,
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show one's own inspections: planned, done or called off."""
        found = await queries_checkpoints.own(request.user, state=show, after=after, before=before)
        states = [(one, _(word)) for one, word in CHECKPOINT.labels.items()]
        return await page(
            request, "supervision/checkpoints.html", block="rows", checkpoints=found, show=show, states=states,
            url=f"/supervision/checkpoints?show={show}",
        )  # fmt: skip

    @get("/new", opt=allow(*STAFF))
    async def new(self, request: AnyRequest, project: FromQuery[int]) -> Response[Any]:
        """Show the form that plans an inspection."""
        form = Form.of(PlanCheckpoint, project=project, due_on=clock.today())
        return await page(request, "supervision/plan.html", form=form, **await _planning(request.user, project))

    @post("/new", opt=allow(*STAFF))
    async def create(self, request: AnyRequest, project: FromQuery[int]) -> Response[Any]:
        """Plan an inspection."""

        async def run(command: PlanCheckpoint) -> CheckpointView:
            return await operations.plan_checkpoint(request.user, command=command)

        return await submit(
            request,
            PlanCheckpoint,
            run=run,
            to=lambda made: made.href,
            again=("supervision/plan.html", lambda: _planning(request.user, project)),
            flash=_("督查已安排"),
        )

    @get("/{id:int}", opt=allow(*INVOLVED))
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show an inspection, with the form to record it for its inspector."""
        context = await _checkpoint(request.user, id)
        return await page(request, "supervision/checkpoint.html", form=_blank(context), **context)

    @post("/{id:int}/record", opt=allow(*STAFF))
    async def record(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Record what an inspection found."""
        sent = await uploads(request, "uploads")

        async def run(command: RecordCheckpoint) -> CheckpointView:
            return await operations.record_checkpoint(request.user, id=id, command=command, uploads=list(sent))

        return await submit(
            request,
            RecordCheckpoint,
            run=run,
            to=lambda done: done.href,
            again=("supervision/checkpoint.html", lambda: _checkpoint(request.user, id)),
            flash=_("督查情况已登记"),
        )

    @get("/{id:int}/cancel", opt=allow(*STAFF))
    async def ask_cancel(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Ask why an inspection is called off; shows the inspection where that cannot be done."""
        context = await _checkpoint(request.user, id)
        if "cancel" not in context["checkpoint"].actions:
            return await page(request, "supervision/checkpoint.html", form=_blank(context), **context)
        form = Form.of(GiveReason, version=context["version"])
        return await page(request, "supervision/cancel.html", form=form, **context)

    @post("/{id:int}/cancel", opt=allow(*STAFF))
    async def cancel(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Call an inspection off."""

        async def run(command: GiveReason) -> CheckpointView:
            return await operations.cancel_checkpoint(request.user, id=id, command=command)

        return await submit(
            request,
            GiveReason,
            run=run,
            to=lambda done: done.href,
            again=("supervision/cancel.html", lambda: _checkpoint(request.user, id)),
            flash=_("督查已取消"),
        )


async def _planning(actor: Actor, project: int) -> dict[str, Any]:
    head = await projects.head(actor, project)
    require(rules.may_supervise(await projects.ties_of(actor, head)))
    inspectors = await identity.accounts_with_role(Role.INSPECTOR)
    return {"project": head, "inspectors": [(one.id, f"{one.name}　{one.unit_name}") for one in inspectors]}


def _blank(context: dict[str, Any]) -> Form[RecordCheckpoint]:
    items = [ItemSeen(line.key) for line in context["checklist"]]
    return Form.of(RecordCheckpoint, version=context["version"], items=items)


async def _checkpoint(actor: Actor, id: int) -> dict[str, Any]:
    seen, project, ties = await queries_checkpoints.checkpoint(actor, id)
    recording = "record" in seen.actions
    return {
        "checklist": await queries_checkpoints.checklist(seen) if recording else [],
        "report": await queries_checkpoints.report_of(seen) if recording else None,
        "checkpoint": seen,
        "project": project,
        "version": seen.version,
        "may_order": bool(rules.may_supervise(ties)),
        "files": await files.of("checkpoint", id),
        "lines": await trail.timeline(actor, "checkpoint", id),
    }


CONTROLLERS = (CheckpointPages,)
