# SPDX-License-Identifier: MIT
"""Indexes of orders by the days on which they went out and were closed."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0095"
VERSION = "1.38.0"
DESCRIPTION = "growth"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0095_growth"))
    return manager
