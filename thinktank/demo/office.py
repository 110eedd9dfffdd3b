# SPDX-License-Identifier: MIT
"""What the demo's office has set: programme years, values that were, are and will be in force, own days."""

from __future__ import annotations

from datetime import date, timedelta

from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.calendar import OFFICIAL
from thinktank.policies import operations as policies
from thinktank.policies import queries as in_force
from thinktank.policies.kinds import LightRules, Programme
from thinktank.policies.kinds_reporting import Channels, Reminders
from thinktank.policies.schemas import SetDay, YearContent


async def open_years(officer: Actor, *, today: date) -> None:
    """Plan last year and this one, and open both, so that every topic of the demo has its year."""
    for year in (today.year - 1, today.year):
        planned = await policies.plan_year(officer, content=_year(year))
        await policies.step_year(officer, id=planned.id, step="open")
    await policies.set_value(
        officer, name="programme", value=Programme(year=today.year), effective_from=clock.today(), note="年度方案",
    )  # fmt: skip


async def settle(officer: Actor, *, today: date) -> None:
    """Close last year, plan the next, and set what the office has changed lately and will change soon."""
    years = {year.name: year for year in await in_force.years()}
    await policies.step_year(officer, id=years[f"{today.year - 1}年度"].id, step="close")
    await policies.plan_year(officer, content=_year(today.year + 1))
    await policies.set_value(
        officer, name="reminders", value=Reminders(order_ahead_workdays=(7, 2, 0)), effective_from=today,
        note="督办单改为提前7个、2个工作日和当日提醒，部务会议定",
    )  # fmt: skip
    robots = Channels(wecom="https://qyapi.weixin.qq.com", dingtalk="https://oapi.dingtalk.com")
    await policies.set_value(
        officer, name="channels", value=robots, effective_from=today, note="先用企业微信和钉钉群机器人，部务会议定"
    )
    await policies.set_value(
        officer, name="light_rules", value=LightRules(yellow_behind=8), effective_from=today + timedelta(days=21),
        note="下一季度从严，部务会议定",
    )  # fmt: skip
    day = OFFICIAL.next_workday(today + timedelta(days=30))
    await policies.set_day(officer, command=SetDay(day=day, label="区运动会"))


def _year(year: int) -> YearContent:
    return YearContent(name=f"{year}年度", starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
