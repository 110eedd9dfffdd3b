# SPDX-License-Identifier: MIT
"""Writing a sheet's row and scores, for every operation that takes one. Inside the open write."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reviews.rounds import operations as rounds_operations
from reviews.rounds.schemas import TaskView
from reviews.rounds.states import WORDS
from reviews.rubrics.schemas import CriterionView, Scale
from reviews.scoring import aggregate, queries, rules
from reviews.scoring.schemas import Saved, SaveSheet, ScoreIn, SheetView
from reviews.scoring.states import SheetState
from reviews.scoring.tables import Sheet, SheetScore
from thinktank.kernel import clock
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.states import touch


def check_values(task: TaskView, scale: Scale, command: SaveSheet) -> None:
    """Invalid for a score outside its criterion's scale, or a veto item or an advice that there is not."""
    known = {one.id: one for one in scale.criteria}
    faults = {}
    for place, score in enumerate(command.scores):
        if score.criterion not in known:
            faults[f"scores-{place}-value"] = _("评分表里没有这项指标，请刷新页面")
        elif score.value is not None and not known[score.criterion].low <= score.value <= known[score.criterion].high:
            one = known[score.criterion]
            faults[f"scores-{place}-value"] = _("请填%(a)s到%(b)s之间的整数") % {"a": one.low, "b": one.high}
    if not set(command.vetoes) <= set(range(1, len(scale.vetoes) + 1)):
        faults["vetoes"] = _("评分表里没有这条否决项，请刷新页面")
    if command.advice and command.advice not in {word.code for word in WORDS[task.kind]}:
        faults["advice"] = _("请在所列建议中选择")
    if faults:
        raise Invalid(fields=faults)


async def write(task: TaskView, criteria: list[CriterionView], command: SaveSheet) -> SheetView:
    """Write the sheet's row and its scores, and note the progress on the assignment; Conflict when stale."""
    sheet = await queries.sheet_of(task)
    if command.version is not None and command.version != (sheet.version if sheet else 0):
        raise Conflict(_("这份评分已在别处保存过。您填的内容还在本页，核对后再提交"), code="stale")
    s = Sheet
    total = aggregate.weighted_total(rules.answers(criteria, queries.as_views(command.scores)))
    values: dict[Any, Any] = {
        s.opinion: command.opinion,
        s.advice: command.advice,
        s.confidence: str(command.confidence),
        s.private_note: command.private_note,
        s.vetoes: ",".join(str(place) for place in sorted(set(command.vetoes))),
        s.veto_note: command.veto_note,
        s.total: total,
        s.saved_at: clock.now(),
    }
    if sheet is None:
        row = s(assignment=task.id, state=str(SheetState.DRAFT), state_since=clock.now())
        made = await s.insert(row).returning(s.id)
        await s.update(values).where(s.id == made[0]["id"])
        id_ = int(made[0]["id"])
    else:
        await touch(s, id=sheet.id, version=sheet.version, values=values)
        id_ = sheet.id
    await _write_scores(id_, command.scores)
    answered = sum(score.value is not None or score.not_applicable for score in command.scores)
    await rounds_operations.note_progress(assignment=task.id, answered=answered, total=total, submitted=False)
    found = await queries.sheet_of(task)
    if found is None:
        raise Conflict(code="stale")
    return found


async def _write_scores(sheet: int, scores: list[ScoreIn]) -> None:
    c = SheetScore
    await c.delete().where(c.sheet == sheet)
    rows = {
        score.criterion: c(
            sheet=sheet,
            criterion=score.criterion,
            value=None if score.value is None or score.not_applicable else Decimal(score.value),
            not_applicable=score.not_applicable,
            comment=score.comment,
        )
        for score in scores
    }
    if rows:
        await c.insert(*rows.values())


def saved(criteria: list[CriterionView], sheet: SheetView) -> Saved:
    """Return what saving a sheet answers."""
    return Saved(
        id=sheet.id,
        version=sheet.version,
        state=sheet.state,
        answered=sum(score.value is not None or score.not_applicable for score in sheet.scores),
        coverage=aggregate.coverage(rules.answers(criteria, sheet.scores)),
        total=sheet.total,
        saved_at=sheet.saved_at,
    )
