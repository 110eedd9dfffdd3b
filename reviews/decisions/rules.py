# SPDX-License-Identifier: MIT
"""Who stages, signs, mends, looks again and appeals. Pure."""

from __future__ import annotations

from datetime import date

from reviews.decisions.schemas import AppealView
from reviews.decisions.states import APPEAL
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import ITEM, ItemState, RecheckBy, Revision
from reviews.scoring import rules as scoring
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import Decision, check

PROPOSABLE = (ItemState.SCORED, ItemState.DRAFTED)


def may_stage(actor: Actor, item: ItemView) -> Decision:
    """An officer drafts, and may draft again until it is signed."""
    return scoring.may_draft(actor, item)


def may_sign(actor: Actor, item: ItemView, *, officers_sign_general: bool) -> Decision:
    """What is drafted is signed by the leader, or by an officer where the setting says so."""
    who = scoring.may_decide(actor, item, officers_sign_general=officers_sign_general)
    return who & check(item.state == ItemState.DRAFTED, "还没有拟定，请先由经办人提交签批")


def may_send_back(actor: Actor, item: ItemView, *, officers_sign_general: bool) -> Decision:
    """Who signs may send a draft back."""
    return may_sign(actor, item, officers_sign_general=officers_sign_general) & check(
        ITEM.allows("send_back", item.state), "没有待签批的拟定"
    )


def may_vote(actor: Actor) -> Decision:
    """An officer puts a vote of the panel on record."""
    return check(actor.has(Role.OFFICER), "由经办人登记评审组表决")


# -- mending ----------------------------------------------------------------------------------------------------


def may_accept(actor: Actor, item: ItemView, *, asked: int, agreed: int) -> Decision:
    """The office accepts what was mended; where the panel looks again, once most of it agrees."""
    handed_in = check(item.revision == Revision.HANDED_IN, "修改稿还没有提交，或已核对")
    panel = item.recheck == RecheckBy.PANEL and 2 * agreed <= asked
    return check(actor.has(*OFFICE), "由经办人核对") & handed_in & check(not panel, "原评审专家过半数同意后才能认可")


def may_refuse(actor: Actor, item: ItemView) -> Decision:
    """That it is not accepted has consequences for the project: the leader says so."""
    who = check(actor.has(Role.DEPT_LEADER), "不认可修改由部领导决定")
    return who & check(item.revision == Revision.HANDED_IN, "修改稿还没有提交，或已核对")


def may_look(*, revision: str, agreed: bool | None) -> Decision:
    """One of the panel says once what they think of it, while it waits."""
    waits = check(revision == Revision.HANDED_IN, "修改稿已核对完毕")
    return waits & check(agreed is None, "已提交复核意见，谢谢")


# -- the letter, appeals ------------------------------------------------------------------------------------------


def may_release(actor: Actor, item: ItemView) -> Decision:
    """Officers choose comments once all sheets are in."""
    return check(actor.has(*OFFICE), "由经办人选择公开的意见") & check(
        item.state in (*PROPOSABLE, ItemState.DECIDED), "评分还没有收齐"
    )


def may_appeal(actor: Actor, *, team: bool, until: date | None, today: date) -> Decision:
    """The team appeals while the notice runs; an officer enters what came on paper in that time."""
    who = check(team or actor.has(Role.OFFICER), "由课题组申请复核")
    return who & check(until is not None and today <= until, "复核申请的期限已过")


def may_take(actor: Actor, appeal: AppealView, *, scored: bool) -> Decision:
    """An officer who has not scored and is not its author looks into an appeal (domain.md §2.1)."""
    return (
        check(actor.has(Role.OFFICER), "由经办人受理")
        & check(not scored, "参加过评分的人不能办理复核")
        & check(appeal.account != actor.account, "本人提出的申请由其他经办人办理")
        & check(APPEAL.allows("take", appeal.state), "已受理")
    )


def may_dismiss(actor: Actor, appeal: AppealView, *, scored: bool) -> Decision:
    """Who looked into it answers that it does not hold."""
    return (
        check(actor.has(*OFFICE) and not scored, "由没有参加评分的经办人答复")
        & check(appeal.account != actor.account, "本人提出的申请由其他经办人办理")
        & check(APPEAL.allows("dismiss", appeal.state), "还没有受理，或已答复")
    )


def may_uphold(actor: Actor, appeal: AppealView, *, scored: bool) -> Decision:
    """That it holds takes the decision back: the leader's, as the decision was."""
    return may_dismiss(actor, appeal, scored=scored) & check(actor.has(Role.DEPT_LEADER), "认定成立由部领导决定")


def may_withdraw(actor: Actor, appeal: AppealView) -> Decision:
    """Its author gives an appeal up until it is answered."""
    own = bool(actor.account) and appeal.account == actor.account
    return check(own, "由申请人撤回") & check(APPEAL.allows("withdraw", appeal.state), "已答复")
