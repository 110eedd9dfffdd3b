# SPDX-License-Identifier: MIT
"""Acting for somebody for a time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0063"
VERSION = "1.38.0"
DESCRIPTION = "delegation"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0063_delegation"))
    return manager
