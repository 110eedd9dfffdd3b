# SPDX-License-Identifier: MIT
"""Which template a document follows, and the versions that a department has had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from thinktank.documents.fields import Field
from thinktank.files import store
from thinktank.identity import queries as identity
from thinktank.identity.tables import Unit, UnitAncestry
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import Decision, require
from thinktank.papers import rules
from thinktank.papers.kinds import Asked, Kind, kinds
from thinktank.papers.ledgers import ledgers
from thinktank.papers.schemas import FieldView, KindView, Offer, TemplateRow
from thinktank.papers.states import TemplateState
from thinktank.papers.tables import PaperTemplate

MOST = 400
FILES = "paper_template"


def known(name: str) -> Kind:
    """Return a kind of document; NotFound for an unknown one."""
    if name not in kinds:
        raise NotFound
    return kinds[name]


def offered(actor: Actor, subject: str, thing: Any) -> list[Offer]:
    """Return the documents that the actor may take of a record that was read in the actor's scope.

    Without a record: those over the many of a list, and the list's ledger.
    """
    asked = Asked() if thing is None else thing
    found = [
        Offer(_(kind.title), kind.href(asked.id))
        for kind in kinds.values()
        if kind.subject == subject
        and kind.single == (thing is not None)
        and actor.has(*kind.roles)
        and kind.may(actor, asked)
    ]
    ledger = ledgers.get(subject) if thing is None else None
    return [*found, Offer(_(ledger.title), ledger.href)] if ledger and actor.has(*ledger.roles) else found


# -- which template ------------------------------------------------------------------------------------------------


class _Candidate(msgspec.Struct):
    unit: int
    number: int
    unit_name: str
    sha256: str


class Chosen(msgspec.Struct, frozen=True):
    """The template that a document follows: its bytes (None for the shipped one) and what it is, in words."""

    content: bytes | None
    words: str


async def in_force(kind: str, unit: int | None, on: date | None = None) -> Chosen:
    """Return the template in force for a kind at a unit on a day (today).

    The unit's own comes first, then that of the nearest unit above it, at last the shipped one. ``unit`` None is the
    district. A unit that went back to the shipped one follows the units above it again.
    """
    p, a = PaperTemplate, UnitAncestry
    whose = unit if unit is not None else (await identity.root_unit()).id
    above = await a.select(a.ancestor).where(a.unit == whose).order_by(a.depth)
    nearest = [row["ancestor"] for row in above]
    query = p.select(p.unit, p.number, p.unit._.name.as_alias("unit_name"), p.sha256).where(
        (p.kind == kind)
        & p.unit.is_in(nearest or [0])
        & (p.state == str(TemplateState.IN_FORCE))
        & (p.effective_from <= (on or clock.today()))
    )
    latest = query.order_by(p.effective_from, ascending=False).order_by(p.number, ascending=False).limit(MOST)
    newest: dict[int, _Candidate] = {}
    for row in await db.rows(latest, _Candidate):
        newest.setdefault(row.unit, row)
    for one in (newest[place] for place in nearest if place in newest):
        if one.sha256:
            words = _("%(unit)s第%(n)d版模板") % {"unit": one.unit_name, "n": one.number}
            return Chosen(await _bytes(one.sha256), words)
    return Chosen(None, _("出厂模板"))


async def _bytes(sha256: str) -> bytes:
    try:
        return b"".join([piece async for piece in await store.stream(sha256)])
    except FileNotFoundError:
        raise NotFound(_("模板文件已不在存储中，请联系管理员从备份恢复")) from None


# -- settings ------------------------------------------------------------------------------------------------------


def visible_to(actor: Actor) -> Any:
    """The Where of templates that the actor sees: of the units in scope, and of those above to fall back on."""
    scope = identity.in_scope(actor, (Role.OFFICER, Role.DEPT_LEADER), PaperTemplate.unit)
    if scope is None:
        return db.EVERYTHING
    mine = [grant.unit for grant in actor.scopes(Role.OFFICER, Role.DEPT_LEADER)]
    above = UnitAncestry.select(UnitAncestry.ancestor).where(UnitAncestry.unit.is_in(mine or [0]))
    return scope | PaperTemplate.unit.is_in(above)


def _columns() -> Any:
    p = PaperTemplate
    return p.select(
        p.id, p.version, p.kind, p.unit, p.unit._.name.as_alias("unit_name"), p.number, p.name, p.sha256, p.size,
        p.note, p.state, p.made_by._.name.as_alias("made_by_name"), p.made_at, p.tried_at, p.effective_from,
        p.put_by._.name.as_alias("put_by_name"), p.reason,
    )  # fmt: skip


async def _rows(actor: Actor, where: Any) -> list[TemplateRow]:
    p = PaperTemplate
    found = await db.rows(
        _columns().where(visible_to(actor) & where).order_by(p.id, ascending=False).limit(MOST), TemplateRow
    )
    covered = await _covered(actor, {one.unit for one in found})
    _mark(found)
    for one in found:
        one.actions = rules.steps(one, covers=one.unit in covered)
    return found


def _mark(found: Sequence[TemplateRow]) -> None:
    """Say of each how it stands today; of one kind and unit, one is current."""
    today, taken = clock.today(), set()
    ordered = sorted(found, key=lambda one: (one.effective_from or date.min, one.number), reverse=True)
    for one in ordered:
        if one.state is not TemplateState.IN_FORCE or one.effective_from is None:
            continue
        if one.effective_from > today:
            one.stands = "future"
            continue
        one.stands = "past" if (one.kind, one.unit) in taken else "current"
        taken.add((one.kind, one.unit))


async def _covered(actor: Actor, units: set[int]) -> set[int]:
    """Return those units that an officer's grant of the actor reaches."""
    if actor.is_system:
        return units
    whole = [grant.unit for grant in actor.scopes(Role.OFFICER) if grant.direction is None]
    a = UnitAncestry
    found = await a.select(a.unit).where(a.unit.is_in(list(units) or [0]) & a.ancestor.is_in(whole or [0]))
    return {row["unit"] for row in found}


