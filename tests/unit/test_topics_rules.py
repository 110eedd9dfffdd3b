# SPDX-License-Identifier: MIT
"""Who may propose, decide and publish topics; conditions of a leader; what makes two titles alike; numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from research.topics import rules_topics as rules
from research.topics import similar
from research.topics.schemas_topics import CallView, TargetContent, TopicView
from research.topics.states import Audience, CallState, Channel, Track
from thinktank.kernel.actor import Actor, Grant, Role
from thinktank.kernel.numbers import Rule
from thinktank.policies.kinds_research import Selection

AT = datetime(2026, 3, 18, tzinfo=UTC)
TODAY = date(2026, 3, 18)


def topic(**values: Any) -> TopicView:
    given: dict[str, Any] = {
        "id": 1, "version": 1, "number": "", "title": "村集体经济抱团发展", "direction": "rural", "level": "general",
        "track": "jiebang", "state": "submitted", "state_since": AT, "programme": "", "background": "",
        "problem": "薄弱村占三成", "goal": "可复制", "effect": "可核", "deliverable": "报告", "conditions": "",
        "requester": None, "requester_name": None, "contact": "", "months": 8, "closes_on": date(2026, 4, 30),
        "published_at": None, "created_by": 1, "created_name": "", "created_unit": 1, "created_unit_name": "",
        "channel": "member", "of_call": None, "call_title": None, "submitted_at": AT, "advice": "",
        "advice_note": "", "merged_into": None, "merged_title": None, "reason": "", "decided_at": None,
        "commissioned_unit": None, "commissioned_unit_name": None, "commissioned_lead": None,
        "commissioned_lead_name": None, "lead_direction": False, "lead_education": "", "lead_age": None,
        "lead_unit": None, "lead_unit_name": None, "managed": True,
    } | values  # fmt: skip
    return TopicView(**given)


def actor(*roles: Role) -> Actor:
    return Actor(account=7, name="某", unit=1, grants=tuple(Grant(role=role, unit=1, whole=True) for role in roles))


OFFICER, LEADER, MEMBER = actor(Role.OFFICER), actor(Role.DEPT_LEADER), actor(Role.MEMBER)
LIAISON = actor(Role.LIAISON)
EVERYBODY = frozenset(Audience)


@pytest.mark.parametrize(
    ("who", "asked", "any_time", "ways"),
    [
        (OFFICER, frozenset(), False, ["unit", "company", "member"]),
        (LIAISON, EVERYBODY, False, ["unit", "company"]),
        (LIAISON, frozenset({Audience.COMPANY}), False, ["company"]),
        (LIAISON, frozenset({Audience.MEMBER}), False, []),
        (LIAISON, frozenset(), True, ["unit", "company"]),
        (MEMBER, EVERYBODY, False, ["member"]),
        (MEMBER, frozenset({Audience.UNIT}), False, []),
        (actor(Role.LIAISON, Role.MEMBER), EVERYBODY, False, ["unit", "company", "member"]),
        (actor(Role.REVIEWER), EVERYBODY, True, []),
    ],
)
def test_by_which_ways_one_may_propose(who: Any, asked: Any, any_time: bool, ways: list[str]) -> None:
    assert rules.channels_of(who, asked, any_time=any_time) == ways


def test_a_proposal_comes_by_a_way_that_is_open() -> None:
    assert rules.may_propose([Channel.UNIT], Channel.UNIT)
    assert rules.may_propose([Channel.UNIT], Channel.MEMBER).reason == "这次征集不从这个来源收选题"
    assert rules.may_propose([], Channel.UNIT).reason == "现在没有面向您的选题征集，征集期内可提交"


@pytest.mark.parametrize(
    ("who", "officers", "values", "reason"),
    [
        (LEADER, False, {"advice": "approve"}, ""),
        (LEADER, False, {"advice": "decline"}, ""),
        (LEADER, False, {}, "经办人还没有提出拟办意见"),
        (OFFICER, False, {"advice": "approve"}, "选题由部领导审定，经办人拟办"),
        (OFFICER, True, {}, ""),
        (LEADER, True, {}, ""),
        (MEMBER, True, {"advice": "approve"}, "由组织部办理"),
        (LEADER, False, {"advice": "approve", "managed": False}, "由组织部办理"),
        (LEADER, False, {"advice": "approve", "proposer": True}, "您提出的选题，请由其他人审定"),
        (LEADER, False, {"advice": "approve", "proposer": True, "channel": "office"}, ""),
        (LEADER, False, {"advice": "approve", "state": "merged", "state_label": "并了"}, "现在是「并了」，不能审定"),
    ],
)  # fmt: skip
def test_who_decides(who: Any, officers: bool, values: dict[str, Any], reason: str) -> None:
    assert rules.may_decide(who, topic(**values), officers_decide=officers).reason == reason


STATES = ("draft", "submitted", "merged", "declined", "approved", "published", "awarded", "unclaimed", "archived")
ALLOWED = {
    ("officer", "office"): {
        "draft": {"edit", "submit", "archive"}, "submitted": {"edit", "advise", "merge"},
        "merged": {"archive", "take_back"},
        "declined": {"archive"}, "approved": {"edit", "merge", "publish", "archive"},
        "published": {"edit", "pass_over", "take_back"}, "awarded": {"archive"},
        "unclaimed": {"edit", "publish", "archive"}, "archived": set(),
    },
    ("officer", "member"): {"draft": set(), "submitted": {"edit", "advise", "merge"}},
    ("leader", "member"): {
        "submitted": {"decide"}, "declined": {"take_back"}, "approved": {"take_back"}, "published": set(),
    },
    ("proposer", "member"): {
        "draft": {"edit_proposal", "submit"}, "submitted": {"withdraw"}, "approved": set(), "published": set(),
    },
}  # fmt: skip


@pytest.mark.parametrize(("who", "channel"), list(ALLOWED))
def test_what_each_may_do_in_each_state(who: str, channel: str) -> None:
    person = {"officer": OFFICER, "leader": LEADER, "proposer": MEMBER}[who]
    managed = who != "proposer"
    for state, wanted in ALLOWED[who, channel].items():
        advice = "approve" if who == "leader" else ""
        view = topic(state=state, channel=channel, managed=managed, proposer=who == "proposer", advice=advice)
        assert set(rules.topic_actions(person, view, officers_decide=False)) == wanted, state


def test_a_proposal_is_not_taken_back_once_the_office_has_advised() -> None:
    assert rules.may_withdraw(MEMBER, topic(proposer=True))
    assert not rules.may_withdraw(MEMBER, topic(proposer=True, advice="approve"))


def test_merging_needs_another_living_topic() -> None:
    one = topic()
    assert rules.may_merge(OFFICER, one, topic(id=2))
    assert rules.may_merge(OFFICER, one, topic(id=2, state="published"))
    assert not rules.may_merge(OFFICER, one, topic(id=1))
    assert not rules.may_merge(OFFICER, one, topic(id=2, managed=False))
    assert not rules.may_merge(OFFICER, one, topic(id=2, state="declined"))
    assert not rules.may_merge(OFFICER, topic(state="published"), topic(id=2))
    assert not rules.may_merge(MEMBER, one, topic(id=2))


@pytest.mark.parametrize(
    ("values", "lacking"),
    [
        ({}, set()),
        ({"closes_on": None}, {"closes_on"}),
        ({"closes_on": date(2026, 3, 17)}, {"closes_on"}),
        ({"closes_on": TODAY}, set()),
        ({"closes_on": None, "track": Track.FINISHED_WORK}, set()),
        ({"track": Track.COMMISSIONED}, {"track"}),
        ({"track": Track.COMMISSIONED, "commissioned_unit": 3}, set()),
        ({"goal": " ", "deliverable": ""}, {"goal", "deliverable"}),
    ],
)
def test_what_a_topic_lacks_before_it_goes_out(values: dict[str, Any], lacking: set[str]) -> None:
    assert set(rules.missing_in_topic(topic(**values), TODAY)) == lacking


def person(**values: Any) -> rules.Applicant:
    given: dict[str, Any] = {
        "talent": 7, "direction": "rural", "education": "硕士研究生", "birth_month": date(1991, 3, 1),
        "units": frozenset({1, 5}),
    } | values  # fmt: skip
    return rules.Applicant(**given)


@pytest.mark.parametrize(
    ("asks", "who", "reasons"),
    [
        ({}, {}, []),
        ({"lead_direction": True}, {}, []),
        ({"lead_direction": True}, {"direction": "urban"}, ["负责人须归属本方向"]),
        ({"lead_education": "硕士"}, {}, []),
        ({"lead_education": "博士"}, {}, ["负责人学历须不低于博士"]),
        ({"lead_education": "本科"}, {"education": "大学本科"}, []),
        ({"lead_education": "本科"}, {"education": ""}, ["负责人学历须不低于本科"]),
        ({"lead_age": 35}, {}, []),
        ({"lead_age": 34}, {}, ["负责人年龄须不超过34周岁"]),
        ({"lead_age": 35}, {"birth_month": date(1991, 4, 1)}, []),
        ({"lead_age": 40}, {"birth_month": None}, ["负责人年龄须不超过40周岁"]),
        ({"lead_unit": 5, "lead_unit_name": "住建局"}, {}, []),
        ({"lead_unit": 9, "lead_unit_name": "住建局"}, {}, ["负责人须来自住建局"]),
        ({"commissioned_unit": 1, "commissioned_unit_name": "区"}, {}, []),
        ({"commissioned_unit": 9, "commissioned_unit_name": "水务局"}, {}, ["本课题定向委托给水务局"]),
        ({"commissioned_lead": 7, "commissioned_lead_name": "朱禾"}, {}, []),
        ({"commissioned_lead": 8, "commissioned_lead_name": "朱禾"}, {}, ["本课题定向委托给朱禾"]),
    ],
)
def test_conditions_of_the_leader(asks: dict[str, Any], who: dict[str, Any], reasons: list[str]) -> None:
    assert rules.unmet(topic(**asks), person(**who), TODAY) == reasons


@pytest.mark.parametrize(
    ("state", "day", "running"),
    [
        ("open", date(2026, 3, 1), True),
        ("open", date(2026, 3, 31), True),
        ("open", date(2026, 2, 28), False),
        ("open", date(2026, 4, 1), False),
        ("draft", date(2026, 3, 10), False),
        ("closed", date(2026, 3, 10), False),
    ],
)
def test_a_call_takes_proposals_within_its_window(state: str, day: date, running: bool) -> None:
    assert rules.is_running(state, date(2026, 3, 1), date(2026, 3, 31), day) is running


def test_what_may_be_done_with_a_call() -> None:
    call = CallView(
        id=1, version=1, title="征集", text="", opens_on=TODAY, closes_on=TODAY, audiences="unit", unit=None,
        unit_name=None, state=CallState.DRAFT, state_since=AT,
    )  # fmt: skip
    found = {}
    for state in CallState:
        call.state = state
        found[str(state)] = rules.call_actions(OFFICER, call)
    assert found == {"draft": ["edit", "open"], "open": ["edit", "close"], "closed": ["reopen"]}
    assert rules.call_actions(MEMBER, call) == []


# -- alike ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "percent", "words"),
    [
        ("老旧小区充电设施共建共享机制", "老旧小区充电难怎样破解", 50, ["老旧小区充电"]),
        ("社区养老服务", "社区养老服务", 100, ["社区养老服务"]),
        ("社区　养老服务", "社区养老服务", 100, ["社区", "养老服务"]),
        ("河道治理长效机制研究", "村集体经济发展路径研究", 0, []),
        ("村集体经济研究", "集体林权改革研究", 20, ["集体"]),
    ],
)
def test_what_two_titles_share_is_said(one: str, other: str, percent: int, words: list[str]) -> None:
    mine, theirs = similar.pairs_of(one), similar.pairs_of(other)
    assert similar.likeness(mine, theirs) == percent
    assert similar.shared_words(one, other, set(mine) & set(theirs)) == words


def test_pairs_leave_out_what_says_nothing() -> None:
    assert similar.pairs_of("乡村振兴的路径研究") == ["乡村", "村振", "振兴", "径研"]
    assert similar.pairs_of("研") == []


def test_shared_words_are_marked_in_place() -> None:
    assert similar.marked("老旧小区充电难", ["充电", "小区"]) == [
        ("老旧", False), ("小区", True), ("充电", True), ("难", False),
    ]  # fmt: skip
    assert similar.marked("充电难", []) == [("充电难", False)]


# -- numbers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        ("{年}-{序号3}", "2026-007"),
        ("QL{年2}-{序号2}", "QL26-07"),
        ("盐组课〔{年}〕{序号}号", "盐组课〔2026〕7号"),
    ],
)
def test_a_number_is_written_by_its_rule(rule: str, written: str) -> None:
    assert Rule.parse(rule).write(2026, 7) == written


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("{年}", r"要有 \{序号\}"),
        ("{序号}", r"要有 \{年\}"),
        ("{年}{月}{序号}", r"不认识「\{月\}」"),
        ("{年}-{序号", "没有成对"),
        ("中共盐都区委组织部青年人才智库重大课题研究项目{年}{序号}", "编号太长"),
    ],
)
def test_a_rule_that_gives_no_number_is_refused(rule: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Selection(topic_number=rule)


def test_targets_are_counted() -> None:
    assert TargetContent("走访", "户", 60, baseline=0).target == 60  # type: ignore[arg-type]
    for wrong in ({"target": 0}, {"target": -1}, {"target": 1, "baseline": -1}):
        with pytest.raises(ValueError, match=r"目标值要大于0|现状值不能小于0"):
            TargetContent("走访", "户", **wrong)  # type: ignore[arg-type]
