# SPDX-License-Identifier: MIT
"""What a request asks for, in words and in days, and what stands against it."""

from __future__ import annotations

from datetime import date

from piccolo.querystring import QueryString

from research.changes import rules
from research.changes.schemas import Asking, ChangeDraft, Move, Shift, Standing, day_words
from research.changes.states import OPEN, ChangeKind
from research.changes.tables import ChangeRequest
from research.projects import queries_plan, queries_team
from research.projects.queries_plan import STANDS
from research.projects.schemas import MilestoneRow, ProjectView
from research.projects.states import Kind
from thinktank.kernel import clock, db
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents

SHORTEST_TITLE = 4


def step_of(project: ProjectView, draft: ChangeDraft) -> MilestoneRow | None:
    """Return the step from which a request wants the plan to move: the closing where it names none."""
    if draft.milestone is None:
        return next((m for m in reversed(project.milestones) if m.kind is Kind.CLOSING), None)
    return next((m for m in project.milestones if m.id == draft.milestone), None)


def named_in(draft: ChangeDraft) -> list[int]:
    """Return the people whom a request names."""
    if draft.kind is ChangeKind.LEADER:
        return [draft.lead] if draft.lead else []
    return [m.talent for m in draft.members] if draft.kind is ChangeKind.MEMBER else []


async def asking(project: ProjectView, draft: ChangeDraft, standing: Standing | None = None) -> Asking:
    """Read what a request is to be judged by and shown with, and nothing that its kind does not need.

    The project comes with its team and plan. ``standing`` is given where it has been read.
    """
    moves_days = draft.kind is ChangeKind.SCHEDULE
    return Asking(
        project=project, draft=draft, standing=standing or await standing_of(project.id),
        people=await talents.in_bank(named_in(draft)),
        book=await policies.book("changes", "reporting", "light_rules") if moves_days else None,
        links=await queries_plan.links(project.id) if moves_days else [],
    )  # fmt: skip


STANDING = (
    QueryString(
        "(SELECT number FROM agreement WHERE agreement.project = change_request.project "
        "ORDER BY effective DESC, number DESC LIMIT 1) AS agreement"
    ),
    QueryString(
        "(SELECT COUNT(*) FROM change_request AS other WHERE other.project = change_request.project "
        "AND other.kind = 'schedule' AND other.state IN ('approved', 'effective')) AS extensions"
    ),
)
"""The columns of ``Standing`` beside a request."""


async def standing_of(project: int) -> Standing:
    """Return what requests of a project are measured by. The caller has read the project."""
    text = "SELECT {}, {} FROM (SELECT CAST({} AS INTEGER) AS project) AS change_request"
    (found,) = await db.rows(QueryString(text, *STANDING, project), Standing)
    return found


def shift_of(asked: Asking) -> Shift:
    """Return what a request would do to a project's days and lead."""
    project, draft = asked.project, asked.draft
    due_on, step, days = project.due_on, step_of(project, draft), {}
    if asked.book is not None:
        days = {m.id: (m.starts_on, m.due_on) for m in project.milestones}
        if step is not None and draft.due_on is not None:
            plan = queries_plan.spans(project.milestones), queries_plan.arrows(asked.links), asked.book.calendar
            days = queries_plan.moved(*plan, step=step.id, due_on=draft.due_on, along=True)
            due_on = max([project.due_on, *(due for _start, due in days.values())])
    lead = draft.lead if draft.kind is ChangeKind.LEADER else None
    return Shift(
        project=project, kind=draft.kind, days=days, due_on=due_on, ends=draft.kind is ChangeKind.TERMINATE, lead=lead,
        lead_name=asked.names.get(lead or 0, ""), agreement=asked.standing.agreement or 0, book=asked.book,
    )  # fmt: skip


async def wrong(asked: Asking, *, office: bool, on: date | None = None) -> dict[str, str]:
    """Return what stands against sending a request, by field; nothing when all is well.

    ``on`` is the day on which it was asked, today by default: who asked in time is judged by that day.
    """
    project, draft = asked.project, asked.draft
    may = rules.may_run(project.status, draft.kind)
    if not may:
        return {"kind": may.reason}
    match draft.kind:
        case ChangeKind.SCHEDULE:
            return _wrong_schedule(asked, office=office, on=on or clock.today())
        case ChangeKind.LEADER:
            return await _wrong_lead(asked)
        case ChangeKind.MEMBER:
            return await _wrong_members(asked)
        case _:
            return _wrong_words(project, draft)


