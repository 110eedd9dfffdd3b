# SPDX-License-Identifier: MIT
"""The tables as a CREATE script: ``python -m thinktank.kernel.ddl PACKAGE`` prints it.

A migration keeps such a script as a file, so it stands still while the tables move on; a test compares what
the migrations build with what the tables say (ADR 0003).
"""

from __future__ import annotations

import re
import sys
from typing import Any

from piccolo.table import Table, sort_table_classes

from thinktank.kernel.migrate import APPS, tables_of


def create_script(package: str) -> str:
    """Return the CREATE TABLE and CREATE INDEX statements of a package, one column a line."""
    own = tables_of(package)
    ordered = [table for table in sort_table_classes(_all()) if table in own]
    return "\n\n".join(_statements(table) for table in ordered) + "\n"


def _all() -> list[type[Table]]:
    return [table for package in APPS for table in tables_of(package)]


def _statements(table: type[Table]) -> str:
    create: Any = table.create_table()
    head, *indexes = create.ddl
    opening, _, body = head.partition(" (")
    columns = re.split(r', (?=")', body.removesuffix(")"))
    lines = ",\n  ".join(columns).replace("INTEGER PRIMARY KEY", "SERIAL PRIMARY KEY")
    return "\n".join([f"{opening} (\n  {lines}\n);", *(f"{index.replace(' USING btree', '')};" for index in indexes)])


if __name__ == "__main__":
    sys.stdout.write(create_script(sys.argv[1]))
