# SPDX-License-Identifier: MIT
"""Versions of the task agreement after it has taken effect: the old one is kept, one is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from research.applications.schemas import IndicatorContent, MemberContent
from research.projects import queries, queries_agreement, queries_parts
from research.projects.schemas import ProjectView
from research.projects.schemas_agreement import AgreementContent
from research.projects.tables import Agreement
from thinktank.kernel import clock, db


class Signed(msgspec.Struct, frozen=True):
    """When each side said yes to a version: by asking for it, by its opinion, by its decision."""

    lead: datetime
    unit: datetime
    office: datetime


async def make_version(project: ProjectView, *, signed: Signed, changed: dict[str, Any] | None = None) -> int:
    """Put a new version of a project's agreement in force and return its id; the one before is kept.

    It says what the project says now: title, team, plan, targets. ``changed`` sets blocks of the text beside them
    (names of ``AgreementContent``). Inside the caller's transaction.
    """
    db.current_tx()
    a = Agreement
    before = await queries.agreement(project.id)
    content = await content_now(project, before.content if before else "")
    for name, value in (changed or {}).items():
        setattr(content, name, value)
    last = await a.select(a.number).where(a.project == project.id).order_by(a.number, ascending=False).first()
    await a.update({a.effective: False}).where(a.project == project.id)
    row = a(
        project=project.id, number=last["number"] + 1 if last else 1, content=msgspec.json.encode(content).decode(),
        lead_signed_at=signed.lead, unit_signed_at=signed.unit, office_signed_at=signed.office, effective=True,
        created_at=clock.now(),
    )  # fmt: skip
    return int((await a.insert(row).returning(a.id))[0]["id"])


async def content_now(project: ProjectView, stored: str) -> AgreementContent:
    """Return the blocks of the agreement in force with the project's title, team, plan and targets of today."""
    content = await queries_agreement.content_of(project, stored)
    team = await queries.members(project.id)
    content.title, content.lead = project.title, project.lead
    content.members = [MemberContent(m.talent, m.duty) for m in team if m.role != "lead" and m.talent]
    content.milestones = await queries_agreement.plan_now(project.id)
    content.indicators = [
        IndicatorContent(i.name, i.unit, i.target) for i in await queries_parts.targets(project.id) if i.target > 0
    ]
    content.starts_on, content.due_on = project.starts_on, project.due_on
    return content


async def withdraw_version(agreement: int) -> None:
    """Let the version before rule again, when the change that made this one is taken back; both are kept."""
    db.current_tx()
    a = Agreement
    row = await a.select(a.project, a.number).where(a.id == agreement).first()
    if row is None:
        return
    await a.update({a.effective: False}).where(a.id == agreement)
    earlier = a.select(a.id).where((a.project == row["project"]) & (a.number < row["number"]))
    last = await earlier.order_by(a.number, ascending=False).first()
    if last is not None:
        await a.update({a.effective: True}).where(a.id == last["id"])
