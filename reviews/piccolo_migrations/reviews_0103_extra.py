# SPDX-License-Identifier: MIT
"""Room for one more reviewer where a panel is split."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0103"
VERSION = "1.38.0"
DESCRIPTION = "extra"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0103_extra"))
    return manager
