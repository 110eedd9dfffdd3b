# SPDX-License-Identifier: MIT
"""Indexes of what has ended, or soon will: roles and delegations."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0090"
VERSION = "1.38.0"
DESCRIPTION = "terms"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0090_terms"))
    return manager