def _field(one: Field) -> FieldView:
    return FieldView(one.name, _(one.title), one.usage, one.example, [_field(sub) for sub in one.of])


def _view(kind: Kind, templates: list[TemplateRow], *, root: int, may: Decision) -> KindView:
    live = next((one for one in templates if one.unit == root and one.stands == "current"), None)
    own = _("第%(n)d版") % {"n": live.number} if live and not live.shipped else _("出厂模板")
    return KindView(
        name=kind.name,
        title=_(kind.title),
        about=_(kind.about),
        fields=[_field(one) for one in kind.fields],
        templates=templates,
        current=own,
        actions=["set"] if may else [],
    )


def _may_set(actor: Actor) -> Decision:
    """Whether the actor may set templates anywhere: for which unit is asked when one is set."""
    return rules.may_set(actor, covers=any(grant.direction is None for grant in actor.scopes(Role.OFFICER)))


async def listed(actor: Actor) -> list[KindView]:
    """Return every kind of document with the templates in the actor's scope; Denied for others than the department."""
    require(rules.may_read(actor))
    root, may = (await identity.root_unit()).id, _may_set(actor)
    found = await _rows(actor, PaperTemplate.state != str(TemplateState.DROPPED))
    return [_view(kind, [one for one in found if one.kind == name], root=root, may=may) for name, kind in kinds.items()]


async def kind(actor: Actor, name: str) -> KindView:
    """Return one kind with every version. NotFound for an unknown one, Denied for others than the department."""
    require(rules.may_read(actor))
    one = known(name)
    root = (await identity.root_unit()).id
    return _view(one, await _rows(actor, PaperTemplate.kind == name), root=root, may=_may_set(actor))


async def template(actor: Actor, id: int) -> TemplateRow:  # noqa: A002 -- the record's id
    """Return one version; NotFound outside the actor's scope, Denied for others than the department."""
    require(rules.may_read(actor))
    found = await _rows(actor, (PaperTemplate.id == id))
    if not found:
        raise NotFound
    return found[0]


async def content(actor: Actor, id: int) -> tuple[TemplateRow, bytes]:  # noqa: A002 -- the record's id
    """Return a version with its bytes; NotFound also for one that stands for the shipped template."""
    found = await template(actor, id)
    if found.shipped:
        raise NotFound
    return found, await _bytes(found.sha256)


async def units_to_choose(actor: Actor) -> list[tuple[int, str]]:
    """Return the units for which the actor may set templates, for choosing."""
    scope = identity.in_scope(actor, (Role.OFFICER,), Unit.id)
    return [(one.id, one.name) for one in await identity.unit_options(scope)]


async def may_read_file(actor: Actor, record: int) -> bool:
    """Whether the actor may read a template's file."""
    p = PaperTemplate
    there = await db.exists(p.select(p.id).where(visible_to(actor) & (p.id == record)))
    return there and actor.is_office  # asked in any case: a refusal costs what a missing file does


FILE_READERS = {FILES: may_read_file}
