# SPDX-License-Identifier: MIT
"""State machines as data, and the one writer of a record's state.

A machine lists its states with two sets of labels (for staff, for the public side) and its transitions.
``move()`` is the only code that writes a state column. What is done inside ``watching()`` is noted with what stood
there before, so that a decision can be taken back whole (ADR 0007).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import msgspec
from piccolo.columns import Column
from piccolo.table import Table

from thinktank.kernel import clock, db
from thinktank.kernel.changes import changing
from thinktank.kernel.engines import running
from thinktank.kernel.errors import Conflict, NotFound

_WATCH = "states.watching"


class Transition(msgspec.Struct, frozen=True):
    """One permitted step: its name, where from, where to, its verb on screen, who takes it.

    ``undo`` marks a step back that only a correction takes: it is no exit of its state, and no way to a new one.
    """

    name: str
    from_: tuple[str, ...]
    to: str
    label: str
    who: str
    undo: bool = False


class Machine(msgspec.Struct, frozen=True):
    """A state machine over one column of one table.

    ``holder`` names who has to act while a record stands in a state ("the state says who holds it").
    """

    name: str
    states: type[StrEnum]
    labels: dict[str, str]
    initial: str
    final: tuple[str, ...]
    transitions: tuple[Transition, ...]
    public: dict[str, str] = {}
    holder: dict[str, str] = {}
    column: str = "state"

    def label(self, state: str) -> str:
        """The state's name for staff."""
        return self.labels[state]

    def public_label(self, state: str) -> str:
        """The state's name for applicants and members, coarser where the machine says so."""
        return self.public.get(state, self.labels[state])

    def transition(self, name: str) -> Transition:
        """The transition of this name; KeyError if the machine has none."""
        for transition in self.transitions:
            if transition.name == name:
                return transition
        raise KeyError(name)

    def allows(self, name: str, state: str) -> bool:
        """Whether the transition starts from this state."""
        return state in self.transition(name).from_

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """Every transition out of a state, corrections apart."""
        return tuple(t for t in self.transitions if state in t.from_ and not t.undo)

    def back(self, state: str, to: str) -> Transition | None:
        """The correction that leads from a state to the one before it; None where the machine has none."""
        return next((t for t in self.transitions if t.undo and state in t.from_ and t.to == to), None)


class Moved(msgspec.Struct, frozen=True):
    """A row that was changed while watched: its state and its other columns as they were, by name.

    ``field`` is the machine's column, empty where plain columns alone were changed.
    """

    table: str
    id: int
    field: str
    was: str
    became: str
    kept: dict[str, Any]


@contextmanager
def watching() -> Iterator[list[Moved]]:
    """Note every ``move()`` and ``touch()`` of the block, in order, for a correction. Inside ``write_tx()``."""
    notes = db.current_tx().notes
    found: list[Moved] = []
    notes[_WATCH] = found
    try:
        yield found
    finally:
        del notes[_WATCH]


async def _watch(
    table: type[Table],
    id: int,  # noqa: A002 -- the column's own name
    columns: Iterable[Column],
    *,
    field: str = "",
    became: str = "",
) -> None:
    """Note what stands in a row that is about to change, while somebody watches."""
    tx = running.get()
    if tx is None or _WATCH not in tx.notes:
        return
    names = [column._meta.name for column in columns]  # noqa: SLF001 -- Piccolo keeps a column's name there
    state = [getattr(table, field)] if field else []
    key: Any = table.id  # type: ignore[attr-defined]
    row = await table.select(*(getattr(table, name) for name in names), *state).where(key == id).first()
    if row is not None:
        kept = {name: row[name] for name in names}
        tx.notes[_WATCH].append(
            Moved(table._meta.tablename, id, field, row[field] if field else "", became, kept)  # noqa: SLF001
        )


async def move(
    table: type[Table],
    machine: Machine,
    name: str,
    *,
    id: int,  # noqa: A002 -- the column's own name
    version: int | None = None,
    also: dict[Column, Any] | None = None,
) -> str:
    """Take a record through one transition and return its new state.

    The table has the columns ``<column>``, ``<column>_since`` and ``version``. ``version`` is the one that the
    caller saw (None where the caller has just read the record inside this transaction). ``also`` sets further
    columns in the same statement. Raises NotFound, or Conflict when the transition does not start from the
    present state or somebody else was faster.
    """
    transition = machine.transition(name)
    state: Any = getattr(table, machine.column)
    count: Any = table.version  # type: ignore[attr-defined]
    key: Any = table.id  # type: ignore[attr-defined]
    where = (key == id) & state.is_in(list(transition.from_))
    if version is not None:
        where &= count == version
    await _watch(table, id, also or {}, field=machine.column, became=transition.to)
    await changing(table, id)
    changes: dict[Any, Any] = {
        state: transition.to,
        getattr(table, f"{machine.column}_since"): clock.now(),
        count: count + 1,
        **(also or {}),
    }
    if not await table.update(changes).where(where).returning(key):
        await _explain(table, machine, transition, id)
    return transition.to


async def _explain(table: type[Table], machine: Machine, transition: Transition, id: int) -> None:  # noqa: A002
    """Say why a move changed nothing."""
    key: Any = table.id  # type: ignore[attr-defined]
    found = await table.select(getattr(table, machine.column).as_alias("state")).where(key == id)
    if not found:
        raise NotFound
    state = found[0]["state"]
    if state not in transition.from_:
        raise Conflict(
            f"现在是「{machine.label(state)}」，不能{transition.label}。请刷新页面查看最新情况", code="illegal"
        )
    raise Conflict(code="stale")


async def touch(table: type[Table], *, id: int, version: int | None, values: dict[Column, Any]) -> None:  # noqa: A002
    """Change plain columns under the same optimistic version as ``move()``; Conflict when stale."""
    count: Any = table.version  # type: ignore[attr-defined]
    key: Any = table.id  # type: ignore[attr-defined]
    where = key == id
    if version is not None:
        where &= count == version
    await _watch(table, id, values)
    await changing(table, id)
    changes: dict[Any, Any] = {**values, count: count + 1}
    if not await table.update(changes).where(where).returning(key):
        if not await db.exists(table.select(key).where(key == id)):
            raise NotFound
        raise Conflict(code="stale")
