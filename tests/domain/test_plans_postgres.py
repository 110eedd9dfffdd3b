# SPDX-License-Identifier: MIT
"""The same on PostgreSQL: a plan that scans a growing table although it was asked not to has no index to look in.

The statements are those of test_plans, in PostgreSQL's words. ``enable_seqscan`` is off and plans are made without
values on empty tables, so that they depend neither on rows nor on statistics.
"""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from tests.domain.test_plans import FIXED, SIZES, asked
from tests.support import bulk, engines
from thinktank.kernel import clock
from thinktank.kernel.db import PooledSQLiteEngine

if TYPE_CHECKING:
    from litestar import Litestar

pytestmark = [pytest.mark.slow, pytest.mark.skipif(engines.main_engine() == "postgres", reason="asks for it itself")]
SQLITES_OWN = re.compile(r"datetime\(|json_each|json_extract")
SEQ = re.compile(r"Seq Scan on (\w+)")
PLAIN = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off"
ALTERNATIVES = (
    "application",
    "change_request",
    "coordination",
    "order_helper",
    "outcome",
    "problem",
    "project",
    "supervision_order",
    "talent",
    "topic",
)
"""Tables whose scope may be one of several ways, by "or", of which one is a select: PostgreSQL judges row by row there.

Members, mentors and liaisons; wants the ways one after the other (UNION). Whoever sees everything is not concerned.
"""


def in_its_words(sql: str) -> str:
    """A statement of SQLite's with PostgreSQL's places for values."""
    places = count(1)
    return re.sub(r"\?", lambda _: f"${next(places)}", sql)


async def scans(connection: Any, sql: str) -> list[str]:
    """The growing tables that a statement has to scan."""
    await connection.execute(f"PREPARE asked AS {sql}")
    try:
        places = await connection.fetchval(
            "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'asked'"
        )
        given = f"({', '.join(['NULL'] * places)})" if places else ""
        lines = await connection.fetch(f"EXPLAIN (COSTS OFF) EXECUTE asked{given}")
    finally:
        await connection.execute("DEALLOCATE asked")
    found = {name for line in lines for name in SEQ.findall(line[0])} - FIXED.keys()
    return sorted(found.difference(ALTERNATIVES) if " OR " in sql else found)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    return bulk.build(tmp_path / "thinktank.sqlite", SIZES, clock.today())


async def test_no_statement_has_to_scan_a_growing_table(
    filled: Path, postgres_template: engines.PostgresTemplate, application: Litestar
) -> None:
    with engines.using(PooledSQLiteEngine(str(filled))):
        async with application.lifespan():
            every, _unreached = await asked(application)
    statements = [one for one in every if not SQLITES_OWN.search(one.sql)]
    assert len(statements) > len(every) - 10
    connection = await asyncpg.connect(postgres_template.dsn)
    found = []
    try:
        await connection.execute(f"{PLAIN}; SET plan_cache_mode = force_generic_plan")
        for one in statements:
            found += [(one.where, table, one.sql) for table in await scans(connection, in_its_words(one.sql))]
    finally:
        await connection.close()
    assert found == []
