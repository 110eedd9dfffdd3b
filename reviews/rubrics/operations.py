# SPDX-License-Identifier: MIT
"""Writing rubrics: new versions, putting them in use, taking them out."""

from __future__ import annotations

import msgspec

from reviews.rubrics import queries, rules
from reviews.rubrics.schemas import Band, CriterionIn, NewRubric, RubricView
from reviews.rubrics.shipped import BANDS, SHIPPED
from reviews.rubrics.states import RUBRIC, Kind, RubricState
from reviews.rubrics.tables import Criterion, Rubric
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.trail import operations as trail


async def ship(actor: Actor | None = None) -> int:
    """Put the shipped rubrics in use for every kind that has no rubric at all; return how many were added.

    Running it again adds nothing, so ``init`` and the demo may both call it.
    """
    actor = actor or system("init")
    added = 0
    async with db.write_tx():
        taken = {row["kind"] for row in await Rubric.select(Rubric.kind)}
        for kind, (name, criteria) in SHIPPED.items():
            if kind in taken:
                continue
            rows = [CriterionIn(name=text, weight=weight, hint=hint) for text, weight, hint in criteria]
            id_ = await _insert(kind, name, rows, _("系统自带"))
            await move(Rubric, RUBRIC, "use", id=id_)
            await trail.record(actor, "rubric.shipped", "rubric", id_, _("启用系统自带的评分表"))
            added += 1
    return added


async def create(actor: Actor, *, command: NewRubric) -> RubricView:
    """Write a new version as a draft. Denied outside the department; Invalid unless the weights make 100."""
    async with db.write_tx():
        require(rules.may_write(actor))
        fits = rules.weights_fit([one.weight for one in command.criteria])
        if not fits:
            raise Invalid(fields={"criteria": fits.reason})
        id_ = await _insert(command.kind, command.name, command.criteria, command.note)
        await trail.record(actor, "rubric.created", "rubric", id_, _("新建评分表"), fields={"name": command.name})
    return await queries.get(actor, id_)


async def use(actor: Actor, *, id: int, version: int | None = None) -> RubricView:  # noqa: A002
    """Put a draft in use; the version in use before is retired. Rounds under way keep theirs."""
    async with db.write_tx():
        rubric = await queries.get(actor, id)
        require(rules.may_write(actor))
        r = Rubric
        same = (r.kind == str(rubric.kind)) & (r.state == str(RubricState.IN_USE))
        for row in await r.select(r.id).where(same):
            await move(Rubric, RUBRIC, "retire", id=row["id"])
        await move(Rubric, RUBRIC, "use", id=id, version=version)
        await trail.record(actor, "rubric.used", "rubric", id, _("启用评分表"))
    return await queries.get(actor, id)


async def retire(actor: Actor, *, id: int, version: int | None = None) -> RubricView:  # noqa: A002
    """Take a version out of use."""
    async with db.write_tx():
        await queries.get(actor, id)
        require(rules.may_write(actor))
        await move(Rubric, RUBRIC, "retire", id=id, version=version)
        await trail.record(actor, "rubric.retired", "rubric", id, _("停用评分表"))
    return await queries.get(actor, id)


async def _insert(kind: Kind, name: str, criteria: list[CriterionIn], note: str) -> int:
    r = Rubric
    last = await r.select(r.number).where(r.kind == str(kind)).order_by(r.number, ascending=False).first()
    now = clock.now()
    rows = await r.insert(
        r(
            name=name,
            kind=str(kind),
            number=(last["number"] if last else 0) + 1,
            note=note,
            created_at=now,
            state=str(RubricState.DRAFT),
            state_since=now,
        )
    ).returning(r.id)
    id_ = int(rows[0]["id"])
    bands = msgspec.json.encode([Band(*band) for band in BANDS]).decode()
    await Criterion.insert(
        *(
            Criterion(
                rubric=id_,
                name=one.name,
                hint=one.hint,
                weight=one.weight,
                bands=bands,
                required=one.required,
                sort=place,
            )
            for place, one in enumerate(criteria)
        )
    )
    return id_
