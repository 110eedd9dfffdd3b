# SPDX-License-Identifier: MIT
"""The task agreement: signed on line or on paper by three sides, each version kept and set beside another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from research.applications.schemas import IndicatorContent, MilestoneContent
from research.projects import operations, operations_agreement, operations_plan, queries_parts
from research.projects.schemas import AgreementDraft, ProjectView, Side
from research.projects.schemas_agreement import SignOnPaper
from research.projects.versions import Line, compare
from research.topics.states import StepKind
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.topics import make_application, make_topic
from thinktank.demo.chapters import Paper
from thinktank.files import queries as files
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired", "settings"), pytest.mark.postgres]


async def granted() -> tuple[ProjectView, Actor, Actor, Actor, int]:
    """A project to be signed, with its lead, the officer, the unit's liaison."""
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    topic = await make_topic(created_by=officer.account)
    lead, talent = await make_member(unit=unit)
    application = await make_application(topic=topic, lead=talent, unit=unit, state="accepted")
    project = await operations.grant(await actor_as(Role.DEPT_LEADER), application=application)
    return project, lead, officer, await actor_as(Role.LIAISON, unit=unit), unit


def paper(*sides: Side, version: int | None = None) -> SignOnPaper:
    return SignOnPaper(list(sides), nonsecret=True, note="原件存人才科", version=version)


async def test_three_sides_sign_partly_on_line_partly_on_paper() -> None:
    project, lead, officer, liaison, _ = await granted()
    await operations.confirm_agreement(lead, id=project.id, side="lead")
    with pytest.raises(Invalid):
        await operations_agreement.sign_on_paper(officer, id=project.id, command=paper(Side.UNIT))
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


async def test_each_version_is_kept_and_set_beside_another() -> None:
    project, lead, officer, _liaison, _ = await granted()
    await operations.confirm_agreement(lead, id=project.id, side="lead")
    steps = [
        MilestoneContent(StepKind.KICKOFF, "开题论证", "通过", date(2026, 4, 1), date(2026, 4, 30)),
        MilestoneContent(StepKind.MIDTERM, "中期检查", "齐备", date(2026, 7, 1), date(2026, 7, 31)),
        MilestoneContent(StepKind.CLOSING, "结题验收", "齐备", date(2026, 10, 8), date(2026, 12, 31)),
    ]
    changed = AgreementDraft([IndicatorContent("走访农户", "户", Decimal(80))], steps)
    await operations_plan.edit_agreement(officer, id=project.id, draft=changed)
    found = await queries_parts.compared(lead, project.id)
    assert (found.old, found.new, [one.number for one in found.versions]) == (1, 2, [2, 1])
    assert found.versions[1].lead_signer == lead.name
    parts = {line.part: (line.old, line.new) for line in found.lines if line.changed}
    assert parts["考核指标：走访农户"] == ("60户", "80户")
    assert parts["结题期限"] == ("2026-11-30", "2026-12-31")
    assert parts["里程碑：入户走访"][1] == ""
    same = await queries_parts.compared(lead, project.id, old=1, new=1)
    assert [line for line in same.lines if line.changed] == []
    with pytest.raises(NotFound):
        await queries_parts.compared(lead, project.id, old=1, new=9)
    stranger, _ = await make_member()
    with pytest.raises(NotFound):
        await queries_parts.compared(stranger, project.id)


def test_versions_are_compared_part_by_part() -> None:
    old = '{"goal": "甲", "indicators": [{"name": "走访", "unit": "户", "target": "60.00"}]}'
    new = '{"goal": "乙", "indicators": [{"name": "问卷", "unit": "份", "target": "300"}]}'
    assert compare(old, new) == [
        Line("目标导向", "甲", "乙"), Line("考核指标：走访", "60户", ""), Line("考核指标：问卷", "", "300份"),
    ]  # fmt: skip
    assert compare("{}", "") == []
