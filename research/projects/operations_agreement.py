# SPDX-License-Identifier: MIT
"""Signatures of the task agreement: given on paper as good as on line, taken back, and void by a correction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from research.projects import queries, rules
from research.projects.events import AgreementReopened
from research.projects.operations import take_effect
from research.projects.schemas import AgreementView, ProjectView, Side
from research.projects.schemas_agreement import SignOnPaper, TakeSignatureBack
from research.projects.tables import Agreement, Project
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.notices import operations as notices
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
    async with db.write_tx():
        project = await queries.head(actor, id)
        found = await queries.agreement(id)
        if found is None or project.stage != "contracting":
            raise Conflict(_("任务书已生效，不能再确认"), code="illegal")
        ties = await queries.ties_of(actor, project)
        for side in command.sides:
            signed = found.signed_at(side) is not None
            require(rules.may_sign_on_paper(ties, side, stage=project.stage, signed=signed))
        if not uploads:
            raise Invalid(fields={"uploads": _("请上传签字盖章的扫描件")})
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


async def take_signature_back(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the project's id
    command: TakeSignatureBack,
) -> ProjectView:
    """Take one's signature back before the last side has signed; the agreement waits on that side's desk again.

    Whoever else is asked to sign is told. A scan stays among the files. NotFound outside the scope; Denied for who
    did not give it, and once the agreement is in effect; Conflict when stale.
    """
    async with db.write_tx():
        project = await queries.head(actor, id)
        found = await queries.agreement(id)
        if found is None:
            raise Conflict(code="illegal")
        by, side = found.signed_by(command.side), command.side
        require(rules.may_take_signature_back(stage=project.stage, signed_by=by, account=actor.account))
        await touch(Project, id=id, version=command.version, values={})
        await _clear(found.id, [side])
        text = _("%(side)s撤回任务书签署") % {"side": side.label}
        await trail.record(
            actor, "project.signature_back", "project", id, text, detail=command.reason,
            fields={"side": str(side), "version": found.number},
        )  # fmt: skip
        await _tell(actor, project, text, command.reason)
        return await queries.get(actor, id)


async def _clear(agreement: int, sides: Sequence[str]) -> None:
    """Take the signatures of these sides off a version that waits."""
    changes = dict[Any, Any]({Agreement.effective: False})
    for side in sides:
        changes[getattr(Agreement, f"{side}_signed_at")] = None
        changes[getattr(Agreement, f"{side}_signed_by")] = None
        changes[getattr(Agreement, f"{side}_paper")] = False
    await Agreement.update(changes).where(Agreement.id == agreement)


async def _tell(actor: Actor, project: ProjectView, text: str, reason: str) -> None:
    people = {*await queries.team_accounts(project.id), *await identity.liaisons_of(project.unit)}
    await notices.notify(
        people - {actor.account}, rule="project.signature_back", kind="project", record=project.id,
        title=f"{project.number} {text}", body=reason, href=f"/projects/{project.id}/agreement",
        occasion=clock.now().isoformat(),
    )  # fmt: skip


async def reopen(actor: Actor, project: ProjectView, reason: str) -> None:
    """Void the signature that put an agreement into effect, when that is taken back; the other sides' stand.

    What was laid out on its ground goes by the event. Inside the caller's transaction.
    """
    db.current_tx()
    found = await queries.agreement(project.id)
    if found is None:
        return
    last = last_signed(found)
    await _clear(found.id, last)
    who = "、".join(side.label for side in last)
    text = _("任务书不再生效，%(who)s的签署作废，待重新确认") % {"who": who}
    await trail.record(
        actor, "project.agreement_reopened", "project", project.id, text, detail=reason,
        fields={"sides": [str(side) for side in last], "version": found.number},
    )  # fmt: skip
    await _tell(actor, project, text, reason)
    await events.announce(AgreementReopened(actor=actor, project=project.id))


def last_signed(found: AgreementView) -> list[Side]:
    """Return the sides that signed last: with a paper they may be several."""
    given = {side: at for side in Side if (at := found.signed_at(side))}
    last = max(given.values(), default=None)
    return [side for side, at in given.items() if at == last]
