# SPDX-License-Identifier: MIT
"""Orders that carry what an instruction or an adoption asks of a project's team."""

from __future__ import annotations

from research.adoption import operations_briefs as tasks
from research.adoption.events import TaskGiven
from reviews.supervision.operations_orders import draft_order
from reviews.supervision.schemas import DraftOrder
from reviews.supervision.states import OrderKind


async def on_task_given(event: TaskGiven) -> None:
    """Draft the order, on the leader's desk to be signed, and say on the task which it is."""
    command = DraftOrder(
        nonsecret=True, project=event.project, kind=OrderKind.SUPERVISION, matter=event.matter, problem=event.basis,
        requirement=event.requirement, due_on=event.due_on, basis=event.basis,
    )  # fmt: skip
    order = await draft_order(event.actor, command=command)
    await tasks.ordered(event.task, order.id)
