# SPDX-License-Identifier: MIT
"""An index for what has come in of an item: without it every sheet handed in anywhere is walked."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0137"
VERSION = "1.38.0"
DESCRIPTION = "progress"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0137_progress"))
    return manager
