# SPDX-License-Identifier: MIT
"""Taking a handed-in sheet back: asked for by its reviewer, or found to be a mistake by the office."""

from __future__ import annotations

from reviews.rounds import operations as rounds_operations
from reviews.rounds import operations_interests as interests
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView, TaskView
from reviews.rounds.states import AssignmentState
from reviews.scoring import operations_history as history
from reviews.scoring import queries, queries_recall, rules
from reviews.scoring.queries_recall import HandedIn
from reviews.scoring.schemas import SheetView
from reviews.scoring.states import SHEET, Event
from reviews.scoring.tables import Sheet
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def ask_back(actor: Actor, *, assignment: int, reason: str) -> None:
    """Ask to have one's handed-in sheet back; the office hears why. NotFound, Denied once its item is decided."""
    async with db.write_tx():
        task = await rounds.task(actor, assignment)
        sheet = await queries.sheet_of(task)
        require(rules.may_ask_back(task, sheet))
        if sheet is None:
            raise Conflict(code="stale")
        values = {Sheet.recall_asked_at: clock.now(), Sheet.recall_reason: reason}
        await touch(Sheet, id=sheet.id, version=None, values=values)
        await trail.record(
            actor, "sheet.recall_asked", "round_item", task.item, _("评审专家申请退回评分"), detail=reason,
            staff_only=True, fields={"assignment": assignment},
        )  # fmt: skip
        owner, title = await rounds.owner(task.item)
        await notices.notify(
            await interests.office_of(task.item, owner), rule="review.recall", kind="round_item", record=task.item,
            title=_("评审专家申请退回评分"), body=f"《{title}》　{reason}",
            href=f"/reviews/items/{task.item}/sheets", occasion=clock.now().isoformat(),
        )  # fmt: skip


async def give_back(actor: Actor, *, item: int, assignment: int, reason: str) -> list[HandedIn]:
    """Let a reviewer mend a handed-in sheet: it counts no more, result and draft of its item go, others' sheets stay.

    What it said is kept in its history. NotFound, Denied once the item is decided, Conflict.
    """
    async with db.write_tx():
        task = await _take_back(actor, item, assignment, "reopen", reason, _("退回评分，可修改后重新提交"))
        await _tell(task, "given_back", _("评分已退回，请修改后重新提交"), reason)
        return (await queries_recall.handed_in(actor, item))[1]


async def void(actor: Actor, *, item: int, assignment: int, reason: str) -> list[HandedIn]:
    """Take a wrong assignment back with its handed-in sheet: the item lacks a reviewer. NotFound, Denied, Conflict."""
    async with db.write_tx():
        await _take_back(actor, item, assignment, "void", reason, _("撤回指派，评分不再计入"))
        await notices.forget("assignment", [assignment])
        return (await queries_recall.handed_in(actor, item))[1]


async def refuse_back(actor: Actor, *, item: int, assignment: int, reason: str) -> list[HandedIn]:
    """Answer that a sheet stays as it was handed in. NotFound, Denied, Conflict when nobody asks."""
    async with db.write_tx():
        task, sheet = await _checked(actor, item, assignment)
        if sheet.recall_asked_at is None:
            raise Conflict(_("没有待办理的退回申请"), code="illegal")
        values = {Sheet.recall_asked_at: None, Sheet.recall_reason: ""}
        await touch(Sheet, id=sheet.id, version=None, values=values)
        await trail.record(
            actor, "sheet.recall_refused", "round_item", item, _("不退回评分"), detail=reason, staff_only=True,
            fields={"assignment": assignment},
        )  # fmt: skip
        await _tell(task, "recall_refused", _("评分没有退回"), reason)
        return (await queries_recall.handed_in(actor, item))[1]


async def _checked(actor: Actor, item: int, assignment: int) -> tuple[TaskView, SheetView]:
    """The assignment with its sheet, for the office that may let it go back."""
    found: ItemView = await rounds.get_item(actor, item)
    task = next((one for one in await rounds.tasks_of(actor, [item]) if one.id == assignment), None)
    if task is None:
        raise NotFound
    require(rules.may_give_back(actor, found, task))
    sheet = await queries.sheet_of(task)
    if sheet is None or task.state != AssignmentState.SUBMITTED:
        raise Conflict(code="stale")
    return task, sheet


async def _take_back(actor: Actor, item: int, assignment: int, name: str, reason: str, text: str) -> TaskView:
    task, sheet = await _checked(actor, item, assignment)
    s = Sheet
    await history.keep(actor, sheet=sheet, event=Event.TAKEN_BACK, reason=reason)
    also = {s.submitted_at: None, s.recall_asked_at: None, s.recall_reason: "", s.outlier_asked_at: None}
    await move(s, SHEET, "reopen", id=sheet.id, also=also | {s.outlier_reason: ""})
    await rounds_operations.take_sheet_back(name, assignment=assignment, item=item, reason=reason)
    fields = {"assignment": assignment, "total": str(sheet.total)}
    action = "sheet.given_back" if name == "reopen" else "sheet.voided"
    await trail.record(actor, action, "round_item", item, text, detail=reason, staff_only=True, fields=fields)
    return task


async def _tell(task: TaskView, rule: str, title: str, body: str) -> None:
    await notices.notify(
        [task.reviewer], rule=f"review.{rule}", kind="assignment", record=task.id, title=title, body=body,
        href=f"/reviews/{task.id}", occasion=clock.now().isoformat(),
    )  # fmt: skip
