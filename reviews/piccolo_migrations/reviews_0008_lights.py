# SPDX-License-Identifier: MIT
"""Lights that reach into the last months, found without walking those before."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0008"
VERSION = "1.38.0"
DESCRIPTION = "lights"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0008_lights"))
    return manager
