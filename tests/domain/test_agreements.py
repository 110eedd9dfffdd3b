# SPDX-License-Identifier: MIT
"""The task agreement: signed on line or on paper by three sides, each version kept and set beside another."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import docx
import httpx
import msgspec
import pytest

from research.applications.schemas import IndicatorContent
from research.applications.states import ProductForm
from research.corrections import operations as corrections
from research.projects import (
    operations,
    operations_agreement,
    operations_plan,
    operations_team,
    queries_agreement,
    queries_todo,
)
from research.projects import queries as projects
from research.projects.operations_granting import grant
from research.projects.papers_agreement import AGREEMENT
from research.projects.schemas import ChangeTeam, ProjectView, Side
from research.projects.schemas_agreement import (
    AgreementDraft,
    DutyContent,
    Line,
    OutcomeContent,
    SignOnPaper,
    StepContent,
    TakeSignatureBack,
)
from research.projects.versions import compare
from research.reports import queries as reports
from research.reports.tables import Report
from research.topics.states import StepKind
from tests.factories.people import actor_as, make_member, make_unit, proof, sign_in
from tests.factories.projects import make_project
from tests.factories.topics import make_application, make_topic
from thinktank.demo.chapters import Paper
from thinktank.files import queries as files
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.policies import operations as policies
from thinktank.policies.kinds_research import AgreementTerms
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired", "settings"), pytest.mark.postgres]


async def granted() -> tuple[ProjectView, Actor, Actor, Actor, int]:
    """A project to be signed, with its lead, the officer, the unit's liaison."""
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    topic = await make_topic(created_by=officer.account, track="commissioned")
    lead, talent = await make_member(unit=unit)
    application = await make_application(topic=topic, lead=talent, unit=unit, state="accepted")
    project = await grant(await actor_as(Role.DEPT_LEADER), application=application)
    return project, lead, officer, await actor_as(Role.LIAISON, unit=unit), unit


async def told(account: int) -> list[str]:
    rows = await Notice.select(Notice.title).where(Notice.account == account).order_by(Notice.id)
    return [row["title"] for row in rows]


def paper(*sides: Side, version: int | None = None) -> SignOnPaper:
    return SignOnPaper(list(sides), nonsecret=True, note="原件存人才科", version=version)


async def test_three_sides_sign_partly_on_line_partly_on_paper() -> None:
    project, lead, officer, liaison, _ = await granted()
    await operations.confirm_agreement(lead, id=project.id, side="lead")
    with pytest.raises(Invalid):
        await operations_agreement.sign_on_paper(officer, id=project.id, command=paper(Side.UNIT))
    with pytest.raises(NotFound):
        await operations_agreement.sign_on_paper(
            await actor_as(Role.LIAISON, unit=await make_unit()), id=project.id, command=paper(Side.UNIT)
        )
    scan = [Paper("任务书盖章件.pdf")]
    for who, side in ((lead, Side.UNIT), (liaison, Side.OFFICE), (officer, Side.LEAD)):
        with pytest.raises(Denied):
            await operations_agreement.sign_on_paper(who, id=project.id, command=paper(side), uploads=scan)
    stale = paper(Side.UNIT, Side.OFFICE, version=project.version)
    with pytest.raises(Conflict):
        await operations_agreement.sign_on_paper(officer, id=project.id, command=stale, uploads=scan)
    command = paper(Side.UNIT, Side.OFFICE)
    done = await operations_agreement.sign_on_paper(officer, id=project.id, command=command, uploads=[Paper("件.pdf")])
    assert done.stage == "kickoff"
    assert done.agreement is not None
    signers = [done.agreement.signer(side) for side in Side]
    assert signers == [lead.name, f"{officer.name}（纸质件）", f"{officer.name}（纸质件）"]
    assert [one.name for one in await files.of("agreement", done.agreement.id)] == ["件.pdf"]
    with pytest.raises(Conflict):
        await operations_agreement.sign_on_paper(officer, id=project.id, command=command, uploads=[Paper("件.pdf")])


STEPS = [
    StepContent(StepKind.KICKOFF, "开题论证", "通过", date(2026, 4, 1), date(2026, 4, 30)),
    StepContent(StepKind.MIDTERM, "中期检查", "齐备", date(2026, 7, 1), date(2026, 7, 31)),
    StepContent(StepKind.CLOSING, "结题验收", "齐备", date(2026, 10, 8), date(2026, 12, 31)),
]


