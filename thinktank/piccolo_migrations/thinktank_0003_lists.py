# SPDX-License-Identifier: MIT
"""Indexes of who holds a role."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0003"
VERSION = "1.38.0"
DESCRIPTION = "lists"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0003_lists"))
    return manager
