# SPDX-License-Identifier: MIT
"""What became of a topic: each reader is told of the projects and outcomes that are theirs to see, and of no other."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from research.outcomes import queries_topics
from research.projects.tables import Project
from research.topics import queries as topics
from research.topics.tables import Topic
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_member, make_unit, sign_in
from tests.factories.projects import Made, make_project
from thinktank.kernel.actor import Actor, Role

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


async def two_teams() -> tuple[Made, Made]:
    """Two projects of one topic, each with an outcome of its own."""
    first, second = await make_project(), await make_project()
    await Topic.update({Topic.state: "awarded"}).where(Topic.id == first.topic)
    await Project.update({Project.topic: first.topic}).where(Project.id == second.id)
    for n, made in enumerate((first, second), start=1):
        await make_outcome(
            unit=made.unit, author=made.lead_talent, registered_by=made.lead.account, project=made.id,
            number=f"成2026-91{n}", title=f"第{n}队的清单", state="adopted",
        )  # fmt: skip
    return first, second


async def told(actor: Actor, topic: int) -> list[tuple[int, list[str]]]:
    """The projects that somebody is told of, with the outcomes of each."""
    found = await queries_topics.after(actor, await topics.topic(actor, topic))
    return [(one.project.id, [f"{card.title} {card.state_label}" for card in one.outcomes]) for one in found]


async def test_each_is_told_of_what_they_may_see() -> None:
    first, second = await two_teams()
    one, two = (first.id, ["第1队的清单 采纳"]), (second.id, ["第2队的清单 采纳"])
    stranger, _ = await make_member()
    elsewhere = await actor_as(Role.LIAISON, unit=await make_unit())
    assert await told(await actor_as(Role.OFFICER), first.topic) == [one, two]
    for actor in (first.lead, first.member, first.mentor, await actor_as(Role.LIAISON, unit=first.unit)):
        assert await told(actor, first.topic) == [one]
    assert await told(second.lead, first.topic) == [two]
    assert await told(await actor_as(Role.INSPECTOR), first.topic) == [(first.id, []), (second.id, [])]
    for actor in (stranger, elsewhere, await actor_as(Role.REVIEWER)):
        assert await told(actor, first.topic) == []


async def test_who_proposed_what_was_merged_is_told_of_the_topic_that_it_went_into() -> None:
    first, second = await two_teams()
    await Topic.update({Topic.state: "merged", Topic.merged_into: first.topic}).where(Topic.id == second.topic)
    officer = await actor_as(Role.OFFICER)
    assert [id_ for id_, _ in await told(officer, second.topic)] == [first.id, second.id]


async def test_the_topics_page_leads_to_it_and_the_api_says_the_same(client: httpx.AsyncClient, app: Any) -> None:
    first, second = await two_teams()
    await sign_in(client, first.lead)
    assert f'hx-get="/topics/{first.topic}/after"' in (await client.get(f"/topics/{first.topic}")).text
    page = (await client.get(f"/topics/{first.topic}/after")).text
    assert (page.count("第1队的清单"), page.count("采纳"), page.count("第2队的清单")) == (1, 1, 0)
    assert (f"/projects/{first.id}" in page, f"/projects/{second.id}" in page) == (True, False)
    (one,) = (await client.get(f"/api/v1/topics/{first.topic}/after")).json()
    assert (one["project"]["id"], one["outcomes"][0]["state_label"]) == (first.id, "采纳")
    assert (await client.get("/topics/9999/after")).status_code == 404
    await sign_in(client, (await make_member())[0])
    assert "没有您可以查看的项目" in (await client.get(f"/topics/{first.topic}/after")).text
