# SPDX-License-Identifier: MIT
"""Indexes of open orders, and of how much each reviewer has to do."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0003"
VERSION = "1.38.0"
DESCRIPTION = "lists"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0003_lists"))
    return manager
