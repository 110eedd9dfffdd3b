# SPDX-License-Identifier: MIT
"""What reviewers read, in which version."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from reviews.rounds.schemas import Reason
from thinktank.files.schemas import FileView


class Goal(msgspec.Struct):
    """A target of the agreement and where it stands."""

    name: str
    unit: str
    target: Decimal
    actual: Decimal


class Section(msgspec.Struct):
    """A part of the material."""

    title: str
    text: str


class Material(msgspec.Struct):
    """What a reviewer reads."""

    title: str
    direction: str
    sections: list[Section]
    goals: list[Goal]
    files: list[FileView]
    facts: list[str] = []


class Version(msgspec.Struct):
    """A version of the material that reviewers read: fixed when the item was put under review, or put in later."""

    number: int
    digest: str
    reason: str
    at: datetime
    by_name: str


class Versions(msgspec.Struct):
    """Which version is reviewed, those before it, and what is newer at the source."""

    item: int
    versions: list[Version]
    newer: bool
    changed: list[str]  # parts that differ at the source
    actions: list[str]


class ReplaceMaterial(msgspec.Struct, forbid_unknown_fields=True):
    """Put in the newer version of the material."""

    reason: Reason
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None