def draft(**more: Any) -> AgreementDraft:
    values: dict[str, Any] = {
        "indicators": [IndicatorContent("走访农户", "户", Decimal(80))],
        "milestones": STEPS,
        "products": [OutcomeContent(ProductForm.BRIEF, "抱团发展专报", "不超过3000字", date(2026, 11, 30))],
        "duties": [
            DutyContent(Side.LEAD, "按月汇报"),
            DutyContent(Side.UNIT, "提供车辆"),
            DutyContent(Side.OFFICE, "牵头协调"),
        ],
    }
    return AgreementDraft(**values | more)


async def test_the_agreement_begins_with_the_application_and_the_duties_of_the_setting() -> None:
    officer = await actor_as(Role.OFFICER)
    terms = AgreementTerms(unit_duties=("提供调研用车。",))
    await policies.set_value(officer, name="agreement", value=terms, effective_from=clock.today())
    project, lead, _officer, _liaison, _ = await granted()
    found = await queries_agreement.sheet(lead, project.id)
    assert (found.version.number, found.before, found.present, found.lines) == (1, 0, True, [])
    assert found.content.duties_of("unit") == ["提供调研用车。"]
    assert found.content.duties_of("lead") == list(AgreementTerms().lead_duties)
    assert [step.title for step in found.content.milestones] == [step.title for step in project.milestones]
    assert {found.person(step) for step in found.content.milestones} == {lead.name}
    assert found.content.goal == "形成抱团方案"


async def test_what_is_settled_before_the_signatures_is_read_everywhere() -> None:
    project, lead, officer, _liaison, _ = await granted()
    await operations.confirm_agreement(lead, id=project.id, side="lead")
    await operations_plan.edit_agreement(officer, id=project.id, draft=draft())
    found = await queries_agreement.sheet(lead, project.id)
    assert (found.version.number, found.before) == (2, 1)
    assert [(one.title, one.mark, one.due_on) for one in found.content.products] == [
        ("抱团发展专报", "不超过3000字", date(2026, 11, 30))
    ]
    assert found.content.duties_of("office") == ["牵头协调"]
    parts = {line.part: (line.old, line.new) for line in found.lines if line.changed}
    assert parts["考核指标：走访农户"] == ("60户", "80户")
    assert parts["成果：抱团发展专报"] == ("", "对策建议　不超过3000字　2026-11-30")
    assert parts["责任：责任单位"] == ("\n".join(AgreementTerms().unit_duties), "提供车辆")
    for number, words in ((0, "1.提供车辆"), (2, "1.提供车辆"), (1, f"1.{AgreementTerms().unit_duties[0]}")):
        asked = Asked(id=project.id, version=number)
        name, content = await making.make(officer, kind=AGREEMENT, asked=asked)
        assert words in [line.text for line in docx.Document(io.BytesIO(content)).paragraphs]
        assert ("第1版" in name) is (number == 1)
    with pytest.raises(NotFound):
        await queries_agreement.sheet(lead, project.id, number=3)


async def test_an_agreement_binds_all_sides_and_its_people_are_of_the_team() -> None:
    project, lead, _officer, _liaison, _ = await granted()
    _other, stranger = await make_member()
    step = msgspec.structs.replace(STEPS[1], person=stranger)
    late = OutcomeContent(ProductForm.REPORT, "报告", "", date(2027, 1, 1))
    twice = OutcomeContent(ProductForm.BRIEF, "报告")
    for wrong, field, words in (
        (draft(milestones=[STEPS[0], step, STEPS[2]]), "milestones", "“中期检查”的责任人不在课题组"),
        (draft(products=[late]), "products", "“报告”的完成时间晚于结题期限"),
        (draft(products=[twice, twice]), "products", "成果清单里有重名"),
        (draft(duties=[DutyContent(Side.LEAD, "甲")] * 3), "duties", "还没有写责任单位、区委组织部的责任"),
    ):
        with pytest.raises(Invalid) as refused:
            await operations_plan.edit_agreement(lead, id=project.id, draft=wrong)
        assert [name for name, text in refused.value.fields.items() if words in text] == [field]
    assert len(await queries_agreement.agreement_versions(lead, project.id)) == 1


