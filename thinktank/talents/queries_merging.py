# SPDX-License-Identifier: MIT
"""Reading likely twins, and what merging two entries would do."""

from __future__ import annotations

from datetime import date
from typing import Any

from thinktank.identity import queries as identity
from thinktank.kernel import db, paging
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import Page
from thinktank.kernel.policy import check, require
from thinktank.talents import conditions, operations_facts, queries, references, rules
from thinktank.talents.schemas import GENDERS, TalentView, masked_phone
from thinktank.talents.schemas_merging import FIELDS, FieldChoice, MergePreview, ReferenceCount, Side, TwinPair
from thinktank.talents.states import CANDIDATES, MEMBERS
from thinktank.talents.tables import LikelyTwin, Talent

SIDES = 2
_CADRE = {"yes": "是", "no": "否"}


def _pairs() -> Any:
    p = LikelyTwin
    return p.select(
        p.id, p.low, p.low._.name.as_alias("low_name"), p.low._.unit._.name.as_alias("low_unit"),
        p.low._.post.as_alias("low_post"), p.high, p.high._.name.as_alias("high_name"),
        p.high._.unit._.name.as_alias("high_unit"), p.high._.post.as_alias("high_post"), p.ground, p.found_on,
    )  # fmt: skip


def _open(actor: Actor) -> Any:
    """The open pairs of which the actor's office covers both."""
    p = LikelyTwin
    where = p.settled_at.is_null()
    scope = identity.in_scope(actor, conditions.OFFICE_ROLES, Talent.unit, Talent.direction)
    if scope is not None:
        mine = Talent.select(Talent.id).where(scope)
        where &= p.low.is_in(mine) & p.high.is_in(mine)
    return where


async def pairs(actor: Actor, *, after: str | None = None, before: str | None = None) -> Page[TwinPair]:
    """Return a page of the pairs that wait for a decision, as far as the actor's office covers both; Denied else."""
    require(check(actor.has(Role.OFFICER), _("疑似重复由经办人核对")))
    where, p = _open(actor), LikelyTwin
    return await paging.page(
        _pairs().where(where), TwinPair, key=p.id, id_=p.id, key_name="id", after=after, before=before,
        counting=p.select().where(where),
    )  # fmt: skip


async def pair(actor: Actor, id: int) -> TwinPair:  # noqa: A002 -- the record's id
    """Return one open pair; NotFound where the actor's office does not cover both, or when it is settled."""
    found = await db.first(_pairs().where(_open(actor) & (LikelyTwin.id == id)), TwinPair)
    if found is None:
        raise NotFound
    return found


async def waiting(actor: Actor) -> bool:
    """Whether a pair waits for the actor."""
    return actor.has(Role.OFFICER) and await db.exists(LikelyTwin.select(LikelyTwin.id).where(_open(actor)))


async def pairs_of(actor: Actor, talent: int) -> list[TwinPair]:
    """Return the open pairs of one person."""
    p = LikelyTwin
    mine = (p.low == talent) | (p.high == talent)
    return await db.rows(_pairs().where(_open(actor) & mine).order_by(p.id).limit(20), TwinPair)


async def merged_into(id: int) -> int | None:  # noqa: A002 -- the record's id
    """Return the entry that took another one in, whoever asks; the caller reads it through its own scope."""
    row = await Talent.select(Talent.merged_into).where(Talent.id == id).first()
    return row["merged_into"] if row else None


async def taken_in(kept: int) -> list[int]:
    """Return the entries that a person's own took in."""
    return [row["id"] for row in await Talent.select(Talent.id).where(Talent.merged_into == kept).order_by(Talent.id)]


# -- what merging would do ------------------------------------------------------------------------------------


async def sides(actor: Actor, kept: int, other: int) -> tuple[TalentView, TalentView]:
    """Return both entries; NotFound for one that is hidden, Denied where the actor's office does not cover both."""
    found = []
    for id_ in (kept, other):
        view = await queries.get(actor, id_)
        office, _unit = await queries.office_covers(actor, id_)
        require(rules.may_edit(actor, office=office))
        found.append(view)
    return found[0], found[1]


async def preview(actor: Actor, kept: int, other: int) -> MergePreview:
    """Return what taking ``other`` into ``kept`` would do: fields that differ, records that move, what forbids it."""
    one, two = await sides(actor, kept, other)
    facts = [await operations_facts.raw_facts(id_) for id_ in (kept, other)]
    counts, blocks = await _references(kept, other)
    return MergePreview(
        kept=_side(one),
        other=_side(two),
        fields=_differences(facts, (one, two)),
        references=counts,
        blocks=_standing(one, two) + blocks,
        account=_account(one, two),
    )


def _side(view: TalentView) -> Side:
    return Side(view.id, view.version, view.name, view.unit_name, view.post, view.state_label, view.account is not None)


def _differences(facts: list[dict[str, Any]], views: tuple[TalentView, TalentView]) -> list[FieldChoice]:
    found = []
    for name, label in FIELDS.items():
        if facts[0][name] != facts[1][name]:
            one, two = [_shown(name, fact[name], view) for fact, view in zip(facts, views, strict=True)]
            proposed = not facts[0][name] and bool(facts[1][name])
            found.append(FieldChoice(name, label, one, two, proposed))
    return found


def _shown(name: str, value: Any, view: TalentView) -> str:
    if name == "unit":
        return view.unit_name
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    if name == "phone":
        return masked_phone(value)
    words = {"gender": GENDERS, "cadre": _CADRE}.get(name, {})
    return str(words.get(value, value) or "")


async def _references(kept: int, other: int) -> tuple[list[ReferenceCount], list[str]]:
    counts, blocks = [], []
    for one in references.registered():
        moves = await one.count(other)
        both = len(await one.pairs(kept, other)) if moves else 0
        if moves:
            counts.append(ReferenceCount(_(one.title), moves, both))
        if both and one.join is None:
            blocks.append(_(one.blocked))
    return counts, blocks


def _standing(kept: TalentView, other: TalentView) -> list[str]:
    """Say what of where the two stand keeps them from being merged."""
    if kept.id == other.id:
        return [_("不能并入自身")]
    if kept.merged_into is not None or other.merged_into is not None:
        return [_("其中一份已经并入别的资料")]
    if _rank(kept.state) < _rank(other.state):
        return [_("另一份办得更靠前（%(state)s），请保留那一份") % {"state": other.state_label}]
    return []


def _rank(state: str) -> int:
    """How far somebody has come: members before candidates before who is neither."""
    return SIDES if state in MEMBERS else int(state in CANDIDATES)


def _account(kept: TalentView, other: TalentView) -> str:
    if other.account is None:
        return ""
    if kept.account is None:
        return _("另一份的登录账号转给保留的资料，密码不变")
    return _("两份都有账号：另一份账号的角色和在办事项转到保留的账号，随后停用")
