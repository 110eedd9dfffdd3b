# SPDX-License-Identifier: MIT
"""Settings as versions, programme years, the calendar, what a change would move."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories.people import actor_as, make_talent, make_unit
from thinktank.identity.schemas import AccountRules
from thinktank.kernel.actor import Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.policies import operations, queries, rules
from thinktank.policies.kinds import KINDS, SECURITY, FieldClasses, LightRules, Panels, Programme
from thinktank.policies.kinds_reporting import Reporting
from thinktank.policies.schemas import ManyDays, YearContent
from thinktank.policies.states import Cadence
from thinktank.talents import queries as bank
from thinktank.talents.schemas import Filter
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]
TODAY = date(2026, 3, 18)
NEXT = date(2026, 4, 1)


async def set_rules(actor: Any, behind: int, day: date = TODAY) -> Any:
    value = LightRules(yellow_behind=behind)
    return await operations.set_value(actor, name="light_rules", value=value, effective_from=day, note=f"{behind}点")


# -- versions -------------------------------------------------------------------------------------------------


async def test_versions_say_what_they_changed_and_how_they_stand() -> None:
    officer = await actor_as(Role.OFFICER)
    await set_rules(officer, 8)
    await set_rules(officer, 6)
    view = await set_rules(officer, 5, NEXT)
    assert [(one.stands, one.note) for one in view.versions] == [("future", "5点"), ("current", "6点"), ("past", "8点")]
    (change,) = view.versions[1].changes
    assert (change.before, change.after) == ("8", "6")
    assert view.settings[0].value == "6"
    assert (await queries.version(officer, "light_rules", view.versions[2].id)).yellow_behind == 8  # type: ignore[union-attr]


async def test_a_version_ahead_is_taken_back_with_a_reason_and_stays_on_record() -> None:
    officer = await actor_as(Role.OFFICER)
    ahead = (await set_rules(officer, 5, NEXT)).versions[0].id
    view = await operations.revoke(officer, id=ahead, reason="部务会暂缓")
    assert [(one.stands, one.revoke_note) for one in view.versions] == [("revoked", "部务会暂缓")]
    assert (await queries.light_rules(NEXT)).yellow_behind == 10
    assert [line.detail for line in await trail.timeline(officer, "policy", ahead)] == ["部务会暂缓", "5点"]
    with pytest.raises(Conflict):
        await operations.revoke(officer, id=ahead, reason="再来")


async def test_what_is_in_force_is_not_taken_back_and_nobody_else_takes_anything_back() -> None:
    officer, leader = await actor_as(Role.OFFICER), await actor_as(Role.DEPT_LEADER)
    now = (await set_rules(officer, 5)).versions[0].id
    with pytest.raises(Conflict):
        await operations.revoke(officer, id=now, reason="x")
    ahead = (await set_rules(officer, 4, NEXT)).versions[0].id
    with pytest.raises(Denied):
        await operations.revoke(leader, id=ahead, reason="x")
    with pytest.raises(NotFound):
        await operations.revoke(officer, id=999, reason="x")


@pytest.mark.parametrize("name", list(KINDS))
@pytest.mark.parametrize("role", list(Role))
async def test_business_belongs_to_officers_and_security_to_its_administrator(name: str, role: Role) -> None:
    actor = await actor_as(role)
    setter = Role.SEC_ADMIN if name in SECURITY else Role.OFFICER
    assert bool(rules.may_set(actor, name)) == (role == setter)
    reads = role in {Role.OFFICER, Role.DEPT_LEADER} or (name in SECURITY and role == Role.SEC_ADMIN)
    assert bool(rules.may_read(actor, name)) == reads
    leads = role == Role.DEPT_LEADER and name not in SECURITY
    assert bool(rules.may_try(actor, name)) == (role == setter or leads)
    if role != setter:
        with pytest.raises(Denied):
            await operations.set_value(actor, name=name, value=KINDS[name](), effective_from=TODAY, note="x")


async def test_the_security_administrator_reads_nothing_of_the_business() -> None:
    admin = await actor_as(Role.SEC_ADMIN)
    assert [view.name for view in await queries.policies(admin)] == ["account_rules"]
    value = AccountRules(link_days=3)
    await operations.set_value(admin, name="account_rules", value=value, effective_from=TODAY, note="x")
    assert (await queries.account_rules()).link_days == 3
    with pytest.raises(Denied):
        await queries.policy(admin, "programme")


def test_a_panel_is_odd() -> None:
    with pytest.raises(ValueError, match="单数"):
        Panels(size=4)


async def test_nobody_previews_what_has_no_provider_or_is_not_theirs() -> None:
    officer = await actor_as(Role.OFFICER)
    with pytest.raises(NotFound):
        await queries.preview(officer, "panels", Panels())
    with pytest.raises(Denied):
        await queries.preview(await actor_as(Role.LIAISON), "light_rules", LightRules())


# -- field classes --------------------------------------------------------------------------------------------


async def test_a_raised_class_hides_the_field_from_the_unit_but_not_from_the_office() -> None:
    unit = await make_unit()
    talent = await make_talent(unit=unit, major="城乡规划", email="a@example.com", education="硕士")
    officer, liaison = await actor_as(Role.OFFICER), await actor_as(Role.LIAISON, unit=unit)
    before = await bank.get(liaison, talent)
    assert (before.major, before.email) == ("城乡规划", "a@example.com")
    value = FieldClasses(email="P3", major="P3")
    await operations.set_value(officer, name="field_classes", value=value, effective_from=TODAY, note="x")
    after = await bank.get(liaison, talent)
    assert (after.major, after.email, after.education) == ("", "", "硕士")
    (row,) = (await bank.people(liaison, Filter())).items
    assert (row.major, row.education) == ("", "硕士")
    assert (await bank.get(officer, talent)).email == "a@example.com"


# -- programme years ------------------------------------------------------------------------------------------


def year(n: int, name: str = "", version: int | None = None) -> YearContent:
    return YearContent(name or f"{n}年度", date(n, 1, 1), date(n, 12, 31), version)


async def test_a_year_is_planned_opened_closed_and_reopened() -> None:
    officer = await actor_as(Role.OFFICER)
    assert await queries.current_year() is None
    made = await operations.plan_year(officer, content=year(2026))
    assert made.state == "planned"
    opened = await operations.step_year(officer, id=made.id, step="open", version=made.version)
    current = await queries.current_year()
    assert current is not None
    assert (current.id, current.version) == (opened.id, opened.version)
    with pytest.raises(Conflict):
        await operations.step_year(officer, id=made.id, step="close", version=made.version)
    closed = await operations.step_year(officer, id=made.id, step="close", version=opened.version)
    assert await queries.current_year() is None
    with pytest.raises(Conflict):
        await operations.edit_year(officer, id=made.id, content=year(2026, "二〇二六"))
    assert (await operations.step_year(officer, id=made.id, step="reopen", version=closed.version)).state == "open"
    actions = [line.action for line in await trail.timeline(officer, "programme_year", made.id)]
    steps = ("reopen", "close", "open", "planned")
    assert actions == [f"programme_year.{step}" for step in steps]


async def test_the_year_of_a_day_is_the_open_one_that_covers_it() -> None:
    officer = await actor_as(Role.OFFICER)
    ids = {}
    for n in (2025, 2026, 2027):
        ids[n] = (await operations.plan_year(officer, content=year(n))).id
        if n < 2027:
            await operations.step_year(officer, id=ids[n], step="open")
    for day, wanted in ((date(2025, 6, 1), 2025), (TODAY, 2026), (date(2027, 6, 1), 2026)):
        found = await queries.current_year(day)
        assert found is not None
        assert found.id == ids[wanted]


async def test_years_are_the_officers_have_names_of_their_own_and_end_after_they_begin() -> None:
    officer = await actor_as(Role.OFFICER)
    made = await operations.plan_year(officer, content=year(2026))
    with pytest.raises(Invalid):
        await operations.plan_year(officer, content=year(2026))
    with pytest.raises(Conflict):
        await operations.edit_year(officer, id=made.id, content=year(2026, "新名", version=9))
    assert (await operations.edit_year(officer, id=made.id, content=year(2026, "新名", version=1))).name == "新名"
    with pytest.raises(ValueError, match="止日"):
        YearContent("x", TODAY, TODAY)
    with pytest.raises(NotFound):
        await operations.step_year(officer, id=made.id, step="fly")
    with pytest.raises(NotFound):
        await operations.step_year(officer, id=99, step="open")
    with pytest.raises(Denied):
        await operations.plan_year(await actor_as(Role.SYS_ADMIN), content=year(2028))


# -- the calendar ---------------------------------------------------------------------------------------------


async def test_a_years_notice_is_taken_in_whole() -> None:
    officer = await actor_as(Role.OFFICER)
    text = "2027-02-06至2027-02-12 放假 春节\n2027年2月14日 上班\n\n2027-12-31至2028-1-2 放假 元旦"
    assert await operations.set_days(officer, command=ManyDays(text)) == 11
    calendar = await queries.calendar()
    assert [calendar.is_workday(date(2027, 2, d)) for d in (8, 12, 14, 15)] == [False, False, True, True]
    assert calendar.is_workday(date(2028, 1, 2)) is False
    assert await operations.set_days(officer, command=ManyDays("2027-02-12 上班 调休")) == 1
    assert (await queries.calendar()).is_workday(date(2027, 2, 12)) is True


@pytest.mark.parametrize(
    "line",
    [
        "春节放假",
        "2027-02-30 放假 x",
        "2027-02-12至2027-02-06 放假 x",
        "2027-02-01至2027-05-01 放假 x",
        "2027-02-01 休 x",
    ],
)
async def test_a_line_that_cannot_be_read_is_named_and_nothing_is_taken_in(line: str) -> None:
    officer = await actor_as(Role.OFFICER)
    with pytest.raises(Invalid) as error:
        await operations.set_days(officer, command=ManyDays(f"2027-01-01 放假 元旦\n{line}"))
    assert error.value.fields["text"].startswith("第2行读不出")
    assert await queries.days() == []
    with pytest.raises(Denied):
        await operations.set_days(await actor_as(Role.DEPT_LEADER), command=ManyDays("2027-01-01 放假 元旦"))


async def test_jobs_and_the_command_line_may_set_everything() -> None:
    assert all(rules.may_set(system("test"), name) for name in KINDS)


async def test_a_rhythm_fits_into_the_cap_and_a_cap_holds_the_rhythm() -> None:
    officer = await actor_as(Role.OFFICER)
    on = TODAY
    for value, name in ((Reporting(cadence=Cadence.WEEKLY), "reporting"), (Programme(report_cap=1), "programme")):
        if isinstance(value, Programme):
            await operations.set_value(
                officer, name="reporting", value=Reporting(cadence=Cadence.HALF_MONTHLY), effective_from=on
            )
        with pytest.raises(Invalid) as wrong:
            await operations.set_value(officer, name=name, value=value, effective_from=on)
        assert list(wrong.value.fields) == ["cadence" if name == "reporting" else "report_cap"]
    await operations.set_value(officer, name="programme", value=Programme(report_cap=5), effective_from=on)
    await operations.set_value(officer, name="reporting", value=Reporting(cadence=Cadence.WEEKLY), effective_from=on)
