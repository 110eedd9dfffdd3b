# SPDX-License-Identifier: MIT
"""What is open of given projects, found by the project rather than by the state."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0008"
VERSION = "1.38.0"
DESCRIPTION = "open work"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0008_open_work"))
    return manager
