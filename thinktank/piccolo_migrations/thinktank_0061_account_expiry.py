# SPDX-License-Identifier: MIT
"""The last day of an account that is for a time."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0061"
VERSION = "1.38.0"
DESCRIPTION = "account expiry"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0061_account_expiry"))
    return manager
