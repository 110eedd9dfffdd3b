# SPDX-License-Identifier: MIT
"""Postings without a database: who may do what in which state, what is warned of, terms, fit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.kernel.actor import Actor, Grant, Role
from thinktank.policies.kinds import PostingTerms
from thinktank.postings import bars, fit, rules
from thinktank.postings.schemas_plan import Evidence
from thinktank.postings.states import NEED, POSTING, Kind, NeedState, PostingState, Side

STATES = list(PostingState)
WHO = {
    "person": rules.Ties(person=True),
    "sender": rules.Ties(sender=True),
    "receiver": rules.Ties(receiver=True),
    "officer": rules.Ties(officer=True),
    "leader": rules.Ties(leader=True),
    "nobody": rules.Ties(),
}
TODAY = date(2026, 3, 18)
TERMS = PostingTerms()


def table(rule: Any) -> set[tuple[str, str]]:
    """The pairs of who and state in which a rule allows."""
    return {(who, state) for who, ties in WHO.items() for state in STATES if rule(ties, state)}


def pairs(*allowed: str) -> set[tuple[str, str]]:
    """The same as written in a test: "officer proposed consent" is an officer in two states."""
    return {(who, state) for line in allowed for who, *states in [line.split()] for state in states}


@pytest.mark.parametrize(
    ("step", "allowed"),
    [
        ("ask", ["officer proposed"]),
        ("take_back", ["officer consent"]),
        ("cancel", ["officer proposed consent approved"]),
    ],
)
def test_office_steps(step: str, allowed: list[str]) -> None:
    assert table(lambda ties, state: rules.may_office_step(ties, step, state=state)) == pairs(*allowed)


@pytest.mark.parametrize(
    ("step", "state"), [("arrive", "approved"), ("start", "arrived"), ("comment_half", "mid_review")]
)
def test_host_steps(step: str, state: str) -> None:
    found = table(lambda ties, now: rules.may_host(ties, step, state=now))
    assert found == pairs(f"receiver {state}", f"officer {state}")


@pytest.mark.parametrize("side", list(Side))
def test_each_side_consents_for_itself_once(side: Side) -> None:
    own = table(lambda ties, state: rules.may_consent(ties, side, state=state, answered=False))
    assert own == pairs(f"{side} consent")
    paper = table(lambda ties, state: rules.may_consent(ties, side, state=state, answered=False, on_paper=True))
    assert paper - own == (set() if side is Side.PERSON else pairs("officer consent"))
    assert table(lambda ties, state: rules.may_consent(ties, side, state=state, answered=True, on_paper=True)) == set()


@pytest.mark.parametrize(("agreed", "refused", "may"), [(3, 0, True), (2, 0, False), (2, 1, False), (0, 0, False)])
def test_approval_needs_all_three(agreed: int, refused: int, *, may: bool) -> None:
    found = table(lambda ties, state: rules.may_approve(ties, state=state, agreed=agreed, refused=refused))
    assert found == (pairs("leader consent") if may else set())


def test_the_person_writes_the_own_summaries() -> None:
    half = table(lambda ties, state: rules.may_write(ties, "half", state=state, today=TODAY))
    assert half == pairs("person in_post")
    for opens, may in ((TODAY, True), (TODAY + timedelta(days=1), False)):

        def rule(ties: rules.Ties, state: str, opens: date = opens) -> Any:
            return rules.may_write(ties, "sum_up", state=state, opens_on=opens, today=TODAY)

        assert table(rule) == (pairs("person in_post extended") if may else set())


@pytest.mark.parametrize("side", list(Side))
def test_opinions_are_the_units(side: Side) -> None:
    own = table(lambda ties, state: rules.may_opine(ties, side, state=state, said=False))
    assert own == (set() if side is Side.PERSON else pairs(f"{side} final_appraisal"))
    paper = table(lambda ties, state: rules.may_opine(ties, side, state=state, said=False, on_paper=True))
    assert paper - own == (set() if side is Side.PERSON else pairs("officer final_appraisal"))
    assert table(lambda ties, state: rules.may_opine(ties, side, state=state, said=True, on_paper=True)) == set()


def test_leaders_sign_and_take_back() -> None:
    assert table(lambda ties, state: rules.may_end(ties, state=state, opinions=2)) == pairs("leader final_appraisal")
    assert table(lambda ties, state: rules.may_end(ties, state=state, opinions=1)) == set()
    assert table(lambda ties, state: rules.may_reopen(ties, state=state)) == pairs("leader ended")


@pytest.mark.parametrize(
    ("step", "states"), [("extend", "in_post"), ("end_early", "arrived in_post mid_review extended")]
)
def test_changes_are_asked_for_by_whoever_is_concerned(step: str, states: str) -> None:
    asked = table(lambda ties, state: rules.may_ask_change(ties, step, state=state, waiting=False))
    assert asked == pairs(*(f"{who} {states}" for who in ("person", "sender", "receiver", "officer")))
    assert table(lambda ties, state: rules.may_ask_change(ties, step, state=state, waiting=True)) == set()
    decided = table(lambda ties, state: rules.may_decide_change(ties, step, state=state, waiting=True))
    assert decided == pairs(f"leader {states}")
    assert table(lambda ties, state: rules.may_decide_change(ties, step, state=state, waiting=False)) == set()


def test_every_transition_is_somebody_s() -> None:
    named = {"ask", "take_back", "cancel", "arrive", "start", "comment_half", "half", "sum_up"}
    named |= {"approve", "end", "reopen", "extend", "end_early"}
    assert {t.name for t in POSTING.transitions} == named
    assert rules.Ties(leader=True).office
    assert not WHO["receiver"].office


@pytest.mark.parametrize("state", list(NeedState))
def test_needs(state: NeedState) -> None:
    def may(step: str, *, officer: bool, unit: bool) -> bool:
        return bool(rules.may_step_need(step, officer=officer, unit=unit, state=state))

    able = {t.name for t in NEED.leaving(state)}
    for step in ("accept", "decline", "close", "reopen"):
        assert may(step, officer=True, unit=False) == (step in able)
        assert may(step, officer=False, unit=True) == (step in able and step == "close")
        assert not may(step, officer=False, unit=False)
    assert bool(rules.may_edit_need(officer=False, unit=True, state=state)) == (state == "submitted")
    assert bool(rules.may_edit_need(officer=True, unit=False, state=state)) == (state in ("submitted", "open"))
    assert not rules.may_edit_need(officer=False, unit=False, state=state)
    assert bool(rules.may_propose(officer=True, state=state, vacant=1)) == (state == "open")
    assert not rules.may_propose(officer=True, state=state, vacant=0)
    assert not rules.may_propose(officer=False, state=state, vacant=1)


@pytest.mark.parametrize("role", list(Role))
def test_who_states_needs_and_plans(role: Role) -> None:
    actor = Actor(1, "王丙", grants=(Grant(role, 1),))
    assert bool(rules.may_state_need(actor)) == (role in (Role.OFFICER, Role.LIAISON))
    assert bool(rules.may_plan(actor)) == (role is Role.OFFICER)


@pytest.mark.parametrize("kind", list(Kind))
def test_only_some_kinds_take_turns(kind: Kind) -> None:
    turns = kind in (Kind.SHADOW, Kind.PETITION)
    assert bool(rules.may_lay_out(officer=True, receiver=False, kind=kind)) == turns
    assert bool(rules.may_lay_out(officer=False, receiver=True, kind=kind)) == turns
    assert not rules.may_lay_out(officer=False, receiver=False, kind=kind)


# -- warnings -----------------------------------------------------------------------------------------------------


def facts(**changes: Any) -> rules.Facts:
    values: dict[str, Any] = {
        "kind": Kind.LATERAL,
        "starts_on": date(2026, 4, 1),
        "ends_on": date(2026, 9, 30),
        "sender_name": "区住房和城乡建设局",
    } | changes
    return rules.Facts(**values)


def codes(**changes: Any) -> list[str]:
    return [one.code for one in rules.cautions(facts(**changes), TERMS)]


def span(state: str, starts_on: date, ends_on: date) -> rules.Span:
    return rules.Span("跟班", starts_on, ends_on, state)


@pytest.mark.parametrize(
    ("kind", "cap"),
    [
        ("upward", 6),
        ("downward", 12),
        ("lateral", 12),
        ("enterprise", 12),
        ("shadow", 3),
        ("taskforce", 6),
        ("petition", 6),
    ],
)
def test_each_kind_has_its_cap(kind: str, cap: int) -> None:
    start, above = date(2026, 4, 1), ["from_below"] if kind == "upward" else []
    full = rules.last_day(start, cap)
    assert codes(kind=Kind(kind), ends_on=full) == above
    over = codes(kind=Kind(kind), ends_on=full + timedelta(days=1))
    assert over == ["term", *(["total"] if cap == 12 else []), *above]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), []),
        ((span("ended", date(2025, 6, 1), date(2025, 8, 31)),), ["repeat"]),
        ((span("early_ended", date(2024, 1, 1), date(2024, 3, 31)),), []),
        ((span("ended", date(2024, 1, 1), date(2024, 4, 1)),), ["repeat"]),
        ((span("ended", date(2025, 1, 1), date(2025, 12, 31)),), ["total", "repeat"]),
        ((span("in_post", date(2026, 1, 1), date(2026, 5, 1)),), ["two_posts"]),
        ((span("in_post", date(2026, 1, 1), date(2026, 3, 31)),), []),
        ((span("approved", date(2026, 9, 30), date(2026, 10, 30)),), ["two_posts"]),
        ((span("cancelled", date(2026, 4, 1), date(2026, 9, 30)),), []),
    ],
)
def test_other_postings_are_minded(others: tuple[rules.Span, ...], expected: list[str]) -> None:
    assert codes(others=others) == expected


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("学富镇人民政府", True),
        ("盐龙街道办事处", True),
        ("大冈镇", True),
        ("张庄街道", True),
        ("区乡村振兴局", False),
        ("区城镇建设局", False),
    ],
)
def test_a_town_as_sender(name: str, *, town: bool) -> None:
    assert codes(sender_name=name) == (["town"] if town else [])


def test_an_upper_organ_borrows() -> None:
    assert codes(below=True) == ["from_below"]
    assert rules.is_upper("市社科院")
    assert rules.is_upper("省委组织部")
    assert not rules.is_upper("区委组织部")


def test_no_years_means_no_repeat() -> None:
    lax = PostingTerms(repeat_years=0, total_months=36)
    earlier = span("ended", date(2025, 12, 1), date(2026, 3, 31))
    assert rules.cautions(facts(others=(earlier,)), lax) == []


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 36))
def test_months_there_and_back(day: date, months: int) -> None:
    last = rules.last_day(day, months)
    assert rules.months_of(day, last) == months
    assert rules.months_of(day, last + timedelta(days=1)) == months + 1
    assert rules.months_later(day, months).day <= day.day
    assert rules.months_later(rules.months_later(day, months), -months) <= day


@given(st.dates(date(2025, 10, 1), date(2026, 3, 31)), st.integers(0, 400))
def test_a_bar_lies_in_its_month(starts_on: date, length: int) -> None:
    ends_on, month = starts_on + timedelta(days=length), date(2026, 3, 1)
    if ends_on < month:
        return
    bar = bars.bar_of(starts_on, ends_on, month)
    assert 0 <= bar.x < 100
    assert 0 < bar.width <= 100.01 - bar.x
    assert (bar.before, bar.after) == (starts_on < month, ends_on > date(2026, 3, 31))


# -- fit ----------------------------------------------------------------------------------------------------------

NEED_ = fit.Wanted(
    unit=1, direction="urban", skills="城市更新、海绵城市", duties="方案比选", project_title="「完整社区」"
)


def test_everything_speaks_for_somebody() -> None:
    person = fit.Person(
        direction="urban", strengths="城市更新、海绵城市", team="lead", postings=0, growth=2, away=0
    )  # fmt: skip
    found = fit.evidence(NEED_, person, TERMS)
    assert fit.points(found) == 100
    assert found[0] == Evidence("主方向城市建设与岗位一致", 40)
    assert Evidence("是关联课题「完整社区」的课题负责人", 15) in found
    assert Evidence("成长档案已有2条课题、成果记录", 5) in found


def test_what_counts_how_much_is_the_departments_to_set() -> None:
    person = fit.Person(direction="urban", strengths="城市更新、海绵城市", team="lead", postings=0, growth=2, away=0)
    terms = PostingTerms(fit_direction=60, fit_skills=20, fit_project=15, fit_fresh=0, fit_growth=0, fit_unit=5)
    assert [one.points for one in fit.evidence(NEED_, person, terms)] == [60, 20, 15, 5]
    with pytest.raises(ValueError, match="合起来应为100分"):
        PostingTerms(fit_direction=60)
    with pytest.raises(ValueError, match="次方向不高于主方向"):
        PostingTerms(fit_second=50)


def test_nothing_speaks_for_somebody_else() -> None:
    person = fit.Person(direction="rural", strengths="稻麦良种", postings=1, away=2)
    assert fit.evidence(NEED_, person, TERMS) == []


@pytest.mark.parametrize(
    ("strengths", "points"),
    [("城市更新", 15), ("城市更新、海绵城市", 30), ("城市新区更新", 8), ("海绵城市建设", 15), ("", 0)],
)
def test_skills_count_by_their_share(strengths: str, points: int) -> None:
    person = fit.Person(direction="rural", strengths=strengths, postings=1, away=1)
    assert fit.points(fit.evidence(NEED_, person, TERMS)) == points


def test_secondary_direction_counts_half() -> None:
    person = fit.Person(direction="rural", secondary="industry urban", postings=1, away=1)
    assert fit.evidence(NEED_, person, TERMS) == [Evidence("次方向城市建设与岗位一致", 20)]


def test_without_skills_the_duties_say_what_is_of_use() -> None:
    need = fit.Wanted(unit=1, direction="urban", duties="负责城市更新方案比选")
    person = fit.Person(direction="rural", strengths="城市更新、桥梁", team="member", postings=1, away=1)
    assert fit.evidence(need, person, TERMS) == [
        Evidence("特长“城市更新”用得上", 15),
        Evidence("是关联课题的课题组成员", 15),
    ]
    other = fit.Person(direction="rural", strengths="桥梁", postings=1, away=1)
    assert fit.evidence(need, other, TERMS) == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_fit_stays_within_a_hundred(skills: str, strengths: str) -> None:
    need = fit.Wanted(unit=1, direction="urban", skills=skills)
    person = fit.Person(direction="urban", strengths=strengths, team="lead", growth=9)
    assert 65 <= fit.points(fit.evidence(need, person, TERMS)) <= 100
