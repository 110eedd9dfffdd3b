# SPDX-License-Identifier: MIT
"""Counts, search entries, policies, jobs."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from tests.factories.people import actor_as, make_unit
from thinktank.index import operations as index
from thinktank.index import queries as found
from thinktank.index.tables import SearchEntry, SearchGram
from thinktank.kernel import db, jobs
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Denied, Invalid, NotFound
from thinktank.kernel.tables import JobRun
from thinktank.policies import operations as policies
from thinktank.policies import queries as in_force
from thinktank.policies.kinds import Grades, LightRules, Programme
from thinktank.policies.schemas import SetDay
from thinktank.tally import operations as tally
from thinktank.tally import queries as counted
from thinktank.trail import queries as trail

pytestmark = pytest.mark.usefixtures("database")


# -- tally ----------------------------------------------------------------------------------------------------


@pytest.mark.postgres
async def test_counts_add_up_and_zero_is_left_out() -> None:
    async with db.write_tx():
        await tally.bump("talent.active", key="rural", by=2)
        await tally.bump("talent.active", key="urban")
        await tally.bump("talent.active", key="urban", by=-1)
        await tally.bump("talent.active", key="rural")
    assert await counted.counts("talent.active") == {"rural": 3}
    assert await counted.count("talent.active", "urban") == 0
    assert await counted.total("talent.active") == 3


async def test_a_count_goes_back_with_its_transaction() -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.write_tx():
            await tally.bump("x")
            raise ZeroDivisionError
    assert await counted.count("x") == 0


async def test_counting_outside_a_write_is_a_fault() -> None:
    with pytest.raises(RuntimeError):
        await tally.bump("x")


async def test_recount_names_what_differs() -> None:
    async def real() -> dict[str, int]:
        return {"a": 2, "b": 0}

    async with db.write_tx():
        await tally.bump("probe", key="a")
    counted.recounts["probe"] = real
    try:
        assert await counted.faults() == ["计数 probe[a] 记为 1，实有 2"]
        await tally.put("probe", await real())
        assert await counted.faults() == []
    finally:
        del counted.recounts["probe"]


# -- index ----------------------------------------------------------------------------------------------------


async def _titles(text: str, kind: str = "talent") -> list[str]:
    return [hit.title for hit in await found.hits(kind, text)]


@pytest.mark.postgres
async def test_people_are_found_by_characters_pinyin_and_initials() -> None:
    async with db.write_tx():
        await index.put("talent", 1, "曾浩然", "区水务局", "/talents/1", ["曾浩然", "区水务局"])
        await index.put("talent", 2, "尉迟明", "区法院", "/talents/2", ["尉迟明"])
        await index.put("topic", 1, "曾浩然的课题", "", "/topics/1", ["曾浩然的课题"])
    for text in ("曾", "浩然", "zeng", "zenghao", "zhr", "ZHR", "水务", "曾 水务"):
        assert await _titles(text) == ["曾浩然"], text
    for text in ("yuchi", "ycm", "尉迟"):
        assert await _titles(text) == ["尉迟明"], text
    for text in ("水务 法院", "haoran", "", "！", "浩曾"):
        assert await _titles(text) == [], text


async def test_an_entry_is_replaced_and_dropped_with_its_grams() -> None:
    async with db.write_tx():
        await index.put("topic", 7, "乡村治理", "", "/topics/7", ["乡村治理", "2026-3"])
        await index.put("topic", 7, "城市治理", "", "/topics/7", ["城市治理"])
    assert await _titles("乡村", "topic") == []
    assert await _titles("城市治理", "topic") == ["城市治理"]
    async with db.write_tx():
        await index.drop("topic", 7)
        await index.drop("topic", 8)
    assert await _titles("城市", "topic") == []
    assert await SearchGram.count() == 0


async def test_hits_keep_to_what_may_be_seen() -> None:
    async with db.write_tx():
        for record in (1, 2):
            await index.put("talent", record, f"陈甲{record}", "", "", ["陈甲"])
    among = SearchEntry.select(SearchEntry.record).where(SearchEntry.record == 1)
    assert [hit.record for hit in await found.hits("talent", "陈甲", among=among)] == [1]


# -- policies -------------------------------------------------------------------------------------------------


async def test_defaults_hold_until_an_officer_changes_them(frozen) -> None:
    assert await in_force.light_rules() == LightRules()
    assert (await in_force.programme()).report_cap == 2
    officer = await actor_as(Role.OFFICER)
    changed = LightRules(red_late_days=20)
    view = await policies.set_value(
        officer, name="light_rules", value=changed, effective_from=date(2026, 4, 1), note="部务会"
    )
    assert await in_force.light_rules() == LightRules()
    assert await in_force.light_rules(date(2026, 4, 1)) == changed
    assert view.actions == ["set", "try"]
    assert [version.note for version in view.versions] == ["部务会"]
    lines = await trail.timeline(officer, "policy", view.versions[0].id)
    assert [line.text for line in lines] == ["修改设置：亮灯规则"]


async def test_the_later_of_two_versions_of_a_day_rules(frozen) -> None:
    officer = await actor_as(Role.OFFICER)
    for cap in (3, 4):
        await policies.set_value(
            officer, name="programme", value=Programme(report_cap=cap), effective_from=date(2026, 3, 18)
        )
    assert (await in_force.programme()).report_cap == 4


@pytest.mark.parametrize("role", [Role.DEPT_LEADER, Role.SYS_ADMIN, Role.LIAISON, Role.MEMBER])
async def test_only_officers_set_policies(frozen, role: Role) -> None:
    actor = await actor_as(role)
    with pytest.raises(Denied):
        await policies.set_value(actor, name="grades", value=Grades(), effective_from=date(2026, 3, 18))
    with pytest.raises(Denied):
        await policies.set_day(actor, command=SetDay(day=date(2026, 5, 4), label="青年节"))


async def test_officers_of_a_part_do_not_set_policies_for_all(frozen) -> None:
    unit = await make_unit()
    part = await actor_as(Role.OFFICER, unit=unit, scope=unit)
    with pytest.raises(Denied):
        await policies.set_value(part, name="grades", value=Grades(), effective_from=date(2026, 3, 18))


async def test_rules_do_not_change_backwards_nor_under_unknown_names(frozen) -> None:
    officer = await actor_as(Role.OFFICER)
    with pytest.raises(Invalid) as caught:
        await policies.set_value(officer, name="grades", value=Grades(), effective_from=date(2026, 3, 17))
    assert "effective_from" in caught.value.fields
    with pytest.raises(NotFound):
        await policies.set_value(officer, name="points", value=Grades(), effective_from=date(2026, 3, 18))
    with pytest.raises(NotFound):
        await policies.set_value(officer, name="grades", value=LightRules(), effective_from=date(2026, 3, 18))


async def test_own_days_win_over_the_national_calendar(frozen) -> None:
    officer = await actor_as(Role.OFFICER)
    day = date(2026, 5, 6)
    assert (await in_force.calendar()).is_workday(day)
    await policies.set_day(officer, command=SetDay(day=day, label="区运动会"))
    view = await policies.set_day(officer, command=SetDay(day=day, label="区运动会改期"))
    assert not (await in_force.calendar()).is_workday(day)
    assert [found.label for found in await in_force.days()] == ["区运动会改期"]
    await policies.drop_day(officer, id=view.id)
    assert (await in_force.calendar()).is_workday(day)
    with pytest.raises(NotFound):
        await policies.drop_day(officer, id=view.id)


# -- jobs -----------------------------------------------------------------------------------------------------


@pytest.fixture
def registry():
    before = jobs.registered()
    yield jobs.register
    jobs.register(list(before))


def _job(name: str, work: jobs.Work) -> jobs.Job:
    return jobs.Job(name=name, every=timedelta(minutes=5), work=work, title=name)


@pytest.mark.postgres
async def test_a_job_runs_when_due_and_once_among_many(frozen, registry) -> None:
    ran: list[str] = []

    async def work(actor: Actor) -> int:
        ran.append(actor.system)
        return 3

    registry([_job("probe", work)])
    results = await asyncio.gather(*(jobs.run_due() for _ in range(5)))
    assert ran == ["job:probe"]
    assert [outcome.done for one in results for outcome in one] == [3]
    frozen.advance(minutes=4)
    assert await jobs.run_due() == []
    frozen.advance(minutes=1)
    await asyncio.gather(*(jobs.run_due() for _ in range(5)))
    assert len(ran) == 2


async def test_a_failing_job_is_noted_and_stops_nobody(frozen, registry) -> None:
    async def bad(_: Actor) -> int:
        raise ValueError("no such thing")

    async def good(_: Actor) -> int:
        return 1

    registry([_job("bad", bad), _job("good", good)])
    assert [(one.name, one.error) for one in await jobs.run_due()] == [
        ("bad", "ValueError: no such thing"),
        ("good", ""),
    ]
    assert await jobs.last_runs() == [("bad", "ValueError: no such thing")]


async def test_a_run_that_died_is_taken_over_after_its_lease(frozen, registry) -> None:
    async def work(_: Actor) -> int:
        return 1

    registry([_job("probe", work)])
    await JobRun.insert(JobRun(name="probe", started_at=frozen.now()))
    frozen.advance(minutes=10)
    assert await jobs.run_due() == []
    frozen.advance(minutes=20)
    assert len(await jobs.run_due()) == 1


async def test_everything_runs_on_request(frozen, registry) -> None:
    async def work(_: Actor) -> int:
        return 1

    registry([_job("probe", work)])
    await jobs.run_due()
    assert await jobs.run_due() == []
    assert len(await jobs.run_due(everything=True)) == 1
