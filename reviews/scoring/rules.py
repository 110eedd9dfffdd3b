# SPDX-License-Identifier: MIT
"""When a sheet may be written, when it is complete, and who decides on the result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reviews.rounds.schemas import ItemView, TaskView
from reviews.rounds.states import ITEM, OPEN_TO_REVIEWERS, WORDS, AssignmentState, ItemState, RoundState
from reviews.rubrics.schemas import CriterionView
from reviews.scoring import aggregate
from reviews.scoring.aggregate import Answer
from reviews.scoring.schemas import ScoreView, SheetView
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import ALLOW, Decision, check, deny

GENERAL = "general"


def may_open(task: TaskView, today: date) -> Decision:
    """The material opens after the declaration (domain.md §2.1), and not before the round begins."""
    if not task.schedule.step(today).opens:
        return deny(f"本轮{task.opens_on.month}月{task.opens_on.day}日开始，到时再看材料")
    return check(task.state != AssignmentState.ASSIGNED, "请先声明利害关系，再看材料")


def may_write(task: TaskView, today: date) -> Decision:
    """A sheet is written while the round runs and it is not in yet."""
    if task.round_state != RoundState.OPEN or task.item_state not in OPEN_TO_REVIEWERS:
        return deny("本件评审已结束")
    if task.state == AssignmentState.SUBMITTED:
        return deny("评分已提交，不能再改。如有差错，请联系经办人")
    return may_open(task, today)


def may_see_others(task: TaskView, today: date) -> Decision:
    """Others' comments are seen by who has handed in, in a round that shares them, once it does."""
    if not task.schedule.shares(today):
        return deny("本轮现在只看得到自己的评分")
    return check(task.state == AssignmentState.SUBMITTED, "提交自己的评分后，才能看其他专家的意见")


def may_discuss(task: TaskView, today: date) -> Decision:
    """A word is said in the discussion, by who has handed in, while nothing is settled."""
    on = task.schedule.step(today).revises and task.item_state in OPEN_TO_REVIEWERS
    return check(on, "现在不是讨论阶段") & may_see_others(task, today)


def may_revise(task: TaskView, today: date) -> Decision:
    """Who has handed in may change the own sheet in the discussion; what it was is kept."""
    if task.state != AssignmentState.SUBMITTED:
        return deny("评分还没有提交，直接修改即可")
    return check(task.schedule.step(today).revises, "讨论阶段才能修改已提交的评分") & check(
        task.item_state in OPEN_TO_REVIEWERS, "本件评审已结束"
    )


def may_ask_back(task: TaskView, sheet: SheetView | None) -> Decision:
    """A reviewer asks to have a handed-in sheet back while its item is not decided, once at a time."""
    submitted = check(task.state == AssignmentState.SUBMITTED and sheet is not None, "评分还没有提交，直接修改即可")
    waits = check(sheet is None or sheet.recall_asked_at is None, "已申请退回，请等候经办人办理")
    return submitted & check(task.item_state != ItemState.DECIDED, "本件已审定，评分不能再退回") & waits


def may_give_back(actor: Actor, item: ItemView, task: TaskView) -> Decision:
    """The office lets a handed-in sheet go back while its item is not decided."""
    return (
        check(actor.has(*OFFICE), "由区委组织部经办人办理")
        & check(task.state == AssignmentState.SUBMITTED, "评分还没有提交")
        & check(item.state != ItemState.DECIDED, "已审定，请先撤销审定")
        & check(task.round_state == RoundState.OPEN, "本轮评审已结束，请先重新开启")
    )


def may_explain(sheet: SheetView | None) -> Decision:
    """Only who has been asked gives a reason, once."""
    asked = sheet is not None and sheet.outlier_asked_at is not None
    return check(asked, "没有需要说明的评分") & check(sheet is None or not sheet.outlier_reason, "已说明过，谢谢")


def answers(criteria: Sequence[CriterionView], scores: Sequence[ScoreView]) -> list[Answer]:
    """Return each criterion's weight and score on 0 to 100; what is not applicable has none."""
    by = {one.criterion: one.value for one in scores if not one.not_applicable}
    return [
        Answer(one.weight, None if value is None else one.scaled(value), one.part, one.part_weight)
        for one, value in ((one, by.get(one.id)) for one in criteria)
    ]


