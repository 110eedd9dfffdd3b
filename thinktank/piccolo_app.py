# SPDX-License-Identifier: MIT
"""The thinktank migration chain and its tables."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from thinktank.kernel.migrate import tables_of

APP_CONFIG = AppConfig(
    app_name="thinktank",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=tables_of("thinktank"),
    migration_dependencies=[],
)
