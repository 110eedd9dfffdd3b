# SPDX-License-Identifier: MIT
"""Briefs (专报) built from an outcome, sent under an issue number, and tasks that follow from instructions."""

from __future__ import annotations

from research.adoption import queries, rules
from research.adoption.events import TaskGiven
from research.adoption.schemas import BriefContent, BriefView, Plain, SendBrief, TaskContent, WayView
from research.adoption.states import BRIEF, BriefState
from research.adoption.tables import Brief, OutcomeTask
from research.corrections.operations import deciding
from research.outcomes import operations as outcomes
from research.outcomes import queries as outcome_queries
from research.outcomes.operations_versions import guard, not_in_future
from research.outcomes.schemas import Climb, OutcomeView
from research.outcomes.states import LADDER, Rung
from thinktank.kernel import clock, db, events, states
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.numbers import next_number
from thinktank.kernel.policy import require
from thinktank.trail import operations as trail

TEXTS = ("title", "problem", "advice", "effect")


async def draft(actor: Actor, *, outcome: int, content: BriefContent) -> BriefView:
    """Draft a brief on an outcome. NotFound, Denied before the screening; Invalid for words that need an approval."""
    async with db.write_tx():
        found = await outcome_queries.get(actor, outcome)
        require(rules.may_brief(actor, found))
        _guard(content, found)
        row = Brief(
            outcome=outcome, title=content.title, addressees=content.addressees, problem=content.problem,
            advice=content.advice, effect=content.effect, drafted_by=actor.account, drafted_at=clock.now(),
            state=BriefState.DRAFT, state_since=clock.now(),
        )  # fmt: skip
        made = int((await Brief.insert(row).returning(Brief.id))[0]["id"])
        await trail.record(
            actor, "brief.drafted", "outcome", outcome, _("起草专报"), detail=content.title, staff_only=True
        )
        return (await queries.brief(actor, made))[0]


def _guard(content: BriefContent, outcome: OutcomeView) -> None:
    approved = next((pilot for pilot in outcome.pilots if pilot.word == "示范点"), None)
    basis = (approved.basis_body, approved.basis_document) if approved else ("", "")
    for name in TEXTS:
        guard(getattr(content, name), name, *basis)


async def edit(actor: Actor, *, id: int, content: BriefContent) -> BriefView:  # noqa: A002 -- the record's id
    """Change a draft. NotFound, Denied, Conflict once it is out, Invalid."""
    async with db.write_tx():
        found, outcome = await queries.brief(actor, id)
        require(rules.may_brief(actor, outcome))
        if found.state != BriefState.DRAFT:
            raise Conflict(_("专报已报送或作废，不能再改"), code="illegal")
        _guard(content, outcome)
        b = Brief
        values = {getattr(b, name): getattr(content, name) for name in (*TEXTS, "addressees")}
        await states.touch(b, id=id, version=content.version, values=values)
        return (await queries.brief(actor, id))[0]


async def send(actor: Actor, *, id: int, content: SendBrief) -> BriefView:  # noqa: A002 -- the record's id
    """Note that a brief went out: it gets its issue number, and the outcome stands at 报送.

    An outcome that has come further stays there. NotFound, Denied (also out of turn without a waiver), Conflict,
    Invalid for a day to come.
    """
    async with db.write_tx():
        found, outcome = await queries.brief(actor, id)
        require(rules.may_brief(actor, outcome))
        not_in_future(content.on)
        year = content.on.year
        number = f"{year}年第{await next_number(f'brief:{year}')}期"
        b = Brief
        also = {b.number: number, b.sent_on: content.on, b.signer: content.signer}
        async with deciding(actor, "outcome", outcome.id, LADDER.label(Rung.RECOMMENDED)):
            await states.move(b, BRIEF, "send", id=id, version=content.version, also=also)
            if LADDER.allows(Rung.RECOMMENDED, outcome.state):
                step = Climb(
                    Rung.RECOMMENDED, body=found.addressees[:120], document=number, on=content.on, note=found.title,
                    approver=content.signer, waiver=content.waiver,
                )  # fmt: skip
                await outcomes.reach(actor, outcome, step)
        detail = f"{number}　{found.title}　{found.addressees}"
        await trail.record(actor, "brief.sent", "outcome", outcome.id, _("报送专报"), detail=detail)
        return (await queries.brief(actor, id))[0]


async def drop(actor: Actor, *, id: int, content: Plain) -> BriefView:  # noqa: A002 -- the record's id
    """Throw a draft away. NotFound, Denied, Conflict once it is out."""
    async with db.write_tx():
        found, outcome = await queries.brief(actor, id)
        require(rules.may_brief(actor, outcome))
        await states.move(Brief, BRIEF, "drop", id=id, version=content.version)
        await trail.record(
            actor, "brief.dropped", "outcome", outcome.id, _("作废专报"), detail=found.title, staff_only=True
        )
        return (await queries.brief(actor, id))[0]


async def give_task(actor: Actor, *, outcome: int, content: TaskContent) -> WayView:
    """Make a task of an instruction or adoption: an order to the team, on the leader's desk to be signed (督办).

    NotFound, Denied without an instruction or adoption, Invalid for a day that is over.
    """
    async with db.write_tx():
        found = await outcome_queries.get(actor, outcome)
        require(rules.may_task(actor, found))
        if content.due_on <= clock.today():
            raise Invalid(fields={"due_on": _("办结期限应晚于今天")})
        basis = _basis(found)
        row = OutcomeTask(
            outcome=outcome, matter=content.matter, basis=basis, requirement=content.requirement,
            due_on=content.due_on, by=actor.account, at=clock.now(),
        )  # fmt: skip
        made = int((await OutcomeTask.insert(row).returning(OutcomeTask.id))[0]["id"])
        await trail.record(actor, "outcome.task", "outcome", outcome, _("转为督办任务"), detail=content.matter)
        await events.announce(
            TaskGiven(
                actor=actor, task=made, outcome=outcome, project=found.project or 0, matter=content.matter,
                basis=basis, requirement=content.requirement, due_on=content.due_on,
            )
        )  # fmt: skip
        return await queries.way(actor, outcome)


def _basis(outcome: OutcomeView) -> str:
    """On what a task rests: the newest instruction or adoption, in words."""
    step = next(one for one in reversed(outcome.steps) if one.rung in {Rung.INSTRUCTED, Rung.ADOPTED})
    parts = (f"{step.body}{step.on.year}年{step.on.month}月{step.on.day}日{step.label}", step.document, step.note)
    return "　".join(part for part in parts if part)[:300]


async def ordered(task: int, order: int) -> None:
    """Say which order carries a task. Supervision calls it inside the write that gives the task."""
    db.current_tx()
    t = OutcomeTask
    await t.update({t.order_id: order}).where(t.id == task)
