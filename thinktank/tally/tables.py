# SPDX-License-Identifier: MIT
"""Counts kept up to date by the operations that change them, so that dashboards never count rows."""

from __future__ import annotations

from piccolo.columns import Integer, Varchar
from piccolo.table import Table

from thinktank.kernel.columns import word


class Tally(Table, tablename="tally"):
    """How many records of a name stand under a key, such as active talents per direction."""

    name = Varchar(length=60)
    key = word(80)
    n = Integer(default=0)
