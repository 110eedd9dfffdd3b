# SPDX-License-Identifier: MIT
"""Deciding together: conditions, votes on ties, letters, second looks, appeals."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0133"
VERSION = "1.38.0"
DESCRIPTION = "decisions"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0133_decisions"))
    return manager
