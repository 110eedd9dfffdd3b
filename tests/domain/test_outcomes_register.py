# SPDX-License-Identifier: MIT
"""Registering outcomes: likeness to others, what is sent back and written anew, proofs and the levels they carry."""

from __future__ import annotations

from typing import Any

import pytest

from research.corrections import operations as corrections
from research.outcomes import (
    operations,
    operations_evidence,
    operations_versions,
    queries,
    queries_board,
    queries_ledger,
    queries_versions,
    rules,
)
from research.outcomes.schemas import (
    AuthorContent,
    Climb,
    Proof,
    Registration,
    Regrade,
    Revision,
    Screening,
    SendBack,
    StepView,
)
from research.outcomes.states import EvaluationLevel, Grounds, Kind, Rung, carrying
from tests.factories.outcomes import make_outcome, make_proof
from tests.factories.people import actor_as, make_member, make_unit
from tests.factories.projects import make_project
from thinktank.demo.chapters import Paper
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.policies import operations as policies
from thinktank.policies.kinds_outcomes import Outcomes
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]


def registration(made: Any, **changes: Any) -> Registration:
    values: dict[str, Any] = {
        "title": "蟒蛇河排口整治责任清单", "kind": Kind.POLICY, "project": made.id, "summary": "排口责任到塘口到人",
        "authors": [AuthorContent(made.lead_talent, 100)], "nonsecret": True,
    } | changes  # fmt: skip
    return Registration(**values)


def revision(**changes: Any) -> Revision:
    values: dict[str, Any] = {
        "title": "蟒蛇河排口整治责任清单（修订）", "kind": Kind.POLICY, "summary": "补充了断面数据", "nonsecret": True,
        "reason": "补充数据",
    } | changes  # fmt: skip
    return Revision(**values)


# -- likeness -----------------------------------------------------------------------------------------------------


async def test_an_outcome_that_reads_like_another_takes_a_word_on_what_sets_it_apart() -> None:
    project = await make_project()
    first = await operations.register(project.lead, content=registration(project))
    twin = registration(project, title="蟒蛇河排口整治责任清单汇编")
    with pytest.raises(Invalid) as wrong:
        await operations.register(project.lead, content=twin)
    said = wrong.value.fields["distinct"]
    assert f"与{first.number}“蟒蛇河排口整治责任清单”相似" in said
    assert "蟒蛇河排口整治责任清单" in said
    twin.distinct = "汇编另收六个镇的做法"
    made = await operations.register(project.lead, content=twin)
    assert (await trail.timeline(project.lead, "outcome", made.id))[-1].detail.endswith("汇编另收六个镇的做法")


async def test_an_outcome_counts_for_one_project() -> None:
    one = await make_project()
    other = await make_project(title="低空物流航线布局")
    made = await operations.register(one.lead, content=registration(one))
    officer = await actor_as(Role.OFFICER)
    same = registration(other, authors=[AuthorContent(one.lead_talent, 100)], distinct="用在另一个项目")
    with pytest.raises(Invalid) as wrong:
        await operations.register(officer, content=same)
    assert wrong.value.fields == {"title": f"同名成果已在其他项目登记（{made.number}），同一成果只计入一个项目"}
    with pytest.raises(Invalid) as hidden:
        await operations.register(
            other.lead, content=registration(other, authors=[AuthorContent(other.lead_talent, 100)])
        )
    assert hidden.value.fields == {"title": "同名成果已在其他项目登记（—），同一成果只计入一个项目"}


async def test_a_finished_work_without_a_project_is_the_offices_and_says_where_it_came_from() -> None:
    project = await make_project()
    bare = registration(project, project=None)
    with pytest.raises(Denied, match="经办人登记"):
        await operations.register(project.lead, content=bare)
    officer = await actor_as(Role.OFFICER)
    with pytest.raises(Invalid) as wrong:
        await operations.register(officer, content=bare)
    assert set(wrong.value.fields) == {"direction", "origin"}
    whole = registration(project, project=None, direction="rural", origin="区农业农村局年度调研成果")
    made = await operations.register(officer, content=whole)
    assert (made.project, made.origin, made.direction) == (None, "区农业农村局年度调研成果", "rural")


