# SPDX-License-Identifier: MIT
"""Steps that wait for others, the baseline's first days, a second acceptance, and where a ban came from."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0120"
VERSION = "1.38.0"
DESCRIPTION = "dependencies of steps"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0120_plan"))
    return manager
