# SPDX-License-Identifier: MIT
"""First set-up and accounts, as the command line does them."""

from __future__ import annotations

from datetime import date

import msgspec

from reviews.rubrics import operations as rubrics
from thinktank.identity import operations as identity
from thinktank.identity import queries
from thinktank.identity.schemas import NewAccount
from thinktank.kernel import clock, db, migrate
from thinktank.kernel.actor import ADMINS, Actor, Role, system
from thinktank.kernel.errors import Invalid
from thinktank.policies import operations as policies
from thinktank.policies.schemas import YearContent
from thinktank.tally import operations as tally

STRICT_ADMINS = (
    ("sysadmin", "系统管理员", Role.SYS_ADMIN),
    ("secadmin", "安全管理员", Role.SEC_ADMIN),
    ("auditadmin", "审计管理员", Role.AUDIT_ADMIN),
)


def command_line() -> Actor:
    """The named actor of what is done at the keyboard of the server."""
    return system("命令行")


async def upgrade() -> list[str]:
    """Bring the database up to this release and count afresh what it counts; return the steps that were missing."""
    missing = await migrate.pending()
    await migrate.forwards()
    if missing:
        await tally.rebuild()
    return missing


async def set_up(*, district: str, login: str, name: str, separation: str) -> list[tuple[str, str]]:
    """Make the tables, the district, its rubrics and the first account; return (who, path of the activation link).

    With ``single`` separation the first officer is the three administrators as well; with ``strict`` each of them
    is an account of its own (decisions.md, 三员). Raises Conflict when the district is there already.
    """
    await migrate.forwards()
    actor = command_line()
    async with db.write_tx():
        root = await identity.create_root(actor, name=district)
        await _open_year(actor)
        await rubrics.ship(actor)
        first = await identity.create_account(actor, command=account(login, name, root, Role.OFFICER))
        links = [(f"{name}（{login}，经办人）", first.path)]
        if separation == "single":
            for role in sorted(ADMINS):
                await identity.grant_role(actor, account=first.account, role=role, unit=root)
            return links
        for admin, label, role in STRICT_ADMINS:
            made = await identity.create_account(actor, command=account(admin, label, root, role))
            links.append((f"{label}（{admin}）", made.path))
        return links


async def _open_year(actor: Actor) -> None:
    year = clock.today().year
    content = YearContent(name=f"{year}年度", starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
    planned = await policies.plan_year(actor, content=content)
    await policies.step_year(actor, id=planned.id, step="open")


def account(login: str, name: str, unit: int, role: str, *, email: str = "") -> NewAccount:
    """Return the command that makes an account; Invalid when something does not fit."""
    given = {"login": login, "name": name, "unit": unit, "role": str(role), "email": email}
    try:
        return msgspec.convert(given, NewAccount)
    except msgspec.ValidationError as error:
        known = "、".join(Role)
        raise Invalid(f"账号用3到60个字母、数字、点、横线；姓名不超过60字；角色是 {known} 之一（{error}）") from None


async def add_account(*, login: str, name: str, role: str, unit: str, email: str, by: str) -> str:
    """Make an account at a unit, on behalf of an account or of the command line; return its link's path."""
    actor = await queries.actor_by_login(by) if by else command_line()
    command = account(login, name, await unit_named(unit), role, email=email)
    return (await identity.create_account(actor, command=command)).path


async def unit_named(name: str) -> int:
    """Return the id of the one unit of this full or short name, of the district for none; Invalid otherwise."""
    if not name:
        return (await queries.root_unit()).id
    found = [unit.id for unit in await queries.unit_options() if name in {unit.name, unit.short_name}]
    if len(found) != 1:
        raise Invalid(f"没有唯一的单位「{name}」，请写全称，或先在网页的“单位”里建立")
    return found[0]
