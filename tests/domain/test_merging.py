# SPDX-License-Identifier: MIT
"""Two entries of one person: found, told apart, merged whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from importlib.util import find_spec

import pytest
from piccolo.columns import ForeignKey
from piccolo.table import Table

from research.participation.tables import Participation
from research.projects.tables import Project, ProjectMember
from tests.factories.people import actor_as, make_account, make_member, make_talent, make_unit
from thinktank.app import CAPABILITIES, wire
from thinktank.growth.tables import Assessment, GrowthEntry
from thinktank.identity.tables import Account, RoleGrant
from thinktank.index import queries as index
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.mentoring.tables import Mentorship
from thinktank.talents import operations_merging as operations
from thinktank.talents import queries, references, referring
from thinktank.talents import queries_merging as merging
from thinktank.talents.schemas import Filter
from thinktank.talents.schemas_merging import MergePeople, TellApart
from thinktank.talents.states import MemberState
from thinktank.talents.tables import AdmissionCase, LikelyTwin, Talent
from thinktank.tally import operations as tally
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen")]
ONE_PERSON = MergePeople(reason="电话核实为同一人")


@pytest.fixture(autouse=True)
def wired() -> Iterator[None]:
    wire()
    yield
    wire()


async def recount() -> None:
    """Write the counts as they stand, for rows that factories made."""
    for name, count in queries.RECOUNTS.items():
        await tally.put(name, await count())


async def counted() -> dict[str, dict[str, int]]:
    return {name: {key: n for key, n in (await count()).items() if n} for name, count in queries.RECOUNTS.items()}


async def kept_counts() -> dict[str, dict[str, int]]:
    from thinktank.tally import queries as kept

    return {name: {key: n for key, n in (await kept.counts(name)).items() if n} for name in queries.RECOUNTS}


def named() -> set[tuple[str, str]]:
    """Every column that names a person, as the tables declare them."""
    found = set()
    for capability in CAPABILITIES:
        if find_spec(f"{capability}.tables") is None:
            continue
        for table in vars(import_module(f"{capability}.tables")).values():
            if isinstance(table, type) and issubclass(table, Table) and table is not Table:
                for column in table._meta.columns:
                    if isinstance(column, ForeignKey) and column._foreign_key_meta.resolved_references is Talent:
                        found.add((table._meta.tablename, column._meta.name))
    return found


def test_every_column_that_names_a_person_is_declared() -> None:
    said = [*(one.column for one in references.registered()), *referring.APART]
    assert sorted((column._meta.table._meta.tablename, column._meta.name) for column in said) == sorted(named())


async def test_twins_are_found_once_by_phone_or_by_name_and_month() -> None:
    officer = await actor_as(Role.OFFICER)
    born = date(1994, 5, 1)
    one = await make_talent(name="周明", phone="19900001111", birth_month=born)
    two = await make_talent(name="周鸣", phone="19900001111", birth_month=born)
    three = await make_talent(name="周明", birth_month=born, phone="")
    await make_talent(name="周明", birth_month=date(1990, 1, 1), phone="")
    await make_talent(name="周明", birth_month=born, phone="19900001111", state="draft")
    assert await operations.find(system("任务")) == 2
    assert await operations.find(system("任务")) == 0
    found = (await merging.pairs(officer)).items
    assert [(pair.low, pair.high, pair.ground) for pair in found] == [(one, two, "phone"), (one, three, "name")]
    await operations.tell_apart(officer, id=found[0].id, command=TellApart(note="已电话核实"))
    assert [pair.high for pair in (await merging.pairs(officer)).items] == [three]
    assert await operations.find(system("任务")) == 0
    with pytest.raises(NotFound):
        await operations.tell_apart(officer, id=found[0].id, command=TellApart(note="已电话核实"))


async def test_an_officer_of_a_town_sees_pairs_of_the_town_alone() -> None:
    town, other = await make_unit("甲镇"), await make_unit("乙镇")
    here = [await make_talent(unit=town, phone="19900002222") for _ in range(2)]
    away = await make_talent(unit=other, phone="19900002222")
    await operations.find(system("任务"))
    officer = await actor_as(Role.OFFICER, scope=town)
    assert [(pair.low, pair.high) for pair in (await merging.pairs(officer)).items] == [(here[0], here[1])]
    with pytest.raises(NotFound):
        await merging.preview(officer, here[0], away)
    with pytest.raises(NotFound):
        await operations.merge(officer, kept=here[0], other=away, command=ONE_PERSON)
    for role in (Role.DEPT_LEADER, Role.LIAISON, Role.MEMBER, Role.REVIEWER):
        with pytest.raises(Denied):
            await merging.pairs(await actor_as(role, unit=town))
    with pytest.raises(Denied):
        await merging.preview(await actor_as(Role.LIAISON, unit=town), here[0], here[1])


async def standing(officer: Actor) -> tuple[int, int]:
    """A member without a direction, and the candidate's entry with an account, mentor and growth line."""
    account = await make_account(Role.MEMBER, name="陈晓蓝")
    kept = await make_talent(name="陈晓兰", direction="", email="", major="城乡规划")
    other = await make_talent(
        name="陈晓蓝", state="submitted", account=account, email="c@example.org", direction="urban", major="土木工程"
    )
    mentor = await make_account(Role.MENTOR)
    day = clock.today()
    async with db.write_tx():
        for talent in (kept, other):
            await Mentorship.insert(
                Mentorship(talent=talent, mentor=mentor, since=day, state="active", state_since=clock.now())
            )
        await GrowthEntry.insert(GrowthEntry(talent=other, on=day, category="training", text="培训", at=clock.now()))
        await AdmissionCase.insert(AdmissionCase(talent=other, channel="nominated", opened_at=clock.now()))
    await recount()
    return kept, other


