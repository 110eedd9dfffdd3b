# SPDX-License-Identifier: MIT
"""Which orders somebody has to handle or handled."""

from __future__ import annotations

from reviews.supervision.states import ORDER
from reviews.supervision.tables import Order
from thinktank.kernel.subjects import MOST, Section, Subject


async def orders(subject: Subject) -> Section:
    """Return the orders that were issued to the person."""
    o = Order
    query = o.select(o.number, o.matter, o.due_on, o.state).where(
        (o.handler == subject.account) & o.issued_at.is_not_null()
    )
    rows = [
        {"文号": row["number"], "事项": row["matter"], "期限": row["due_on"], "状态": ORDER.public_label(row["state"])}
        for row in await query.order_by(o.id).limit(MOST)
    ]
    return Section("督办单", rows)


MY_DATA = (orders,)
