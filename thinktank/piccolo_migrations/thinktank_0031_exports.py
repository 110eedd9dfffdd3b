# SPDX-License-Identifier: MIT
"""Ledgers that leave, and what a roster is asked about."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0031"
VERSION = "1.38.0"
DESCRIPTION = "exports"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0031_exports"))
    return manager
