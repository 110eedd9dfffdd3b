# SPDX-License-Identifier: MIT
"""Ways by which people are told beside mail, their calendars, and deliveries by any of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0100"
VERSION = "1.38.0"
DESCRIPTION = "channels of notices"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0100_channels"))
    return manager
