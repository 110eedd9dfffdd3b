# SPDX-License-Identifier: MIT
"""Knocking at doors without changing anything: every write runs to its last statement and is rolled back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, get_args, get_origin

import msgspec
from litestar.handlers import HTTPRouteHandler
from typing_extensions import override

from thinktank.kernel import clock
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.db import PooledSQLiteEngine
from thinktank.kernel.errors import AppError
from thinktank.web.fields import Field, describe


class Rehearsed(AppError):
    """The write was allowed and ran to its end; it is undone."""

    status = 200
    code = "rehearsed"


class RehearsalEngine(PooledSQLiteEngine):
    """An engine whose writes end with ``Rehearsed`` instead of a commit."""

    @asynccontextmanager
    @override
    async def write(self) -> AsyncIterator[None]:
        """Hold one transaction, and roll it back."""
        async with super().write():
            yield
            raise Rehearsed


def command_of(handler: HTTPRouteHandler) -> type[msgspec.Struct] | None:
    """Return the struct that an API handler takes as its body."""
    found = handler.parsed_fn_signature.parameters.get("data")
    if found is None:
        return None
    raw = found.raw
    while get_origin(raw) is not None and not isinstance(raw, type):
        raw = get_args(raw)[0]
    kind = found.annotation
    return kind if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else None


def sample(command: type, ids: dict[str, Any]) -> dict[str, Any]:
    """Return harmless content for a command: what it requires, and whatever has a name in ``ids``."""
    found: dict[str, Any] = {}
    try:
        fields = describe(command)
    except TypeError:  # a mapping, which no form carries
        return found
    for name, field in fields.items():
        if name in ids:
            found[name] = ids[name]
        elif field.required or field.extra.get("must"):
            found[name] = _value(field, ids)
    return found


def _value(field: Field, ids: dict[str, Any]) -> Any:
    later = timedelta(days=9)
    plain: dict[str, Callable[[], Any]] = {
        "text": lambda: _text(field),
        "int": lambda: int(field.minimum or 1),
        "number": lambda: int(field.minimum or 1),
        "bool": lambda: True,
        "date": lambda: OFFICIAL.next_workday(clock.today() + later).isoformat(),
        "moment": (clock.now() + later).isoformat,
        "choice": lambda: field.choices[0][0],
    }
    if field.kind in plain:
        return plain[field.kind]()
    if field.struct is not None:
        one = sample(field.struct, ids)
        return [one] if field.kind == "rows" else one
    return [_value(field.item, ids)] if field.item else []


def _text(field: Field) -> str:
    if "example" in field.extra:
        return str(field.extra["example"])
    if field.pattern:
        return "abc123"
    return ("按要求办理" * 4)[: max(field.shortest or 0, min(5, field.longest or 5))]


def as_form(content: Any, prefix: str = "") -> dict[str, Any]:
    """Return content as a form sends it: ``rows-0-sub``, lists as repeated controls, a tick as ``1``."""
    found: dict[str, Any] = {}
    for name, value in content.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and value:
            found |= as_form(value, f"{key}-")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for n, row in enumerate(value):
                found |= as_form(row, f"{key}-{n}-")
        elif isinstance(value, bool):
            found[key] = "1" if value else ""
        else:
            found[key] = [str(one) for one in value] if isinstance(value, list) else "" if value is None else str(value)
    return found
