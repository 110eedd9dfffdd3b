# SPDX-License-Identifier: MIT
"""Admission step by step: cases, public notices, objections, and what asks for a decision later."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "thinktank-0021"
VERSION = "1.38.0"
DESCRIPTION = "admission"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="thinktank", description=DESCRIPTION)
    manager.add_raw(script("thinktank", "thinktank_0021_admission"))
    return manager