async def test_who_leaves_the_team_answers_for_no_step() -> None:
    made, officer = await make_project(stage="contracting", signed=False), await actor_as(Role.OFFICER)
    step = msgspec.structs.replace(STEPS[1], person=made.member_talent)
    plan = draft(milestones=[STEPS[0], step, STEPS[2]])
    view = await operations_plan.edit_agreement(made.lead, id=made.id, draft=plan)
    assert [one.person_name for one in view.milestones] == [None, made.member.name, None]
    found = await queries_agreement.sheet(made.lead, made.id)
    assert [found.person(one) for one in found.content.milestones] == [made.lead.name, made.member.name, made.lead.name]
    after = await operations_team.change_team(officer, id=made.id, command=ChangeTeam("调离", [], []))
    assert [one.person for one in after.milestones] == [None, None, None]


async def test_who_signed_takes_it_back_until_the_last_side_signs() -> None:
    project, lead, officer, liaison, _ = await granted()
    await operations.confirm_agreement(lead, id=project.id, side="lead")
    back = TakeSignatureBack(Side.LEAD, "指标要再核")
    for who in (officer, liaison):
        with pytest.raises(Denied, match="由签署这一方的人撤回"):
            await operations_agreement.take_signature_back(who, id=project.id, command=back)
    with pytest.raises(NotFound):
        await operations_agreement.take_signature_back(
            await actor_as(Role.LIAISON, unit=await make_unit()), id=project.id, command=back
        )
    with pytest.raises(Conflict):
        stale = TakeSignatureBack(Side.LEAD, "指标要再核", version=project.version)
        await operations_agreement.take_signature_back(lead, id=project.id, command=stale)
    assert [one.id for one in await queries_todo.to_confirm(lead)] == []
    after = await operations_agreement.take_signature_back(lead, id=project.id, command=back)
    assert after.agreement is not None
    assert (after.agreement.lead_signed_at, after.agreement.lead_signed_by) == (None, None)
    assert [one.id for one in await queries_todo.to_confirm(lead)] == [project.id]
    assert (await told(liaison.account))[-1] == f"{project.number} 课题负责人撤回任务书签署"
    with pytest.raises(Denied):
        await operations_agreement.take_signature_back(lead, id=project.id, command=back)
    for who, side in ((lead, "lead"), (liaison, "unit"), (officer, "office")):
        await operations.confirm_agreement(who, id=project.id, side=side)
    with pytest.raises(Denied, match="任务书已生效"):
        await operations_agreement.take_signature_back(lead, id=project.id, command=back)


async def test_an_agreement_in_effect_is_reopened_while_nothing_was_done_on_its_ground(frozen: FrozenClock) -> None:
    project, lead, officer, liaison, _ = await granted()
    await operations.confirm_agreement(lead, id=project.id, side="lead")
    await operations.confirm_agreement(liaison, id=project.id, side="unit")
    frozen.advance(hours=1)
    await operations.confirm_agreement(officer, id=project.id, side="office")
    assert len(await reports.for_project(lead, project.id)) == 8
    for who, error in ((lead, Denied), (await actor_as(Role.LIAISON, unit=await make_unit()), NotFound)):
        with pytest.raises(error):
            await corrections.take_back(who, kind="agreement", record=project.id, reason="盖错了章")
    with pytest.raises(Invalid):
        await corrections.take_back(officer, kind="agreement", record=project.id, reason=" ")
    await corrections.take_back(officer, kind="agreement", record=project.id, reason="盖错了章")
    after = await projects.get(officer, project.id)
    assert after.agreement is not None
    assert (after.stage, after.signed_at, after.agreement.effective) == ("contracting", None, False)
    assert [after.agreement.signed_at(side) is not None for side in Side] == [True, True, False]
    assert await reports.for_project(lead, project.id) == []
    lines = [(one.text, one.detail) for one in await trail.timeline(officer, "project", project.id)]
    assert ("任务书不再生效，区委组织部的签署作废，待重新确认", "盖错了章") in lines
    again = await operations.confirm_agreement(officer, id=project.id, side="office")
    assert (again.stage, len(await reports.for_project(lead, project.id))) == ("kickoff", 8)


