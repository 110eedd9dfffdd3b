# SPDX-License-Identifier: MIT
"""What reports prove of a step of the plan or of a target: their files, once they are handed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from research.projects import queries as projects
from research.projects.tables import Milestone, ProjectIndicator
from research.reports.queries import DRAFTS
from research.reports.tables import ReportEvidence
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound

MOST = 60


class ProofView(msgspec.Struct, kw_only=True):
    """A file of a report as the proof of a step of the plan or of a target."""

    file: int
    name: str
    size: int
    report: int
    label: str
    submitted_at: datetime | None
    submitted_by_name: str | None

    @property
    def href(self) -> str:
        """Where the file is read."""
        return f"/files/{self.file}"


async def of_milestone(actor: Actor, id: int) -> list[ProofView]:  # noqa: A002 -- the record's own id
    """Return the files of reports that prove a step, newest first. NotFound outside the project's scope."""
    return await _proof(actor, Milestone, ReportEvidence.milestone, id)


async def of_indicator(actor: Actor, id: int) -> list[ProofView]:  # noqa: A002 -- the record's own id
    """Return the files of reports that prove a target, newest first. NotFound outside the project's scope."""
    return await _proof(actor, ProjectIndicator, ReportEvidence.indicator, id)


async def _proof(actor: Actor, table: Any, column: Any, id_: int) -> list[ProofView]:
    row = await table.select(table.project).where(table.id == id_).first()
    head = await projects.head(actor, row["project"] if row else 0)
    if row is None:
        raise NotFound
    e, ties = ReportEvidence, await projects.ties_of(actor, head)
    r, f = e.report._, e.file._
    where: Any = (column == id_) & f.removed_at.is_null()
    if not (ties.lead or ties.member):
        where &= r.state.not_in(list(DRAFTS))
    query = e.select(
        e.file, f.name.as_alias("name"), f.size.as_alias("size"), e.report, r.label.as_alias("label"),
        r.submitted_at.as_alias("submitted_at"), r.submitted_by._.name.as_alias("submitted_by_name"),
    )  # fmt: skip
    return await db.rows(query.where(where).order_by(e.id, ascending=False).limit(MOST), ProofView)
