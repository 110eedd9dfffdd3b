# SPDX-License-Identifier: MIT
"""Keeping an account in step with the person who uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from thinktank.identity.schemas import SetNotice
from thinktank.identity.states import SHIPPED_NOTICE
from thinktank.identity.tables import Account, Consent, PrivacyNotice, RoleGrant
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.pinyin import name_key
from thinktank.kernel.states import touch
from thinktank.trail import operations as trail

FOLLOWED = ("name", "unit", "post", "phone", "email")


async def follow(actor: Actor, *, account: int, values: Mapping[str, Any]) -> None:
    """Take over what changed of a person into the account: name, unit, post, phone, e-mail.

    A member's own role moves to the new unit; the earlier grant stays as history. Must run inside ``write_tx()``.
    """
    db.current_tx()
    taken = {name: values[name] for name in FOLLOWED if name in values}
    if not taken:
        return
    changes: dict[Any, Any] = {getattr(Account, name): value for name, value in taken.items()}
    if "name" in taken:
        changes[Account.name_key] = name_key(taken["name"])
    await touch(Account, id=account, version=None, values=changes)
    if "unit" in taken:
        await _move_membership(actor, account, taken["unit"])
    await trail.record(actor, "account.followed", "account", account, "账号随本人资料更新", fields=taken)


async def _move_membership(actor: Actor, account: int, unit: int) -> None:
    g, today = RoleGrant, clock.today()
    role = str(Role.MEMBER)
    here = (g.account == account) & (g.role == role) & g.until.is_null()
    moved = await g.update({g.until: today}).where(here & (g.unit != unit)).returning(g.id)
    if moved and not await db.exists(g.select(g.id).where(here & (g.unit == unit))):
        await g.insert(g(account=account, role=role, unit=unit, since=today, granted_by=actor.account or None))


async def forget(actor: Actor, *, account: int) -> None:
    """Empty an account's phone and e-mail and what the trail kept of them. Must run inside ``write_tx()``."""
    db.current_tx()
    await touch(Account, id=account, version=None, values={Account.phone: "", Account.email: ""})
    await trail.forget("account", account, ("phone", "email"))
    await trail.record(actor, "account.forgotten", "account", account, "删去账号的联系方式")


async def agree(actor: Actor, *, version: str) -> None:
    """Record that somebody has agreed to a version of the notice on personal information."""
    async with db.write_tx():
        await Consent.insert(Consent(account=actor.account, version=version, at=clock.now()))
        await touch(Account, id=actor.account, version=None, values={Account.consent_version: version})
        await trail.record(
            actor, "account.consented", "account", actor.account, "同意个人信息处理告知", fields={"version": version}
        )


async def set_notice(actor: Actor, *, command: SetNotice) -> None:
    """Write a new version of the notice, inside ``write_tx()``; Invalid for a version that was there before."""
    db.current_tx()
    n = PrivacyNotice
    known = command.version == SHIPPED_NOTICE or await db.exists(n.select(n.id).where(n.version == command.version))
    if known:
        raise Invalid(fields={"version": "这个版本号已经用过，请换一个，例如 2026-12"})
    items = msgspec.json.encode(command.items).decode()
    row = n(version=command.version, items=items, since=clock.now(), set_by=actor.account)
    id_ = (await n.insert(row).returning(n.id))[0]["id"]
    await trail.record(
        actor, "privacy_notice.set", "privacy_notice", id_, "更新个人信息处理告知", fields={"version": command.version}
    )
