# SPDX-License-Identifier: MIT
"""Telling people once, delivering mail, hearing complaints."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.factories.people import actor_as, make_account
from thinktank.identity.queries import actor_of
from thinktank.kernel import db
from thinktank.kernel.actor import ANONYMOUS, Role, system
from thinktank.kernel.errors import Conflict, Denied, NotFound
from thinktank.notices import jobs, mailer, operations, queries, queries_deliveries
from thinktank.notices.rules import MOST_TRIES, wait_after
from thinktank.notices.schemas import Choice
from thinktank.notices.tables import Notice, OutboxMail
from thinktank.settings import Settings
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database", "frozen")


async def _tell(*accounts: int, occasion: str = "", title: str = "月报将到期") -> int:
    async with db.write_tx():
        return await operations.notify(
            accounts, rule="report.due", kind="report", record=1, title=title, href="/reports/1", occasion=occasion
        )


@pytest.mark.postgres
async def test_nobody_is_told_twice_on_one_occasion() -> None:
    one, two = await make_account(Role.MEMBER), await make_account(Role.MEMBER)
    assert await _tell(one, one, 0) == 1
    assert await _tell(one, two) == 1
    assert await _tell(one, two, occasion="逾期") == 2
    assert await Notice.count() == 4


async def test_notices_go_back_with_their_transaction() -> None:
    one = await make_account(Role.MEMBER, email="a@example.cn")
    with pytest.raises(ZeroDivisionError):
        async with db.write_tx():
            await operations.notify([one], rule="r", kind="report", record=1, title="x")
            raise ZeroDivisionError
    assert await Notice.count() == 0
    assert await OutboxMail.count() == 0


async def test_everybody_reads_their_own_only() -> None:
    one, two = await actor_as(Role.MEMBER), await actor_as(Role.OFFICER)
    await _tell(one.account)
    mine = await queries.mine(one)
    assert [notice.title for notice in mine.items] == ["月报将到期"]
    assert (await queries.mine(two)).items == []
    with pytest.raises(NotFound):
        await operations.mark_read(two, id=mine.items[0].id)
    assert await queries.unread_count(one) == 1
    assert await operations.mark_read(one, id=mine.items[0].id) == "/reports/1"
    assert await queries.unread_count(one) == 0
    assert (await queries.mine(one, unread=True)).items == []


async def test_all_are_marked_at_once() -> None:
    one, two = await actor_as(Role.MEMBER), await actor_as(Role.MEMBER)
    await _tell(one.account, two.account)
    await _tell(one.account, occasion="逾期")
    assert await operations.mark_all_read(one) == 2
    assert await operations.mark_all_read(one) == 0
    assert await queries.badge(one) == {"badges": {"notices": 0}}
    assert await queries.badge(two) == {"badges": {"notices": 1}}


# -- mail -----------------------------------------------------------------------------------------------------


class Box:
    """A mail server's memory; ``answer`` is what it says to a mail."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        if self.answer.startswith("250"):
            self.mails.append(envelope)
        return self.answer


@pytest.fixture
def box() -> Iterator[Box]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    mailer.configure(Settings(smtp_host="127.0.0.1", smtp_port=port, base_url="https://zk.example.cn"))
    try:
        yield box
    finally:
        controller.stop()
        mailer.configure(Settings())


JOB = system("job:notices.deliver")


async def test_a_mail_is_delivered_once(box: Box, frozen: Any) -> None:
    await _tell(await make_account(Role.MEMBER, email="a@example.cn"), await make_account(Role.MEMBER))
    sent = await asyncio.gather(*(jobs.deliver(JOB) for _ in range(3)))
    assert sum(sent) == 1
    (mail,) = box.mails
    assert mail.rcpt_tos == ["a@example.cn"]
    stored = (await OutboxMail.select())[0]
    assert f"Message-ID: <{stored['message_id']}>".encode() in mail.content
    assert stored["sent_at"] == frozen.now()
    assert await jobs.deliver(JOB) == 0


async def test_a_mail_tells_the_whole_address(box: Box) -> None:
    await _tell(await make_account(Role.MEMBER, email="a@example.cn"))
    stored = (await queries_deliveries.due_mails(1))[0]
    made = mailer.message(stored, Settings(base_url="https://zk.example.cn/"))
    assert made.get_content().strip().splitlines()[-1] == "https://zk.example.cn/reports/1"
    assert box.mails == []


async def test_a_refused_mail_is_tried_again_later_under_the_same_number(box: Box, frozen: Any) -> None:
    await _tell(await make_account(Role.MEMBER, email="a@example.cn"))
    box.answer = "451 try later"
    assert await jobs.deliver(JOB) == 0
    first = (await OutboxMail.select())[0]
    assert (first["tries"], first["sent_at"], first["gave_up_at"]) == (1, None, None)
    assert "451" in first["error"]
    assert await jobs.deliver(JOB) == 0
    assert (await OutboxMail.select())[0]["tries"] == 1
    frozen.advance(minutes=1)
    box.answer = "250 OK"
    assert await jobs.deliver(JOB) == 1
    assert first["message_id"].encode() in box.mails[0].content


async def test_a_final_refusal_is_not_repeated(box: Box) -> None:
    await _tell(await make_account(Role.MEMBER, email="a@example.cn"))
    box.answer = "550 no such mailbox"
    await jobs.deliver(JOB)
    row = (await OutboxMail.select())[0]
    assert row["gave_up_at"] is not None
    assert "550" in row["error"]


