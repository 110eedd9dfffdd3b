# SPDX-License-Identifier: MIT
"""Giving many people access at once."""

from __future__ import annotations

from itertools import count

from thinktank.admin import queries, rules
from thinktank.admin.schemas import Card, Newcomer, OpenAccess
from thinktank.identity import operations as identity
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import NotFound
from thinktank.kernel.policy import require
from thinktank.talents import operations as talents


async def open_access(actor: Actor, *, command: OpenAccess) -> list[Card]:
    """Give each of these people a one-time link, with an account where there is none; all of them or nobody.

    The links are in the answer and nowhere else. NotFound when one of them is outside the actor's care, Denied
    for who may not.
    """
    require(rules.may_onboard(actor))
    async with db.write_tx():
        people = await queries.newcomers_of(actor, command.people)
        if {person.talent for person in people} != set(command.people):
            raise NotFound("名单已有变化：有人不在您的范围内，请刷新后重选")
        for person in people:
            require(rules.may_open(actor, person.account))
        logins = await _fresh_logins([person for person in people if person.account is None])
        return [await _card(actor, person, logins.get(person.talent, "")) for person in people]


async def _fresh_logins(people: list[Newcomer]) -> dict[int, str]:
    """A login that nobody has for each of these: the name's sounds, with a number where that is taken."""
    stems = {person.talent: talents.suggested_login(person.name) for person in people}
    taken = await queries.taken_logins(list(stems.values()))
    found: dict[int, str] = {}
    for talent, stem in stems.items():
        login = next(name for n in count(1) if (name := stem if n == 1 else f"{stem}{n}") not in taken)
        taken.add(login)
        found[talent] = login
    return found


async def _card(actor: Actor, person: Newcomer, login: str) -> Card:
    if person.account is None:
        issued = await talents.open_account(actor, id=person.talent, login=login)
    else:
        issued = await identity.issue_link(actor, account=person.account)
    return Card(
        name=person.name,
        unit_name=person.unit_name,
        login=issued.login,
        path=issued.path,
        expires_at=issued.expires_at,
        renewed=person.account is not None,
    )