def missing(
    criteria: Sequence[CriterionView], scores: Sequence[ScoreView], sheet: SheetView, *, percent: int = 60
) -> dict[str, str]:
    """Return what keeps a sheet from being complete, by control; empty when it may be submitted.

    Every required criterion has a score or is not applicable with a reason, and at least ``percent`` of the
    weight is scored (decisions.md: N/A is left out, never 0; under 60 % a sheet is incomplete).
    """
    by = {one.criterion: one for one in scores}
    faults = {}
    for place, one in enumerate(criteria):
        score = by.get(one.id)
        if score is not None and score.not_applicable:
            if not one.na_allowed:
                faults[f"scores-{place}-value"] = f"“{one.name}”必须打分，请取消勾选“不适用”"
            elif not score.comment:
                faults[f"scores-{place}-comment"] = f"请写明“{one.name}”不适用的理由"
        elif one.required and (score is None or score.value is None):
            faults[f"scores-{place}-value"] = f"请给“{one.name}”打分，或勾选不适用"
    if not faults and aggregate.coverage(answers(criteria, scores)) < percent:
        faults["scores-0-value"] = f"所评指标的权重合计不足{percent}%，请再评几项"
    if sheet.vetoes and not sheet.veto_note:
        faults["veto_note"] = "请写明认定否决项的依据"
    if not sheet.opinion:
        faults["opinion"] = "请填写评审意见"
    return faults


def names(name: str, text: str) -> bool:
    """Whether a text holds somebody's name."""
    return len(name) > 1 and name in text


def names_told(name: str, sheet: SheetView, *, blind: bool) -> dict[str, str]:
    """In a blind round what the team may read must not say who wrote it; by control."""
    if not blind:
        return {}
    said = "课题组看得到这里，匿名评审请不要写自己的姓名"
    faults = {"opinion": said} if names(name, sheet.opinion) else {}
    return faults | {
        f"scores-{place}-comment": said for place, score in enumerate(sheet.scores) if names(name, score.comment)
    }


def may_settle(actor: Actor, item: ItemView, *, least: int = 3) -> Decision:
    """The office may go on with fewer sheets, or without an outlier's reason, and says why."""
    if not actor.has(*OFFICE):
        return deny("由区委组织部经办人办理")
    if item.state == ItemState.EXPLAINING:
        return ALLOW
    if not ITEM.allows("settle", item.state):
        return deny("评分已汇总")
    return check(item.submitted >= least, f"至少要有{least}份评分才能汇总，现在有{item.submitted}份")


def may_reinforce(actor: Actor, item: ItemView) -> Decision:
    """Where a panel is split, the office may have one more reviewer judge before deciding."""
    who = check(actor.has(*OFFICE), "由区委组织部经办人办理")
    return who & check(ITEM.allows("rescore", item.state), "评分还没有收齐，或已审定")


def may_draft(actor: Actor, item: ItemView) -> Decision:
    """The office drafts once the sheets are in."""
    in_time = check(ITEM.allows("draft", item.state), "评分还没有收齐，或已审定")
    return check(actor.has(*OFFICE), "由区委组织部经办人拟定") & in_time


def may_decide(actor: Actor, item: ItemView, *, officers_sign_general: bool) -> Decision:
    """Leaders sign; officers too for general projects where the office has set so (decisions.md, Who decides)."""
    general = officers_sign_general and item.level == GENERAL and actor.has(Role.OFFICER)
    who = check(actor.has(Role.DEPT_LEADER) or general, "由部领导签批，请先提交签批")
    return who & check(ITEM.allows("decide", item.state), "评分还没有收齐，或已审定")


def may_reverse(actor: Actor, item: ItemView, *, officers_sign_general: bool) -> Decision:
    """Who may decide may take it back (decisions.md, Correction)."""
    general = officers_sign_general and item.level == GENERAL and actor.has(Role.OFFICER)
    who = check(actor.has(Role.DEPT_LEADER) or general, "由部领导撤销")
    return who & check(item.state == ItemState.DECIDED, "还没有审定")


def word_fits(item: ItemView, decision: str) -> Decision:
    """A decision uses a word of its kind."""
    return check(decision in {word.code for word in WORDS[item.kind]}, "请选择一个结论")
