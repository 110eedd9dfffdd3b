# SPDX-License-Identifier: MIT
"""The writers of the growth record: append-only. What turns out wrong is taken back by a line of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.growth import queries, rules
from thinktank.growth.schemas import AddGrowth, ClaimView, CorrectEntry, DecideClaim, GrowthLine
from thinktank.growth.states import CLAIM, Category
from thinktank.growth.tables import GrowthClaim, GrowthEntry
from thinktank.identity import queries as identity
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import move
from thinktank.notices import operations as notices
from thinktank.talents import queries as talents
from thinktank.talents.events import MembershipChanged
from thinktank.trail import operations as trail

# -- what the program writes ----------------------------------------------------------------------------------


async def add(
    *,
    talent: int,
    category: Category,
    text: str,
    kind: str,
    record: int,
    on: date | None = None,
    occasion: str = "",
    field_class: str = rules.P2,
) -> int | None:
    """Write a line for something that another capability has just recorded; return its id.

    ``kind``, ``record`` and ``occasion`` (a rung, a role …) name what it is written from: said twice it is written
    once and None is returned, unless the first line has been taken back since. ``field_class`` P3 keeps it from
    the unit. Must run inside the ``write_tx()`` of what happened; the trail's entry is that record's own.
    """
    db.current_tx()
    source = _source(category, kind, record, occasion)
    g = GrowthEntry
    before = await g.select(g.id).where((g.talent == talent) & (g.source == source))
    if before and not await _all_taken_back([row["id"] for row in before]):
        return None
    made = g(
        talent=talent, on=on or clock.today(), category=category.value, text=text, kind=kind, record=record,
        at=clock.now(), source=source, nth=len(before), field_class=field_class,
    )  # fmt: skip
    return int((await g.insert(made).returning(g.id))[0]["id"])


def _source(category: str, kind: str, record: int, occasion: str) -> str:
    return f"{kind}:{record}:{category}:{occasion}"[:120]


async def _all_taken_back(entries: Sequence[int]) -> bool:
    g = GrowthEntry
    back = await g.select(g.corrects).where(g.corrects.is_in(list(entries)))
    return {row["corrects"] for row in back} == set(entries)


async def take_back(
    *, kind: str, record: int, reason: str, category: Category | None = None, occasion: str | None = None
) -> int:
    """Add to every standing line written from a record a line that takes it back; return how many.

    For when what happened is reversed; ``category`` and ``occasion`` narrow it. Must run inside the ``write_tx()``
    of the reversal.
    """
    db.current_tx()
    g = GrowthEntry
    where = (g.kind == kind) & (g.record == record) & (g.corrects == 0)
    if category is not None:
        where &= g.category == category.value
    if occasion is not None:
        where &= g.source.like(f"{kind}:{record}:%:{occasion}")
    found = await g.select(g.id, g.talent, g.category, g.text, g.field_class).where(where).order_by(g.id)
    standing = [row for row in found if not await _all_taken_back([row["id"]])]
    for row in standing:
        await _counter(row, kind, record, reason)
    return len(standing)


async def _counter(row: dict[str, object], kind: str, record: int, reason: str) -> None:
    text = _("更正：%(what)s。%(why)s") % {"what": row["text"], "why": reason}
    await GrowthEntry.insert(
        GrowthEntry(
            talent=row["talent"], on=clock.today(), category=row["category"], text=text, kind=kind, record=record,
            at=clock.now(), corrects=row["id"], field_class=row["field_class"],
        )
    )  # fmt: skip


async def on_membership(event: MembershipChanged) -> None:
    """Write the admission, further term or exit that the bank has just recorded, or take the last of its kind back."""
    what = {"leave": "left", "undo_leave": "left", "renew": "renewed"}.get(event.step, "admitted")
    if event.step.startswith("undo_"):
        await _take_last_back(event.talent, what, event.text)
        return
    await add(
        talent=event.talent,
        category=Category.ADMISSION,
        text=event.text,
        kind="talent",
        record=event.talent,
        on=event.on,
        occasion=f"{what}:{event.on.isoformat()}",
    )


async def _take_last_back(talent: int, what: str, reason: str) -> None:
    """Take back the latest standing line of an admission or exit: a person may come and go more than once."""
    g = GrowthEntry
    mine = (g.talent == talent) & g.source.like(f"talent:{talent}:%:{what}%")
    query = g.select(g.id, g.talent, g.category, g.text, g.field_class).where(mine)
    for row in await query.order_by(g.id, ascending=False):
        if not await _all_taken_back([row["id"]]):
            await _counter(row, "talent", talent, reason)
            return


# -- what people write ----------------------------------------------------------------------------------------


async def register(
    actor: Actor, *, talent: int, command: AddGrowth, uploads: Sequence[Upload] = ()
) -> list[GrowthLine] | ClaimView:
    """Put training or an honour on the record, with its proof.

    An officer's own is on the record at once (the record is returned); the person's own is a proposal that an
    officer confirms (it is returned, and the officers are told). Raises NotFound outside the scope, Denied for
    others, Invalid for a future day or a file that is not taken.
    """
    async with db.write_tx():
        person = await talents.get(actor, talent)
        office, _unit = await talents.office_covers(actor, talent)
        own = person.account is not None and person.account == actor.account
        straight = rules.may_register(actor, office=office) if not own else rules.may_propose(own=False)
        require(straight | rules.may_propose(own=own))
        if command.on > clock.today():
            raise Invalid(fields={"on": _("日期不能晚于今天")})
        made = await _claim(actor, talent, command, uploads)
        if straight:
            await _confirm(actor, made, note="")
            return await queries.record(actor, talent)
        await _ask_officers(made, person.name)
        return made


async def _claim(actor: Actor, talent: int, command: AddGrowth, uploads: Sequence[Upload]) -> ClaimView:
    row = await GrowthClaim.insert(
        GrowthClaim(
            talent=talent, category=command.category, on=command.on, text=command.text, state=CLAIM.initial,
            state_since=clock.now(), proposed_by=actor.account, proposed_at=clock.now(),
        )
    ).returning(GrowthClaim.id)  # fmt: skip
    id_ = int(row[0]["id"])
    await files.attach(actor, kind=queries.CLAIM_FILES, record=id_, uploads=uploads, field="proof")
    text = _("填报成长档案：%(what)s") % {"what": command.category}
    await trail.record(actor, "growth.proposed", "talent", talent, text, fields={"text": command.text})
    return await queries.claim(actor, id_)


async def _ask_officers(claim: ClaimView, name: str) -> None:
    await notices.notify(
        await identity.account_ids_with_role(Role.OFFICER),
        rule="growth.proposed",
        kind="growth_claim",
        record=claim.id,
        title=_("%(name)s填报了一条%(what)s，请确认") % {"name": name, "what": claim.category},
        href="/growth/claims",
    )


async def decide(actor: Actor, *, id: int, command: DecideClaim) -> ClaimView:  # noqa: A002 -- the record's id
    """Confirm what a member proposed, which puts it on the record, or decline it with a reason; the member is told.

    Raises NotFound outside the scope, Denied for others than officers and for one's own, Invalid for a decline
    without a reason, Conflict when it has been decided or is stale.
    """
    async with db.write_tx():
        found = await queries.claim(actor, id)
        office, _unit = await talents.office_covers(actor, found.talent)
        require(rules.may_decide(actor, office=office, proposer=found.proposed_by))
        if not command.agree and not command.note.strip():
            raise Invalid(fields={"note": _("不予记入须写明理由")})
        if command.agree:
            await _confirm(actor, found, note=command.note, version=command.version)
        else:
            await _move(actor, found, "decline", command.note, command.version)
        done = await queries.claim(actor, id)
        await _tell(done)
        return done


async def _move(actor: Actor, found: ClaimView, step: str, note: str, version: int | None) -> None:
    c = GrowthClaim
    also = {c.decided_by: actor.account or None, c.decided_at: clock.now(), c.note: note}
    await move(c, CLAIM, step, id=found.id, version=version, also=also)
    text = _("成长档案：%(what)s") % {"what": _(CLAIM.transition(step).label)}
    await trail.record(actor, f"growth.{step}", "talent", found.talent, text, detail=note)


async def _confirm(actor: Actor, found: ClaimView, *, note: str, version: int | None = None) -> None:
    await _move(actor, found, "confirm", note, version)
    await add(
        talent=found.talent, category=Category(found.category), text=found.text, kind=queries.CLAIM_FILES,
        record=found.id, on=found.on,
    )  # fmt: skip


async def _tell(claim: ClaimView) -> None:
    await notices.notify(
        [claim.proposed_by],
        rule=f"growth.{claim.state}",
        kind="growth_claim",
        record=claim.id,
        title=_("您填报的%(what)s%(state)s") % {"what": claim.category, "state": claim.state_label},
        body=claim.note,
        href="/growth",
    )


async def correct(actor: Actor, *, talent: int, entry: int, command: CorrectEntry) -> list[GrowthLine]:
    """Take a line of the record back with a reason: both stay to be read, the line itself is not changed.

    Raises NotFound for a hidden line, Denied for others than the person's officer, Conflict when it has been taken
    back or itself takes one back.
    """
    async with db.write_tx():
        line = await queries.entry(actor, talent, entry)
        office, _unit = await talents.office_covers(actor, talent)
        require(rules.may_correct(actor, office=office))
        if line.corrects or line.corrected:
            raise Conflict(_("这一条已经更正过，请刷新查看"), code="illegal")
        row = {
            "id": line.id, "talent": talent, "category": line.category, "text": line.text,
            "field_class": line.field_class,
        }  # fmt: skip
        await _counter(row, line.kind, line.record, command.reason)
        await trail.record(actor, "growth.corrected", "talent", talent, _("更正成长档案"), detail=command.reason)
        return await queries.record(actor, talent)
