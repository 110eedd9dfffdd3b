# SPDX-License-Identifier: MIT
"""Applications to a sealed topic, on the way into a review round: nobody of the office learns of them too early."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from research.applications import operations_check, queries_team
from research.applications import queries as applications
from research.applications.states import ProductForm
from research.applications.tables import ApplicationCost, ApplicationProduct
from research.topics import operations as topics
from research.topics.tables import Application, Topic
from reviews.rounds import material, subjects
from reviews.rounds import operations as rounds
from reviews.rounds.schemas import AddItems, NewRound
from reviews.rounds.tables import RoundItem
from reviews.rubrics import operations as rubric_operations
from reviews.rubrics.states import Kind
from tests.factories import people
from tests.factories.people import sign_in
from tests.factories.topics import make_application, make_invitation, make_topic
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Invalid, NotFound
from thinktank.notices.tables import Notice

pytestmark = [pytest.mark.usefixtures("database", "frozen"), pytest.mark.postgres]
LEAD, UNIT, OPEN_UNIT = "梁晓燕", "大纵湖镇", "东湖镇"


async def handed_in(
    *, sealed: bool, unit: str, lead: str = LEAD, number: str = "2026-榜-1", state: str = "accepted"
) -> tuple[int, int]:
    """A topic in its days, and an application to it; return their ids."""
    _, led = await people.make_member(unit=(place := await people.make_unit(unit)), name=lead)
    closes = clock.today() + timedelta(days=2)
    officer = await people.make_account(Role.OFFICER)
    topic = await make_topic(created_by=officer, sealed=sealed, closes_on=closes, number=number)
    return topic, await make_application(topic=topic, lead=led, unit=place, state=state)


async def offered(actor: Actor) -> list[tuple[int, str]]:
    return [(one.id, one.unit_name) for one in await subjects.waiting(actor, Kind.GRANT)]


def grant_round(*ids: int, blind: bool = True) -> NewRound:
    return NewRound(Kind.GRANT, "立项评审", clock.today() + timedelta(9), blind=blind, applications=list(ids))


async def test_what_is_sealed_cannot_be_put_into_a_round_until_it_is_opened(frozen: FrozenClock) -> None:
    await rubric_operations.ship()
    topic, sealed = await handed_in(sealed=True, unit=UNIT)
    _, plain = await handed_in(sealed=False, unit=OPEN_UNIT, lead="曾力", number="2026-榜-2")
    officer, leader = await people.actor_as(Role.OFFICER), await people.actor_as(Role.DEPT_LEADER)
    for actor in (officer, leader):
        assert await offered(actor) == [(plain, OPEN_UNIT)]
    with pytest.raises(Invalid, match="请刷新后重选"):
        await rounds.open_round(officer, command=grant_round(sealed))
    made = await rounds.open_round(officer, command=grant_round(plain))
    with pytest.raises(Invalid, match="请刷新后重选"):
        await rounds.add_items(officer, id=made.id, command=AddItems(applications=[sealed]))
    assert await RoundItem.count() == 1
    frozen.advance(days=3)
    assert await offered(officer) == []
    await operations_check.open_sealed(officer, topic=topic, version=None)
    assert await offered(officer) == [(sealed, UNIT)]
    await rounds.add_items(officer, id=made.id, command=AddItems(applications=[sealed]))
    assert await RoundItem.select(RoundItem.application).order_by(RoundItem.id) == [
        {"application": plain},
        {"application": sealed},
    ]


@pytest.mark.parametrize(
    ("state", "there"),
    [("accepted", 1), ("in_review", 1), ("submitted", 0), ("unit_review", 0), ("formal_check", 0), ("draft", 0),
     ("returned", 0), ("not_accepted", 0), ("reviewed", 0), ("granted", 0), ("withdrawn", 0)],
)  # fmt: skip
async def test_a_round_offers_what_was_accepted_and_is_not_yet_reviewed(state: str, there: int) -> None:
    _, id_ = await handed_in(sealed=False, unit=UNIT)
    decided = None if state in {"submitted", "draft", "withdrawn"} else clock.now()
    await Application.update({Application.state: state, Application.decided_at: decided}).where(Application.id == id_)
    if state == "draft":
        await Application.update({Application.submitted_at: None}).where(Application.id == id_)
    assert len(await offered(await people.actor_as(Role.OFFICER))) == there


async def test_an_invitation_to_a_sealed_team_is_its_own_until_it_is_opened(frozen: FrozenClock) -> None:
    topic, id_ = await handed_in(sealed=True, unit=UNIT)
    guest, talent = await people.make_member()
    asked = await make_invitation(application=id_, talent=talent, by=guest.account or 0)
    officer = await people.actor_as(Role.OFFICER)
    assert (await queries_team.invitation(guest, asked)).lead_name == LEAD
    with pytest.raises(NotFound):
        await queries_team.invitation(officer, asked)
    frozen.advance(days=3)
    await operations_check.open_sealed(officer, topic=topic, version=None)
    assert (await queries_team.invitation(officer, asked)).managed


async def test_a_topic_that_is_published_again_is_sealed_anew(frozen: FrozenClock) -> None:
    topic, first = await handed_in(sealed=True, unit=UNIT)
    officer = await people.actor_as(Role.OFFICER)
    frozen.advance(days=3)
    await operations_check.open_sealed(officer, topic=topic, version=None)
    await Application.update({Application.state: "not_accepted"}).where(Application.id == first)
    await topics.pass_over(officer, id=topic, version=None)
    again = await topics.publish_topic(officer, id=topic, version=None, closes_on=clock.today() + timedelta(days=5))
    assert (again.closed, again.opened_at) == (True, None)
    unit = await people.make_unit(OPEN_UNIT)
    _, lead = await people.make_member(unit=unit)
    frozen.advance(hours=1)
    second = await make_application(topic=topic, lead=lead, unit=unit, state="accepted")
    seen = await applications.applications(officer, applications.Search())
    assert [row.id for row in seen.items] == [first]
    assert await offered(officer) == []
    with pytest.raises(NotFound):
        await applications.application(officer, second)
    frozen.advance(days=20)
    n = Notice
    before = await n.count().where(n.account == officer.account)
    await operations_check.open_sealed(officer, topic=topic, version=None)
    assert await n.count().where(n.account == officer.account) == before + 1
    assert await offered(officer) == [(second, OPEN_UNIT)]
    assert (await Topic.select(Topic.opened_at).where(Topic.id == topic))[0]["opened_at"] == clock.now()


@pytest.mark.parametrize("sealed", [True, False])
async def test_no_page_and_no_address_tells_of_a_sealed_application(client: httpx.AsyncClient, *, sealed: bool) -> None:
    await rubric_operations.ship()
    topic, id_ = await handed_in(sealed=sealed, unit=UNIT)
    officer = await people.actor_as(Role.OFFICER)
    await sign_in(client, officer)
    shown = await client.get("/rounds/new?kind=grant")
    assert shown.status_code == 200
    assert (UNIT in shown.text) is not sealed
    other = await handed_in(sealed=False, unit=OPEN_UNIT, lead="曾力", number="2026-榜-2")
    made = await rounds.open_round(officer, command=grant_round(other[1]))
    board = await client.get(f"/rounds/{made.id}")
    assert (UNIT in board.text) is not sealed
    for address in (
        "/applications",
        "/search?q=" + LEAD,
        f"/topics/{topic}",
        "/todos/applications",
        f"/rounds/{made.id}",
    ):
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert not sealed or (UNIT not in answer.text and f">{LEAD}" not in answer.text), address
    listed = (await client.get("/api/v1/applications")).json()
    assert [one["id"] for one in listed["items"]] == ([other[1]] if sealed else [other[1], id_])
    head = {"X-CSRFToken": client.cookies["tt_csrf"]}
    put = await client.post(f"/api/v1/rounds/{made.id}/items", json={"applications": [id_]}, headers=head)
    assert put.status_code == (422 if sealed else 201)
    assert (UNIT in put.text, LEAD in put.text) == (False, False)


@pytest.mark.parametrize("blind", [True, False])
async def test_reviewers_read_content_outcomes_and_budget_blacked_out_when_blind(*, blind: bool) -> None:
    await rubric_operations.ship()
    _, id_ = await handed_in(sealed=False, unit=UNIT)
    a, p, c = Application, ApplicationProduct, ApplicationCost
    await a.update({a.content: f"由{LEAD}带队摸底"}).where(a.id == id_)
    await p.insert(p(application=id_, form=ProductForm.REPORT, title=f"{UNIT}抱团报告"))
    await c.insert(c(application=id_, item="差旅", amount=Decimal(3000), basis=f"{LEAD}赴外地走访"))
    officer = await people.actor_as(Role.OFFICER)
    made = await rounds.open_round(officer, command=grant_round(id_, blind=blind))
    item = (await RoundItem.select(RoundItem.id).where(RoundItem.round == made.id))[0]["id"]
    found = await material.of_item(item, blind=blind)
    texts = {one.title: one.text for one in found.sections}
    who, where = ("○○", "○○") if blind else (LEAD, UNIT)
    assert texts["研究内容"] == f"由{who}带队摸底"
    assert texts["预期成果"] == f"调研报告　{where}抱团报告"
    assert texts["经费"] == f"差旅　3000元　{who}赴外地走访"
