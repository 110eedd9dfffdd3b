# SPDX-License-Identifier: MIT
"""What the bank tells the capabilities above it."""

from __future__ import annotations

from thinktank.kernel.events import Event


class FactsChanged(Event, frozen=True, kw_only=True):
    """What the direction is proposed from (education, post, strengths) is new or other for these people."""

    talents: tuple[int, ...]
