# SPDX-License-Identifier: MIT
"""Scales of their own for criteria, sub-forms, and what fails a matter whatever its score."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0100"
VERSION = "1.38.0"
DESCRIPTION = "scales"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0100_scales"))
    return manager
