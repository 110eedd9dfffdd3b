# SPDX-License-Identifier: MIT
"""Reviewers' accounts for one round: they end some days after it, later when it is extended, and by themselves."""

from __future__ import annotations

from datetime import date, timedelta

from reviews.rounds import queries, rules
from reviews.rounds.schemas import ExtendRound, InviteReviewer, RoundView
from reviews.rounds.states import RoundState
from reviews.rounds.tables import Assignment, Round
from thinktank.identity import limits
from thinktank.identity import operations as identity
from thinktank.identity import operations_accounts as accounts
from thinktank.identity.schemas import Issued, NewAccount
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.trail import operations as trail


async def last_day(closes_on: date) -> date:
    """Return until when a reviewer's account for a round is good (policies.account_rules)."""
    return closes_on + timedelta(days=(await limits.current()).reviewer_days)


async def invite(actor: Actor, *, id: int, command: InviteReviewer) -> Issued:  # noqa: A002 -- the round
    """Make a reviewer's account that ends with a round; return its one-time activation link.

    NotFound; Denied for others than officers; Conflict for a round that is over; Invalid when the login is taken.
    """
    async with db.write_tx():
        round_ = await queries.get_round(actor, id)
        require(rules.may_run(actor))
        if round_.state != RoundState.OPEN:
            raise Conflict(_("本轮评审已结束，请新开一轮"), code="illegal")
        until = await last_day(round_.closes_on)
        account = NewAccount(
            login=command.login, name=command.name, unit=command.unit, role=Role.REVIEWER, post=command.post,
            phone=command.phone, email=command.email, until=until,
        )  # fmt: skip
        issued = await identity.create_account(actor, command=account)
        text = _("开通本轮评审专家账号：%(name)s，至%(day)s") % {"name": command.name, "day": until.isoformat()}
        fields = {"account": issued.account, "until": until}
        await trail.record(actor, "round.reviewer_invited", "round", id, text, fields=fields, staff_only=True)
        return issued


async def extend(actor: Actor, *, id: int, command: ExtendRound) -> RoundView:  # noqa: A002 -- the round
    """Let an open round end later, and with it the accounts that were made for it.

    NotFound, Denied, Conflict when it is over or stale, Invalid for a day that is not later.
    """
    async with db.write_tx():
        round_ = await queries.get_round(actor, id)
        require(rules.may_run(actor))
        if round_.state != RoundState.OPEN:
            raise Conflict(_("本轮评审已结束，请先重新开启"), code="illegal")
        if round_.discuss_until is not None and command.closes_on >= round_.discuss_until:
            raise Invalid(fields={"closes_on": _("须早于讨论截止，请先在评审安排中推后讨论")})
        if command.closes_on <= max(round_.closes_on, clock.today() - timedelta(days=1)):
            raise Invalid(fields={"closes_on": _("新的截止日期须晚于原来的，且不早于今天")})
        await touch(Round, id=id, version=command.version, values={Round.closes_on: command.closes_on})
        text = _("延长评审至%(day)s") % {"day": command.closes_on.isoformat()}
        fields = {"closes_on": command.closes_on}
        await trail.record(actor, "round.extended", "round", id, text, detail=command.reason, fields=fields)
        await keep_guests(actor, round_=id, closes_on=command.closes_on)
        a = Assignment
        sooner = (a.item._.round == id) & (a.extended_to <= command.closes_on)
        await a.update({a.extended_to: None}).where(a.id.is_in(a.select(a.id).where(sooner)))
    return await queries.get_round(actor, id)


async def keep_guests(actor: Actor, *, round_: int, closes_on: date, only: list[int] | None = None) -> int:
    """Let the accounts of a round's reviewers that end on a day end no earlier than the round needs; return how many.

    Inside ``write_tx()``. ``only`` names some of the reviewers, who have just been assigned.
    """
    a = Assignment
    found = only
    if found is None:
        found = [row["reviewer"] for row in await a.select(a.reviewer).where(a.item._.round == round_)]
    return await accounts.keep_until(actor, accounts=found, role=Role.REVIEWER, day=await last_day(closes_on))
