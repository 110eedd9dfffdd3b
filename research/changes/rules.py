# SPDX-License-Identifier: MIT
"""Who may do what with a change request, and how far a project may be extended. Pure."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from research.changes.states import AT_OFFICE, CHANGE, SENT, ChangeKind
from research.projects.rules import GOING, Ties
from research.projects.states import STATUS
from thinktank.kernel.calendar import months_later
from thinktank.kernel.policy import ALLOW, Decision, check, deny
from thinktank.policies.kinds_changes import Changes


def _own(ties: Ties) -> bool:
    return ties.lead or ties.member


def may_draft(ties: Ties, *, stage: str, status: str) -> Decision:
    """The team writes requests, and the office, for when a lead cannot; from signing to closing."""
    return (
        check(_own(ties) or ties.office, "由课题组提出变更申请")
        & check(stage != "contracting", "任务书还没有生效，直接修改任务书即可")
        & check(stage != "closed", "项目已结题，不再变更")
        & check(status not in STATUS.final, f"项目{STATUS.label(status)}，不再变更")
    )


def may_edit(ties: Ties, *, state: str) -> Decision:
    """The team and the office write at a draft."""
    return check(_own(ties) or ties.office, "由课题组修改") & check(state == "draft", _stands(state))


def _stands(state: str) -> str:
    return f"变更申请{CHANGE.label(state)}，不能这样办理"


def may_send(ties: Ties, *, state: str) -> Decision:
    """The lead sends a request, or the office."""
    return check(ties.lead or ties.office, "由课题负责人提交") & check(state == "draft", _stands(state))


def may_withdraw(ties: Ties, *, state: str) -> Decision:
    """The lead takes a request back until it is decided; the office one that the department made."""
    return check(ties.lead or ties.office, "由课题负责人撤回") & check(CHANGE.allows("withdraw", state), _stands(state))


def may_opine(ties: Ties, *, state: str, behalf: str = "x") -> Decision:
    """The liaison of the project's unit speaks for it, not about an own project; the office writes a paper down."""
    if state != "unit_opinion":
        return deny(_stands(state))
    if ties.liaison:
        return check(not _own(ties), "本人在课题组，请由单位其他联络员出具意见")
    return check(ties.office, "由责任单位的联络员出具意见") & check(bool(behalf.strip()), "代单位登记，请写明依据")


def may_return(ties: Ties, *, state: str) -> Decision:
    """Whoever holds it sends it back: the unit before the office, the office after."""
    if state not in SENT:
        return deny(_stands(state))
    if _own(ties):
        return deny("本人在课题组，请由其他人办理")
    if state == "unit_opinion" and ties.liaison:
        return ALLOW
    return check(ties.office, "由单位联络员或经办人退回")


def may_review(ties: Ties, *, state: str) -> Decision:
    """The office reviews: it hears experts and proposes; not who is of the team."""
    return (
        check(ties.office, "由经办人审核")
        & check(not _own(ties), "本人在课题组，请由其他经办人审核")
        & check(state in AT_OFFICE, _stands(state))
    )


def may_consult(ties: Ties, *, state: str) -> Decision:
    """The office asks for experts' opinion, once."""
    return may_review(ties, state=state) & check(state == "office_review", _stands(state))


def may_hear(ties: Ties, *, state: str) -> Decision:
    """The office writes down what experts said."""
    return may_review(ties, state=state) & check(state == "expert_opinion", _stands(state))


class Signing(msgspec.Struct, frozen=True, kw_only=True):
    """What the right to decide depends on."""

    state: str
    kind: ChangeKind
    proposed: bool
    heard: bool
    leader: bool  # the actor is a leader of the department
    level: str
    officers_sign: bool


def may_decide(ties: Ties, facts: Signing) -> Decision:
    """The leader decides on what the office proposed, the office itself where the programme says so.

    Leader and content changes wait for experts (domain.md §1.3). Nobody of the team decides.
    """
    officers = facts.officers_sign and facts.level == "general" and facts.kind is not ChangeKind.TERMINATE
    return (
        may_review(ties, state=facts.state)
        & check(facts.leader or officers, "由部领导签批")
        & check(facts.proposed, "请经办人先提出拟办意见")
        & check(facts.heard or not facts.kind.needs_experts, "负责人和研究内容的变更要先听取专家意见")
    )


def may_put_in_force(ties: Ties, *, state: str) -> Decision:
    """The office puts an approved change in force by hand where the day's own work could not."""
    return check(ties.office, "由经办人办理") & check(state == "approved", _stands(state))


def may_take_back(ties: Ties, *, state: str, leader: bool) -> Decision:
    """Who may make the decision takes it back."""
    return check(ties.office and leader, "由部领导撤销") & check(
        state in {"approved", "rejected", "effective"}, "还没有可以撤销的决定"
    )


# -- how far --------------------------------------------------------------------------------------------------


def extension_fits(
    limits: Changes, *, due: date, wanted: date, today: date, granted: int, office: bool
) -> dict[str, str]:
    """Return what stands against an extension, by field; nothing when it fits (domain.md §1.3).

    ``due`` is the day that is to be moved, ``granted`` how many extensions the project has had. The office may ask
    late, as long as the day has not passed: asked after it, a step is judged by its old day.
    """
    if today > due:
        return {"due_on": f"期限{due.month}月{due.day}日已过，按原期限考核；延期要在到期前提出"}
    if granted >= limits.extensions_most:
        return {"due_on": f"这个项目已延期{granted}次，最多{limits.extensions_most}次"}
    last = months_later(due, limits.extension_months)
    if not due < wanted <= last:
        words = f"新的期限应晚于{due.month}月{due.day}日，最多延{limits.extension_months}个月"
        return {"due_on": f"{words}，到{last.year}年{last.month}月{last.day}日"}
    if not office and today > due - timedelta(days=limits.ahead_days):
        return {"due_on": f"延期要在到期{limits.ahead_days}天前提出；确有特殊情况的，请联系经办人提出"}
    return {}


def may_run(status: str, kind: ChangeKind) -> Decision:
    """A project at rest is ended or gets another lead; all else waits until it goes on."""
    return check(
        status in GOING or kind in {ChangeKind.TERMINATE, ChangeKind.LEADER},
        "项目暂停，恢复后再申请；暂停期间可以申请终止或变更负责人",
    )
