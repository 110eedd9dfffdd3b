# SPDX-License-Identifier: MIT
"""People who stood twice in the bank: which record took which in, and the likely pairs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0067"
VERSION = "1.38.0"
DESCRIPTION = "people merged"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0067_merging"))
    return manager
