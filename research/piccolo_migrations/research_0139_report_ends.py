# SPDX-License-Identifier: MIT
"""Reports by the end of their period: the summary of a month."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "research-0139"
VERSION = "1.38.0"
DESCRIPTION = "report_ends"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="research", description=DESCRIPTION)
    manager.add_raw(script("research", "research_0139_report_ends"))
    return manager
