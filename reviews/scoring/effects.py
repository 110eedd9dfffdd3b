# SPDX-License-Identifier: MIT
"""What a decision does below: to the milestone of a project, to an outcome. Inside the decision's transaction."""

from __future__ import annotations

from research.outcomes import operations as outcomes
from research.outcomes import queries as outcome_queries
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
    elif item.outcome is not None:
        await outcomes.record_evaluation(actor, outcome=item.outcome, level=verdict.decision, note=verdict.note)


async def give_back(actor: Actor, item: ItemView) -> None:
    """Make sure that nothing below still stands on a decision that is being taken back.

    Conflict for a gate that was passed or sent back, and for an outcome that has its level: the project or the
    outcome has moved on, and has to be taken back there first.
    """
    if item.milestone is not None:
        step, _project = await project_queries.milestone(actor, item.milestone)
        if step.state != "handed_in":
            raise Conflict(_("项目已按这个结论进入下一步，请先在项目页撤回，再撤销审定"), code="illegal")
    if item.outcome is not None and (await outcome_queries.get(actor, item.outcome)).level:
        raise Conflict(_("成果已按这个结论评定等级，请先在成果页撤回，再撤销审定"), code="illegal")
