# SPDX-License-Identifier: MIT
"""What a decision does below: to a milestone, an outcome, an application. Inside the decision's transaction."""

from __future__ import annotations

from research.applications import operations as applications
from research.applications.schemas_review import ReviewResult
from research.applications.states import ReviewWord
from research.outcomes import operations as outcomes
from research.projects import operations as projects
from reviews.rounds.operations import Verdict
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import GRADES
from thinktank.kernel.actor import Actor


async def take_over(actor: Actor, item: ItemView, verdict: Verdict, *, suggested: str = "") -> None:
    """Hand a decision down, ``suggested`` the grade that the score speaks for.

    An application is not granted by it: list and notice, or the leader's grant with its mentors, come next.
    """
    if item.application is not None:
        result = ReviewResult(
            round=item.round, title=item.round_title, decision=ReviewWord(verdict.decision), score=item.mean,
            grade=GRADES.get(suggested, ""), note=verdict.note,
        )  # fmt: skip
        await applications.record_review(actor, id=item.application, result=result)
    elif item.milestone is not None:
        await projects.record_decision(
            actor,
            milestone=item.milestone,
            decision=verdict.decision,
            grade=verdict.grade,
            score=None if item.mean is None else float(item.mean),
            note=verdict.conditions or verdict.note,
            due_on=verdict.conditions_due,
            href=f"/reviews/letters/{item.id}",
        )
    elif item.outcome is not None:
        await outcomes.record_evaluation(actor, outcome=item.outcome, level=verdict.decision, note=verdict.note)
