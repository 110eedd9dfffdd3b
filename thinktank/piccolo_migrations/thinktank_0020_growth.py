# SPDX-License-Identifier: MIT
"""The growth record names what each line was written from; proposals; annual assessments."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0020"
VERSION = "1.38.0"
DESCRIPTION = "growth record"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0020_growth"))
    return manager
