# SPDX-License-Identifier: MIT
"""What somebody with an interest in a matter may learn of its review, through every door that can be read: nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from research.projects.tables import ProjectMentor
from reviews.rounds import operations_interests as interests
from reviews.rounds import operations_recusal
from reviews.rounds.schemas import Pin
from reviews.rounds.states import HIDING, PINNABLE, ConflictKind
from reviews.rounds.tables import Assignment, Round, RoundItem
from reviews.rubrics import queries as rubrics
from reviews.scoring import operations as scoring
from reviews.scoring import operations_discussion as discussion
from reviews.scoring.schemas import SaveSheet, Say, ScoreIn
from tests.conftest import new_client
from tests.factories import people
from tests.factories.people import sign_in
from tests.factories.rounds import Panel, make_assignment, make_round
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role

ROUND, OPINION, NOTE, JUDGE = "乙卯轮次", "摸底范围偏窄", "与另一件雷同", "纪戊"
TOTALS = (71, 74, 79, 83, 88)
SECRETS = (ROUND, OPINION, NOTE, JUDGE, "78.67", "79.00")
"""The round, an opinion, a note to the office, a reviewer's name, the mean without extremes and the plain one."""

ACCOUNTS = ("/accounts", "/api/v1/accounts", "/rounds/experts", "/api/v1/reviewers")
"""Lists of people: they say nothing of what anybody judges (of counts in them, see below)."""


@pytest.fixture
async def panel(app: Litestar) -> Panel:
    made = await make_round(title="丁未课题", unit=await people.make_unit())
    async with db.write_tx():
        await Round.update({Round.title: ROUND}).where(Round.id == made.round)
    criteria = (await rubrics.in_use("midterm")).criteria
    for n, total in enumerate(TOTALS):
        judge = await people.actor_as(Role.REVIEWER, unit=await people.make_unit(), name=f"{JUDGE}{'甲乙丙丁戊'[n]}")
        task = await make_assignment(made.item, judge.account)
        scores = [ScoreIn(criterion=one.id, value=total) for one in criteria]
        command = SaveSheet(scores=scores, opinion=OPINION, private_note=NOTE, advice="on_track")
        await scoring.submit_sheet(judge, assignment=task, command=command)
    mean = (await RoundItem.select(RoundItem.mean).where(RoundItem.id == made.item))[0]["mean"]
    assert mean == Decimal("78.67")
    return made


def addresses(app: Litestar, panel: Panel, task: int) -> Iterator[str]:
    """Every address that can be read, with this review's own records in it."""
    ids = {"/rounds/": panel.round, "/review-items/": panel.item, "/reviews/items/": panel.item,
           "/reviews/projects/": panel.project, "/reviews/": task, "/projects/": panel.project,
           "/milestones/": panel.milestone, "/corrections/round_item/": panel.item}  # fmt: skip
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or "GET" not in route.methods:
            continue
        path = route.path
        fitting = [id_ for part, id_ in ids.items() if f"{part}{{" in path]
        if path in ACCOUNTS:
            continue
        if "{" not in path or (len(re.findall(r"\{", path)) == 1 and fitting):
            yield re.sub(r"\{[^}]+\}", str(fitting[0]) if fitting else "", path)
    yield from (f"{door}?q={secret}" for door in ("/search", "/api/v1/search") for secret in SECRETS)
    yield f"/projects/{panel.project}?tab=reviews"


async def learnt(app: Litestar, actor: Actor, panel: Panel) -> dict[str, set[str]]:
    """Return by address which of the secrets a person is shown there; the asked-for word itself is no answer."""
    task = (await Assignment.select(Assignment.id).where(Assignment.item == panel.item))[0]["id"]
    found: dict[str, set[str]] = {}
    async with new_client(app) as client:
        await sign_in(client, actor)
        for address in addresses(app, panel, task):
            answer = await client.get(address)
            asked = address.partition("?q=")[2]
            shown = {secret for secret in SECRETS if secret != asked and secret in answer.text}
            if shown:
                found[address] = shown
    return found


async def party(panel: Panel, how: str, role: Role) -> Actor:
    """Somebody of the department who has an interest, found or put on record."""
    actor = await people.actor_as(role)
    if how == "mentor":
        async with db.write_tx():
            await ProjectMentor.insert(ProjectMentor(project=panel.project, account=actor.account, since="2026-01-01"))
            await interests.detect_again(actor, panel.item)
    else:
        officer = await people.actor_as(Role.OFFICER)
        command = Pin(actor.account, ConflictKind(how), "已核实")
        await operations_recusal.pin(officer, id=panel.item, command=command)
    return actor


async def test_the_office_reads_all_of_it_somewhere(app: Litestar, panel: Panel) -> None:
    """What the next tests look for is there to be found."""
    found = await learnt(app, await people.actor_as(Role.DEPT_LEADER), panel)
    assert set().union(*found.values()) == set(SECRETS)
    assert {f"/rounds/{panel.round}", "/rounds", f"/reviews/items/{panel.item}", "/api/v1/rounds"} <= found.keys()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DEPT_LEADER])
@pytest.mark.parametrize("how", ["mentor", *(str(kind) for kind in PINNABLE if kind in HIDING)])
async def test_a_party_of_the_office_learns_nothing(app: Litestar, panel: Panel, how: str, role: Role) -> None:
    assert await learnt(app, await party(panel, how, role), panel) == {}


@pytest.mark.parametrize("role", [one for one in Role if one not in (Role.OFFICER, Role.DEPT_LEADER)])
async def test_nobody_outside_the_office_learns_anything(app: Litestar, panel: Panel, role: Role) -> None:
    assert await learnt(app, await people.actor_as(role), panel) == {}


