# SPDX-License-Identifier: MIT
"""Who sees and writes the growth record, and who assesses. Source: domain.md §4 (field classes), decisions.md."""

from __future__ import annotations

from thinktank.growth.states import ASSESSMENT
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check

P2, P3 = "P2", "P3"


def open_classes(classes: list[str]) -> list[str]:
    """Return the classes of lines open to somebody to whom these classes of fields are: the unit reads P2 only."""
    return [one for one in (P2, P3) if one in classes]


def may_register(actor: Actor, *, office: bool) -> Decision:
    """Whether the actor writes a line by hand: the person's officer, with the proof."""
    return check(actor.is_system or (office and actor.has(Role.OFFICER)), "成长档案由区委组织部经办人登记")


def may_propose(*, own: bool) -> Decision:
    """Whether the actor proposes a line: the person."""
    return check(own, "培训和荣誉由本人填报")


def may_decide(actor: Actor, *, office: bool, proposer: int) -> Decision:
    """Whether the actor confirms what was proposed: an officer who did not propose it."""
    return may_register(actor, office=office) & check(proposer != actor.account, "本人填报的由其他经办人确认")


def may_correct(actor: Actor, *, office: bool) -> Decision:
    """Whether the actor takes a line back: the person's officer, with a reason."""
    return may_register(actor, office=office)


def may_open_year(actor: Actor) -> Decision:
    """Whether the actor opens the assessment of a year: an officer of the whole bank."""
    whole = any(grant.whole and grant.direction is None for grant in actor.scopes(Role.OFFICER))
    return check(actor.is_system or whole, "年度评价由区委组织部经办人启动")


def may_step(actor: Actor, step: str, *, office: bool, own: bool) -> Decision:
    """Whether the actor takes a step of an assessment: officers draft, leaders sign; nobody assesses themselves."""
    role = Role.DEPT_LEADER if ASSESSMENT.transition(step).who == "部领导" else Role.OFFICER
    who = check(office and actor.has(role), f"这一步由{role.label}办理")
    return who & check(not own, "不能评价本人")
