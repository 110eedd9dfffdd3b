# SPDX-License-Identifier: MIT
"""Who may see which class of a person's fields, and who may take which step. Source: domain.md §4, decisions.md."""

from __future__ import annotations

from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.talents.states import CANDIDATES, MEMBERSHIP

P1, P2, P3 = "P1", "P2", "P3"
P2_FIELDS = ("gender", "birth_month", "education", "degree", "school", "major", "email", "term_to")
P3_FIELDS = ("ethnicity", "political_status", "phone")
_OFFICE_ONLY = "这一步由区委组织部办理"


def classes(*, own: bool, office: bool, unit: bool) -> list[str]:
    """Return the classes of fields open to somebody who stands so to the person (domain.md §4, table)."""
    if own or office:
        return [P1, P2, P3]
    return [P1, P2] if unit else [P1]


def may_list(actor: Actor) -> Decision:
    """Whether the actor has a directory at all: reviewers and administrators have none."""
    roles = (*OFFICE, Role.LIAISON, Role.MEMBER, Role.MENTOR, Role.INSPECTOR)
    return check(actor.is_system or actor.has(*roles), "您的角色不查看人才库")


def may_admit(actor: Actor, state: str) -> Decision:
    """Whether the actor may make a person of this state a member (leader, or officer by the default setting)."""
    candidate = check(state in CANDIDATES, f"现在是「{MEMBERSHIP.label(state)}」，不能再入库")
    return candidate & check(actor.is_system or actor.has(*OFFICE), _OFFICE_ONLY)


def may_step(actor: Actor, step: str, *, office: bool, unit: bool) -> Decision:
    """Whether the actor may take a step, by what the machine says of who takes it and by scope."""
    if MEMBERSHIP.transition(step).who == "单位联络员":
        return check(office or (unit and actor.has(Role.LIAISON)), "单位意见由单位联络员填写")
    return check(actor.is_system or office, _OFFICE_ONLY)


def may_open_account(actor: Actor, account: int | None) -> Decision:
    """Whether the actor may give a person of the bank an account."""
    return check(account is None, "已经有账号；忘记密码请在账号管理里重发激活链接") & check(
        actor.is_system or actor.has(Role.OFFICER), "账号由区委组织部经办人开通"
    )


def may_reveal(actor: Actor, *, office: bool) -> Decision:
    """Whether the actor may see a phone in full; each look is recorded."""
    return check(office and actor.has(*OFFICE), "完整号码由区委组织部查看")
