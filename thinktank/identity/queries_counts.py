# SPDX-License-Identifier: MIT
"""How many accounts a unit has, kept up to date."""

from __future__ import annotations

from thinktank.identity.tables import Account
from thinktank.kernel import db

ACCOUNTS = "account.unit"
"""By unit: its accounts that are not closed."""


async def standing(ids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Where these accounts count."""
    a = Account
    rows = await a.select(a.id, a.unit).where(a.id.is_in(ids) & (a.state != "closed"))
    return {row["id"]: [(ACCOUNTS, str(row["unit"]))] for row in rows}


async def recount() -> dict[str, int]:
    """Count the accounts of every unit afresh."""
    rows = await db.raw("SELECT unit, COUNT(*) AS n FROM account WHERE state <> {} GROUP BY unit", "closed")
    return {str(row["unit"]): row["n"] for row in rows}


STANDINGS = {Account: standing}
RECOUNTS = {ACCOUNTS: recount}
