# SPDX-License-Identifier: MIT
"""Writing sheets and gathering them."""

from __future__ import annotations

from reviews.rounds import operations as rounds_operations
from reviews.rounds import operations_interests as interests
from reviews.rounds import queries as rounds
from reviews.rounds.states import ItemState
from reviews.rubrics import queries as rubrics
from reviews.scoring import aggregate, calibration, queries, rules, writing
from reviews.scoring import operations_history as history
from reviews.scoring.schemas import Result, Saved, SaveSheet, SheetView
from reviews.scoring.states import SHEET, Event, SheetState
from reviews.scoring.tables import Sheet
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.notices import operations as notices
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

LEAST_SHEETS = 3


# -- the reviewer's sheet -------------------------------------------------------------------------------------


async def save_sheet(actor: Actor, *, assignment: int, command: SaveSheet) -> Saved:
    """Keep a sheet as far as it is.

    NotFound for anybody but its reviewer; Denied before the declaration, after submitting, after the round, and
    with the reason when a conflict has come up; Conflict when it was saved elsewhere since; Invalid for a score
    outside its criterion's scale, or a veto item that there is not.
    """
    await interests.check_conflicts(actor, assignment)
    async with db.write_tx():
        task = await rounds.task(actor, assignment)
        require(rules.may_write(task, clock.today()))
        scale = await rubrics.scale(task.rubric)
        criteria = scale.criteria
        writing.check_values(task, scale, command)
        sheet = await writing.write(task, criteria, command)
        return writing.saved(criteria, sheet)


async def submit_sheet(actor: Actor, *, assignment: int, command: SaveSheet) -> Saved:
    """Save a sheet and hand it in; the last one in brings the result, or asks an outlier for a reason.

    As ``save_sheet``, and Invalid by field for what is missing.
    """
    await interests.check_conflicts(actor, assignment)
    async with db.write_tx():
        task = await rounds.task(actor, assignment)
        require(rules.may_write(task, clock.today()))
        scale = await rubrics.scale(task.rubric)
        criteria = scale.criteria
        writing.check_values(task, scale, command)
        sheet = await writing.write(task, criteria, command)
        percent = (await policies.grades()).complete_percent
        faults = rules.missing(criteria, sheet.scores, sheet, percent=percent)
        faults |= rules.names_told(actor.name, sheet, blind=task.blind)
        if faults:
            raise Invalid(fields=faults)
        now = clock.now()
        await move(Sheet, SHEET, "submit", id=sheet.id, also={Sheet.submitted_at: now})
        answered = sum(score.value is not None or score.not_applicable for score in sheet.scores)
        await rounds_operations.note_progress(
            assignment=assignment, answered=answered, total=sheet.total, submitted=True
        )
        await trail.record(
            actor, "sheet.submitted", "round_item", task.item, _("评审专家提交评分"), staff_only=True,
            fields={"assignment": assignment, "total": str(sheet.total)},
        )  # fmt: skip
        await history.keep(actor, sheet=sheet, event=Event.SUBMITTED)
        await gather(task.item)
        sheet.state, sheet.version = str(SheetState.SUBMITTED), sheet.version + 1
        return writing.saved(criteria, sheet)


# -- gathering ------------------------------------------------------------------------------------------------


async def gather(item: int) -> None:
    """When every sheet is in, put the result on the item, or ask those alone who stand far off for a reason.

    Nothing happens while a discussion is on or ahead: until its end sheets may be revised. Inside the open write.
    """
    row = await rounds.counts(item)
    if row.submitted < row.assigned or row.assigned < row.size:
        return
    if (await rounds.schedule_of(item)).discusses(clock.today()):
        return
    await _put_result(item, ask=True)


async def _put_result(item: int, *, ask: bool) -> None:
    grades = await policies.grades()
    sheets = await queries.submitted_sheets(item)
    totals = [sheet.total for sheet in sheets if sheet.total is not None]
    if not totals:
        raise Conflict(_("还没有可以汇总的评分"), code="illegal")
    summary = aggregate.summarise(totals, trim_from=grades.trim_from)
    panel = await rounds.reviewers([sheet.assignment for sheet in sheets])
    await _log_calibration(item, [reviewer for _task, reviewer in panel])
    asked = [sheets[place] for place in aggregate.outliers(totals, gap=grades.outlier_gap)] if ask else []
    asked = [sheet for sheet in asked if not sheet.outlier_reason]
    await rounds_operations.settle(item=item, mean=summary.decided, explaining=bool(asked))
    if asked:
        await ask_outliers(item=item, sheets=asked)
        return
    await _tell_owner(item)


