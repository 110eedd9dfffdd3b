# SPDX-License-Identifier: MIT
"""Units and persons beside the handler of an order."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0138"
VERSION = "1.38.0"
DESCRIPTION = "helpers"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0138_helpers"))
    return manager
