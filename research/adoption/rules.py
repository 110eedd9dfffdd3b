# SPDX-License-Identifier: MIT
"""Who briefs, asks, confirms and answers. Pure."""

from __future__ import annotations

from research.adoption.schemas import AdoptionView, BriefView, EffectView
from research.adoption.states import ADOPTION, BRIEF, EFFECT
from research.outcomes import rules as outcomes
from research.outcomes.schemas import OutcomeView
from research.outcomes.states import Rung
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.policy import Decision, check

SENT_ON = frozenset({Rung.RECOMMENDED, Rung.INSTRUCTED, Rung.ADOPTED, Rung.APPLYING, Rung.APPLIED, Rung.PILOT})
"""Where an outcome is that somebody may have adopted or been told to carry out."""


def may_brief(actor: Actor, outcome: OutcomeView) -> Decision:
    """The office briefs on what has passed the secrecy screening."""
    screened = check(outcome.secrecy_checked_at is not None, "先完成保密审查，再编专报")
    alive = check(outcome.state != Rung.ARCHIVED, "成果已归档")
    here = check(outcome.returned_at is None, "已退回补充，等待课题组修改后再报送")
    return outcomes.may_handle(actor, outcome) & screened & alive & here


def may_task(actor: Actor, outcome: OutcomeView) -> Decision:
    """A task follows from an instruction or an adoption, for the team of the outcome's project."""
    since = {step.rung for step in outcome.steps}
    grounded = check(bool(since & {Rung.INSTRUCTED, Rung.ADOPTED}), "登记批示或采纳后，再转为督办任务")
    project = check(outcome.project is not None, "成果不属于项目，没有可以承办的课题组")
    alive = check(outcome.state != Rung.ARCHIVED, "成果已归档")
    return outcomes.may_handle(actor, outcome) & grounded & project & alive


def may_ask(actor: Actor, outcome: OutcomeView) -> Decision:
    """The office asks units for their confirmation once the outcome has gone out."""
    return outcomes.may_handle(actor, outcome) & check(outcome.state in SENT_ON, "成果报送以后，再请采纳单位确认")


def may_answer(adoption: AdoptionView) -> Decision:
    """The unit's liaison answers, but not about work of his or her own."""
    return check(adoption.asked_me, "由采纳单位的联络员办理") & check(
        not adoption.is_author, "您是完成人，请由本单位其他联络员确认"
    )


def may_withdraw(actor: Actor, adoption: AdoptionView) -> Decision:
    """The office takes its question back."""
    return check(actor.has(*OFFICE) and adoption.managed, "由经办人撤回")


def may_answer_effect(adoption: AdoptionView) -> Decision:
    """The liaison of the adopting unit says what came of it."""
    return check(adoption.asked_me, "由采纳单位的联络员填写")


def brief_actions(actor: Actor, brief: BriefView, outcome: OutcomeView) -> list[str]:
    """Return what the actor may do with a brief."""
    may = may_brief(actor, outcome)
    return (["edit"] if may and brief.state == "draft" else []) + [
        step.name for step in BRIEF.leaving(brief.state) if may
    ]


def adoption_actions(actor: Actor, adoption: AdoptionView) -> list[str]:
    """Return what the actor may do with a confirmation."""
    answer, back = may_answer(adoption), may_withdraw(actor, adoption)
    may = {"confirm": answer, "decline": answer, "withdraw": back}
    return [step.name for step in ADOPTION.leaving(adoption.state) if may[step.name]]


def effect_actions(actor: Actor, effect: EffectView, adoption: AdoptionView) -> list[str]:
    """Return what the actor may do with a question about the effect."""
    may = {"answer": may_answer_effect(adoption), "waive": may_withdraw(actor, adoption)}
    return [step.name for step in EFFECT.leaving(effect.state) if may[step.name]]


def way_actions(actor: Actor, outcome: OutcomeView) -> list[str]:
    """Return what the actor may begin for an outcome."""
    may = {"brief": may_brief, "ask": may_ask, "task": may_task}
    return [name for name, rule in may.items() if rule(actor, outcome)]
