# SPDX-License-Identifier: MIT
"""What the review of an application came to, kept beside it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0150"
VERSION = "1.38.0"
DESCRIPTION = "review_results"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0150_review_results"))
    return manager
