# SPDX-License-Identifier: MIT
"""Adoption: a unit is asked, its liaison confirms, and after some months says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from research.adoption import queries, rules
from research.adoption.queries import KIND
from research.adoption.schemas import (
    AdoptionView,
    AnswerEffect,
    AskAdoption,
    ConfirmAdoption,
    EffectView,
    IndicatorValue,
    Reasoned,
)
from research.adoption.states import ADOPTION, EFFECT, AdoptionState
from research.adoption.tables import Adoption, EffectReturn
from research.corrections.operations import deciding
from research.outcomes import operations as outcomes
from research.outcomes import operations_indicators as indicators
from research.outcomes import queries as outcome_queries
from research.outcomes.operations_versions import guard, not_in_future
from research.outcomes.schemas import Climb
from research.outcomes.schemas_indicators import Measure
from research.outcomes.states import LADDER, RULE, Rung
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.identity import queries_accounts as identity_accounts
from thinktank.kernel import clock, db, states
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

GROUNDS = tuple(one for ask in RULE["adopted"].asks for one in ask.choices)
"""The types of evidence that an adoption is."""


async def ask(actor: Actor, *, outcome: int, content: AskAdoption) -> AdoptionView:
    """Send the form of the proof to a unit's liaisons. NotFound, Denied before the outcome went out.

    Invalid for a unit without a liaison (its proof comes on paper); Conflict while the unit is being asked.
    """
    async with db.write_tx():
        found = await outcome_queries.get(actor, outcome)
        require(rules.may_ask(actor, found))
        liaisons = sorted(await identity.liaisons_of(content.unit))
        if not liaisons:
            raise Invalid(fields={"unit": _("该单位没有联络员，请用纸质采纳证明登记")})
        terms = await policies.outcomes()
        due_on = (await policies.calendar()).add_workdays(clock.today(), terms.adoption_workdays)
        row = Adoption(
            outcome=outcome, unit=content.unit, ask=content.ask, due_on=due_on, asked_by=actor.account,
            asked_of=await _nearest(content.unit, liaisons), asked_at=clock.now(), state=AdoptionState.ASKED,
            state_since=clock.now(),
        )  # fmt: skip
        made = int((await Adoption.insert(row).returning(Adoption.id))[0]["id"])
        one = await queries.get(actor, made)
        await _note(actor, one, "asked", _("请%(unit)s确认采纳") % {"unit": one.unit_name}, content.ask)
        await _tell(
            liaisons, one, "asked", _("请确认是否采纳成果“%(title)s”") % {"title": one.outcome_title}, content.ask
        )
        return one


async def _nearest(unit: int, liaisons: list[int]) -> int:
    """The liaison of the unit itself before one of a unit above it."""
    own = await identity_accounts.accounts_of_unit(unit, liaisons)
    return (own or liaisons)[0]


async def _note(actor: Actor, one: AdoptionView, step: str, text: str, detail: str = "") -> None:
    """Write a step down on the confirmation and on its outcome."""
    await trail.record(actor, f"adoption.{step}", KIND, one.id, text, detail=detail)
    await trail.record(actor, f"outcome.adoption_{step}", "outcome", one.outcome, text, detail=detail)


async def _tell(people: Sequence[int], one: AdoptionView, rule: str, title: str, body: str = "") -> None:
    await notices.notify(
        people, rule=f"adoption.{rule}", kind=KIND, record=one.id, title=title, body=body,
        href=f"/adoptions/{one.id}", occasion=str(one.version),
    )  # fmt: skip


async def confirm(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the record's id
    content: ConfirmAdoption,
    uploads: Sequence[Upload] = (),
) -> AdoptionView:
    """Confirm an adoption, as the unit's liaison: the outcome stands at 采纳, proven by this confirmation.

    An outcome that another unit adopted before stays where it is. NotFound, Denied for others and for authors,
    Conflict once answered, Invalid for a day to come and for words that need an approval.
    """
    async with db.write_tx():
        one = await queries.get(actor, id)
        require(rules.may_answer(one))
        not_in_future(content.adopted_on, "adopted_on")
        if content.grounds not in GROUNDS:
            raise Invalid(fields={"grounds": _("请选择采纳文件的层级")})
        for name in ("content", "measures", "effect"):
            guard(getattr(content, name), name)
        await files.attach(actor, kind=KIND, record=id, uploads=uploads)
        a = Adoption
        also: dict[Any, Any] = {getattr(a, name): getattr(content, name) for name in _CONFIRMED}
        also |= {a.confirmer: actor.name, a.answered_by: actor.account, a.answered_at: clock.now()}
        async with deciding(actor, "outcome", one.outcome, LADDER.label(Rung.ADOPTED)):
            await states.move(a, ADOPTION, "confirm", id=id, version=content.version, also=also)
            await _adopted(actor, one, content)
        done = await queries.get(actor, id)
        text = _("%(unit)s确认采纳") % {"unit": one.unit_name}
        await _note(actor, one, "confirmed", text, f"{content.document}　{content.content}")
        await _tell([one.asked_by], done, "confirmed", f"{one.outcome_title}：{text}", content.document)
        return done


_CONFIRMED = ("content", "measures", "document", "grounds", "adopted_on", "effect")


async def _adopted(actor: Actor, one: AdoptionView, content: ConfirmAdoption) -> None:
    """Take the outcome to 采纳, if it has not come so far: the unit reads no outcome, so the program looks."""
    outcome = await outcome_queries.get(system("系统"), one.outcome)
    if not LADDER.allows(Rung.ADOPTED, outcome.state):
        return
    step = Climb(
        Rung.ADOPTED, body=one.unit_name, document=content.document, on=content.adopted_on, note=content.content,
        grounds=content.grounds, approver=actor.name,
    )  # fmt: skip
    if outcome.state not in RULE["adopted"].before:
        step.waiver = _("采纳单位已在线确认")
    await outcomes.reach(actor, outcome, step)


async def decline(actor: Actor, *, id: int, content: Reasoned) -> AdoptionView:  # noqa: A002 -- the record's id
    """Say that the unit did not adopt it, and why; the office decides what follows. NotFound, Denied, Conflict."""
    async with db.write_tx():
        one = await queries.get(actor, id)
        require(rules.may_answer(one))
        a = Adoption
        also = {a.reason: content.reason, a.answered_by: actor.account, a.answered_at: clock.now()}
        await states.move(a, ADOPTION, "decline", id=id, version=content.version, also=also)
        text = _("%(unit)s答复未采纳") % {"unit": one.unit_name}
        await _note(actor, one, "declined", text, content.reason)
        done = await queries.get(actor, id)
        await _tell([one.asked_by], done, "declined", f"{one.outcome_title}：{text}", content.reason)
        return done


async def withdraw(actor: Actor, *, id: int, content: Reasoned) -> AdoptionView:  # noqa: A002 -- the record's id
    """Take the question back, as the office; the liaison is told. NotFound, Denied, Conflict once answered."""
    async with db.write_tx():
        one = await queries.get(actor, id)
        require(rules.may_withdraw(actor, one))
        a = Adoption
        await states.move(a, ADOPTION, "withdraw", id=id, version=content.version, also={a.reason: content.reason})
        text = _("撤回对%(unit)s的采纳确认") % {"unit": one.unit_name}
        await _note(actor, one, "withdrawn", text, content.reason)
        done = await queries.get(actor, id)
        await _tell([one.asked_of], done, "withdrawn", f"{one.outcome_title}：{text}", content.reason)
        return done


# -- what came of it ------------------------------------------------------------------------------------------------


async def answer_effect(actor: Actor, *, id: int, content: AnswerEffect) -> EffectView:  # noqa: A002 -- the record's id
    """Say what came of an adoption; figures go to the outcome's indicators, to be approved like any.

    NotFound, Denied for others than the unit's liaisons, Conflict once answered, Invalid for a day to come, for words
    that need an approval and for figures that are none of the outcome's.
    """
    async with db.write_tx():
        found, adoption = await queries.effect(actor, id)
        require(rules.may_answer_effect(adoption))
        guard(content.effect, "effect")
        not_in_future(content.on)
        e = EffectReturn
        also = {e.effect: content.effect, e.answered_by: actor.account, e.answered_at: clock.now()}
        await states.move(e, EFFECT, "answer", id=id, version=content.version, also=also)
        for figure in content.figures:
            await _measure(actor, found, figure, content)
        text = _("%(unit)s填写%(n)d个月应用效果") % {"unit": found.unit_name, "n": found.months}
        await _note(actor, adoption, "effect", text, content.effect)
        await _tell(
            [adoption.asked_by], adoption, f"effect{found.months}", f"{found.outcome_title}：{text}", content.effect
        )
        return (await queries.effect(actor, id))[0]


async def _measure(actor: Actor, found: EffectView, figure: IndicatorValue, content: AnswerEffect) -> None:
    if figure.value is None and figure.numerator is None and figure.denominator is None:
        return
    indicator = next((one for one in found.indicators if one.id == figure.indicator), None)
    if indicator is None:
        raise Invalid(fields={"figures": _("这个指标不属于该成果")})
    outcome = await outcome_queries.get(system("系统"), found.outcome)
    note = _("%(unit)s应用效果回访") % {"unit": found.unit_name}
    value = Measure(content.on, figure.value, figure.numerator, figure.denominator, note, nonsecret=True)
    await indicators.put_down(actor, indicator, outcome, value)


async def waive_effect(actor: Actor, *, id: int, content: Reasoned) -> EffectView:  # noqa: A002 -- the record's id
    """Do without an answer, as the office, with the reason. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found, adoption = await queries.effect(actor, id)
        require(rules.may_withdraw(actor, adoption))
        e = EffectReturn
        await states.move(e, EFFECT, "waive", id=id, version=content.version, also={e.reason: content.reason})
        text = _("%(n)d个月应用效果免填") % {"n": found.months}
        await _note(actor, adoption, "effect_waived", text, content.reason)
        return (await queries.effect(actor, id))[0]
