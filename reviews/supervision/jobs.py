# SPDX-License-Identifier: MIT
"""What supervision does by itself: lights every night, and reminders of what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from research.projects.queries_reminders import officers_of
from reviews.supervision import operations, operations_cycles, queries_lights
from reviews.supervision.states import AT_HANDLER
from reviews.supervision.tables import Order
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.jobs import Job
from thinktank.notices.ladder import Ladder, Owed
from thinktank.notices.operations_ladders import Kind, Words, climbing


async def refresh_lights(_actor: Actor) -> int:
    """Refresh the light of every project under way; return how many changed colour."""
    changed, last = 0, 0
    while found := await queries_lights.going_projects(last):
        changed += await operations.refresh_all(found)
        last = found[-1]
    return changed


async def _due(day: date, *, after: int, limit: int) -> list[Owed]:
    """Orders due on a day that wait for their handler, by the key: those that stand on the handler's desk."""
    o = Order
    query = o.select(
        o.id, o.project, o.number.as_alias("number"), o.matter.as_alias("what"), o.due_on,
        o.handler.as_alias("account"),
    ).where((o.due_on == day) & (o.id > after) & o.state.is_in(list(AT_HANDLER)))  # fmt: skip
    return await db.rows(query.order_by(o.id).limit(limit), Owed)


async def _watchers(found: Sequence[Owed]) -> dict[int, list[int]]:
    """Who drafted each order, and the officers that may see its project."""
    o, officers = Order, await officers_of(found)
    drafted = await o.select(o.id, o.drafted_by).where(o.id.is_in([one.id for one in found]))
    by = {row["id"]: row["drafted_by"] for row in drafted}
    return {one.id: sorted({*officers[one.id], *filter(None, [by.get(one.id)])}) for one in found}


ORDERS = Kind(
    name="order", path="/supervision/orders/", read=_due, officers=_watchers,
    ladder=lambda terms: Ladder(
        before=terms.order_ahead_workdays, after=terms.order_after_workdays, officer=terms.order_officer_workdays
    ),
    words=Words(
        "%(number)s%(day)s到期，请按时反馈",
        "%(number)s已逾期，请尽快反馈",
        "%(number)s%(day)s到期，仍未反馈，请督促",
        detail=True,
    ),
)  # fmt: skip
remind = climbing(ORDERS)
JOBS = (
    Job(name="inspections", every=timedelta(hours=12), work=operations_cycles.lay_out, title="安排周期督查"),
    Job(name="lights", every=timedelta(hours=12), work=refresh_lights, title="更新亮灯"),
    Job(name="order_reminders", every=timedelta(hours=6), work=remind, title="按阶梯提醒督办单"),
)
