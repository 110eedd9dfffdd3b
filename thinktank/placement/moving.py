# SPDX-License-Identifier: MIT
"""The balanced proposal: what it would take to give the directions wanted sizes, and carrying it out."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import msgspec

from thinktank.identity import queries as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.parts import chunks
from thinktank.kernel.policy import require
from thinktank.placement import operations, rules
from thinktank.placement.balancing import Balance, Person, balance
from thinktank.placement.operations import Ruling
from thinktank.placement.schemas import ApplyMove, ApplyMoves, BalanceView, ChooseMoves, Confirmed, MoveLine, WantSizes
from thinktank.placement.tables import DirectionProposal
from thinktank.talents import queries as talents
from thinktank.talents.conditions import OFFICE_ROLES
from thinktank.talents.states import IN_BANK

MOST_PEOPLE = 20_000


class _Placed(msgspec.Struct):
    talent: int
    version: int
    name: str
    unit_name: str
    post: str
    direction: str
    main: str
    scores: str

    @property
    def now(self) -> str:
        return self.direction or self.main


async def suggest(actor: Actor, *, command: WantSizes) -> BalanceView:
    """Return the moves that give the directions the wanted sizes and lose the least fit; nothing is written.

    Denied for others than the office, Invalid with the reason where no placing has these sizes.
    """
    require(rules.may_decide(actor))
    found = await _everybody(actor)
    people = [_person(one, confirmed=command.confirmed) for one in found]
    wanted = {d: n for d in Direction if (n := getattr(command, d.value)) is not None}
    if not wanted:
        raise Invalid(_("请至少填写一个方向的人数"))
    return _view(found, await asyncio.to_thread(balance, people, wanted))


def _person(one: _Placed, *, confirmed: bool) -> Person:
    now = Direction(one.now) if one.now else None
    return Person(one.talent, json.loads(one.scores), now, fixed=bool(one.direction) and not confirmed)


async def _everybody(actor: Actor) -> list[_Placed]:
    p = DirectionProposal
    query = p.select(
        p.talent, p.talent._.version.as_alias("version"), p.talent._.name.as_alias("name"),
        p.talent._.unit._.name.as_alias("unit_name"), p.talent._.post.as_alias("post"),
        p.talent._.direction.as_alias("direction"), p.main, p.scores,
    ).where(p.talent._.state.is_in(list(IN_BANK)))  # fmt: skip
    scope = _scope(actor)
    query = query if scope is None else query.where(scope)
    found = await db.rows(query.order_by(p.talent).limit(MOST_PEOPLE + 1), _Placed)
    if len(found) > MOST_PEOPLE:
        raise Invalid(_("超过%(n)d人，请按单位分开调配") % {"n": MOST_PEOPLE})
    return found


def _scope(actor: Actor) -> Any:
    p = DirectionProposal
    return identity.in_scope(actor, OFFICE_ROLES, p.talent._.unit, p.talent._.direction)


def _view(found: list[_Placed], solved: Balance) -> BalanceView:
    by_id = {one.talent: one for one in found}
    then = Counter(direction.value for direction in solved.placed.values())
    now = Counter(one.now for one in found)
    moves = []
    for move in solved.moves:
        one = by_id[move.person]
        moves.append(
            MoveLine(
                talent=one.talent,
                version=one.version,
                name=one.name,
                unit_name=one.unit_name,
                post=one.post,
                from_=one.now,
                to=move.to.value,
                cost=move.cost,
                confirmed=bool(one.direction),
            )
        )
    return BalanceView(
        people=len(found),
        now={d.value: now[d.value] for d in Direction},
        then={d.value: then[d.value] for d in Direction},
        cost=solved.cost,
        moves=moves,
    )


async def apply(actor: Actor, *, command: ApplyMoves) -> Confirmed:
    """Carry out moves as decisions of the office, each with the reason on its history; return how many.

    All or none. Raises Denied for others than the office, NotFound for a hidden person, Conflict when somebody
    changed one of the cards since, Invalid for a person named twice.
    """
    require(rules.may_decide(actor))
    wanted = {move.talent: move for move in command.moves}
    if len(wanted) != len(command.moves):
        raise Invalid(_("同一个人只能调整一次，请重新生成调配方案"))
    async with db.write_tx():
        ids = await talents.visible_ids(actor, list(wanted))
        stands = await talents.standing(actor, ids)
        require(rules.may_place(actor, office=all(stands[one][0] for one in ids) or actor.is_system, state=IN_BANK[0]))
        rulings = [_ruling(one, wanted[one.talent], command.reason) for one in await _cards(ids)]
        if len(rulings) != len(wanted):
            raise Conflict(_("名单里有人已经出库，请重新生成调配方案"))
        await operations.rule(actor, rulings)
    return Confirmed(confirmed=len(rulings))


class _Card(msgspec.Struct):
    talent: int
    version: int
    state: str
    direction: str
    main: str


async def _cards(ids: list[int]) -> list[_Card]:
    p = DirectionProposal
    found = []
    for part in chunks(ids):
        query = p.select(
            p.talent, p.talent._.version.as_alias("version"), p.talent._.state.as_alias("state"),
            p.talent._.direction.as_alias("direction"), p.main,
        ).where(p.talent.is_in(list(part)) & p.talent._.state.is_in(list(IN_BANK)))  # fmt: skip
        found += await db.rows(query.order_by(p.talent), _Card)
    return found


def _ruling(card: _Card, move: ApplyMove, reason: str) -> Ruling:
    if card.version != move.version:
        raise Conflict(_("名单里有人的资料或方向刚刚改过，请重新生成调配方案"), code="stale")
    return Ruling(
        talent=card.talent,
        main=move.to.value,
        secondary="",
        state=card.state,
        present=card.direction,
        proposed=card.main,
        reason=reason,
    )


def chosen(command: ChooseMoves) -> ApplyMoves:
    """Read a page's ticked boxes (talent-version-direction) as moves; Invalid for what is none of ours."""
    if not command.moves:
        raise Invalid(_("请先勾选要采用的调整"))
    try:
        parts = [text.split("-") for text in command.moves]
        moves = [ApplyMove(int(talent), int(version), Direction(to)) for talent, version, to in parts]
    except ValueError as fault:
        raise Invalid(_("调整清单已经失效，请重新生成调配方案")) from fault
    return ApplyMoves(moves=moves, reason=command.reason)
