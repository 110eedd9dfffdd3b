# SPDX-License-Identifier: MIT
"""People on their way into the bank, one or two at every step."""

from __future__ import annotations

from datetime import date, timedelta

from thinktank.demo.cast import Cast, on
from thinktank.kernel.calendar import OFFICIAL
from thinktank.talents import operations_admission as admission
from thinktank.talents import operations_people as people
from thinktank.talents.rules_admission import Given
from thinktank.talents.schemas_admission import AddPerson, TakeStep, UnitOpinion

NAMES = ("齐知秋", "单若谷", "曾听雨", "仇闻笛", "盖明远", "解见山", "覃望川", "查临风")
UNIT = "区住房和城乡建设局"


async def fill(cast: Cast, today: date) -> None:
    """Nominate eight people and take each a little further than the one before."""
    meeting = OFFICIAL.add_workdays(today, -4)
    with on(today - timedelta(days=12)):
        ids = [await people.add_person(cast.officer, command=_facts(cast, n)) for n in range(len(NAMES))]
        await _steps(cast, ids[1:], "ask_unit")
        for talent in ids[2:]:
            opinion = UnitOpinion(agree=True, note="工作扎实，同意推荐", unclassified=True)
            await admission.give_opinion(cast.liaison, id=talent, command=opinion)
        await _steps(cast, ids[4:], "qualify")
        await _steps(cast, ids[5:], "cleared")
    with on(meeting):
        for talent in ids[6:]:
            step = TakeStep(step="approve", on=meeting, note="会议同意")
            await admission.take_step(cast.leader, id=talent, command=step)
        await _steps(cast, ids[7:], "publish")


async def _steps(cast: Cast, ids: list[int], step: str) -> None:
    for talent in ids:
        await admission.run(cast.officer, [talent], step, Given())


def _facts(cast: Cast, n: int) -> AddPerson:
    return AddPerson(
        name=NAMES[n], unit=cast.units[UNIT], post="城市更新科科员", phone=f"1990000{2000 + n}",
        birth_month=date(1991 + n % 8, 1 + n, 1), education="硕士研究生", degree="硕士", major="城乡规划", cadre="是",
        local_since=date(2020, 7, 1), strengths="城市更新、社区治理", statement="参与老旧小区改造",
        unclassified=True,
    )  # fmt: skip
