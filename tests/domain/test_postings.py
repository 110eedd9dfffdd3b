# SPDX-License-Identifier: MIT
"""A posting's way through its states: what operations do, write down, and to whom they show it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories.people import actor_as
from tests.factories.postings import Cast, advance, agree, change, make_cast, make_posting
from thinktank.files import store
from thinktank.growth import queries as growth
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.postings import operations, operations_course, queries
from thinktank.postings.queries_todo import to_do
from thinktank.postings.schemas import (
    Approve,
    Consent,
    End,
    Filter,
    Half,
    Opine,
    Step,
    SumUp,
)
from thinktank.postings.states import Change, Grade, Kind, Side
from thinktank.settings import Settings
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]
WAY = [
    "posting.proposed", "posting.ask", "posting.consent", "posting.consent", "posting.consent", "posting.approve",
    "posting.arrive", "posting.start", "posting.half", "posting.comment_half", "posting.sum_up", "posting.opine",
    "posting.opine", "posting.end",
]  # fmt: skip


@pytest.fixture
async def cast(settings: Settings) -> Cast:
    store.configure(settings)
    return await make_cast()


async def titles(actor: Any) -> list[str]:
    return [one.title for one in await to_do(actor)]


async def test_the_whole_way_of_a_posting(cast: Cast, frozen: FrozenClock) -> None:
    view = await make_posting(cast, "approved")
    assert (view.sender, view.receiver, view.ends_on) == (cast.sender_unit, cast.receiver_unit, date(2026, 9, 15))
    assert await titles(cast.receiver) == ["登记陈戊报到"]
    view = await advance(cast, view, "in_post")
    frozen.advance(days=100)
    assert await titles(cast.person) == ["提交半程小结"]
    view = await advance(cast, view, "mid_review")
    view = await advance(cast, view, "in_post")
    with pytest.raises(Denied, match="期满前"):
        await operations_course.sum_up(cast.person, id=view.id, command=SumUp("太早", nonsecret=True))
    frozen.advance(days=70)
    view = await advance(cast, view, "final_appraisal")
    assert await titles(cast.sender) == await titles(cast.receiver) == ["填写陈戊的鉴定意见"]
    view = await advance(cast, view, "ended")
    assert (view.state, view.grade_label, view.actions) == ("ended", "优秀", ["reopen"])
    actions = [line.action for line in await trail.timeline(cast.officer, "posting", view.id)]
    assert actions[::-1] == WAY
    lines = await growth.record(cast.person, cast.talent)
    last = clock.today().isoformat()
    assert [(line.category, line.kind, line.record, line.text) for line in lines] == [
        ("历练", "posting", view.id, f"横向挂职：区乙局规划科科长助理（2026-03-16至{last}），鉴定优秀"),
    ]
    assert (await trail.verify()).ok


async def test_a_side_refuses_and_only_the_office_learns_why(cast: Cast) -> None:
    view = await make_posting(cast, "consent")
    with pytest.raises(Invalid) as bare:
        await operations.consent(cast.sender, id=view.id, command=Consent(agrees=False))
    assert bare.value.fields == {"reason": "不同意须写明理由"}
    await operations.consent(cast.sender, id=view.id, command=Consent(agrees=False, reason="科室只有两人"))
    for other in (cast.person, cast.receiver):
        seen = await queries.get(other, view.id)
        assert seen.opinions == []
        assert "科室只有两人" not in str(seen)
        assert "科室只有两人" not in str(await trail.timeline(other, "posting", view.id))
    assert [one.text for one in (await queries.get(cast.sender, view.id)).opinions] == ["科室只有两人"]
    assert "有一方不同意：陈戊" in await titles(cast.officer)
    with pytest.raises(Denied, match="有一方不同意"):
        await operations.approve(cast.leader, id=view.id, command=Approve())
    back = await operations.take_back(cast.officer, id=view.id, command=Step(reason="另商"))
    assert (back.state, back.opinions, back.asked_at) == ("proposed", [], None)
    with pytest.raises(NotFound):
        await queries.get(cast.person, view.id)


async def test_nobody_speaks_for_another_side(cast: Cast) -> None:
    view = await make_posting(cast, "consent")
    yes = Consent(agrees=True, side=Side.PERSON)
    for other in (cast.sender, cast.receiver, cast.officer):
        with pytest.raises(Denied, match="由本人表态"):
            await operations.consent(other, id=view.id, command=yes)
    with pytest.raises(Denied, match="由本人表态"):
        paper = Consent(agrees=True, side=Side.PERSON, on_paper=True, reason="纸质件")
        await operations.consent(cast.officer, id=view.id, command=paper)
    with pytest.raises(Denied, match="由派出单位联络员表态"):
        await operations.consent(cast.officer, id=view.id, command=Consent(agrees=True, side=Side.SENDER))
    with pytest.raises(Invalid) as no_scan:
        bare = Consent(agrees=True, side=Side.SENDER, on_paper=True)
        await operations.consent(cast.officer, id=view.id, command=bare)
    assert "uploads" in no_scan.value.fields
    paper = Consent(agrees=True, side=Side.SENDER, on_paper=True, reason="盖章件存人才科")
    stands = await operations.consent(cast.officer, id=view.id, command=paper)
    assert [(one.side, one.on_paper) for one in stands.opinions] == [("sender", True)]
    with pytest.raises(Denied, match="已经表态"):
        await operations.consent(cast.sender, id=view.id, command=Consent(agrees=True))
    with pytest.raises(Invalid):
        await operations.consent(cast.officer, id=view.id, command=Consent(agrees=True))


async def test_who_stands_outside_finds_nothing(cast: Cast) -> None:
    view = await make_posting(cast, "in_post")
    for outsider in (cast.stranger, cast.colleague, await actor_as(Role.MENTOR), await actor_as(Role.SYS_ADMIN)):
        with pytest.raises(NotFound):
            await queries.get(outsider, view.id)
        with pytest.raises(NotFound):
            await operations_course.half(outsider, id=view.id, command=Half("我来", nonsecret=True))
        assert (await queries.listed(outsider, Filter())).items == []
        assert (await queries.listed(outsider, Filter())).total == 0
        assert await queries.of_talent(outsider, cast.talent) == []
        assert not await queries.may_read_file(outsider, view.id)
        assert await to_do(outsider) == []
        assert (await queries.counts(outsider)).going == 0


async def test_sides_do_not_see_a_proposal_before_they_are_asked(cast: Cast) -> None:
    view = await make_posting(cast)
    for one in (cast.person, cast.sender, cast.receiver):
        with pytest.raises(NotFound):
            await queries.get(one, view.id)
        assert await to_do(one) == []
    assert await queries.of_actor(cast.person) == []
    assert await Notice.count().where(Notice.account == cast.person.account) == 0


async def test_opinions_are_never_shown_to_the_person(cast: Cast, frozen: FrozenClock) -> None:
    view = await make_posting(cast, "in_post")
    frozen.advance(days=175)
    view = await advance(cast, view, "final_appraisal")
    word = Opine("统筹能力偏弱", nonsecret=True)
    await operations_course.opine(cast.receiver, id=view.id, command=word)
    await operations_course.opine(cast.sender, id=view.id, command=Opine("同意", nonsecret=True))
    with pytest.raises(Denied):
        await operations_course.opine(cast.person, id=view.id, command=word)
    await operations_course.end(cast.leader, id=view.id, command=End(Grade.COMPETENT, "表现一般"))
    own = await queries.get(cast.person, view.id)
    assert (own.grade, [one.step for one in own.opinions]) == ("competent", ["consent"])
    for reader in (cast.person, cast.sender):
        assert "统筹能力偏弱" not in str(await queries.get(reader, view.id))
        assert "表现一般" not in str(await queries.get(reader, view.id))
        assert "统筹能力偏弱" not in str(await trail.timeline(reader, "posting", view.id))
    assert not await queries._scans_of("receiver")(cast.person, view.id)
    assert await queries._scans_of("receiver")(cast.receiver, view.id)
    assert not await queries._scans_of("receiver")(cast.sender, view.id)
    assert not await queries._scans_of("receiver")(cast.stranger, view.id)


async def test_a_grade_is_hidden_until_it_is_signed_and_taken_back_with_a_reason(
    cast: Cast, frozen: FrozenClock
) -> None:
    view = await make_posting(cast, "in_post")
    frozen.advance(days=175)
    view = await advance(cast, view, "ended")
    with pytest.raises(Invalid):
        await operations_course.reopen(cast.leader, id=view.id, command=Step())
    with pytest.raises(Denied):
        await operations_course.reopen(cast.officer, id=view.id, command=Step(reason="重看"))
    back = await operations_course.reopen(cast.leader, id=view.id, command=Step(reason="等次有误"))
    assert (back.state, back.grade) == ("final_appraisal", "")
    assert [row.grade for row in (await queries.listed(cast.person, Filter())).items] == [""]
    again = await operations_course.end(cast.leader, id=view.id, command=End(Grade.BASIC, "更正"))
    assert again.grade == "basic"
    lines = await growth.record(cast.officer, cast.talent)
    assert [(line.text.rpartition("，")[2], line.corrected) for line in lines[::-1]] == [
        ("鉴定优秀", True), ("重新审定", False), ("鉴定基本称职", False),
    ]  # fmt: skip
    assert await growth.record(cast.sender, cast.talent) == []


async def test_warnings_are_shown_and_ticked_never_blocking(cast: Cast, frozen: FrozenClock) -> None:
    town = await make_cast("学富镇人民政府", "市社科院")
    view = await make_posting(town, kind=Kind.SHADOW, months=4)
    assert [one.code for one in view.warnings] == ["term", "town", "from_below"]
    view = await operations.ask(town.officer, id=view.id, command=Step())
    assert (await queries.get(town.sender, view.id)).warnings == []
    await agree(town, view.id)
    with pytest.raises(Invalid) as unseen:
        await operations.approve(town.leader, id=view.id, command=Approve())
    assert unseen.value.fields == {"seen": "有3条提醒，请看过后勾选"}
    approved = await operations.approve(town.leader, id=view.id, command=Approve(seen=True))
    assert approved.frozen.splitlines()[0] == "跟班学习一般不超过3个月，这次为4个月"
    second = await make_posting(town)
    assert "two_posts" in [one.code for one in second.warnings]


async def test_repeating_within_two_years_is_warned_of(cast: Cast, frozen: FrozenClock) -> None:
    view = await make_posting(cast, "in_post")
    await change(cast, view.id, Change.END_EARLY, clock.today())
    frozen.advance(days=300)
    again = await make_posting(cast, starts_on=clock.today())
    assert [one.code for one in again.warnings] == ["repeat"]
    assert again.warnings[0].text == "2026年3月结束“规划科科长助理”，2年内一般不重复派出"
