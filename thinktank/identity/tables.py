# SPDX-License-Identifier: MIT
"""Units, accounts, grants, sessions."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, LazyTableReference, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.kernel.columns import (
    Stateful,
    Versioned,
    optional_day,
    optional_moment,
    optional_number,
    prose,
    ref,
    word,
)


class Unit(Versioned, Table, tablename="unit"):
    """A unit of the tree: district, department, town, institution, company."""

    name = Varchar(length=120)
    short_name = word(60)
    kind = word(20)
    parent = ref(LazyTableReference("Unit", module_path=__name__), null=True)
    sort = Integer(default=0)
    active = Boolean(default=True)
    merged_into = ref(LazyTableReference("Unit", module_path=__name__), null=True)


class UnitAncestry(Table, tablename="unit_ancestry"):
    """Every unit with each of its ancestors and itself (depth 0): a subtree is one look-up."""

    ancestor = ref(Unit)
    unit = ref(Unit)
    depth = Integer(default=0)


class Account(Stateful, Table, tablename="account"):
    """A person who can sign in. The password is an argon2id hash, empty until activation."""

    login = Varchar(length=60)
    name = Varchar(length=60)
    name_key = word(120)
    unit = ref(Unit)
    post = word(80)
    phone = word(20)
    email = word(120)
    password_hash = word(200)
    failed = Integer(default=0)
    locked_until = optional_moment()
    activated_at = optional_moment()
    consent_version = word(20)
    last_seen_at = optional_moment()
    demo = Boolean(default=False)
    expires_on = optional_day()
    created_at = Timestamptz()


class RoleGrant(Table, tablename="role_grant"):
    """A role at a unit's subtree, perhaps for one direction; ended grants stay as history."""

    account = ref(Account)
    role = Varchar(length=20)
    unit = ref(Unit)
    direction = word(20)
    since = Date()
    until = optional_day()
    granted_by = optional_number()


class Session(Table, tablename="session"):
    """A signed-in browser; the cookie holds a random token, the table its SHA-256."""

    token_hash = Varchar(length=64)
    account = ref(Account)
    created_at = Timestamptz()
    seen_at = Timestamptz()
    expires_at = Timestamptz()
    address = word(60)
    agent = word(200)
    acting_for = optional_number()


class ActivationLink(Table, tablename="activation_link"):
    """A one-time link by which a person sets the first (or a new) password."""

    token_hash = Varchar(length=64)
    account = ref(Account)
    created_at = Timestamptz()
    created_by = Integer(default=0)
    expires_at = Timestamptz()
    used_at = optional_moment()


class ApiToken(Table, tablename="api_token"):
    """A bearer token for programs; only its SHA-256 is kept."""

    token_hash = Varchar(length=64)
    account = ref(Account)
    name = Varchar(length=80)
    created_at = Timestamptz()
    expires_at = Timestamptz()
    revoked_at = optional_moment()
    used_at = optional_moment()


class Attempt(Table, tablename="sign_in_attempt"):
    """A failed sign-in from an address, for the rate limit."""

    address = Varchar(length=60)
    at = Timestamptz()


class Consent(Table, tablename="consent"):
    """Which version of the personal-information notice somebody agreed to, and when."""

    account = ref(Account)
    version = Varchar(length=20)
    at = Timestamptz()


class PrivacyNotice(Table, tablename="privacy_notice"):
    """A version of the notice on personal information, as the department wrote it."""

    version = Varchar(length=20)
    items = Text(default="[]")  # [{title, text}]
    since = Timestamptz()
    set_by = ref(Account)


class Feedback(Table, tablename="feedback"):
    """A complaint or suggestion (投诉建议) left from a page's foot."""

    account = ref(Account, null=True)
    page = word(300)
    text = prose()
    contact = word(120)
    at = Timestamptz()
    answer = prose()
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()


class UnitChange(Table, tablename="unit_change"):
    """What happened to a unit: a new name, another parent, a merger, a split; the old name stays here."""

    unit = ref(Unit)
    kind = Varchar(length=20)
    name_before = word(120)
    name_after = word(120)
    other = ref(Unit, null=True)
    reason = word()
    by = ref(Account, null=True)
    at = Timestamptz()


class Delegation(Table, tablename="delegation"):
    """Somebody may act for another one from a day to a day; ended ones stay as history."""

    principal = ref(Account)
    deputy = ref(Account)
    since = Date()
    until = Date()
    reason = word()
    at = Timestamptz()
    ended_at = optional_moment()
