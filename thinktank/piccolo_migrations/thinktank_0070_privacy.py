# SPDX-License-Identifier: MIT
"""Corrections, requests about personal data, versions of the notice, and when a person's fields were emptied."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0070"
VERSION = "1.38.0"
DESCRIPTION = "personal data"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0070_privacy"))
    return manager
