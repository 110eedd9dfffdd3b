# SPDX-License-Identifier: MIT
"""Which facts wait for confirmation, and who confirms and answers. Source: domain.md §4, §7.2; PIPL art. 44-50."""

from __future__ import annotations

from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.privacy.states import DATA_REQUEST, FACT_CHANGE
from thinktank.talents.rules import P3_FIELDS

FREE = frozenset({"strengths", "research_interest", "wish", "phone", "email"})
"""Facts that only the person knows: in force at once."""
SEEN = ("talent.phone_seen", "talent.corrected", "talent.erased")
"""Steps of the timeline that a person reads in the own access log."""


def desk_of(field: str) -> str:
    """Return who confirms a corrected fact: nobody ('') for a free one, else the unit, for class P3 the office."""
    if field in FREE:
        return ""
    return "office" if field in P3_FIELDS else "unit"


def may_decide(actor: Actor, *, desk: str, own: bool, office: bool, unit: bool, state: str) -> Decision:
    """Whether the actor may confirm or decline a correction."""
    able = actor.is_system or (office and actor.has(Role.OFFICER)) or (desk == "unit" and unit)
    open_ = check(state == "proposed", f"现在是「{FACT_CHANGE.label(state)}」，不能再核对")
    return open_ & check(not own, "自己的资料由他人核对") & check(able, "由单位联络员或区委组织部经办人核对")


def may_withdraw(*, own: bool, open_: bool) -> Decision:
    """Whether somebody may take back a correction or a request."""
    return check(own, "只能撤回自己提交的") & check(open_, "已经办理，不能撤回")


def may_answer(actor: Actor, *, own: bool, state: str) -> Decision:
    """Whether the actor may answer a request about personal data."""
    open_ = check(state == "submitted", f"现在是「{DATA_REQUEST.label(state)}」，不能再答复")
    able = actor.is_system or actor.has(Role.OFFICER)
    return open_ & check(not own, "自己的申请由他人办理") & check(able, "由区委组织部经办人办理")


def may_erase(state: str | None) -> Decision:
    """Whether a person's data may go: not while the person is a member or a candidate."""
    return check(state in {None, "draft", "exited", "declined"}, "本人仍在库，请先办理退出，再删除个人信息")
