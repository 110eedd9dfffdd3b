# SPDX-License-Identifier: MIT
"""Who stands beside an order's handler (协办): units, whose liaisons act, and persons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from reviews.supervision.schemas import HelperView
from reviews.supervision.tables import Order, OrderHelper
from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role

MOST = 20


class Mine(msgspec.Struct):
    """The line on which the actor stands."""

    id: int


class _Named(msgspec.Struct):
    for_order: int
    name: str | None
    unit_name: str | None


def lines_of(actor: Actor) -> Any:
    """The Where that keeps the lines which are the actor's: as a person, or as the liaison of a unit named."""
    h = OrderHelper
    mine: Any = h.account == actor.account
    if not actor.has(Role.LIAISON):
        return mine
    scope = identity.in_scope(actor, (Role.LIAISON,), h.unit)
    return mine | (h.unit.is_not_null() if scope is None else scope)


def helped_by(actor: Actor, *, silent: bool = False) -> Any:
    """The select of the orders beside whose handler the actor stands; ``silent``: nothing was said on them yet."""
    h = OrderHelper
    where = lines_of(actor)
    return h.select(h.for_order).where(where & (h.text == "") if silent else where)


def of(order: int) -> Any:
    """The select of an order's helpers, in the order of naming, into HelperView."""
    h = OrderHelper
    return h.select(
        h.id, h.version, h.unit, h.account, h.unit._.name.as_alias("unit_name"), h.account._.name.as_alias("name"),
        h.text, h.said_by._.name.as_alias("said_by_name"), h.said_at,
    ).where(h.for_order == order).order_by(h.id).limit(MOST)  # fmt: skip


def line_of(actor: Actor, order: int) -> Any:
    """The select of the line that is the actor's on an order, into Mine; persons stand behind units, so the last."""
    h = OrderHelper
    return h.select(h.id).where((h.for_order == order) & lines_of(actor)).order_by(h.id, ascending=False).limit(1)


async def names(within: Any) -> dict[int, str]:
    """Return how lists name the helpers of the orders that a Where keeps, by order: one query."""
    h = OrderHelper
    query = h.select(h.for_order, h.account._.name.as_alias("name"), h.unit._.name.as_alias("unit_name")).where(
        h.for_order.is_in(Order.select(Order.id).where(within))
    )
    found: dict[int, list[str]] = {}
    for row in await db.rows(query.order_by(h.id), _Named):
        found.setdefault(row.for_order, []).append(row.name or row.unit_name or "")
    return {order: "、".join(some) for order, some in found.items()}


async def accounts(helpers: Iterable[HelperView]) -> list[int]:
    """Return whom to tell: the persons, and the liaisons of the units."""
    found: list[int] = []
    for one in helpers:
        found += [one.account] if one.account else await identity.liaisons_of(one.unit or 0)
    return list(dict.fromkeys(found))
