# SPDX-License-Identifier: MIT
"""Who confirms a corrected fact and who answers a request, as truth tables."""

from __future__ import annotations

import pytest

from thinktank.kernel.actor import Actor, Grant, Role
from thinktank.privacy import rules
from thinktank.privacy.schemas import FACTS
from thinktank.privacy.states import ChangeState, RequestState


def actor(*roles: Role) -> Actor:
    return Actor(account=1, name="甲", grants=tuple(Grant(role=role, unit=1) for role in roles))


def test_every_fact_has_its_desk() -> None:
    desks = {name: rules.desk_of(name) for name in FACTS}
    assert desks == {
        "name": "unit", "gender": "unit", "birth_month": "unit", "ethnicity": "office", "political_status": "office",
        "education": "unit", "degree": "unit", "school": "unit", "major": "unit", "unit": "unit", "post": "unit",
        "pro_title": "unit", "strengths": "", "research_interest": "", "wish": "", "phone": "", "email": "",
    }  # fmt: skip


# role, desk, covered by office, covered by unit, own -> may confirm what is proposed
DECIDERS = [
    (Role.OFFICER, "unit", True, False, False, True),
    (Role.OFFICER, "office", True, False, False, True),
    (Role.OFFICER, "office", True, False, True, False),
    (Role.OFFICER, "unit", False, False, False, False),
    (Role.DEPT_LEADER, "unit", True, False, False, False),
    (Role.LIAISON, "unit", False, True, False, True),
    (Role.LIAISON, "unit", False, True, True, False),
    (Role.LIAISON, "office", False, True, False, False),
    (Role.LIAISON, "unit", False, False, False, False),
    (Role.MEMBER, "unit", False, False, True, False),
    (Role.REVIEWER, "unit", False, False, False, False),
]


@pytest.mark.parametrize("state", list(ChangeState))
@pytest.mark.parametrize(("role", "desk", "office", "unit", "own", "may"), DECIDERS)
def test_who_confirms(role: Role, desk: str, office: bool, unit: bool, own: bool, may: bool, state: str) -> None:
    decision = rules.may_decide(actor(role), desk=desk, own=own, office=office, unit=unit, state=state)
    assert bool(decision) is (may and state == "proposed")
    assert bool(decision.reason) is not bool(decision)


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("own", [False, True])
def test_who_answers(role: Role, own: bool, state: str) -> None:
    decision = rules.may_answer(actor(role), own=own, state=state)
    assert bool(decision) is (role == Role.OFFICER and not own and state == "submitted")


@pytest.mark.parametrize(("own", "open_"), [(False, False), (False, True), (True, False), (True, True)])
def test_who_takes_back(own: bool, open_: bool) -> None:
    assert bool(rules.may_withdraw(own=own, open_=open_)) is (own and open_)


@pytest.mark.parametrize(
    ("state", "may"),
    [(None, True), ("exited", True), ("declined", True), ("draft", True), ("active", False), ("paused", False),
     ("observing", False), ("submitted", False), ("notice", False)],
)  # fmt: skip
def test_data_go_only_after_the_person_has_left(state: str | None, may: bool) -> None:
    assert bool(rules.may_erase(state)) is may
