# SPDX-License-Identifier: MIT
"""Deciding on what an item's sheets say: drafted by the office, signed by the leader, told to the team."""

from __future__ import annotations

from datetime import date, timedelta

from research.corrections.operations import deciding
from reviews.rounds import operations as rounds_operations
from reviews.rounds import queries as rounds
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.operations import Verdict
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import CONDITIONAL, GRADED, GRADES, word_label
from reviews.scoring import effects, queries, quota, rules
from reviews.scoring.schemas import DraftDecision, Result
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.calendar import months_later
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.policies.kinds_reviews import Verdicts
from thinktank.trail import operations as trail


async def verdict(actor: Actor, item: ItemView, command: DraftDecision, *, suggested: str) -> Verdict:
    """Return a decision as it may be drafted or made; Invalid by field.

    A graded kind takes the suggested grade unless another is named; an excellent one beyond the quota is refused, or
    needs its reason, as the setting says. A word with conditions has a day, three months ahead at most by default.
    """
    fits = rules.word_fits(item, command.decision)
    faults = {} if fits else {"decision": fits.reason}
    grade = (command.grade or suggested) if item.kind in GRADED else ""
    if item.kind in GRADED and grade not in GRADES:
        faults["grade"] = _("请选择等次")
    terms = await policies.verdicts()
    faults |= await quota.faults(actor, item, grade=grade, reason=command.over_reason, terms=terms)
    asked = command.decision in CONDITIONAL
    due = await _mended_by(command, terms) if asked else None
    faults |= _late(due, terms)
    if faults:
        raise Invalid(fields=faults)
    return Verdict(
        decision=command.decision,
        grade=grade,
        note=command.note,
        over_reason=command.over_reason if grade == quota.EXCELLENT else "",
        conditions=(command.conditions or command.note) if asked else "",
        conditions_due=due,
        recheck=str(command.recheck) if asked else "",
    )


async def _mended_by(command: DraftDecision, terms: Verdicts) -> date:
    """The day by which conditions are met: the one named, else so many days on, never a free day."""
    days = terms.rectify_days if command.decision == "rectify" else terms.revise_days
    wanted = command.conditions_due or clock.today() + timedelta(days=days)
    return (await policies.calendar()).next_workday(wanted)


def _late(due: date | None, terms: Verdicts) -> dict[str, str]:
    """What is wrong with a day: it has passed, or is further off than may be asked for (domain.md §1.3)."""
    if due is None:
        return {}
    last = months_later(clock.today(), terms.revise_months_most)
    if not clock.today() < due <= last:
        return {"conditions_due": _("请填明天到%(day)s之间的日期") % {"day": last.isoformat()}}
    return {}


async def draft_decision(actor: Actor, *, item: int, command: DraftDecision) -> Result:
    """Put a decision before the leader. NotFound, Denied, Conflict, Invalid."""
    async with db.write_tx():
        found = await queries.result(actor, item)
        require(rules.may_draft(actor, found.item))
        made = await verdict(actor, found.item, command, suggested=found.grade)
        await stage(actor, found.item, made, version=command.version)
        await notices.notify(
            await conflicts.uninvolved(item, await identity.account_ids_with_role(Role.DEPT_LEADER)),
            rule="review.sign",
            kind="round_item",
            record=item,
            title=f"请签批：{found.item.kind_label}",
            body=f"《{found.item.title}》",
            href=f"/reviews/items/{item}",
            occasion=clock.now().isoformat(),
        )
    return await queries.result(actor, item)


async def stage(actor: Actor, item: ItemView, made: Verdict, *, version: int | None) -> None:
    """Keep a decision as drafted, seen by the office alone. Inside the open write, after its rules. Conflict."""
    await rounds_operations.turn_item(actor, "draft", id=item.id, version=version, verdict=made, at=clock.now())
    await trail.record(
        actor, "round_item.drafted", "round_item", item.id, _("提交签批"),
        detail=word_label(item.kind, made.decision), staff_only=True,
        fields={"decision": made.decision, "grade": made.grade, "over_quota": bool(made.over_reason)},
    )  # fmt: skip


async def send_back(actor: Actor, *, item: int, reason: str, version: int | None = None) -> Result:
    """Return a draft to the office with a reason. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await rounds.get_item(actor, item)
        general = (await policies.programme()).officers_sign_general
        require(rules.may_decide(actor, found, officers_sign_general=general))
        await rounds_operations.turn_item(actor, "send_back", id=item, version=version, verdict=None, at=clock.now())
        await trail.record(
            actor, "round_item.send_back", "round_item", item, _("退回拟定"), detail=reason, staff_only=True
        )
    return await queries.result(actor, item)


async def decide(actor: Actor, *, item: int, command: DraftDecision) -> Result:
    """Make the decision, and take it over where it belongs: the milestone, the outcome, the application.

    NotFound, Denied unless the leader (or, by setting, an officer for a general project), Conflict, Invalid.
    """
    async with db.write_tx():
        found = await queries.result(actor, item)
        general = (await policies.programme()).officers_sign_general
        require(rules.may_decide(actor, found.item, officers_sign_general=general))
        made = await verdict(actor, found.item, command, suggested=found.grade)
        await publish(actor, found.item, made, version=command.version, suggested=found.grade)
    return await queries.result(actor, item)


async def publish(actor: Actor, item: ItemView, made: Verdict, *, version: int | None, suggested: str = "") -> None:
    """Let a decision hold: the item ends, its subject moves, its team is told, who may appeal from now on for so long.

    One decision of ADR 0007 by itself; ``suggested`` is the grade that the score speaks for. Inside the open write,
    after its rules. Conflict.
    """
    until = (await policies.calendar()).add_workdays(clock.today(), (await policies.verdicts()).appeal_workdays)
    word = word_label(item.kind, made.decision)
    async with deciding(actor, "round_item", item.id, _("审定：%(word)s") % {"word": word}):
        await rounds_operations.turn_item(
            actor, "decide", id=item.id, version=version, verdict=made, at=clock.now(), until=until
        )
        await trail.record(
            actor, "round_item.decided", "round_item", item.id, _("审定"), detail=word,
            fields={"decision": made.decision, "grade": made.grade},
        )  # fmt: skip
        if made.conditions and item.milestone is not None:
            await rounds_operations.turn_revision("require", id=item.id)
        await effects.take_over(actor, item, made, suggested=suggested)