async def test_tries_end(box: Box, frozen: Any) -> None:
    await _tell(await make_account(Role.MEMBER, email="a@example.cn"))
    box.answer = "451 try later"
    for tries in range(1, MOST_TRIES + 1):
        await jobs.deliver(JOB)
        frozen.advance(seconds=wait_after(tries).total_seconds())
    row = (await OutboxMail.select())[0]
    assert (row["tries"], row["gave_up_at"] is not None) == (MOST_TRIES, True)


async def test_without_a_server_nothing_is_sent_and_old_mails_are_given_up(frozen: Any) -> None:
    mailer.configure(Settings())
    await _tell(await make_account(Role.MEMBER, email="a@example.cn"))
    assert await jobs.deliver(JOB) == 0
    frozen.advance(days=4)
    assert await jobs.deliver(JOB) == 0
    assert (await OutboxMail.select())[0]["error"] == "过期未发出"


async def test_a_server_that_is_away_is_no_fault(frozen: Any) -> None:
    mailer.configure(Settings(smtp_host="127.0.0.1", smtp_port=1))
    try:
        await _tell(await make_account(Role.MEMBER, email="a@example.cn"))
        assert await jobs.deliver(JOB) == 0
        row = (await OutboxMail.select())[0]
        assert (row["tries"], row["gave_up_at"]) == (1, None)
    finally:
        mailer.configure(Settings())


def test_waits_grow_to_a_limit() -> None:
    assert [wait_after(n).total_seconds() / 60 for n in (1, 2, 3, 4, 9)] == [1, 4, 16, 64, 360]


# -- one mail a day, and quiet hours --------------------------------------------------------------------------


@pytest.mark.postgres
async def test_a_mail_a_day_holds_what_is_new_and_unread(box: Box, frozen: Any) -> None:
    account = await make_account(Role.MEMBER, email="a@example.cn")
    person = await actor_of(account)
    await _tell(account, title="从前的")
    await operations.choose(person, choice=Choice(digest=True, hour=8))
    await _tell(account, occasion="1", title="第一件")
    await _tell(account, occasion="2", title="第二件")
    await _tell(account, occasion="3", title="已读的")
    await operations.mark_read(person, id=(await queries.mine(person)).items[0].id)
    assert [row["subject"] for row in await OutboxMail.select(OutboxMail.subject)] == ["从前的"]
    assert sum(await asyncio.gather(*(jobs.digest(JOB) for _ in range(3)))) == 1
    assert await jobs.digest(JOB) == 0
    mail = (await OutboxMail.select().order_by(OutboxMail.id))[1]
    assert (mail["subject"], mail["body"]) == ("今日2条消息", "第一件\n/reports/1\n\n第二件\n/reports/1")
    frozen.advance(hours=20)  # six in the morning: before the hour that was chosen
    await _tell(account, occasion="4", title="第三件")
    assert await jobs.digest(JOB) == 0
    frozen.advance(hours=2)
    assert await jobs.digest(JOB) == 1
    assert (await OutboxMail.select().order_by(OutboxMail.id))[2]["body"] == "第三件\n/reports/1"
    await operations.choose(person, choice=Choice())
    await _tell(account, occasion="5", title="第四件")
    assert len(await OutboxMail.select(OutboxMail.id)) == 4
    assert await queries.choice(person) == Choice(digest=False, hour=8)


async def test_a_mail_of_the_night_leaves_in_the_morning(box: Box, frozen: Any) -> None:
    frozen.advance(hours=13)  # 23:00
    await _tell(await make_account(Role.MEMBER, email="a@example.cn"))
    assert await jobs.deliver(JOB) == 0
    frozen.advance(hours=9)
    assert await jobs.deliver(JOB) == 1
    assert len(box.mails) == 1


# -- feedback -------------------------------------------------------------------------------------------------


async def test_feedback_reaches_the_officers_and_its_answer_the_author() -> None:
    officer, member, other = [await actor_as(role) for role in (Role.OFFICER, Role.MEMBER, Role.MEMBER)]
    new = await operations.leave_feedback(member, text="月报重复填报", page="/reports/1")
    assert [notice.title for notice in (await queries.mine(officer)).items] == ["收到一条投诉建议"]
    assert [one.text for one in (await queries.feedback(member)).items] == ["月报重复填报"]
    assert (await queries.feedback(other)).items == []
    with pytest.raises(NotFound):
        await queries.one_feedback(other, new)
    with pytest.raises(NotFound):
        await operations.answer_feedback(other, id=new, answer="x")
    with pytest.raises(Denied):
        await operations.answer_feedback(member, id=new, answer="x")
    view = await operations.answer_feedback(officer, id=new, answer="已取消重复的表")
    assert (view.answer, view.actions) == ("已取消重复的表", [])
    assert [notice.title for notice in (await queries.mine(member)).items] == ["您的投诉建议已答复"]
    with pytest.raises(Conflict):
        await operations.answer_feedback(officer, id=new, answer="再答")
    lines = await trail.timeline(officer, "feedback", new)
    assert [line.action for line in lines] == ["feedback.answered", "feedback.left"]


async def test_feedback_needs_no_account() -> None:
    officer = await actor_as(Role.OFFICER)
    new = await operations.leave_feedback(ANONYMOUS, text="找不到激活链接", contact="13900000000")
    assert (await queries.one_feedback(officer, new)).account_name is None
    await operations.answer_feedback(officer, id=new, answer="已电话联系")
    assert (await queries.feedback(await actor_of(officer.account))).items[0].actions == []
    assert (await queries.feedback(ANONYMOUS)).items == []
