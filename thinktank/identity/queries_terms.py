# SPDX-License-Identifier: MIT
"""What ends: accounts past their last day or close to it, roles that ended, delegations in force and over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from thinktank.identity import delegations, rules
from thinktank.identity.queries import in_scope
from thinktank.identity.schemas import TermCount, TermRow, Terms
from thinktank.identity.tables import Account, Delegation, RoleGrant
from thinktank.kernel import clock, paging
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import Page
from thinktank.kernel.policy import require

SOON = timedelta(days=30)
KINDS = {
    "expiring": "30天内到期", "expired": "已到期账号", "roles": "已收回的角色", "delegated": "生效中的委托",
    "returned": "已结束的委托",
}  # fmt: skip


def _narrowed(actor: Actor, query: Any, unit: Any) -> Any:
    """Keep what is in the actor's care: an officer's scope, everything for the system administrator."""
    if actor.has(Role.SYS_ADMIN):
        return query
    scope = in_scope(actor, (Role.OFFICER,), unit)
    return query if scope is None else query.where(scope)


def _accounts(actor: Actor, what: str, *columns: Any) -> Any:
    a, today = Account, clock.today()
    where = a.expires_on.is_not_null()
    if what == "expired":
        where &= a.expires_on < today
    else:
        where &= (a.expires_on >= today) & (a.expires_on <= today + SOON) & (a.state != "closed")
    return _narrowed(actor, a.select(*columns).where(where), a.unit)


def _roles(actor: Actor, *columns: Any) -> Any:
    g = RoleGrant
    where = g.until.is_not_null() & (g.until <= clock.today())
    return _narrowed(actor, g.select(*columns).where(where), g.account._.unit)


def _delegations(actor: Actor, what: str, *columns: Any) -> Any:
    d = Delegation
    where = delegations.running() if what == "delegated" else d.ended_at.is_not_null() | (d.until < clock.today())
    return _narrowed(actor, d.select(*columns).where(where), d.principal._.unit)


async def counts(actor: Actor) -> list[TermCount]:
    """Return how many of each there are in the actor's care, up to 1000+: one statement. Denied for others."""
    require(rules.may_manage(actor))
    a, d = Account.id, Delegation.id
    found = await paging.bounded_counts(
        (_accounts(actor, "expiring"), a), (_accounts(actor, "expired"), a), (_roles(actor), RoleGrant.id),
        (_delegations(actor, "delegated"), d), (_delegations(actor, "returned"), d),
    )  # fmt: skip
    return [TermCount(what, _(label), n) for (what, label), n in zip(KINDS.items(), found, strict=True)]


async def listed(actor: Actor, what: str, *, after: str | None = None, before: str | None = None) -> Terms:
    """Return a page of one of them beside the counts: what ends next first, what has ended latest first.

    Raises Denied for who does not look after accounts, Invalid for a kind that is not there.
    """
    figures = await counts(actor)
    if what not in KINDS:
        raise Invalid(_("没有这一类，请从列出的类别中选择"))
    return Terms(what, figures, await _rows(actor, what, after, before))


async def _rows(actor: Actor, what: str, after: str | None, before: str | None) -> Page[TermRow]:
    if what in {"expiring", "expired"}:
        a = Account
        query = _accounts(
            actor, what, a.id, a.id.as_alias("account"), a.name, a.unit._.name.as_alias("unit_name"), a.post, a.state,
            a.expires_on.as_alias("until"),
        )  # fmt: skip
        return await paging.page(
            query, TermRow, key=a.expires_on, id_=a.id, key_name="until", descending=what == "expired", after=after,
            before=before,
        )  # fmt: skip
    if what == "roles":
        g, w = RoleGrant, RoleGrant.account
        query = _roles(
            actor, g.id, g.account, w._.name.as_alias("name"), w._.unit._.name.as_alias("unit_name"),
            w._.post.as_alias("post"), w._.state.as_alias("state"), g.role, g.unit._.name.as_alias("at"), g.since,
            g.until,
        )  # fmt: skip
        return await paging.newest(query, TermRow, g.id, after=after, before=before)
    d, p = Delegation, Delegation.principal
    query = _delegations(
        actor, what, d.id, d.principal.as_alias("account"), p._.name.as_alias("name"),
        p._.unit._.name.as_alias("unit_name"), p._.post.as_alias("post"), p._.state.as_alias("state"),
        d.deputy._.name.as_alias("deputy"), d.since, d.until, d.ended_at,
    )  # fmt: skip
    return await paging.newest(query, TermRow, d.id, after=after, before=before)