async def _log_calibration(item: int, panel: list[int]) -> None:
    """Put the parameters of the calibrated figure on the trail; the figure itself decides nothing."""
    past = calibration.relevant(await queries.history(panel, before=await rounds.round_of(item)), set(panel))
    mild = {who: one for who, one in calibration.fit(past).items() if who in panel}
    if not mild:
        return
    fields = {"shrink": calibration.SHRINK, "least": calibration.LEAST, "rounds": calibration.ROUNDS}
    each = {f"reviewer_{who}": f"{one.value} / {one.sheets}" for who, one in sorted(mild.items())}
    text = _("校准参数（只供参考）")
    await trail.record(
        system(_("系统")), "round_item.calibrated", "round_item", item, text, fields=fields | each, staff_only=True
    )


async def ask_outliers(*, item: int, sheets: list[SheetView]) -> None:
    """Ask the reviewers of these sheets, and nobody else, for a reason; no figure is shown. Inside the open write."""
    s = Sheet
    ids = [sheet.id for sheet in sheets]
    await s.update({s.outlier_asked_at: clock.now()}).where(s.id.is_in(ids))
    for task_id, reviewer in await rounds.reviewers([sheet.assignment for sheet in sheets]):
        await notices.notify(
            [reviewer],
            rule="review.explain",
            kind="assignment",
            record=task_id,
            title=_("请补充评分理由"),
            body=_("您的一份评分与其他专家差别较大，请写明理由。分数不需要改动。"),
            href=f"/reviews/{task_id}",
            occasion=str(item),
        )


async def explain(actor: Actor, *, assignment: int, reason: str) -> None:
    """Give the reason that was asked for; the last one brings the result. NotFound, Denied."""
    async with db.write_tx():
        task = await rounds.task(actor, assignment)
        sheet = await queries.sheet_of(task)
        require(rules.may_explain(sheet))
        if sheet is None:
            raise Conflict(code="stale")
        await touch(Sheet, id=sheet.id, version=None, values={Sheet.outlier_reason: reason})
        await trail.record(
            actor, "sheet.explained", "round_item", task.item, _("评审专家说明评分理由"), staff_only=True
        )
        waiting = [
            one
            for one in await queries.submitted_sheets(task.item)
            if one.outlier_asked_at is not None and not one.outlier_reason
        ]
        if not waiting and task.item_state == ItemState.EXPLAINING:
            await _put_result(task.item, ask=False)


async def settle(actor: Actor, *, item: int, reason: str, version: int | None = None) -> Result:
    """Go on with the sheets at hand: fewer than planned (three at least), or without an outlier's reason.

    NotFound, Denied, Conflict.
    """
    async with db.write_tx():
        found = await rounds.get_item(actor, item)
        require(rules.may_settle(actor, found, least=LEAST_SHEETS))
        if version is not None and version != found.version:
            raise Conflict(code="stale")
        await _put_result(item, ask=False)
        await trail.record(
            actor, "round_item.settled", "round_item", item, _("以现有评分汇总"), detail=reason, staff_only=True
        )
    return await queries.result(actor, item)


async def reinforce(actor: Actor, *, item: int, reason: str, version: int | None = None) -> Result:
    """Have one more reviewer judge where the panel is split; the sheets at hand stay. NotFound, Denied, Conflict."""
    async with db.write_tx():
        found = await rounds.get_item(actor, item)
        require(rules.may_reinforce(actor, found))
        await rounds_operations.reinforce(item=item, version=version)
        await trail.record(
            actor, "round_item.reinforced", "round_item", item, _("加派一位评审专家"), detail=reason, staff_only=True
        )
    return await queries.result(actor, item)


async def _tell_owner(item: int) -> None:
    owner, title = await rounds.owner(item)
    await notices.notify(
        await interests.office_of(item, owner),
        rule="review.scored",
        kind="round_item",
        record=item,
        title=_("评分已收齐，请审定"),
        body=f"《{title}》",
        href=f"/reviews/items/{item}",
        occasion=clock.now().isoformat(),
    )
