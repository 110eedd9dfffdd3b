# SPDX-License-Identifier: MIT
"""A command's fields as a form sees them: their words, their limits, and how typed text becomes a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from thinktank.kernel.clock import SHANGHAI
from thinktank.kernel.i18n import _

TEXTAREA_FROM = 100
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BIGGEST = 2**63 - 1
_TRUE = frozenset({"1", "on", "true", "yes", "True"})


class FieldError(Exception):
    """What is wrong with one value, in plain Chinese."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a command.

    ``kind`` is text, int, number, bool, date, moment, choice, choices, list, rows or group. Limits come from
    ``msgspec.Meta``; ``Meta(extra={"example": …, "must": True, "long": True, "empty": …})`` adds an example for
    messages, a box that has to be ticked, a text area, and the word for the empty choice.
    """

    name: str
    kind: str
    title: str
    description: str = ""
    required: bool = True
    nullable: bool = False
    minimum: float | None = None
    above: float | None = None
    maximum: float | None = None
    below: float | None = None
    shortest: int | None = None
    longest: int | None = None
    pattern: str | None = None
    choices: tuple[tuple[str, Any], ...] = ()
    item: Field | None = None
    struct: type | None = None
    exact: type = str
    default: Any = None
    extra: dict[str, Any] = {}

    @property
    def label(self) -> str:
        """The field's name on screen."""
        return _(self.title)

    @property
    def hint(self) -> str:
        """What helps to fill it in."""
        return _(self.description) if self.description else ""

    @property
    def options(self) -> list[tuple[str, str]]:
        """The choices as value and label."""
        source = self.item.choices if self.kind == "choices" and self.item else self.choices
        return [(value, _(str(getattr(choice, "label", value)))) for value, choice in source]

    @property
    def long(self) -> bool:
        """Whether the text wants an area rather than a line."""
        return bool(self.extra.get("long", (self.longest or 0) > TEXTAREA_FROM))


@cache
def describe(command: type) -> dict[str, Field]:
    """Return a command's fields by name. TypeError for a type that no form can carry."""
    info = inspect.type_info(command)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{command} is not a struct")
    return {field.name: _field(field) for field in info.fields}


def _field(field: inspect.Field) -> Field:
    type_, title, description, extra, nullable = _unwrap(field.type)
    default = None if field.default is msgspec.NODEFAULT else field.default
    shape = _shape(field.name, type_)
    common: dict[str, Any] = {
        "name": field.name,
        "title": title or field.name,
        "description": description,
        "required": field.required and not nullable,
        "nullable": nullable,
        "default": default,
        "extra": extra,
    }
    return Field(**(common | shape))


def _unwrap(type_: inspect.Type) -> tuple[inspect.Type, str, str, dict[str, Any], bool]:
    """Peel metadata and None off a type."""
    title, description, nullable = "", "", False
    extra: dict[str, Any] = {}
    while True:
        if isinstance(type_, inspect.Metadata):
            schema = type_.extra_json_schema or {}
            title, description = title or schema.get("title", ""), description or schema.get("description", "")
            extra = dict(type_.extra or {}) | extra
            type_ = type_.type
        elif isinstance(type_, inspect.UnionType):
            left = [one for one in type_.types if not isinstance(one, inspect.NoneType)]
            nullable = nullable or len(left) < len(type_.types)
            if len(left) != 1:
                raise TypeError(f"a form cannot carry {type_}")
            type_ = left[0]
        else:
            return type_, title, description, extra, nullable


_SIMPLE: dict[type, str] = {
    inspect.BoolType: "bool",
    inspect.DateType: "date",
    inspect.DateTimeType: "moment",
}


def _shape(name: str, type_: inspect.Type) -> dict[str, Any]:
    """Return the part of a Field that follows from the bare type."""
    shape: dict[str, Any]
    match type_:
        case inspect.StrType():
            limits = {"shortest": type_.min_length, "longest": type_.max_length, "pattern": type_.pattern}
            shape = {"kind": "text", **limits}
        case inspect.IntType() | inspect.FloatType() | inspect.DecimalType():
            shape = _number_shape(type_)
        case inspect.EnumType():
            shape = {"kind": "choice", "choices": tuple((str(one.value), one) for one in type_.cls)}
        case inspect.LiteralType():
            shape = {"kind": "choice", "choices": tuple((str(one), one) for one in type_.values)}
        case inspect.StructType():
            shape = {"kind": "group", "struct": type_.cls}
        case _ if type(type_) in _SIMPLE:
            shape = {"kind": _SIMPLE[type(type_)]}
        case _:
            shape = _list_shape(name, type_)
    return shape


def _number_shape(type_: Any) -> dict[str, Any]:
    exact = {inspect.IntType: int, inspect.FloatType: float}.get(type(type_), Decimal)
    return {
        "kind": "int" if exact is int else "number",
        "exact": exact,
        "minimum": getattr(type_, "ge", None),
        "above": getattr(type_, "gt", None),
        "maximum": getattr(type_, "le", None),
        "below": getattr(type_, "lt", None),
    }


