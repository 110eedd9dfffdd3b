# SPDX-License-Identifier: MIT
"""Briefings: every figure is what a walk over the rows finds and opens its rows; texts, scopes, life."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import docx
import msgspec
import pytest

from tests.factories.briefings import make_briefing
from tests.factories.people import actor_as, make_talent
from tests.support.happenings import FIRST, a_district, walk
from thinktank.briefings import operations, queries
from thinktank.briefings.papers import PAPERS
from thinktank.briefings.schemas import BriefingView, Head, Make, Reason, Step, Write
from thinktank.briefings.states import BriefingKind
from thinktank.cockpit import queries_rows
from thinktank.identity.queries import actor_of
from thinktank.identity.tables import RoleGrant
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.papers import operations as papers
from thinktank.papers.kinds import Asked
from thinktank.policies import queries as policies
from thinktank.tally import operations as tally
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]  # 2026-03-18


async def leader() -> Actor:
    return await actor_as(Role.DEPT_LEADER)


async def narrow_officer(direction: str = "rural") -> Actor:
    """An officer of one direction (方向联络人)."""
    actor = await actor_as(Role.OFFICER)
    async with db.write_tx():
        await RoleGrant.update({RoleGrant.direction: direction}).where(RoleGrant.account == actor.account)
    assert actor.account is not None
    return await actor_of(actor.account)


@pytest.mark.parametrize("direction", ["", "rural"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_every_figure_is_what_a_walk_over_the_rows_finds(seed: int, direction: str) -> None:
    officer = await a_district(seed)
    command = msgspec.convert({"kind": "monthly", "day": "2026-03-18", "direction": direction or None}, Make)
    made = await operations.make(officer, command=command)
    expected = (await walk(direction)).figures()
    told = {one.key: one.value for one in made.figures}
    assert {key: told[key] for key in expected} == expected
    assert set(told) - set(expected) == {
        "going.grey", "postings.started", "postings.ended", "postings.there", "coming.steps", "coming.orders"
    }  # fmt: skip
    assert sum(told[f"going.{light}"] for light in ("green", "yellow", "red", "grey")) == told["going.all"]


async def test_every_figure_opens_as_many_rows_as_it_says() -> None:
    officer = await a_district(3)
    made = await operations.make(officer, command=Make(BriefingKind.MONTHLY, FIRST))
    opened = 0
    for one in made.figures:
        if not one.href.startswith("/cockpit/rows/"):
            continue
        parts = urlsplit(one.href)
        by = msgspec.convert(dict(parse_qsl(parts.query)), queries_rows.Narrowed, strict=False)
        found = await queries_rows.rows(officer, parts.path.rsplit("/", 1)[1], by)
        assert found.total == one.value, one
        opened += 1
    assert opened == 36


async def test_a_narrower_scope_counts_its_own() -> None:
    await a_district(2)
    officer = await narrow_officer()
    made = await operations.make(officer, command=Make(BriefingKind.MONTHLY, FIRST))
    assert made.whole is False
    told = {one.key: one.value for one in made.figures}
    expected = (await walk("rural")).figures()
    keys = [key for key in expected if not key.startswith(("topics.", "people.", "talents."))]
    assert {key: told[key] for key in keys} == {key: expected[key] for key in keys}


# -- text and marks ---------------------------------------------------------------------------------------------


async def make_members(n: int = 1, **values: Any) -> None:
    """People of the bank, counted."""
    for _n in range(n):
        await make_talent(**values)
    await tally.rebuild()


def part(found: BriefingView, key: str) -> Any:
    return next(one for one in found.parts if one.key == key)


async def test_the_parts_stand_in_their_order_and_name_their_figures() -> None:
    officer = await actor_as(Role.OFFICER)
    await make_members(direction="urban", admitted_on=FIRST)
    made = await make_briefing(officer)
    assert [one.title for one in made.parts] == [
        "一、人才队伍", "二、选题立项", "三、课题进展", "四、定期汇报", "五、督查督办", "六、成果转化", "七、岗位历练",
        "八、下步打算",
    ]  # fmt: skip
    assert part(made, "people").text == (
        "截至2026年3月18日，青年人才智库在库1人[1]，其中产业发展0人、创新创业0人、乡村振兴0人、城市建设1人、教育卫生0人。"
        "本月新入库1人[2]，出库0人[3]。"
    )
    assert [one.number for one in made.figures] == list(range(1, len(made.figures) + 1))
    assert made.title == "2026年3月简报"
    assert part(made, "people").chart.series[0].values == (0, 0, 0, 1, 0)


async def test_what_one_wrote_stays_when_the_data_are_drawn_anew() -> None:
    officer = await actor_as(Role.OFFICER)
    made = await make_briefing(officer)
    text = "队伍稳定，在库0人[1]。\n重点补充产业人才。"
    wrote = await operations.write(officer, id=made.id, key="people", command=Write(text, made.version))
    assert (part(wrote, "people").text, part(wrote, "people").outdated) == (text, False)
    assert part(wrote, "people").edited_by_name == officer.name
    await make_members(direction="urban")
    drawn = await operations.draw(officer, id=made.id, command=Step(wrote.version))
    moved = part(drawn, "people")
    assert (moved.text, moved.outdated) == (text, True)
    assert "在库1人[1]" in moved.drawn
    assert "在库0人[1]" in moved.own_from
    assert {one.key: one.number for one in drawn.figures} == {one.key: one.number for one in made.figures}
    assert next(one.value for one in drawn.figures if one.key == "people.active") == 1
    taken = await operations.take_drawn(officer, id=made.id, key="people", command=Step(drawn.version))
    assert (part(taken, "people").text, part(taken, "people").own) == (moved.drawn, "")


async def test_writing_what_the_data_say_is_no_text_of_ones_own() -> None:
    officer = await actor_as(Role.OFFICER)
    made = await make_briefing(officer)
    same = part(made, "reports").drawn
    wrote = await operations.write(officer, id=made.id, key="reports", command=Write(f" {same}\r\n", made.version))
    assert part(wrote, "reports").own == ""


async def test_a_mark_without_a_figure_is_refused() -> None:
    officer = await actor_as(Role.OFFICER)
    made = await make_briefing(officer)
    with pytest.raises(Invalid) as refused:
        await operations.write(officer, id=made.id, key="people", command=Write("共9人[1][99]", made.version))
    assert refused.value.fields == {"text": "数据来源里没有[99]，请核对序号"}
    with pytest.raises(NotFound):
        await operations.write(officer, id=made.id, key="nothing", command=Write("空话", made.version))


async def test_the_month_before_is_compared_with_what_was_told_then(frozen: FrozenClock) -> None:
    officer = await actor_as(Role.OFFICER)
    await make_members()
    await operations.make(officer, command=Make(BriefingKind.MONTHLY, date(2026, 3, 5)))
    frozen.advance(days=33)
    await make_members(2)
    made = await operations.make(officer, command=Make(BriefingKind.MONTHLY, date(2026, 4, 5)))
    (active,) = [one for one in made.figures if one.key == "people.active"]
    assert (active.value, active.earlier) == (3, 1)
    assert "在库3人[1]，比上月增加2人，其中" in part(made, "people").text


async def test_a_part_is_left_out_and_taken_in() -> None:
    officer = await actor_as(Role.OFFICER)
    made = await make_briefing(officer)
    less = await operations.show(officer, id=made.id, key="topics", shown=False, command=Step(made.version))
    assert (part(less, "topics").title, part(less, "projects").title) == ("选题立项", "二、课题进展")
    more = await operations.show(officer, id=made.id, key="topics", shown=True, command=Step(less.version))
    assert part(more, "topics").title == "二、选题立项"


# -- who reads --------------------------------------------------------------------------------------------------


async def test_who_reads_a_briefing() -> None:
    officer, narrow, other = await actor_as(Role.OFFICER), await narrow_officer(), await narrow_officer("urban")
    whole, own = await make_briefing(officer), await make_briefing(narrow)
    lead = await leader()
    assert (await queries.get(lead, whole.id)).id == whole.id
    assert (await queries.get(lead, own.id)).id == own.id
    assert (await queries.get(narrow, own.id)).id == own.id
    for actor, id_ in ((narrow, whole.id), (other, own.id), (other, whole.id)):
        with pytest.raises(NotFound):
            await queries.get(actor, id_)
    assert [row.id for row in (await queries.listed(narrow)).items] == [own.id]
    assert (await queries.listed(other)).total == 0
    member = await actor_as(Role.MEMBER)
    assert (await queries.listed(member)).total == 0
    with pytest.raises(Denied):
        await make_briefing(member)
    with pytest.raises(Conflict, match="请由起草人更新数据"):
        await operations.draw(lead, id=own.id, command=Step(own.version))


# -- its life ---------------------------------------------------------------------------------------------------


async def test_a_settled_briefing_stays_as_it_is_until_it_is_opened_again() -> None:
    officer, lead = await actor_as(Role.OFFICER), await leader()
    made = await make_briefing(officer)
    settled = await operations.settle(lead, id=made.id, command=Step(made.version))
    assert (settled.state_label, settled.settled_by_name, settled.actions) == ("已定稿", lead.name, ["reopen"])
    await make_members()
    step, write = Step(settled.version), Write("改一改[1]", settled.version)
    for refused in (
        operations.draw(officer, id=made.id, command=step),
        operations.write(officer, id=made.id, key="people", command=write),
        operations.show(officer, id=made.id, key="people", shown=False, command=step),
        operations.edit_head(officer, id=made.id, command=Head(number="第1期")),
        operations.drop(officer, id=made.id, command=Reason("不要了", settled.version)),
    ):
        with pytest.raises(Denied, match="简报已定稿"):
            await refused
    assert [one.text for one in (await queries.get(officer, made.id)).parts] == [one.text for one in made.parts]
    opened = await operations.reopen(officer, id=made.id, command=Reason("补充一段", settled.version))
    assert (opened.state_label, opened.settled_at, opened.reason) == ("起草中", None, "补充一段")
    lines = [entry.text for entry in await trail.timeline(officer, "briefing", made.id)]
    assert lines[:3] == ["退回修改：2026年3月简报", "定稿：2026年3月简报", "起草2026年3月简报"]


async def test_one_period_has_one_briefing_until_it_is_given_up() -> None:
    officer = await actor_as(Role.OFFICER)
    made = await make_briefing(officer)
    with pytest.raises(Conflict, match="2026年3月简报已经有了"):
        await make_briefing(await leader())
    await operations.drop(officer, id=made.id, command=Reason("口径有误", made.version))
    assert (await make_briefing(officer)).id != made.id
    assert {(await make_briefing(officer, kind=BriefingKind.VISIT)).state for _n in range(2)} == {"draft"}


async def test_a_period_that_has_not_begun_and_a_stale_step_are_refused() -> None:
    officer = await actor_as(Role.OFFICER)
    with pytest.raises(Invalid) as refused:
        await operations.make(officer, command=Make(BriefingKind.MONTHLY, date(2026, 4, 1)))
    assert refused.value.fields == {"day": "这个时段还没有开始"}
    made = await make_briefing(officer)
    await operations.edit_head(officer, id=made.id, command=Head(number="第3期", version=made.version))
    with pytest.raises(Conflict):
        await operations.settle(officer, id=made.id, command=Step(made.version))


async def test_nothing_shown_is_not_settled() -> None:
    officer = await actor_as(Role.OFFICER)
    found = await make_briefing(officer)
    for key in [one.key for one in found.parts]:
        found = await operations.show(officer, id=found.id, key=key, shown=False, command=Step(found.version))
    with pytest.raises(Conflict, match="没有列入任何部分"):
        await operations.settle(officer, id=found.id, command=Step(found.version))


# -- on paper ---------------------------------------------------------------------------------------------------


async def test_the_document_holds_parts_charts_and_sources() -> None:
    officer = await a_district(1)
    made = await operations.make(
        officer, command=Make(BriefingKind.MONTHLY, FIRST, number="第3期", audience="区委领导")
    )
    wrote = await operations.write(
        officer, id=made.id, key="people", command=Write("队伍稳定，详见来源[1]。", made.version)
    )
    await operations.show(officer, id=made.id, key="postings", shown=False, command=Step(wrote.version))
    kind = next(one for one in PAPERS if one.name == "briefing_monthly")
    name, content = await papers.make(officer, kind=kind, asked=Asked(id=made.id))
    document = docx.Document(io.BytesIO(content))
    lines = [one.text for one in document.paragraphs if one.text.strip()]
    department = (await policies.programme()).department
    assert name == "月度简报（2026年3月）.docx"
    assert lines[:5] == [
        "青年人才智库工作月度简报", "第3期", f"{department}　　2026年3月", "报：区委领导", "一、人才队伍"
    ]  # fmt: skip
    assert "队伍稳定，详见来源[1]。" in lines
    assert "七、下步打算" in lines
    assert not any("岗位历练" in one for one in lines)
    assert len(document.inline_shapes) == 3
    sources = next(one for one in document.tables if one.rows[0].cells[0].text == "序号")
    assert len(sources.rows) == len(made.figures) + 1
    told = {row.cells[0].text: row.cells[2].text for row in sources.rows[1:]}
    assert told == {one.mark: f"{one.value}{one.unit}" for one in made.figures}
    bars = document.tables[0]
    assert [cell.text for cell in bars.rows[0].cells] == ["类别", "数量"]
    assert sum(int(row.cells[1].text) for row in bars.rows[1:]) == made.figures[0].value
