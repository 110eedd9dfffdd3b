# SPDX-License-Identifier: MIT
"""Substitutes, more time for one reviewer, who was at a meeting."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0131"
VERSION = "1.38.0"
DESCRIPTION = "conduct"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0131_conduct"))
    return manager
