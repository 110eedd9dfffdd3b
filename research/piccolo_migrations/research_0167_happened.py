# SPDX-License-Identifier: MIT
"""What happened between two days: topics, projects and outcomes by their day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0167"
VERSION = "1.38.0"
DESCRIPTION = "happened"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0167_happened"))
    return manager
