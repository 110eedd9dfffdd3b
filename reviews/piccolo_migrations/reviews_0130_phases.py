# SPDX-License-Identifier: MIT
"""Phases of rounds, meetings, extensions; what sheets were before, words in a discussion."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from thinktank.kernel.migrate import script

ID = "reviews-0130"
VERSION = "1.38.0"
DESCRIPTION = "phases"


async def forwards() -> MigrationManager:
    """Run the script beside this file."""
    manager = MigrationManager(migration_id=ID, app_name="reviews", description=DESCRIPTION)
    manager.add_raw(script("reviews", "reviews_0130_phases"))
    return manager
