# SPDX-License-Identifier: MIT
"""The writers of the bank, one person or a list at a time; rosters come in through ``rosters``."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Protocol

from thinktank.identity import operations as identity
from thinktank.identity.schemas import Issued, NewAccount
from thinktank.index import operations as index
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict
from thinktank.kernel.i18n import _
from thinktank.kernel.pinyin import syllables
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.talents import queries, rules
from thinktank.talents.states import IN_BANK, MEMBERSHIP
from thinktank.talents.tables import Talent
from thinktank.tally import operations as tally
from thinktank.trail import operations as trail

# -- one step of a membership ------------------------------------------------------------------------------------


class Stand(Protocol):
    """What a step needs to know of a person."""

    id: int
    state: str
    direction: str


async def advance(
    actor: Actor,
    person: Stand,
    step: str,
    *,
    note: str = "",
    version: int | None = None,
    also: dict[Any, Any] | None = None,
    fields: dict[str, Any] | None = None,
) -> None:
    """Take a person through one transition with its line on the trail, its counts and its search entry.

    Inside ``write_tx()``; the caller has asked the rules. Raises Conflict when the step does not start from the
    person's state or somebody else was faster.
    """
    transition = MEMBERSHIP.transition(step)
    await move(Talent, MEMBERSHIP, step, id=person.id, version=version, also=also)
    told = {"state": transition.to, **(fields or {})}
    await trail.record(actor, f"talent.{step}", "talent", person.id, _(transition.label), detail=note, fields=told)
    changes = counted(person.state, person.direction, -1)
    changes.update(counted(transition.to, person.direction, 1))
    await bump_all(changes)
    if transition.to in IN_BANK and person.state not in IN_BANK:
        await put_in_index(person.id)
    elif transition.to not in IN_BANK and transition.to != "draft":
        await index.drop("talent", person.id)


def detail_of(unit_name: str, post: str) -> str:
    """Return the second line of a person's search entry."""
    return f"{unit_name} {post}".strip()[:300]


def words_of(name: str, unit_name: str, post: str, strengths: str, interest: str) -> list[str]:
    """Return what a person is found by: nothing that a colleague may not see (class P1)."""
    return [word for word in (name, unit_name, post, strengths, interest) if word]


async def put_in_index(talent: int) -> None:
    """Write a person's search entry afresh."""
    t = Talent
    query = t.select(t.name, t.unit._.name.as_alias("unit_name"), t.post, t.strengths, t.research_interest)
    row = (await query.where(t.id == talent))[0]
    words = words_of(row["name"], row["unit_name"], row["post"], row["strengths"], row["research_interest"])
    detail = detail_of(row["unit_name"], row["post"])
    await index.put("talent", talent, row["name"], detail, f"/talents/{talent}", words)


def term_end(day: date, years: int) -> date:
    """Return the last day of a term of so many years that begins on a day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def counted(state: str, direction: str, n: int) -> Counter[tuple[str, str]]:
    """Return what ``n`` people of a state and direction add to the counts, by (name, key)."""
    found: Counter[tuple[str, str]] = Counter()
    found["talent.state", state] = n
    if direction and state in IN_BANK:
        found["talent.direction", direction] = n
    if state == "active":
        found["talent.active", direction] = n
    return found


async def bump_all(changes: Counter[tuple[str, str]]) -> None:
    """Write changed counts, inside ``write_tx()``."""
    for (name, key), by in sorted(changes.items()):
        if by:
            await tally.bump(name, key=key, by=by)


# -- account, phone -------------------------------------------------------------------------------------------


def suggested_login(name: str) -> str:
    """Return a login made of a name's sounds, such as zengtao; at least three characters."""
    plain = "".join(char for char in "".join(syllables(name)).lower() if char.isascii() and char.isalnum())
    return (plain or "member").ljust(3, "0")[:40]


async def open_account(actor: Actor, *, id: int, login: str = "") -> Issued:  # noqa: A002 -- the record's id
    """Make an account with the member's role for a person of the bank; return the one-time activation link.

    Raises NotFound outside the scope, Denied for others than officers or when there is an account already,
    Invalid when the login is taken.
    """
    async with db.write_tx():
        person = await queries.get(actor, id)
        require(rules.may_open_account(actor, person.account))
        command = NewAccount(
            login=login or suggested_login(person.name),
            name=person.name,
            unit=person.unit,
            role=Role.MEMBER,
            post=person.post[:80],
            email=person.email,
        )
        issued = await identity.create_account(actor, command=command)
        await touch(Talent, id=id, version=None, values={Talent.account: issued.account})
        await trail.record(
            actor, "talent.account_opened", "talent", id, _("开通账号"), fields={"account": issued.account}
        )
        return issued


async def reveal_phone(actor: Actor, *, id: int) -> str:  # noqa: A002 -- the record's id
    """Return a person's phone in full and record the look (ui/README §9); Denied outside the office."""
    async with db.write_tx():
        phone = await queries.full_phone(actor, id)
        if not phone:
            raise Conflict(_("没有登记联系电话"))
        await trail.record(actor, "talent.phone_seen", "talent", id, _("查看完整号码"), staff_only=True)
        return phone
