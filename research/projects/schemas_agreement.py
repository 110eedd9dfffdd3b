# SPDX-License-Identifier: MIT
"""What comes in with an agreement that was signed on paper, and its versions side by side."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from research.projects.schemas import AgreementView, Side, Version
from research.projects.versions import Line


class SignOnPaper(msgspec.Struct, forbid_unknown_fields=True):
    """The sides whose signatures and stamps are on the scan of the printed agreement."""

    sides: Annotated[list[Side], Meta(title="已签署的各方", min_length=1, max_length=3)]
    nonsecret: Annotated[bool, Meta(title="所填内容和附件不涉及国家秘密和工作秘密", extra={"must": True})]
    note: Annotated[str, Meta(title="说明", max_length=300, description="如 盖章日期、原件存放处")] = ""
    version: Version = None


class Compared(msgspec.Struct):
    """Two versions of an agreement side by side, and all there are."""

    versions: list[AgreementView]
    old: int
    new: int
    lines: list[Line]
