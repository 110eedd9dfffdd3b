# SPDX-License-Identifier: MIT
"""What comes in and goes out of templates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from thinktank.kernel.i18n import _
from thinktank.papers.states import TEMPLATE, TemplateState

Version = int | None


class Upload(msgspec.Struct, forbid_unknown_fields=True):
    """A template to take in; its file travels beside it."""

    note: Annotated[
        str, Meta(title="修改说明", min_length=1, max_length=200, description="改了什么，如 套用本单位文头")
    ]
    unit: Annotated[int | None, Meta(title="适用单位", description="不选为全区")] = None


class Step(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs no words."""

    version: Version = None


class PutInForce(msgspec.Struct, forbid_unknown_fields=True):
    """From when on a tried template is used."""

    effective_from: Annotated[date, Meta(title="启用日期")]
    version: Version = None


class Drop(msgspec.Struct, forbid_unknown_fields=True):
    """Why a template is not used."""

    reason: Annotated[str, Meta(title="理由", min_length=1, max_length=200)]
    version: Version = None


class Restore(msgspec.Struct, forbid_unknown_fields=True):
    """From when on the shipped template is used again."""

    reason: Annotated[str, Meta(title="理由", min_length=1, max_length=200)]
    effective_from: Annotated[date, Meta(title="恢复日期")]
    unit: Annotated[int | None, Meta(title="适用单位", description="不选为全区")] = None


class TemplateRow(msgspec.Struct, kw_only=True):
    """A version of a template; ``stands`` is draft, future, current, past or dropped."""

    id: int
    version: int
    kind: str
    unit: int
    unit_name: str
    number: int
    name: str
    sha256: str
    size: int
    note: str
    state: TemplateState
    made_by_name: str | None
    made_at: datetime
    tried_at: datetime | None
    effective_from: date | None
    put_by_name: str | None
    reason: str
    stands: str = ""
    actions: list[str] = []

    @property
    def shipped(self) -> bool:
        """Whether it stands for the shipped template."""
        return not self.sha256

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        words = {"future": _("待生效"), "current": _("现行"), "past": _("已被替换")}
        return words.get(self.stands) or _(TEMPLATE.label(self.state))


class FieldView(msgspec.Struct):
    """A placeholder for the settings page: how it is written, what it is, an example, those of a list's lines."""

    name: str
    title: str
    usage: str
    example: str
    of: list[FieldView] = []


class KindView(msgspec.Struct, kw_only=True):
    """A kind of document with its placeholders and the templates that the actor may see."""

    name: str
    title: str
    about: str
    fields: list[FieldView]
    templates: list[TemplateRow] = []
    current: str = ""  # what the district uses today, in words
    actions: list[str] = []


class Offer(msgspec.Struct, frozen=True):
    """A document that the actor may take of a record."""

    title: str
    href: str
