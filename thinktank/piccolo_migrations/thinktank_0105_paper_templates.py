# SPDX-License-Identifier: MIT
"""Templates of documents that a department uses instead of the shipped ones."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0105"
VERSION = "1.38.0"
DESCRIPTION = "paper templates"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0105_paper_templates"))
    return manager
