# SPDX-License-Identifier: MIT
"""How each person wants mail: one by one, or one a day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0080"
VERSION = "1.38.0"
DESCRIPTION = "choice of notices"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0080_notice_choice"))
    return manager
