# SPDX-License-Identifier: MIT
"""The columns of a ledger of people: what each holds, how wide it is, and of which class it is (domain.md §4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

import msgspec

from thinktank.documents.ledger import Cell, Column, Kind
from thinktank.kernel.directions import Direction
from thinktank.talents.rules import P1, P2, P3
from thinktank.talents.schemas import GENDERS
from thinktank.talents.states import MEMBERSHIP


class Person(msgspec.Struct):
    """A person as a ledger reads them, before what is closed to the reader is taken out."""

    id: int
    account: int | None
    name: str
    name_key: str
    gender: str
    birth_month: date | None
    ethnicity: str
    political_status: str
    education: str
    degree: str
    school: str
    major: str
    unit: int
    unit_name: str
    post: str
    pro_title: str
    strengths: str
    research_interest: str
    direction: str
    state: str
    admitted_on: date | None
    term_to: date | None
    phone: str
    email: str


class PersonColumn(msgspec.Struct, frozen=True):
    """A column that a person may choose."""

    title: str
    width: int
    field_class: str
    kind: Kind = "text"
    value: Callable[[Person], Cell] | None = None

    def of(self, name: str, person: Person) -> Cell:
        """Return what stands in the cell."""
        return self.value(person) if self.value else cast("Cell", getattr(person, name))


COLUMNS: dict[str, PersonColumn] = {
    "name": PersonColumn("姓名", 10, P1),
    "gender": PersonColumn("性别", 6, P2, value=lambda person: GENDERS.get(person.gender, "")),
    "birth_month": PersonColumn("出生年月", 10, P2, "month"),
    "ethnicity": PersonColumn("民族", 8, P3),
    "political_status": PersonColumn("政治面貌", 12, P3),
    "education": PersonColumn("学历", 12, P2),
    "degree": PersonColumn("学位", 12, P2),
    "school": PersonColumn("毕业院校", 18, P2),
    "major": PersonColumn("所学专业", 16, P2),
    "unit_name": PersonColumn("工作单位", 24, P1),
    "post": PersonColumn("职务", 18, P1),
    "pro_title": PersonColumn("专业技术职称", 14, P1),
    "strengths": PersonColumn("专业特长", 22, P1),
    "research_interest": PersonColumn("研究方向", 18, P1),
    "direction": PersonColumn(
        "主方向", 12, P1, value=lambda person: Direction(person.direction).label if person.direction else ""
    ),
    "state": PersonColumn("状态", 10, P1, value=lambda person: MEMBERSHIP.public_label(person.state)),
    "admitted_on": PersonColumn("入库时间", 10, P1, "month"),
    "term_to": PersonColumn("任期至", 12, P2, "day"),
    "phone": PersonColumn("联系电话", 14, P3),
    "email": PersonColumn("邮箱", 22, P2),
}
DEFAULT = (
    "name",
    "gender",
    "birth_month",
    "education",
    "degree",
    "major",
    "unit_name",
    "post",
    "direction",
    "admitted_on",
)


def sheet_columns(names: list[str]) -> list[Column]:
    """Return the ledger's columns of these names."""
    return [Column(COLUMNS[name].title, COLUMNS[name].width, COLUMNS[name].kind) for name in names]


def class_of(name: str, raised: tuple[str, ...]) -> str:
    """Return a column's class; ``raised`` are the P2 fields that the department guards as P3."""
    return P3 if name in raised else COLUMNS[name].field_class
