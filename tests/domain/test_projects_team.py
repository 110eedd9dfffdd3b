# SPDX-License-Identifier: MIT
"""The parts of a project that change: team, lead, the agreement before it is signed, targets' values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from research.applications.schemas import IndicatorContent
from research.applications.states import ProductForm
from research.participation.tables import Ban, Participation
from research.projects import operations, operations_plan, operations_team, queries, queries_parts
from research.projects.events import LeadChanged, TeamChanged
from research.projects.schemas import ChangeTeam, HandOver, ProjectView, RecordActual, TeamMember
from research.projects.schemas_agreement import AgreementDraft, OutcomeContent, StepContent, as_printed
from research.projects.tables import Agreement, ProjectIndicator
from research.topics.states import StepKind
from reviews.supervision import queries as orders
from tests.factories.orders import make_order, pdf
from tests.factories.people import actor_as, make_member, make_talent
from tests.factories.projects import Made, make_project, office
from thinktank.app import wire
from thinktank.files import queries as files
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
WHY = "岗位调整"


async def parts(project: int) -> set[tuple[int, str]]:
    p = Participation
    found = await p.select(p.talent, p.role).where((p.record == project) & (p.active == True))  # noqa: E712
    return {(row["talent"], row["role"]) for row in found}


def team(made: Made, *members: TeamMember, mentors: list[int] | None = None, **more: Any) -> ChangeTeam:
    return ChangeTeam(
        reason=WHY, members=list(members), mentors=[made.mentor.account] if mentors is None else mentors, **more
    )


# -- team -----------------------------------------------------------------------------------------------------


async def test_a_member_comes_another_leaves_and_both_stay_in_the_history() -> None:
    made, officer = await make_project(), await office()
    newcomer, talent = await make_member(name="顾新")
    view = await operations_team.change_team(officer, id=made.id, command=team(made, TeamMember(talent, "数据")))
    assert [(m.talent, m.duty) for m in view.members] == [(made.lead_talent, "总负责"), (talent, "数据")]
    assert await parts(made.id) == {(made.lead_talent, "lead"), (talent, "member")}
    with pytest.raises(NotFound):
        await queries.get(made.member, made.id)
    assert (await queries.get(newcomer, made.id)).relations == ["member"]
    lines = await queries_parts.team_history(officer, made.id)
    assert {(line.name, line.role, line.until) for line in lines} == {
        (made.lead.name, "lead", None),
        ("顾新", "member", None),
        (made.mentor.name, "mentor", None),
        (made.member.name, "member", clock.today()),
    }
    told = await Notice.select(Notice.account).where(Notice.rule == "project.team")
    assert {row["account"] for row in told} == {newcomer.account, made.member.account}
    newest = (await trail.timeline(officer, "project", made.id))[0]
    assert newest.detail == f"{WHY}（新增顾新；退出{made.member.name}）"


@pytest.fixture
def heard() -> Iterator[list[TeamChanged]]:
    """What is announced about teams, in place of the program's own wiring."""
    said: list[TeamChanged] = []

    async def hear(event: TeamChanged) -> None:
        said.append(event)

    events.subscribe([(TeamChanged, hear)])
    yield said
    wire()


async def test_a_changed_duty_and_a_new_mentor_are_announced(heard: list[TeamChanged]) -> None:
    made, officer, mentor = await make_project(), await office(), await actor_as(Role.MENTOR)
    command = team(made, TeamMember(made.member_talent, "统稿"), mentors=[mentor.account])
    view = await operations_team.change_team(officer, id=made.id, command=command)
    assert ([m.duty for m in view.members], [m.account for m in view.mentors]) == (["总负责", "统稿"], [mentor.account])
    assert [(type(one), one.project) for one in heard] == [(TeamChanged, made.id)]


async def test_who_may_not_join_is_named_with_the_reason() -> None:
    made, officer = await make_project(), await office()
    banned, left = await make_talent(name="禁甲"), await make_talent(name="退乙", state="exited")
    async with db.write_tx():
        await Ban.insert(Ban(talent=banned, until=date(2027, 3, 1), reason="撤项", at=clock.now()))
    with pytest.raises(Invalid) as refused:
        await operations_team.change_team(officer, id=made.id, command=team(made, TeamMember(banned), TeamMember(left)))
    assert refused.value.fields["members"] == "禁甲因“撤项”，2027年3月1日前不能申报；退乙不是在库成员"
    with pytest.raises(Invalid, match="最多5人"):
        many = [TeamMember(await make_talent()) for _ in range(5)]
        await operations_team.change_team(officer, id=made.id, command=team(made, *many))
    with pytest.raises(Invalid) as wrong:
        await operations_team.change_team(officer, id=made.id, command=team(made, mentors=[officer.account]))
    assert list(wrong.value.fields) == ["mentors"]
    assert len(await parts(made.id)) == 2


