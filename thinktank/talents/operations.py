# SPDX-License-Identifier: MIT
"""The writers of the bank, one person or a list at a time; rosters come in through ``rosters``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from thinktank.identity import operations as identity
from thinktank.identity.schemas import Issued, NewAccount
from thinktank.index import operations as index
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.pinyin import syllables
from thinktank.kernel.policy import require
from thinktank.kernel.states import move, touch
from thinktank.policies import queries as policies
from thinktank.talents import queries, rules
from thinktank.talents.events import MembershipChanged
from thinktank.talents.schemas import Filter, TakeStep, TalentView
from thinktank.talents.states import IN_BANK, MEMBERSHIP, NEEDS_REASON
from thinktank.talents.tables import Talent
from thinktank.tally import operations as tally
from thinktank.trail import operations as trail

MOST_AT_ONCE = 500


# -- membership -----------------------------------------------------------------------------------------------


async def admit(
    actor: Actor, *, ids: Sequence[int] = (), chosen: Filter | None = None, admitted_on: date | None = None
) -> int:
    """Make candidates members for a term, each with a line of the growth record; return how many.

    ``chosen`` takes, instead of ids, the candidates that a list's conditions find, up to 500 at once. Raises
    NotFound for a hidden person, Conflict when one is no candidate (nobody is admitted then), Invalid for an
    empty choice or a day in the future.
    """
    day = admitted_on or clock.today()
    if day > clock.today():
        raise Invalid(fields={"admitted_on": _("入库日期不能晚于今天")})
    async with db.write_tx():
        if chosen is not None:
            ids = await queries.ids_of(actor, chosen, limit=MOST_AT_ONCE)
        if not ids:
            raise Invalid(_("请先勾选要入库的候选人"))
        if len(ids) > MOST_AT_ONCE:
            raise Invalid(_("一次最多办理%(n)d人，请分几次") % {"n": MOST_AT_ONCE})
        people = await _standing_of(await queries.visible_ids(actor, ids))
        for one in people:
            require(rules.may_admit(actor, "submitted"))
            await _admit_one(actor, one, day)
        await _count(Counter((one["state"], one["direction"]) for one in people), to="active")
        return len(people)


async def _standing_of(ids: Sequence[int]) -> list[dict[str, str | int]]:
    t = Talent
    return await t.select(t.id, t.name, t.state, t.direction).where(t.id.is_in(list(ids))).order_by(t.id)


async def _admit_one(actor: Actor, one: dict[str, str | int], day: date) -> None:
    talent = int(one["id"])
    term_to = term_end(day, (await policies.programme()).term_years)
    await move(Talent, MEMBERSHIP, "admit", id=talent, also={Talent.admitted_on: day, Talent.term_to: term_to})
    await trail.record(
        actor,
        "talent.admitted",
        "talent",
        talent,
        _("准予入库"),
        detail=_("任期至%(day)s") % {"day": term_to.isoformat()},
        fields={"admitted_on": day, "term_to": term_to},
    )
    await events.announce(MembershipChanged(actor=actor, talent=talent, step="admit", on=day, case=talent))


def term_end(day: date, years: int) -> date:
    """Return the last day of a term of so many years that begins on a day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


async def take_step(actor: Actor, *, id: int, command: TakeStep) -> TalentView:  # noqa: A002 -- the record's id
    """Take one step of a person's membership, such as 征求单位意见 or 退出智库.

    Raises NotFound outside the scope, Denied for who does not take this step, Invalid where a reason is missing,
    Conflict when the step does not start from the present state or somebody else was faster.
    """
    name = command.step
    async with db.write_tx():
        office, unit = await queries.office_covers(actor, id)
        require(rules.may_step(actor, name, office=office, unit=unit))
        step = MEMBERSHIP.transition(name)
        if name in NEEDS_REASON and not command.note.strip():
            raise Invalid(fields={"note": _("%(step)s须写明理由") % {"step": step.label}})
        before = (await _standing_of([id]))[0]
        await move(Talent, MEMBERSHIP, name, id=id, version=command.version)
        await trail.record(
            actor, f"talent.{name}", "talent", id, _(step.label), detail=command.note, fields={"state": step.to}
        )
        await _count(Counter([(before["state"], before["direction"])]), to=step.to)
        if step.to not in IN_BANK and step.to != "draft":
            await index.drop("talent", id)
        return await queries.get(actor, id)


async def _count(people: Counter[tuple[str | int, str | int]], *, to: str) -> None:
    """Keep the counts of people whose state changes: (state, direction) before, all of them to one state."""
    changes: Counter[tuple[str, str]] = Counter()
    for (state, direction), n in people.items():
        changes.update(counted(str(state), str(direction), -n))
        changes.update(counted(to, str(direction), n))
    await bump_all(changes)


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
