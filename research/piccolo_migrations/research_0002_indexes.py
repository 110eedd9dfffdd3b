# SPDX-License-Identifier: MIT
"""Unique and list indexes, and the rows that must exist."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0002"
VERSION = "1.38.0"
DESCRIPTION = "indexes"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0002_indexes"))
    return manager
