# SPDX-License-Identifier: MIT
"""Who registers a problem, mends it, and closes it out."""

from __future__ import annotations

import msgspec

from research.projects.rules import Ties
from reviews.problems.states import LIVE, PROBLEM, UNDER_WAY
from thinktank.kernel.policy import Decision, check


class ProblemFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules need of a problem."""

    state: str
    owner: int
    ordered: bool = False  # an order under way is what mends it


def _stands(allowed: bool, problem: ProblemFacts) -> Decision:  # noqa: FBT001 -- reads as a sentence
    return check(not problem.ordered, "已下发督办单，随督办单办理") & check(
        allowed, f"现在是「{PROBLEM.label(problem.state)}」，不能办理"
    )


def may_register(ties: Ties) -> Decision:
    """Inspectors and the department keep the ledger; nobody does so for an own project."""
    return check(ties.inspector or ties.office, "由督查员或经办人登记") & check(
        not (ties.lead or ties.member or ties.mentor), "不能登记自己参与或指导的项目"
    )


def may_plan(account: int, ties: Ties, problem: ProblemFacts) -> Decision:
    """The owner says how it is mended, or who keeps the ledger does."""
    mine = check(account == problem.owner, "由责任人填写措施")
    return (mine | may_register(ties)) & _stands(problem.state in UNDER_WAY, problem)


def may_move_due(ties: Ties, problem: ProblemFacts) -> Decision:
    """Only who keeps the ledger moves a day that was set."""
    return may_register(ties) & _stands(problem.state in UNDER_WAY, problem)


def may_fix(account: int, problem: ProblemFacts) -> Decision:
    """The owner says that it is done."""
    return check(account == problem.owner, "由责任人报完成") & _stands(PROBLEM.allows("fix", problem.state), problem)


def may_judge(account: int, ties: Ties, problem: ProblemFacts) -> Decision:
    """Somebody other than who mended it closes it out (domain.md §3)."""
    return (
        check(account != problem.owner, "销号人不能是责任人，请由其他人核查")
        & may_register(ties)
        & _stands(problem.state == "fixed", problem)
    )


def may_drop(ties: Ties, problem: ProblemFacts) -> Decision:
    """What turns out to be none is taken off the ledger, with its reason."""
    return may_register(ties) & _stands(problem.state in LIVE, problem)


def may_order(ties: Ties, problem: ProblemFacts) -> Decision:
    """One matter, one order: while none is under way, an order can be drafted for it."""
    return may_register(ties) & _stands(problem.state in UNDER_WAY, problem)


def may_reopen(account: int, ties: Ties, problem: ProblemFacts) -> Decision:
    """Who may close it out takes the close-out back (decisions.md, Correction)."""
    return (
        check(account != problem.owner, "撤销销号由核查人办理")
        & may_register(ties)
        & check(not problem.ordered, "随督办单销号，请在督办单上撤销")
        & check(problem.state == "closed", f"现在是「{PROBLEM.label(problem.state)}」，没有可以撤销的销号")
    )


def problem_actions(account: int, ties: Ties, problem: ProblemFacts) -> list[str]:
    """Return every step that the actor may take on a problem now."""
    allowed = {
        "plan": may_plan(account, ties, problem),
        "fix": may_fix(account, problem),
        "judge": may_judge(account, ties, problem),
        "order": may_order(ties, problem),
        "drop": may_drop(ties, problem),
        "take_back": may_reopen(account, ties, problem),
    }
    return [name for name, decision in allowed.items() if decision]