async def test_merging_moves_everything_and_keeps_counts_search_and_trail() -> None:
    officer = await actor_as(Role.OFFICER)
    kept, other = await standing(officer)
    seen = await merging.preview(officer, kept, other)
    assert {one.name: (one.kept, one.other, one.proposed) for one in seen.fields if one.name in {"email", "major"}} == {
        "email": ("", "c@example.org", True),
        "major": ("城乡规划", "土木工程", False),
    }
    assert {(one.title, one.moves, one.both) for one in seen.references} == {
        ("入库申请", 1, 0),
        ("成长档案", 1, 0),
        ("导师结对", 1, 1),
    }
    command = MergePeople(reason="两次导入", take=["email", "name"], version=seen.kept.version)
    view = await operations.merge(officer, kept=kept, other=other, command=command)
    account = (await Talent.select(Talent.account).where(Talent.id == kept))[0]["account"]
    assert (view.name, view.email, view.major, view.direction, view.state) == (
        "陈晓蓝", "c@example.org", "城乡规划", "urban", "active",
    )  # fmt: skip
    assert (await Account.select(Account.name, Account.state).where(Account.id == account))[0] == {
        "name": "陈晓蓝",
        "state": "active",
    }
    gone = (await Talent.select().where(Talent.id == other))[0]
    assert (gone["name"], gone["state"], gone["merged_into"], gone["account"]) == ("陈晓蓝", "merged", kept, None)
    pairs = await Mentorship.select(Mentorship.talent, Mentorship.state).order_by(Mentorship.id)
    assert [(row["talent"], row["state"]) for row in pairs] == [(kept, "active"), (kept, "ended")]
    assert [row["talent"] for row in await GrowthEntry.select(GrowthEntry.talent)] == [kept]
    assert await kept_counts() == await counted()
    assert [hit.record for hit in await index.hits("talent", "陈晓蓝", among=None, limit=9)] == [kept]
    assert [line.action for line in await trail.timeline(officer, "talent", kept)][:1] == ["talent.took_in"]
    assert (await trail.verify()).ok
    assert [row.id for row in (await queries.people(officer, Filter())).items] == [kept]
    with pytest.raises(Conflict):
        await operations.merge(officer, kept=kept, other=other, command=ONE_PERSON)


