# SPDX-License-Identifier: MIT
"""Mending what a decision asked for: handed in with the milestone, looked at once more, accepted or not; once."""

from __future__ import annotations

from research.corrections.operations import deciding
from research.projects import operations as projects
from research.projects.events import MilestoneChanged
from research.projects.tables import Milestone
from reviews.decisions import queries_revisions as queries
from reviews.decisions import rules
from reviews.decisions.schemas import Judge, Look, RecheckView, RevisionView
from reviews.decisions.tables import Recheck
from reviews.rounds import operations as rounds_operations
from reviews.rounds import operations_interests as interests
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import AssignmentState, RecheckBy, Revision
from reviews.rounds.tables import Assignment, RoundItem
from reviews.rubrics.states import Kind
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail

# The word by which a gate is passed, or not, when what was mended has been looked at.
ACCEPTED = {Kind.KICKOFF: "passed", Kind.MIDTERM: "mostly_on_track", Kind.CLOSING: "passed"}
REFUSED = {Kind.KICKOFF: "redo", Kind.MIDTERM: "suggest_termination", Kind.CLOSING: "failed"}


async def on_milestone_changed(event: MilestoneChanged) -> None:
    """When a team hands a milestone in again that a decision asked to be mended, it waits for its second look."""
    i = RoundItem
    due = (i.milestone == event.milestone) & (i.revision == str(Revision.DUE))
    row = await i.select(i.id, i.recheck).where(due).first()
    if row is None:
        return
    step = await Milestone.select(Milestone.state).where(Milestone.id == event.milestone).first()
    if step is None or step["state"] != "handed_in":
        return
    await rounds_operations.turn_revision("hand_in", id=row["id"])
    text = _("课题组已按要求修改并提交")
    await trail.record(event.actor, "round_item.mended", "round_item", row["id"], text)
    if row["recheck"] == RecheckBy.PANEL:
        await _ask_panel(row["id"])
    owner, title = await rounds.owner(row["id"])
    await notices.notify(
        await interests.office_of(row["id"], owner), rule="review.mended", kind="round_item", record=row["id"],
        title=_("修改稿已提交，请核对"), body=f"《{title}》", href=f"/reviews/items/{row['id']}/revision",
        occasion=clock.now().isoformat(),
    )  # fmt: skip


async def _ask_panel(item: int) -> None:
    """Ask everybody whose sheet counts to look once more; whoever had looked before is asked anew."""
    a, r = Assignment, Recheck
    tasks = await a.select(a.id, a.reviewer).where((a.item == item) & (a.state == str(AssignmentState.SUBMITTED)))
    await r.delete().where(r.item == item)
    if tasks:
        await r.insert(*(r(item=item, assignment=task["id"], asked_at=clock.now()) for task in tasks))
    for task in tasks:
        await notices.notify(
            [task["reviewer"]], rule="review.recheck", kind="assignment", record=task["id"],
            title=_("请复核修改稿"), body=_("您评过的一份材料已按评审要求修改"), href=f"/reviews/{task['id']}/recheck",
            occasion=clock.now().isoformat(),
        )  # fmt: skip


async def look(actor: Actor, *, assignment: int, command: Look) -> RecheckView:
    """Say what one thinks of the mended material; the last one tells the office. NotFound, Denied, Invalid."""
    await interests.check_conflicts(actor, assignment)
    async with db.write_tx():
        found = await queries.recheck(actor, assignment)
        task = await rounds.task(actor, assignment)
        require(rules.may_look(revision=found.revision, agreed=found.agreed))
        r = Recheck
        values = {r.agreed: command.agreed, r.note: command.note, r.at: clock.now()}
        mine = (r.assignment == assignment) & r.agreed.is_null()
        if not await r.update(values).where(mine).returning(r.id):
            raise Conflict(code="stale")
        text = _("原评审专家复核：同意") if command.agreed else _("原评审专家复核：不同意")
        await trail.record(actor, "round_item.rechecked", "round_item", task.item, text, staff_only=True)
        if not [one for one in await queries.checks(task.item) if one.agreed is None]:
            owner, title = await rounds.owner(task.item)
            await notices.notify(
                await interests.office_of(task.item, owner), rule="review.rechecked", kind="round_item",
                record=task.item, title=_("原评审专家已全部复核"), body=f"《{title}》",
                href=f"/reviews/items/{task.item}/revision", occasion=clock.now().isoformat(),
            )  # fmt: skip
        return await queries.recheck(actor, assignment)


async def accept(actor: Actor, *, item: int, command: Judge) -> RevisionView:
    """Accept what was mended: the gate is passed now. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await queries.revision(actor, item)
        require(rules.may_accept(actor, found.item, asked=len(found.checks), agreed=found.agreed))
        await _judge(actor, found.item, command, "accept", ACCEPTED, _("认可修改"))
        return await queries.revision(actor, item)


async def refuse(actor: Actor, *, item: int, command: Judge) -> RevisionView:
    """Find that it was not mended: the gate is not passed, and it is not mended twice. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await queries.revision(actor, item)
        require(rules.may_refuse(actor, found.item))
        await _judge(actor, found.item, command, "refuse", REFUSED, _("不认可修改"))
        return await queries.revision(actor, item)


async def _judge(actor: Actor, item: ItemView, command: Judge, name: str, words: dict[Kind, str], text: str) -> None:
    """Take one decision of ADR 0007 about the mended material."""
    if item.milestone is None:
        raise Invalid(fields={"note": _("这件材料没有修改环节")})
    async with deciding(actor, "round_item", item.id, text):
        await rounds_operations.turn_revision(name, id=item.id, version=command.version, note=command.note)
        await trail.record(actor, f"round_item.mending_{name}", "round_item", item.id, text, detail=command.note)
        await projects.record_decision(
            actor, milestone=item.milestone, decision=words[item.kind], grade=item.grade,
            score=None if item.mean is None else float(item.mean), note=command.note,
            href=f"/reviews/letters/{item.id}",
        )  # fmt: skip
