# SPDX-License-Identifier: MIT
"""Calls for topics, how a topic came and was decided, its targets, its times on the list, what it resembles."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0100"
VERSION = "1.38.0"
DESCRIPTION = "topics collected and decided"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0100_topics"))
    return manager
