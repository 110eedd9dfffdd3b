# SPDX-License-Identifier: MIT
"""What the ledger of problems does by itself: late matters to coordinate join it, and leave it once settled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from research.reports.queries_coordination import WAITING
from research.reports.tables import Coordination
from reviews.problems import operations
from reviews.problems.schemas import RegisterProblem
from reviews.problems.states import PROBLEM, UNDER_WAY, ProblemKind, Source
from reviews.problems.tables import Problem
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.jobs import Job
from thinktank.kernel.states import move
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail

AT_ONCE = 200
LONGEST = 300


class _Late(msgspec.Struct):
    id: int
    project: int
    text: str
    label: str
    owner: int | None
    lead: int | None


async def join_late_matters(actor: Actor) -> int:
    """Put matters whose answer is late by some working days (a setting) into the ledger, each once; return how many.

    Their owner mends them; where none is named, the project's lead is asked to say who should.
    """
    terms = await policies.supervision()
    if not terms.matter_late_workdays:
        return 0
    found = await _late_since((await policies.calendar()).add_workdays(clock.today(), -terms.matter_late_workdays))
    joined = 0
    for matter in found:
        owner = matter.owner or matter.lead
        if owner is None:
            continue
        async with db.write_tx():
            await operations.put(
                actor, project=matter.project, source=Source.MATTER, record=matter.id, label=matter.label, owner=owner,
                command=RegisterProblem(
                    nonsecret=True, project=matter.project, text=matter.text[:LONGEST], kind=ProblemKind.COORDINATION
                ),
            )  # fmt: skip
        joined += 1
    return joined


async def _late_since(day: date) -> list[_Late]:
    c, q = Coordination, Problem
    here = q.select(q.source_record).where((q.source == str(Source.MATTER)) & q.source_record.is_not_null())
    query = c.select(
        c.id, c.project, c.text, c.report._.label.as_alias("label"), c.owner_account.as_alias("owner"),
        c.project._.lead._.account.as_alias("lead"),
    ).where(c.state.is_in(list(WAITING)) & (c.due_on <= day) & c.id.not_in(here))  # fmt: skip
    return await db.rows(query.order_by(c.id).limit(AT_ONCE), _Late)


async def settle_matters(actor: Actor) -> int:
    """Close out the problems whose matter has been settled since; return how many."""
    q = Problem
    done = Coordination.select(Coordination.id).where(Coordination.state == "closed")
    where: Any = (q.source == str(Source.MATTER)) & q.state.is_in([*UNDER_WAY, "fixed"]) & q.order_id.is_null()
    found = await q.select(q.id, q.state).where(where & q.source_record.is_in(done)).order_by(q.id).limit(AT_ONCE)
    for row in found:
        async with db.write_tx():
            note = _("需协调事项已办结")
            if row["state"] in UNDER_WAY:
                await move(q, PROBLEM, "fix", id=row["id"], also={q.progress: note})
            await move(q, PROBLEM, "close", id=row["id"], also={q.closed_on: clock.today(), q.close_note: note})
            await trail.record(actor, "problem.closed", "problem", row["id"], _("随需协调事项销号"), detail=note)
    return len(found)


async def keep_in_step(actor: Actor) -> int:
    """Let late matters join the ledger and settled ones leave it; return how many moved."""
    return await settle_matters(actor) + await join_late_matters(actor)


JOBS = (Job(name="problems", every=timedelta(hours=6), work=keep_in_step, title="问题台账更新"),)
