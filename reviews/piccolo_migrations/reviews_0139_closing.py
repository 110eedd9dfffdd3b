# SPDX-License-Identifier: MIT
"""The unit that handles an order, by which closing rates are counted."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0139"
VERSION = "1.38.0"
DESCRIPTION = "closing"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0139_closing"))
    return manager
