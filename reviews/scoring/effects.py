# SPDX-License-Identifier: MIT
"""What a decision does below: to the milestone of a project, to an outcome. Inside the decision's transaction."""

from __future__ import annotations

from research.outcomes import operations as outcomes
from research.projects import operations as projects
from reviews.rounds.operations import Verdict
from reviews.rounds.schemas import ItemView
from thinktank.kernel.actor import Actor


async def take_over(actor: Actor, item: ItemView, verdict: Verdict) -> None:
    """Hand a decision down. An application's is the office's to act on: the grant names mentors as well."""
    if item.milestone is not None:
        await projects.record_decision(
            actor,
            milestone=item.milestone,
            decision=verdict.decision,
            grade=verdict.grade,
            score=None if item.mean is None else float(item.mean),
            note=verdict.note,
        )
    elif item.outcome is not None:
        await outcomes.record_evaluation(actor, outcome=item.outcome, level=verdict.decision, note=verdict.note)
