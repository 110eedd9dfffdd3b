# SPDX-License-Identifier: MIT
"""The course of a round on screen: the board's steps on many at once, substitutes, more time, the meeting."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import docx
import httpx
import icalendar
from litestar import Litestar

from reviews.rounds import queries as rounds
from reviews.rounds.tables import Assignment, Round
from tests.conftest import new_client
from tests.factories import people
from tests.factories.people import post, sign_in
from tests.factories.rounds import Panel, make_assignment, make_round
from thinktank.identity.queries import actor_of
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role


async def reviewer(name: str) -> Actor:
    return await people.actor_as(Role.REVIEWER, unit=await people.make_unit(), name=name)


async def meets(panel: Panel, **delta: int) -> None:
    values: dict[Any, Any] = {Round.mode: "meeting", Round.meets_at: clock.now() + timedelta(**delta),
                              Round.place: "区委3楼会议室"}  # fmt: skip
    async with db.write_tx():
        await Round.update(values).where(Round.id == panel.round)


async def test_the_board_reminds_gives_time_and_hands_over(client: httpx.AsyncClient, app: Litestar):
    panel = await make_round(size=3)
    late, stands = await reviewer("迟迟"), await reviewer("候补人")
    task = await make_assignment(panel.item, late.account)
    await sign_in(client, await actor_of(panel.officer))
    door = f"/rounds/{panel.round}"
    board = await client.get(f"{door}/board")
    assert all(word in board.text for word in ("评审进度", "迟迟", "未交1份", "还没有候补专家"))
    nothing = await post(client, f"{door}/board/remind", {})
    assert (nothing.status_code, "迟迟" in nothing.text) == (422, True)
    assert (await post(client, f"{door}/board/remind", {"tasks": str(task)})).status_code == 303
    assert "1次" in (await client.get(f"{door}/board")).text
    closes = (await rounds.get_round(await actor_of(panel.officer), panel.round)).closes_on
    early = {"tasks": str(task), "until": closes.isoformat(), "reason": ""}
    assert (await post(client, f"{door}/board/time", early)).status_code == 422
    later = early | {"until": (closes + timedelta(days=4)).isoformat(), "reason": "出差"}
    assert (await post(client, f"{door}/board/time", later)).headers["location"] == f"{door}/board"
    assert "延至" in (await client.get(f"{door}/board")).text
    form = await client.get(f"{door}/substitutes")
    assert "候补人" in form.text
    await post(client, f"{door}/substitutes", {"accounts": str(stands.account)})
    done = await post(client, f"{door}/board/substitutes", {"tasks": str(task), "reason": "逾期未交"})
    assert done.headers["location"] == f"{door}/board"
    text = (await client.get(f"{door}/board")).text
    assert all(word in text for word in ("由候补人接替", "候补，接替迟迟"))
    async with new_client(app) as other:
        await sign_in(other, late)
        assert (await other.get(f"/reviews/{task}")).status_code == 404
        assert (await other.get(f"{door}/board")).status_code == 403


async def test_a_reviewer_asks_for_time_and_the_office_answers(client: httpx.AsyncClient, app: Litestar):
    panel = await make_round(size=3)
    one = await reviewer("钱一")
    task = await make_assignment(panel.item, one.account)
    officer = await actor_of(panel.officer)
    closes = (await rounds.get_round(officer, panel.round)).closes_on
    await sign_in(client, one)
    assert "申请延期" in (await client.get(f"/reviews/{task}")).text
    lacking = await post(client, f"/reviews/{task}/time", {"until": closes.isoformat(), "reason": ""})
    assert (lacking.status_code, closes.isoformat() in lacking.text) == (422, True)
    wish = {"until": (closes + timedelta(days=4)).isoformat(), "reason": "外出调研"}
    assert (await post(client, f"/reviews/{task}/time", wish)).status_code == 303
    assert "待答复" in (await client.get(f"/reviews/{task}/time")).text
    async with new_client(app) as office:
        await sign_in(office, officer)
        assert "钱一申请评审延期" in (await office.get("/?all=1")).text
        board = (await office.get(f"/rounds/{panel.round}/board")).text
        assert all(word in board for word in ("延期申请", "外出调研", "同意延期"))
        refused = await post(office, f"/rounds/{panel.round}/board/wishes/1", {"note": ""})
        assert (refused.status_code, "请写明不同意的理由" in refused.text) == (422, True)
        given = await post(office, f"/rounds/{panel.round}/board/wishes/1", {"given": "1"})
        assert given.status_code == 303
    assert "已同意" in (await client.get(f"/reviews/{task}/time")).text
    assert (await Assignment.select(Assignment.extended_to).where(Assignment.id == task))[0]["extended_to"] > closes


async def test_the_meeting_with_its_agenda_attendance_minutes_and_papers(client: httpx.AsyncClient, app: Litestar):
    panel = await make_round(size=3)
    one = await reviewer("钱一")
    task = await make_assignment(panel.item, one.account)
    officer = await actor_of(panel.officer)
    await sign_in(client, officer)
    door = f"/rounds/{panel.round}"
    assert "通讯评审，没有会议" in (await client.get(f"{door}/meeting")).text
    await meets(panel, hours=-1)
    shown = await client.get(f"{door}/meeting")
    assert all(word in shown.text for word in ("区委3楼会议室", "上会次序", "钱一"))
    turns = {"turns-0-item": str(panel.item), "turns-0-turn": "1"}
    assert (await post(client, f"{door}/agenda", turns)).headers["location"] == f"{door}/meeting"
    empty = await post(client, f"{door}/minutes", {"minutes": "", "present": str(one.account)})
    assert empty.status_code == 422
    await post(client, f"{door}/minutes", {"minutes": "逐件评议。", "present": str(one.account)})
    paper = await client.get(f"{door}/papers/round_minutes")
    text = "\n".join(part.text for part in docx.Document(BytesIO(paper.content)).element.body.iter() if part.text)
    assert all(word in text for word in ("逐件评议。", "钱一", "区委3楼会议室", "老旧小区适老化改造"))
    async with new_client(app) as reader:
        await sign_in(reader, one)
        letter = await reader.get(f"/reviews/{task}/papers/reviewer_letter")
        text = "\n".join(part.text for part in docx.Document(BytesIO(letter.content)).element.body.iter() if part.text)
        assert all(word in text for word in ("钱一", "会议评审", "区委3楼会议室", f"第{panel.item}号材料"))
        assert "老旧小区" not in text
        text = (await reader.get("/reviews")).text
        assert all(word in text for word in ("会议评审", "区委3楼会议室"))


async def test_a_meeting_ahead_stands_in_the_calendar_at_its_hour(client: httpx.AsyncClient, frozen: Any):
    panel = await make_round(size=3)
    one = await reviewer("钱一")
    await make_assignment(panel.item, one.account)
    await meets(panel, days=2)
    await sign_in(client, one)
    todos = (await client.get("/?all=1")).text
    assert ("评审会：" in todos, "区委3楼会议室" in todos) == (True, True)
    page = (await post(client, "/notices/calendar", {})).text
    path = re.search(r'value="http://[^"/]+(/calendar/[\w-]+\.ics)"', page)
    assert path is not None
    events: list[Any] = icalendar.Calendar.from_ical((await client.get(path[1])).content).walk("VEVENT")
    [met] = [event for event in events if "评审会" in event["summary"]]
    assert (met.start, str(met["location"]), met.end - met.start) == (
        clock.now() + timedelta(days=2), "区委3楼会议室", timedelta(hours=3),
    )  # fmt: skip
