# SPDX-License-Identifier: MIT
"""A mypy plugin: a Piccolo table that declares no key has the column ``id``, which Piccolo adds at run time."""

from __future__ import annotations

from collections.abc import Callable

from mypy.plugin import ClassDefContext, Plugin
from mypy.plugins.common import add_attribute_to_class
from mypy.types import Instance
from typing_extensions import override

TABLE = "piccolo.table.Table"
SERIAL = "piccolo.columns.column_types.Serial"


def _add_id(context: ClassDefContext) -> None:
    serial = context.api.lookup_fully_qualified_or_none(SERIAL)
    if "id" not in context.cls.info.names and serial is not None and serial.node is not None:
        add_attribute_to_class(context.api, context.cls, "id", Instance(serial.node, []))  # type: ignore[arg-type]


class PiccoloPlugin(Plugin):
    """Adds ``id`` to every direct subclass of Table."""

    @override
    def get_base_class_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return _add_id if fullname == TABLE else None


def plugin(_version: str) -> type[Plugin]:
    """Mypy's entry point."""
    return PiccoloPlugin
