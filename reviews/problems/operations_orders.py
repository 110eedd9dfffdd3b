# SPDX-License-Identifier: MIT
"""What an order does to the problem that it was issued for. Supervision calls these inside its own write.

One matter, one order: while an order is on a problem, the order's steps are the problem's.
"""

from __future__ import annotations

from typing import Any

from reviews.problems import queries, rules
from reviews.problems.states import PROBLEM, UNDER_WAY
from reviews.problems.tables import Problem
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.trail import operations as trail


async def check(actor: Actor, problem: int, project: int) -> None:
    """Refuse an order for a problem of another project (Invalid), or one that has an order (Denied)."""
    seen, ties, facts = await queries.load(actor, problem)
    if seen.project != project:
        raise Invalid(fields={"problem": _("这个问题不属于该项目")})
    require(rules.may_order(ties, facts))


async def put_on(problem: int, *, order: int, number: str = "") -> None:
    """Say which order is on a problem, by its number once it has one."""
    q = Problem
    await touch(q, id=problem, version=None, values={q.order_id: order, q.order_number: number})


async def take_off(problem: int) -> None:
    """Give a problem back to its owner when its order ended without effect."""
    q = Problem
    nothing: dict[Any, Any] = {q.order_id: None, q.order_number: ""}
    if await _state(problem) == "fixed":
        await move(q, PROBLEM, "return", id=problem, also=nothing)
    else:
        await touch(q, id=problem, version=None, values=nothing)


async def replied(problem: int, text: str) -> None:
    """Put down what the handler answered; the problem waits for the check with its order."""
    if await _state(problem) in UNDER_WAY:
        await move(Problem, PROBLEM, "fix", id=problem, also={Problem.progress: text})


async def sent_back(problem: int) -> None:
    """Put a problem back to being mended, with its order."""
    if await _state(problem) == "fixed":
        await move(Problem, PROBLEM, "return", id=problem)


async def closed(actor: Actor, problem: int, note: str) -> None:
    """Close a problem out with its order; inside the order's decision, so that both come back as one."""
    if await _state(problem) != "fixed":
        raise Conflict(_("问题还没有反馈，不能销号"), code="illegal")
    q = Problem
    also = {q.close_note: note, q.closed_on: clock.today(), q.closed_by: actor.account}
    await move(q, PROBLEM, "close", id=problem, also=also)
    await trail.record(actor, "problem.closed", "problem", problem, _("随督办单销号"), detail=note)


async def _state(problem: int) -> str:
    db.current_tx()
    row = await Problem.select(Problem.state).where(Problem.id == problem).first()
    return str(row["state"]) if row else ""
