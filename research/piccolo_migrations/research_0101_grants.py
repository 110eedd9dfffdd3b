# SPDX-License-Identifier: MIT
"""Lists of grants, what stands on them, and what is held against it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0101"
VERSION = "1.38.0"
DESCRIPTION = "grants on notice"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0101_grants"))
    return manager
