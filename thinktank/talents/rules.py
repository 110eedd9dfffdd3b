# SPDX-License-Identifier: MIT
"""Who may see which class of a person's fields, and who may take which step. Source: domain.md §4, decisions.md."""

from __future__ import annotations

from thinktank.kernel.actor import ADMINS, BUSINESS, OFFICE, Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.talents import states
from thinktank.talents.states import MEMBERSHIP

P1, P2, P3 = "P1", "P2", "P3"
P2_FIELDS = (
    "gender", "birth_month", "education", "degree", "school", "major", "email", "term_to", "cadre", "local_since",
)  # fmt: skip
P3_FIELDS = ("ethnicity", "political_status", "phone")
APPLICANTS = BUSINESS - {Role.REVIEWER, Role.INSPECTOR}
"""Whose accounts may apply for the bank themselves."""
TAKEN_AS = {"cleared": "qualify", "objected": "qualify", "renew": "leave"}
"""Steps without a transition of their own, by the transition whose holder takes them."""
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


def may_step(
    actor: Actor, step: str, *, office: bool, unit: bool, own: bool = False, delegated: bool = False
) -> Decision:
    """Whether the actor may take a step, by what the machine says of who takes it, and by scope.

    ``office`` and ``unit`` say whether the actor's grants there cover the person, ``own`` whether it is the actor's
    own application or nomination. ``delegated``: the department lets officers decide (setting).
    """
    match MEMBERSHIP.transition(TAKEN_AS.get(step, step)).who:
        case states.LIAISON:
            allowed = (unit and actor.has(Role.LIAISON)) or (office and actor.has(Role.OFFICER))
            return check(allowed, "单位意见由单位联络员填写，纸质意见由经办人代录")
        case states.SELF:
            return check(own or (office and actor.has(Role.OFFICER)), "由本人或推荐单位办理")
        case states.LEADER:
            signs = actor.has(Role.DEPT_LEADER) or (delegated and actor.has(Role.OFFICER))
            return check(office and signs, "这一步由区委组织部部领导办理")
        case _:
            return check(actor.is_system or (office and actor.has(Role.OFFICER)), _OFFICE_ONLY)


def may_add(actor: Actor) -> Decision:
    """Whether the actor enters a person by hand: officers anybody, liaisons people of the own unit."""
    return check(actor.has(Role.OFFICER, Role.LIAISON), "由经办人或单位联络员填写")


def may_nominate_self(actor: Actor, talent: int | None) -> Decision:
    """Whether the actor applies for the bank: whoever has an account in the work and is nobody of the bank yet.

    An account that only reviews or inspects stands outside of what is reviewed, and applies for nothing.
    """
    works = bool(actor.account) and actor.has(*APPLICANTS) and not actor.has(*ADMINS)
    reason = "督查员、评审专家的账号不用于自荐，请由所在单位联络员推荐"
    return check(works, reason) & check(talent is None, "您已经在人才库里，不必再自荐")


def may_edit(actor: Actor, *, office: bool) -> Decision:
    """Whether the actor changes a person's facts: the person's officer."""
    return check(office and actor.has(Role.OFFICER), "人员信息由区委组织部经办人修改")


def may_read_notices(actor: Actor) -> Decision:
    """Whether the actor reads public notices: everybody who works with the programme, no administrator."""
    return check(actor.has(*BUSINESS), "公示供各单位登录查看")


def may_open_account(actor: Actor, account: int | None) -> Decision:
    """Whether the actor may give a person of the bank an account."""
    return check(account is None, "已经有账号；忘记密码请在账号管理里重发激活链接") & check(
        actor.is_system or actor.has(Role.OFFICER), "账号由区委组织部经办人开通"
    )


def may_reveal(actor: Actor, *, office: bool) -> Decision:
    """Whether the actor may see a phone in full; each look is recorded."""
    return check(office and actor.has(*OFFICE), "完整号码由区委组织部查看")
