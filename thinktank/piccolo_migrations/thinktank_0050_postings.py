# SPDX-License-Identifier: MIT
"""Needs of units, postings, opinions, requests for change, turns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0050"
VERSION = "1.38.0"
DESCRIPTION = "postings"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0050_postings"))
    return manager