async def test_the_office_alone_changes_a_team_and_not_once_it_is_closed() -> None:
    made, closed, officer = await make_project(), await make_project(stage="closed"), await office()
    with pytest.raises(Denied):
        await operations_team.change_team(made.lead, id=made.id, command=team(made))
    with pytest.raises(Denied, match="已结题"):
        await operations_team.change_team(officer, id=closed.id, command=team(closed))
    with pytest.raises(NotFound):
        await operations_team.change_team(await actor_as(Role.MEMBER), id=made.id, command=team(made))
    with pytest.raises(Conflict):
        await operations_team.change_team(officer, id=made.id, command=team(made, version=99))


# -- lead -----------------------------------------------------------------------------------------------------


async def test_the_lead_hands_over_and_open_orders_go_along() -> None:
    made, officer = await make_project(), await office()
    order = await make_order(project=made.id, handler=made.lead.account, drafted_by=officer.account)
    done = await make_order(project=made.id, handler=made.lead.account, drafted_by=officer.account, state="closed")
    command = HandOver(talent=made.member_talent, reason=WHY, stays=True)
    view = await operations_team.hand_over(officer, id=made.id, command=command)
    assert (view.lead, view.lead_account) == (made.member_talent, made.member.account)
    assert [(m.talent, m.role) for m in view.members] == [(made.member_talent, "lead"), (made.lead_talent, "member")]
    assert await parts(made.id) == {(made.member_talent, "lead"), (made.lead_talent, "member")}
    assert (await queries.get(made.member, made.id)).relations == ["lead", "member"]
    assert (await orders.get(officer, order)).handler == made.member.account
    assert (await orders.get(officer, done)).handler == made.lead.account
    lines = await trail.timeline(officer, "order", order)
    assert (lines[0].action, lines[0].detail) == ("order.handed_over", WHY)


async def test_a_lead_who_leaves_sees_the_project_no_more() -> None:
    made, officer = await make_project(), await office()
    successor, talent = await make_member()
    await operations_team.hand_over(officer, id=made.id, command=HandOver(talent=talent, reason=WHY))
    assert (await queries.get(successor, made.id)).relations == ["lead", "member"]
    with pytest.raises(NotFound):
        await queries.get(made.lead, made.id)


async def test_a_successor_who_cannot_lead_is_refused_with_the_reason() -> None:
    made, other, officer = await make_project(), await make_project(), await office()
    cases = {
        made.lead_talent: "所选的人就是现任负责人",
        other.lead_talent: f"{other.lead.name}已在牵头1个未结题的课题，结题后才能再牵头",
        await make_talent(name="无号丙"): "所选的人还没有账号，请先为其开通",
    }
    for talent, reason in cases.items():
        with pytest.raises(Invalid) as refused:
            await operations_team.hand_over(officer, id=made.id, command=HandOver(talent=talent, reason=WHY))
        assert refused.value.fields == {"talent": reason}
    with pytest.raises(Denied):
        await operations_team.hand_over(made.lead, id=made.id, command=HandOver(talent=made.member_talent, reason=WHY))
    with pytest.raises(Conflict):
        await operations_team.hand_over(
            officer, id=made.id, command=HandOver(talent=made.member_talent, reason=WHY, version=99)
        )


def test_a_change_of_lead_is_a_change_of_the_team() -> None:
    assert issubclass(LeadChanged, TeamChanged)


# -- agreement ------------------------------------------------------------------------------------------------


def steps(closing: date = date(2026, 12, 15)) -> list[StepContent]:
    return [
        StepContent(StepKind.KICKOFF, "开题论证", "专家通过", date(2026, 3, 20), date(2026, 4, 20)),
        StepContent(StepKind.WORK, "走访", "走访60户", date(2026, 4, 20), date(2026, 6, 30)),
        StepContent(StepKind.MIDTERM, "中期检查", "中期报告", date(2026, 7, 1), date(2026, 7, 31)),
        StepContent(StepKind.CLOSING, "结题验收", "结题报告", date(2026, 8, 1), closing),
    ]


def draft(**more: Any) -> AgreementDraft:
    values: dict[str, Any] = {
        "milestones": steps(),
        "indicators": [IndicatorContent("走访农户", "户", Decimal(60))],
        "products": [OutcomeContent(ProductForm.REPORT, "走访报告")],
        "duties": as_printed(),
    }
    return AgreementDraft(**values | more)


