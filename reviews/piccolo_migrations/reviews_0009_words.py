# SPDX-License-Identifier: MIT
"""Room for the longest word of advice and decision; SQLite counts no characters of a VARCHAR."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel import db

ID = "reviews-0009"
VERSION = "1.38.0"
DESCRIPTION = "room for words"


async def _widen() -> None:
    if db.is_sqlite():
        return
    await db.raw("ALTER TABLE score_sheet ALTER COLUMN advice TYPE VARCHAR(40)")
    await db.raw("ALTER TABLE round_item ALTER COLUMN decision TYPE VARCHAR(40)")


async def forwards() -> MigrationManager:
    """Widen two columns where that matters."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(_widen)
    return manager
