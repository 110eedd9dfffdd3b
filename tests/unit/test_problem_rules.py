# SPDX-License-Identifier: MIT
"""Who may do what with a problem: the whole truth table."""

from __future__ import annotations

import itertools

import pytest

from research.projects.rules import Ties
from reviews.problems.rules import ProblemFacts, may_move_due, may_register, problem_actions
from reviews.problems.states import ProblemState

OWNER, OTHER = 7, 8
PEOPLE = {
    "owner": (OWNER, Ties(lead=True)),
    "officer": (OTHER, Ties(office=True)),
    "inspector": (OTHER, Ties(inspector=True)),
    "liaison": (OTHER, Ties(liaison=True)),
    "mate": (OTHER, Ties(member=True)),
    "mentor": (OTHER, Ties(mentor=True, office=True)),
    "owning officer": (OWNER, Ties(office=True)),
}
KEEPS, OWNS = {"officer", "inspector", "owning officer"}, {"owner", "owning officer"}


def expected(who: str, state: str, ordered: bool) -> list[str]:
    found = []
    if not ordered and state in {"open", "fixing"}:
        found += ["plan"] if who in KEEPS | OWNS else []
        found += ["fix"] if who in OWNS else []
    if not ordered and state == "fixed" and who in KEEPS - OWNS:
        found.append("judge")
    if not ordered and state in {"open", "fixing"} and who in KEEPS:
        found.append("order")
    if not ordered and state in {"open", "fixing", "fixed"} and who in KEEPS:
        found.append("drop")
    if not ordered and state == "closed" and who in KEEPS - OWNS:
        found.append("take_back")
    return found


@pytest.mark.parametrize(("who", "state", "ordered"), list(itertools.product(PEOPLE, ProblemState, (False, True))))
def test_steps_of_a_problem(who: str, state: str, ordered: bool) -> None:
    account, ties = PEOPLE[who]
    facts = ProblemFacts(state=state, owner=OWNER, ordered=ordered)
    assert problem_actions(account, ties, facts) == expected(who, state, ordered)


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_keeps_the_ledger_registers_and_moves_days(who: str) -> None:
    _account, ties = PEOPLE[who]
    facts = ProblemFacts(state="open", owner=OWNER)
    assert bool(may_register(ties)) is (who in KEEPS)
    assert bool(may_move_due(ties, facts)) is (who in KEEPS)
