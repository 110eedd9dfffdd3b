# SPDX-License-Identifier: MIT
"""What became of a year's topics, against a walk over the rows; and the cockpit on a wall."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import httpx
import pytest

from research.outcomes.tables import Outcome
from research.projects.tables import Project
from research.topics.tables import Topic
from tests.factories.people import actor_as, sign_in
from tests.factories.projects import make_project
from tests.support.happenings import a_district
from thinktank.cockpit import flow
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Role

pytestmark = pytest.mark.usefixtures("frozen")  # 2026-03-18
ADOPTED = {"adopted", "applying", "applied", "pilot", "promoted"}


async def give_outcomes() -> None:
    """Say of which project each outcome is: two of one, some of none."""
    ids = [row["id"] for row in await Project.select(Project.id).order_by(Project.id)]
    for n, row in enumerate(await Outcome.select(Outcome.id).order_by(Outcome.id)):
        async with db.write_tx():
            await Outcome.update({Outcome.project: ids[n % 4] if n % 3 else None}).where(Outcome.id == row["id"])


async def walked() -> dict[tuple[str, str], int]:
    """The flow by looking at every topic."""
    listed = [row for row in await Topic.select() if row["published_at"] and _year(row["published_at"]) == 2026]
    of_topic = {row["topic"]: row for row in await Project.select()}
    outcomes = await Outcome.select()
    found: dict[tuple[str, str], int] = {}

    def went(source: str, target: str) -> None:
        found[source, target] = found.get((source, target), 0) + 1

    for topic in listed:
        project = of_topic.get(topic["id"])
        if project is None:
            went("选题", "张榜中" if topic["state"] == "published" else "未立项")
            continue
        went("选题", "立项课题")
        states = {row["state"] for row in outcomes if row["project"] == project["id"]}
        if not states:
            gone = project["status"] in {"terminated", "revoked"}
            closed = "结题未登记成果" if project["stage"] == "closed" else "研究中"
            went("立项课题", "终止撤项" if gone else closed)
            continue
        went("立项课题", "有成果")
        went("有成果", "获采纳" if states & ADOPTED else "尚未采纳")
        if states & ADOPTED:
            went("获采纳", "经验推广" if "promoted" in states else "尚未推广")
    return found


def _year(at: datetime) -> int:
    return clock.local(at).year


@pytest.mark.usefixtures("database", "wired")
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_flow_is_what_a_walk_over_the_topics_finds(seed: int) -> None:
    officer = await a_district(seed)
    await make_project(status="revoked", stage="closed", with_reports=False)
    await give_outcomes()
    async with db.write_tx():  # every project comes from a topic that is awarded
        await Topic.update({Topic.state: "awarded"}).where(Topic.id.is_in(Project.select(Project.topic)))
    found = await flow.of_year(officer, 2026)
    assert {(one.source, one.target): one.n for one in found.links} == await walked()
    assert (await flow.of_year(officer, 2024)).links == []


async def test_the_page_says_the_same_in_a_table(client: httpx.AsyncClient) -> None:
    officer = await a_district(2)
    await sign_in(client, officer)
    shown = (await client.get("/cockpit/flow?year=2026")).text
    cells = re.findall(r"<td>([^<]+)</td><td>([^<]+)</td><td class=\"num\">(\d+)</td>", shown)
    told: Any = (await client.get("/api/v1/cockpit/flow?year=2026")).json()
    assert [(a, b, int(n)) for a, b, n in cells] == [(one["source"], one["target"], one["n"]) for one in told["links"]]
    assert cells
    assert "这一年没有张榜的选题" in (await client.get("/cockpit/flow?year=2020")).text
    assert (await client.get("/cockpit/flow?year=1")).status_code == 404


async def test_the_wall_shows_what_the_cockpit_shows_and_nothing_to_press(client: httpx.AsyncClient) -> None:
    await sign_in(client, await a_district(1))
    wall, cockpit = (await client.get("/cockpit/screen")).text, (await client.get("/cockpit")).text
    figures = re.findall(r'<a class="v"[^>]*>([^<]+)', cockpit)
    assert re.findall(r"<b>([^<]+)<small>", wall)[: len(figures)] == figures
    main = wall[wall.index("<main") : wall.index("</main>")]
    assert not re.search(r"<(a|button|form|input)\b", main)
    assert 'hx-get="/cockpit/screen" hx-trigger="every 300s"' in wall
    assert (await client.get("/cockpit/screen", follow_redirects=False)).status_code == 200
    await sign_in(client, await actor_as(Role.LIAISON))
    assert (await client.get("/cockpit/screen")).status_code == 403
    assert (await client.get("/api/v1/cockpit/flow")).status_code == 403
