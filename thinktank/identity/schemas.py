# SPDX-License-Identifier: MIT
"""What comes in and goes out of identity."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import Page


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """The sign-in form."""

    login: Annotated[str, Meta(title="账号", min_length=1, max_length=60)]
    password: Annotated[str, Meta(title="密码", min_length=1, max_length=200)]
    next: Annotated[str, Meta(title="登录后去向", max_length=300)] = ""


class Activate(msgspec.Struct, forbid_unknown_fields=True):
    """The first password, typed by its owner alone, with the consent to the notice."""

    password: Annotated[str, Meta(title="新密码", min_length=1, max_length=200)]
    again: Annotated[str, Meta(title="再输一遍", min_length=1, max_length=200)]
    consent: Annotated[bool, Meta(title="我已阅读并同意个人信息处理告知")] = False


class AccountRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What guards accounts (domain.md §7.1); the security administrator sets it."""

    title = "账号规则"
    link_days: Annotated[int, Meta(title="激活链接有效（天）", ge=1, le=30)] = 7
    tries: Annotated[int, Meta(title="密码连续输错几次锁定", ge=3, le=10)] = 5
    lock_minutes: Annotated[int, Meta(title="锁定时间（分钟）", ge=5, le=240)] = 15
    password_least: Annotated[int, Meta(title="密码至少（位）", ge=10, le=30)] = 10
    delegation_days: Annotated[int, Meta(title="委托代办最长（天）", ge=1, le=366)] = 90
    reviewer_days: Annotated[int, Meta(title="评审专家临时账号有效（天）", ge=7, le=366)] = 60


class NewAccount(msgspec.Struct, forbid_unknown_fields=True):
    """A person who shall be able to sign in."""

    login: Annotated[
        str,
        Meta(
            title="账号", min_length=3, max_length=60, pattern=r"^[A-Za-z0-9._-]+$", description="字母、数字，如 liming"
        ),
    ]
    name: Annotated[str, Meta(title="姓名", min_length=1, max_length=60)]
    unit: Annotated[int, Meta(title="单位")]
    role: Annotated[Role, Meta(title="角色")]
    post: Annotated[str, Meta(title="职务", max_length=80)] = ""
    phone: Annotated[str, Meta(title="手机号", max_length=20)] = ""
    email: Annotated[str, Meta(title="邮箱", max_length=120)] = ""
    scope: Annotated[int | None, Meta(title="管理范围", description="留空为本单位及下级")] = None
    direction: Annotated[Direction | None, Meta(title="只管一个方向")] = None
    until: Annotated[date | None, Meta(title="有效至", description="评审专家的临时账号填评审结束日期；留空为长期")] = (
        None
    )


class GiveRole(msgspec.Struct, forbid_unknown_fields=True):
    """A role to give at a unit, perhaps for one direction, perhaps for a time."""

    role: Annotated[Role, Meta(title="角色")]
    unit: Annotated[int, Meta(title="管理范围", description="含下级单位")]
    direction: Annotated[Direction | None, Meta(title="只管一个方向")] = None
    since: Annotated[date | None, Meta(title="自", description="留空为今天")] = None
    until: Annotated[date | None, Meta(title="至", description="留空为长期")] = None


class EditAccount(msgspec.Struct, forbid_unknown_fields=True):
    """What the office may correct of an account."""

    name: Annotated[str, Meta(title="姓名", min_length=1, max_length=60)]
    unit: Annotated[int, Meta(title="单位")]
    post: Annotated[str, Meta(title="职务", max_length=80)] = ""
    phone: Annotated[str, Meta(title="手机号", max_length=20)] = ""
    email: Annotated[str, Meta(title="邮箱", max_length=120)] = ""
    expires_on: Annotated[date | None, Meta(title="账号有效至", description="留空为长期")] = None
    version: Annotated[int | None, Meta(title="版本")] = None


class Delegate(msgspec.Struct, forbid_unknown_fields=True):
    """Who shall act for oneself, and until when."""

    deputy: Annotated[int, Meta(title="代办人", description="本单位同事")]
    until: Annotated[date, Meta(title="至", description="到期自动结束")]
    reason: Annotated[str, Meta(title="原因", min_length=1, max_length=200, description="如：外出培训")]
    since: Annotated[date | None, Meta(title="自", description="留空为今天")] = None


class DelegationView(msgspec.Struct):
    """Somebody who may act for another one."""

    id: int
    principal: int
    principal_name: str
    deputy: int
    deputy_name: str
    since: date
    until: date
    reason: str
    ended_at: datetime | None = None
    running: bool = False


class NewUnit(msgspec.Struct, forbid_unknown_fields=True):
    """A unit to add to the tree."""

    name: Annotated[str, Meta(title="单位名称", min_length=1, max_length=120)]
    parent: Annotated[int, Meta(title="上级单位")]
    short_name: Annotated[str, Meta(title="简称", max_length=60)] = ""


KINDS = ("机关", "镇街", "事业单位", "企业", "院校", "其他")


class EditUnit(msgspec.Struct, forbid_unknown_fields=True):
    """What can be changed of a unit."""

    name: Annotated[str, Meta(title="单位名称", min_length=1, max_length=120)]
    short_name: Annotated[str, Meta(title="简称", max_length=60)] = ""
    kind: Annotated[str, Meta(title="类别", max_length=20)] = ""
    parent: Annotated[int | None, Meta(title="上级单位")] = None
    reason: Annotated[str, Meta(title="依据", max_length=200, description="如：机构改革方案，文号")] = ""
    version: Annotated[int | None, Meta(title="版本")] = None