async def test_two_of_one_team_are_joined_and_the_lead_stays_lead() -> None:
    from tests.factories.projects import make_project

    officer = await actor_as(Role.OFFICER)
    made = await make_project()
    await recount()
    await operations.merge(officer, kept=made.member_talent, other=made.lead_talent, command=ONE_PERSON)
    assert (await Project.select(Project.lead).where(Project.id == made.id))[0]["lead"] == made.member_talent
    m = ProjectMember
    team = await m.select(m.talent, m.role).where((m.project == made.id) & m.until.is_null()).order_by(m.id)
    assert {row["talent"]: row["role"] for row in team}[made.member_talent] == "lead"
    assert made.lead_talent not in {row["talent"] for row in team}
    p = Participation
    assert await p.count().where(p.talent == made.lead_talent) == 0
    lines = await trail.timeline(officer, "project", made.id)
    assert lines[0].action == "project.person_merged"


async def test_what_cannot_be_joined_is_said_and_nothing_is_done() -> None:
    officer = await actor_as(Role.OFFICER)
    kept, other = [await make_talent() for _ in range(2)]
    async with db.write_tx():
        for talent in (kept, other):
            await Assessment.insert(
                Assessment(talent=talent, year=2026, state="signed", state_since=clock.now(), opened_at=clock.now())
            )
    seen = await merging.preview(officer, kept, other)
    assert seen.blocks == ["两份资料有同一年度的评价，不能并成一份；请由部领导核定以哪份为准后再并"]
    with pytest.raises(Conflict, match="同一年度的评价"):
        await operations.merge(officer, kept=kept, other=other, command=ONE_PERSON)
    assert {row["state"] for row in await Talent.select(Talent.state)} == {"active"}


async def test_the_one_further_on_stays_and_oneself_is_no_other() -> None:
    officer = await actor_as(Role.OFFICER)
    member, candidate = await make_talent(), await make_talent(state="submitted")
    for kept, other in ((candidate, member), (member, member)):
        with pytest.raises(Conflict):
            await operations.merge(officer, kept=kept, other=other, command=ONE_PERSON)
    with pytest.raises(Invalid):
        await operations.merge(
            officer, kept=member, other=candidate, command=MergePeople(reason="同一人", take=["state"])
        )
    with pytest.raises(Conflict):
        await operations.merge(officer, kept=member, other=candidate, command=MergePeople(reason="同一人", version=99))


async def test_of_two_accounts_the_others_is_closed_and_its_roles_pass() -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    one, kept = await make_member(unit=unit)
    account = await make_account(Role.MEMBER, Role.LIAISON, unit=unit)
    other = await make_talent(unit=unit, account=account)
    await recount()
    await operations.merge(officer, kept=kept, other=other, command=ONE_PERSON)
    assert (await Account.select(Account.state).where(Account.id == account))[0]["state"] == "closed"
    g = RoleGrant
    held = await g.select(g.role).where((g.account == one.account) & g.until.is_null()).order_by(g.role)
    assert [row["role"] for row in held] == ["liaison", "member"]


async def test_an_officers_roles_are_not_an_officers_to_pass_on() -> None:
    officer = await actor_as(Role.OFFICER)
    _actor, kept = await make_member()
    other = await make_talent(account=await make_account(Role.OFFICER))
    with pytest.raises(Denied):
        await operations.merge(officer, kept=kept, other=other, command=ONE_PERSON)
    assert await Talent.count().where(Talent.state == str(MemberState.MERGED)) == 0
    assert await LikelyTwin.count() == 0


async def test_of_two_ways_in_the_kept_ones_goes_on() -> None:
    officer = await actor_as(Role.OFFICER)
    kept, other = [await make_talent(state="submitted") for _ in range(2)]
    async with db.write_tx():
        for talent in (kept, other):
            await AdmissionCase.insert(AdmissionCase(talent=talent, channel="nominated", opened_at=clock.now()))
    await recount()
    await operations.merge(officer, kept=kept, other=other, command=ONE_PERSON)
    c = AdmissionCase
    rows = await c.select(c.talent, c.closed_at).order_by(c.id)
    assert [(row["talent"], row["closed_at"] is None) for row in rows] == [(kept, True), (other, False)]
