# SPDX-License-Identifier: MIT
"""Who answers for a step of the plan."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0152"
VERSION = "1.38.0"
DESCRIPTION = "persons of steps"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0152_persons"))
    return manager
