# SPDX-License-Identifier: MIT
"""What a change would move in the project itself and in what lies below it: the plan, the agreement, postings."""

from __future__ import annotations

from research.changes.schemas import Move, Shift, day_words
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.postings import queries as postings


async def plan_moves(_actor: Actor, shift: Shift) -> list[Move]:
    """Every other step whose days would lie elsewhere, the project's last day, and the agreement's next version."""
    group, found = _("里程碑"), []
    for step in shift.project.milestones:
        starts_on, due_on = shift.days.get(step.id, (step.starts_on, step.due_on))
        if (starts_on, due_on) != (step.starts_on, step.due_on):
            before = f"{day_words(step.starts_on)}—{day_words(step.due_on)}"
            after = f"{day_words(starts_on)}—{day_words(due_on)}"
            found.append(Move(group, step.title, before, after, f"/milestones/{step.id}"))
    if shift.moves_term:
        found.append(Move(_("项目"), _("结束日期"), day_words(shift.project.due_on), day_words(shift.due_on)))
    if not shift.ends:
        n = shift.agreement
        after = _("第%(n)d版，原版本保留") % {"n": n + 1}
        href = f"/projects/{shift.project.id}/agreement"
        found.append(Move(_("任务书"), _("版本"), _("第%(n)d版") % {"n": n}, after, href))
    return found


async def posting_moves(actor: Actor, shift: Shift) -> list[Move]:
    """Postings linked with the project: their terms do not move by themselves, which somebody has to know."""
    if not (shift.moves_term or shift.ends):
        return []
    after = (
        _("课题终止，请与用人单位商定")
        if shift.ends
        else _("期满日不变，课题延到%(day)s") % {"day": day_words(shift.due_on)}
    )
    return [
        Move(
            _("岗位历练"),
            f"{row.name}　{row.post}",
            _("%(day)s期满") % {"day": day_words(row.ends_on)},
            after,
            f"/postings/{row.id}",
        )
        for row in await postings.of_project(actor, shift.project.id)
        if row.ends_on >= shift.project.starts_on
    ]


MOVERS = {"projects": plan_moves, "postings": posting_moves}
