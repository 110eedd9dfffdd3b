# SPDX-License-Identifier: MIT
"""The version of the material that is reviewed, kept whole."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0132"
VERSION = "1.38.0"
DESCRIPTION = "material"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0132_material"))
    return manager
