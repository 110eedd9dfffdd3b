# SPDX-License-Identifier: MIT
"""The membership machine, field classes, who may do what, and masking."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.machines import faults
from thinktank.kernel.actor import Actor, Grant, Role
from thinktank.placement import rules as placement
from thinktank.rosters import rules as rosters
from thinktank.talents import rules
from thinktank.talents.addresses import chosen_from, list_url
from thinktank.talents.operations import counted, suggested_login, term_end
from thinktank.talents.schemas import Filter, masked_phone
from thinktank.talents.states import CANDIDATES, IN_BANK, MEMBERSHIP, NEEDS_REASON


def holding(*roles: Role) -> Actor:
    return Actor(account=1, name="甲", grants=tuple(Grant(role, 1) for role in roles))


def test_machine_is_sound() -> None:
    assert faults(MEMBERSHIP) == []
    assert {t.name for t in MEMBERSHIP.transitions} >= NEEDS_REASON
    assert set(CANDIDATES) | {"active", "paused", "observing"} == set(IN_BANK)


@pytest.mark.parametrize(
    ("own", "office", "unit", "classes"),
    [
        (True, False, False, ["P1", "P2", "P3"]),
        (False, True, False, ["P1", "P2", "P3"]),
        (False, False, True, ["P1", "P2"]),
        (False, False, False, ["P1"]),
    ],
)
def test_field_classes(own: bool, office: bool, unit: bool, classes: list[str]) -> None:
    assert rules.classes(own=own, office=office, unit=unit) == classes


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("", ""), ("051588", "****"), ("138123456789", "138****6789")],
)
def test_masked_phone(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@pytest.mark.parametrize("role", list(Role))
def test_who_does_what(role: Role) -> None:
    actor = holding(role)
    office = role in {Role.OFFICER, Role.DEPT_LEADER}
    assert bool(rosters.may_import(actor)) is (role is Role.OFFICER)
    assert bool(rules.may_open_account(actor, None)) is (role is Role.OFFICER)
    assert not rules.may_open_account(actor, 5)
    assert bool(rules.may_reveal(actor, office=True)) is office
    assert not rules.may_reveal(actor, office=False)
    assert bool(placement.may_decide(actor)) is office
    assert bool(placement.may_place(actor, office=True, state="active")) is office
    assert not placement.may_place(actor, office=True, state="exited")
    listers = {Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR}
    assert bool(rules.may_list(actor)) is (role in listers)


@pytest.mark.parametrize(
    ("proposed", "present", "direction", "needed"),
    [
        ("urban", "", "urban", False),
        ("urban", "", "rural", True),
        ("", "", "rural", True),
        ("urban", "rural", "urban", True),
        ("urban", "urban", "urban", False),
    ],
)
def test_when_a_decision_needs_a_reason(proposed: str, present: str, direction: str, needed: bool) -> None:
    assert placement.needs_reason(proposed=proposed, present=present, direction=direction) is needed


def test_evidence_is_for_the_person_the_unit_and_the_office() -> None:
    assert placement.may_see(own=True, office=False, unit=False)
    assert not placement.may_see(own=False, office=False, unit=False)


def test_term_of_three_years() -> None:
    assert term_end(date(2024, 5, 20), 3) == date(2027, 5, 20)
    assert term_end(date(2024, 2, 29), 3) == date(2027, 2, 28)


def test_what_counts() -> None:
    assert counted("active", "urban", 2) == {
        ("talent.state", "active"): 2, ("talent.direction", "urban"): 2, ("talent.active", "urban"): 2,
    }  # fmt: skip
    assert counted("submitted", "", 1) == {("talent.state", "submitted"): 1}
    assert counted("exited", "urban", 1) == {("talent.state", "exited"): 1}


@pytest.mark.parametrize(("name", "login"), [("曾涛", "zengtao"), ("尉迟恭", "yuchigong"), ("·", "member")])
def test_suggested_login(name: str, login: str) -> None:
    assert suggested_login(name) == login


def test_list_conditions_travel_in_the_address() -> None:
    chosen = chosen_from({"q": " 曾 ", "direction": "urban", "state": "nonsense", "unit": "3", "placed": "no"})
    assert chosen == Filter(q="曾", direction="urban", unit=3, placed=False)
    assert list_url(chosen, q=None) == "/talents?direction=urban&unit=3&placed=no"
    assert list_url(Filter()) == "/talents"
