# SPDX-License-Identifier: MIT
"""What each rung of an outcome is approved and proven by, its earlier versions, and lists of a rung in order."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0160"
VERSION = "1.38.0"
DESCRIPTION = "ladder"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0160_ladder"))
    return manager
