# SPDX-License-Identifier: MIT
"""Requests and declarations going in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from reviews.recusals.states import Tie

Why = Annotated[str, msgspec.Meta(title="理由", min_length=2, max_length=300)]
UnitText = Annotated[str, msgspec.Meta(title="单位", max_length=80, description="便于核对是哪一位")]


class AskRecusal(msgspec.Struct, forbid_unknown_fields=True):
    """A person whom a lead would not have as a reviewer."""

    name: Annotated[str, msgspec.Meta(title="姓名", min_length=2, max_length=60)]
    reason: Annotated[
        str, msgspec.Meta(title="理由", min_length=5, max_length=300, description="写明影响公正的具体情形")
    ]
    unit_text: UnitText = ""


class DecideRecusal(msgspec.Struct, forbid_unknown_fields=True):
    """What the office finds; ``account`` is the reviewer who is meant, nobody's where no account is theirs yet."""

    accept: Annotated[bool, msgspec.Meta(title="同意回避")]
    note: Why
    account: Annotated[int | None, msgspec.Meta(title="对应的评审专家")] = None
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class Step(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs no more than the version seen."""

    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class Reopen(msgspec.Struct, forbid_unknown_fields=True):
    """Taking the office's decision back."""

    reason: Why
    version: Annotated[int | None, msgspec.Meta(title="版本")] = None


class RequestView(msgspec.Struct):
    """A request as the lead and the office see it; ``account`` is for the office alone."""

    id: int
    name: str
    unit_text: str
    reason: str
    state: str
    version: int
    asked_at: datetime
    application: int
    project: int | None = None
    account: int | None = None
    account_name: str | None = None
    decided_at: datetime | None = None
    note: str = ""
    state_label: str = ""
    actions: list[str] = []


class RequestRow(msgspec.Struct):
    """A request in the office's list."""

    id: int
    name: str
    unit_text: str
    state: str
    asked_at: datetime
    application: int
    applied_title: str
    project: int | None = None
    project_title: str | None = None
    state_label: str = ""

    @property
    def title(self) -> str:
        """What is applied for, or the project."""
        return self.project_title or self.applied_title

    @property
    def href(self) -> str:
        """Where it is decided."""
        if self.project:
            return f"/recusals/projects/{self.project}"
        return f"/recusals/applications/{self.application}"


class Sheet(msgspec.Struct):
    """The requests of one application or project, with who asks and what may be done."""

    what: Literal["applications", "projects"]
    id: int
    title: str
    most: int
    lead: bool
    office: bool
    under_review: bool
    requests: list[RequestView] = []
    actions: list[str] = []
    why_not: str = ""

    @property
    def live(self) -> int:
        """How many count."""
        return sum(one.state in {"asked", "accepted"} for one in self.requests)


class DeclareTie(msgspec.Struct, forbid_unknown_fields=True):
    """A tie that stands in every round to come."""

    kind: Annotated[Tie, msgspec.Meta(title="情形")]
    name: Annotated[
        str,
        msgspec.Meta(title="对方姓名或单位名称", min_length=2, max_length=80, description="近亲属、师生写姓名"),
    ]
    unit_text: Annotated[str, msgspec.Meta(title="对方所在单位", max_length=80, description="有同名的人时用来区分")] = (
        ""
    )
    note: Annotated[str, msgspec.Meta(title="说明", max_length=200, description="如 配偶、硕士导师、持有股份")] = ""


class DeclarationView(msgspec.Struct):
    """A declaration as its reviewer sees it."""

    id: int
    kind: Tie
    name: str
    unit_text: str
    note: str
    state: str
    version: int
    declared_at: datetime
    confirmed_on: date
    state_label: str = ""
    stale: bool = False