async def unsigned() -> Made:
    return await make_project(stage="contracting", signed=False)


async def test_the_lead_edits_before_the_signatures() -> None:
    made = await unsigned()
    view = await operations_plan.edit_agreement(made.lead, id=made.id, draft=draft())
    assert [(m.kind, m.title, m.weight) for m in view.milestones] == [
        ("kickoff", "开题论证", 0),
        ("work", "走访", 100),
        ("midterm", "中期检查", 0),
        ("closing", "结题验收", 0),
    ]
    assert [(i.name, i.target) for i in view.indicators] == [("走访农户", Decimal(60))]
    assert (view.due_on, await Agreement.count()) == (date(2026, 12, 15), 1)


async def test_a_confirmed_text_is_kept_and_confirmed_again() -> None:
    made, officer = await unsigned(), await office()
    await operations.confirm_agreement(made.lead, id=made.id, side="lead")
    view = await operations_plan.edit_agreement(officer, id=made.id, draft=draft())
    assert view.agreement is not None
    assert (view.agreement.number, view.agreement.lead_signed_at) == (2, None)
    lines = await trail.timeline(officer, "project", made.id)
    assert (lines[0].text, lines[0].detail) == ("修改任务书", "原确认作废：课题负责人")
    again = await operations.confirm_agreement(made.lead, id=made.id, side="lead")
    assert again.agreement is not None
    assert again.agreement.lead_signed_at is not None


async def test_an_edit_that_is_no_plan_stale_or_too_late_changes_nothing() -> None:
    made, running, officer = await unsigned(), await make_project(), await office()
    with pytest.raises(Invalid) as wrong:
        await operations_plan.edit_agreement(made.lead, id=made.id, draft=draft(milestones=steps()[1:]))
    assert wrong.value.fields == {"milestones": "里程碑里要有且只有一个“开题”"}
    with pytest.raises(Conflict):
        await operations_plan.edit_agreement(made.lead, id=made.id, draft=draft(version=99))
    with pytest.raises(Denied, match="已生效"):
        await operations_plan.edit_agreement(officer, id=running.id, draft=draft())
    with pytest.raises(Denied):
        await operations_plan.edit_agreement(made.member, id=made.id, draft=draft())
    with pytest.raises(NotFound):
        await operations_plan.edit_agreement(await actor_as(Role.MEMBER), id=made.id, draft=draft())
    assert len((await queries.get(officer, made.id)).milestones) == 4


# -- targets --------------------------------------------------------------------------------------------------


async def target_of(made: Made) -> int:
    row = await ProjectIndicator.select(ProjectIndicator.id).where(ProjectIndicator.project == made.id).first()
    assert row is not None
    return int(row["id"])


async def note(actor: Actor, indicator: int, value: int, **more: Any) -> ProjectView:
    command = RecordActual(actual=Decimal(value), note="改造台账", nonsecret=True)
    return await operations_plan.record_actual(actor, indicator=indicator, command=command, **more)


async def test_values_of_a_target_keep_their_evidence() -> None:
    made, officer = await make_project(), await office()
    indicator = await target_of(made)
    await note(made.member, indicator, 8)
    view = await note(made.lead, indicator, 12, uploads=[pdf()])
    assert [i.actual for i in view.indicators] == [Decimal(12)]
    found = await queries_parts.indicator(officer, indicator)
    assert [(v.value, v.by_name, [f.name for f in v.files]) for v in found.values] == [
        (Decimal(12), made.lead.name, ["会商纪要.pdf"]),
        (Decimal(8), made.member.name, []),
    ]
    file = found.values[0].files[0].id
    assert (await files.get(made.mentor, file)).name == "会商纪要.pdf"
    with pytest.raises(NotFound):
        await files.get(await actor_as(Role.MENTOR), file)


async def test_who_may_not_note_a_value() -> None:
    made, unsigned_, officer = await make_project(), await unsigned(), await office()
    indicator = await target_of(made)
    with pytest.raises(Denied, match="由课题组填报"):
        await note(made.mentor, indicator, 1)
    with pytest.raises(NotFound):
        await note(await actor_as(Role.MEMBER), indicator, 1)
    with pytest.raises(Denied, match="生效后"):
        await note(officer, await target_of(unsigned_), 1)
    with pytest.raises(Invalid, match="与现在的数值相同"):
        await note(made.lead, indicator, 0)