def _wrong_schedule(asked: Asking, *, office: bool, on: date) -> dict[str, str]:
    step, wanted = step_of(asked.project, asked.draft), asked.draft.due_on
    if step is None or step.state in STANDS:
        return {"milestone": _("请选择一个还没有提交的节点")}
    if wanted is None or asked.book is None:
        return {"due_on": _("请填写新的期限")}
    limits, granted = asked.book.values["changes"], asked.standing.extensions
    return rules.extension_fits(limits, due=step.due_on, wanted=wanted, today=on, granted=granted, office=office)


async def _wrong_lead(asked: Asking) -> dict[str, str]:
    lead, stays = asked.draft.lead, asked.draft.stays
    if lead is None:
        return {"lead": _("请选择新负责人")}
    words = await queries_team.lead_faults(asked.project, lead, stays=stays, known=asked.people)
    return {"lead": words} if words else {}


async def _wrong_members(asked: Asking) -> dict[str, str]:
    project = asked.project
    wanted = {m.talent: m.duty for m in asked.draft.members if m.talent != project.lead}
    if wanted == {m.talent: m.duty for m in project.members if m.role != "lead"}:
        return {"members": _("与现在的课题组相同，请写变更后的成员和分工")}
    return await queries_team.member_faults(project, wanted, known=asked.people)


def _wrong_words(project: ProjectView, draft: ChangeDraft) -> dict[str, str]:
    """What is missing from a request that changes words."""
    title = draft.title.strip()
    if draft.kind is ChangeKind.TITLE_CONTENT:
        if not title and not draft.approach.strip():
            return {"title": _("请写新的题目或新的研究内容")}
        if title and (len(title) < SHORTEST_TITLE or title == project.title):
            return {"title": _("新的题目至少4个字，且与现在的不同")}
    if draft.kind is ChangeKind.OUTPUT_FORM and not draft.deliverable.strip():
        return {"deliverable": _("请写新的成果形式，如 实施方案")}
    if draft.kind is ChangeKind.BUDGET and not draft.budget.strip():
        return {"budget": _("请写调整后的科目和金额")}
    if draft.kind is ChangeKind.TERMINATE and draft.ground is None:
        return {"ground": _("请选择终止原因")}
    return {}


def said(asked: Asking, shift: Shift) -> list[Move]:
    """Return what a request asks for itself, each as it stands and as it would."""
    project, draft = asked.project, asked.draft
    group = draft.kind.label
    match draft.kind:
        case ChangeKind.SCHEDULE:
            step = step_of(project, draft)
            if step is None:
                return []
            day = shift.days.get(step.id, (step.starts_on, step.due_on))[1]
            return [Move(group, step.title, day_words(step.due_on), day_words(day), f"/milestones/{step.id}")]
        case ChangeKind.LEADER:
            name = shift.lead_name + (_("，原负责人留在课题组") if draft.stays else "")
            return [Move(group, _("课题负责人"), project.lead_name, name)]
        case ChangeKind.MEMBER:
            before = "、".join(m.name for m in project.members if m.role != "lead")
            after = "、".join(one.name for one in asked.people)
            return [Move(group, _("课题组成员"), before or "—", after or "—")]
        case ChangeKind.TERMINATE:
            ground = draft.ground.label if draft.ground else ""
            return [Move(group, _("项目状态"), project.status_label, _("已终止（%(why)s）") % {"why": ground})]
        case _:
            return _said_words(project, draft)


def _said_words(project: ProjectView, draft: ChangeDraft) -> list[Move]:
    group = draft.kind.label
    pairs = (
        (_("题目"), project.title, draft.title if draft.kind is ChangeKind.TITLE_CONTENT else ""),
        (_("研究内容"), _("按现行任务书"), draft.approach if draft.kind is ChangeKind.TITLE_CONTENT else ""),
        (_("成果形式"), _("按现行任务书"), draft.deliverable if draft.kind is ChangeKind.OUTPUT_FORM else ""),
        (_("经费安排"), _("按现行任务书"), draft.budget if draft.kind is ChangeKind.BUDGET else ""),
    )
    return [Move(group, what, before, after) for what, before, after in pairs if after]


async def open_of(project: int, kind: str) -> int | None:
    """Return the request of a kind that is under way for a project, or None: there is one at a time."""
    c = ChangeRequest
    here = (c.project == project) & (c.kind == kind) & c.state.is_in(list(OPEN))
    row = await c.select(c.id).where(here).first()
    return int(row["id"]) if row else None


async def due_now() -> list[int]:
    """Return the approved requests whose day has come, oldest first, at most two hundred."""
    c = ChangeRequest
    where = (c.state == "approved") & (c.effective_on <= clock.today())
    return [int(row["id"]) for row in await c.select(c.id).where(where).order_by(c.id).limit(200)]
