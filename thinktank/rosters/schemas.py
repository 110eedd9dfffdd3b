# SPDX-License-Identifier: MIT
"""What comes in and goes out of an import."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from thinktank.rosters.cells import Problem
from thinktank.rosters.sheet import ColumnMatch

# -- commands -------------------------------------------------------------------------------------------------


class Remap(msgspec.Struct, forbid_unknown_fields=True):
    """What the columns of a roster mean, as a person corrected it: column index to field, "" = leave out."""

    mapping: dict[int, str]
    version: int | None = None


class CommitImport(msgspec.Struct, forbid_unknown_fields=True):
    """Take a checked roster into the bank."""

    standing: Annotated[Literal["members", "candidates"], Meta(title="这些人现在的身份")]
    version: Annotated[int | None, Meta(title="版本")] = None
    admitted_on: Annotated[date | None, Meta(title="入库日期", description="已是成员时填写，例如 2024-05-20")] = None
    unclassified: Annotated[bool, Meta(title="名册内容不涉密", extra={"must": True})] = False


# -- views ----------------------------------------------------------------------------------------------------


class ImportRow(msgspec.Struct):
    """One person of a roster as the dry run shows it; ``status`` is new, known (already in the bank) or error."""

    number: int
    name: str
    birth_month: date | None
    unit_name: str
    post: str
    major: str
    phone: str
    status: Literal["new", "known", "error"]
    problems: list[Problem]
    talent: int | None = None


class ImportView(msgspec.Struct):
    """An uploaded roster and its dry run."""

    id: int
    version: int
    filename: str
    sheet: str
    uploaded_at: datetime
    committed_at: datetime | None
    as_members: bool
    admitted_on: date | None
    rows: int
    problems: int
    added: int
    new: int = 0
    known: int = 0
    columns: list[ColumnMatch] = []
    people: list[ImportRow] = []
    warnings: list[str] = []
    units: list[str] = []
    fault: str = ""
    repeated: bool = False
    actions: list[str] = []
