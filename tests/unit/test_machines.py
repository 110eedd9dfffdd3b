# SPDX-License-Identifier: MIT
"""Every state machine of the program is sound, and an unsound one is found out."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec
import pytest

from tests.support import machines
from thinktank.kernel.states import Machine, Transition


class Paper(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    DONE = "done"


def step(name: str, start: str, to: str, **changes: Any) -> Transition:
    values: dict[str, Any] = {"from_": (start,), "to": to, "label": "做", "who": "officer", **changes}
    return Transition(name=name, **values)


SOUND = Machine(
    name="paper",
    states=Paper,
    labels={"draft": "草稿", "sent": "已送出", "done": "办结"},
    initial="draft",
    final=("done",),
    transitions=(step("send", "draft", "sent"), step("return", "sent", "draft"), step("finish", "sent", "done")),
    public={"sent": "办理中"},
    holder={"draft": "author", "sent": "officer"},
)
UNSOUND = [
    ({"initial": "new"}, "initial: no such state 'new'"),
    ({"final": ("gone",)}, "final: no such state 'gone'"),
    ({"labels": {**SOUND.labels, "x": "y"}}, "labels: no such state 'x'"),
    ({"public": {"x": "y"}}, "public: no such state 'x'"),
    ({"holder": {"x": "y"}}, "holder: no such state 'x'"),
    ({"transitions": (*SOUND.transitions, step("lose", "sent", "lost"))}, "transition lose: no such state 'lost'"),
    ({"labels": {"draft": "草稿", "sent": ""}}, "state sent has no label"),
    ({"labels": {"draft": "草稿", "sent": "已送出"}}, "state done has no label"),
    ({"transitions": (*SOUND.transitions, step("x", "sent", "done", label=""))}, "transition x has no label"),
    ({"transitions": (*SOUND.transitions, step("x", "sent", "done", who=""))}, "transition x has nobody who takes it"),
    ({"transitions": (*SOUND.transitions, step("x", "sent", "done", from_=()))}, "transition x starts nowhere"),
    ({"transitions": (*SOUND.transitions, step("send", "sent", "done"))}, "transition send is defined 2 times"),
    ({"transitions": SOUND.transitions[:2]}, "state done is dead: nothing leads to it"),
    ({"transitions": SOUND.transitions[:2]}, "no final state can be come to from draft"),
    ({"transitions": SOUND.transitions[:1]}, "state sent has no exit and is not final"),
    ({"transitions": SOUND.transitions[1:]}, "transition finish can never be taken from sent"),
]


@pytest.mark.parametrize("name", sorted(machines.all_machines()))
def test_machine_is_sound(name: str) -> None:
    assert machines.faults(machines.all_machines()[name]) == []


def test_machines_are_found() -> None:
    assert len(machines.all_machines()) >= 1


def test_sound_machine_has_no_faults() -> None:
    assert machines.faults(SOUND) == []


@pytest.mark.parametrize(("changes", "fault"), UNSOUND)
def test_fault_is_found(changes: dict[str, Any], fault: str) -> None:
    assert fault in machines.faults(msgspec.structs.replace(SOUND, **changes))


def test_labels() -> None:
    assert (SOUND.label("sent"), SOUND.public_label("sent"), SOUND.public_label("done")) == ("已送出", "办理中", "办结")


def test_transitions_by_name_and_state() -> None:
    assert SOUND.transition("finish").to == "done"
    assert [t.name for t in SOUND.leaving("sent")] == ["return", "finish"]
    assert SOUND.allows("send", "draft")
    assert not SOUND.allows("send", "done")
    with pytest.raises(KeyError):
        SOUND.transition("burn")
