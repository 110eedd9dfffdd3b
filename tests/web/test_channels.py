# SPDX-License-Identifier: MIT
"""The pages of ways, calendar and deliveries, and their API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import icalendar
import pytest
from litestar import Litestar

from tests.conftest import new_client
from tests.factories.people import actor_as, post, sign_in
from tests.factories.projects import make_project, make_report
from tests.support.receivers import Receiver, receiving
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.notices import mailer, operations
from thinktank.notices.tables import Notice, OutboxMail
from thinktank.policies import operations as policies
from thinktank.policies.kinds_reporting import Channels
from thinktank.settings import Settings

pytestmark = pytest.mark.usefixtures("frozen")
KEY = "0123456789abcdef0123"


@pytest.fixture
def receiver(app: Litestar) -> Iterator[Receiver]:
    before = mailer.current()
    mailer.configure(Settings(secret="s" * 40, base_url="http://127.0.0.1:8000", intranet="127.0.0.1"))
    with receiving() as found:
        yield found
    mailer.configure(before)


async def offer(receiver: Receiver) -> None:
    officer = await actor_as(Role.OFFICER)
    value = Channels(wecom=receiver.url, dingtalk=receiver.url, gateway=receiver.url)
    await policies.set_value(officer, name="channels", value=value, effective_from=clock.today(), note="启用")


async def within(client: httpx.AsyncClient, *roles: Role) -> Actor:
    actor = await actor_as(*roles)
    await sign_in(client, actor)
    return actor


async def test_ways_are_offered_set_tried_and_dropped(client: httpx.AsyncClient, receiver: Receiver) -> None:
    await within(client, Role.MEMBER)
    assert "企业微信" not in (await client.get("/notices/ways")).text
    await offer(receiver)
    text = (await client.get("/notices/ways")).text
    assert [name for name in ("企业微信", "钉钉", "飞书", "单位消息网关") if f">{name}</h2>" in text] == [
        "企业微信", "钉钉", "单位消息网关"
    ]  # fmt: skip
    wrong = await post(client, "/notices/ways", {"channel": "wecom", "address": "短"})
    assert wrong.status_code == 422
    assert 'value="短"' in wrong.text
    assert "没有认出密钥" in wrong.text
    assert (await post(client, "/notices/ways", {"channel": "wecom", "address": KEY})).status_code == 303
    text = (await client.get("/notices/ways")).text
    assert "密钥末四位 0123" in text
    assert KEY not in text
    assert (await post(client, "/notices/ways/test", {"channel": "wecom"})).status_code == 303
    assert len(receiver.got) == 1
    again = await post(client, "/notices/ways/test", {"channel": "wecom"})
    assert (again.status_code, "刚试过" in again.text) == (409, True)
    assert (await post(client, "/notices/ways/drop", {"channel": "wecom"})).status_code == 303
    assert (await post(client, "/notices/ways/drop", {"channel": "wecom"})).status_code == 404


async def test_mail_and_quiet_hours_are_chosen(client: httpx.AsyncClient, receiver: Receiver) -> None:
    await within(client, Role.MEMBER)
    half = await post(client, "/notices/choice", {"mail": "1", "hour": "8", "quiet_from": "22"})
    assert (half.status_code, "起止要一起填" in half.text, 'value="22"' in half.text) == (422, True, True)
    whole = {"mail": "", "digest": "1", "hour": "9", "quiet_from": "22", "quiet_until": "7"}
    assert (await post(client, "/notices/choice", whole)).status_code == 303
    assert (await client.get("/api/v1/notices/choice")).json() == {
        "mail": False, "digest": True, "hour": 9, "quiet_from": 22, "quiet_until": 7
    }  # fmt: skip
    assert receiver.got == []


async def test_a_calendar_holds_ones_own_days_and_nothing_of_others(app: Litestar, client: httpx.AsyncClient) -> None:
    made, other = await make_project(with_reports=False), await make_project(with_reports=False)
    due = date(2026, 3, 31)
    mine = await make_report(made.id, seq=1, state="open", due_on=due, label="3月")
    theirs = await make_report(other.id, seq=1, state="open", due_on=due, label="4月")
    await sign_in(client, made.lead)
    shown = await post(client, "/notices/calendar", {})
    assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    path = _path(shown.text)
    assert path not in (await client.get("/notices/ways")).text
    async with new_client(app) as reader:
        answer = await reader.get(path)
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        events: list[Any] = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        assert {(str(one["SUMMARY"]), one["DTSTART"].dt) for one in events} == {
            ("填报3月进展报告", due), ("提交开题评审", date(2026, 4, 1))
        }  # fmt: skip
        assert [str(one["URL"]).endswith(f"/reports/{mine}") for one in events] == [True, False]
        leaked = [word for word in (f"/reports/{theirs}", made.lead.name) if word in answer.text]
        assert leaked == []
        renewed = _path((await post(client, "/notices/calendar", {})).text)
        assert (await reader.get(path)).status_code == 404
        assert (await reader.get(renewed)).status_code == 200
        assert (await reader.get(renewed.removesuffix(".ics"))).status_code == 404
        assert (await post(client, "/notices/calendar/revoke", {})).status_code == 303
        assert (await reader.get(renewed)).status_code == 404
    assert (await post(client, "/notices/calendar/revoke", {})).status_code == 409


def _path(page: str) -> str:
    found = re.search(r'value="http://[^"/]+(/calendar/[\w-]+\.ics)"', page)
    assert found
    return found[1]


async def test_deliveries_are_filtered_and_sent_again(client: httpx.AsyncClient, receiver: Receiver) -> None:
    person = await actor_as(Role.MEMBER, name="王小明")
    await offer(receiver)
    now, m = clock.now(), OutboxMail
    n = Notice
    async with db.write_tx():
        await operations.notify([person.account], rule="x", kind="report", record=1, title="不该出现的标题")
        notice = (await n.select(n.id))[0]["id"]
        row = m(notice=notice, account=person.account, address="a@example.cn", subject="不该出现的标题",
                message_id="1@thinktank", created_at=now, next_try_at=now, gave_up_at=now, tries=8,
                error="550 no such mailbox")  # fmt: skip
        id_ = (await m.insert(row).returning(m.id))[0]["id"]
    await within(client, Role.OFFICER)
    page = await client.get("/deliveries?status=failed&channel=mail")
    assert [word in page.text for word in ("王小明", "550 no such mailbox", "已试8次", "重发")] == [True] * 4
    assert "不该出现的标题" not in page.text
    assert "没有符合条件的发送记录" in (await client.get("/deliveries?status=sent")).text
    assert (await client.get("/deliveries?status=&channel=nonsense")).status_code == 200
    assert (await post(client, f"/deliveries/{id_}/again", {})).status_code == 303
    assert (await post(client, f"/deliveries/{id_}/again", {})).status_code == 403
    assert (await post(client, "/deliveries/999/again", {})).status_code == 404
    shown = await post(client, "/deliveries/gateway-key", {})
    assert (shown.status_code, "X-Thinktank-Signature" in shown.text) == (200, True)
    await within(client, Role.MEMBER)
    assert (await client.get("/deliveries")).status_code == 403
    assert (await post(client, "/deliveries/gateway-key", {})).status_code == 403


async def test_programs_set_try_and_drop_a_way(client: httpx.AsyncClient, receiver: Receiver) -> None:
    await within(client, Role.MEMBER)
    await offer(receiver)
    await client.get("/privacy")
    head = {"x-csrftoken": client.cookies["tt_csrf"]}
    set_ = await client.post("/api/v1/notices/ways", json={"channel": "gateway", "address": "w1"}, headers=head)
    assert [one["ending"] for one in set_.json() if one["enabled"]] == ["w1"]
    tried = await client.post("/api/v1/notices/ways/test", json={"channel": "gateway"}, headers=head)
    assert (tried.status_code, tried.json()["sent_at"] is not None) == (200, True)
    assert len((await client.get("/api/v1/notices/recent")).json()) == 1
    wrong = await client.post("/api/v1/notices/ways", json={"channel": "fax"}, headers=head)
    assert wrong.status_code == 400
    dropped = await client.post("/api/v1/notices/ways/drop", json={"channel": "gateway"}, headers=head)
    assert [one for one in dropped.json() if one["enabled"]] == []
    made = await client.post("/api/v1/notices/calendar", headers=head)
    assert (made.status_code, (await client.get(made.json()["path"])).status_code) == (201, 200)
    assert (await client.post("/api/v1/notices/calendar/revoke", headers=head)).status_code == 204
    assert (await client.get("/api/v1/notices/calendar")).json() is None
    assert (await client.get("/api/v1/deliveries")).status_code == 403
