# SPDX-License-Identifier: MIT
"""What a document is filled with: placeholders by name, each with its meaning and an example.

A placeholder holds text; or it is a list whose lines have placeholders of their own, for the rows of a table and
for parts that are repeated. From the examples follows a sample, so that every template can be tried before there
is a record to fill it with.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

Values = Mapping[str, Any]
NOTHING = "无"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SAMPLE_LINES = 2
_GREY = base64.b64decode(  # a grey field, twice as wide as high
    "iVBORw0KGgoAAAANSUhEUgAAAB4AAAAPCAAAAADW0SBAAAAAEUlEQVR42mO4ixcwjEoPMWkA5z6EirRkiwcAAAAASUVORK5CYII="
)


class Picture(msgspec.Struct, frozen=True):
    """A picture for a document: a PNG, and what is said to who cannot see it."""

    content: bytes
    about: str


class Field(msgspec.Struct, frozen=True):
    """One placeholder: its name in a template, what it is, an example; ``of`` are the placeholders of a list's line.

    A placeholder of a ``picture`` stands alone in its paragraph, and is empty where there is none to show.
    """

    name: str
    title: str
    example: str = ""
    of: tuple[Field, ...] = ()
    picture: bool = False

    @property
    def usage(self) -> str:
        """How it is written in a template."""
        return f"{{%tr for one in {self.name} %}}" if self.of else f"{{{{ {self.name} }}}}"


def listing(name: str, title: str, *of: Field) -> Field:
    """Return a placeholder that is a list; each line has the placeholders ``of``."""
    return Field(name, title, of=of)


COMMON = (
    Field("department", "发文机关", "区委组织部"),
    Field("today", "成文日期", "2026年3月18日"),
    Field("programme", "项目名称", "青年人才智库"),
)
"""What every document has."""


def sample(fields: Sequence[Field]) -> dict[str, Any]:
    """Return the example of every placeholder: two lines for a list, a grey field for a picture."""
    return {one.name: _example(one) for one in fields}


def _example(field: Field) -> Any:
    if field.picture:
        return Picture(_GREY, field.example)
    return [sample(field.of)] * SAMPLE_LINES if field.of else field.example


def tidy(values: Values, fields: Sequence[Field]) -> dict[str, Any]:
    """Return the values of these placeholders as text that a document can hold.

    What is not there is empty; line breaks become paragraphs. KeyError for a value that no placeholder names: a
    fault of the program, which would otherwise go unseen.
    """
    known = {one.name: one for one in fields}
    if lost := sorted(set(values) - set(known)):
        raise KeyError(lost)
    return {name: _tidied(values.get(name), one) for name, one in known.items()}


def _tidied(value: Any, field: Field) -> Any:
    if field.picture:
        return value if isinstance(value, Picture) else ""
    if field.of:
        return [tidy(line, field.of) for line in value or ()]
    text = "" if value is None else str(value).replace("\r\n", "\n").replace("\t", " ").strip()
    lines = [line.strip() for line in _UNPRINTABLE.sub("", text).split("\n")]
    return "\a".join(line for line in lines if line)  # a bell is a new paragraph of the same look
