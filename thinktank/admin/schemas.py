# SPDX-License-Identifier: MIT
"""Onboarding many people at once, and handing a desk over."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from thinktank.identity.holdings import Held

MOST_AT_ONCE = 300


class OpenAccess(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to give access: people of the bank, ticked."""

    people: Annotated[list[int], Meta(title="人员", min_length=1, max_length=MOST_AT_ONCE)]


class HandOver(msgspec.Struct, forbid_unknown_fields=True):
    """A desk on its way to a successor; ``items`` are ticked as ``kind:number``."""

    successor: Annotated[int, Meta(title="接手人")]
    items: Annotated[list[str], Meta(title="移交事项", min_length=1, max_length=2000)]
    reason: Annotated[
        str, Meta(title="交接原因", min_length=1, max_length=200, description="如：岗位调整，部务会8月12日议定")
    ]
    close: Annotated[bool, Meta(title="交接后停用原账号")] = False


class HeldKind(msgspec.Struct):
    """What somebody holds of one kind."""

    key: str
    title: str
    needs: str
    items: list[Held]


class MoveLine(msgspec.Struct):
    """What a hand-over would do with one kind; ``fault`` says why it cannot be."""

    title: str
    count: int
    fault: str = ""


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
