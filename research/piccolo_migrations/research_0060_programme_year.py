# SPDX-License-Identifier: MIT
"""The programme year, and what belongs to it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0060"
VERSION = "1.38.0"
DESCRIPTION = "programme year"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0060_programme_year"))
    return manager
