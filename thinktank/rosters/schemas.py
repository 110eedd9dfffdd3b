# SPDX-License-Identifier: MIT
"""What comes in and goes out of an import."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from thinktank.kernel.i18n import _
from thinktank.rosters.cells import Problem
from thinktank.rosters.changes import Change
from thinktank.rosters.sheet import ColumnMatch
from thinktank.rosters.states import EXPORT

CLASS_LABELS = {"P1": "工作信息", "P2": "个人信息", "P3": "受限信息"}
"""What the classes of personal fields are called where people read them (domain.md §4)."""

# -- commands -------------------------------------------------------------------------------------------------


class Remap(msgspec.Struct, forbid_unknown_fields=True):
    """What the columns of a roster mean, as a person corrected it: column index to field, "" = leave out."""

    mapping: dict[int, str]
    version: int | None = None


class ChooseUnits(msgspec.Struct, forbid_unknown_fields=True):
    """Which unit a text of a roster means that several go under: the text to the unit, 0 = a new one."""

    choices: dict[str, int]
    version: int | None = None


class CommitImport(msgspec.Struct, forbid_unknown_fields=True):
    """Take a checked roster into the bank."""

    standing: Annotated[Literal["members", "candidates"], Meta(title="这些人现在的身份")]
    version: Annotated[int | None, Meta(title="版本")] = None
    admitted_on: Annotated[date | None, Meta(title="入库日期", description="已是成员时填写，例如 2024-05-20")] = None
    update: Annotated[
        Literal["none", "chosen", "all"],
        Meta(title="已在库人员与名册不同的资料", description="名册里空着的不会清空原有资料"),
    ] = "none"
    fields: Annotated[
        list[str], Meta(title="更新的资料", max_length=20_000, description="行号:字段 更新一项，只写行号更新整行")
    ] = []
    new_units: Annotated[bool, Meta(title="库里没有的单位，确认新建在本级下面")] = False
    unclassified: Annotated[bool, Meta(title="名册内容不涉密", extra={"must": True})] = False


class RequestExport(msgspec.Struct, forbid_unknown_fields=True):
    """Take a list of people away as a ledger: whom (a list's conditions, or those ticked), which columns, what for."""

    title: Annotated[str, Meta(title="台账名称", min_length=2, max_length=40)]
    purpose: Annotated[
        str, Meta(title="用途", min_length=4, max_length=200, description="写明给谁用、作什么用，例如 报部务会审议")
    ]
    columns: Annotated[list[str], Meta(title="导出的列", min_length=1, max_length=30)]
    conditions: Annotated[str, Meta(title="名单条件", max_length=600)] = ""
    ids: Annotated[list[int], Meta(title="人员", max_length=1000)] = []
    full_phones: Annotated[bool, Meta(title="手机号不打码", description="导出完整号码会单独留痕")] = False
    unclassified: Annotated[bool, Meta(title="内容不涉密，按规定保管和销毁", extra={"must": True})] = False


class DecideExport(msgspec.Struct, forbid_unknown_fields=True):
    """Let a ledger go, or not."""

    agree: Annotated[Literal["yes", "no"], Meta(title="审批意见")]
    note: Annotated[str, Meta(title="说明", max_length=200)] = ""
    version: Annotated[int | None, Meta(title="版本")] = None


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
    changes: list[Change] = []


class UnitCandidate(msgspec.Struct, frozen=True):
    """A unit that goes under a text."""

    id: int
    name: str


class UnitQuestion(msgspec.Struct, frozen=True):
    """A text that several units go under: in how many rows, which ones, and the answer (0 = a new unit)."""

    text: str
    rows: int
    candidates: list[UnitCandidate]
    chosen: int | None = None


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
    updated: int = 0
    new: int = 0
    known: int = 0
    changed: int = 0
    columns: list[ColumnMatch] = []
    people: list[ImportRow] = []
    warnings: list[str] = []
    units: list[str] = []
    questions: list[UnitQuestion] = []
    fault: str = ""
    repeated: bool = False
    actions: list[str] = []


class ExportView(msgspec.Struct):
    """A ledger on its way out. ``actions`` are decide, decide_alone (a reason is needed then) and take."""

    id: int
    version: int
    state: str
    state_since: datetime
    title: str
    purpose: str
    columns: str
    full_phones: bool
    classes: str
    rows: int
    requested_by: int
    requested_by_name: str
    requested_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    note: str
    filename: str
    size: int
    expires_at: datetime | None
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return EXPORT.label(self.state)

    @property
    def classes_label(self) -> str:
        """The classes of its columns, in words."""
        return "、".join(_(CLASS_LABELS.get(one, one)) for one in self.classes.split(",") if one)
