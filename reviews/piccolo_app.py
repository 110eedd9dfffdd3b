# SPDX-License-Identifier: MIT
"""The reviews migration chain and its tables."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from thinktank.kernel.migrate import tables_of

APP_CONFIG = AppConfig(
    app_name="reviews",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=tables_of("reviews"),
    migration_dependencies=["thinktank.piccolo_app", "research.piccolo_app"],
)
