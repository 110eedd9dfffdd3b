# SPDX-License-Identifier: MIT
"""What the bank tells the capabilities above it."""

from __future__ import annotations

from datetime import date

from thinktank.kernel.events import Event


class FactsChanged(Event, frozen=True, kw_only=True):
    """What the direction is proposed from (education, post, strengths) is new or other for these people."""

    talents: tuple[int, ...]


class MembershipChanged(Event, frozen=True, kw_only=True):
    """A person became a member, got a further term, left, or one of these was taken back.

    ``step`` is the step's name, ``on`` the day from which it holds, ``text`` what the growth record says of it (of a
    correction: why).
    """

    talent: int
    step: str
    on: date
    text: str


class PersonErased(Event, frozen=True, kw_only=True):
    """A person's restricted fields are to go everywhere: P3 and P4, with ``whole`` P2 as well."""

    talent: int
    account: int | None
    whole: bool
