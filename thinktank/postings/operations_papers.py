# SPDX-License-Identifier: MIT
"""Papers of postings that leave the system: who took the ledger, and when, is on the trail."""

from __future__ import annotations

import asyncio

from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.policies import queries as policies
from thinktank.postings import papers, queries, rules
from thinktank.postings.schemas import Filter
from thinktank.trail import operations as trail


async def take_ledger(actor: Actor, *, chosen: Filter) -> tuple[str, bytes]:
    """Return a list of postings as an Excel ledger: its name and bytes, of class P1, so that nobody has to approve.

    It holds what the list shows the actor. Denied for members, who have no list.
    """
    require(rules.may_take_ledger(actor))
    rows = await queries.whole_ledger(actor, chosen)
    department = (await policies.programme()).department
    name, content = await asyncio.to_thread(papers.postings_ledger, rows, department=department, taker=actor.name)
    async with db.write_tx():
        await trail.record(
            actor, "posting.ledger_taken", "account", actor.account or 0, _("导出岗位历练台账"),
            fields={"rows": len(rows), "state": chosen.state, "kind": chosen.kind, "direction": chosen.direction},
        )  # fmt: skip
    return name, content


async def appraisal_form(actor: Actor, *, id: int) -> tuple[str, bytes]:  # noqa: A002 -- the record's id
    """Return a posting's appraisal form as a Word document: its name and bytes, with what the actor may see of it.

    NotFound outside of the actor's scope, Denied for the person themself: the form carries the units' opinions.
    """
    return await making.make(actor, kind=papers.APPRAISAL, asked=Asked(id=id))
