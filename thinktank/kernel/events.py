# SPDX-License-Identifier: MIT
"""Typed events: how a lower capability tells higher ones, in the same transaction.

Subscribers are listed in ``thinktank/app.py`` and run in that order inside the announcing ``write_tx()``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from thinktank.kernel import db
from thinktank.kernel.actor import Actor


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened; ``actor`` did it."""

    actor: Actor


Subscriber = Callable[[Any], Awaitable[None]]
_subscribers: list[tuple[type[Event], Subscriber]] = []


def subscribe(wiring: Sequence[tuple[type[Event], Subscriber]]) -> None:
    """Replace the whole wiring; the composition root calls it once."""
    _subscribers[:] = wiring


def wiring() -> list[tuple[str, str]]:
    """The wiring as names, for the test that pins it."""
    return [(event.__name__, f"{f.__module__}.{f.__name__}") for event, f in _subscribers]


async def announce(event: Event) -> None:
    """Run every subscriber of this event's type, in the wired order, inside the open transaction."""
    db.current_tx()
    for kind, subscriber in _subscribers:
        if isinstance(event, kind):
            await subscriber(event)
