# SPDX-License-Identifier: MIT
"""Signing the task agreement on paper: printed, stamped, scanned; as good as a confirmation on line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from research.projects import queries, rules
from research.projects.operations import take_effect
from research.projects.schemas import ProjectView, Side
from research.projects.schemas_agreement import SignOnPaper
from research.projects.tables import Agreement, Project
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.trail import operations as trail


async def sign_on_paper(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the project's id
    command: SignOnPaper,
    uploads: Sequence[Upload] = (),
) -> ProjectView:
    """Record the sides that signed a printed agreement, with its scan; the third side makes it effective.

    NotFound outside the scope; Denied for another side's person; Invalid without a scan or a side; Conflict when
    stale, signed already or in effect.
    """
    if not uploads:
        raise Invalid(fields={"uploads": _("请上传签字盖章的扫描件")})
    async with db.write_tx():
        project = await queries.head(actor, id)
        found = await queries.agreement(id)
        if found is None or project.stage != "contracting":
            raise Conflict(_("任务书已生效，不能再确认"), code="illegal")
        ties = await queries.ties_of(actor, project)
        for side in command.sides:
            signed = found.signed_at(side) is not None
            require(rules.may_sign_on_paper(ties, side, stage=project.stage, signed=signed))
        await touch(Project, id=id, version=command.version, values={})
        now, changes = clock.now(), dict[Any, Any]()
        for side in command.sides:
            changes[getattr(Agreement, f"{side}_signed_at")] = now
            changes[getattr(Agreement, f"{side}_signed_by")] = actor.account
            changes[getattr(Agreement, f"{side}_paper")] = True
        await Agreement.update(changes).where(Agreement.id == found.id)
        await files.attach(actor, kind="agreement", record=found.id, uploads=list(uploads))
        who = "、".join(side.label for side in command.sides)
        text = _("%(who)s以纸质件签署任务书，扫描件已上传") % {"who": who}
        await trail.record(
            actor, "project.agreement_on_paper", "project", id, text, detail=command.note,
            fields={"sides": [str(side) for side in command.sides], "version": found.number},
        )  # fmt: skip
        if all(found.signed_at(side) or side in command.sides for side in Side):
            await take_effect(actor, project, found.id)
        return await queries.get(actor, id)
