# SPDX-License-Identifier: MIT
"""What comes in and goes out when two entries of one person are merged."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

FIELDS = {
    "name": "姓名",
    "gender": "性别",
    "birth_month": "出生年月",
    "ethnicity": "民族",
    "political_status": "政治面貌",
    "education": "学历",
    "degree": "学位",
    "school": "毕业院校",
    "major": "专业",
    "unit": "单位",
    "post": "职务",
    "pro_title": "职称",
    "strengths": "专业特长",
    "research_interest": "研究方向",
    "phone": "联系电话",
    "email": "邮箱",
    "cadre": "是否干部",
    "local_since": "本地工作起始",
    "wish": "本人意愿方向",
    "remark": "备注",
}
"""The fields of which one value survives, in the order in which they are shown."""
GROUNDS = {"phone": "电话相同", "name": "姓名和出生年月相同"}


class MergePeople(msgspec.Struct, forbid_unknown_fields=True):
    """Take another entry of the same person in; ``take`` names the fields whose value is the other's."""

    reason: Annotated[
        str, Meta(title="理由", min_length=1, max_length=300, description="如：两次名册导入，电话核实为同一人")
    ]
    take: Annotated[list[str], Meta(title="改用另一份的", max_length=len(FIELDS))] = []
    version: Annotated[int | None, Meta(title="版本")] = None


class TellApart(msgspec.Struct, forbid_unknown_fields=True):
    """Say that two entries are two people."""

    note: Annotated[str, Meta(title="依据", min_length=1, max_length=300, description="如：已电话核实，同名不同人")]


class TwinPair(msgspec.Struct):
    """Two entries that may be one person's."""

    id: int
    low: int
    low_name: str
    low_unit: str
    low_post: str
    high: int
    high_name: str
    high_unit: str
    high_post: str
    ground: str
    found_on: date

    @property
    def label(self) -> str:
        """Why they may be one, in words."""
        return GROUNDS.get(self.ground, self.ground)


class Found(msgspec.Struct):
    """How many pairs a search found for the first time."""

    found: int


class Side(msgspec.Struct):
    """One of the two entries."""

    id: int
    version: int
    name: str
    unit_name: str
    post: str
    state_label: str
    has_account: bool


class FieldChoice(msgspec.Struct):
    """A field in which the two differ; ``proposed``: only the other has a value. Phones are masked."""

    name: str
    label: str
    kept: str
    other: str
    proposed: bool


class ReferenceCount(msgspec.Struct):
    """How many records of a kind move, and in how many of them both stand already."""

    title: str
    moves: int
    both: int


class MergePreview(msgspec.Struct):
    """What merging would do; ``blocks`` says what keeps it from being done."""

    kept: Side
    other: Side
    fields: list[FieldChoice]
    references: list[ReferenceCount]
    blocks: list[str]
    account: str
