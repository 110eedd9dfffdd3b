# SPDX-License-Identifier: MIT
"""Plans of who reviews what, and what reviewers are good at."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0102"
VERSION = "1.38.0"
DESCRIPTION = "staffing"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0102_staffing"))
    return manager
