# SPDX-License-Identifier: MIT
"""Meetings of projects, those invited, and what was agreed to be done."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0122"
VERSION = "1.38.0"
DESCRIPTION = "meetings"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0122_meetings"))
    return manager
