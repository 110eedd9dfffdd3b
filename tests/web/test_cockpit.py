# SPDX-License-Identifier: MIT
"""The department's cockpit: what it shows, what it costs, and that each number is the count of the rows behind it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest

from research.outcomes.tables import Outcome
from research.projects.tables import Project
from reviews.supervision.tables import LightRecord, Order
from tests.factories.orders import make_order
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_unit, sign_in
from tests.factories.projects import make_project, make_report
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.changes import added

pytestmark = pytest.mark.usefixtures("frozen")  # 2026-03-18
PAGE = 3  # session, grants, badge
PANELS = {
    "/cockpit/alerts": 2,
    "/cockpit/due?days=18": 2,
    "/cockpit/lamps": 3,
    "/cockpit/trends": 1,
    "/cockpit/span": 1,
}
"""The cockpit's panels, and how much each asks; the head asks three: twelve in all."""


async def statements(client: httpx.AsyncClient, url: str) -> int:
    with db.recording() as seen:
        assert (await client.get(url)).status_code == 200
    return len(seen)


async def record(project: int, light: str, since: datetime, until: datetime | None = None) -> None:
    async with db.write_tx():
        row = LightRecord(project=project, light=light, since=since, until=until)
        made = await LightRecord.insert(row).returning(LightRecord.id)
        await added(LightRecord, made[0]["id"])


async def district(officer: Actor) -> None:
    """A red major project with an order, a yellow key one, a closed one, reports of February, outcomes."""
    red = await make_project(title="村级集体经济抱团发展路径", direction="rural", light="red", with_reports=False)
    key = await make_project(level="key", light="yellow", with_reports=False)
    await make_project(level="general", with_reports=False)
    await make_project(stage="closed", with_reports=False)
    await record(red.id, "yellow", datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 5, tzinfo=UTC))
    await record(red.id, "red", datetime(2026, 2, 5, tzinfo=UTC))
    soon = clock.today() + timedelta(days=2)
    for state, due in (("issued", soon), ("replied", soon), ("handling", soon + timedelta(days=40)), ("closed", soon)):
        await make_order(
            project=red.id, handler=red.lead.account, drafted_by=officer.account, state=state, due_on=due
        )  # fmt: skip
    due_on = date(2026, 2, 25)
    in_time, late = datetime(2026, 2, 25, 15, 59, tzinfo=UTC), datetime(2026, 2, 25, 16, tzinfo=UTC)
    for seq, (project, sent, state) in enumerate(
        [(red, in_time, "accepted"), (key, late, "submitted"), (red, None, "missed"), (key, None, "waived")], start=1
    ):
        await make_report(project.id, seq=seq, state=state, due_on=due_on, ends_on=due_on, submitted_at=sent)
    await make_report(key.id, seq=9, due_on=soon)
    for n, state in enumerate(("registered", "evaluated", "adopted", "promoted")):
        await make_outcome(
            unit=red.unit, author=red.lead_talent, registered_by=officer.account, state=state, number=f"成2026-{n}"
        )  # fmt: skip


async def count_behind(client: httpx.AsyncClient, href: str) -> int:
    """How many rows the API lists behind a link of the cockpit."""
    answer = await client.get(href.replace("/cockpit/", "/api/v1/cockpit/").replace("&amp;", "&"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert len(found["items"]) == found["total"]
    return int(found["total"])


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DEPT_LEADER])
async def test_every_number_is_the_count_of_its_rows(client: httpx.AsyncClient, role: Role) -> None:
    officer = await actor_as(role)
    await district(officer)
    await sign_in(client, officer)
    view = (await client.get("/api/v1/cockpit")).json()
    figures = {one["key"]: one for one in view["figures"]}
    assert {key: one["value"] for key, one in figures.items() if key != "talents"} == {
        "projects": "3", "reports": "33.3", "orders": "3", "adopted": "2"
    }  # fmt: skip
    assert [(one["label"], one["issued"], one["closed"], one["rate"]) for one in view["closing"]] == [
        ("提醒函", 0, 0, None), ("督办单", 4, 1, 25), ("整改通知", 0, 0, None), ("约谈建议", 0, 0, None),
        ("合计", 4, 1, 25),
    ]  # fmt: skip
    parts = [part for one in view["figures"] for part in one["parts"]]
    assert {part["label"]: part["n"] for part in parts} == {"重大": 1, "重点": 1, "应报": 3, "按期": 1, "临期": 1}
    for part in parts:
        assert await count_behind(client, part["href"]) == part["n"], part
    page = "".join([(await client.get(address)).text for address in ("/cockpit", *PANELS)])
    linked = re.findall(r'href="(/cockpit/rows/[^"]+)"[^>]*>(?:<b>)?(?:红|黄)?(\d+)<', page)
    assert len(linked) >= 12
    for href, n in linked:
        assert await count_behind(client, href) == int(n), href
    for key in ("projects", "adopted"):
        assert await count_behind(client, figures[key]["href"]) == int(figures[key]["value"])
    assert "共3条" in (await client.get(figures["orders"]["href"])).text


