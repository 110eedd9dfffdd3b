# SPDX-License-Identifier: MIT
"""Letting a person's data go, everywhere: no table of the program may still say what was erased."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import msgspec
import pytest

from tests.factories.people import actor_as, district
from tests.factories.postings import Cast, advance, make_cast, make_posting
from thinktank.app import wire
from thinktank.files import store
from thinktank.files.operations import drop_erased
from thinktank.files.tables import StoredFile
from thinktank.growth import operations as growing
from thinktank.growth import operations_assessments as assessing
from thinktank.growth import queries as growth
from thinktank.growth import queries_assessments as assessments
from thinktank.growth.schemas import AddGrowth, AssessmentView, DecideClaim, DraftAssessment, Evidence
from thinktank.growth.states import Grade
from thinktank.growth.tables import Assessment, GrowthClaim
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.subjects import ERASED
from thinktank.mentoring import operations as mentoring
from thinktank.mentoring.schemas import Answer, EndPair, KeepTalk, Offer, Raise
from thinktank.policies import operations as policies
from thinktank.policies.schemas import YearContent
from thinktank.postings import operations_course as course
from thinktank.postings import queries as postings
from thinktank.postings.queries_evidence import postings as evidence
from thinktank.postings.schemas import End, Opine, SumUp
from thinktank.postings.states import Grade as PostGrade
from thinktank.postings.states import Side
from thinktank.privacy import operations as privacy
from thinktank.privacy.queries import gather
from thinktank.privacy.schemas import Answer as Reply
from thinktank.privacy.schemas import Ask
from thinktank.talents import operations_admission as admission
from thinktank.talents import operations_facts as facts
from thinktank.talents import operations_notices as objections
from thinktank.talents import queries_admission
from thinktank.talents.schemas_admission import AnswerObjection, Batch, Object, TakeStep, UnitOpinion
from thinktank.talents.tables import NoticeObjection, Talent
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database", "settings"), pytest.mark.postgres]


class Paper:
    """A file as it arrives."""

    def __init__(self, name: str) -> None:
        self.filename = f"{name}.pdf"
        self.left = io.BytesIO(f"%PDF-1.4\n{name}\n%%EOF\n".encode())

    async def read(self, size: int = -1) -> bytes:
        return self.left.read(size)

    async def seek(self, offset: int) -> int:
        return self.left.seek(offset)


async def everything() -> str:
    """All that stands in all tables."""
    names = await db.raw(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if db.is_sqlite()
        else "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
    )
    return "\n".join([str(await db.raw(f'SELECT * FROM "{row["name"]}"')) for row in names])


async def left(words: tuple[str, ...]) -> list[str]:
    """Which of these words still stand somewhere."""
    text = await everything()
    return [word for word in words if word in text]


@pytest.fixture
async def cast(database: Any, frozen: FrozenClock, settings: Any) -> Cast:
    wire()
    await district()
    return await make_cast()


async def admit(cast: Cast) -> int:
    """Bring the cast's person through the admission again, with words at every step; return the case."""
    talent, strengths = cast.talent, "特长语"
    also = {Talent.state: "submitted", Talent.local_since: date(2020, 7, 1), Talent.cadre: "no"}
    await Talent.update(also).where(Talent.id == talent)
    async with db.write_tx():
        await facts.set_facts(cast.officer, id=talent, values={"strengths": strengths})

    async def step(name: Any, by: Any = cast.officer, **more: Any) -> None:
        await admission.take_step(by, id=talent, command=TakeStep(step=name, **more))

    await step("ask_unit")
    opinion = UnitOpinion(agree=True, note="单位语", unclassified=True)
    case = await admission.give_opinion(cast.sender, id=talent, command=opinion, uploads=[Paper("推荐语")])
    await step("qualify", note="研判语")
    await step("cleared")
    await step("approve", cast.leader, on=clock.today(), note="议决语")
    await admission.batch(cast.officer, command=Batch(step="publish", ids=[talent]))
    found = await queries_admission.case(cast.officer, talent)
    assert found.notice is not None
    made = await objections.object_to(
        cast.colleague, notice=found.notice, command=Object(talent, "异议语", contact="13511112222")
    )
    await objections.answer(cast.officer, id=made.id, command=AnswerObjection("答复语"))
    await Talent.update({Talent.state: "active", Talent.admitted_on: clock.today()}).where(Talent.id == talent)
    assert case.case is not None
    return case.case


