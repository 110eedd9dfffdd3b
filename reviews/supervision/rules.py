# SPDX-License-Identifier: MIT
"""Who may inspect, order, sign, answer and close."""

from __future__ import annotations

from datetime import date

import msgspec

from research.projects.rules import Ties
from reviews.supervision.states import AT_HANDLER, CHECKPOINT, OPEN, ORDER, OrderKind
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import ALLOW, Decision, check


class OrderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules need of an order."""

    kind: OrderKind
    state: str
    handler: int
    helping: bool = False  # the actor stands beside the handler


def _step(name: str, state: str) -> Decision:
    return check(ORDER.allows(name, state), f"现在是「{ORDER.label(state)}」，不能{ORDER.transition(name).label}")


def may_supervise(ties: Ties) -> Decision:
    """Inspectors and the department plan checkpoints and draft orders; nobody does so for an own project."""
    return check(ties.inspector or ties.office, "由督查员或经办人办理") & check(
        not (ties.lead or ties.member or ties.mentor), "不能督查自己参与或指导的项目"
    )


def may_record(ties: Ties, account: int, *, inspector: int, state: str) -> Decision:
    """Who was named for a checkpoint records it, or the department does."""
    return (
        may_supervise(ties)
        & check(account == inspector or ties.office, "由这个检查点的督查员登记")
        & check(CHECKPOINT.allows("record", state), f"检查点{CHECKPOINT.label(state)}，不能再登记")
    )


def may_cancel(ties: Ties, account: int, *, inspector: int, state: str) -> Decision:
    """Who was named for a checkpoint calls it off, or the department does, while it is planned."""
    return (
        may_supervise(ties)
        & check(account == inspector or ties.office, "由这个检查点的督查员或经办人取消")
        & check(CHECKPOINT.allows("cancel", state), f"检查点{CHECKPOINT.label(state)}，不能再取消")
    )


def may_sign(actor: Actor, ties: Ties, order: OrderFacts) -> Decision:
    """The leader signs orders; officers sign reminders (decisions.md, Who decides)."""
    leads = actor.has(Role.DEPT_LEADER)
    mild = order.kind is OrderKind.REMINDER
    return (
        check(ties.office, "由区委组织部签发")
        & check(leads or mild, f"{order.kind.label}由部领导签发")
        & check(order.handler != actor.account and not order.helping, "不能签发由自己承办或协办的督办单")
        & _step("approve", order.state)
    )


def may_handle(account: int, order: OrderFacts, step: str) -> Decision:
    """Only the handler receives, works on and answers an order."""
    return check(account == order.handler, "由承办人办理") & _step(step, order.state)


def may_help(order: OrderFacts) -> Decision:
    """Who stands beside the handler says what was done while the order is with the handler."""
    return check(order.helping, "由协办单位或协办人填写") & check(
        order.state in AT_HANDLER, f"现在是「{ORDER.label(order.state)}」，不能填写协办情况"
    )


def may_verify(account: int, ties: Ties, order: OrderFacts) -> Decision:
    """Somebody other than who handled and answered it, or stood beside them, checks (domain.md §3)."""
    return (
        check(account != order.handler and not order.helping, "核查人不能是承办人或协办人，请由其他人核查")
        & may_supervise(ties)
        & (ALLOW if order.state == "verifying" else _step("check", order.state))
    )


def may_close(evidence: int) -> Decision:
    """Closing needs evidence (domain.md §3)."""
    return check(evidence > 0, "销号须有佐证材料：请退回补充，或在核查时上传现场材料")


def may_reopen(account: int, ties: Ties, order: OrderFacts) -> Decision:
    """Who may check takes a close-out back: the order is with the checkers again (decisions.md, Correction)."""
    return (
        check(account != order.handler and not order.helping, "撤销销号由核查人办理")
        & may_supervise(ties)
        & check(order.state == "closed", f"现在是「{ORDER.label(order.state)}」，没有可以撤销的销号")
    )


def may_extend(ties: Ties, order: OrderFacts) -> Decision:
    """The department gives more time while the handler has it."""
    return check(ties.office, "由经办人办理延期") & check(
        order.state in AT_HANDLER, f"现在是「{ORDER.label(order.state)}」，不能延期"
    )


def may_ask_more_time(account: int, order: OrderFacts, *, due_on: date, today: date, asked: bool) -> Decision:
    """The handler asks before the due day, once at a time; otherwise the old day counts (domain.md §3)."""
    return (
        check(account == order.handler, "由承办人申请延期")
        & check(order.state in AT_HANDLER, f"现在是「{ORDER.label(order.state)}」，不能申请延期")
        & check(today <= due_on, "整改期限已过，按原期限办理，不能再申请延期")
        & check(not asked, "已经申请过，等待经办人批复")
    )


def may_answer_more_time(ties: Ties, order: OrderFacts, *, asked: bool) -> Decision:
    """The department answers while the order is with its handler."""
    return may_extend(ties, order) & check(asked, "没有待批复的延期申请")


def may_withdraw(ties: Ties, order: OrderFacts) -> Decision:
    """The department takes an order back before it is closed."""
    return check(ties.office, "由经办人撤回") & _step("withdraw", order.state)


def may_escalate(ties: Ties, order: OrderFacts) -> Decision:
    """An order without effect is followed by the next graver kind."""
    return (
        may_supervise(ties)
        & check(order.kind.graver is not None, "约谈建议已是最高一级")
        & check(order.state in OPEN, f"现在是「{ORDER.label(order.state)}」，不能升级")
    )


def may_override(ties: Ties) -> Decision:
    """The department may set a light by hand, with reason and end."""
    return check(ties.office, "由经办人或部领导调整亮灯") & check(
        not (ties.lead or ties.member), "不能调整自己参与的项目的亮灯"
    )


def order_actions(actor: Actor, ties: Ties, order: OrderFacts, *, due_on: date, today: date, asked: bool) -> list[str]:
    """Return every step that the actor may take on an order now; ``asked`` says that more time waits for its answer."""
    account = actor.account
    allowed = {
        "sign": may_sign(actor, ties, order),
        "receive": may_handle(account, order, "receive"),
        "start": may_handle(account, order, "start"),
        "reply": may_handle(account, order, "reply"),
        "help": may_help(order),
        "verify": may_verify(account, ties, order),
        "more-time": may_ask_more_time(account, order, due_on=due_on, today=today, asked=asked),
        "answer-time": may_answer_more_time(ties, order, asked=asked),
        "extend": may_extend(ties, order) & check(not asked, "先批复延期申请"),
        "escalate": may_escalate(ties, order),
        "withdraw": may_withdraw(ties, order),
        "take_back": may_reopen(account, ties, order),
    }
    return [name for name, decision in allowed.items() if decision]
