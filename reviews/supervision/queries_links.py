# SPDX-License-Identifier: MIT
"""What of supervision hangs on a project's days and lead: its light, open orders, planned inspections."""

from __future__ import annotations

import msgspec

from research.changes.schemas import Move, Shift, day_words
from research.projects.schemas import MilestoneRow
from research.projects.states import STATUS
from reviews.supervision import queries_lights
from reviews.supervision.light import compute
from reviews.supervision.states import OPEN
from reviews.supervision.tables import Checkpoint, Order
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _

MOST = 50
LABELS = {"green": "正常", "yellow": "预警", "red": "滞后", "grey": "暂停"}


async def supervision_moves(_actor: Actor, shift: Shift) -> list[Move]:
    """The light as it would be tomorrow, orders that another lead would answer, inspections beyond an early end."""
    found = await _light(shift)
    if shift.lead or shift.ends:
        found += await _orders(shift)
    if shift.ends:
        c = Checkpoint
        planned = (c.project == shift.project.id) & (c.state == "planned")
        rows = await c.select(c.title, c.due_on).where(planned).order_by(c.due_on).limit(MOST)
        found += [Move(_("督查"), row["title"], day_words(row["due_on"]), _("请督查员取消")) for row in rows]
    return found


async def _light(shift: Shift) -> list[Move]:
    project = shift.project
    if project.stage == "closed" or project.status in STATUS.final:
        return []
    if shift.ends:
        return [Move(_("亮灯"), _("项目亮灯"), _(LABELS[project.light]), _("不再亮灯"))]
    moved = any(shift.days.get(m.id, (m.starts_on, m.due_on))[1] != m.due_on for m in project.milestones)
    if not moved or shift.book is None:
        return []
    limits, about = shift.book.values["light_rules"], await queries_lights.around(project.id)
    now = compute(queries_lights.facts(project, about, project.milestones), limits)
    then = compute(queries_lights.facts(project, about, _moved(shift)), limits)
    after = _("不变") if then.reason == now.reason else f"{_(LABELS[then.colour])}，{then.reason}"
    return [Move(_("亮灯"), _("项目亮灯"), f"{_(LABELS[now.colour])}，{now.reason}", after)]


def _moved(shift: Shift) -> list[MilestoneRow]:
    """The plan as it would be."""
    steps = []
    for step in shift.project.milestones:
        starts_on, due_on = shift.days.get(step.id, (step.starts_on, step.due_on))
        steps.append(msgspec.structs.replace(step, starts_on=starts_on, due_on=due_on))
    return steps


async def _orders(shift: Shift) -> list[Move]:
    o = Order
    open_ = (o.project == shift.project.id) & o.state.is_in(list(OPEN))
    rows = await o.select(o.id, o.matter, o.due_on).where(open_).order_by(o.id).limit(MOST)
    after = _("课题终止，请先销号") if shift.ends else _("转由%(who)s承办") % {"who": shift.lead_name}
    return [
        Move(
            _("督办"),
            row["matter"],
            _("%(day)s前办结") % {"day": day_words(row["due_on"])},
            after,
            f"/supervision/orders/{row['id']}",
        )
        for row in rows
    ]


MOVERS = {"supervision": supervision_moves}
