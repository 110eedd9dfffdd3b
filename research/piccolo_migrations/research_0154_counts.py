# SPDX-License-Identifier: MIT
"""Counts of topics and applications that no page reads any more."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0154"
VERSION = "1.38.0"
DESCRIPTION = "counts"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0154_counts"))
    return manager
