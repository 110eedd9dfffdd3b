# SPDX-License-Identifier: MIT
"""Who signed a task agreement for each side, and which of them on paper."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0102"
VERSION = "1.38.0"
DESCRIPTION = "signers of agreements"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0102_signers"))
    return manager
