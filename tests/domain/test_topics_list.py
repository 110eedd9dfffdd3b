# SPDX-License-Identifier: MIT
"""Topics on the list: published, numbered, unclaimed, commissioned, finished work taken all year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from research.applications import operations as applications
from research.applications import queries as application_queries
from research.applications.schemas import ApplicationDraft, ProductContent
from research.applications.states import ProductForm
from research.topics import jobs, operations, queries
from research.topics.schemas_topics import (
    Commission,
)
from research.topics.states import Track
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.topics import make_application
from tests.support.selection import office, on_the_list, set_selection, told, whole
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Denied, Invalid

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]
JOB = system("job:topics.unclaimed")


async def test_a_closing_day_is_a_working_day_and_the_number_follows_the_rule() -> None:
    officer, leader = await office()
    await set_selection(officer, topic_number="盐榜〔{年}〕{序号2}号")
    out = await on_the_list(officer, leader)
    assert (out.number, out.closes_on) == ("盐榜〔2026〕01号", date(2026, 5, 6))  # 劳动节
    assert [(i.name, int(i.target), int(i.baseline or 0)) for i in out.indicators] == [("走访", 60, 5)]
    moved = await operations.edit_topic(officer, id=out.id, content=whole(closes_on=date(2026, 5, 10)))
    assert (moved.closes_on, moved.listings[0].closes_on) == (date(2026, 5, 11), date(2026, 5, 11))


async def test_a_list_that_closed_without_a_claim_is_found_once(frozen: FrozenClock) -> None:
    officer, leader = await office()
    out = await on_the_list(officer, leader)
    busy = await on_the_list(officer, leader)
    lead, talent = await make_member()
    await make_application(topic=busy.id, lead=talent, unit=lead.unit or 0)
    frozen.advance(days=48)  # 5月5日
    assert await jobs.find_unclaimed(JOB) == 0
    frozen.advance(days=2)
    assert [await jobs.find_unclaimed(JOB), await jobs.find_unclaimed(JOB)] == [1, 0]
    after = await queries.topic(officer, out.id)
    assert (after.state, [one.result for one in after.listings]) == ("unclaimed", ["unclaimed"])
    assert (await queries.topic(officer, busy.id)).state == "published"
    assert (await told(officer.account))[-1] == "课题流榜，请再次发布或定向委托：村集体经济抱团发展"
    with pytest.raises(Invalid):
        await operations.publish_topic(officer, id=out.id, version=None)
    again = await operations.publish_topic(officer, id=out.id, version=None, closes_on=date(2026, 6, 7))
    assert (again.number, again.closes_on) == (out.number, date(2026, 6, 8))
    assert [(one.number, one.result) for one in again.listings] == [(2, ""), (1, "unclaimed")]


async def test_an_unclaimed_topic_is_commissioned_and_open_to_its_addressee_alone() -> None:
    officer, leader = await office()
    out = await on_the_list(officer, leader, closes_on=clock.today())
    town = await make_unit("东湖镇")
    liaison = await actor_as(Role.LIAISON, unit=town)
    (near, _), (far, _) = await make_member(unit=town), await make_member()
    with pytest.raises(Denied):
        await operations.commission_topic(officer, id=out.id, content=Commission(unit=town))
    yesterday = clock.today() + timedelta(days=1)
    with clock.using(FrozenClock(clock.noon_of(yesterday))):
        await operations.pass_over(officer, id=out.id, version=None)
        for wrong in (
            Commission(),
            Commission(lead=999_999),
            Commission(unit=town, closes_on=clock.today() - timedelta(9)),
        ):
            with pytest.raises(Invalid):
                await operations.commission_topic(officer, id=out.id, content=wrong)
        to = Commission(unit=town, closes_on=date(2026, 4, 20))
        given = await operations.commission_topic(officer, id=out.id, content=to)
        assert (given.track, given.commissioned_unit, given.open) == ("commissioned", town, True)
        assert await told(liaison.account) == ["请组织申报定向委托课题：村集体经济抱团发展"]
        assert (await queries.with_outlook(far, await queries.topic(far, out.id))).obstacle == "本课题定向委托给东湖镇"
        with pytest.raises(Denied, match="定向委托给东湖镇"):
            await applications.save_application(far, topic=out.id, content=ApplicationDraft())
        assert "claim" in (await queries.with_outlook(near, await queries.topic(near, out.id))).actions
        assert (await applications.save_application(near, topic=out.id, content=ApplicationDraft())).state == "draft"


async def test_finished_work_is_taken_all_year_and_needs_no_plan() -> None:
    officer, leader = await office()
    out = await on_the_list(officer, leader, closes_on=None, track=Track.FINISHED_WORK)
    assert out.open
    lead, _ = await make_member()
    content = ApplicationDraft(
        problem="问题", goal="目标", effect="效果", content="内容", approach="办法", nonsecret=True, pledge=True,
        products=[ProductContent(ProductForm.REPORT, "评估报告")],
    )  # fmt: skip
    done = await applications.submit_application(lead, topic=out.id, content=content)
    assert done.state == "submitted"
    granted = await application_queries.granted_content(done.id)
    assert (granted.track, granted.milestones, granted.starts_on) == ("finished_work", [], clock.today())
