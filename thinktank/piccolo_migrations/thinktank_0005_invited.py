# SPDX-License-Identifier: MIT
"""Who cannot sign in yet, found without walking every account."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0005"
VERSION = "1.38.0"
DESCRIPTION = "invited"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0005_invited"))
    return manager