class MergeUnit(msgspec.Struct, forbid_unknown_fields=True):
    """Which unit takes another one in."""

    into: Annotated[int, Meta(title="并入单位")]
    reason: Annotated[str, Meta(title="依据", min_length=1, max_length=200, description="如：机构改革方案，文号")]
    version: Annotated[int | None, Meta(title="版本")] = None


class SplitUnit(msgspec.Struct, forbid_unknown_fields=True):
    """A new unit out of another one."""

    name: Annotated[str, Meta(title="新单位名称", min_length=1, max_length=120)]
    reason: Annotated[str, Meta(title="依据", min_length=1, max_length=200, description="如：机构改革方案，文号")]
    short_name: Annotated[str, Meta(title="简称", max_length=60)] = ""
    accounts: Annotated[list[int], Meta(title="转入的账号", max_length=500)] = []


class UnitChangeView(msgspec.Struct):
    """One thing that happened to a unit."""

    id: int
    unit: int
    kind: str
    name_before: str
    name_after: str
    reason: str
    at: datetime
    other_name: str | None = None
    by_name: str | None = None
    label: str = ""


class UnitDetail(msgspec.Struct):
    """A unit with its history."""

    id: int
    version: int
    name: str
    short_name: str
    kind: str
    active: bool
    parent: int | None = None
    merged_into: int | None = None
    changes: list[UnitChangeView] = []


class UnitNode(msgspec.Struct):
    """A unit in its place in the tree."""

    id: int
    version: int
    name: str
    short_name: str
    kind: str
    active: bool
    parent: int | None = None
    merged_into: int | None = None
    depth: int = 0
    people: int = 0


class UnitView(msgspec.Struct):
    """A unit of the tree."""

    id: int
    name: str
    short_name: str
    parent: int | None = None


class GrantView(msgspec.Struct):
    """A role held."""

    id: int
    account: int
    role: Role
    unit_name: str
    direction: str
    since: date | None = None
    until: date | None = None


class SessionView(msgspec.Struct):
    """One of one's own sign-ins."""

    id: int
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str
    present: bool = False


class AccountView(msgspec.Struct):
    """An account as the office sees it; never its password."""

    id: int
    login: str
    name: str
    name_key: str
    unit: int
    unit_name: str
    post: str
    state: str
    version: int
    last_seen_at: datetime | None = None
    expires_on: date | None = None
    grants: list[GrantView] = []
    ended: list[GrantView] = []
    actions: list[str] = []


class TermCount(msgspec.Struct):
    """How many of a kind have ended or soon will; up to 1000+."""

    what: str
    label: str
    n: int


class TermRow(msgspec.Struct):
    """An account, a role or a delegation with the day on which it ends or has ended."""

    id: int
    account: int
    name: str
    unit_name: str
    post: str
    state: str
    until: date
    since: date | None = None
    role: Role | None = None
    at: str = ""
    deputy: str = ""
    ended_at: datetime | None = None

    @property
    def about(self) -> str:
        """What ends, in words."""
        if self.role is not None:
            return f"{_(self.role.label)}（{self.at}）"
        return _("委托%(who)s代办") % {"who": self.deputy} if self.deputy else _("账号")

    @property
    def last_day(self) -> date:
        """The day on which it ended: a delegation may be ended before its last day."""
        return self.until if self.ended_at is None else min(self.until, clock.day_of(self.ended_at))


class Terms(msgspec.Struct):
    """The rows of one kind beside the counts of all."""

    what: str
    counts: list[TermCount]
    rows: Page[TermRow]


class AccountOption(msgspec.Struct):
    """An account to pick for a task."""

    id: int
    name: str
    unit: int
    unit_name: str
    post: str


class Issued(msgspec.Struct):
    """A new account with the one-time link that its person opens; shown once."""

    account: int
    token: str
    path: str
    login: str = ""
    expires_at: datetime | None = None


class TokenIssued(msgspec.Struct):
    """A bearer token, shown once."""

    id: int
    name: str
    token: str
    expires_at: datetime


class EndGrant(msgspec.Struct, forbid_unknown_fields=True):
    """Which role to end."""

    grant: Annotated[int, msgspec.Meta(title="角色")]


class NoticeItem(msgspec.Struct, forbid_unknown_fields=True):
    """One line of the notice on personal information."""

    title: Annotated[str, Meta(title="项目", min_length=1, max_length=20)]
    text: Annotated[str, Meta(title="内容", min_length=1, max_length=500)]


class NoticeText(msgspec.Struct):
    """The notice on personal information that is in force."""

    version: str
    items: list[NoticeItem]


class SetNotice(msgspec.Struct, forbid_unknown_fields=True):
    """A new version of the notice."""

    version: Annotated[str, Meta(title="版本", min_length=1, max_length=20, description="例如 2026-12")]
    items: Annotated[list[NoticeItem], Meta(title="告知内容", min_length=1, max_length=12)]


class ConsentView(msgspec.Struct):
    """A version of the notice that somebody has agreed to, and when."""

    version: str
    at: datetime
