# SPDX-License-Identifier: MIT
"""Proofs of an outcome's effect beside the ladder: who adds them, who has seen the originals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from research.outcomes import queries, rules
from research.outcomes.operations_versions import KIND, guard, not_in_future
from research.outcomes.schemas import OutcomeView, Proof
from research.outcomes.states import EVIDENCE, INSTRUCTIONS
from research.outcomes.tables import OutcomeStep
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.trail import operations as trail


async def add(
    actor: Actor,
    *,
    id: int,  # noqa: A002 -- the outcome's id
    content: Proof,
    uploads: Sequence[Upload] = (),
) -> OutcomeView:
    """Add a proof, by an author or the office; the office's own counts at once, an author's once it is checked.

    NotFound, Denied; Invalid for a day to come, words that need an approval, or a scan of an instruction.
    """
    async with db.write_tx():
        outcome = await queries.get(actor, id)
        require(rules.may_prove(actor, outcome))
        guard(content.note, "note")
        not_in_future(content.on)
        if content.grounds in INSTRUCTIONS and any(upload.filename for upload in uploads):
            raise Invalid(fields={"uploads": _("批示只登记摘要，不上传原件，请去掉附件")})
        kept = await files.attach(actor, kind=KIND, record=id, uploads=uploads, category=EVIDENCE)
        office = bool(rules.may_handle(actor, outcome))
        row = OutcomeStep(
            outcome=id, rung=EVIDENCE, body=content.body, document=content.document, on=content.on, note=content.note,
            grounds=content.grounds, file=kept[0].id if kept else None, by=actor.account, at=clock.now(),
            checked_by=actor.account if office else None, checked_at=clock.now() if office else None,
        )  # fmt: skip
        await OutcomeStep.insert(row)
        detail = "　".join(part for part in (content.grounds.label, content.body, content.document) if part)
        await trail.record(actor, "outcome.evidence", KIND, id, _("登记佐证"), detail=detail)
        return await queries.get(actor, id)


async def check(actor: Actor, *, id: int, evidence: int) -> OutcomeView:  # noqa: A002 -- the outcome's id
    """Note that the originals of a proof were looked at: from now on it carries a level. NotFound, Denied, Conflict."""
    async with db.write_tx():
        outcome = await queries.get(actor, id)
        require(rules.may_handle(actor, outcome))
        found = next((one for one in outcome.evidence if one.id == evidence), None)
        if found is None:
            raise NotFound
        if found.checked_at is not None:
            raise Conflict(_("这条佐证已核对过"), code="illegal")
        s = OutcomeStep
        values: dict[Any, Any] = {s.checked_by: actor.account, s.checked_at: clock.now()}
        await s.update(values).where(s.id == evidence)
        await trail.record(actor, "outcome.evidence_checked", KIND, id, _("核对佐证原件"), detail=found.body)
        return await queries.get(actor, id)
