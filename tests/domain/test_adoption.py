# SPDX-License-Identifier: MIT
"""How outcomes come into practice: briefs, tasks, confirmations by the adopting unit, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from research.adoption import operations, operations_briefs, operations_effects, queries
from research.adoption.operations_effects import months_before
from research.adoption.schemas import (
    AnswerEffect,
    AskAdoption,
    BriefContent,
    ConfirmAdoption,
    IndicatorValue,
    Plain,
    Reasoned,
    SendBrief,
    TaskContent,
)
from research.adoption.tables import Adoption, EffectReturn
from research.corrections import operations as corrections
from research.outcomes import operations_indicators, queries_indicators
from research.outcomes import queries as outcomes
from research.outcomes.schemas_indicators import NewIndicator
from research.outcomes.states import Grounds
from reviews.supervision import queries_outcomes
from tests.factories.outcomes import make_outcome
from tests.factories.people import actor_as, make_member, make_talent, make_unit
from tests.factories.projects import make_project
from thinktank.demo.chapters import Paper
from thinktank.growth.tables import GrowthEntry
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.policies import operations as policies
from thinktank.policies.kinds_reporting import Reminders

pytestmark = [pytest.mark.usefixtures("database", "frozen", "wired"), pytest.mark.postgres]
JOB = system("job:adoption")


class Scene(msgspec.Struct):
    officer: Actor
    author: Actor
    liaison: Actor
    unit: int
    outcome: int
    talent: int


async def scene(state: str = "recommended", **values: Any) -> Scene:
    """An outcome of one unit, and the liaison of another one that may adopt it."""
    officer, home, unit = await actor_as(Role.OFFICER), await make_unit(), await make_unit()
    if "number" not in values:
        unit = await make_unit("区城市管理局")
    author, talent = await make_member(unit=home)
    id_ = await make_outcome(unit=home, author=talent, registered_by=officer.account, state=state, **values)
    liaison = await actor_as(Role.LIAISON, unit=unit, scope=unit, name="李联络")
    return Scene(officer, author, liaison, unit, id_, talent)


def brief(**changes: Any) -> BriefContent:
    values: dict[str, Any] = {
        "title": "破解停车难的三条建议", "addressees": "区委办公室、区政府办公室", "problem": "车位缺口大",
        "advice": "错时开放", "nonsecret": True,
    } | changes  # fmt: skip
    return BriefContent(**values)


def confirmation(**changes: Any) -> ConfirmAdoption:
    values: dict[str, Any] = {
        "content": "第三、五条吸收了建议", "measures": "停车管理办法", "document": "盐城管〔2026〕12号",
        "grounds": Grounds.UNIT_FILE, "adopted_on": date(2026, 3, 16), "nonsecret": True,
    } | changes  # fmt: skip
    return ConfirmAdoption(**values)


async def told(account: int) -> list[str]:
    return [
        row["title"] for row in await Notice.select(Notice.title).where(Notice.account == account).order_by(Notice.id)
    ]


# -- briefs ---------------------------------------------------------------------------------------------------------


async def test_a_brief_is_numbered_when_it_goes_out_and_takes_the_outcome_along() -> None:
    s = await scene("evaluated")
    made = await operations_briefs.draft(s.officer, outcome=s.outcome, content=brief())
    assert (made.state, made.number, made.actions) == ("draft", "", ["edit", "send", "drop"])
    edited = await operations_briefs.edit(
        s.officer, id=made.id, content=brief(title="停车难三策", version=made.version)
    )
    with pytest.raises(Conflict):
        await operations_briefs.edit(s.officer, id=made.id, content=brief(version=made.version))
    with pytest.raises(Invalid, match="还没有到"):
        await operations_briefs.send(s.officer, id=made.id, content=SendBrief(date(2026, 3, 19), "周正"))
    sent = await operations_briefs.send(
        s.officer, id=made.id, content=SendBrief(date(2026, 3, 17), "周正", version=edited.version)
    )
    assert (sent.state, sent.number, sent.actions) == ("sent", "2026年第1期", [])
    outcome = await outcomes.get(s.officer, s.outcome)
    step = outcome.steps[-1]
    assert (outcome.state, step.body, step.document, step.on, step.approver) == (
        "recommended", "区委办公室、区政府办公室", "2026年第1期", date(2026, 3, 17), "周正",
    )  # fmt: skip
    again = await operations_briefs.draft(s.officer, outcome=s.outcome, content=brief(title="补充建议"))
    second = await operations_briefs.send(s.officer, id=again.id, content=SendBrief(date(2026, 3, 18), "周正"))
    assert (second.number, (await outcomes.get(s.officer, s.outcome)).state) == ("2026年第2期", "recommended")
    with pytest.raises(Conflict):
        await operations_briefs.edit(s.officer, id=made.id, content=brief())
    with pytest.raises(Conflict):
        await operations_briefs.drop(s.officer, id=made.id, content=Plain())


async def test_a_brief_that_was_sent_by_mistake_comes_back_with_its_rung() -> None:
    s = await scene("evaluated")
    made = await operations_briefs.draft(s.officer, outcome=s.outcome, content=brief())
    await operations_briefs.send(s.officer, id=made.id, content=SendBrief(date(2026, 3, 17), "周正"))
    await corrections.take_back(s.officer, kind="outcome", record=s.outcome, reason="报送对象有误")
    found, outcome = await queries.brief(s.officer, made.id)
    assert (found.state, outcome.state, [step.rung for step in outcome.steps]) == ("draft", "evaluated", ["evaluated"])


async def test_nothing_is_briefed_before_the_screening_or_out_of_turn_without_a_word() -> None:
    s = await scene("registered")
    with pytest.raises(Denied, match="保密审查"):
        await operations_briefs.draft(s.officer, outcome=s.outcome, content=brief())
    early = await scene("screened", number="成2026-902")
    made = await operations_briefs.draft(early.officer, outcome=early.outcome, content=brief())
    assert made.early
    with pytest.raises(Denied, match="越级理由"):
        await operations_briefs.send(early.officer, id=made.id, content=SendBrief(date(2026, 3, 17), "周正"))
    assert (await queries.brief(early.officer, made.id))[0].state == "draft"
    content = SendBrief(date(2026, 3, 17), "周正", waiver="区委办催报")
    assert (await operations_briefs.send(early.officer, id=made.id, content=content)).state == "sent"
    with pytest.raises(Invalid, match="批准依据"):
        await operations_briefs.draft(early.officer, outcome=early.outcome, content=brief(advice="建成示范点"))


async def test_briefs_are_the_offices_and_what_was_sent_is_known_to_authors() -> None:
    s = await scene("evaluated")
    made = await operations_briefs.draft(s.officer, outcome=s.outcome, content=brief())
    town = await make_unit()
    elsewhere = await actor_as(Role.OFFICER, unit=town, scope=town)
    for actor in (s.author, s.liaison, elsewhere, (await make_member())[0]):
        with pytest.raises(NotFound):
            await queries.brief(actor, made.id)
    assert (await queries.way(s.author, s.outcome)).briefs == []
    with pytest.raises(Denied):
        await operations_briefs.draft(s.author, outcome=s.outcome, content=brief())
    await operations_briefs.send(s.officer, id=made.id, content=SendBrief(date(2026, 3, 17), "周正"))
    shown = await queries.way(s.author, s.outcome)
    assert ([one.number for one in shown.briefs], shown.actions) == (["2026年第1期"], [])
    with pytest.raises(NotFound):
        await queries.way((await make_member())[0], s.outcome)


# -- tasks ----------------------------------------------------------------------------------------------------------


async def test_an_instruction_becomes_an_order_to_the_team() -> None:
    project, officer = await make_project(), await actor_as(Role.OFFICER)
    id_ = await make_outcome(
        unit=project.unit, author=project.member_talent, registered_by=officer.account, state="instructed",
        project=project.id,
    )  # fmt: skip
    content = TaskContent(
        "完善停车共享方案", "按批示补充两个街道的测算", clock.today() + timedelta(days=20), nonsecret=True
    )
    with pytest.raises(Denied):
        await operations_briefs.give_task(project.lead, outcome=id_, content=content)
    with pytest.raises(Invalid, match="晚于今天"):
        late = TaskContent("完善方案", "补充测算", clock.today(), nonsecret=True)
        await operations_briefs.give_task(officer, outcome=id_, content=late)
    way = await operations_briefs.give_task(officer, outcome=id_, content=content)
    (order,) = await queries_outcomes.of_outcome(officer, id_)
    assert (way.tasks[0].order_id, order.matter, order.handler, order.state) == (
        order.id, "完善停车共享方案", project.lead.account, "draft",
    )  # fmt: skip
    assert way.tasks[0].basis == "区委办公室2026年3月18日批示"
    assert (await queries.way(project.member, id_)).tasks == []
    with pytest.raises(NotFound):
        await queries_outcomes.of_outcome((await make_member())[0], id_)


async def test_a_task_needs_an_instruction_and_a_project() -> None:
    content = TaskContent("完善方案", "补充测算", date(2026, 5, 8), nonsecret=True)
    for state, why in (("recommended", "登记批示或采纳"), ("adopted", "不属于项目")):
        s = await scene(state, number=f"成{state}")
        with pytest.raises(Denied, match=why):
            await operations_briefs.give_task(s.officer, outcome=s.outcome, content=content)


# -- confirmations --------------------------------------------------------------------------------------------------


async def asked(s: Scene) -> int:
    return (await operations.ask(s.officer, outcome=s.outcome, content=AskAdoption(s.unit, "请核对"))).id


async def test_the_liaison_of_the_adopting_unit_confirms_and_the_outcome_stands_adopted() -> None:
    s = await scene()
    id_ = await asked(s)
    assert await told(s.liaison.account) == ["请确认是否采纳成果“村级集体经济风险提示”"]
    shown = await queries.get(s.liaison, id_)
    assert (shown.actions, shown.due_on, shown.authors) == (["confirm", "decline"], date(2026, 4, 1), s.author.name)
    with pytest.raises(NotFound):
        await outcomes.get(s.liaison, s.outcome)
    with pytest.raises(Conflict):
        await asked(s)
    done = await operations.confirm(s.liaison, id=id_, content=confirmation(), uploads=[Paper("采纳证明.pdf")])
    assert (done.state, done.confirmer, [one.name for one in done.files]) == ("confirmed", "李联络", ["采纳证明.pdf"])
    outcome = await outcomes.get(s.officer, s.outcome)
    step = outcome.steps[-1]
    assert (outcome.state, step.rung, step.body, step.approver, step.grounds_label) == (
        "adopted", "adopted", "区城市管理局", "李联络", "部门、镇街文件采纳",
    )  # fmt: skip
    assert [one.grounds for one in outcome.evidence] == ["unit_file"]
    assert await GrowthEntry.count().where(GrowthEntry.talent == s.talent) == 1
    with pytest.raises(Conflict):
        await operations.confirm(s.liaison, id=id_, content=confirmation())
    await corrections.take_back(s.officer, kind="outcome", record=s.outcome, reason="文号有误")
    back = await queries.get(s.liaison, id_)
    assert (back.state, back.document, (await outcomes.get(s.officer, s.outcome)).state) == ("asked", "", "recommended")


async def test_a_second_unit_adopts_without_moving_the_outcome() -> None:
    s = await scene("applied")
    id_ = await asked(s)
    await operations.confirm(s.liaison, id=id_, content=confirmation())
    outcome = await outcomes.get(s.officer, s.outcome)
    assert (outcome.state, [one.state for one in (await queries.way(s.officer, s.outcome)).adoptions]) == (
        "applied", ["confirmed"],
    )  # fmt: skip


async def test_what_is_not_adopted_goes_back_to_who_asked() -> None:
    s = await scene()
    id_ = await asked(s)
    done = await operations.decline(s.liaison, id=id_, content=Reasoned("已有现行办法"))
    assert (done.state, (await outcomes.get(s.officer, s.outcome)).state) == ("declined", "recommended")
    assert (await told(s.officer.account))[-1] == "村级集体经济风险提示：区城市管理局答复未采纳"
    again = await asked(s)
    await operations.withdraw(s.officer, id=again, content=Reasoned("发错单位"))
    with pytest.raises(Conflict):
        await operations.confirm(s.liaison, id=again, content=confirmation())


async def test_who_may_not_ask_answer_or_read() -> None:
    s = await scene()
    with pytest.raises(Invalid, match="没有联络员"):
        lonely = AskAdoption(await make_unit(), "请核对")
        await operations.ask(s.officer, outcome=s.outcome, content=lonely)
    with pytest.raises(Denied):
        await operations.ask(s.author, outcome=s.outcome, content=AskAdoption(s.unit, "请核对"))
    early = await scene("screened", number="成2026-902")
    with pytest.raises(Denied, match="报送以后"):
        await operations.ask(early.officer, outcome=early.outcome, content=AskAdoption(early.unit, "请核对"))
    id_ = await asked(s)
    town = await make_unit()
    for actor in (
        s.author, (await make_member())[0], await actor_as(Role.LIAISON, unit=town, scope=town),
        await actor_as(Role.OFFICER, unit=town, scope=town),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await queries.get(actor, id_)
        assert not await queries.may_read_file(actor, id_)
        assert (await queries.listed(actor)).items == []
    with pytest.raises(Denied, match="联络员"):
        await operations.confirm(s.officer, id=id_, content=confirmation())
    with pytest.raises(Denied, match="经办人"):
        await operations.withdraw(s.liaison, id=id_, content=Reasoned("不办"))
    for wrong, field in (
        (confirmation(adopted_on=date(2026, 3, 19)), "adopted_on"),
        (confirmation(grounds=Grounds.CHIEF), "grounds"),
        (confirmation(measures="列入示范点建设"), "measures"),
    ):
        with pytest.raises(Invalid) as found:
            await operations.confirm(s.liaison, id=id_, content=wrong)
        assert set(found.value.fields) == {field}
    with pytest.raises(Conflict):
        await operations.confirm(s.liaison, id=id_, content=confirmation(version=77))


async def test_an_author_does_not_confirm_his_own_work() -> None:
    officer, unit = await actor_as(Role.OFFICER), await make_unit()
    author = await actor_as(Role.MEMBER, Role.LIAISON, unit=unit, scope=unit)
    talent = await make_talent(unit=unit, name=author.name, account=author.account)
    id_ = await make_outcome(unit=unit, author=talent, registered_by=officer.account, state="recommended")
    one = await operations.ask(officer, outcome=id_, content=AskAdoption(unit, "请核对"))
    with pytest.raises(Denied, match="您是完成人"):
        await operations.confirm(author, id=one.id, content=confirmation())


# -- effects --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 3, 18), 12, date(2025, 3, 18)),
        (date(2026, 1, 5), 1, date(2025, 12, 5)),
        (date(2024, 8, 30), 6, date(2024, 2, 29)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


async def test_the_unit_is_asked_after_six_and_twelve_months_once_each(frozen: FrozenClock) -> None:
    s = await scene()
    id_ = await asked(s)
    await operations.confirm(s.liaison, id=id_, content=confirmation())
    assert await operations_effects.ask_due(JOB) == 0
    frozen.advance(days=185)
    assert (await operations_effects.ask_due(JOB), await operations_effects.ask_due(JOB)) == (1, 0)
    (first,) = (await queries.get(s.liaison, id_)).effects
    assert (first.months, first.state, first.actions) == (6, "asked", ["answer"])
    assert (await told(s.liaison.account))[-1] == "请填写成果“村级集体经济风险提示”采纳6个月的应用效果"
    frozen.advance(days=185)
    assert (await operations_effects.ask_due(JOB), await operations_effects.ask_due(JOB)) == (1, 0)
    assert [one.months for one in (await queries.get(s.officer, id_)).effects] == [6, 12]


async def test_an_old_adoption_is_asked_for_the_latest_month_alone(frozen: FrozenClock) -> None:
    s = await scene()
    await operations.confirm(s.liaison, id=await asked(s), content=confirmation())
    frozen.advance(days=400)
    assert await operations_effects.ask_due(JOB) == 1
    assert [row["months"] for row in await EffectReturn.select(EffectReturn.months)] == [12]


async def owing(frozen: FrozenClock) -> tuple[Scene, int]:
    s = await scene()
    await operations.confirm(s.liaison, id=await asked(s), content=confirmation())
    frozen.advance(days=185)
    await operations_effects.ask_due(JOB)
    return s, (await EffectReturn.select(EffectReturn.id))[0]["id"]


async def test_figures_of_an_answer_are_measurements_to_be_approved(frozen: FrozenClock) -> None:
    s, id_ = await owing(frozen)
    content = NewIndicator("夜间占道停车", Decimal(120), Decimal(60), "辆", ascending=False)
    indicator = (await operations_indicators.add(s.author, outcome=s.outcome, content=content)).indicators[0].id
    answer = AnswerEffect("夜间占道减少三成", clock.today(), [IndicatorValue(indicator, Decimal(84))], nonsecret=True)
    for actor in (s.officer, s.author, (await make_member())[0]):
        with pytest.raises((Denied, NotFound)):
            await operations.answer_effect(actor, id=id_, content=answer)
    wrong = AnswerEffect("减少", clock.today(), [IndicatorValue(99_999, Decimal(84))], nonsecret=True)
    with pytest.raises(Invalid, match="不属于该成果"):
        await operations.answer_effect(s.liaison, id=id_, content=wrong)
    assert (await queries.effect(s.liaison, id_))[0].state == "asked"
    done = await operations.answer_effect(s.liaison, id=id_, content=answer)
    assert (done.state, done.effect) == ("answered", "夜间占道减少三成")
    (found,) = (await queries_indicators.of_outcome(s.officer, s.outcome)).indicators
    assert (found.actual, [(one.value, one.state) for one in found.values]) == (None, [(Decimal(84), "submitted")])
    with pytest.raises(Conflict):
        await operations.answer_effect(s.liaison, id=id_, content=answer)
    assert (await told(s.officer.account))[-1].endswith("填写6个月应用效果")


async def test_the_office_may_do_without_an_answer(frozen: FrozenClock) -> None:
    s, id_ = await owing(frozen)
    with pytest.raises(Denied):
        await operations.waive_effect(s.liaison, id=id_, content=Reasoned("忙"))
    assert (await operations.waive_effect(s.officer, id=id_, content=Reasoned("单位已撤并"))).state == "waived"
    assert await queries.waiting(s.liaison) == ([], [])


async def test_what_is_owed_is_reminded_of_by_the_ladder(frozen: FrozenClock) -> None:
    s = await scene()
    setting = Reminders(adoption_workdays=(5, 1), adoption_after_workdays=(1,), adoption_officer_workdays=2)
    await policies.set_value(s.officer, name="reminders", value=setting, effective_from=clock.today())
    await asked(s)
    assert await operations_effects.remind_asked(JOB) == 0
    words = []
    for _day in range(20):
        frozen.advance(days=1)
        words.append(await operations_effects.remind_asked(JOB))
    assert sum(words) == 4
    assert (await told(s.liaison.account))[1:] == [
        "请在4月1日前确认是否采纳成果“村级集体经济风险提示”",
        "请在4月1日前确认是否采纳成果“村级集体经济风险提示”",
        "请尽快确认是否采纳成果“村级集体经济风险提示”，期限4月1日已过",
    ]
    assert (await told(s.officer.account))[-1] == ("采纳单位仍未确认成果“村级集体经济风险提示”，期限4月1日已过，请联系")
    assert await Adoption.count() == 1
