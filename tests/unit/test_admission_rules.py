# SPDX-License-Identifier: MIT
"""Who takes which step of a membership, the conditions of admission, and what keeps a step from being taken."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.machines import faults
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Grant, Role, system
from thinktank.policies.kinds import Admission
from thinktank.talents import eligibility, rules, rules_admission
from thinktank.talents.eligibility import Facts
from thinktank.talents.pages_public import stages
from thinktank.talents.rules_admission import Given
from thinktank.talents.schemas_admission import LABELS, CaseRow
from thinktank.talents.states import CANDIDATES, EXITS, MEMBERSHIP, NEEDS_REASON, PAUSES, UNDO, MemberState

TODAY = date(2026, 3, 18)
POLICY = Admission()
STEPS = [t.name for t in MEMBERSHIP.transitions]
# Who takes each step, as data: O officer, L leader, U the unit's liaison, S the person or who nominated them.
WHO = {
    "submit": "SO", "withdraw": "SO", "give_back": "O", "ask_unit": "O", "accept": "O", "unit_agrees": "UO",
    "unit_disagrees": "UO", "qualify": "O", "approve": "L", "publish": "O", "admit": "O", "take_over": "O",
    "decline": "L", "pause": "O", "resume": "O", "observe": "L", "restore": "L", "leave": "L", "reapply": "O",
    "undo_approve": "L", "undo_publish": "O", "undo_admit": "L", "undo_take_over": "L", "undo_decline": "L",
    "undo_leave": "L", "merge": "O",
}  # fmt: skip


def holding(*roles: Role) -> Actor:
    return Actor(account=1, name="甲", grants=tuple(Grant(role, 1) for role in roles))


def person(state: str, **more: Any) -> CaseRow:
    values: dict[str, Any] = {
        "id": 1, "version": 1, "name": "甲", "name_key": "jia", "unit": 1, "unit_name": "局", "post": "",
        "direction": "", "proposed": "", "state": state, "state_since": clock.now(), "channel": "nominated",
        "account": None, "birth_month": None, "cadre": "", "education": "", "degree": "", "local_since": None,
    } | more  # fmt: skip
    return CaseRow(**values)


def test_machine_is_sound_and_every_step_has_its_words() -> None:
    assert faults(MEMBERSHIP) == []
    assert set(WHO) == set(STEPS)
    assert set(LABELS) == {*STEPS, "cleared", "objected", "renew"}
    assert {MEMBERSHIP.transition(name).undo for name in UNDO.values()} == {True}
    assert {t.name for t in MEMBERSHIP.transitions if t.undo} <= NEEDS_REASON


def test_nobody_comes_in_but_by_a_public_notice_or_from_a_roster() -> None:
    into = {(t.name, t.from_) for t in MEMBERSHIP.transitions if t.to == "active" and not t.undo}
    ways = {name: starts for name, starts in into if set(starts) & set(CANDIDATES)}
    assert ways == {"admit": ("notice",), "take_over": ("submitted",)}


@pytest.mark.parametrize("role", list(Role))
def test_every_step_by_every_role(role: Role) -> None:
    """Somebody whose grant of this role covers the person (as an office or as a unit does)."""
    office, unit = role in {Role.OFFICER, Role.DEPT_LEADER}, role is Role.LIAISON
    letter = {Role.OFFICER: "O", Role.DEPT_LEADER: "L", Role.LIAISON: "U"}.get(role, "-")
    for step, own, delegated in itertools.product(STEPS, (False, True), (False, True)):
        wanted = letter in WHO[step] or (own and "S" in WHO[step])
        wanted = wanted or (delegated and role is Role.OFFICER and WHO[step] == "L")
        found = rules.may_step(holding(role), step, office=office, unit=unit, own=own, delegated=delegated)
        assert bool(found) is wanted, (step, own, delegated)
        assert bool(found.reason) is not wanted


@pytest.mark.parametrize("step", STEPS)
def test_a_role_elsewhere_takes_no_step(step: str) -> None:
    for role in Role:
        assert not rules.may_step(holding(role), step, office=False, unit=False)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_starts_only_where_the_machine_says(step: str) -> None:
    given = Given(note="理由", on=TODAY, until=TODAY + timedelta(days=9), ground="own_request")
    for state in set(MemberState) - set(MEMBERSHIP.transition(step).from_):
        who = person(state, channel="roster", unit_opinion="agree")
        reason = rules_admission.not_now(step, who, given, POLICY, TODAY)
        assert reason == f"现在是「{MEMBERSHIP.label(state)}」，不能{MEMBERSHIP.transition(step).label}"


@pytest.mark.parametrize(
    ("step", "given", "fields"),
    [
        ("decline", Given(), ["note"]),
        ("decline", Given(note="条件不符"), []),
        ("approve", Given(), ["on"]),
        ("approve", Given(on=TODAY), []),
        ("approve", Given(on=TODAY + timedelta(days=1)), ["on"]),
        ("publish", Given(on=TODAY - timedelta(days=1)), ["on"]),
        ("publish", Given(on=TODAY + timedelta(days=1)), []),
        ("pause", Given(note="外派"), ["ground"]),
        ("pause", Given(note="外派", ground="own_request"), ["ground"]),
        ("pause", Given(note="外派", ground="seconded", until=TODAY), ["until"]),
        ("pause", Given(note="外派", ground="seconded"), []),
        ("observe", Given(note="连续缺报"), ["until"]),
        ("leave", Given(), ["note", "ground"]),
        ("leave", Given(note="调动", ground="moved_away"), []),
        ("undo_leave", Given(), ["note"]),
        ("unit_disagrees", Given(), ["note"]),
        ("unit_agrees", Given(), []),
    ],
)
def test_what_a_step_lacks(step: str, given: Given, fields: list[str]) -> None:
    assert list(rules_admission.missing(step, given, TODAY)) == fields


@pytest.mark.parametrize(
    ("step", "who", "given", "words"),
    [
        ("accept", person("submitted"), Given(), "单位还没有同意"),
        ("accept", person("submitted", unit_opinion="agree"), Given(), ""),
        ("approve", person("consult"), Given(), "还没有登记"),
        ("approve", person("consult", consult_result="objected"), Given(), "有异议"),
        ("approve", person("consult", consult_result="clear"), Given(), ""),
        ("admit", person("notice"), Given(), "还没有公示"),
        ("admit", person("notice", notice=1, notice_ends=TODAY), Given(), "公示到3月18日"),
        ("admit", person("notice", notice=1, notice_ends=date(2026, 3, 17)), Given(), ""),
        ("admit", person("notice", notice=1, notice_ends=date(2026, 3, 17), open_objections=2), Given(), "有2条异议"),
        ("admit", person("notice", notice=1, notice_ends=date(2026, 3, 17), upheld=1), Given(), "异议成立"),
        ("take_over", person("submitted"), Given(), "只有名册中"),
        ("take_over", person("submitted", channel="roster"), Given(), ""),
        ("undo_admit", person("active"), Given(), "不是经公示入库"),
        ("undo_take_over", person("active", notice=1), Given(), "是经公示入库"),
        ("renew", person("paused"), Given(), "现在是「暂停」"),
        ("cleared", person("notice"), Given(), "现在是「公示」"),
    ],
)
def test_what_keeps_a_step(step: str, who: CaseRow, given: Given, words: str) -> None:
    assert words in rules_admission.not_now(step, who, given, POLICY, TODAY)
    assert bool(rules_admission.not_now(step, who, given, POLICY, TODAY)) is bool(words)


def test_an_exception_from_the_conditions_needs_a_reason() -> None:
    who = person("qualification", conditions=eligibility.check(Facts(birth_month=date(1980, 1, 1)), POLICY, TODAY))
    assert "年龄不符合" in rules_admission.not_now("qualify", who, Given(), POLICY, TODAY)
    assert rules_admission.not_now("qualify", who, Given(note="紧缺人才"), POLICY, TODAY) == ""


def test_who_of_a_list_is_held_back_by_the_reason() -> None:
    listed = [
        person("submitted", name="甲"), person("submitted", name="乙", unit_opinion="agree"),
        person("submitted", name="丙", unit_opinion="disagree"),
    ]  # fmt: skip
    assert rules_admission.held_back("accept", listed, POLICY, TODAY) == {
        "单位还没有同意，请先征求单位意见": ["甲", "丙"]
    }
    unmet = person("qualification", conditions=eligibility.check(Facts(birth_month=date(1980, 1, 1)), POLICY, TODAY))
    assert rules_admission.held_back("qualify", [unmet], POLICY, TODAY) == {}


def test_rosters_come_in_straight_only_where_the_settings_let_them() -> None:
    closed = Admission(rosters_direct=False)
    assert rules_admission.not_now("take_over", person("submitted", channel="roster"), Given(), closed, TODAY)


# -- conditions ---------------------------------------------------------------------------------------------------


def verdicts(policy: Admission = POLICY, **facts: Any) -> list[str]:
    return [one.verdict for one in eligibility.check(Facts(**facts), policy, TODAY)]


def test_of_an_unknown_person_everything_is_unknown() -> None:
    assert verdicts() == ["unknown"] * 5
    assert [one.value for one in eligibility.check(Facts(), POLICY, TODAY)] == [""] * 5


@pytest.mark.parametrize(
    ("born", "cadre", "verdict"),
    [
        (date(1985, 4, 1), "no", "met"),  # 40 until April
        (date(1985, 3, 1), "no", "unmet"),  # 41 from March on
        (date(1990, 4, 1), "yes", "met"),
        (date(1990, 3, 1), "yes", "unmet"),
        (date(1990, 3, 1), "", "unknown"),  # 36: within one limit, beyond the other
        (date(1991, 1, 1), "", "met"),
        (date(1980, 1, 1), "", "unmet"),
    ],
)
def test_age(born: date, cadre: str, verdict: str) -> None:
    assert verdicts(birth_month=born, cadre=cadre)[0] == verdict


@pytest.mark.parametrize(
    ("education", "degree", "least", "verdict"),
    [
        ("大学", "", "本科", "met"),
        ("硕士研究生", "硕士", "本科", "met"),
        ("大专", "", "本科", "unmet"),
        ("", "学士", "本科", "met"),
        ("大学", "硕士", "硕士", "met"),
        ("大学", "学士", "硕士", "unmet"),
        ("高中", "", "本科", "unknown"),
        ("博士研究生", "", "博士", "met"),
    ],
)
def test_education(education: str, degree: str, least: Any, verdict: str) -> None:
    policy = Admission(education_least=least)
    assert verdicts(policy, education=education, degree=degree)[1] == verdict


@pytest.mark.parametrize(
    ("since", "verdict"),
    [(date(2025, 3, 18), "met"), (date(2025, 3, 19), "unmet"), (date(2026, 5, 1), "unmet"), (None, "unknown")],
)
def test_local_work(since: date | None, verdict: str) -> None:
    assert verdicts(local_since=since)[2] == verdict


def test_unit_and_direction() -> None:
    assert verdicts(unit_opinion="agree", direction="urban")[3:] == ["met", "met"]
    assert verdicts(unit_opinion="disagree", proposed="urban")[3:] == ["unmet", "met"]
    shown = eligibility.check(Facts(proposed="urban"), POLICY, TODAY)[4]
    assert (shown.value, shown.label) == ("城市建设（建议）", "符合")


def test_what_the_department_does_not_ask_is_not_checked() -> None:
    policy = Admission(education_least="不限", local_years=0, needs_unit=False, needs_direction=False)
    assert [one.name for one in eligibility.check(Facts(), policy, TODAY)] == ["年龄"]


# -- rules beside the machine ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_enters_edits_applies_and_reads(role: Role) -> None:
    actor = holding(role)
    admin = role in {Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN}
    assert bool(rules.may_add(actor)) is (role in {Role.OFFICER, Role.LIAISON})
    assert bool(rules.may_edit(actor, office=True)) is (role is Role.OFFICER)
    assert not rules.may_edit(actor, office=False)
    aside = role in {Role.REVIEWER, Role.INSPECTOR}
    assert bool(rules.may_nominate_self(actor, None)) is not (admin or aside)
    assert not rules.may_nominate_self(actor, 3)
    assert bool(rules.may_read_notices(actor)) is not admin


def test_a_job_may_do_what_the_office_does_and_decides_nothing() -> None:
    assert rules.may_step(system("job:x"), "pause", office=False, unit=False)
    assert not rules.may_step(system("job:x"), "leave", office=True, unit=False)


def test_the_applicant_sees_five_stages() -> None:
    assert [one["state"] for one in stages("qualification")] == ["done", "done", "now", "next", "next"]
    assert [one["state"] for one in stages("declined")] == ["next"] * 5


def test_grounds_are_those_of_the_domain() -> None:
    assert list(EXITS.values()) == ["本人申请", "超龄", "调离本区", "失信违纪", "两次年度评价不合格", "期满未续"]
    assert {"外派", "产假", "长期病休"} <= set(PAUSES.values())
