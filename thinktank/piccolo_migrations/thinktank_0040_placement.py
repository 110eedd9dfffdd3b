# SPDX-License-Identifier: MIT
"""The queue of proposals, versions of the lexicon, and what confirmed placements taught."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0040"
VERSION = "1.38.0"
DESCRIPTION = "placement"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0040_placement"))
    return manager
