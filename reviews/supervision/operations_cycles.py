# SPDX-License-Identifier: MIT
"""Regular inspections: one for each going project and cycle, given to the inspector who has the fewest."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import msgspec

from research.projects import queries as projects
from research.projects.rules import GOING
from research.projects.tables import Project
from reviews.supervision.cycles import Cycle, cycle_of
from reviews.supervision.states import CheckpointKind, CheckpointState
from reviews.supervision.tables import Checkpoint
from thinktank.identity import queries as identity
from thinktank.identity import queries_units as units
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

AT_ONCE = 500
SHORTEST_DAYS = 15  # of a cycle that is left when a project begins; with less, its first inspection is the next cycle's


class _Going(msgspec.Struct):
    id: int
    unit: int
    direction: str


async def lay_out(actor: Actor) -> int:
    """Plan the present cycle's inspection of every going project that has none; return how many were planned.

    It is due some working days after the cycle's end (a setting), when the report of the period is in. A project
    for which nobody without a tie to it inspects is left out, and found again the next time.
    """
    terms = await policies.supervision()
    if not terms.every_months:
        return 0
    cycle = cycle_of(clock.today(), terms.every_months)
    due_on = (await policies.calendar()).add_workdays(cycle.ends_on, terms.within_workdays)
    desk = _Desk(await _inspectors())
    made, last = 0, 0
    while found := await _without(cycle, last):
        last = found[-1].id
        for project in found:
            chosen = await desk.choose(project)
            if chosen is not None:
                await _plan(actor, project.id, cycle, due_on, chosen)
                made += 1
    return made


class _Desk:
    """Who inspects, how much each has planned, and which units lie above a project's."""

    def __init__(self, inspectors: list[Actor]) -> None:
        self.inspectors = inspectors
        self.loads: Counter[int] | None = None
        self.above: dict[int, set[int]] = {}

    async def choose(self, project: _Going) -> int | None:
        """Return the inspector with the fewest planned who may inspect a project; None where there is none."""
        if self.loads is None:
            self.loads = await _loads([one.account for one in self.inspectors])
        if project.unit not in self.above:
            self.above[project.unit] = await units.above(project.unit)
        tied = set(await projects.team_accounts(project.id, mentors=True))
        able = [one.account for one in self.inspectors if one.account not in tied and self._covers(one, project)]
        if not able:
            return None
        loads = self.loads
        chosen = min(able, key=lambda account: (loads[account], account))
        loads[chosen] += 1
        return chosen

    def _covers(self, inspector: Actor, project: _Going) -> bool:
        scopes = [one for one in inspector.scopes(Role.INSPECTOR) if one.direction in {None, project.direction}]
        return any(one.whole or one.unit in self.above[project.unit] for one in scopes)


async def _without(cycle: Cycle, last: int) -> list[_Going]:
    p, c = Project, Checkpoint
    planned = c.select(c.project).where(c.cycle == cycle.key)
    where = (
        (p.id > last) & p.status.is_in(list(GOING)) & p.stage.not_in(["contracting", "closed"]) & p.id.not_in(planned)
    )
    left = (cycle.ends_on - clock.today()).days
    if left < SHORTEST_DAYS:
        where &= p.signed_at <= clock.end_of(cycle.starts_on - timedelta(days=1))
    return await db.rows(p.select(p.id, p.unit, p.direction).where(where).order_by(p.id).limit(AT_ONCE), _Going)


async def _inspectors() -> list[Actor]:
    return [await identity.actor_of(account) for account in await identity.account_ids_with_role(Role.INSPECTOR)]


async def _loads(accounts: list[int]) -> Counter[int]:
    c = Checkpoint
    rows = await c.select(c.inspector).where((c.state == "planned") & c.inspector.is_in(accounts or [0]))
    return Counter(row["inspector"] for row in rows)


async def _plan(actor: Actor, project: int, cycle: Cycle, due_on: date, inspector: int) -> None:
    now = clock.now()
    row = Checkpoint(
        project=project, kind=str(CheckpointKind.DESK), title=_("%(cycle)s督查") % {"cycle": cycle.label},
        due_on=due_on, inspector=inspector, cycle=cycle.key, covers_from=cycle.starts_on, covers_to=cycle.ends_on,
        created_by=inspector, created_at=now, state=str(CheckpointState.PLANNED), state_since=now,
    )  # fmt: skip
    async with db.write_tx():
        made: list[dict[str, Any]] = await Checkpoint.insert(row).returning(Checkpoint.id)
        text = _("按周期安排督查：%(title)s") % {"title": row.title}
        await trail.record(actor, "checkpoint.planned", "checkpoint", made[0]["id"], text, staff_only=True)