@pytest.mark.parametrize(
    ("span", "expected", "rate"),
    [("month", [3, 3, 0, 1], "33.3"), ("quarter", [4, 4, 1, 1], "33.3"), ("year", [4, 4, 1, 1], "33.3")],
)
async def test_a_spans_numbers_are_the_counts_of_their_rows(
    client: httpx.AsyncClient, span: str, expected: list[int], rate: str
) -> None:
    officer = await actor_as(Role.OFFICER)
    await district(officer)
    before = datetime(2026, 2, 2, tzinfo=UTC)
    async with db.write_tx():
        await Project.update({Project.granted_at: before}).where(Project.stage == "closed")
        closing: dict[Any, Any] = {Order.issued_at: before, Order.closed_on: date(2026, 2, 20)}
        await Order.update(closing).where(Order.state == "closed")
    await sign_in(client, officer)
    parts = (await client.get(f"/api/v1/cockpit/span?span={span}")).json()
    assert [part["label"] for part in parts] == ["立项", "下发督办单", "督办单销号", "成果获采纳"]
    assert [part["n"] for part in parts] == expected
    for part in parts:
        assert await count_behind(client, part["href"]) == part["n"], part
    figure = next(
        one for one in (await client.get(f"/api/v1/cockpit?span={span}")).json()["figures"] if one["key"] == "reports"
    )
    assert figure["value"] == rate
    for part in figure["parts"]:
        assert await count_behind(client, part["href"]) == part["n"], part
    page = await client.get(f"/cockpit?span={span}")
    assert f'href="/cockpit?span={span}" aria-current="true"' in page.text
    assert await statements(client, f"/cockpit/span?span={span}") == 1 + PAGE


