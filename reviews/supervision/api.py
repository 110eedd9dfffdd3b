# SPDX-License-Identifier: MIT
"""Orders, checkpoints and lights for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from reviews.supervision import (
    operations,
    operations_checkpoints,
    operations_helpers,
    operations_orders,
    operations_time,
    queries,
    queries_checkpoints,
    queries_lights,
)
from reviews.supervision.schemas import (
    AnswerMoreTime,
    AskMoreTime,
    CheckpointPage,
    CheckpointView,
    DraftOrder,
    EndOverride,
    ExtendOrder,
    GiveReason,
    HelpOrder,
    LightView,
    OrderPage,
    OrderView,
    OverrideLight,
    PlanCheckpoint,
    RecordCheckpoint,
    ReplyOrder,
    Step,
    VerifyOrder,
)
from reviews.supervision.states import CheckpointState
from thinktank.files import queries as files
from thinktank.kernel.actor import OFFICE, Role
from thinktank.web.access import SIGNED_IN, allow

AnyRequest = Request[Any, Any, Any]
STAFF = (*OFFICE, Role.INSPECTOR)


class OrderApi(Controller):
    """The ledger and each order's steps."""

    path = "/api/v1/orders"
    opt = SIGNED_IN
    tags = ["supervision"]

    @get(operation_id="list_orders")
    async def index(
        self,
        request: AnyRequest,
        show: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        light: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> OrderPage:
        """Return a page of orders; ``show`` is a state, or open or late."""
        found = await queries.listed(request.user, state=show, kind=kind, light=light, after=after, before=before)
        return OrderPage(found.items, found.next, found.prev, found.total)

    @post(operation_id="draft_order", opt=allow(*STAFF))
    async def draft(
        self, request: AnyRequest, data: JSONBody[DraftOrder], uploads: FromQuery[list[int] | None] = None
    ) -> OrderView:
        """Draft an order; ``uploads`` names files sent ahead (uploadFile), which go out with it."""
        sent = await files.staged(request.user, uploads)
        return await operations_orders.draft_order(request.user, command=data, uploads=sent)

    @get("/{id:int}", operation_id="read_order")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> OrderView:
        """Return one order."""
        return await queries.get(request.user, id)

    @post("/{id:int}/sign", operation_id="sign_order", status_code=200)
    async def sign(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> OrderView:
        """Sign and issue it."""
        return await operations_orders.sign_order(request.user, id=id, command=data)

    @post("/{id:int}/receive", operation_id="receive_order", status_code=200)
    async def receive(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> OrderView:
        """Confirm receipt."""
        return await operations_orders.receive(request.user, id=id, command=data)

    @post("/{id:int}/start", operation_id="start_order", status_code=200)
    async def start(self, request: AnyRequest, id: FromPath[int], data: JSONBody[Step]) -> OrderView:
        """Begin to work on it."""
        return await operations_orders.start(request.user, id=id, command=data)

    @post("/{id:int}/reply", operation_id="reply_order", status_code=200)
    async def reply(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[ReplyOrder],
        uploads: FromQuery[list[int] | None] = None,
    ) -> OrderView:
        """Answer it; ``uploads`` names files sent ahead (uploadFile) as evidence."""
        sent = await files.staged(request.user, uploads)
        return await operations_orders.reply(request.user, id=id, command=data, uploads=sent)

    @post("/{id:int}/help", operation_id="help_order", status_code=200)
    async def help_out(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[HelpOrder],
        uploads: FromQuery[list[int] | None] = None,
    ) -> OrderView:
        """Say what was done beside the handler; ``version`` is that of one's line among the helpers."""
        sent = await files.staged(request.user, uploads)
        return await operations_helpers.help_out(request.user, id=id, command=data, uploads=sent)

    @post("/{id:int}/verify", operation_id="verify_order", status_code=200)
    async def verify(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[VerifyOrder],
        uploads: FromQuery[list[int] | None] = None,
    ) -> OrderView:
        """Close it or send it back; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations_orders.verify(request.user, id=id, command=data, uploads=sent)

    @post("/{id:int}/more-time", operation_id="ask_order_more_time", status_code=200)
    async def more_time(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AskMoreTime]) -> OrderView:
        """Ask for more time."""
        return await operations_time.ask(request.user, id=id, command=data)

    @post("/{id:int}/answer-time", operation_id="answer_order_more_time", status_code=200)
    async def answer_time(self, request: AnyRequest, id: FromPath[int], data: JSONBody[AnswerMoreTime]) -> OrderView:
        """Give more time, or refuse it."""
        return await operations_time.answer(request.user, id=id, command=data)

    @post("/{id:int}/extend", operation_id="extend_order", status_code=200)
    async def extend(self, request: AnyRequest, id: FromPath[int], data: JSONBody[ExtendOrder]) -> OrderView:
        """Give more time."""
        return await operations_orders.extend(request.user, id=id, command=data)

    @post("/{id:int}/withdraw", operation_id="withdraw_order", status_code=200)
    async def withdraw(self, request: AnyRequest, id: FromPath[int], data: JSONBody[GiveReason]) -> OrderView:
        """Take it back."""
        return await operations_orders.withdraw(request.user, id=id, command=data)

    @post("/{id:int}/escalate", operation_id="escalate_order", status_code=200)
    async def escalate(self, request: AnyRequest, id: FromPath[int], data: JSONBody[GiveReason]) -> OrderView:
        """Follow it with the next graver kind."""
        return await operations_orders.escalate(request.user, id=id, command=data)


class CheckpointApi(Controller):
    """Inspections."""

    path = "/api/v1/checkpoints"
    opt = allow(*STAFF)
    tags = ["supervision"]

    @get(operation_id="list_checkpoints")
    async def index(
        self,
        request: AnyRequest,
        show: FromQuery[CheckpointState] = CheckpointState.PLANNED,
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> CheckpointPage:
        """Return a page of one's own inspections in a state."""
        found = await queries_checkpoints.own(request.user, state=show, after=after, before=before)
        return CheckpointPage(found.items, found.next, found.prev, found.total)

    @post(operation_id="plan_checkpoint")
    async def plan(self, request: AnyRequest, data: JSONBody[PlanCheckpoint]) -> CheckpointView:
        """Plan an inspection."""
        return await operations_checkpoints.plan_checkpoint(request.user, command=data)

    @get("/{id:int}", operation_id="read_checkpoint")
    async def show(self, request: AnyRequest, id: FromPath[int]) -> CheckpointView:
        """Return an inspection."""
        return (await queries_checkpoints.checkpoint(request.user, id))[0]

    @post("/{id:int}/record", operation_id="record_checkpoint", status_code=200)
    async def record(
        self,
        request: AnyRequest,
        id: FromPath[int],
        data: JSONBody[RecordCheckpoint],
        uploads: FromQuery[list[int] | None] = None,
    ) -> CheckpointView:
        """Record what it found; ``uploads`` names files sent ahead (uploadFile)."""
        sent = await files.staged(request.user, uploads)
        return await operations_checkpoints.record_checkpoint(request.user, id=id, command=data, uploads=sent)

    @post("/{id:int}/cancel", operation_id="cancel_checkpoint", status_code=200)
    async def cancel(self, request: AnyRequest, id: FromPath[int], data: JSONBody[GiveReason]) -> CheckpointView:
        """Call it off."""
        return await operations_checkpoints.cancel_checkpoint(request.user, id=id, command=data)


class LightApi(Controller):
    """A project's light."""

    path = "/api/v1/projects/{project:int}/light"
    opt = SIGNED_IN
    tags = ["supervision"]

    @get(operation_id="read_light")
    async def show(self, request: AnyRequest, project: FromPath[int]) -> LightView:
        """Return the light with its history."""
        return await queries_lights.light_of(request.user, project)

    @post(operation_id="override_light", opt=allow(*OFFICE), status_code=200)
    async def override(self, request: AnyRequest, project: FromPath[int], data: JSONBody[OverrideLight]) -> LightView:
        """Set it by hand until a day."""
        return await operations.override_light(request.user, project=project, command=data)

    @post("/end", operation_id="end_light_override", opt=allow(*OFFICE), status_code=200)
    async def end(self, request: AnyRequest, project: FromPath[int], data: JSONBody[EndOverride]) -> LightView:
        """Give it back to the rules before its end."""
        return await operations.end_override(request.user, project=project, command=data)


CONTROLLERS = (OrderApi, CheckpointApi, LightApi)
