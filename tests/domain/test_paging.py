# SPDX-License-Identifier: MIT
"""Keyset pages on both engines: every row once, in order, forwards and back, whatever the key's type."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from piccolo.columns import Date, Integer, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.kernel import db, paging

pytestmark = pytest.mark.postgres
COUNT = 23
SIZE = 5


class Listed(Table):
    name = Varchar()
    number = Integer()
    day = Date()
    at = Timestamptz()


class Row(msgspec.Struct):
    id: int
    name: str
    number: int
    day: date
    at: datetime


@pytest.fixture(autouse=True)
async def listed(database: Any) -> AsyncIterator[None]:
    await Listed.create_table()
    start = datetime(2026, 1, 31, 16, 0, 0, 123456, tzinfo=UTC)
    for n in range(COUNT):
        at = start + timedelta(hours=n // 2)  # pairs of equal keys: the id decides
        row = Listed(name=f"名{n // 3:02}", number=n // 4, day=at.date(), at=at)
        await Listed.insert(row)
    yield
    await Listed.alter().drop_table(if_exists=True)


def select() -> Any:
    return Listed.select(*Listed.all_columns())


async def pages(key: Any, name: str, *, descending: bool, **start: Any) -> list[paging.Page[Row]]:
    found = []
    forward = "before" not in start
    while True:
        options: dict[str, Any] = {
            "key": key,
            "id_": Listed.id,
            "key_name": name,
            "descending": descending,
            "size": SIZE,
        }
        page = await paging.page(select(), Row, **options, **start)
        found.append(page)
        cursor = page.next if forward else page.prev
        if cursor is None:
            return found
        start = {"after" if forward else "before": cursor}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", ["name", "number", "day", "at"])
async def test_pages_hold_every_row_once_in_order_and_lead_back(name: str, descending: bool) -> None:
    key = getattr(Listed, name)
    everything = await db.rows(select(), Row)
    wanted = sorted(everything, key=lambda row: (getattr(row, name), row.id), reverse=descending)
    forward = await pages(key, name, descending=descending)
    assert [row for page in forward for row in page.items] == wanted
    assert [page.prev is None for page in forward] == [True] + [False] * (len(forward) - 1)
    back = await pages(key, name, descending=descending, before=forward[-1].prev)
    assert [row for page in reversed(back) for row in page.items] == wanted[: -len(forward[-1].items)]
    assert back[0].next is not None


@pytest.mark.parametrize("cursor", ["nonsense", paging.encode(paging.Cursor(key="no day", id=3))])
async def test_cursor_that_does_not_fit_starts_at_the_first_page(cursor: str) -> None:
    page = await paging.page(select(), Row, key=Listed.day, id_=Listed.id, key_name="day", after=cursor, size=SIZE)
    assert len(page.items) == SIZE
    assert page.prev is None


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-3, 1), (2, 2), (10_000, COUNT)])
async def test_size_is_bounded(asked: int, given: int) -> None:
    page = await paging.page(select(), Row, key=Listed.number, id_=Listed.id, key_name="number", size=asked)
    assert len(page.items) == given


async def test_count_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await paging.bounded_count(Listed.select(), Listed.id) == COUNT
    monkeypatch.setattr(paging, "COUNT_LIMIT", 10)
    with db.recording() as statements:
        assert await paging.bounded_count(Listed.select(), Listed.id) == 11
    assert "LIMIT 11" in statements[0]