async def test_a_span_that_there_is_not_is_refused(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    assert (await client.get("/cockpit?span=decade")).status_code in {400, 404, 422}


async def test_lights_alerts_and_what_is_due(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    await district(officer)
    await sign_in(client, officer)
    view = (await client.get("/api/v1/cockpit")).json()
    row = next(row for row in view["matrix"] if row["light"] == "red")
    assert row["past"] == ["", "", "", "yellow", "red"]
    assert (row["next_title"], row["next_on"]) == ("督办单到期", "2026-03-20")
    assert [(one["yellow"], one["red"]) for one in view["months"]] == [(0, 0)] * 3 + [(1, 0), (0, 1), (1, 1)]
    assert [(one["light"], one["order_state"]) for one in view["alerts"]] == [("red", "待签收"), ("yellow", "")]
    assert [line["title"] for line in view["due"] if line["title"] == "进展报告截止"] == ["进展报告截止"]
    page = (await client.get("/cockpit")).text
    assert "2月报告按期率" in page
    assert "echarts" in page
    assert [f'hx-get="{address}' in page for address in PANELS] == [True] * len(PANELS)


async def test_it_costs_the_same_at_one_three_and_thirty_projects(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    await sign_in(client, officer)
    costs = []
    for more in (1, 2, 27):
        for _ in range(more):
            made = await make_project(light="yellow", with_reports=False)
            await make_order(project=made.id, handler=made.lead.account, drafted_by=officer.account)
            await record(made.id, "yellow", clock.now())
        costs.append([await statements(client, address) - PAGE for address in ("/cockpit", *PANELS)])
    assert costs == [[3, *PANELS.values()]] * 3


async def test_an_empty_department_and_who_may_not_look(client: httpx.AsyncClient) -> None:
    await sign_in(client, await actor_as(Role.OFFICER))
    page = await client.get("/cockpit")
    assert page.status_code == 200
    assert "还没有重大、重点课题" in (await client.get("/cockpit/lamps")).text
    assert (await client.get("/cockpit/rows/nothing")).status_code == 404
    assert (await client.get("/cockpit/rows/outcomes?rung=nothing")).status_code == 404
    await sign_in(client, await actor_as(Role.MEMBER))
    assert (await client.get("/cockpit")).status_code == 403
    assert (await client.get("/api/v1/cockpit")).status_code == 403


async def test_a_panel_comes_alone_when_htmx_asks_and_as_a_page_else(client: httpx.AsyncClient) -> None:
    officer = await actor_as(Role.OFFICER)
    await sign_in(client, officer)
    await district(officer)
    for address, most in PANELS.items():
        with db.recording() as seen:
            answer = await client.get(address, headers={"hx-request": "true"})
        assert answer.status_code == 200
        assert answer.text.lstrip().startswith("<")
        assert "<html" not in answer.text
        assert len(seen) == PAGE - 1 + most  # the bell is not asked
        assert "<html" in (await client.get(address)).text
    answer = await client.get("/cockpit/trends", headers={"hx-request": "true"})
    assert re.findall(r'href="(/cockpit/rows/projects[^"]*)"', answer.text) == [
        "/cockpit/rows/projects?light=yellow&amp;at=2026-01-31",
        "/cockpit/rows/projects?light=red&amp;at=2026-02-28",
        "/cockpit/rows/projects?light=yellow",
        "/cockpit/rows/projects?light=red",
    ]


async def test_a_narrower_scope_counts_its_own_rows(client: httpx.AsyncClient) -> None:
    """The same figures for a leader of one town as for the district's, where everything lies in that town."""
    town = await make_unit("龙冈镇")
    officer, local = await actor_as(Role.OFFICER), await actor_as(Role.OFFICER, scope=town)
    await district(officer)
    async with db.write_tx():
        ids = [row["id"] for row in await Project.select(Project.id)]
        await Project.update({Project.unit: town}).where(Project.id.is_in(ids))
        await Outcome.update({Outcome.unit: town}).where(Outcome.id > 0)
    await sign_in(client, officer)
    whole = (await client.get("/api/v1/cockpit")).json()
    await make_project(light="red", with_reports=False)  # elsewhere
    await sign_in(client, local)
    narrow = (await client.get("/api/v1/cockpit")).json()
    assert narrow["figures"][2:] == whole["figures"][2:]
    for part in ("alerts", "closing", "directions", "due", "funnel", "matrix", "months"):
        assert narrow[part] == whole[part], part
    for part in (part for one in narrow["figures"] for part in one["parts"]):
        assert await count_behind(client, part["href"]) == part["n"], part
    assert await statements(client, "/cockpit") == 4 + PAGE


async def orders_of_two_units(officer: Actor) -> tuple[str, str]:
    """Orders issued this month and in January to two units; return the units' names."""
    names = "区甲局", "区乙局"
    january = datetime(2026, 1, 31, 15, 59, tzinfo=UTC)  # the last minute of January in Shanghai
    for name, states in zip(
        names, (("closed", "closed", "issued", "withdrawn"), ("handling", "escalated")), strict=True
    ):
        made = await make_project(unit=await make_unit(name), with_reports=False)
        for n, state in enumerate(states):
            kind = "reminder" if n == 1 else "supervision"
            more: dict[str, Any] = {"issued_at": january} if n == 0 else {}
            await make_order(
                project=made.id, handler=made.lead.account, drafted_by=officer.account, state=state, kind=kind, **more
            )  # fmt: skip
    return names


@pytest.mark.parametrize(("span", "kinds", "months", "units"), [
    ("month", [(2, 1), (1, 0), (3, 1)], [(3, 1)], [("区甲局", 2, 1), ("区乙局", 1, 0)]),
    ("year", [(2, 1), (3, 1), (5, 2)], [(2, 1), (0, 0), (3, 1)], [("区乙局", 2, 0), ("区甲局", 3, 2)]),
])  # fmt: skip
async def test_closing_rates_are_the_counts_of_their_rows(
    client: httpx.AsyncClient, span: str, kinds: list[Any], months: list[Any], units: list[Any]
) -> None:
    officer = await actor_as(Role.OFFICER)
    await orders_of_two_units(officer)
    await sign_in(client, officer)
    view = (await client.get(f"/api/v1/cockpit/closing?span={span}")).json()
    counted = [(one["issued"], one["closed"]) for one in view["kinds"]]
    assert [*counted[:2], counted[4]] == kinds
    assert [(one["issued"], one["closed"]) for one in view["months"]] == months
    assert [(one["label"], one["issued"], one["closed"]) for one in view["units"]] == units
    for line in (line for part in view.values() for line in part):
        assert await count_behind(client, line["href"]) == line["issued"], line
        assert await count_behind(client, line["closed_href"]) == line["closed"], line
    page = (await client.get(f"/cockpit/closing?span={span}")).text
    linked = re.findall(r'href="(/cockpit/rows/orders[^"]+)">(\d+)<', page)
    assert len(linked) == sum(bool(n) for part in view.values() for one in part for n in (one["issued"], one["closed"]))
    for href, n in linked:
        assert await count_behind(client, href) == int(n), href
    assert await statements(client, f"/cockpit/closing?span={span}") == 2 + PAGE


@pytest.mark.postgres
async def test_closing_rates_of_a_narrower_scope_are_those_of_its_rows(client: httpx.AsyncClient) -> None:
    """As many as the whole district's, where everything lies in that scope; nothing of what lies elsewhere."""
    town = await make_unit("龙冈镇")
    officer, local = await actor_as(Role.OFFICER), await actor_as(Role.OFFICER, scope=town)
    await orders_of_two_units(officer)
    async with db.write_tx():
        ids = [row["id"] for row in await Project.select(Project.id)]
        await Project.update({Project.unit: town}).where(Project.id.is_in(ids))
    await sign_in(client, officer)
    whole = (await client.get("/api/v1/cockpit/closing")).json()
    far = await make_project(with_reports=False)
    await make_order(project=far.id, handler=far.lead.account, drafted_by=officer.account)
    await sign_in(client, local)
    assert (await client.get("/api/v1/cockpit/closing")).json() == whole
    for line in (line for part in whole.values() for line in part):
        assert await count_behind(client, line["closed_href"]) == line["closed"], line
    assert await statements(client, "/cockpit/closing") == 3 + PAGE
    assert await statements(client, "/cockpit/trends") == 4 + PAGE
