# SPDX-License-Identifier: MIT
"""A posting's way through its states: what operations do, refuse, write down, and to whom they show it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories.people import actor_as, make_talent
from tests.factories.postings import Cast, advance, agree, change, make_cast, make_need, make_posting, need_of
from thinktank.files import store
from thinktank.growth import queries as growth
from thinktank.kernel import clock
from thinktank.kernel.actor import Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.postings import jobs, operations, operations_course, operations_needs, queries, queries_needs
from thinktank.postings.queries_todo import to_do
from thinktank.postings.schemas import (
    Approve,
    Arrive,
    AskChange,
    CommentHalf,
    Consent,
    DecideChange,
    End,
    Filter,
    Half,
    Opine,
    Propose,
    Start,
    Step,
    StepNeed,
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


# -- refusals -----------------------------------------------------------------------------------------------------


async def test_stale_and_illegal_steps_are_conflicts(cast: Cast) -> None:
    view = await make_posting(cast, "approved")
    with pytest.raises(Conflict) as illegal:
        await operations.ask(cast.officer, id=view.id, command=Step())
    assert illegal.value.code == "illegal"
    with pytest.raises(Conflict) as stale:
        await operations_course.arrive(cast.receiver, id=view.id, command=Arrive(clock.today(), version=1))
    assert stale.value.code == "stale"
    with pytest.raises(Conflict):
        await operations.consent(cast.person, id=view.id, command=Consent(agrees=True))
    with pytest.raises(Conflict):
        await operations_course.opine(cast.receiver, id=view.id, command=Opine("早", nonsecret=True))
    with pytest.raises(Invalid):
        tomorrow = clock.today() + timedelta(days=1)
        await operations_course.arrive(cast.receiver, id=view.id, command=Arrive(tomorrow))


async def test_steps_are_their_own_people_s(cast: Cast) -> None:
    view = await make_posting(cast, "approved")
    start = Start("李局", "王科长", "计划")
    for wrong in (cast.person, cast.sender, cast.leader):
        with pytest.raises(Denied):
            await operations_course.arrive(wrong, id=view.id, command=Arrive(clock.today()))
    view = await advance(cast, view, "arrived")
    with pytest.raises(Denied):
        await operations_course.start(cast.person, id=view.id, command=start)
    view = await advance(cast, view, "in_post")
    with pytest.raises(Denied):
        await operations_course.half(cast.receiver, id=view.id, command=Half("代写", nonsecret=True))
    view = await advance(cast, view, "mid_review")
    with pytest.raises(Denied):
        await operations_course.comment_half(cast.sender, id=view.id, command=CommentHalf("好"))
    view = await advance(cast, view, "in_post")
    with pytest.raises(Conflict, match="已经提交过"):
        await operations_course.half(cast.person, id=view.id, command=Half("再写", nonsecret=True))
    with pytest.raises(Denied):
        await operations.cancel(cast.leader, id=(await make_posting(cast)).id, command=Step(reason="x"))


async def test_proposing_asks_for_an_active_member_of_another_unit(cast: Cast) -> None:
    need = await make_need(cast, number=2)
    local, gone = await make_talent(unit=cast.receiver_unit), await make_talent(state="paused")
    for talent in (local, gone):
        with pytest.raises(Invalid) as refused:
            await operations.propose(cast.officer, need=need.id, command=Propose(talent))
        assert "talent" in refused.value.fields
    with pytest.raises(Invalid):
        early = Propose(cast.talent, starts_on=date(2026, 4, 1), ends_on=date(2026, 3, 1))
        await operations.propose(cast.officer, need=need.id, command=early)
    with pytest.raises(NotFound):
        await operations.propose(cast.officer, need=need.id, command=Propose(9999))
    with pytest.raises(NotFound):
        await operations.propose(cast.stranger, need=need.id, command=Propose(cast.talent))
    with pytest.raises(Denied):
        await operations.propose(cast.receiver, need=need.id, command=Propose(cast.talent))
    made = await operations.propose(cast.officer, need=need.id, command=Propose(cast.talent))
    assert (made.fit, made.reason.split("；")[0]) == (80, "主方向城市建设与岗位一致")
    with pytest.raises(Conflict):
        await operations.propose(cast.officer, need=need.id, command=Propose(cast.talent))


async def test_a_seat_is_given_once_and_free_again_after_a_cancel(cast: Cast) -> None:
    need = await make_need(cast)
    others = [await make_talent(unit=cast.sender_unit) for _ in range(4)]
    answers = await asyncio.gather(
        *(operations.propose(cast.officer, need=need.id, command=Propose(one)) for one in others),
        return_exceptions=True,
    )
    made = [one for one in answers if not isinstance(one, BaseException)]
    assert len(made) == 1
    assert all(isinstance(one, Conflict | Denied) for one in answers if isinstance(one, BaseException))
    assert (await queries_needs.need(cast.officer, need.id)).vacant == 0
    with pytest.raises(Invalid):
        await operations.cancel(cast.officer, id=made[0].id, command=Step())
    await operations.cancel(cast.officer, id=made[0].id, command=Step(reason="另有安排"))
    assert (await queries_needs.need(cast.officer, need.id)).vacant == 1


# -- longer and shorter -------------------------------------------------------------------------------------------


async def test_an_extension_is_asked_for_and_granted(cast: Cast) -> None:
    view = await make_posting(cast, "in_post")
    later = view.ends_on + timedelta(days=60)
    with pytest.raises(Invalid):
        await operations_course.ask_change(cast.person, id=view.id, command=AskChange(Change.EXTEND, view.ends_on, "x"))
    with pytest.raises(Invalid):
        wrong = AskChange(Change.END_EARLY, view.ends_on, "x")
        await operations_course.ask_change(cast.person, id=view.id, command=wrong)
    asked = await operations_course.ask_change(
        cast.person, id=view.id, command=AskChange(Change.EXTEND, later, "项目未完")
    )
    assert (await queries.get(cast.sender, view.id)).changes == []
    assert await titles(cast.leader) == ["批复陈戊的延期申请"]
    with pytest.raises(Denied, match="等待批复"):
        await operations_course.ask_change(cast.sender, id=view.id, command=AskChange(Change.EXTEND, later, "再申请"))
    id_ = asked.changes[0].id
    with pytest.raises(Denied):
        await operations_course.decide_change(cast.officer, id=view.id, change=id_, command=DecideChange(approve=True))
    with pytest.raises(Invalid):
        await operations_course.decide_change(cast.leader, id=view.id, change=id_, command=DecideChange(approve=False))
    granted = await operations_course.decide_change(
        cast.leader, id=view.id, change=id_, command=DecideChange(approve=True)
    )
    assert (granted.state, granted.ends_on, granted.first_ends_on) == ("extended", later, view.ends_on)
    with pytest.raises(Conflict):
        await operations_course.decide_change(cast.leader, id=view.id, change=id_, command=DecideChange(approve=True))
    (seen,) = (await queries.get(cast.sender, view.id)).changes
    assert (seen.decision, seen.reason) == ("approved", "")


async def test_a_refused_request_changes_nothing_but_is_kept(cast: Cast) -> None:
    view = await make_posting(cast, "in_post")
    ask = AskChange(Change.END_EARLY, clock.today(), "家中有事")
    asked = await operations_course.ask_change(cast.person, id=view.id, command=ask)
    no = DecideChange(approve=False, note="请坚持到期满")
    after = await operations_course.decide_change(cast.leader, id=view.id, change=asked.changes[0].id, command=no)
    assert (after.state, after.ends_on, after.changes[0].decision) == ("in_post", view.ends_on, "refused")
    assert "家中有事" not in str(await queries.get(cast.sender, view.id))
    (own,) = (await queries.get(cast.person, view.id)).changes
    assert own.note == "请坚持到期满"


async def test_an_early_end_is_noted_without_a_grade(cast: Cast) -> None:
    view = await make_posting(cast, "early_ended")
    assert (view.state, view.grade, view.ended_on) == ("early_ended", "", clock.today())
    (line,) = await growth.record(cast.officer, cast.talent)
    assert line.text.endswith("，提前结束")


# -- needs --------------------------------------------------------------------------------------------------------


async def test_a_need_comes_from_its_unit_and_is_taken_up_by_the_office(cast: Cast) -> None:
    with pytest.raises(Invalid):
        await operations_needs.state_need(cast.receiver, command=need_of(cast.sender_unit))
    with pytest.raises(Denied):
        await operations_needs.state_need(cast.person, command=need_of(cast.sender_unit))
    with pytest.raises(Invalid):
        await operations_needs.state_need(cast.officer, command=need_of(cast.sender_unit, project=77))
    need = await operations_needs.state_need(cast.receiver, command=need_of(cast.receiver_unit))
    assert (need.state, need.actions) == ("submitted", ["close", "edit"])
    assert await titles(cast.officer) == ["审核岗位需求：规划科科长助理"]
    with pytest.raises(NotFound):
        await queries_needs.need(cast.stranger, need.id)
    with pytest.raises(Denied):
        await operations_needs.step_need(cast.receiver, id=need.id, command=StepNeed("accept"))
    with pytest.raises(Invalid):
        await operations_needs.step_need(cast.officer, id=need.id, command=StepNeed("decline"))
    edited = await operations_needs.edit_need(
        cast.receiver, id=need.id, command=need_of(cast.receiver_unit, number=2, version=need.version)
    )
    assert edited.number == 2
    opened = await operations_needs.step_need(cast.officer, id=need.id, command=StepNeed("accept"))
    assert opened.state == "open"
    with pytest.raises(Conflict):
        await operations_needs.step_need(cast.officer, id=need.id, command=StepNeed("accept"))
    with pytest.raises(Denied):
        await operations_needs.edit_need(cast.receiver, id=need.id, command=need_of(cast.receiver_unit))
    with pytest.raises(Invalid):
        await operations_needs.edit_need(cast.officer, id=need.id, command=need_of(cast.sender_unit))
    with pytest.raises(Conflict):
        stale = need_of(cast.receiver_unit, version=1)
        await operations_needs.edit_need(cast.officer, id=need.id, command=stale)
    closed = await operations_needs.step_need(cast.receiver, id=need.id, command=StepNeed("close"))
    assert closed.state == "closed"
    page = await queries_needs.needs(cast.receiver, state="closed")
    assert ([row.id for row in page.items], page.total) == ([need.id], 1)
    assert (await queries_needs.needs(cast.stranger)).items == []


# -- jobs ---------------------------------------------------------------------------------------------------------


async def told(rule: str) -> int:
    return int(await Notice.count().where(Notice.rule == f"posting.{rule}"))


async def test_time_reminds_once(cast: Cast, frozen: FrozenClock) -> None:
    view = await make_posting(cast, "approved")
    assert await jobs.remind_arrival(cast.officer) == 0
    frozen.advance(days=14)
    assert await jobs.remind_arrival(cast.officer) == 2
    assert await jobs.remind_arrival(cast.officer) == 0
    assert "催办报到：陈戊" in await titles(cast.officer)
    view = await advance(cast, view, "in_post")
    assert await jobs.remind_half(cast.officer) == 0
    frozen.advance(days=80)
    assert (await jobs.remind_half(cast.officer), await jobs.remind_half(cast.officer)) == (1, 0)
    frozen.advance(days=62)
    assert (await jobs.remind_end(cast.officer), await jobs.remind_end(cast.officer)) == (1, 0)
    frozen.advance(days=40)
    assert (await jobs.remind_end(cast.officer), await jobs.remind_end(cast.officer)) == (1, 0)
    assert (await told("half_due"), await told("end_due"), await told("overdue")) == (1, 1, 1)
    assert "期满未鉴定：陈戊" in await titles(cast.officer)
