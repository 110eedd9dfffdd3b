# SPDX-License-Identifier: MIT
"""What else is asked of a project, comments on reports, and what their files prove."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0071"
VERSION = "1.38.0"
DESCRIPTION = "requests, comments, evidence"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0071_report_requests"))
    return manager
