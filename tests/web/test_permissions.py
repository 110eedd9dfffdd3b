# SPDX-License-Identifier: MIT
"""Every route × every role, generated from the application's own routes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.factories.people import actor_as, sign_in
from tests.support.permissions import concrete, rows, table
from thinktank.kernel.actor import Role

if TYPE_CHECKING:
    import httpx
    from litestar import Litestar

TABLE = Path(__file__).parents[2] / "docs" / "permissions.md"
WAYS_IN = {"/{path:path}"}


def test_table_in_the_documents_is_the_application(application: Litestar) -> None:
    assert TABLE.read_text(encoding="utf-8") == table(application)


async def _knock(client: httpx.AsyncClient, method: str, path: str) -> httpx.Response:
    data = {"_csrf_token": client.cookies.get("tt_csrf", "")} if method == "POST" and "/api/" not in path else None
    headers = {"x-csrftoken": str(client.cookies.get("tt_csrf", ""))}
    return await client.request(method, concrete(path), data=data, headers=headers)


@pytest.mark.parametrize("role", list(Role))
async def test_route_lets_in_its_roles_and_nobody_else(client: httpx.AsyncClient, app: Litestar, role: Role) -> None:
    actor = await actor_as(role)
    await client.get("/privacy")
    wrong = []
    for method, path, who in rows(app):
        if path == "/sign-out" or path in WAYS_IN:
            continue
        await sign_in(client, actor)
        answer = await _knock(client, method, path)
        may = who in {"everybody", "signed in"} or str(role) in who.split()
        if answer.status_code >= 500 or (not may and answer.status_code != 403):
            wrong.append((method, path, who, answer.status_code))
    assert wrong == []


async def test_signed_out_is_sent_to_sign_in_or_told_so(client: httpx.AsyncClient, app: Litestar) -> None:
    await client.get("/privacy")
    wrong = []
    for method, path, who in rows(app):
        if who == "everybody":
            continue
        answer = await _knock(client, method, path)
        expected = {303} if method == "GET" and "/api/" not in path else {401}
        if answer.status_code not in expected:
            wrong.append((method, path, answer.status_code))
    assert wrong == []


def test_concrete_paths_keep_no_placeholder(application: Litestar) -> None:
    assert [path for _, path, _ in rows(application) if "{" in concrete(path)] == []
