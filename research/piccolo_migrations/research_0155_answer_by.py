# SPDX-License-Identifier: MIT
"""By when a change request is to be answered by who holds it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0155"
VERSION = "1.38.0"
DESCRIPTION = "answer_by"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0155_answer_by"))
    return manager
