# SPDX-License-Identifier: MIT
"""What happened between two days: people and postings by their day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0110"
VERSION = "1.38.0"
DESCRIPTION = "happened"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0110_happened"))
    return manager
