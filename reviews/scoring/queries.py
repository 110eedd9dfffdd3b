# SPDX-License-Identifier: MIT
"""Reading sheets: a reviewer one's own, the office all of an item once every one is in; nobody anything else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from research.applications.queries_links import held_by_list
from research.corrections.schemas import Correction, Place, Subject
from reviews.rounds import material
from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView, TaskView
from reviews.rounds.states import ITEM, REVISION, AssignmentState, ItemState
from reviews.rounds.tables import Assignment, RoundItem
from reviews.rubrics import queries as rubrics
from reviews.rubrics.schemas import Scale
from reviews.scoring import aggregate, calibration, rules
from reviews.scoring.calibration import Past
from reviews.scoring.schemas import Desk, PanelRow, Result, ScoreIn, ScoreView, SheetView
from reviews.scoring.tables import Sheet, SheetScore
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies

MOST = 1_000
ALL_IN = (ItemState.EXPLAINING, ItemState.SCORED, ItemState.DRAFTED, ItemState.DECIDED)


def _sheets() -> Any:
    s = Sheet
    return s.select(
        s.id, s.assignment, s.state, s.version, s.opinion, s.advice, s.confidence, s.private_note, s.outlier_reason,
        s.veto_note, s.vetoes.as_alias("ticked"), s.total, s.saved_at, s.submitted_at, s.outlier_asked_at,
        s.recall_asked_at, s.recall_reason,
    )  # fmt: skip


async def _with_scores(sheets: list[SheetView]) -> list[SheetView]:
    c = SheetScore
    query = c.select(c.sheet, c.criterion, c.value, c.not_applicable, c.comment)
    scores = await db.rows(query.where(c.sheet.is_in([one.id for one in sheets] or [0])).limit(MOST), ScoreView)
    for sheet in sheets:
        sheet.scores = [score for score in scores if score.sheet == sheet.id]
        sheet.vetoes = [int(place) for place in sheet.ticked.split(",") if place]
    return sheets


def as_views(scores: list[ScoreIn]) -> list[ScoreView]:
    """Return scores as they come in, in the form in which they are kept."""
    return [
        ScoreView(
            sheet=0,
            criterion=one.criterion,
            not_applicable=one.not_applicable,
            comment=one.comment,
            value=None if one.value is None else Decimal(one.value),
        )
        for one in scores
    ]


async def sheet_of(task: TaskView) -> SheetView | None:
    """Return the sheet of an assignment that has been read as the actor's own; None before the first saving."""
    found = await db.rows(_sheets().where(Sheet.assignment == task.id), SheetView)
    return (await _with_scores(found))[0] if found else None


async def submitted_sheets(item: int) -> list[SheetView]:
    """Return the sheets that count for an item, for aggregation: submitted, and not excluded since."""
    s = Sheet
    live = Assignment.select(Assignment.id).where(
        (Assignment.item == item) & (Assignment.state == str(AssignmentState.SUBMITTED))
    )
    query = _sheets().where(s.assignment.is_in(live) & (s.state == "submitted")).order_by(s.assignment)
    return await _with_scores(await db.rows(query.limit(MOST), SheetView))


async def desk(actor: Actor, id: int) -> Desk:  # noqa: A002 -- the assignment
    """Return the review screen of one's own assignment. NotFound for others, Denied before the declaration."""
    queue = await rounds.desk(actor)
    task = next((one for one in queue if one.id == id), None) or await rounds.task(actor, id)
    today = clock.today()
    require(rules.may_open(task, today))
    scale = await rubrics.scale(task.rubric)
    sheet = await sheet_of(task)
    answers = rules.answers(scale.criteria, sheet.scores if sheet else [])
    actions = list(task.actions)
    checks = {"save": rules.may_write, "submit": rules.may_write, "revise": rules.may_revise}
    checks |= {"others": rules.may_see_others}
    actions += [name for name, rule in checks.items() if rule(task, today)]
    if rules.may_explain(sheet) and task.item_state == ItemState.EXPLAINING:
        actions.append("explain")
    if rules.may_ask_back(task, sheet):
        actions.append("ask_back")
    same = [one for one in queue if one.round == task.round]
    read = await material.of_task(task)
    task.title = read.title
    return Desk(
        task=task,
        criteria=scale.criteria,
        parts=scale.parts,
        vetoes=scale.vetoes,
        material=read,
        sheet=sheet,
        place=next((n for n, one in enumerate(same, start=1) if one.id == id), 1),
        queue=same,
        actions=actions,
        total=aggregate.weighted_total(answers),
        coverage=aggregate.coverage(answers),
    )


async def result(actor: Actor, id: int) -> Result:  # noqa: A002 -- the item
    """Return an item's result for the office. NotFound outside scope and for whoever has an interest in it.

    Before every sheet is in there is no figure and no opinion, only who owes what.
    """
    item = await rounds.get_item(actor, id)
    tasks = await rounds.tasks_of(actor, [id])
    scale = await rubrics.scale(item.rubric)
    found = Result(item=item, criteria=scale.criteria, tasks=tasks, rows=[], means={})
    if item.state in ALL_IN:
        await _fill(found, scale)
    await set_actions(actor, found)
    return found


