# SPDX-License-Identifier: MIT
"""The orders in which the bank is listed, and the names by which a roster finds people again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0030"
VERSION = "1.38.0"
DESCRIPTION = "lists"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0030_lists"))
    return manager
