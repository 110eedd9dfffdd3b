# SPDX-License-Identifier: MIT
"""Drafts of several hands, invitations, versions, points to mend, checks, words to cover, sealed topics."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0110"
VERSION = "1.38.0"
DESCRIPTION = "applications of several hands"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0110_applications"))
    return manager
