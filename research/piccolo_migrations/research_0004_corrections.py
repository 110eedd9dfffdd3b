# SPDX-License-Identifier: MIT
"""Decisions with what each of them changed, so that they can be taken back."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0004"
VERSION = "1.38.0"
DESCRIPTION = "corrections"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0004_corrections"))
    return manager
