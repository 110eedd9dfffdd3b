# SPDX-License-Identifier: MIT
"""Briefings that were not given up."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0112"
VERSION = "1.38.0"
DESCRIPTION = "standing"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0112_standing"))
    return manager
