# SPDX-License-Identifier: MIT
"""Pairings with their state, talks, suggestions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0051"
VERSION = "1.38.0"
DESCRIPTION = "mentoring"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0051_mentoring"))
    return manager
