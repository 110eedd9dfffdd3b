# SPDX-License-Identifier: MIT
"""Requests to change a project under way."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0121"
VERSION = "1.38.0"
DESCRIPTION = "change requests"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0121_changes"))
    return manager
