# SPDX-License-Identifier: MIT
"""The discussion of an item among those whose sheets are in: words, revised sheets, and its end."""

from __future__ import annotations

from reviews.rounds import operations_interests as interests
from reviews.rounds import queries as rounds
from reviews.rounds import queries_peers as panel
from reviews.rounds.schemas import TaskView
from reviews.rounds.states import OPEN_TO_REVIEWERS
from reviews.rounds.tables import Round, RoundItem
from reviews.rubrics import queries as rubrics
from reviews.scoring import operations, queries, rules, writing
from reviews.scoring import operations_history as history
from reviews.scoring.schemas import ReviseSheet, Saved, Say
from reviews.scoring.states import Event
from reviews.scoring.tables import Remark
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def say(actor: Actor, *, assignment: int, command: Say) -> None:
    """Say a word to the others of the panel, and tell them that there is one.

    NotFound for others; Denied outside the discussion and before handing in; Invalid where a blind round would learn
    who says it.
    """
    await interests.check_conflicts(actor, assignment)
    async with db.write_tx():
        task = await rounds.task(actor, assignment)
        require(rules.may_discuss(task, clock.today()))
        if task.blind and rules.names(actor.name, command.text):
            raise Invalid(fields={"text": _("匿名评审请不要写自己的姓名")})
        await Remark.insert(Remark(item=task.item, assignment=task.id, text=command.text, at=clock.now()))
        await trail.record(
            actor, "round_item.discussed", "round_item", task.item, _("评审专家讨论留言"), staff_only=True,
            fields={"assignment": assignment},
        )  # fmt: skip
        await _tell(task, await panel.handed_in(task.item), occasion=clock.now().isoformat())


async def _tell(task: TaskView, people: list[panel.Handed], *, occasion: str) -> None:
    """Tell the others of a panel that something was said: each of the own assignment, with no word of it."""
    for one in people:
        if one.id != task.id:
            await notices.notify(
                [one.reviewer], rule="review.discussed", kind="assignment", record=one.id, title=_("评审讨论有新留言"),
                body=_("%(kind)s，第%(n)s号材料") % {"kind": task.kind_label, "n": task.item},
                href=f"/reviews/{one.id}/discussion", occasion=occasion,
            )  # fmt: skip


async def revise(actor: Actor, *, assignment: int, command: ReviseSheet) -> Saved:
    """Change the own sheet after it was handed in; both states are kept, with the reason.

    NotFound for others; Denied where the phase does not let one; Conflict when stale; Invalid for what would not be
    taken at handing in, or when nothing differs.
    """
    await interests.check_conflicts(actor, assignment)
    async with db.write_tx():
        task = await rounds.task(actor, assignment)
        require(rules.may_revise(task, clock.today()))
        scale = await rubrics.scale(task.rubric)
        writing.check_values(task, scale, command)
        before = await queries.sheet_of(task)
        sheet = await writing.write(task, scale.criteria, command)
        faults = rules.missing(
            scale.criteria, sheet.scores, sheet, percent=(await policies.grades()).complete_percent
        ) | rules.names_told(actor.name, sheet, blind=task.blind)
        if before is not None and history.kept_of(before) == history.kept_of(sheet):
            faults |= {"reason": _("内容没有变化，无须修改")}
        if faults:
            raise Invalid(fields=faults)
        await history.keep(actor, sheet=sheet, event=Event.REVISED, reason=command.reason)
        await trail.record(
            actor, "sheet.revised", "round_item", task.item, _("评审专家修改评分"), detail=command.reason,
            staff_only=True, fields={"assignment": assignment, "total": str(sheet.total)},
        )  # fmt: skip
        return writing.saved(scale.criteria, sheet)


async def turn_phases(_actor: Actor) -> int:
    """Say that a discussion has begun, once; put the result on items whose discussion is over. Return how many."""
    today = clock.today()
    return await _announce(today) + await _conclude(today)


async def _announce(today: object) -> int:
    r, i = Round, RoundItem
    on = (r.state == "open") & (r.closes_on < today) & (r.discuss_until >= today)
    told = 0
    for round_ in await r.select(r.id, r.blind).where(on).order_by(r.id):
        live = (i.round == round_["id"]) & i.state.is_in([str(state) for state in OPEN_TO_REVIEWERS])
        for item in await i.select(i.id).where(live).order_by(i.id):
            async with db.write_tx():
                for one in await panel.handed_in(item["id"]):
                    told += await notices.notify(
                        [one.reviewer], rule="review.discussion", kind="assignment", record=one.id,
                        title=_("评审进入讨论，可以看其他专家的意见"), body=_("第%(n)s号材料") % {"n": item["id"]},
                        href=f"/reviews/{one.id}/discussion", occasion="opened",
                    )  # fmt: skip
    return told


async def _conclude(today: object) -> int:
    i = RoundItem
    over = (i.round._.state == "open") & (i.round._.discuss_until < today) & (i.submitted > 0)
    waiting = over & i.state.is_in([str(state) for state in OPEN_TO_REVIEWERS])
    done = 0
    for item in await i.select(i.id).where(waiting).order_by(i.id):
        async with db.write_tx():
            await operations.gather(item["id"])
            done += 1
    return done
