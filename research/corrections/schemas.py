# SPDX-License-Identifier: MIT
"""What a correction is asked for with, and what it would put back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from piccolo.table import Table

from thinktank.kernel.actor import Actor
from thinktank.kernel.policy import Decision
from thinktank.kernel.states import Machine


class TakeBack(msgspec.Struct, forbid_unknown_fields=True):
    """Take a decision back; the reason stands on the trail."""

    reason: Annotated[str, Meta(title="撤销理由", min_length=2, max_length=300, description="写明哪里有误、依据什么")]
    version: int | None = None


# -- what capabilities declare -------------------------------------------------------------------------------


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A record whose decision may be taken back: how it is called, and whether this actor may."""

    title: str
    href: str
    version: int
    may: Decision
    people: tuple[int, ...] = ()  # accounts that are told, beside whoever decided
    obstacle: str = ""  # what stands against it beside rows that have moved on


class Correction(msgspec.Struct, frozen=True):
    """A kind of record with decisions: what its decision is called, and its scoped read (NotFound outside)."""

    title: str
    load: Callable[[Actor, int], Awaitable[Subject]]


class Place(msgspec.Struct, frozen=True):
    """A table that decisions move, with its machine and what one row of it is called."""

    table: type[Table]
    machine: Machine
    title: str


# -- views ---------------------------------------------------------------------------------------------------


class Change(msgspec.Struct):
    """One row that a decision changed: where it stood, where it stands, what else was in it."""

    id: int
    ruling: int
    place: str
    row: int
    field: str
    was: str
    became: str
    kept: str

    @property
    def values(self) -> dict[str, Any]:
        """The other columns as they were, by name."""
        found: dict[str, Any] = msgspec.json.decode(self.kept)
        return found


class RulingView(msgspec.Struct):
    """A decision on record."""

    id: int
    kind: str
    record: int
    text: str
    at: datetime
    by: int | None
    by_name: str | None


class Back(msgspec.Struct):
    """What goes back, in words: how many of what, from which state to which, and whose desk that is."""

    what: str
    now: str
    then: str
    holder: str
    n: int = 1


class CorrectionView(msgspec.Struct, kw_only=True):
    """The newest decision about a record and what taking it back would do.

    ``obstacle`` says in words what stands against it, empty when nothing does; ``elsewhere`` is the page of the
    larger decision that this one is a part of.
    """

    kind: str
    record: int
    title: str
    subject: str
    href: str
    version: int
    ruling: RulingView | None
    backs: list[Back] = []
    obstacle: str = ""
    elsewhere: str = ""
    allowed: bool = False
    reason: str = ""  # why this actor may not


class Restored(msgspec.Struct, frozen=True):
    """A row that was put back."""

    place: str
    field: str
    row: int
    was: str
    now: str
