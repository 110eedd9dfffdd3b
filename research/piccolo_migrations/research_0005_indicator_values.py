# SPDX-License-Identifier: MIT
"""The values that a project's targets had, with what proves them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0005"
VERSION = "1.38.0"
DESCRIPTION = "values of targets"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0005_indicator_values"))
    return manager
