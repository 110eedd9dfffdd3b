# SPDX-License-Identifier: MIT
"""Columns that many tables share, and the short way to declare common ones."""

from __future__ import annotations

from typing import Any

from piccolo.columns import Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate


class Versioned:
    """Optimistic locking: every change counts up, a writer names the version that it saw."""

    version = Integer(default=1)


class Stateful(Versioned):
    """A record with one state machine; only ``kernel.states.move()`` writes the two columns."""

    state = Varchar(length=32)
    state_since = Timestamptz()


def ref(table: Any, *, null: bool = False) -> Any:
    """A foreign key that refuses the removal of what it points at, with an index of its own."""
    return ForeignKey(references=table, null=null, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.cascade)


def optional_moment() -> Any:
    """An instant that may not have come yet."""
    return Timestamptz(null=True, default=None)


def optional_day() -> Any:
    """A day that may not be known."""
    return Date(null=True, default=None)


def optional_number() -> Any:
    """A whole number that may not be known."""
    return Integer(null=True, default=None)


def prose() -> Any:
    """A text of any length, empty by default."""
    return Text(default="")


def word(length: int = 255) -> Any:
    """A short text, empty by default."""
    return Varchar(length=length, default="")
