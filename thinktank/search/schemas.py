# SPDX-License-Identifier: MIT
"""What a search answers."""

from __future__ import annotations

import msgspec

from thinktank.index.queries import Hit


class Group(msgspec.Struct):
    """What was found of one kind; ``more`` when there is more than is shown."""

    kind: str
    label: str
    icon: str
    hits: list[Hit]
    more: bool = False


class Found(msgspec.Struct):
    """The answer to one query."""

    q: str
    total: int
    groups: list[Group]
