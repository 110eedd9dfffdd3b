# SPDX-License-Identifier: MIT
"""What supervision does by itself: lights every night, and reminders of what is due."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reviews.supervision import operations, operations_cycles, queries_lights
from reviews.supervision.states import AT_HANDLER
from reviews.supervision.tables import Order
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies

AT_ONCE = 500


async def refresh_lights(_actor: Actor) -> int:
    """Refresh the light of every project under way; return how many changed colour."""
    changed, last = 0, 0
    while found := await queries_lights.going_projects(last):
        changed += await operations.refresh_all(found)
        last = found[-1]
    return changed


async def remind(_actor: Actor) -> int:
    """Tell handlers some working days (a setting) before an order is due, once when it is overdue; return how many."""
    today = clock.today()
    last = (await policies.calendar()).add_workdays(today, (await policies.reminders()).order_workdays)
    o = Order
    due = await (
        o.select(o.id, o.number, o.matter, o.handler, o.drafted_by, o.due_on)
        .where(o.state.is_in(list(AT_HANDLER)) & (o.due_on <= last))
        .order_by(o.due_on)
        .limit(AT_ONCE)
    )
    told = 0
    for order in due:
        async with db.write_tx():
            told += await _remind_one(order, late=order["due_on"] < today)
    return told


async def _remind_one(order: dict[str, Any], *, late: bool) -> int:
    words = _("%(number)s已逾期，请尽快反馈") if late else _("%(number)s即将到期，请按时反馈")
    return await notices.notify(
        [order["handler"], *([order["drafted_by"]] if late else [])],
        rule="order.overdue" if late else "order.due",
        kind="order",
        record=order["id"],
        title=words % {"number": order["number"]},
        body=order["matter"],
        href=f"/supervision/orders/{order['id']}",
        occasion=order["due_on"].isoformat(),
    )


JOBS = (
    Job(name="inspections", every=timedelta(hours=12), work=operations_cycles.lay_out, title="安排周期督查"),
    Job(name="lights", every=timedelta(hours=12), work=refresh_lights, title="更新亮灯"),
    Job(name="order_reminders", every=timedelta(hours=6), work=remind, title="督办单到期提醒"),
)
