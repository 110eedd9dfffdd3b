# SPDX-License-Identifier: MIT
"""The page on which a round is decided together: by plain forms, what is on it for whom, what comes back."""

from __future__ import annotations

import re

import httpx
import pytest
from litestar import Litestar

from reviews.rounds.tables import RoundItem
from tests.conftest import new_client
from tests.factories.people import post, sign_in
from tests.factories.verdicts import Staged, make_staged

pytestmark = pytest.mark.usefixtures("frozen")


def fields(html: str, form: str) -> dict[str, str]:
    """Every control of a form as the browser would send it, the first choice of a select where none is selected."""
    found = re.search(rf'<form[^>]*id="{form}"[^>]*>(.*?)</form>', html, re.DOTALL)
    assert found is not None
    data = {}
    for tag in re.findall(r"<input[^>]*>", found[1]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and ("checkbox" not in tag or " checked" in tag):
            data[name[1]] = value[1]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', found[1], re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        data[name] = chosen[1] if chosen else ""
    return {key: value for key, value in data.items() if not key.startswith("_")}


async def states(s: Staged) -> list[str]:
    i = RoundItem
    return [row["state"] for row in await i.select(i.state).where(i.round == s.round).order_by(i.id)]


async def test_an_officer_fills_in_by_cuts_and_the_leader_signs(app: Litestar, client: httpx.AsyncClient) -> None:
    s = await make_staged(95, 85, 50)
    at = f"/rounds/{s.round}/decisions"
    await sign_in(client, s.officer)
    page = await client.get(at)
    assert (page.status_code, "签批并公布" in page.text) == (200, False)
    assert re.findall(r"优秀</b>(\d+) / (\d+)件", page.text) == [("0", "1")]
    cut = {
        "bars-0-decision": "passed", "bars-0-at_least": "60", "bars-1-decision": "passed_after_revision",
        "bars-1-at_least": "", "bars-2-decision": "failed", "bars-2-at_least": "", "rest": "failed", "places": "",
    }  # fmt: skip
    filled = await post(client, f"{at}/propose", cut)
    chosen = fields(filled.text, "stage")
    assert [chosen[f"rows-{n}-decision"] for n in range(3)] == ["passed", "passed", "failed"]
    assert [chosen[f"rows-{n}-grade"] for n in range(3)] == ["excellent", "good", "unqualified"]
    assert re.findall(r"优秀</b>(\d+) / (\d+)件", filled.text) == [("1", "1")]
    wrong = await post(client, f"{at}/propose", cut | {"bars-0-at_least": "120"})
    assert (wrong.status_code, "0到100" in wrong.text) == (422, True)
    counted = await post(client, f"{at}/count", chosen | {"rows-1-grade": "excellent"})
    assert "优秀超出名额1件" in counted.text
    refused = await post(client, at, chosen)
    assert (refused.status_code, "请填写反馈意见" in refused.text) == (422, True)
    assert fields(refused.text, "stage")["rows-2-decision"] == "failed"
    done = await post(client, at, chosen | {"note": "同意专家组意见。"})
    assert (done.status_code, done.headers["location"], await states(s)) == (303, at, ["drafted"] * 3)
    async with new_client(app) as other:
        await sign_in(other, s.leader)
        page = await other.get(at)
        assert "签批并公布" in page.text
        seen = fields(page.text, "sign")
        none = await post(other, f"{at}/publish", {k: v for k, v in seen.items() if not k.endswith("sign")})
        assert (none.status_code, "还没有选择要签批的材料" in none.text) == (422, True)
        assert await states(s) == ["drafted"] * 3
        back = await post(other, f"{at}/send-back", {"reason": ""})
        assert (back.status_code, "请填写" in back.text or "必填" in back.text) == (422, True)
        published = await post(other, f"{at}/publish", seen)
        assert (published.status_code, await states(s)) == (303, ["decided"] * 3)
        late = await post(other, f"{at}/publish", seen)
        assert late.status_code in {403, 409}


async def test_equals_on_the_border_are_voted_on_by_a_plain_form(client: httpx.AsyncClient) -> None:
    s = await make_staged(95, 95, 60)
    await sign_in(client, s.officer)
    at = f"/rounds/{s.round}/decisions"
    page = await client.get(at)
    assert page.text.count("同分，须表决") == 2
    vote = {"about": "excellent", "held_on": "2026-03-18", "voters": [str(one.account) for one in s.judges]}
    for n in range(2):
        vote |= {f"ballots-{n}-item": str(s.items[n]), f"ballots-{n}-votes": str(n + 1)}
    nobody = await post(client, f"{at}/votes", vote | {"voters": ""})
    assert nobody.status_code == 422
    assert 'value="2"' in nobody.text
    kept = await post(client, f"{at}/votes", vote)
    assert kept.status_code == 303
    page = await client.get(at)
    assert ("同分，须表决" in page.text, "表决得2票" in page.text, "参加：评审专家甲" in page.text) == (
        False,
        True,
        True,
    )
