# SPDX-License-Identifier: MIT
"""Who may do what with a change request, and how far a project may be extended: truth tables."""

from __future__ import annotations

from datetime import date

import pytest

from research.changes import rules
from research.changes.states import AT_OFFICE, CHANGE, SENT, ChangeKind, ChangeState
from research.projects.rules import Ties
from research.projects.states import STAGE, STATUS
from thinktank.kernel.policy import Decision
from thinktank.policies.kinds_changes import Changes

LEAD = Ties(lead=True, member=True)
MATE = Ties(member=True)
UNIT = Ties(liaison=True)
UNIT_OWN = Ties(liaison=True, lead=True, member=True)
OFFICE = Ties(office=True)
OFFICE_OWN = Ties(office=True, member=True)
OTHERS = (Ties(mentor=True), Ties(inspector=True), Ties())
ALL = (LEAD, MATE, UNIT, UNIT_OWN, OFFICE, OFFICE_OWN, *OTHERS)

STEPS = {
    "edit": ((LEAD, MATE, UNIT_OWN, OFFICE, OFFICE_OWN), ("draft",)),
    "send": ((LEAD, UNIT_OWN, OFFICE, OFFICE_OWN), ("draft",)),
    "withdraw": ((LEAD, UNIT_OWN, OFFICE, OFFICE_OWN), ("draft", *SENT)),
    "opine": ((UNIT, OFFICE, OFFICE_OWN), ("unit_opinion",)),
    "review": ((OFFICE,), AT_OFFICE),
    "consult": ((OFFICE,), ("office_review",)),
    "hear": ((OFFICE,), ("expert_opinion",)),
    "put_in_force": ((OFFICE, OFFICE_OWN), ("approved",)),
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_for_those_who_hold_the_request(step: str) -> None:
    who, states = STEPS[step]
    for ties in ALL:
        for state in ChangeState:
            found: Decision = getattr(rules, f"may_{step}")(ties, state=state)
            assert found.ok is (ties in who and state in states), (ties, state)
            assert bool(found.reason) is not found.ok


def test_a_request_goes_back_from_the_desk_that_holds_it() -> None:
    able = {(ties, str(state)) for ties in ALL for state in ChangeState if rules.may_return(ties, state=state)}
    assert able == {(UNIT, "unit_opinion"), *((OFFICE, state) for state in SENT)}


def test_the_office_says_what_paper_it_writes_down_for_the_unit() -> None:
    assert not rules.may_opine(OFFICE, state="unit_opinion", behalf=" ")
    assert rules.may_opine(UNIT, state="unit_opinion", behalf="")


@pytest.mark.parametrize("stage", STAGE.states)
@pytest.mark.parametrize("status", STATUS.states)
def test_when_a_change_can_be_asked_for(stage: str, status: str) -> None:
    open_ = stage not in {"contracting", "closed"} and status not in STATUS.final
    for ties in ALL:
        own = ties.lead or ties.member or ties.office
        assert rules.may_draft(ties, stage=stage, status=status).ok is (own and open_)


def signing(**more: object) -> rules.Signing:
    known = {
        "state": "office_review", "kind": ChangeKind.SCHEDULE, "proposed": True, "heard": False, "leader": True,
        "level": "major", "officers_sign": False,
    }  # fmt: skip
    return rules.Signing(**(known | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ties", "facts", "ok"),
    [
        (OFFICE, signing(), True),
        (OFFICE, signing(proposed=False), False),
        (OFFICE, signing(leader=False), False),
        (OFFICE, signing(leader=False, level="general", officers_sign=True), True),
        (OFFICE, signing(leader=False, level="major", officers_sign=True), False),
        (OFFICE, signing(leader=False, level="general", officers_sign=True, kind=ChangeKind.TERMINATE), False),
        (OFFICE, signing(kind=ChangeKind.LEADER), False),
        (OFFICE, signing(kind=ChangeKind.LEADER, heard=True, state="expert_opinion"), True),
        (OFFICE, signing(kind=ChangeKind.TITLE_CONTENT), False),
        (OFFICE, signing(kind=ChangeKind.MEMBER), True),
        (OFFICE, signing(state="approved"), False),
        (OFFICE, signing(state="unit_opinion"), False),
        (OFFICE_OWN, signing(), False),
        (LEAD, signing(), False),
        (UNIT, signing(), False),
    ],
)
def test_who_decides(ties: Ties, facts: rules.Signing, ok: bool) -> None:
    assert rules.may_decide(ties, facts).ok is ok


def test_who_takes_a_decision_back() -> None:
    for state in ChangeState:
        decided = state in {"approved", "rejected", "effective"}
        assert rules.may_take_back(OFFICE, state=state, leader=True).ok is decided
        assert not rules.may_take_back(OFFICE, state=state, leader=False)
        assert not rules.may_take_back(LEAD, state=state, leader=False)


def test_a_project_at_rest_is_ended_or_led_by_another() -> None:
    able = {kind for kind in ChangeKind if rules.may_run("suspended", kind)}
    assert able == {ChangeKind.TERMINATE, ChangeKind.LEADER}
    assert all(rules.may_run("rectifying", kind) for kind in ChangeKind)


DUE = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("wanted", "today", "granted", "office", "words"),
    [
        (date(2027, 2, 26), date(2026, 11, 15), 0, False, ""),
        (date(2027, 2, 28), date(2026, 11, 15), 0, False, ""),  # three months, to the last day of February
        (date(2027, 3, 1), date(2026, 11, 15), 0, False, "最多延3个月，到2027年2月28日"),
        (date(2026, 11, 30), date(2026, 11, 1), 0, False, "应晚于11月30日"),
        (date(2027, 1, 15), date(2026, 11, 16), 0, False, "到期15天前提出"),
        (date(2027, 1, 15), date(2026, 11, 16), 0, True, ""),
        (date(2027, 1, 15), date(2026, 11, 30), 0, True, ""),
        (date(2027, 1, 15), date(2026, 12, 1), 0, True, "已过，按原期限考核"),
        (date(2027, 1, 15), date(2026, 12, 1), 0, False, "已过，按原期限考核"),
        (date(2027, 1, 15), date(2026, 11, 1), 1, False, "已延期1次，最多1次"),
        (date(2027, 1, 15), date(2026, 11, 1), 1, True, "已延期1次，最多1次"),
    ],
)
def test_how_far_and_how_late_an_extension_is_asked_for(
    wanted: date,
    today: date,
    granted: int,
    office: bool,
    words: str,
) -> None:
    found = rules.extension_fits(Changes(), due=DUE, wanted=wanted, today=today, granted=granted, office=office)
    assert (words in found["due_on"]) if words else found == {}


def test_the_limits_are_the_departments() -> None:
    loose = Changes(extensions_most=2, extension_months=6, ahead_days=0)
    day = date(2027, 5, 30)
    assert rules.extension_fits(loose, due=DUE, wanted=day, today=DUE, granted=1, office=False) == {}


def test_every_state_but_the_last_names_who_holds_it() -> None:
    assert set(CHANGE.holder) == set(CHANGE.states) - set(CHANGE.final)
