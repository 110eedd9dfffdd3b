# SPDX-License-Identifier: MIT
"""Columns that many tables share, and the short way to declare common ones."""

from __future__ import annotations

from typing import Any, cast

from piccolo.columns import Column, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete, OnUpdate
from typing_extensions import override


class Versioned:
    """Optimistic locking: every change counts up, a writer names the version that it saw."""

    version = Integer(default=1)


class Stateful(Versioned):
    """A record with one state machine; only ``kernel.states.move()`` writes the two columns."""

    state = Varchar(length=32)
    state_since = Timestamptz()


class Reference(ForeignKey[Any]):
    """A foreign key that copies a column behind it once for each way to it.

    Piccolo copies it, and with a further key every column of that key's table, each time that it is named: a third of
    what an operation takes. Nothing writes to a column that was named; ``as_alias()`` makes a copy of its own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._named: dict[str, Column] = {}
        super().__init__(*args, **kwargs)

    @override
    def copy(self) -> Reference:
        column = cast("Reference", super().copy())
        vars(column)["_named"] = {}
        return column

    @override
    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return object.__getattribute__(self, name)
        found: Any = self._named.get(name)
        if found is None and name not in self.__dict__ and hasattr(ForeignKey, name):
            return object.__getattribute__(self, name)
        if found is None:
            found = super().__getattribute__(name)
            if isinstance(found, Column):
                self._named[name] = found
        return found


def ref(table: Any, *, null: bool = False) -> Any:
    """A foreign key that refuses the removal of what it points at, with an index of its own."""
    return Reference(references=table, null=null, index=True, on_delete=OnDelete.restrict, on_update=OnUpdate.cascade)


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