# -- versions and what is sent back -------------------------------------------------------------------------------


async def test_what_is_sent_back_stands_still_until_the_team_hands_it_in_again() -> None:
    project, officer = await make_project(), await actor_as(Role.OFFICER)
    made = await operations.register(project.lead, content=registration(project))
    back = await operations_versions.send_back(officer, id=made.id, content=SendBack("请补断面数据", made.version))
    assert (back.holder, back.returned_reason) == ("课题组", "请补断面数据")
    with pytest.raises(Denied, match="退回补充"):
        await operations.screen(officer, id=made.id, content=Screening(checked=True))
    with pytest.raises(Denied, match="等待课题组"):
        await operations_versions.send_back(officer, id=made.id, content=SendBack("再补"))
    with pytest.raises(Conflict):
        content = revision(authors=[AuthorContent(project.lead_talent, 100)], version=77)
        await operations_versions.revise(project.lead, id=made.id, content=content)
    content = revision(authors=[AuthorContent(project.lead_talent, 70), AuthorContent(project.member_talent, 30)])
    again = await operations_versions.revise(project.lead, id=made.id, content=content)
    assert (again.returned_at, again.title, len(again.authors)) == (None, content.title, 2)
    assert (await operations.screen(officer, id=made.id, content=Screening(checked=True))).state == "screened"
    with pytest.raises(Denied, match="经办人退回"):
        await operations_versions.revise(project.lead, id=made.id, content=content)
    _outcome, versions = await queries_versions.versions(project.lead, made.id)
    assert [(one.nth, one.reason) for one in versions] == [(1, "补充数据")]
    assert versions[0].changes == [
        ("成果名称", "蟒蛇河排口整治责任清单", content.title),
        ("完成人", f"{again.authors[0].name} 100%", f"{again.authors[0].name} 70%、{again.authors[1].name} 30%"),
        ("内容摘要", "排口责任到塘口到人", "补充了断面数据"),
    ]
    with pytest.raises(NotFound):
        await queries_versions.versions((await make_member())[0], made.id)


# -- evidence and levels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", list(EvaluationLevel))
@pytest.mark.parametrize("held", [None, *Grounds])
@pytest.mark.parametrize("seen", [True, False])
def test_which_evidence_carries_which_level(level: EvaluationLevel, held: Grounds | None, seen: bool) -> None:
    step = StepView(
        1, "evidence", "", "", clock.today(), "", "", str(held or ""), "", None, None, clock.now() if seen else None
    )
    expected = level == "E" or (held is not None and seen and held.level <= level)
    assert bool(rules.carried(level, [step] if held else [])) is expected
    assert (held in carrying(level)) is (level != "E" and held is not None and held.level <= level)


async def at(state: str, **values: Any) -> tuple[Actor, int, Actor]:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    author, talent = await make_member(unit=unit)
    id_ = await make_outcome(unit=unit, author=talent, registered_by=officer.account, state=state, **values)
    return officer, id_, author


async def test_a_level_waits_for_its_evidence_and_the_originals() -> None:
    officer, id_, author = await at("screened")
    with pytest.raises(Invalid, match="D级须有佐证"):
        await operations.record_evaluation(officer, outcome=id_, level="D")
    assert (await queries.get(officer, id_)).state == "screened"
    proof = Proof(Grounds.PUBLISHED, "盐城日报社", clock.today(), "理论版")
    shown = await operations_evidence.add(author, id=id_, content=proof)
    with pytest.raises(Invalid, match="核对原件"):
        await operations.record_evaluation(officer, outcome=id_, level="D")
    with pytest.raises(Denied):
        await operations_evidence.check(author, id=id_, evidence=shown.evidence[0].id)
    await operations_evidence.check(officer, id=id_, evidence=shown.evidence[0].id)
    with pytest.raises(Conflict):
        await operations_evidence.check(officer, id=id_, evidence=shown.evidence[0].id)
    with pytest.raises(NotFound):
        await operations_evidence.check(officer, id=id_, evidence=99_999)
    done = await operations.record_evaluation(officer, outcome=id_, level="D")
    assert (done.state, done.level) == ("evaluated", "D")