async def _fill(found: Result, scale: Scale) -> None:
    grades, criteria = await policies.grades(), scale.criteria
    sheets = await submitted_sheets(found.item.id)
    tasks = {task.id: task for task in found.tasks}
    for sheet in sheets:
        by: dict[int, Decimal | None] = {one.id: None for one in criteria}
        by |= {score.criterion: None if score.not_applicable else score.value for score in sheet.scores}
        scaled = {one.id: None if (value := by[one.id]) is None else one.scaled(value) for one in criteria}
        found.rows.append(PanelRow(task=tasks[sheet.assignment], sheet=sheet, by_criterion=by, scaled=scaled))
    held = [place for sheet in sheets for place in sheet.vetoes]
    found.vetoes = [(text, n) for place, text in enumerate(scale.vetoes, start=1) if (n := held.count(place))]
    totals = [row.sheet.total for row in found.rows if row.sheet.total is not None]
    if not totals or len(totals) < len(found.rows):
        return
    summary = aggregate.summarise(totals, trim_from=grades.trim_from)
    found.summary = summary
    if summary.lowest is not None and summary.highest is not None:
        found.rows[summary.lowest].dropped = "lowest"
        found.rows[summary.highest].dropped = "highest"
    found.means = aggregate.criterion_means([row.by_criterion for row in found.rows])
    units = [[row.scaled[one.id] for row in found.rows] for one in criteria]
    found.alpha, interval = aggregate.alpha(units), aggregate.alpha_interval(units)
    found.alpha_from, found.alpha_to = interval or (None, None)
    await _calibrate(found)
    found.grade = aggregate.grade_of(
        summary.decided, excellent=grades.excellent, good=grades.good, passed=grades.passed
    )
    found.reach = aggregate.reach(totals)
    found.split = found.reach > grades.split_range
    found.apart = [found.rows[place].task.id for place in aggregate.outliers(totals, gap=grades.outlier_gap)]
    if 2 * max((n for _text, n in found.vetoes), default=0) > len(found.rows):
        found.grade = "unqualified"


async def _calibrate(found: Result) -> None:
    """Put beside each total how mild its reviewer was in earlier rounds, and the panel's mean without that."""
    panel = [row.task.reviewer for row in found.rows]
    mild = calibration.fit(calibration.relevant(await history(panel, before=found.item.round), set(panel)))
    even = []
    for row in found.rows:
        known = mild.get(row.task.reviewer)
        row.severity = known.value if known else None
        total = row.sheet.total or Decimal(0)
        row.calibrated = calibration.calibrated(total, known) if known else None
        even.append(row.calibrated if row.calibrated is not None else total)
    if any(row.calibrated is not None for row in found.rows):
        summary = aggregate.summarise(even)
        found.calibrated, found.calibrated_spread = summary.mean, summary.spread


async def history(reviewers: list[int], *, before: int) -> list[Past]:
    """Return the sheets of items that some reviewers judged in rounds before one, the other reviewers' among them."""
    a = Assignment
    query = a.select(a.item, a.item._.round.as_alias("round"), a.reviewer, a.total)
    given = (a.state == str(AssignmentState.SUBMITTED)) & a.total.is_not_null()
    own = given & a.reviewer.is_in(reviewers or [0]) & (a.item._.round < before) & a.item._.state.is_in(list(ALL_IN))
    mine = await db.rows(query.where(own).order_by(a.id, ascending=False).limit(MOST), Past)
    items = sorted({one.item for one in mine})
    return await db.rows(query.where(given & a.item.is_in(items or [0])).order_by(a.id).limit(MOST * 10), Past)


async def set_actions(actor: Actor, found: Result) -> None:
    """Add what the actor may do with an item, by the rules that the operations require."""
    general = (await policies.programme()).officers_sign_general
    item: ItemView = found.item
    checks = {
        "settle": rules.may_settle(actor, item),
        "draft": rules.may_draft(actor, item),
        "reinforce": rules.may_reinforce(actor, item),
        "decide": rules.may_decide(actor, item, officers_sign_general=general),
        "reverse": rules.may_reverse(actor, item, officers_sign_general=general),
    }
    found.actions = [*item.actions, *(name for name, decision in checks.items() if decision)]
    if "decide" in found.actions and item.state == ItemState.DRAFTED:
        found.actions.append("send_back")


async def correctable(actor: Actor, id: int) -> Subject:  # noqa: A002 -- the item
    """Return an item's decision as something to take back, for who may decide. NotFound outside the scope."""
    item = await rounds.get_item(actor, id)
    general = (await policies.programme()).officers_sign_general
    owner, _title = await rounds.owner(id)
    return Subject(
        title=item.title,
        href=f"/reviews/items/{id}",
        version=item.version,
        may=rules.may_reverse(actor, item, officers_sign_general=general),
        people=(owner,),
        obstacle=await held_by_list(item.application) if item.application else "",
    )


CORRECTIONS = {"round_item": Correction("评审结论", correctable)}
PLACES = (Place(RoundItem, ITEM, "评审"), Place(RoundItem, REVISION, "修改"))
