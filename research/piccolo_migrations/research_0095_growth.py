# SPDX-License-Identifier: MIT
"""Indexes of what the cockpit shows, in its order."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0095"
VERSION = "1.38.0"
DESCRIPTION = "growth"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0095_growth"))
    return manager
