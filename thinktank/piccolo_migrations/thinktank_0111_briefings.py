# SPDX-License-Identifier: MIT
"""Briefings with their parts and figures."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0111"
VERSION = "1.38.0"
DESCRIPTION = "briefings"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0111_briefings"))
    return manager
