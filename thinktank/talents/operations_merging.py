# SPDX-License-Identifier: MIT
"""Two entries of one person become one: found by a job, decided by an officer, done whole or not at all.

The other entry is not deleted: it keeps its number, its name and its trail, is listed and found no more, and its page
leads to the one that stays. It cannot be taken back by a step, for records that move lose whose they were; its own
personal fields are emptied with those of people who left (retention), so until then it can be read how it was.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from thinktank.identity import holdings, operations_people
from thinktank.identity import operations as identity
from thinktank.identity import queries as accounts
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.states import touch
from thinktank.talents import operations_facts, queries, queries_merging, references
from thinktank.talents.operations import advance
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_merging import FIELDS, MergePeople, TellApart, TwinPair
from thinktank.talents.tables import LikelyTwin, Talent
from thinktank.trail import operations as trail

AT_ONCE = 500
_SAME = {
    "phone": "b.phone = a.phone AND a.phone <> ''",
    "name": "b.name = a.name AND b.birth_month = a.birth_month",
}
_FIND = (
    "SELECT a.id AS low, b.id AS high FROM talent a JOIN talent b ON {same} AND b.id > a.id "
    "WHERE a.state NOT IN ('draft', 'merged') AND b.state NOT IN ('draft', 'merged') "
    "AND NOT EXISTS (SELECT 1 FROM likely_twin t WHERE t.low = a.id AND t.high = b.id) ORDER BY a.id, b.id LIMIT {most}"
)


async def find(_actor: Actor) -> int:
    """Find entries with the same phone, or name and month of birth, through their indexes; a job.

    Returns how many pairs for the first time, at most so many at once. A pair that was told apart is not found again.
    """
    async with db.write_tx():
        n = 0
        for ground, same in _SAME.items():
            found = await db.raw(_FIND.format(same=same, most=AT_ONCE))
            if found:
                day = clock.today()
                await LikelyTwin.insert(*(LikelyTwin(**pair, ground=ground, found_on=day) for pair in found))
            n += len(found)
        return n


async def tell_apart(actor: Actor, *, id: int, command: TellApart) -> TwinPair:  # noqa: A002 -- the record's id
    """Say that two entries are two people; the pair is not proposed again. NotFound outside the scope or settled."""
    async with db.write_tx():
        pair = await queries_merging.pair(actor, id)
        await queries_merging.sides(actor, pair.low, pair.high)
        await _settle(actor, LikelyTwin.id == id, command.note)
        for one, two in ((pair.low, pair.high), (pair.high, pair.low)):
            text = _("核对为不同的人")
            await trail.record(
                actor, "talent.told_apart", "talent", one, text, detail=command.note, fields={"other": two},
                staff_only=True,
            )  # fmt: skip
        return pair


async def _settle(actor: Actor, where: Any, note: str) -> None:
    p = LikelyTwin
    values: dict[Any, Any] = {p.settled_at: clock.now(), p.settled_by: actor.account or None, p.note: note}
    await p.update(values).where(where & p.settled_at.is_null())


async def merge(actor: Actor, *, kept: int, other: int, command: MergePeople) -> TalentView:
    """Let one entry of a person take another in: chosen fields, everything that names it, its account.

    All or nothing. NotFound for an entry that is hidden, Denied where the actor's office does not cover both or a role
    of the other's account is not the actor's to give, Invalid for a field that there is not, Conflict when stale, when
    what both have cannot be joined, or when the other stands further on than the one that stays.
    """
    if unknown := set(command.take) - FIELDS.keys():
        raise Invalid(fields={"take": _("没有这些字段：%(what)s") % {"what": "、".join(sorted(unknown))}})
    async with db.write_tx():
        one, two = await queries_merging.sides(actor, kept, other)
        found = await queries_merging.preview(actor, kept, other)
        if found.blocks:
            raise Conflict("；".join(found.blocks), code="illegal")
        await touch(Talent, id=kept, version=command.version, values={Talent.name: one.name})
        taken = await _take(actor, one, two, command.take)
        moved = await _move(actor, one, two)
        await advance(actor, two, "merge", note=command.reason, also={Talent.merged_into: kept}, fields={"into": kept})
        await _account(actor, one, two, command.reason)
        await _settle(actor, (LikelyTwin.low == other) | (LikelyTwin.high == other), command.reason)
        text = _("并入%(name)s的另一份资料（编号%(id)d）") % {"name": two.name, "id": other}
        fields = {"other": other, "taken": taken, "moved": moved}
        await trail.record(actor, "talent.took_in", "talent", kept, text, detail=command.reason, fields=fields)
        return await queries.get(actor, kept)


async def _take(actor: Actor, kept: TalentView, other: TalentView, names: list[str]) -> list[str]:
    theirs = await operations_facts.raw_facts(other.id)
    values = {name: theirs[name] for name in FIELDS if name in names}
    if values:
        await operations_facts.set_facts(actor, id=kept.id, values=values, text=_("合并时改用另一份的资料"))
    return list(values)


async def _move(actor: Actor, kept: TalentView, other: TalentView) -> dict[str, int]:
    """Pass on everything that names the other, with a line on the records that have a timeline."""
    moved: Counter[str] = Counter()
    told: dict[tuple[str, int], None] = {}
    for one in references.registered():
        rows = await one.pass_on(kept.id, other.id)
        moved[one.table._meta.tablename] += len(rows)  # noqa: SLF001 -- Piccolo keeps it there
        if one.told:
            kind, column = one.told
            told |= {(kind, row[column]): None for row in rows}
    text = _("人员资料合并：%(other)s（编号%(id)d）即%(kept)s") % {
        "other": other.name,
        "id": other.id,
        "kept": kept.name,
    }
    for kind, record in told:
        fields = {"from": other.id, "to": kept.id}
        await trail.record(actor, f"{kind}.person_merged", kind, record, text, fields=fields)
    return {table: n for table, n in moved.items() if n}


async def _account(actor: Actor, kept: TalentView, other: TalentView, reason: str) -> None:
    """Pass the other's account on, or what it holds where the person has one already."""
    if other.account is None:
        return
    if kept.account is None:
        await touch(Talent, id=other.id, version=None, values={Talent.account: None})
        await touch(Talent, id=kept.id, version=None, values={Talent.account: other.account})
        facts = await operations_facts.raw_facts(kept.id)
        values = {name: facts[name] for name in ("name", "unit", "post", "email")}
        values["post"] = values["post"][:80]
        await operations_people.follow(actor, account=other.account, values=values)
        return
    for holding in holdings.registered():
        ids = [held.id for held in await holding.held(other.account)]
        if ids:
            step = holdings.Move(leaver=other.account, successor=kept.account, ids=ids, reason=reason)
            await holding.move(actor, step)
    if (await accounts.account(actor, other.account)).state != "closed":
        await identity.close_account(actor, id=other.account)
