# SPDX-License-Identifier: MIT
"""The light is one pure function (decisions.md, Light)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.supervision.light import Facts, compute
from reviews.supervision.states import CHECKPOINT, ORDER, Colour, OrderKind
from tests.support import machines
from thinktank.policies.kinds import LightRules

RULES = LightRules()
RANK = {Colour.GREEN: 0, Colour.YELLOW: 1, Colour.RED: 2}


@pytest.mark.parametrize(
    ("facts", "colour", "word"),
    [
        ({}, "green", "没有逾期"),
        ({"planned": 39, "percent": 30}, "green", "没有逾期"),
        ({"planned": 40, "percent": 30}, "yellow", "落后计划10个百分点"),
        ({"planned": 60, "percent": 30}, "yellow", "落后计划30个百分点"),
        ({"planned": 61, "percent": 30}, "red", "落后计划31个百分点"),
        ({"planned": 30, "percent": 90}, "green", ""),
        ({"late_days": 1, "late_title": "中期评审"}, "yellow", "“中期评审”逾期1天"),
        ({"late_days": 14}, "yellow", "逾期14天"),
        ({"late_days": 15}, "red", "逾期15天"),
        ({"missed_in_a_row": 1}, "yellow", "1期报告逾期未报"),
        ({"missed_in_a_row": 2}, "red", "连续2期"),
        ({"open_orders": 1}, "yellow", "1件督办单未销号"),
        ({"overdue_rectification": True}, "red", "整改通知逾期"),
        ({"suspended": True, "late_days": 99, "overdue_rectification": True}, "grey", "暂停"),
    ],
)
def test_truth_table(facts: dict[str, Any], colour: str, word: str) -> None:
    light = compute(Facts(**facts), RULES)
    assert light.colour == colour
    assert word in light.reason


@pytest.mark.parametrize(("days", "soon"), [(None, False), (0, True), (7, True), (8, False)])
def test_due_soon_is_a_mark_beside_the_light(days: int | None, soon: bool) -> None:
    light = compute(Facts(next_due_in=days), RULES)
    assert (light.soon, light.colour) == (soon, Colour.GREEN)


@given(
    planned=st.integers(0, 100), percent=st.integers(0, 100), late=st.integers(0, 60), missed=st.integers(0, 6),
    orders=st.integers(0, 4), overdue=st.booleans(), worse=st.integers(0, 40),
    field=st.sampled_from(["planned", "late_days", "missed_in_a_row", "open_orders", "overdue_rectification"]),
)  # fmt: skip
def test_worse_facts_never_give_a_better_light(
    planned: int, percent: int, late: int, missed: int, orders: int, overdue: bool, worse: int, field: str
) -> None:
    facts = Facts(
        planned=planned, percent=percent, late_days=late, missed_in_a_row=missed, open_orders=orders,
        overdue_rectification=overdue,
    )  # fmt: skip
    changed = True if field == "overdue_rectification" else getattr(facts, field) + worse
    after = compute(msgspec.structs.replace(facts, **{field: changed}), RULES)
    before = compute(facts, RULES)
    assert RANK[after.colour] >= RANK[before.colour]
    assert after.reason


LIMITS = st.builds(
    lambda behind, late, missed: LightRules(
        yellow_behind=min(behind), red_behind=max(behind), yellow_late_days=min(late), red_late_days=max(late),
        yellow_missed=min(missed), red_missed=max(missed),
    ),
    st.tuples(st.integers(1, 100), st.integers(1, 100)),
    st.tuples(st.integers(1, 60), st.integers(1, 60)),
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
)  # fmt: skip
FACTS = st.builds(
    Facts, planned=st.integers(0, 100), percent=st.integers(0, 100), late_days=st.integers(0, 60),
    missed_in_a_row=st.integers(0, 6), open_orders=st.integers(0, 4), overdue_rectification=st.booleans(),
    next_due_in=st.none() | st.integers(0, 40),
)  # fmt: skip


@given(rules=LIMITS, one=FACTS, other=FACTS)
def test_every_fact_worse_at_once_is_no_better_under_any_rules(rules: LightRules, one: Facts, other: Facts) -> None:
    """The worse of two projects in every fact has a light that is no better than either's; their dues do not count."""
    worse = Facts(
        planned=max(one.planned, other.planned), percent=min(one.percent, other.percent),
        late_days=max(one.late_days, other.late_days), missed_in_a_row=max(one.missed_in_a_row, other.missed_in_a_row),
        open_orders=max(one.open_orders, other.open_orders),
        overdue_rectification=one.overdue_rectification or other.overdue_rectification,
    )  # fmt: skip
    assert RANK[compute(worse, rules).colour] >= max(RANK[compute(facts, rules).colour] for facts in (one, other))


@given(rules=LIMITS, facts=FACTS, field=st.sampled_from([
    "yellow_behind", "red_behind", "yellow_late_days", "red_late_days", "yellow_missed", "red_missed",
]))  # fmt: skip
def test_a_stricter_rule_never_gives_a_better_light(rules: LightRules, facts: Facts, field: str) -> None:
    stricter = msgspec.to_builtins(rules) | {field: 1}
    if field.startswith("red"):
        stricter[field.replace("red", "yellow")] = 1
    after = compute(facts, msgspec.convert(stricter, LightRules))
    assert RANK[after.colour] >= RANK[compute(facts, rules).colour]


@given(facts=FACTS)
def test_a_suspended_project_is_grey_whatever_else_holds(facts: Facts) -> None:
    light = compute(msgspec.structs.replace(facts, suspended=True), RULES)
    assert (light.colour, light.reason) == (Colour.GREY, "项目已暂停")


@given(rules=LIMITS, facts=FACTS)
def test_a_light_names_a_reason_for_its_colour_alone(rules: LightRules, facts: Facts) -> None:
    light = compute(facts, rules)
    assert (light.colour == Colour.GREEN) == (light.reason == "进度符合计划，没有逾期事项")
    assert ("整改通知逾期未办结" in light.reason) == facts.overdue_rectification
    assert ("督办单未销号" in light.reason) == (light.colour == Colour.YELLOW and facts.open_orders > 0)


def test_machines_are_sound() -> None:
    assert machines.faults(ORDER) == []
    assert machines.faults(CHECKPOINT) == []


def test_each_kind_escalates_to_the_next() -> None:
    kind: OrderKind | None = OrderKind.REMINDER
    seen = []
    while kind:
        seen.append(kind.label)
        kind = kind.graver
    assert seen == ["提醒函", "督办单", "整改通知", "约谈建议"]
