# SPDX-License-Identifier: MIT
"""Writing rubrics: new versions, copying and editing drafts, putting them in use, taking them out."""

from __future__ import annotations

from typing import Any

import msgspec

from reviews.rubrics import queries, rules, scales
from reviews.rubrics.schemas import BandIn, CriterionIn, CriterionView, NewRubric, PartIn, RubricDraft, RubricView
from reviews.rubrics.shipped import BANDS, SHIPPED, VETOES
from reviews.rubrics.states import RUBRIC, Kind, RubricState
from reviews.rubrics.tables import Criterion, Rubric
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, system
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.trail import operations as trail

SHIPPED_BANDS = [BandIn(label, low) for label, low, _high in BANDS]


async def ship(actor: Actor | None = None) -> int:
    """Put the shipped rubrics in use for every kind that has no rubric at all; return how many were added.

    Running it again adds nothing, so ``init`` and the demo may both call it.
    """
    actor = actor or system(_("系统"))
    added = 0
    async with db.write_tx():
        taken = {row["kind"] for row in await Rubric.select(Rubric.kind)}
        for kind, (name, criteria) in SHIPPED.items():
            if kind in taken:
                continue
            rows = [CriterionIn(name=text, weight=weight, hint=hint) for text, weight, hint in criteria]
            id_ = await _insert(
                kind, RubricDraft(name=name, criteria=rows, vetoes=VETOES.get(kind, []), note=_("系统自带"))
            )
            await move(Rubric, RUBRIC, "use", id=id_)
            await trail.record(actor, "rubric.shipped", "rubric", id_, _("启用系统自带的评分表"))
            added += 1
    return added


async def create(actor: Actor, *, command: NewRubric) -> RubricView:
    """Write a new version as a draft. Denied outside the department; Invalid unless weights and bands fit."""
    content = msgspec.convert(command, RubricDraft, from_attributes=True)
    async with db.write_tx():
        require(rules.may_write(actor))
        _fits(content)
        id_ = await _insert(command.kind, content)
        await trail.record(actor, "rubric.created", "rubric", id_, _("新建评分表"), fields={"name": command.name})
    return await queries.get(actor, id_)


async def copy(actor: Actor, *, id: int) -> RubricView:  # noqa: A002
    """Write a draft like a version, to change it: the way to alter what is in use. NotFound, Denied."""
    async with db.write_tx():
        found = await queries.get(actor, id)
        require(rules.may_write(actor))
        note = _("按第%(n)s版复制") % {"n": found.number}
        id_ = await _insert(found.kind, msgspec.structs.replace(content_of(found), note=note))
        await trail.record(actor, "rubric.copied", "rubric", id_, _("复制评分表"), detail=note)
    return await queries.get(actor, id_)


async def edit(actor: Actor, *, id: int, content: RubricDraft) -> RubricView:  # noqa: A002
    """Change a draft. NotFound, Denied, Conflict (stale, or no draft any more), Invalid unless all fits."""
    async with db.write_tx():
        found = await queries.get(actor, id)
        require(rules.may_write(actor))
        open_ = rules.may_edit(actor, found.state)
        if not open_:
            raise Conflict(open_.reason, code="illegal")
        _fits(content)
        values: dict[Any, Any] = {Rubric.name: content.name, Rubric.note: content.note, **_forms(content)}
        await touch(Rubric, id=id, version=content.version, values=values)
        await Criterion.delete().where(Criterion.rubric == id)
        await _insert_criteria(id, content)
        await trail.record(actor, "rubric.edited", "rubric", id, _("修改评分表"), fields={"name": content.name})
    return await queries.get(actor, id)


def content_of(rubric: RubricView) -> RubricDraft:
    """Return a version's content as the office writes it: bands shared by the criteria where they are of 100 points."""
    whole = next((one.bands for one in rubric.criteria if (one.low, one.high) == (0, 100)), [])
    shared = [BandIn(band.label, band.low) for band in whole] or SHIPPED_BANDS
    return RubricDraft(
        name=rubric.name,
        criteria=[_as_written(one, shared) for one in rubric.criteria],
        bands=shared,
        parts=[PartIn(part.name, part.weight) for part in rubric.parts],
        vetoes=rubric.vetoes,
        note=rubric.note,
        version=rubric.version,
    )


def _as_written(one: CriterionView, shared: list[BandIn]) -> CriterionIn:
    return CriterionIn(
        name=one.name,
        weight=one.weight,
        hint=one.hint,
        required=one.required,
        low=one.low,
        high=one.high,
        na_allowed=one.na_allowed,
        part=one.part,
        levels=scales.own_levels(one, shared),
    )


def _fits(content: RubricDraft) -> None:
    """Raise Invalid, naming what does not make a scale."""
    shared = content.bands or SHIPPED_BANDS
    bands = rules.bands_fit([one.low for one in shared])
    faults = scales.faults(content.criteria, shared, content.parts)
    if not bands:
        faults = {name: text for name, text in faults.items() if not name.endswith("levels")}
        faults["bands"] = bands.reason
    if faults:
        raise Invalid(fields=faults)


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


async def _insert(kind: Kind, content: RubricDraft) -> int:
    r = Rubric
    last = await r.select(r.number).where(r.kind == str(kind)).order_by(r.number, ascending=False).first()
    now = clock.now()
    rows = await r.insert(
        r(
            name=content.name,
            kind=str(kind),
            number=(last["number"] if last else 0) + 1,
            note=content.note,
            created_at=now,
            state=str(RubricState.DRAFT),
            state_since=now,
        )
    ).returning(r.id)
    id_ = int(rows[0]["id"])
    await r.update(_forms(content)).where(r.id == id_)
    await _insert_criteria(id_, content)
    return id_


async def _insert_criteria(rubric: int, content: RubricDraft) -> None:
    shared = content.bands or SHIPPED_BANDS
    await Criterion.insert(
        *(
            Criterion(
                rubric=rubric,
                name=one.name,
                hint=one.hint,
                weight=one.weight,
                bands=msgspec.json.encode(scales.bands_of(one, shared)).decode(),
                required=one.required,
                low=one.low,
                high=one.high,
                na_allowed=one.na_allowed,
                part=one.part,
                sort=place,
            )
            for place, one in enumerate(content.criteria)
        )
    )


def _forms(content: RubricDraft) -> dict[Any, Any]:
    """A version's sub-forms and veto items as they are kept."""
    parts = [[part.name, part.weight] for part in content.parts]
    return {
        Rubric.parts: msgspec.json.encode(parts).decode(),
        Rubric.vetoes: msgspec.json.encode(content.vetoes).decode(),
    }
