# SPDX-License-Identifier: MIT
"""Who acts: an account with the roles it holds and where it holds them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from thinktank.kernel.directions import Direction


class Role(StrEnum):
    """The roles of decisions.md; a grant holds one of them at a unit, for its subtree."""

    MEMBER = "member"
    MENTOR = "mentor"
    REVIEWER = "reviewer"
    INSPECTOR = "inspector"
    LIAISON = "liaison"
    OFFICER = "officer"
    DEPT_LEADER = "dept_leader"
    SYS_ADMIN = "sys_admin"
    SEC_ADMIN = "sec_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def label(self) -> str:
        """The role's name on screen."""
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.MEMBER: "智库成员",
    Role.MENTOR: "导师",
    Role.REVIEWER: "评审专家",
    Role.INSPECTOR: "督查员",
    Role.LIAISON: "单位联络员",
    Role.OFFICER: "经办人",
    Role.DEPT_LEADER: "部领导",
    Role.SYS_ADMIN: "系统管理员",
    Role.SEC_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}
OFFICE = frozenset({Role.OFFICER, Role.DEPT_LEADER})
ADMINS = frozenset({Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN})
BUSINESS = frozenset(Role) - ADMINS


class Grant(msgspec.Struct, frozen=True):
    """One role at one unit's subtree, perhaps for one direction only."""

    role: Role
    unit: int
    whole: bool = False  # the unit is the root of the tree, so the scope needs no filter
    direction: Direction | None = None


class Actor(msgspec.Struct, frozen=True):
    """Somebody, or a named job, who reads and does things.

    ``account`` is 0 for a system actor (jobs, first set-up); ``on_behalf_of`` is the account for which a
    delegate acts.
    """

    account: int
    name: str
    unit: int | None = None
    grants: tuple[Grant, ...] = ()
    on_behalf_of: int | None = None
    session: int | None = None
    system: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: Role) -> bool:
        """Whether any of these roles is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    @property
    def is_office(self) -> bool:
        """Whether the actor works in the department: officer or leader."""
        return self.has(*OFFICE)

    @property
    def is_system(self) -> bool:
        """Whether this is a named job rather than a person."""
        return bool(self.system)

    def scopes(self, *roles: Role) -> tuple[Grant, ...]:
        """The grants of these roles, to build a query's scope from."""
        return tuple(grant for grant in self.grants if grant.role in roles)


def system(name: str) -> Actor:
    """Return the named system actor of a job or of the command line."""
    return Actor(account=0, name=name, system=name)


ANONYMOUS = Actor(account=0, name="")
