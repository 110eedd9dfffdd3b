# SPDX-License-Identifier: MIT
"""What reviewers declare for every round to come: declared, confirmed once a year, withdrawn."""

from __future__ import annotations

from typing import Any

from reviews.recusals import queries, rules
from reviews.recusals.schemas import DeclarationView, DeclareTie
from reviews.recusals.states import DECLARATION, DeclarationState
from reviews.recusals.tables import RecusalRequest, StandingDeclaration
from reviews.rounds import operations_interests as interests
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import check, require
from thinktank.kernel.states import move
from thinktank.kernel.subjects import ERASED
from thinktank.notices import operations as notices
from thinktank.talents.events import PersonErased
from thinktank.talents.tables import Talent
from thinktank.trail import operations as trail

MOST = 50


async def declare(actor: Actor, *, command: DeclareTie) -> list[DeclarationView]:
    """Declare a tie to a person or a unit; it is looked for in everything under review at once, and in all to come.

    Denied for others than reviewers; Invalid for what stands already, or beyond fifty.
    """
    d = StandingDeclaration
    async with db.write_tx():
        require(check(actor.has(Role.REVIEWER), _("利害关系由评审专家本人申报")))
        name = rules.plain(command.name)
        kept = [one for one in await queries.declarations(actor) if one.state == DeclarationState.VALID]
        same = [one for one in kept if (one.kind, one.name, one.unit_text) == (command.kind, name, command.unit_text)]
        if same or len(kept) >= MOST:
            raise Invalid(fields={"name": _("已申报过") if same else _("申报过多，请先撤回不再成立的")})
        now = clock.now()
        row = d(
            account=actor.account, kind=str(command.kind), name=name, unit_text=command.unit_text, note=command.note,
            declared_at=now, confirmed_on=clock.today(), state=DECLARATION.initial, state_since=now,
        )  # fmt: skip
        await d.insert(row)
        await _record(actor, "declared", _("申报长期利害关系"), command.kind.label)
        await _detect(actor, name)
    return await queries.declarations(actor)


async def withdraw(actor: Actor, *, id: int, version: int | None = None) -> list[DeclarationView]:  # noqa: A002
    """Take one's declaration back: it no longer holds. NotFound for others', Conflict."""
    async with db.write_tx():
        one = next((one for one in await queries.declarations(actor) if one.id == id), None)
        if one is None:
            raise NotFound
        await move(StandingDeclaration, DECLARATION, "withdraw", id=id, version=version)
        await _record(actor, "declaration_withdrawn", _("撤回长期利害关系申报"), one.kind.label)
        await _detect(actor, one.name)
    return await queries.declarations(actor)


async def confirm(actor: Actor) -> list[DeclarationView]:
    """Say that everything declared still holds; asked for once a year. Conflict where nothing waits."""
    d = StandingDeclaration
    async with db.write_tx():
        waiting = [one.id for one in await queries.declarations(actor) if one.stale]
        if not waiting:
            raise Conflict(_("没有待确认的申报"), code="illegal")
        await d.update({d.confirmed_on: clock.today()}).where(d.id.is_in(waiting))
        await notices.forget("standing_declaration", [actor.account])
        await _record(actor, "declarations_confirmed", _("确认长期利害关系申报仍然有效"))
    return await queries.declarations(actor)


async def _record(actor: Actor, step: str, text: str, detail: str = "") -> None:
    await trail.record(actor, f"account.{step}", "account", actor.account, text, detail=detail, staff_only=True)


async def _detect(actor: Actor, name: str) -> None:
    """Look again at what people of a name, or of a unit of that name, take part in."""
    t = Talent
    named = (t.name == name) | (t.unit._.name == name) | (t.unit._.short_name == name)
    await interests.detect_among(actor, interests.around(t.select(t.id).where(named)))


async def on_person_erased(event: PersonErased) -> None:
    """Empty what a wholly erased person asked for or declared, and requests that were found to name them."""
    if not (event.account and event.whole):
        return
    d, r = StandingDeclaration, RecusalRequest
    empty: dict[Any, Any] = {d.name: ERASED, d.unit_text: "", d.note: ""}
    await d.update(empty).where(d.account == event.account)
    words: dict[Any, Any] = {r.reason: ERASED, r.note: ""}
    await r.update(words).where(r.asked_by == event.account)
    await r.update(words | {r.name: ERASED, r.unit_text: ""}).where(r.account == event.account)
