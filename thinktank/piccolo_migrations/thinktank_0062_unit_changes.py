# SPDX-License-Identifier: MIT
"""Units renamed, moved, merged and split, with what they were called."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0062"
VERSION = "1.38.0"
DESCRIPTION = "unit changes"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0062_unit_changes"))
    return manager
