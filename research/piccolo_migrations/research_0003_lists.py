# SPDX-License-Identifier: MIT
"""Indexes in the order of lists, and of what waits for somebody."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0003"
VERSION = "1.38.0"
DESCRIPTION = "lists"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0003_lists"))
    return manager
