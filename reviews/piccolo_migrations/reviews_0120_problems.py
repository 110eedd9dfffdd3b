# SPDX-License-Identifier: MIT
"""The ledger of problems, checklists of inspections, and more time asked for on an order."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0120"
VERSION = "1.38.0"
DESCRIPTION = "problems"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0120_problems"))
    return manager