async def test_a_hidden_item_is_in_no_count_of_its_round(app: Litestar, panel: Panel) -> None:
    actor = await party(panel, "kin", Role.OFFICER)
    other = await make_round(title="可见课题", unit=await people.make_unit())
    async with db.write_tx():
        await RoundItem.update({RoundItem.round: panel.round}).where(RoundItem.id == other.item)
    async with new_client(app) as client:
        await sign_in(client, actor)
        [seen] = (await client.get("/api/v1/rounds")).json()
        assert {name: seen[name] for name in ("items", "assigned", "submitted", "decided")} == {
            "items": 1, "assigned": 0, "submitted": 0, "decided": 0,
        }  # fmt: skip
        items = (await client.get(f"/api/v1/rounds/{panel.round}/items")).json()
        assert [one["title"] for one in items] == ["可见课题"]


async def test_a_hidden_item_is_in_no_count_of_its_reviewers(app: Litestar, panel: Panel) -> None:
    free, party_ = await people.actor_as(Role.OFFICER), await party(panel, "kin", Role.OFFICER)
    for actor, counted in ((free, 1), (party_, 0)):
        async with new_client(app) as client:
            await sign_in(client, actor)
            rows = (await client.get("/api/v1/reviewers")).json()
            assert {row["year"] for row in rows if row["name"].startswith(JUDGE)} == {counted}


async def test_hidden_and_missing_are_answered_alike(app: Litestar, panel: Panel) -> None:
    actor = await party(panel, "kin", Role.OFFICER)
    async with new_client(app) as client:
        await sign_in(client, actor)

        async def answer(path: str) -> tuple[int, str]:
            found: httpx.Response = await client.get(path)
            return found.status_code, re.sub(r"\d+", "", found.text)

        for path in ("/reviews/items/{}", "/reviews/items/{}/reviewers", "/api/v1/review-items/{}/recusals"):
            hidden, missing = await answer(path.format(panel.item)), await answer(path.format(987654))
            assert hidden[0] == missing[0] == 404


async def test_who_was_excused_hears_no_more_of_it(app: Litestar, panel: Panel) -> None:
    """A reviewer whose interest is found after handing in sees neither the sheet nor the title, in any door."""
    row = (await Assignment.select(Assignment.reviewer).where(Assignment.item == panel.item))[0]
    actor = await actor_of(row["reviewer"])
    officer = await people.actor_as(Role.OFFICER)
    async with new_client(app) as client:
        await sign_in(client, actor)
        assert OPINION in (await client.get("/reviews/1")).text
        await operations_recusal.pin(officer, id=panel.item, command=Pin(actor.account, ConflictKind.KIN, "已核实"))
        assert (await client.get("/reviews/1")).status_code == 404
        for address in ("/reviews", "/api/v1/reviews", "/", "/notices", "/me/data", "/api/v1/me/data"):
            text = (await client.get(address)).text
            assert [word for word in (*SECRETS[:3], "丁未课题") if word in text] == [], address


async def test_a_discussion_and_a_history_tell_the_parties_nothing(app: Litestar, panel: Panel) -> None:
    """Shared comments, words of a discussion, what sheets were, the board and the minutes: by every door that reads."""
    word, minutes = "口径与年报不符", "逐件评议甲乙丙"
    async with db.write_tx():
        await RoundItem.update({RoundItem.state: "scoring"}).where(RoundItem.id == panel.item)
        today = clock.today()
        values: dict[Any, Any] = {
            Round.opens_on: today - timedelta(days=9), Round.closes_on: today - timedelta(days=1),
            Round.discuss_until: today + timedelta(days=3), Round.mode: "meeting", Round.place: "三楼",
            Round.meets_at: clock.now(), Round.minutes: minutes, Round.held_at: clock.now(),
        }  # fmt: skip
        await Round.update(values).where(Round.id == panel.round)
    rows = await Assignment.select(Assignment.id, Assignment.reviewer).where(Assignment.item == panel.item)
    judge = await actor_of(rows[0]["reviewer"])
    await discussion.say(judge, assignment=rows[0]["id"], command=Say(word))
    outsiders = [await people.actor_as(role) for role in Role if role not in (Role.OFFICER, Role.DEPT_LEADER)]
    barred = await actor_of(rows[1]["reviewer"])
    officer = await people.actor_as(Role.OFFICER)
    await operations_recusal.pin(officer, id=panel.item, command=Pin(barred.account, ConflictKind.KIN, "已核实"))
    item, round_ = panel.item, panel.round
    office = (f"/reviews/items/{item}/history", f"/api/v1/review-items/{item}/history", f"/rounds/{round_}/board",
              f"/api/v1/rounds/{round_}/board", f"/rounds/{round_}/meeting", f"/api/v1/rounds/{round_}/meeting",
              f"/rounds/{round_}/papers/round_minutes", f"/reviews/items/{item}/material")  # fmt: skip
    own = [f"{door}/{row['id']}/{part}" for row in rows for part in ("discussion", "history", "time")
           for door in ("/reviews", "/api/v1/reviews")]  # fmt: skip
    secrets = (word, minutes, OPINION, JUDGE)
    for actor in (*outsiders, barred, await party(panel, "kin", Role.OFFICER)):
        async with new_client(app) as client:
            await sign_in(client, actor)
            for address in (*office, *own):
                answer = await client.get(address)
                assert answer.status_code in (403, 404), address
                told = answer.text.replace(actor.name, "")
                assert [one for one in secrets if one in told] == [], address
    async with new_client(app) as client:
        await sign_in(client, judge)
        assert word in (await client.get(f"/reviews/{rows[0]['id']}/discussion")).text
    async with new_client(app) as client:
        await sign_in(client, officer)
        assert minutes in (await client.get(f"/api/v1/rounds/{round_}/meeting")).text
