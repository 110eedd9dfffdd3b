# SPDX-License-Identifier: MIT
"""Who put a conflict of interest on record, and who lifted it why."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0101"
VERSION = "1.38.0"
DESCRIPTION = "recusal"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0101_recusal"))
    return manager
