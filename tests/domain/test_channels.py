# SPDX-License-Identifier: MIT
"""Ways beside mail: robots by apprise, the office's signed gateway, the calendar; real receivers on loopback."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import icalendar
import msgspec
import pytest

from tests.factories.people import actor_as, make_account, make_unit
from tests.support.receivers import Receiver, receiving
from thinktank.identity.queries import actor_of
from thinktank.identity.tables import Account
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices import (
    feed,
    gateway,
    jobs,
    mailer,
    operations,
    operations_deliveries,
    operations_ways,
    queries_deliveries,
    queries_ways,
)
from thinktank.notices.rules import MOST_TRIES, wait_after
from thinktank.notices.schemas import Choice, SetWay
from thinktank.notices.states import Channel, DeliveryState
from thinktank.notices.tables import Notice, NoticeWay, OutboxMail
from thinktank.policies import operations as policies
from thinktank.policies.kinds_reporting import Channels
from thinktank.settings import Settings
from thinktank.web.panels import TodoItem

pytestmark = pytest.mark.usefixtures("database", "frozen")
JOB = system("job:notices.deliver")
KEY = "0123456789abcdef0123"
SETTINGS = Settings(secret="s" * 40, base_url="https://zk.example.cn", intranet="127.0.0.0/8")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    mailer.configure(SETTINGS)
    with receiving() as found:
        yield found
    mailer.configure(Settings())


async def offer(**channels: Any) -> None:
    officer = await actor_as(Role.OFFICER)
    value = Channels(**channels)
    await policies.set_value(officer, name="channels", value=value, effective_from=clock.today(), note="启用渠道")


async def person(**more: Any) -> Actor:
    return await actor_of(await make_account(Role.MEMBER, **more))


async def tell(*accounts: int, occasion: str = "") -> int:
    async with db.write_tx():
        return await operations.notify(
            accounts, rule="report.ladder", kind="report", record=1, title="项目1 3月进展报告3月31日截止",
            body="内部情况：尚未签字", href="/reports/1", occasion=occasion,
        )  # fmt: skip


async def sent_by() -> list[tuple[str, str]]:
    m = OutboxMail
    rows = await m.select(m.channel, m.sent_at, m.gave_up_at).order_by(m.id)
    return [(row["channel"], "sent" if row["sent_at"] else "failed" if row["gave_up_at"] else "queued") for row in rows]


# -- robots -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "pasted", "path", "found"),
    [
        ("wecom", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", f"/cgi-bin/webhook/send?key={KEY}",
         ["text", "content"]),
        ("dingtalk", f"https://oapi.dingtalk.com/robot/send?access_token={KEY}", f"/robot/send?access_token={KEY}",
         ["text", "content"]),
        ("feishu", KEY, f"/open-apis/bot/v2/hook/{KEY}", ["content", "text"]),
    ],
)  # fmt: skip
async def test_a_robot_says_the_heading_and_the_way(
    receiver: Receiver, channel: str, pasted: str, path: str, found: list[str]
) -> None:
    await offer(**{channel: receiver.url})
    one, other = await person(), await person()
    await operations_ways.set_way(one, command=SetWay(channel=Channel(channel), address=pasted))
    await tell(one.account, other.account)
    assert await jobs.deliver(JOB) == 1
    (got,) = receiver.got
    assert got.path == path
    said = msgspec.json.decode(got.body)[found[0]][found[1]]
    assert said.split() == ["项目1", "3月进展报告3月31日截止", "https://zk.example.cn/reports/1"]
    assert await sent_by() == [(channel, "sent")]


async def test_dingtalk_is_signed_where_a_secret_is_set(receiver: Receiver) -> None:
    await offer(dingtalk=receiver.url)
    one = await person()
    await operations_ways.set_way(
        one, command=SetWay(channel=Channel.DINGTALK, address=KEY, secret="SEC0123456789abcdef")
    )
    await tell(one.account)
    assert await jobs.deliver(JOB) == 1
    assert "&timestamp=" in receiver.got[0].path
    assert "&sign=" in receiver.got[0].path


@pytest.mark.parametrize(("status", "state"), [(500, "queued"), (429, "queued"), (403, "failed"), (302, "queued")])
async def test_a_robot_that_says_no_is_tried_again_or_given_up(receiver: Receiver, status: int, state: str) -> None:
    await offer(wecom=receiver.url)
    one = await person()
    await operations_ways.set_way(one, command=SetWay(channel=Channel.WECOM, address=KEY))
    await tell(one.account)
    receiver.status, receiver.location = status, f"{receiver.url}/elsewhere" if status == 302 else ""
    assert await jobs.deliver(JOB) == 0
    assert await sent_by() == [("wecom", state)]
    assert [got.path for got in receiver.got] == [f"/cgi-bin/webhook/send?key={KEY}"]
    error = (await OutboxMail.select())[0]["error"]
    assert f"error={status}" in error
    assert KEY not in error


@pytest.mark.parametrize(
    ("channel", "answer", "state", "error"),
    [
        ("wecom", b'{"errcode":93000,"errmsg":"invalid webhook url"}', "failed", "93000 invalid webhook url"),
        ("wecom", b'{"errcode":45009,"errmsg":"api freq out of limit"}', "queued", "45009 api freq out of limit"),
        ("dingtalk", b'{"errcode":310000,"errmsg":"sign not match"}', "failed", "310000 sign not match"),
        ("wecom", b'{"errcode":0,"errmsg":"ok"}', "sent", ""),
        ("dingtalk", b"<html>", "sent", ""),
    ],
)
async def test_a_robot_that_says_no_in_its_body_is_believed(
    receiver: Receiver, channel: str, answer: bytes, state: str, error: str
) -> None:
    await offer(**{channel: receiver.url})
    one = await person()
    await operations_ways.set_way(one, command=SetWay(channel=Channel(channel), address=KEY))
    await tell(one.account)
    receiver.answer = answer
    await jobs.deliver(JOB)
    assert await sent_by() == [(channel, state)]
    assert (await OutboxMail.select())[0]["error"] == error


@pytest.mark.parametrize(
    ("channel", "address", "secret", "field"),
    [
        ("wecom", "", "", "address"),
        ("wecom", "http://10.0.0.1/x", "", "address"),
        ("dingtalk", "短", "", "address"),
        ("dingtalk", KEY, "不对", "secret"),
        ("gateway", "王 小明", "", "address"),
        ("feishu", KEY, "", "channel"),  # the office has not set it
        ("mail", KEY, "", "channel"),
    ],
)
async def test_what_holds_no_key_is_refused(
    receiver: Receiver, channel: str, address: str, secret: str, field: str
) -> None:
    await offer(wecom=receiver.url, dingtalk=receiver.url, gateway=receiver.url)
    with pytest.raises(Invalid) as wrong:
        await operations_ways.set_way(
            await person(), command=SetWay(channel=Channel(channel), address=address, secret=secret)
        )
    assert list(wrong.value.fields) == [field]
    assert await NoticeWay.count() == 0


async def test_a_key_is_replaced_shown_by_its_end_and_deleted(receiver: Receiver) -> None:
    await offer(wecom=receiver.url)
    one = await person()
    await operations_ways.set_way(one, command=SetWay(channel=Channel.WECOM, address=KEY))
    (way,) = await operations_ways.set_way(one, command=SetWay(channel=Channel.WECOM, address="x" * 10 + "WXYZ"))
    assert (way.enabled, way.ending) == (True, "WXYZ")
    assert await NoticeWay.count() == 1
    await tell(one.account)
    (way,) = await operations_ways.drop_way(one, channel=Channel.WECOM)
    assert (way.enabled, way.ending) == (False, "")
    assert [row["address"] for row in await NoticeWay.select(NoticeWay.address)] == [""]
    await jobs.deliver(JOB)
    assert await sent_by() == [("wecom", "failed")]
    assert receiver.got == []
    with pytest.raises(NotFound):
        await operations_ways.drop_way(one, channel=Channel.WECOM)


# -- the office's gateway ---------------------------------------------------------------------------------------


def signed(got: Any, key: str) -> bool:
    stamp = got.headers["x-thinktank-timestamp"]
    made = hmac.new(key.encode(), f"{stamp}.".encode() + got.body, hashlib.sha256).hexdigest()
    return bool(got.headers["x-thinktank-signature"] == f"sha256={made}")


@pytest.mark.postgres
async def test_the_gateway_gets_a_signed_word_and_nothing_more(receiver: Receiver, frozen: FrozenClock) -> None:
    await offer(gateway=f"{receiver.url}/push?app=zk", gateway_key=3)
    one = await person(login="wangxiaoming", phone="13900001234", email="")
    await operations_ways.set_way(one, command=SetWay(channel=Channel.GATEWAY))
    await tell(one.account)
    assert sum(await asyncio.gather(*(jobs.deliver(JOB) for _ in range(3)))) == 1
    (got,) = receiver.got
    stored = (await OutboxMail.select())[0]
    assert got.path == "/push?app=zk"
    assert signed(got, gateway.key_of(SETTINGS.secret, 3))
    assert not signed(got, gateway.key_of(SETTINGS.secret, 2))
    assert got.headers["x-thinktank-timestamp"] == str(int(frozen.now().timestamp()))
    assert got.headers["x-thinktank-delivery"] == stored["message_id"]
    assert msgspec.json.decode(got.body) == {
        "id": stored["message_id"], "to": "wangxiaoming", "title": "项目1 3月进展报告3月31日截止",
        "text": "内部情况：尚未签字\n\nhttps://zk.example.cn/reports/1",
        "written_at": stored["created_at"].isoformat(),
    }  # fmt: skip
    assert b"13900001234" not in got.body


async def test_the_gateway_is_tried_with_growing_waits_until_it_is_a_dead_letter(
    receiver: Receiver, frozen: FrozenClock
) -> None:
    await offer(gateway=receiver.url)
    one, officer = await person(), await actor_as(Role.OFFICER)
    await operations_ways.set_way(one, command=SetWay(channel=Channel.GATEWAY, address="w.x-m@1"))
    await tell(one.account)
    receiver.status = 503
    for tries in range(1, MOST_TRIES + 1):
        assert await jobs.deliver(JOB) == 0
        assert await jobs.deliver(JOB) == 0
        assert len(receiver.got) == tries
        frozen.advance(seconds=wait_after(tries).total_seconds())
    assert len({got.headers["x-thinktank-delivery"] for got in receiver.got}) == 1
    (dead,) = (await queries_deliveries.listed(officer, state=DeliveryState.FAILED)).items
    assert (dead.tries, dead.error, dead.actions) == (MOST_TRIES, "503 网关拒收", ["again"])
    receiver.status = 200
    again = await operations_deliveries.send_again(officer, id=dead.id)
    assert (again.state, again.tries, again.actions) == (DeliveryState.QUEUED, 0, [])
    assert await jobs.deliver(JOB) == 1
    assert msgspec.json.decode(receiver.got[-1].body)["to"] == "w.x-m@1"
    with pytest.raises(Denied):
        await operations_deliveries.send_again(officer, id=dead.id)
    assert (await queries_deliveries.get(officer, dead.id)).state is DeliveryState.SENT


@pytest.mark.parametrize(("status", "state"), [(204, "sent"), (404, "failed"), (301, "failed"), (408, "queued")])
async def test_what_the_gateway_says_decides(receiver: Receiver, status: int, state: str) -> None:
    await offer(gateway=receiver.url)
    one = await person()
    await operations_ways.set_way(one, command=SetWay(channel=Channel.GATEWAY))
    receiver.status, receiver.location = status, receiver.url if status == 301 else ""
    receiver.answer = b"" if status == 204 else b"{}"
    await tell(one.account)
    await jobs.deliver(JOB)
    assert await sent_by() == [("gateway", state)]
    assert len(receiver.got) == 1


async def test_an_inner_address_is_called_only_where_the_operator_names_it(receiver: Receiver) -> None:
    await offer(gateway=receiver.url)
    one = await person()
    await operations_ways.set_way(one, command=SetWay(channel=Channel.GATEWAY))
    await tell(one.account)
    mailer.configure(Settings(secret="s" * 40, base_url="https://zk.example.cn"))
    assert await jobs.deliver(JOB) == 0
    assert await sent_by() == [("gateway", "failed")]
    assert receiver.got == []
    with pytest.raises(Invalid) as wrong:
        await operations_ways.set_way(one, command=SetWay(channel=Channel.GATEWAY))
    assert list(wrong.value.fields) == ["channel"]


async def test_an_office_that_sets_nothing_calls_nobody(receiver: Receiver) -> None:
    one = await person(email="a@example.cn")
    await tell(one.account)
    assert await queries_ways.mine(one) == []
    assert await jobs.deliver(JOB) == 0
    assert receiver.got == []
    assert await sent_by() == [("mail", "queued")]


async def test_the_key_is_read_by_officers_and_that_stands_on_the_trail(receiver: Receiver) -> None:
    await offer(gateway=receiver.url)
    officer = await actor_as(Role.OFFICER)
    assert (await operations_ways.gateway_key(officer)).key == gateway.key_of(SETTINGS.secret, 1)
    for role in (Role.MEMBER, Role.DEPT_LEADER, Role.SYS_ADMIN):
        with pytest.raises(Denied):
            await operations_ways.gateway_key(await actor_as(role))


# -- one's own choice -------------------------------------------------------------------------------------------


async def test_everybody_has_their_own_quiet_hours_ways_and_digest(receiver: Receiver, frozen: FrozenClock) -> None:
    await offer(gateway=receiver.url)
    early, daily = await person(email="a@example.cn"), await person(email="b@example.cn")
    for one in (early, daily):
        await operations_ways.set_way(one, command=SetWay(channel=Channel.GATEWAY))
    await operations.choose(early, choice=Choice(mail=False, quiet_from=9, quiet_until=14))
    await operations.choose(daily, choice=Choice(digest=True, hour=8))
    await tell(early.account, daily.account)
    assert await jobs.deliver(JOB) == 0
    frozen.advance(hours=4)
    assert await jobs.deliver(JOB) == 1
    assert await jobs.digest(JOB) == 1
    assert [row["channel"] for row in await OutboxMail.select().order_by(OutboxMail.id)] == [
        "gateway", "mail", "gateway"
    ]  # fmt: skip
    await jobs.deliver(JOB)
    told = [msgspec.json.decode(got.body) for got in receiver.got]
    assert [one["title"] for one in told] == ["项目1 3月进展报告3月31日截止", "今日1条消息"]
    assert "内部情况" not in told[1]["text"]
    with pytest.raises(Invalid) as wrong:
        await operations.choose(early, choice=Choice(quiet_from=9))
    assert list(wrong.value.fields) == ["quiet_until"]


async def test_a_way_is_tried_at_once_also_at_night_and_not_too_often(receiver: Receiver, frozen: FrozenClock) -> None:
    await offer(wecom=receiver.url)
    one, other = await person(), await person()
    await operations_ways.set_way(one, command=SetWay(channel=Channel.WECOM, address=KEY))
    frozen.advance(hours=13)
    assert (await operations_ways.try_way(one, channel=Channel.WECOM)).state is DeliveryState.SENT
    with pytest.raises(Conflict):
        await operations_ways.try_way(one, channel=Channel.WECOM)
    frozen.advance(seconds=31)
    receiver.status = 403
    failed = await operations_ways.try_way(one, channel=Channel.WECOM)
    assert (failed.state, "error=403" in failed.error) == (DeliveryState.FAILED, True)
    with pytest.raises(NotFound):
        await operations_ways.try_way(other, channel=Channel.WECOM)
    assert [one.state for one in await queries_ways.recent(one)] == [DeliveryState.FAILED, DeliveryState.SENT]
    assert await queries_ways.recent(other) == []
    assert await Notice.count() == 2


# -- following deliveries ---------------------------------------------------------------------------------------


@pytest.mark.postgres
async def test_deliveries_are_followed_within_ones_care_without_their_words() -> None:
    here, there = await make_unit(), await make_unit()
    mine = await make_account(Role.MEMBER, unit=here, email="a@example.cn")
    theirs = await make_account(Role.MEMBER, unit=there, email="b@example.cn")
    await tell(mine, theirs)
    officer = await actor_as(Role.OFFICER, unit=here, scope=here)
    whole, admin, member = [await actor_as(role) for role in (Role.OFFICER, Role.SYS_ADMIN, Role.MEMBER)]
    seen = (await queries_deliveries.listed(officer)).items
    assert len(seen) == 1
    words = msgspec.json.encode(seen).decode()
    assert [word for word in ("进展报告3月", "内部情况", "a@example.cn") if word in words] == []
    assert seen[0].subject == "进展报告"
    assert [len((await queries_deliveries.listed(one)).items) for one in (whole, admin, member)] == [2, 2, 0]
    ids = sorted(one.id for one in (await queries_deliveries.listed(whole)).items)
    await OutboxMail.update({OutboxMail.gave_up_at: clock.now()}).where(OutboxMail.id == ids[0])
    states = {}
    for state in DeliveryState:
        states[state] = [one.id for one in (await queries_deliveries.listed(whole, state=state)).items]
    assert states == {DeliveryState.QUEUED: [ids[1]], DeliveryState.SENT: [], DeliveryState.FAILED: [ids[0]]}
    assert len((await queries_deliveries.listed(whole, channel=Channel.MAIL)).items) == 2
    assert (await queries_deliveries.listed(whole, channel=Channel.GATEWAY)).items == []
    outside = next(one.id for one in (await queries_deliveries.listed(whole)).items if one.id != seen[0].id)
    for actor, error in ((officer, NotFound), (member, NotFound)):
        with pytest.raises(error):
            await operations_deliveries.send_again(actor, id=outside)


async def test_what_was_sent_long_ago_is_tidied(frozen: FrozenClock) -> None:
    await tell(await make_account(Role.MEMBER, email="a@example.cn"))
    await OutboxMail.update({OutboxMail.sent_at: clock.now()}).where(OutboxMail.id > 0)
    frozen.advance(days=89)
    assert await jobs.tidy(JOB) == 0
    frozen.advance(days=2)
    assert await jobs.tidy(JOB) == 1
    assert (await OutboxMail.count(), await Notice.count()) == (0, 1)


@pytest.mark.parametrize("count", [1, 3, 100])
async def test_a_word_to_many_asks_the_same_number_of_questions(receiver: Receiver, count: int) -> None:
    await offer(gateway=receiver.url)
    accounts = [await make_account(Role.MEMBER, email=f"a{n}@example.cn") for n in range(count)]
    with db.recording() as asked:
        await tell(*accounts)
    assert len([sql for sql in asked if sql.lstrip().upper().startswith(("SELECT", "INSERT"))]) == 7


# -- the calendar -----------------------------------------------------------------------------------------------


@pytest.mark.postgres
async def test_a_calendar_has_one_secret_address_that_can_be_renewed_and_ended() -> None:
    one = await person()
    first = (await operations_ways.renew_calendar(one)).path.removeprefix("/calendar/").removesuffix(".ics")
    second = (await operations_ways.renew_calendar(one)).path.removeprefix("/calendar/").removesuffix(".ics")
    assert (await queries_ways.calendar_of(second))[1] == one.account
    for wrong in (first, "", "x" * 43):
        with pytest.raises(NotFound):
            await queries_ways.calendar_of(wrong)
    await operations_ways.revoke_calendar(one)
    with pytest.raises(NotFound):
        await queries_ways.calendar_of(second)
    with pytest.raises(Conflict):
        await operations_ways.revoke_calendar(one)
    third = (await operations_ways.renew_calendar(one)).path.removeprefix("/calendar/").removesuffix(".ics")
    await Account.update({Account.state: "closed"}).where(Account.id == one.account)
    with pytest.raises(NotFound):
        await queries_ways.calendar_of(third)


async def test_ten_renewals_at_once_leave_one_address() -> None:
    one = await person()
    made = await asyncio.gather(*(operations_ways.renew_calendar(one) for _n in range(10)))
    live = []
    for issued in made:
        try:
            live.append(await queries_ways.calendar_of(issued.path.removeprefix("/calendar/").removesuffix(".ics")))
        except NotFound:
            continue
    assert [account for _feed, account in live] == [one.account]


def test_due_days_are_whole_days_with_stable_numbers() -> None:
    today = clock.today()
    items = [
        TodoItem(title="填报；3月,进展", href="/reports/7", due=today, detail="不外传的说明", kind="report"),
        TodoItem(title="没有期限", href="/x", kind="x"),
        TodoItem(title="年末", href="/reports/8", due=today.replace(month=12, day=31), kind="report"),
    ]
    made = [feed.calendar(items, name="待办", base_url="https://zk.example.cn/", now=clock.now()) for _n in range(2)]
    calendar, again = [icalendar.Calendar.from_ical(one) for one in made]
    events: list[Any] = calendar.walk("VEVENT")
    assert [(str(one["SUMMARY"]), one["DTSTART"].dt, one["DTEND"].dt) for one in events] == [
        ("填报；3月,进展", today, today + timedelta(days=1)),
        ("年末", today.replace(month=12, day=31), today.replace(year=today.year + 1, month=1, day=1)),
    ]
    assert [str(one["URL"]) for one in events] == [f"https://zk.example.cn/reports/{n}" for n in (7, 8)]
    assert [str(one["UID"]) for one in events] == [str(one["UID"]) for one in again.walk("VEVENT")]
    assert len({str(one["UID"]) for one in events}) == 2
    assert [str(one["TZID"]) for one in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert "不外传的说明" not in made[0].decode()
    alarms: list[Any] = calendar.walk("VALARM")
    assert [str(one["TRIGGER"].dt) for one in alarms] == ["9:00:00", "9:00:00"]


async def test_who_is_forgotten_is_told_by_nothing_any_more(receiver: Receiver) -> None:
    await offer(wecom=receiver.url)
    one = await person()
    await operations_ways.set_way(one, command=SetWay(channel=Channel.WECOM, address=KEY))
    await operations_ways.renew_calendar(one)
    async with db.write_tx():
        await operations_ways.forget(one.account)
    assert await queries_ways.calendar(one) is None
    assert [(row["address"], row["enabled"]) for row in await NoticeWay.select()] == [("", False)]
