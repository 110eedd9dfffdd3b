# SPDX-License-Identifier: MIT
"""What a request asks for, in words and in days, and what stands against it."""

from __future__ import annotations

from datetime import date

from research.changes import rules
from research.changes.schemas import ChangeDraft, Move, Shift, day_words
from research.changes.states import OPEN, ChangeKind
from research.changes.tables import ChangeRequest
from research.projects import queries_plan, queries_team
from research.projects.queries_plan import STANDS
from research.projects.schemas import MilestoneRow, ProjectView
from research.projects.states import Kind
from thinktank.kernel import clock
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents

SHORTEST_TITLE = 4


def step_of(project: ProjectView, draft: ChangeDraft) -> MilestoneRow | None:
    """Return the step from which a request wants the plan to move: the closing where it names none."""
    if draft.milestone is None:
        return next((m for m in reversed(project.milestones) if m.kind is Kind.CLOSING), None)
    return next((m for m in project.milestones if m.id == draft.milestone), None)


async def shift_of(project: ProjectView, draft: ChangeDraft) -> Shift:
    """Return what a request would do to a project's days and lead."""
    due_on, step = project.due_on, step_of(project, draft)
    days = {m.id: (m.starts_on, m.due_on) for m in project.milestones}
    if draft.kind is ChangeKind.SCHEDULE and step is not None and draft.due_on is not None:
        days = await queries_plan.if_due(project, step=step.id, due_on=draft.due_on, along=True)
        due_on = max([project.due_on, *(due for _start, due in days.values())])
    lead = draft.lead if draft.kind is ChangeKind.LEADER else None
    names = {one.id: one.name for one in await talents.options([lead])} if lead else {}
    return Shift(
        project=project, kind=draft.kind, days=days, due_on=due_on, ends=draft.kind is ChangeKind.TERMINATE, lead=lead,
        lead_name=names.get(lead or 0, ""),
    )  # fmt: skip


async def granted_extensions(project: int, *, apart_from: int = 0) -> int:
    """Return how many extensions a project has been given."""
    c = ChangeRequest
    where = (c.project == project) & (c.kind == "schedule") & c.state.is_in(["approved", "effective"])
    found = await c.select(c.id).where(where & (c.id != apart_from)).limit(99)
    return len(found)


async def wrong(project: ProjectView, draft: ChangeDraft, *, office: bool, on: date | None = None) -> dict[str, str]:
    """Return what stands against sending a request, by field; nothing when all is well.

    ``on`` is the day on which it was asked, today by default: who asked in time is judged by that day.
    """
    may = rules.may_run(project.status, draft.kind)
    if not may:
        return {"kind": may.reason}
    match draft.kind:
        case ChangeKind.SCHEDULE:
            return await _wrong_schedule(project, draft, office=office, on=on or clock.today())
        case ChangeKind.LEADER:
            return await _wrong_lead(project, draft)
        case ChangeKind.MEMBER:
            return await _wrong_members(project, draft)
        case _:
            return _wrong_words(project, draft)


async def _wrong_schedule(project: ProjectView, draft: ChangeDraft, *, office: bool, on: date) -> dict[str, str]:
    step = step_of(project, draft)
    if step is None or step.state in STANDS:
        return {"milestone": _("请选择一个还没有提交的节点")}
    if draft.due_on is None:
        return {"due_on": _("请填写新的期限")}
    limits, granted = await policies.changes(), await granted_extensions(project.id)
    return rules.extension_fits(limits, due=step.due_on, wanted=draft.due_on, today=on, granted=granted, office=office)


async def _wrong_lead(project: ProjectView, draft: ChangeDraft) -> dict[str, str]:
    if draft.lead is None:
        return {"lead": _("请选择新负责人")}
    words = await queries_team.lead_faults(project, draft.lead, stays=draft.stays)
    return {"lead": words} if words else {}


async def _wrong_members(project: ProjectView, draft: ChangeDraft) -> dict[str, str]:
    wanted = {m.talent: m.duty for m in draft.members if m.talent != project.lead}
    if wanted == {m.talent: m.duty for m in project.members if m.role != "lead"}:
        return {"members": _("与现在的课题组相同，请写变更后的成员和分工")}
    return await queries_team.member_faults(project, wanted)


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


async def said(project: ProjectView, draft: ChangeDraft, shift: Shift) -> list[Move]:
    """Return what a request asks for itself, each as it stands and as it would."""
    group = draft.kind.label
    match draft.kind:
        case ChangeKind.SCHEDULE:
            step = step_of(project, draft)
            if step is None:
                return []
            day = shift.days[step.id][1]
            return [Move(group, step.title, day_words(step.due_on), day_words(day), f"/milestones/{step.id}")]
        case ChangeKind.LEADER:
            name = shift.lead_name + (_("，原负责人留在课题组") if draft.stays else "")
            return [Move(group, _("课题负责人"), project.lead_name, name)]
        case ChangeKind.MEMBER:
            before = "、".join(m.name for m in project.members if m.role != "lead")
            found = await talents.options([m.talent for m in draft.members])
            return [Move(group, _("课题组成员"), before or "—", "、".join(one.name for one in found) or "—")]
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
