# SPDX-License-Identifier: MIT
"""People entered and edited by hand, and those who apply for themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories.admission import Office, growth_lines, make_office
from tests.factories.people import actor_as, make_talent, make_unit
from thinktank.kernel.actor import Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.talents import operations_people as people
from thinktank.talents import queries, queries_admission
from thinktank.talents.schemas import Filter
from thinktank.talents.schemas_admission import (
    AddPerson,
    EditPerson,
    NominateSelf,
)
from thinktank.talents.tables import AdmissionCase, Talent
from thinktank.tally import queries as tally

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.postgres]


@pytest.fixture
async def office(database: Any, frozen: Any, settings: Any) -> Office:
    return await make_office()


# -- by hand, by oneself -------------------------------------------------------------------------------------------


def entry(office: Office, **more: Any) -> AddPerson:
    values: dict[str, Any] = {
        "name": "尉迟恭", "unit": office.unit, "phone": "138 0000 0001", "birth_month": date(1995, 5, 20),
        "education": "大学", "unclassified": True,
    } | more  # fmt: skip
    return AddPerson(**values)


async def test_an_officer_appoints_and_a_unit_nominates_its_own(office: Office) -> None:
    talent = await people.add_person(office.officer, command=entry(office))
    view = await queries.get(office.officer, talent)
    assert (view.state, view.birth_month, view.name_key[:2]) == ("submitted", date(1995, 5, 1), "yu")
    assert [row.name for row in (await queries.people(office.officer, Filter(q="ycg"))).items] == ["尉迟恭"]
    case = await queries_admission.case(office.officer, talent)
    assert (case.channel, case.unit_opinion, "accept" in case.actions) == ("appointed", "", False)
    named = await people.add_person(office.liaison, command=entry(office, name="单乙", phone="13800000002"))
    case = await queries_admission.case(office.officer, named)
    assert (case.channel, case.unit_opinion, "accept" in case.actions) == ("nominated", "agree", True)
    assert (await office.step(named, "accept")).state == "qualification"
    with pytest.raises(NotFound):
        await people.add_person(office.liaison, command=entry(office, unit=await make_unit("区乙局")))
    with pytest.raises(Denied):
        await people.add_person(office.leader, command=entry(office))


async def test_a_twin_is_pointed_out_to_the_office_alone(office: Office) -> None:
    await make_talent(name="尉迟恭", unit=office.unit, birth_month=date(1995, 5, 1), phone="13900000009", post="科员")
    with pytest.raises(Invalid) as warned:
        await people.add_person(office.officer, command=entry(office))
    assert warned.value.fields["name"].startswith("可能已在库：尉迟恭（区甲局科员，姓名和单位相同）")
    with pytest.raises(Invalid) as blind:
        await people.add_person(office.liaison, command=entry(office, same_ok=True))
    assert "科员" not in blind.value.fields["name"]
    await people.add_person(office.officer, command=entry(office, same_ok=True))
    assert await Talent.count() == 2


async def test_entering_a_member_by_hand(office: Office) -> None:
    day = date(2024, 5, 20)
    talent = await people.add_person(office.officer, command=entry(office, standing="member", admitted_on=day))
    view = await queries.get(office.officer, talent)
    assert (view.state, view.term_to) == ("active", date(2027, 5, 20))
    assert await growth_lines(office, talent) == ["成为智库成员"]
    with pytest.raises(Invalid):
        await people.add_person(
            office.officer, command=entry(office, name="单乙", phone="1380000003", standing="member")
        )
    undone = await office.step(talent, "undo_take_over", office.leader, note="录错了")
    assert (undone.state, undone.term_to) == ("submitted", None)


async def test_editing_keeps_a_masked_phone_and_says_what_changed(office: Office) -> None:
    talent = await make_talent(unit=office.unit, phone="13812345678", name="陈戊")
    shown = (await queries.get(office.officer, talent)).phone
    command = EditPerson(name="陈戊", unit=office.unit, phone=shown, post="副科长", reason="任免文件")
    await people.edit_person(office.officer, id=talent, command=command)
    row = (await Talent.select(Talent.phone, Talent.post, Talent.school).where(Talent.id == talent))[0]
    assert row == {"phone": "13812345678", "post": "副科长", "school": ""}
    assert [row.name for row in (await queries.people(office.officer, Filter(q="副科"))).items] == ["陈戊"]
    await make_talent(phone="13800000001")
    taken = EditPerson(name="陈戊", unit=office.unit, phone="13800000001")
    with pytest.raises(Invalid):
        await people.edit_person(office.officer, id=talent, command=taken)
    with pytest.raises(Conflict):
        await people.edit_person(
            office.officer, id=talent, command=EditPerson(name="陈戊", unit=office.unit, version=99)
        )
    with pytest.raises(Denied):
        await people.edit_person(office.liaison, id=talent, command=command)


async def test_somebody_applies_for_themselves(office: Office) -> None:
    actor = await actor_as(Role.MENTOR, unit=office.unit, name="朴仁")
    command = NominateSelf(phone="13800000001", statement="愿意参与乡村治理课题", unclassified=True)
    case = await people.nominate_self(actor, command=command)
    assert (case.state, case.channel, case.name, case.actions) == ("submitted", "self_nominated", "朴仁", ["withdraw"])
    with pytest.raises(Denied):
        await people.nominate_self(actor, command=command)
    await office.step(case.id, "give_back", note="请补充学历")
    with pytest.raises(NotFound):
        await queries_admission.case(office.liaison, case.id)
    again = NominateSelf(phone="13800000001", statement="补充后再报", education="大学", unclassified=True)
    assert (await people.nominate_self(actor, command=again)).state == "submitted"
    assert await AdmissionCase.count() == 1
    with pytest.raises(Invalid):
        await people.nominate_self(await actor_as(Role.MENTOR, unit=office.unit), command=command)
    with pytest.raises(Denied):
        await people.nominate_self(await actor_as(Role.SYS_ADMIN), command=command)
    assert await tally.counts("talent.state") == {"submitted": 1}