async def live(cast: Cast, frozen: FrozenClock) -> None:
    """Fill a member's year: growth, an assessment, a posting, a mentor, a talk, a suggestion; and a colleague's."""
    for member, talent, word in (
        (cast.person, cast.talent, ""),
        (cast.colleague, await _talent(cast.colleague), "旁人"),
    ):
        claim = AddGrowth("荣誉", date(2026, 3, 2), word or "荣誉语", unclassified=True)
        await growing.register(member, talent=talent, command=claim, uploads=[Paper("旁人凭据" if word else "证书语")])
    for row in await GrowthClaim.select(GrowthClaim.id):
        await growing.decide(cast.officer, id=row["id"], command=DecideClaim(agree=True))
    await _assess(cast)
    await _talk(cast)
    posting = await make_posting(cast, "in_post")
    frozen.advance(days=175)
    summary = SumUp("总结语", nonsecret=True)
    await course.sum_up(cast.person, id=posting.id, command=summary, uploads=[Paper("总结附件语")])
    opinion = Opine("鉴定语", nonsecret=True, side=Side.RECEIVER)
    await course.opine(cast.receiver, id=posting.id, command=opinion, uploads=[Paper("鉴定扫描语")])
    await course.opine(cast.sender, id=posting.id, command=Opine("鉴定语", nonsecret=True, side=Side.SENDER))
    await course.end(cast.leader, id=posting.id, command=End(PostGrade.EXCELLENT, "鉴定语"))


async def _talent(member: Actor) -> int:
    return int((await Talent.select(Talent.id).where(Talent.account == member.account))[0]["id"])


