# SPDX-License-Identifier: MIT
"""Requests that somebody may not judge, and what reviewers declare for every round."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0136"
VERSION = "1.38.0"
DESCRIPTION = "recusals"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0136_recusals"))
    return manager
