# SPDX-License-Identifier: MIT
"""Files over the API: sent ahead, taken along by a call, fetched and removed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from research.projects.tables import ProjectIndicator
from tests.factories.orders import make_order
from tests.factories.people import actor_as, sign_in
from tests.factories.projects import Made, make_project
from thinktank.demo.chapters import PDF
from thinktank.files.operations import forget_staged
from thinktank.files.tables import StoredFile
from thinktank.kernel.actor import Role, system
from thinktank.kernel.clock import FrozenClock

REPLY = {"nonsecret": True, "reply": "已补齐"}


@pytest.fixture
async def made(client: httpx.AsyncClient, frozen: FrozenClock) -> Made:
    found = await make_project()
    await sign_in(client, found.lead)
    await client.get("/privacy")
    return found


async def send(client: httpx.AsyncClient, path: str, **more: Any) -> httpx.Response:
    return await client.post(f"/api/v1{path}", headers={"x-csrftoken": str(client.cookies["tt_csrf"])}, **more)


async def staged(client: httpx.AsyncClient) -> int:
    answer = await send(client, "/files", files={"data": ("纪要.pdf", PDF)})
    assert (answer.status_code, answer.json()["name"], answer.json()["size"]) == (201, "纪要.pdf", len(PDF))
    return int(answer.json()["id"])


async def test_file_sent_ahead_becomes_the_evidence_of_an_order(client: httpx.AsyncClient, made: Made) -> None:
    lead = made.lead.account
    order = await make_order(project=made.id, handler=lead, drafted_by=lead, state="handling")
    ahead = await staged(client)
    assert (await client.get(f"/api/v1/files/{ahead}")).status_code == 404
    answered = await send(client, f"/orders/{order}/reply?uploads={ahead}", json=REPLY)
    assert answered.status_code == 200
    fetched = await client.get(f"/api/v1/files/{ahead + 1}")
    assert (fetched.content, fetched.headers["content-type"]) == (PDF, "application/pdf")
    await sign_in(client, made.member)
    assert (await send(client, f"/files/{ahead + 1}/remove")).status_code == 403
    await sign_in(client, made.lead)
    assert (await send(client, f"/files/{ahead + 1}/remove")).status_code == 204
    assert (await client.get(f"/api/v1/files/{ahead + 1}")).status_code == 404


async def test_only_ones_own_fresh_files_are_taken_along(
    client: httpx.AsyncClient, made: Made, frozen: FrozenClock
) -> None:
    lead = made.lead.account
    order = await make_order(project=made.id, handler=lead, drafted_by=lead, state="handling")
    await sign_in(client, await actor_as(Role.MENTOR))
    theirs = await staged(client)
    await sign_in(client, made.lead)
    refused = await send(client, f"/orders/{order}/reply?uploads={theirs}", json=REPLY)
    assert (refused.status_code, refused.json()["fields"]) == (
        422, {"uploads": f"没有找到已上传的文件{theirs}，请重新上传"}
    )  # fmt: skip
    mine = await staged(client)
    frozen.advance(days=1)
    assert await forget_staged(system("test")) == 0
    frozen.at += timedelta(days=2)
    assert await forget_staged(system("test")) == 2
    await sign_in(client, made.lead)
    late = await send(client, f"/orders/{order}/reply?uploads={mine}", json=REPLY)
    assert late.status_code == 422


async def test_file_of_a_forbidden_type_is_refused_with_its_name(client: httpx.AsyncClient, made: Made) -> None:
    answer = await send(client, "/files", files={"data": ("a.exe", b"MZ\x90\x00")})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["data"])


async def test_files_sent_ahead_prove_a_target_and_an_honour(client: httpx.AsyncClient, made: Made) -> None:
    target = (await ProjectIndicator.select(ProjectIndicator.id).where(ProjectIndicator.project == made.id))[0]["id"]
    words = {"actual": "12", "note": "台账登记", "nonsecret": True}
    ahead = await staged(client)
    noted = await send(client, f"/indicators/{target}/values?uploads={ahead}", json=words)
    assert noted.status_code == 201, noted.text
    values = (await client.get(f"/api/v1/indicators/{target}")).json()["values"]
    assert [one["name"] for one in values[0]["files"]] == ["纪要.pdf"]
    honour = {"category": "荣誉", "on": "2026-03-02", "text": "先进个人", "unclassified": True}
    ahead = await staged(client)
    proposed = await send(client, f"/talents/{made.lead_talent}/growth?uploads={ahead}", json=honour)
    assert proposed.status_code == 201, proposed.text
    assert await StoredFile.count().where(StoredFile.kind == "growth_claim") == 1
