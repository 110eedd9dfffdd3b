# SPDX-License-Identifier: MIT
"""What an account holds of its person: the account, its roles, its consents."""

from __future__ import annotations

from thinktank.identity.tables import Account, Consent, RoleGrant
from thinktank.kernel.actor import Role
from thinktank.kernel.subjects import MOST, Section, Subject


async def account(subject: Subject) -> Section:
    """Return the account itself; never its password or tokens."""
    a = Account
    found = await a.select(
        a.login, a.name, a.post, a.phone, a.email, a.unit._.name.as_alias("unit_name"), a.created_at
    ).where(a.id == subject.account)
    rows = [
        {
            "账号": row["login"], "姓名": row["name"], "单位": row["unit_name"], "职务": row["post"],
            "手机号": row["phone"], "邮箱": row["email"], "开通日期": f"{row['created_at']:%Y-%m-%d}",
        }
        for row in found
    ]  # fmt: skip
    return Section("账号", rows)


async def roles(subject: Subject) -> Section:
    """Return the roles held now and before."""
    g = RoleGrant
    found = await (
        g.select(g.role, g.unit._.name.as_alias("unit_name"), g.since, g.until)
        .where(g.account == subject.account)
        .order_by(g.id)
        .limit(MOST)
    )
    rows = [
        {"角色": Role(row["role"]).label, "单位": row["unit_name"], "自": row["since"], "至": row["until"] or "今"}
        for row in found
    ]
    return Section("角色", rows)


async def consents(subject: Subject) -> Section:
    """Return the versions of the notice agreed to."""
    c = Consent
    found = await c.select(c.version, c.at).where(c.account == subject.account).order_by(c.id).limit(MOST)
    return Section("告知与同意", [{"版本": row["version"], "同意时间": f"{row['at']:%Y-%m-%d %H:%M}"} for row in found])


MY_DATA = (account, roles, consents)
