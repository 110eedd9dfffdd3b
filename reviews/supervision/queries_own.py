# SPDX-License-Identifier: MIT
"""Which orders somebody has to handle or handled."""

from __future__ import annotations

from reviews.supervision.states import ORDER
from reviews.supervision.tables import Order, OrderHelper
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


async def helped(subject: Subject) -> Section:
    """Return what the person said beside the handlers of orders, for a unit or as one who was named."""
    h = OrderHelper
    query = h.select(
        h.for_order._.number.as_alias("number"), h.for_order._.matter.as_alias("matter"), h.text, h.said_at
    ).where((h.account == subject.account) | (h.said_by == subject.account))
    rows = [
        {"文号": row["number"], "事项": row["matter"], "协办情况": row["text"], "填写时间": row["said_at"]}
        for row in await query.where(h.for_order._.issued_at.is_not_null()).order_by(h.id).limit(MOST)
    ]
    return Section("协办的督办单", rows)


MY_DATA = (orders, helped)
