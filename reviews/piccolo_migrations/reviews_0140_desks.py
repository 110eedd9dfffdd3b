# SPDX-License-Identifier: MIT
"""Indexes of what waits for inspectors and owners, in the order in which it is due."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0140"
VERSION = "1.38.0"
DESCRIPTION = "desks"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0140_desks"))
    return manager
