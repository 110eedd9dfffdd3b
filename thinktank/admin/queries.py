# SPDX-License-Identifier: MIT
"""Who cannot sign in yet."""

from __future__ import annotations

from typing import Any

from piccolo.columns.combination import WhereRaw

from thinktank.admin import rules
from thinktank.admin.schemas import MOST_AT_ONCE, Newcomer
from thinktank.identity import queries as identity
from thinktank.identity import queries_accounts as cared
from thinktank.identity.schemas import UnitView
from thinktank.identity.tables import Account, UnitAncestry
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import require
from thinktank.talents.conditions import OUTSIDE
from thinktank.talents.tables import Talent

INVITED = WhereRaw("account.state = 'invited'")  # in the very words of the index account_invited


def _people(actor: Actor) -> Any:
    """The select of the people of the bank in the actor's care with their accounts; a liaison opens no first one."""
    t = Talent
    query = t.select(
        t.id.as_alias("talent"), t.name, t.post, t.unit, t.unit._.name.as_alias("unit_name"), t.account,
        t.account._.login.as_alias("login"), t.account._.state.as_alias("state"),
    ).where(t.state.not_in(OUTSIDE))  # fmt: skip
    if not (actor.is_system or actor.has(Role.OFFICER)):
        query = query.where(t.account.is_not_null())
    where = identity.in_scope(actor, (Role.OFFICER, Role.LIAISON), t.unit)
    return query if where is None else query.where(where)


async def newcomers(actor: Actor, *, unit: int | None = None, everybody: bool = False) -> list[Newcomer]:
    """Return who cannot sign in yet, by unit and name, perhaps of one unit's subtree; Denied for other roles.

    ``everybody`` lists those who can as well, for whoever has forgotten the password.
    """
    require(rules.may_onboard(actor))
    t = Talent
    query = _people(actor)
    if everybody:
        query = query.where(t.account.is_null() | (t.account._.state != "closed"))
    else:
        invited = Account.select(Account.id).where(INVITED)
        query = query.where(t.account.is_null() | t.account.is_in(invited))
    if unit is not None:
        below = UnitAncestry.select(UnitAncestry.unit).where(UnitAncestry.ancestor == unit)
        query = query.where(t.unit.is_in(below))
    query = query.order_by(t.unit).order_by(t.name_key).order_by(t.id).limit(MOST_AT_ONCE)
    return await db.rows(query, Newcomer)


async def newcomers_of(actor: Actor, people: list[int]) -> list[Newcomer]:
    """Return those of these people who are in the actor's care, by unit and name."""
    require(rules.may_onboard(actor))
    t = Talent
    query = _people(actor).where(t.id.is_in(people[:MOST_AT_ONCE])).order_by(t.unit).order_by(t.name_key)
    return await db.rows(query.order_by(t.id), Newcomer)


async def units_in_care(actor: Actor) -> list[UnitView]:
    """Return the units that the actor may choose from here: all for an officer, else those of a liaison's subtrees."""
    return await (identity.unit_options() if actor.has(Role.OFFICER) else cared.units_of(actor, (Role.LIAISON,)))


async def taken_logins(stems: list[str]) -> set[str]:
    """Return the logins that begin with one of these and are in use."""
    found: set[str] = set()
    for stem in dict.fromkeys(stems):
        rows = await db.raw("SELECT login FROM account WHERE login >= {} AND login < {}", stem, stem + "\x7f")
        found.update(row["login"] for row in rows)
    return found
