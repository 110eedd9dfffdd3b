# SPDX-License-Identifier: MIT
"""Objections without an answer by the day on which it is due."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0153"
VERSION = "1.38.0"
DESCRIPTION = "objections by their day"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0153_objections_due"))
    return manager
