# SPDX-License-Identifier: MIT
"""Who decides about an application, past which list nobody goes, and by which way it is granted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from research.applications import rules
from research.applications.rules import Granting
from research.applications.schemas import ApplicationView
from research.topics.states import TopicState
from thinktank.kernel.actor import Actor, Grant, Role

AT = datetime(2026, 3, 18, tzinfo=UTC)
FREE, LISTED = Granting(), Granting(notice_first=True)
ON_LIST, ON_NOTICE = "已列入拟立项名单，请在名单里办理", "正在公示，请在拟立项名单里办理"
PROPOSED, FIRST = "评审结论是立项，不予立项由部领导决定", "立项前要先列入拟立项名单并公示"


def application(**values: Any) -> ApplicationView:
    given: dict[str, Any] = {
        "id": 1, "version": 1, "topic": 1, "topic_number": "2026-001", "topic_title": "村集体经济抱团发展",
        "topic_state": TopicState.PUBLISHED, "track": "jiebang", "months": 8, "direction": "rural",
        "level": "general", "lead": 1, "lead_name": "朱禾", "lead_account": 1, "lead_state": "active", "unit": 1,
        "unit_name": "东湖镇", "state": "accepted", "state_since": AT, "problem": "", "goal": "", "effect": "",
        "approach": "", "basis": "", "content": "", "starts_on": None, "due_on": None, "closes_on": None,
        "nonsecret": True, "pledge": True, "sealed": False, "opened_at": None, "submitted_at": AT,
        "unit_opinion": "", "unit_agrees": None, "reason": "", "returns": 0, "managed": True, "state_label": "已受理",
    } | values  # fmt: skip
    return ApplicationView(**given)


def actor(*roles: Role) -> Actor:
    return Actor(account=7, name="某", unit=1, grants=tuple(Grant(role=role, unit=1, whole=True) for role in roles))


OFFICER, LEADER, MEMBER = actor(Role.OFFICER), actor(Role.DEPT_LEADER), actor(Role.MEMBER)


@pytest.mark.parametrize(
    ("who", "values", "reason"),
    [
        (OFFICER, {}, ""),
        (LEADER, {}, ""),
        (OFFICER, {"state": "reviewed"}, ""),
        (OFFICER, {"listed": True}, ON_LIST),
        (LEADER, {"listed": True}, ON_LIST),
        (OFFICER, {"state": "reviewed", "listed": True}, ON_LIST),
        (OFFICER, {"state": "proposed"}, PROPOSED),
        (LEADER, {"state": "proposed"}, ""),
        (LEADER, {"state": "proposed", "listed": True}, ON_LIST),
        (OFFICER, {"state": "notice", "listed": True}, ON_NOTICE),
        (LEADER, {"state": "notice", "listed": True}, ON_NOTICE),
        (LEADER, {"state": "notice"}, ON_NOTICE),
        (OFFICER, {"state": "reviewed", "review_decision": "granted"}, PROPOSED),
        (OFFICER, {"state": "reviewed", "review_decision": "refused"}, ""),
        (LEADER, {"state": "reviewed", "review_decision": "granted"}, ""),
        (OFFICER, {"on_team": True}, "您是课题组成员，请由其他经办人办理"),
        (OFFICER, {"managed": False}, "由组织部经办人办理"),
        (MEMBER, {}, "由组织部经办人办理"),
    ],
)
def test_nobody_turns_down_past_the_list(who: Actor, values: dict[str, Any], reason: str) -> None:
    found = application(**values)
    assert rules.may_turn_down(who, found).reason == reason
    assert ("turn_down" in rules.application_actions(who, found, FREE)) is (reason == "")


@pytest.mark.parametrize(
    ("who", "state", "allowed"),
    [(OFFICER, "notice", True), (LEADER, "reviewed", True), (OFFICER, "granted", False), (MEMBER, "notice", False)],
)
def test_a_list_turns_down_what_stands_on_it(who: Actor, state: str, allowed: bool) -> None:
    assert bool(rules.may_turn_down_listed(who, application(state=state, listed=True))) is allowed


@pytest.mark.parametrize(
    ("who", "values", "reason"),
    [
        (OFFICER, {}, ""),
        (LEADER, {}, ""),
        (OFFICER, {"state": "not_accepted"}, ""),
        (OFFICER, {"listed": True}, "已列入拟立项名单，先从名单里移出"),
        (OFFICER, {"state": "formal_check"}, "还没有可以撤销的决定"),
        (OFFICER, {"state": "in_review"}, "还没有可以撤销的决定"),
        (OFFICER, {"state": "withdrawn"}, "还没有可以撤销的决定"),
        (OFFICER, {"state": "not_granted", "decided_by": 7}, ""),
        (OFFICER, {"state": "not_granted", "decided_by": 8}, "不予立项由部领导撤销"),
        (OFFICER, {"state": "not_granted"}, "不予立项由部领导撤销"),
        (LEADER, {"state": "not_granted", "decided_by": 8}, ""),
        (OFFICER, {"on_team": True}, "您是课题组成员，请由其他经办人办理"),
        (OFFICER, {"managed": False}, "由组织部经办人撤销"),
        (MEMBER, {}, "由组织部经办人撤销"),
    ],
)
def test_who_decides_takes_it_back(who: Actor, values: dict[str, Any], reason: str) -> None:
    found = application(**values)
    assert rules.may_take_back(who, found).reason == reason
    assert ("take_back" in rules.application_actions(who, found, FREE)) is (reason == "")


@pytest.mark.parametrize(
    ("listed", "reason"), [(False, ""), (True, ON_LIST)],
)  # fmt: skip
def test_what_is_listed_goes_to_no_review(listed: bool, reason: str) -> None:
    assert rules.may_send_to_review(OFFICER, application(listed=listed)).reason == reason


@pytest.mark.parametrize(
    ("who", "terms", "values", "reason"),
    [
        (LEADER, FREE, {}, ""),
        (LEADER, LISTED, {}, FIRST),
        (LEADER, LISTED, {"state": "reviewed"}, FIRST),
        (LEADER, LISTED, {"state": "proposed", "track": "regular"}, FIRST),
        (LEADER, FREE, {"state": "proposed", "track": "regular"}, ""),
        (LEADER, FREE, {"state": "reviewed", "review_decision": "granted"}, ""),
        (LEADER, FREE, {"state": "reviewed", "review_decision": "refused"}, "评审结论是不予立项，要先撤销评审结论"),
        (LEADER, LISTED, {"track": "commissioned"}, ""),
        (LEADER, LISTED, {"state": "reviewed", "track": "finished_work"}, ""),
        (LEADER, LISTED, {"track": "finished_work"}, "评审立项的课题要先完成评审，再立项"),
        (LEADER, FREE, {"listed": True}, ON_LIST),
        (LEADER, LISTED, {"track": "commissioned", "listed": True}, ON_LIST),
        (LEADER, FREE, {"track": "regular"}, "评审立项的课题要先完成评审，再立项"),
        (LEADER, FREE, {"state": "notice", "listed": True}, "正在公示，期满后在拟立项名单里办理"),
        (OFFICER, FREE, {}, "立项由部领导签批"),
        (OFFICER, Granting(officers_sign_general=True), {}, ""),
        (OFFICER, Granting(officers_sign_general=True), {"level": "key"}, "立项由部领导签批"),
        (OFFICER, Granting(officers_sign_general=True, notice_first=True), {}, FIRST),
    ],
)
def test_a_grant_goes_over_list_and_notice_where_the_setting_says_so(
    who: Actor, terms: Granting, values: dict[str, Any], reason: str
) -> None:
    found = application(**values)
    assert rules.may_grant(who, found, terms).reason == reason
    assert ("grant" in rules.application_actions(who, found, terms)) is (reason == "")


def test_where_nobody_decides_the_list_is_not_asked() -> None:
    assert rules.application_actions(LEADER, application(), FREE) == [
        "cover",
        "enter_review",
        "turn_down",
        "take_back",
        "grant",
    ]
    assert rules.application_actions(LEADER, application(), None) == ["cover"]
