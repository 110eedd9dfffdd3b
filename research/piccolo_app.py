# SPDX-License-Identifier: MIT
"""The research migration chain and its tables."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from thinktank.kernel.migrate import tables_of

APP_CONFIG = AppConfig(
    app_name="research",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=tables_of("research"),
    migration_dependencies=["thinktank.piccolo_app"],
)
