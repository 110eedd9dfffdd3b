# SPDX-License-Identifier: MIT
"""Indexes of what is open, worded so that no index by state is taken for them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0096"
VERSION = "1.38.0"
DESCRIPTION = "in_order"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0096_in_order"))
    return manager
