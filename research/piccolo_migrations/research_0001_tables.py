# SPDX-License-Identifier: MIT
"""The tables of the first release."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0001"
VERSION = "1.38.0"
DESCRIPTION = "tables"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0001_tables"))
    return manager