async def _assess(cast: Cast) -> None:
    content = YearContent(name="2026年度", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    year = await policies.plan_year(cast.officer, content=content)
    await assessing.open_year(cast.officer, year=year.id)
    for row in await Assessment.select(Assessment.id, Assessment.talent):
        word = "拟评语" if row["talent"] == cast.talent else "旁人语"
        await assessing.draft(cast.officer, id=row["id"], command=DraftAssessment(Grade.EXCELLENT, word))
        await assessing.sign(cast.leader, ids=[row["id"]])


async def _talk(cast: Cast) -> None:
    mentor = await actor_as(Role.MENTOR)
    pair = await mentoring.offer(cast.officer, talent=cast.talent, command=Offer(mentor.account))
    await mentoring.answer_offer(mentor, id=pair.id, command=Answer(accept=True))
    kept = KeepTalk(cast.talent, clock.today(), "谈话语", nonsecret=True, topic="主题语", suggestions="建议语")
    await mentoring.keep_talk(mentor, command=kept)
    await mentoring.end_pair(cast.officer, id=pair.id, command=EndPair("结束语"))
    own = await mentoring.raise_suggestion(cast.colleague, command=Raise("旁人语", nonsecret=True))
    assert own.text == "旁人语"


async def leave(cast: Cast) -> None:
    """The person leaves the bank."""
    command = TakeStep(step="leave", ground="moved_away", note="退出语")
    await admission.take_step(cast.leader, id=cast.talent, command=command)


JUDGED = (
    "单位语", "推荐语", "研判语", "议决语", "异议语", "13511112222", "答复语", "拟评语", "鉴定语", "鉴定扫描语",
    "谈话语", "主题语", "建议语", "结束语", "退出语",
)  # fmt: skip
"""Class P3: what others said of the person, and what was talked about."""
WRITTEN = ("荣誉语", "证书语.pdf", "总结语", "总结附件语", "特长语")
"""Class P2: goes when the person asks for it."""
OTHERS = ("旁人语", "旁人凭据.pdf")


async def test_a_year_after_the_exit_nothing_says_any_more_what_was_judged(cast: Cast, frozen: FrozenClock) -> None:
    await admit(cast)
    await live(cast, frozen)
    await leave(cast)
    assert await left((*JUDGED, *WRITTEN, *OTHERS)) == [*JUDGED, *WRITTEN, *OTHERS]
    frozen.advance(days=366)
    assert await privacy.retain(system("test")) == 1
    assert await left(JUDGED) == []
    assert await left((*WRITTEN, *OTHERS)) == [*WRITTEN, *OTHERS]
    assert [(one.level, one.evidence) for one in [await _assessment(cast)]] == [("", [])]
    lines = await growth.record(cast.officer, cast.talent)
    assert [line.text for line in lines if line.field_class == "P3"] == [ERASED, ERASED]
    assert (await trail.verify()).ok


async def _assessment(cast: Cast) -> AssessmentView:
    row = (await Assessment.select(Assessment.id).where(Assessment.talent == cast.talent))[0]
    return await assessments.get(cast.officer, row["id"])


async def test_who_asks_to_be_erased_leaves_nothing_but_the_name(cast: Cast, frozen: FrozenClock) -> None:
    await admit(cast)
    await live(cast, frozen)
    await leave(cast)
    made = await privacy.ask(cast.person, command=Ask(kind="erase", text="请删除"))
    await privacy.answer(cast.officer, id=made.id, command=Reply(step="fulfil", answer="已删"))
    assert await left((*JUDGED, *WRITTEN)) == []
    assert await left(OTHERS) == list(OTHERS)
    case = await queries_admission.case(cast.officer, cast.talent)
    assert (case.name, case.statement, case.unit_note, case.papers) == ("陈戊", "", "", [])
    assert [one.value for one in case.conditions if one.name in {"年龄", "学历", "本地工作"}] == ["", "", ""]
    (posting,) = await postings.of_talent(cast.officer, cast.talent)
    view = await postings.get(cast.officer, posting.id)
    assert (view.grade, view.summary, view.plan, [one.text for one in view.opinions if one.text]) == (
        "", "", "", [ERASED] * 3,
    )  # fmt: skip
    assert (await trail.verify()).ok


async def test_the_bytes_of_erased_files_go_unless_another_record_has_them(cast: Cast, frozen: FrozenClock) -> None:
    for member in (cast.person, cast.colleague):
        claim = AddGrowth("荣誉", date(2026, 3, 2), "荣誉", unclassified=True)
        papers = [Paper("同一份"), Paper(member.name)]
        await growing.register(member, talent=await _talent(member), command=claim, uploads=papers)
    f = StoredFile
    kept = {row["name"]: row["sha256"] for row in await f.select(f.name, f.sha256)}
    async with db.write_tx():
        await facts.erase(cast.officer, id=cast.talent, whole=True, text="删去")
    assert await drop_erased(system("test")) == 2
    assert await drop_erased(system("test")) == 0
    held = {name: await store.holds(sha256) for name, sha256 in kept.items()}
    assert held == {"同一份.pdf": True, f"{cast.person.name}.pdf": False, f"{cast.colleague.name}.pdf": True}


async def test_an_erasure_that_fails_takes_nothing(cast: Cast, frozen: FrozenClock) -> None:
    await admit(cast)
    before = await everything()
    with pytest.raises(RuntimeError):
        async with db.write_tx():
            await facts.erase(cast.officer, id=cast.talent, whole=True, text="删去")
            raise RuntimeError
    assert await everything() == before


async def test_who_objected_is_forgotten_when_they_are_erased(cast: Cast, frozen: FrozenClock) -> None:
    await admit(cast)
    async with db.write_tx():
        await facts.erase(cast.officer, id=await _talent(cast.colleague), whole=False, text="删去")
    assert await left(("13511112222",)) == []
    (row,) = await NoticeObjection.select(NoticeObjection.name, NoticeObjection.text)
    assert row == {"name": ERASED, "text": "异议语"}


async def test_my_data_hold_what_was_told_and_not_what_was_judged(cast: Cast, frozen: FrozenClock) -> None:
    await admit(cast)
    await live(cast, frozen)
    found = await gather(cast.person)
    text = str([(section.title, section.rows) for section in found.sections])
    hidden = ("单位语", "研判语", "议决语", "异议语", "13511112222", "答复语", "拟评语", "鉴定语", "旁人", "结束语")
    assert [word for word in hidden if word in text] == []
    parts = {section.title: section.rows for section in found.sections}
    assert [row["等次"] for row in parts["年度评价"]] == ["优秀"]
    assert [(row["鉴定等次"], row["个人总结"]) for row in parts["岗位历练"]] == [("优秀", "总结语")]
    assert [row["意见"] for row in parts["岗位历练意见"]] == ["同意"]
    assert [(row["主题"], row["内容"]) for row in parts["谈心谈话"]] == [("主题语", "谈话语")]
    assert [row["意见建议"] for row in parts["意见建议"]] == ["建议语"]
    assert [row["状态"] for row in parts["导师"]] == ["已结束"]
    assert [row["内容"] for row in parts["成长档案填报"]] == ["荣誉语"]
    assert len(parts["入库经过"]) == 1
    other = {section.title: section.rows for section in (await gather(cast.colleague)).sections}
    assert [(row["反映的情况"], row["答复"]) for row in other["公示期反映的情况"]] == [("异议语", "答复语")]


async def test_postings_are_evidence_of_the_year(cast: Cast, frozen: FrozenClock) -> None:
    posting = await make_posting(cast, "in_post")
    href, year = f"/postings/{posting.id}", (date(2026, 1, 1), date(2026, 12, 31))
    text = "横向挂职，区乙局规划科科长助理，在岗"
    assert await evidence([cast.talent], *year) == {cast.talent: [Evidence("岗位历练", text, href)]}
    assert await evidence([cast.talent], date(2025, 1, 1), date(2025, 12, 31)) == {}
    frozen.advance(days=175)
    await advance(cast, posting, "ended")
    graded = Evidence("岗位历练", "横向挂职，区乙局规划科科长助理，鉴定优秀", href)
    assert await evidence([cast.talent], *year) == {cast.talent: [graded]}
    assert await evidence([cast.talent], date(2027, 1, 1), date(2027, 12, 31)) == {}
    await make_posting(msgspec.structs.replace(cast, talent=await _talent(cast.colleague)), "proposed")
    assert await evidence([await _talent(cast.colleague)], *year) == {}
