# SPDX-License-Identifier: MIT
"""Papers and old records name a unit as it was called on their day, though it was renamed since."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest

from research.outcomes.papers import PAPERS as OUTCOME_PAPERS
from tests.factories.admission import make_office
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, district, make_member, make_unit
from tests.factories.postings import advance, make_cast, make_posting
from thinktank.growth.papers import RECORD
from thinktank.identity import queries_units, units
from thinktank.identity.schemas import EditUnit
from thinktank.kernel import db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked, Kind
from thinktank.postings import queries_evidence, queries_profile
from thinktank.postings.papers import APPRAISAL, NOTICE
from thinktank.talents import queries as talents
from thinktank.talents import queries_admission
from thinktank.talents.papers import RECOMMENDATION

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]


async def rename(unit: int, name: str) -> None:
    found = await queries_units.unit(unit)
    command = EditUnit(name, found.short_name, found.kind, await district(), "机构改革", found.version)
    await units.edit_unit(await actor_as(Role.OFFICER), id=unit, command=command)


async def cells(actor: Actor, kind: Kind, id_: int) -> dict[str, str]:
    """A paper read back: what stands to the right of each title in its tables."""
    _name, content = await making.make(actor, kind=kind, asked=Asked(id=id_))
    found: dict[str, str] = {}
    for table in docx.Document(io.BytesIO(content)).tables:
        for row in table.rows:
            texts = [cell.text for cell in row.cells]
            found |= dict(zip(texts[::2], texts[1::2], strict=False))
    return found


async def test_many_names_come_by_one_query(frozen: FrozenClock) -> None:
    one, two = await make_unit("区甲局"), await make_unit("区乙局")
    first = frozen.now().date()
    frozen.advance(days=10)
    await rename(one, "区丙局")
    frozen.advance(days=10)
    await rename(one, "区丁局")
    last = date(2026, 4, 7)
    asked = [(one, first, "区丁局"), (two, first, "区乙局"), (one, date(2026, 3, 29), "区丁局"), (one, None, "区丁局")]
    with db.recording() as seen:
        assert await queries_units.names_on([*asked * 40, (one, last, "区丁局")]) == [
            *["区甲局", "区乙局", "区丙局", "区丁局"] * 40, "区丁局",
        ]  # fmt: skip
    assert len(seen) == 1
    with db.recording() as seen:
        assert await queries_units.names_on([(one, last, "区丁局")]) == ["区丁局"]
        assert await queries_units.names_on([]) == []
    assert len(seen) == 0
    assert await queries_units.name_on(one, date(2026, 3, 20)) == "区甲局"
    assert await queries_units.name_on(two, None) == "区乙局"


async def test_a_posting_that_has_ended_names_its_units_of_then(frozen: FrozenClock) -> None:
    cast = await make_cast()
    view = await make_posting(cast, "in_post")
    frozen.advance(days=175)
    view = await advance(cast, view, "ended")
    frozen.advance(days=1)
    await rename(cast.sender_unit, "区子局")
    await rename(cast.receiver_unit, "区丑局")
    for kind in (APPRAISAL, NOTICE):
        if kind is APPRAISAL:
            found = await cells(cast.officer, kind, view.id)
            assert (found["派出单位"], found["接收单位"]) == ("区甲局", "区乙局")
        else:
            _name, content = await making.make(cast.officer, kind=kind, asked=Asked(id=view.id))
            text = "\n".join(line.text for line in docx.Document(io.BytesIO(content)).paragraphs)
            assert ("区甲局、区乙局：" in text, "区子局" in text) == (True, False)
    person = await talents.get(cast.officer, cast.talent)
    assert [one.title for one in await queries_profile.arrivals(cast.officer, person)] == ["到岗：区乙局规划科科长助理"]
    told = await queries_evidence.postings([cast.talent], date(2026, 1, 1), date(2026, 12, 31))
    assert ["区乙局" in line.text for line in told[cast.talent]] == [True]


async def test_a_posting_under_way_has_the_present_names(frozen: FrozenClock) -> None:
    cast = await make_cast()
    view = await make_posting(cast, "in_post")
    frozen.advance(days=1)
    await rename(cast.sender_unit, "区子局")
    found = await cells(cast.officer, APPRAISAL, view.id)
    assert (found["派出单位"], found["接收单位"]) == ("区子局", "区乙局")


async def test_an_admission_names_the_unit_of_then(settings: Any, frozen: FrozenClock) -> None:
    office = await make_office()
    talent = await office.candidate()
    called = (await talents.get(office.officer, talent)).unit_name
    notice = await office.to_notice(talent)
    frozen.advance(days=3)
    await rename(office.unit, "区新局")
    assert [one.unit_name for one in (await queries_admission.notice(office.officer, notice)).people] == [called]
    assert (await cells(office.officer, RECOMMENDATION, talent))["工作单位"] == called
    assert (await talents.get(office.officer, talent)).unit_name == "区新局"
    assert (await cells(office.officer, RECORD, talent))["单位"] == "区新局"  # drawn up today
    waiting = await office.candidate()
    frozen.advance(days=1)
    await rename(office.unit, "区更新局")
    assert (await cells(office.officer, RECOMMENDATION, waiting))["工作单位"] == "区更新局"


async def test_an_outcome_names_the_unit_of_then(frozen: FrozenClock) -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit("区甲局")
    _author, talent = await make_member(unit=unit)
    outcome = await make_outcome(unit=unit, author=talent, registered_by=officer.account, state="adopted")
    frozen.advance(days=3)
    await rename(unit, "区乙局")
    form = next(kind for kind in OUTCOME_PAPERS if kind.name == "outcome_form")
    assert (await cells(officer, form, outcome))["完成单位"] == "区甲局"