async def test_a_department_may_do_without_evidence() -> None:
    officer, id_, _author = await at("screened")
    setting = Outcomes(level_needs_evidence=False)
    await policies.set_value(officer, name="outcomes", value=setting, effective_from=clock.today())
    assert (await operations.record_evaluation(officer, outcome=id_, level="A")).level == "A"


async def test_a_later_proof_raises_the_level_and_the_raise_can_be_taken_back() -> None:
    officer, id_, author = await at("recommended", level="E")
    with pytest.raises(Invalid, match="B级须有佐证"):
        await operations.regrade(officer, id=id_, content=Regrade(EvaluationLevel.B, "有批示"))
    step = Climb(
        Rung.INSTRUCTED, body="区委主要负责同志", on=clock.today(), note="请有关部门研究", grounds=Grounds.CHIEF
    )
    await operations.climb(officer, id=id_, content=step)
    raised = await operations.regrade(officer, id=id_, content=Regrade(EvaluationLevel.B, "有批示"))
    assert (raised.level, raised.state) == ("B", "instructed")
    with pytest.raises(Denied):
        await operations.regrade(author, id=id_, content=Regrade(EvaluationLevel.A, "再高"))
    await corrections.take_back(officer, kind="outcome", record=id_, reason="批示不是本成果的")
    assert (await queries.get(officer, id_)).level == "E"


async def test_an_instruction_is_registered_without_its_scan() -> None:
    officer, id_, author = await at("recommended")
    step = Climb(Rung.INSTRUCTED, body="区委主要负责同志", on=clock.today(), note="请有关部门研究")
    with pytest.raises(Invalid) as wrong:
        await operations.climb(officer, id=id_, content=step, uploads=[Paper("批示.pdf")])
    assert wrong.value.fields == {"uploads": "批示只登记摘要，不上传原件，请去掉附件"}
    proof = Proof(Grounds.DEPUTY, "区政府分管负责同志", clock.today())
    with pytest.raises(Invalid, match="不上传原件"):
        await operations_evidence.add(author, id=id_, content=proof, uploads=[Paper("批示.pdf")])
    step.grounds = Grounds.UNIT_FILE
    with pytest.raises(Invalid, match="没有这一种层级"):
        await operations.climb(officer, id=id_, content=step)


# -- board and ledger ---------------------------------------------------------------------------------------------


async def test_the_board_shows_a_bounded_number_and_counts_the_rest() -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    _author, talent = await make_member(unit=unit)
    for n in range(9):
        await make_outcome(unit=unit, author=talent, registered_by=officer.account, number=f"成{n}", state="screened")
    narrow = await actor_as(Role.OFFICER, unit=unit, scope=unit)
    for actor, search in (
        (officer, queries.Search()),
        (narrow, queries.Search()),
        (officer, queries.Search(kind="advice")),
    ):
        first = (await queries_board.board(actor, search))[0]
        assert [(group.rung, group.n, len(group.cards), group.more) for group in first.groups] == [
            ("registered", 0, 0, 0), ("screened", 9, 6, 3),
        ]  # fmt: skip
    assert (await queries_board.board(officer, queries.Search(direction="urban")))[0].n == 0
    assert [one.number for one in await queries_ledger.rows(narrow, queries.Search(rung="screened"))] == [
        f"成{n}" for n in reversed(range(9))
    ]
    assert await queries_ledger.rows((await make_member())[0], queries.Search()) == []


async def test_proofs_are_not_rungs() -> None:
    officer, id_, _author = await at("adopted")
    await make_proof(outcome=id_, by=officer.account)
    await make_proof(outcome=id_, by=officer.account, checked=True)
    found = await queries.get(officer, id_)
    assert [step.rung for step in found.steps] == ["adopted"]
    assert [one.grounds_label for one in found.evidence] == ["公开刊发", "公开刊发"]
    assert (await queries.listed(officer, queries.Search())).items[0].line == "区委办公室"