async def test_an_agreement_stays_once_something_was_handed_in_or_reported() -> None:
    project, lead, officer, _liaison, _ = await granted()
    scan = [Paper("件.pdf")]
    await operations_agreement.sign_on_paper(officer, id=project.id, command=paper(*Side), uploads=scan)
    first = (await reports.for_project(lead, project.id))[0].id
    async with db.write_tx():
        await Report.update({Report.extended: True}).where(Report.id == first)
    with pytest.raises(Conflict, match="已有进展报告或报告期申请"):
        await corrections.take_back(officer, kind="agreement", record=project.id, reason="误签")
    assert (await projects.get(officer, project.id)).stage == "kickoff"
    gate = next(one for one in project.milestones if one.kind == "kickoff")
    await operations.hand_in(lead, id=gate.id, version=None, note="材料齐备")
    with pytest.raises(Denied, match="已有节点提交材料"):
        await corrections.take_back(officer, kind="agreement", record=project.id, reason="误签")


async def test_each_version_is_kept_and_set_beside_another() -> None:
    project, lead, officer, _liaison, _ = await granted()
    await operations.confirm_agreement(lead, id=project.id, side="lead")
    await operations_plan.edit_agreement(officer, id=project.id, draft=draft())
    found = await queries_agreement.compared(lead, project.id)
    assert (found.old, found.new, [one.number for one in found.versions]) == (1, 2, [2, 1])
    assert found.versions[1].lead_signer == lead.name
    parts = {line.part: (line.old, line.new) for line in found.lines if line.changed}
    assert parts["考核指标：走访农户"] == ("60户", "80户")
    assert parts["结题期限"] == ("2026-11-30", "2026-12-31")
    assert parts["里程碑：入户走访"][1] == ""
    same = await queries_agreement.compared(lead, project.id, old=1, new=1)
    assert [line for line in same.lines if line.changed] == []
    with pytest.raises(NotFound):
        await queries_agreement.compared(lead, project.id, old=1, new=9)
    stranger, _ = await make_member()
    for read in (queries_agreement.compared, queries_agreement.sheet):
        with pytest.raises(NotFound):
            await read(stranger, project.id)


async def test_the_same_by_program(client: httpx.AsyncClient) -> None:
    project, lead, officer, _liaison, _ = await granted()
    base = f"/api/v1/projects/{project.id}/agreement"
    await sign_in(client, officer)
    head = await proof(client)
    scan = {"file": ("件.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")}
    sent = (await client.post("/api/v1/files", files=scan, headers=head)).json()["id"]
    body = {"sides": ["unit"], "nonsecret": True, "note": "原件存人才科"}
    bare = await client.post(f"{base}/paper", json=body, headers=head)
    assert (bare.status_code, "扫描件" in bare.text) == (422, True)
    signed = await client.post(f"{base}/paper?uploads={sent}", json=body, headers=head)
    assert (signed.status_code, signed.json()["agreement"]["unit_paper"]) == (200, True)
    back = await client.post(f"{base}/take-back", json={"side": "unit", "reason": "章不清"}, headers=head)
    assert (back.status_code, back.json()["agreement"]["unit_signed_at"]) == (200, None)
    twice = await client.post(f"{base}/take-back", json={"side": "unit", "reason": "章不清"}, headers=head)
    assert twice.status_code == 403
    found = (await client.get(base)).json()
    assert (found["version"]["number"], found["content"]["duties"][0]["side"]) == (1, "lead")
    assert (await client.get(f"{base}/versions/1")).json()["content"] == found["content"]
    word = await client.get(f"{base}/versions/1/paper")
    assert (word.status_code, word.content[:2]) == (200, b"PK")
    assert (await client.get(f"{base}/versions/2")).status_code == 404
    await sign_in(client, lead)
    assert (await client.get(base)).json()["lead_name"] == lead.name


def test_versions_are_compared_part_by_part() -> None:
    old = '{"goal": "甲", "indicators": [{"name": "走访", "unit": "户", "target": "60.00"}]}'
    new = '{"goal": "乙", "indicators": [{"name": "问卷", "unit": "份", "target": "300"}]}'
    assert compare(old, new) == [
        Line("目标导向", "甲", "乙"), Line("考核指标：走访", "60户", ""), Line("考核指标：问卷", "", "300份"),
    ]  # fmt: skip
    assert compare("{}", "") == []
