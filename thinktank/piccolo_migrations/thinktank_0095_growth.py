# SPDX-License-Identifier: MIT
"""Indexes of what is open, in the order in which it is shown."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0095"
VERSION = "1.38.0"
DESCRIPTION = "growth"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0095_growth"))
    return manager
