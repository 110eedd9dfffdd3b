# SPDX-License-Identifier: MIT
"""What Piccolo reads: the engine named by the settings, and the three migration chains."""

from typing import Any

from piccolo.conf.apps import AppRegistry
from piccolo.engine.base import Engine

from thinktank import settings
from thinktank.kernel.db import PooledPostgresEngine, PooledSQLiteEngine


def _engine() -> Engine[Any]:
    current = settings.load()
    if current.is_postgres:
        return PooledPostgresEngine(current.database)
    return PooledSQLiteEngine(str(current.sqlite_path))


DB = _engine()
APP_REGISTRY = AppRegistry(apps=["thinktank.piccolo_app", "research.piccolo_app", "reviews.piccolo_app"])
