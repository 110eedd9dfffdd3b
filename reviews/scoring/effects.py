# SPDX-License-Identifier: MIT
"""What a decision does below: to the milestone of a project, to an outcome. Inside the decision's transaction."""

from __future__ import annotations

from research.projects import operations as projects
from research.projects import queries as project_queries
from reviews.rounds.operations import Verdict
from reviews.rounds.schemas import ItemView
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict
from thinktank.kernel.i18n import _


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


async def give_back(actor: Actor, item: ItemView, reason: str) -> None:
    """Undo what a decision did below.

    Conflict for a gate that was passed or sent back: its project has moved on, and only projects can take it back.
    """
    if item.milestone is not None:
        step, _project = await project_queries.milestone(actor, item.milestone)
        if step.state != "handed_in":
            raise Conflict(_("项目已按这个结论进入下一步，请先在项目页撤回，再撤销审定"), code="illegal")
