# SPDX-License-Identifier: MIT
"""What a person keeps of the lists of the bank."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0032"
VERSION = "1.38.0"
DESCRIPTION = "saved_lists"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0032_saved_lists"))
    return manager
