# SPDX-License-Identifier: MIT
"""Briefs, tasks, confirmations of adoption, and what came of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0162"
VERSION = "1.38.0"
DESCRIPTION = "adoption"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0162_adoption"))
    return manager
