# SPDX-License-Identifier: MIT
"""Handing a desk over: what a leaver holds, what would move, and moving it."""

from __future__ import annotations

from thinktank.admin import rules
from thinktank.admin.schemas import HandOver, HeldKind, MoveLine
from thinktank.identity import holdings
from thinktank.identity import operations as identity
from thinktank.identity import queries as accounts
from thinktank.identity import queries_accounts as cared
from thinktank.identity.holdings import Holding, Move
from thinktank.identity.schemas import AccountView
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.policy import require
from thinktank.notices import operations as notices
from thinktank.trail import operations as trail


async def desk_of(actor: Actor, account: int) -> tuple[AccountView, list[HeldKind]]:
    """Return an account and everything open that it holds, by kind; NotFound outside the care, Denied for others."""
    require(rules.may_hand_over(actor))
    view = await accounts.account(actor, account)
    kinds = [
        HeldKind(kind.key, kind.title, kind.needs.label if kind.needs else "", await kind.held(account))
        for kind in holdings.registered()
    ]
    return view, [kind for kind in kinds if kind.items]


async def preview(actor: Actor, *, account: int, command: HandOver) -> list[MoveLine]:
    """Tell what a hand-over would move, kind by kind, and what stands against it; nothing is changed."""
    _leaver, kinds = await desk_of(actor, account)
    await _check_successor(actor, account, command.successor)
    chosen = _chosen(command.items)
    held = {kind.key: {item.id for item in kind.items} for kind in kinds}
    roles = set(await cared.roles_held(command.successor)) | await _roles_on_the_way(account, chosen)
    return [
        MoveLine(kind.title, len(ids), _fault(kind, ids, held.get(kind.key, set()), roles))
        for kind in holdings.registered()
        if (ids := chosen.get(kind.key))
    ]


async def hand_over(actor: Actor, *, account: int, command: HandOver) -> int:
    """Pass what is ticked to the successor and tell both; return how many things.

    All of it or nothing. NotFound outside the care, Denied for others than officers, Invalid naming what the
    successor lacks or what is no longer held.
    """
    async with db.write_tx():
        lines = await preview(actor, account=account, command=command)
        faults = [f"{line.title}：{line.fault}" for line in lines if line.fault]
        if faults or not lines:
            raise Invalid(fields={"items": "；".join(faults) or "请勾选要移交的事项"})
        chosen, moved = _chosen(command.items), 0
        for kind in holdings.registered():
            if ids := chosen.get(kind.key):
                move = Move(leaver=account, successor=command.successor, ids=ids, reason=command.reason)
                moved += await kind.move(actor, move)
        words = "、".join(f"{line.title}{line.count}件" for line in lines)
        for one in (account, command.successor):
            fields = {"from": account, "to": command.successor, "items": command.items}
            await trail.record(
                actor, "account.handed_over", "account", one, f"工作交接：{words}", detail=command.reason, fields=fields
            )
        await notices.notify(
            [command.successor, account], rule="account.handed_over", kind="account", record=account,
            title=f"工作交接：{words}", body=command.reason, href="/", occasion=str(command.successor),
        )  # fmt: skip
        if command.close:
            await identity.close_account(actor, id=account)
        return moved


async def _check_successor(actor: Actor, account: int, successor: int) -> None:
    view = await accounts.account(actor, successor)
    if successor == account or view.state == "closed":
        raise Invalid(fields={"successor": "请选择另一个可用的账号"})


def _chosen(items: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for item in items:
        key, _, number = item.partition(":")
        if not number.isdigit():
            raise Invalid(fields={"items": "请从列出的事项中勾选"})
        found.setdefault(key, []).append(int(number))
    return found


async def _roles_on_the_way(account: int, chosen: dict[str, list[int]]) -> set[Role]:
    """The roles that move along: who gets the mentor's role with the desk may get the mentor's projects."""
    if not chosen.get("roles"):
        return set()
    labels = {role.label: role for role in Role}
    kind = next(one for one in holdings.registered() if one.key == "roles")
    titles = [item.title.partition("（")[0] for item in await kind.held(account) if item.id in chosen["roles"]]
    return {labels[title] for title in titles}


def _fault(kind: Holding, ids: list[int], held: set[int], roles: set[Role]) -> str:
    if not set(ids) <= held:
        return "有的已不在其名下，请刷新后重选"
    if kind.needs is not None and kind.needs not in roles:
        return f"接手人不是{kind.needs.label}，请先授予角色或一并移交角色"
    return ""