def _list_shape(name: str, type_: inspect.Type) -> dict[str, Any]:
    many = (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)
    if not isinstance(type_, many):
        raise TypeError(f"a form cannot carry {type_}")
    exact = {inspect.VarTupleType: tuple, inspect.SetType: set, inspect.FrozenSetType: frozenset}.get(type(type_), list)
    inner, title, description, extra, _nullable = _unwrap(type_.item_type)
    limits = {"shortest": type_.min_length, "longest": type_.max_length, "exact": exact}
    if isinstance(inner, inspect.StructType):
        return {"kind": "rows", "struct": inner.cls, **limits}
    item = Field(name=name, title=title or name, description=description, extra=extra, **_shape(name, inner))
    return {"kind": "choices" if item.kind == "choice" else "list", "item": item, **limits}


# -- text into values ---------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """Return typed text without the spaces around it, with plain line ends and no control characters."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def convert(field: Field, text: str) -> Any:
    """Return the value that a cleaned, non-blank text stands for; FieldError says what is wrong."""
    return _CONVERTERS[field.kind](field, text)


def missing(field: Field) -> str:
    """Say that a field has to be filled in."""
    if field.kind in {"choice", "choices"}:
        return _("请选择%(label)s") % {"label": field.label}
    return _("%(label)s不能为空") % {"label": field.label}


def is_true(text: str) -> bool:
    """Whether a box with this value is ticked."""
    return text in _TRUE


def _words(field: Field, message: str, **more: Any) -> FieldError:
    """Return the error with the label in front and the field's example behind."""
    text = message % {"label": field.label, **more}
    example = field.extra.get("example")
    return FieldError(text + (_("，例如 %(example)s") % {"example": example} if example else ""))


def _text(field: Field, text: str) -> str:
    size = len(text)
    if field.longest is not None and size > field.longest:
        more = {"most": field.longest, "now": size, "over": size - field.longest}
        raise FieldError(
            _("%(label)s最多%(most)d个字，现在%(now)d个，请删去%(over)d个") % {"label": field.label, **more}
        )
    if field.shortest is not None and size < field.shortest:
        raise _words(field, _("%(label)s至少%(least)d个字"), least=field.shortest)
    if field.pattern is not None and not re.search(field.pattern, text):
        raise _words(field, _("%(label)s的写法不对"))
    return text


def _number(field: Field, text: str) -> Any:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").removesuffix("%")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise _words(field, _("%(label)s要填数字") + _default_example(field)) from None
    if not value.is_finite() or abs(value) > _BIGGEST:
        raise _words(field, _("%(label)s要填数字") + _default_example(field))
    if field.kind == "int" and value != value.to_integral_value():
        raise _words(field, _("%(label)s要填整数") + _default_example(field))
    _check_range(field, value)
    return field.exact(value)


def _check_range(field: Field, value: Decimal) -> None:
    low, high = field.minimum, field.maximum
    too_low = (low is not None and value < low) or (field.above is not None and value <= field.above)
    too_high = (high is not None and value > high) or (field.below is not None and value >= field.below)
    if not too_low and not too_high:
        return
    if low is not None and high is not None:
        message = _("%(label)s要在%(low)s到%(high)s之间") + _default_example(field)
        raise _words(field, message, low=_plain(low), high=_plain(high))
    if too_low:
        message = _("%(label)s不能小于%(n)s") if low is not None else _("%(label)s要大于%(n)s")
        raise _words(field, message, n=_plain(low if low is not None else field.above))
    message = _("%(label)s不能大于%(n)s") if high is not None else _("%(label)s要小于%(n)s")
    raise _words(field, message, n=_plain(high if high is not None else field.below))


def _plain(number: float | None) -> str:
    return f"{number:g}" if number is not None else ""


def _default_example(field: Field) -> str:
    """An example for a number that has none of its own."""
    if field.extra.get("example"):
        return ""
    low, high = field.minimum, field.maximum
    if low is None or high is None:
        return ""
    return _("，例如 %(example)s") % {"example": _plain(low + (high - low) * 3 // 5)}


def _date(field: Field, text: str) -> date:
    plain = unicodedata.normalize("NFKC", text)
    match = _DATE.fullmatch(plain) or _COMPACT_DATE.fullmatch(plain)
    if match is None:
        raise FieldError(_("%(label)s的日期写法不对，例如 2026-08-14") % {"label": field.label})
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise FieldError(
            _("%(label)s写的%(y)d年%(m)d月没有%(d)d日，请改为实有的日期，例如 2026-08-14")
            % {"label": field.label, "y": year, "m": month, "d": day}
        ) from None


def _moment(field: Field, text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise FieldError(_("%(label)s的时间写法不对，例如 2026-08-14T09:00") % {"label": field.label}) from None
    return when if when.tzinfo else when.replace(tzinfo=SHANGHAI)


def _choice(field: Field, text: str) -> Any:
    for value, choice in field.choices:
        if value == text:
            return choice
    raise FieldError(_("%(label)s里没有这一项，请在列出的各项中选择") % {"label": field.label})


_CONVERTERS: dict[str, Callable[[Field, str], Any]] = {
    "text": _text,
    "int": _number,
    "number": _number,
    "date": _date,
    "moment": _moment,
    "choice": _choice,
}


def as_text(value: Any) -> str:
    """Return a value as a form control holds it."""
    if value is None or value is msgspec.UNSET:
        return ""
    match value:
        case bool():
            text = "1" if value else ""
        case Enum():
            text = str(value.value)
        case datetime():
            text = value.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
        case float() | Decimal():
            text = f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
        case _:
            text = str(value)  # a date writes itself as 2026-08-14
    return text
