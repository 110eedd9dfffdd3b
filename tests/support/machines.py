# SPDX-License-Identifier: MIT
"""What must hold for any state machine; ``faults()`` names what does not."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path

from thinktank.kernel.states import Machine

ROOT = Path(__file__).parents[2]
PACKAGES = ("thinktank", "research", "reviews")


def all_machines() -> dict[str, Machine]:
    """Every machine in a capability's states.py, by "package.capability.NAME"."""
    found: dict[str, Machine] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).glob("*/states.py")):
            module = import_module(f"{package}.{path.parent.name}.states")
            for name, item in vars(module).items():
                if isinstance(item, Machine):
                    found[f"{package}.{path.parent.name}.{name}"] = item
    return found


def faults(machine: Machine) -> list[str]:
    """Everything that is wrong with a machine, in words; empty when it is sound."""
    unknown = _unknown_states(machine)
    return unknown or [*_words(machine), *_names(machine), *_reach(machine), *_corrections(machine)]


def reachable(machine: Machine, start: str) -> set[str]:
    """Every state that can be come to from a state, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        for transition in machine.leaving(waiting.pop()):
            if transition.to not in seen:
                seen.add(transition.to)
                waiting.append(transition.to)
    return seen


def _unknown_states(machine: Machine) -> list[str]:
    known = set(machine.states)
    named = {
        "initial": {machine.initial},
        "final": set(machine.final),
        "labels": set(machine.labels),
        "public": set(machine.public),
        "holder": set(machine.holder),
        **{f"transition {t.name}": {*t.from_, t.to} for t in machine.transitions},
    }
    return [f"{where}: no such state {state!r}" for where, states in named.items() for state in sorted(states - known)]


def _words(machine: Machine) -> list[str]:
    return [
        *(f"state {state} has no label" for state in machine.states if not machine.labels.get(state)),
        *(f"transition {t.name} has no label" for t in machine.transitions if not t.label),
        *(f"transition {t.name} has nobody who takes it" for t in machine.transitions if not t.who),
        *(f"transition {t.name} starts nowhere" for t in machine.transitions if not t.from_),
    ]


def _names(machine: Machine) -> list[str]:
    count = Counter(t.name for t in machine.transitions)
    return [f"transition {name} is defined {times} times" for name, times in count.items() if times > 1]


def _reach(machine: Machine) -> list[str]:
    reached = reachable(machine, machine.initial)
    return [
        *(f"state {state} is dead: nothing leads to it" for state in machine.states if state not in reached),
        *(
            f"state {state} has no exit and is not final"
            for state in machine.states
            if state not in machine.final and not machine.leaving(state)
        ),
        *(
            f"no final state can be come to from {state}"
            for state in machine.states
            if machine.final and not reachable(machine, state) & set(machine.final)
        ),
        *(
            f"transition {t.name} can never be taken from {state}"
            for t in machine.transitions
            for state in t.from_
            if state not in reached
        ),
    ]


def _corrections(machine: Machine) -> list[str]:
    """A correction leads back to where an ordinary step came from, and only one leads from a state to another."""
    taken = {(start, t.to) for t in machine.transitions if not t.undo for start in t.from_}
    back = [(t, start) for t in machine.transitions if t.undo for start in t.from_]
    count = Counter((start, t.to) for t, start in back)
    return [
        *(f"correction {t.name} takes nothing back from {start}" for t, start in back if (t.to, start) not in taken),
        *(f"two corrections lead from {start} to {to}" for (start, to), n in count.items() if n > 1),
    ]
