# SPDX-License-Identifier: MIT
"""The machines, the rules' truth tables and the drawing of the plan."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from research.projects import gantt, rules
from research.projects.rules import Ties
from research.projects.schemas import MilestoneRow
from research.projects.states import DECISIONS, MILESTONE, STAGE, STATUS, Kind, Outcome, decided
from research.reports import rules as report_rules
from research.reports.states import COORDINATION, REPORT
from tests.support.machines import faults

MACHINES = (STAGE, STATUS, MILESTONE, REPORT, COORDINATION)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_machines_are_whole(machine):
    assert faults(machine) == []


@pytest.mark.parametrize(
    ("ties", "side", "reason", "ok"),
    [
        (Ties(lead=True), "lead", "", True),
        (Ties(member=True), "lead", "", False),
        (Ties(office=True), "lead", "x", False),
        (Ties(liaison=True), "unit", "", True),
        (Ties(office=True), "unit", "", False),
        (Ties(office=True), "unit", "出差", True),
        (Ties(lead=True), "unit", "x", False),
        (Ties(office=True), "office", "", True),
        (Ties(liaison=True), "office", "", False),
        (Ties(inspector=True, mentor=True), "office", "", False),
    ],
)
def test_who_confirms(ties, side, reason, ok):
    assert rules.may_confirm(ties, side, stage="contracting", signed=False, reason=reason).ok is ok
    assert not rules.may_confirm(ties, side, stage="contracting", signed=True, reason=reason)
    assert not rules.may_confirm(ties, side, stage="running", signed=False, reason=reason)


@pytest.mark.parametrize(
    ("kind", "stages"),
    [
        (Kind.KICKOFF, {"kickoff"}),
        (Kind.MIDTERM, {"running", "midterm"}),
        (Kind.CLOSING, {"running", "running2", "closing"}),
        (Kind.WORK, {"kickoff", "running", "midterm", "running2", "closing"}),
    ],
)
def test_in_which_stage_a_milestone_is_handed_in(kind, stages):
    lead = Ties(lead=True, member=True)
    found = {
        str(stage)
        for stage in STAGE.states
        if rules.may_hand_in(lead, kind, state="planned", facts=rules.HandingIn(stage=stage))
    }
    assert found == stages
    paused = rules.HandingIn(stage=min(stages), status="suspended")
    assert not rules.may_hand_in(lead, kind, state="planned", facts=paused)
    assert not rules.may_hand_in(Ties(member=True), kind, state="planned", facts=rules.HandingIn(stage=min(stages)))


@pytest.mark.parametrize(
    ("failed", "until", "ok"),
    [(0, None, True), (1, date(2026, 3, 18), True), (1, date(2026, 3, 17), False), (2, date(2026, 6, 1), False)],
)
def test_an_acceptance_is_asked_for_once_more_within_its_time(failed, until, ok):
    facts = rules.HandingIn(stage="closing", failed=failed, second_until=until, today=date(2026, 3, 18))
    assert rules.may_hand_in(Ties(lead=True), Kind.CLOSING, state="returned", facts=facts).ok is ok
    assert rules.may_hand_in(Ties(lead=True), Kind.WORK, state="returned", facts=facts)


@pytest.mark.parametrize("move", ["suspend", "resume", "recover", "terminate", "revoke"])
@pytest.mark.parametrize(
    ("ties", "facts", "goes_on", "ends"),
    [
        (Ties(office=True), rules.Ending(leader=True, level="major"), True, True),
        (Ties(office=True), rules.Ending(level="major", officers_sign=True), True, False),
        (Ties(office=True), rules.Ending(level="general", officers_sign=True), True, True),
        (Ties(office=True), rules.Ending(level="general"), True, False),
        (Ties(office=True, member=True), rules.Ending(leader=True), False, False),
        (Ties(lead=True, member=True), rules.Ending(), False, False),
        (Ties(inspector=True), rules.Ending(), False, False),
    ],
)
def test_who_changes_a_status(move, ties, facts, goes_on, ends):
    wanted = ends if move in {"terminate", "revoke"} else goes_on
    for status in STATUS.states:
        found = rules.may_change_status(ties, move, status=status, stage="running", facts=facts)
        assert found.ok is (wanted and STATUS.allows(move, status))
        assert not rules.may_change_status(ties, move, status=status, stage="closed", facts=facts)


@pytest.mark.parametrize(
    ("ties", "ok"),
    [
        (Ties(mentor=True), True),
        (Ties(office=True), True),
        (Ties(office=True, member=True), False),
        (Ties(lead=True, member=True), False),
        (Ties(inspector=True), False),
        (Ties(liaison=True), False),
    ],
)
def test_who_decides_on_a_report(ties, ok):
    assert report_rules.may_decide(ties, state="submitted").ok is ok
    assert not report_rules.may_decide(ties, state="accepted")


def test_decisions_by_code_and_word():
    assert decided(Kind.MIDTERM, "限期整改") == ("rectify", "限期整改", Outcome.RECTIFY)
    assert decided(Kind.CLOSING, "passed") == ("passed", "通过", Outcome.PASS)
    assert decided(Kind.WORK, "passed") is None
    assert set(DECISIONS) == {Kind.KICKOFF, Kind.MIDTERM, Kind.CLOSING}


def test_late_means_after_the_end_of_the_day_in_shanghai():
    due = date(2026, 3, 31)
    assert not report_rules.is_late(due, datetime(2026, 3, 31, 15, 59, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
    assert report_rules.is_late(due, datetime(2026, 3, 31, 16, 0, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
    assert report_rules.is_late(due, None, datetime(2026, 4, 1, tzinfo=UTC))


def _step(**more):
    values: dict[str, Any] = {
        "id": 1, "project": 1, "kind": Kind.WORK, "title": "调研", "mark": "", "starts_on": date(2026, 3, 1),
        "due_on": date(2026, 3, 31), "baseline_due_on": date(2026, 3, 31), "weight": 100, "percent": 0,
        "state": "planned", "state_since": datetime(2026, 3, 1, tzinfo=UTC), "version": 1, "note": "",
        "handed_in_at": None, "done_on": None, "result": "", "reason": "",
    } | more  # fmt: skip
    return MilestoneRow(**values)


def test_the_plan_is_drawn_within_its_frame():
    steps = [_step(), _step(kind=Kind.CLOSING, starts_on=date(2027, 2, 26), due_on=date(2027, 2, 26), weight=0)]
    drawn = gantt.draw(steps, date(2026, 3, 1), date(2027, 2, 26), date(2026, 6, 1))
    assert (drawn.bars[0].x, drawn.marks[0].label, drawn.marks[0].end) == (0.0, "结题", True)
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for bar in drawn.bars)
    assert [m.label for m in drawn.months if m.label][:2] == ["3月", "4月"]
    assert "2027" in [m.label for m in drawn.months]
    assert drawn.today is not None
    assert gantt.draw(steps, date(2026, 3, 1), date(2027, 2, 26), date(2028, 1, 1)).today is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 2, 28), 0), (date(2026, 3, 1), 3), (date(2026, 3, 31), 100), (date(2027, 1, 1), 100)],
)
def test_planned_percent_of_one_piece_of_work(day, expected):
    gate = msgspec.structs.replace(_step(), weight=0, kind=Kind.KICKOFF, due_on=date(2026, 12, 1))
    assert rules.planned_percent([_step(), gate], day) == expected
    assert rules.planned_percent([], day) == 0
