# SPDX-License-Identifier: MIT
"""How projects report, until when a report is taken how, extensions, and the owners of matters to coordinate."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0070"
VERSION = "1.38.0"
DESCRIPTION = "terms of reports"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0070_report_terms"))
    return manager
