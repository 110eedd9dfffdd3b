# SPDX-License-Identifier: MIT
"""Reading rubrics."""

from __future__ import annotations

from typing import Any

import msgspec

from reviews.rubrics import rules
from reviews.rubrics.schemas import Band, CriterionView, Part, RubricView, Scale
from reviews.rubrics.states import FITTING, RUBRIC, Kind, RubricState
from reviews.rubrics.tables import Criterion, Rubric
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound

MOST = 200


class _CriterionRow(msgspec.Struct):
    id: int
    rubric: int
    name: str
    hint: str
    weight: int
    required: bool
    sort: int
    low: int
    high: int
    na_allowed: bool
    part: int
    bands: str
    parts: str
    vetoes: str

    def view(self) -> CriterionView:
        """The row with its bands read, and how much its sub-form weighs."""
        values = msgspec.structs.asdict(self) | {"bands": msgspec.json.decode(self.bands, type=list[Band])}
        parts = msgspec.json.decode(values.pop("parts"), type=list[Part])
        del values["vetoes"]
        return CriterionView(**values, part_weight=parts[self.part - 1].weight if self.part else 100)


class _RubricRow(RubricView):
    parts_text: str = "[]"
    vetoes_text: str = "[]"


def _columns() -> Any:
    r = Rubric
    return r.select(
        r.id, r.name, r.kind, r.number, r.state, r.note, r.version, r.parts.as_alias("parts_text"),
        r.vetoes.as_alias("vetoes_text"),
    )  # fmt: skip


async def criteria(*rubrics: int) -> list[CriterionView]:
    """Return the criteria of rubrics in their order."""
    return [row.view() for row in await _criteria(*rubrics)]


async def scale(rubric: int) -> Scale:
    """Return what a sheet is filled in by: criteria, sub-forms and veto items, in one question."""
    found = await _criteria(rubric)
    parts = msgspec.json.decode(found[0].parts, type=list[Part]) if found else []
    vetoes = msgspec.json.decode(found[0].vetoes, type=list[str]) if found else []
    return Scale(criteria=[row.view() for row in found], parts=parts, vetoes=vetoes)


async def _criteria(*rubrics: int) -> list[_CriterionRow]:
    c = Criterion
    query = c.select(
        c.id, c.rubric, c.name, c.hint, c.weight, c.required, c.sort, c.bands, c.low, c.high, c.na_allowed,
        c.part, c.rubric._.parts.as_alias("parts"),
        c.rubric._.vetoes.as_alias("vetoes"),
    ).where(c.rubric.is_in(list(rubrics) or [0]))  # fmt: skip
    return await db.rows(query.order_by(c.sort).limit(MOST), _CriterionRow)


async def _read(query: Any) -> list[RubricView]:
    """Return rubrics with their sub-forms and veto items read."""
    found = []
    for row in await db.rows(query, _RubricRow):
        values = {name: getattr(row, name) for name in RubricView.__struct_fields__}
        values["parts"] = msgspec.json.decode(row.parts_text, type=list[Part])
        values["vetoes"] = msgspec.json.decode(row.vetoes_text, type=list[str])
        found.append(RubricView(**values))
    return found


async def _complete(actor: Actor | None, found: list[RubricView]) -> list[RubricView]:
    rows = await criteria(*(one.id for one in found))
    for one in found:
        one.criteria = [row for row in rows if row.rubric == one.id]
        one.state_label = RUBRIC.label(one.state)
        if actor is not None and rules.may_write(actor):
            one.actions = [t.name for t in RUBRIC.leaving(one.state)] + ["copy"]
            one.actions += ["edit"] if rules.may_edit(actor, one.state) else []
    return found


async def read(id: int) -> RubricView:  # noqa: A002 -- the record's id
    """Return a rubric's version with its criteria, for those whose own record names it; NotFound otherwise."""
    found = await _read(_columns().where(Rubric.id == id))
    if not found:
        raise NotFound
    return (await _complete(None, found))[0]


async def get(actor: Actor, id: int) -> RubricView:  # noqa: A002 -- the record's id
    """Return a rubric's version; NotFound for everybody outside the department."""
    if not rules.may_write(actor):
        raise NotFound
    found = await _read(_columns().where(Rubric.id == id))
    if not found:
        raise NotFound
    return (await _complete(actor, found))[0]


async def in_use(kind: str) -> RubricView:
    """Return the rubric in use for a kind, newest version first; NotFound when the office has none."""
    r = Rubric
    query = _columns().where((r.kind == kind) & (r.state == str(RubricState.IN_USE)))
    found = await _read(query.order_by(r.number, ascending=False).limit(1))
    if not found:
        raise NotFound("还没有启用的评分表，请先在评分表里启用一份")
    return (await _complete(None, found))[0]


async def listing(actor: Actor) -> list[RubricView]:
    """Return every version, in use first; empty outside the department."""
    if not rules.may_write(actor):
        return []
    r = Rubric
    query = _columns().order_by(r.kind).order_by(r.number, ascending=False).limit(MOST)
    return await _complete(actor, await _read(query))


async def options(kind: Kind | None = None) -> list[tuple[str, str]]:
    """Return the rubrics in use as choices, those that fit a kind of round where one is named."""
    r = Rubric
    where: Any = r.state == str(RubricState.IN_USE)
    if kind is not None:
        where &= r.kind.is_in([str(one) for one in FITTING[kind]])
    found = await _read(_columns().where(where).order_by(r.kind).limit(MOST))
    return [(str(one.id), f"{one.name}（第{one.number}版）") for one in found]
