# SPDX-License-Identifier: MIT
"""Conflicts of interest that people put on record or take off it, each with the reason."""

from __future__ import annotations

from reviews.rounds import operations_interests as interests
from reviews.rounds import queries, rules
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.schemas import InterestView, ItemView, Lift, Pin
from reviews.rounds.states import PINNABLE, UNTOLD, ConflictKind
from reviews.rounds.tables import Interest
from thinktank.identity.tables import Account
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.trail import operations as trail


async def pin(actor: Actor, *, id: int, command: Pin) -> list[InterestView]:  # noqa: A002 -- the item
    """Put on record that somebody may not judge an item; an assignment of theirs ends. Return what is on record.

    NotFound; Denied outside the department or once decided; Invalid for a kind that only data can show, an unknown
    account, or more requests of the applicant's than the setting allows.
    """
    async with db.write_tx():
        item = await queries.get_item(actor, id)
        require(rules.may_pin(actor, item))
        a = Account
        row = await a.select(a.name).where((a.id == command.account) & (a.state != "closed")).first()
        if row is None:
            raise Invalid(fields={"account": _("请选择账号")})
        if command.kind not in PINNABLE:
            raise Invalid(fields={"kind": _("这类情形由系统按名单发现，请另选")})
        await _within_requests(id, command)
        view = InterestView(command.account, command.kind, command.evidence, "pinned")
        await interests.note_interest(id, view, by=actor.account)
        fields = {"account": command.account, "kind": str(command.kind)}
        name = _("一位专家") if command.kind in UNTOLD else row["name"]
        text = _("登记回避：%(name)s，%(kind)s") % {"name": name, "kind": command.kind.label}
        await trail.record(
            actor, "round_item.recused", "round_item", id, text, detail=command.evidence, fields=fields, staff_only=True
        )
        await interests.detect_again(actor, id)
        return await conflicts.shown(actor, id)


async def _within_requests(item: int, command: Pin) -> None:
    """An applicant may name so many reviewers and no more (domain.md §2.1: three)."""
    if command.kind is not ConflictKind.REQUESTED:
        return
    most = (await policies.panels()).requests_most
    others = [one for one in await conflicts.interests(item) if one.kind is command.kind and not one.lifted]
    if len([one for one in others if one.account != command.account]) >= most:
        raise Invalid(fields={"kind": _("申报人最多可申请回避%(n)s位专家") % {"n": most}})


async def lift(actor: Actor, *, id: int, command: Lift) -> list[InterestView]:  # noqa: A002 -- the item
    """Find that a conflict does not hold; finding it again does not bring it back. Return what is on record.

    NotFound for what is not there, Denied for what blocks whoever says otherwise, Conflict when it was lifted.
    """
    async with db.write_tx():
        item = await queries.get_item(actor, id)
        one = await _the_one(actor, item, command)
        require(rules.may_lift(actor, item, one))
        if one.lifted:
            raise Conflict(_("已解除，请刷新页面"), code="stale")
        n = Interest
        same = (n.item == id) & (n.account == command.account) & (n.kind == str(command.kind))
        values = {n.active: False, n.lifted_at: clock.now(), n.note: command.reason, n.by: actor.account}
        if not await n.update(values).where(same).returning(n.id):
            await n.insert(
                n(item=id, account=one.account, kind=str(one.kind), source=one.source, evidence=one.evidence,
                  active=False, by=actor.account, at=clock.now(), lifted_at=clock.now(), note=command.reason)
            )  # fmt: skip
        name = _("一位专家") if one.kind in UNTOLD else one.name
        text = _("解除回避：%(name)s，%(kind)s") % {"name": name, "kind": one.kind.label}
        fields = {"account": command.account, "kind": str(command.kind)}
        await trail.record(
            actor, "round_item.recusal_lifted", "round_item", id, text, detail=command.reason, fields=fields,
            staff_only=True,
        )  # fmt: skip
        return await conflicts.shown(actor, id)


async def _the_one(actor: Actor, item: ItemView, command: Lift) -> InterestView:
    """The conflict that a command names: on record, or as it shows in the data now."""
    found = [one for candidate in await conflicts.conflicts(item) for one in candidate.conflicts]
    for one in rules.shown_to(actor, [*await conflicts.interests(item.id), *found]):
        if (one.account, one.kind) == (command.account, command.kind):
            return one
    raise NotFound
