# SPDX-License-Identifier: MIT
"""What the demo's office had to judge: assessments of the year, an age past the limit, an objection."""

from __future__ import annotations

from datetime import date, timedelta

from thinktank.demo.cast import Cast, on
from thinktank.growth import operations_assessments as assessments
from thinktank.growth import queries_assessments
from thinktank.growth.schemas import DraftAssessment
from thinktank.growth.states import Grade
from thinktank.kernel import clock, db
from thinktank.kernel.actor import system
from thinktank.policies import queries as policies
from thinktank.talents import jobs, operations_facts, operations_notices, queries_admission
from thinktank.talents.schemas_admission import AnswerObjection, Object

SIGNED, DRAFTED, OLDER = 14, 10, 40  # places in the ledger
OPINIONS = {
    SIGNED: (Grade.EXCELLENT, "课题研究扎实，成果得到采纳，岗位锻炼鉴定优秀。"),
    DRAFTED: (Grade.PASSED, "按计划推进课题，汇报及时，基层调研还可加强。"),
}


async def play(cast: Cast, *, today: date) -> None:
    """Sign one assessment and draft another, find a member past the limit of age, answer an objection."""
    with on(today - timedelta(days=2)):
        await _assess(cast)
        await _object(cast)
    with on(today - timedelta(days=1)):
        await _grow_old(cast)


async def _assess(cast: Cast) -> None:
    """Give the opinions on the year that is open."""
    year = next(one for one in await policies.years() if one.starts_on.year == clock.today().year)
    await assessments.open_year(cast.officer, year=year.id)
    found = await _by_person(cast, year.id)
    for place, (level, opinion) in OPINIONS.items():
        id_ = found[cast.talents[place]]
        await assessments.draft(cast.officer, id=id_, command=DraftAssessment(level, opinion))
        if place == SIGNED:
            await assessments.sign(cast.leader, ids=[id_])


async def _by_person(cast: Cast, year: int) -> dict[int, int]:
    """Return every person's assessment of a year."""
    found: dict[int, int] = {}
    after = None
    while True:
        page = await queries_assessments.listed(cast.officer, year, after=after)
        found |= {one.talent: one.id for one in page.items}
        after = page.next
        if after is None:
            return found


async def _object(cast: Cast) -> None:
    """Let a member say what they hold against somebody on the notice that runs, and the office answer."""
    running = (await queries_admission.notices(cast.officer)).items[0]
    notice = await queries_admission.notice(cast.officer, running.id)
    said = Object(notice.people[0].talent, "公示的工作年限是否计入借调期间，请核实", contact="13900000000")
    made = await operations_notices.object_to(next(iter(cast.members.values())), notice=notice.id, command=said)
    answer = "已核对任职文件：借调期间工作关系在本区，计入工作年限，符合条件。"
    await operations_notices.answer(cast.officer, id=made.id, command=AnswerObjection(answer))


async def _grow_old(cast: Cast) -> None:
    """Learn a member's true month of birth; the job finds them past the limit."""
    born = date(clock.today().year - 42, 3, 1)
    async with db.write_tx():
        await operations_facts.set_facts(cast.officer, id=cast.talents[OLDER], values={"birth_month": born})
    await jobs.find_ages(system("job:members.ages"))
