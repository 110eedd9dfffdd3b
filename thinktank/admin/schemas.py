# SPDX-License-Identifier: MIT
"""Onboarding many people at once, and handing a desk over."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

MOST_AT_ONCE = 300


class OpenAccess(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to give access: people of the bank, ticked."""

    people: Annotated[list[int], Meta(title="人员", min_length=1, max_length=MOST_AT_ONCE)]


class Newcomer(msgspec.Struct):
    """Somebody of the bank who cannot sign in yet: without an account, or invited and not activated."""

    talent: int
    name: str
    post: str
    unit: int
    unit_name: str
    account: int | None = None
    login: str | None = None
    state: str | None = None


class Card(msgspec.Struct):
    """One person's one-time link for the sheet; shown once."""

    name: str
    unit_name: str
    login: str
    path: str
    expires_at: datetime | None
    renewed: bool = False
