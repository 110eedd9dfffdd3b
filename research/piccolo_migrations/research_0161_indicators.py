# SPDX-License-Identifier: MIT
"""What outcomes are measured by, and the values of it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0161"
VERSION = "1.38.0"
DESCRIPTION = "indicators"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0161_indicators"))
    return manager
