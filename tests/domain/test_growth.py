# SPDX-License-Identifier: MIT
"""The growth record: written once, taken back by a line of its own, and read by whom it concerns."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import docx
import pytest

from tests.factories.people import actor_as, district, make_member, make_talent, make_unit
from thinktank.files import queries as files
from thinktank.growth import operations, queries
from thinktank.growth.papers import RECORD
from thinktank.growth.schemas import AddGrowth, ClaimView, CorrectEntry, DecideClaim
from thinktank.growth.states import Category
from thinktank.growth.tables import GrowthClaim, GrowthEntry
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.notices.tables import Notice
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.postgres]
TRAINING = AddGrowth(category="培训", on=date(2026, 3, 1), text="青年干部培训班", unclassified=True)


class Paper:
    """A file as it arrives."""

    filename = "结业证书.pdf"

    def __init__(self) -> None:
        self.left = io.BytesIO(b"%PDF-1.4\n%%EOF\n")

    async def read(self, size: int = -1) -> bytes:
        return self.left.read(size)

    async def seek(self, offset: int) -> int:
        return self.left.seek(offset)


@pytest.fixture
async def officer(database: Any, frozen: Any, settings: Any) -> Actor:
    await district()
    return await actor_as(Role.OFFICER)


async def add(talent: int, **more: Any) -> int | None:
    values: dict[str, Any] = {"category": Category.PROJECT, "text": "负责人", "kind": "project", "record": 7}
    async with db.write_tx():
        return await operations.add(talent=talent, **(values | more))


async def texts(actor: Actor, talent: int) -> list[str]:
    return [line.text for line in await queries.record(actor, talent)]


async def test_the_same_fact_is_written_once(officer: Actor) -> None:
    talent = await make_talent()
    assert await add(talent) is not None
    assert await add(talent) is None
    assert await add(talent, occasion="closed", text="结题优秀") is not None
    assert await texts(officer, talent) == ["结题优秀", "负责人"]
    with pytest.raises(RuntimeError):
        await operations.add(talent=talent, category=Category.PROJECT, text="x", kind="project", record=8)


async def test_what_is_reversed_is_taken_back_and_can_be_said_again(officer: Actor) -> None:
    talent = await make_talent()
    await add(talent, occasion="won")
    await add(talent, occasion="other", text="另一件")
    async with db.write_tx():
        assert await operations.take_back(kind="project", record=7, occasion="won", reason="决定撤销") == 1
        assert await operations.take_back(kind="project", record=7, occasion="won", reason="决定撤销") == 0
    lines = await queries.record(officer, talent)
    assert [(line.text, line.corrected) for line in lines] == [
        ("更正：负责人。决定撤销", False), ("另一件", False), ("负责人", True),
    ]  # fmt: skip
    assert await add(talent, occasion="won") is not None
    assert await GrowthEntry.count() == 4


async def test_an_officer_registers_with_proof(officer: Actor) -> None:
    talent = await make_talent()
    await operations.register(officer, talent=talent, command=TRAINING, uploads=[Paper()])
    (line,) = await queries.record(officer, talent)
    assert (line.category, line.text, [file.name for file in line.files]) == (
        "培训",
        "青年干部培训班",
        ["结业证书.pdf"],
    )
    later = AddGrowth(category="荣誉", on=clock.today() + timedelta(days=1), text="x", unclassified=True)
    with pytest.raises(Invalid):
        await operations.register(officer, talent=talent, command=later)
    for role in (Role.MEMBER, Role.DEPT_LEADER):
        with pytest.raises(Denied):
            await operations.register(await actor_as(role), talent=talent, command=TRAINING)
    with pytest.raises(NotFound):
        await operations.register(await actor_as(Role.REVIEWER), talent=talent, command=TRAINING)
    assert await GrowthClaim.count() == 1


async def test_a_member_proposes_and_an_officer_confirms(officer: Actor) -> None:
    member, talent = await make_member()
    claim = await operations.register(member, talent=talent, command=TRAINING)
    assert isinstance(claim, ClaimView)
    assert (claim.state, claim.actions) == ("proposed", [])
    assert await texts(member, talent) == []
    assert await Notice.select(Notice.account, Notice.rule) == [{"account": officer.account, "rule": "growth.proposed"}]
    assert [one.id for one in await queries.waiting(officer)] == [claim.id]
    with pytest.raises(Denied):
        await operations.decide(member, id=claim.id, command=DecideClaim(agree=True))
    with pytest.raises(Conflict):
        await operations.decide(officer, id=claim.id, command=DecideClaim(agree=True, version=9))
    done = await operations.decide(officer, id=claim.id, command=DecideClaim(agree=True, version=claim.version))
    assert done.state == "confirmed"
    assert await texts(member, talent) == ["青年干部培训班"]
    with pytest.raises(Conflict):
        await operations.decide(officer, id=claim.id, command=DecideClaim(agree=True))
    assert [line.text for line in await trail.timeline(officer, "talent", talent)] == [
        "成长档案：确认记入", "填报成长档案：培训",
    ]  # fmt: skip


async def test_declining_needs_a_reason_that_the_member_reads(officer: Actor) -> None:
    member, talent = await make_member()
    claim = await operations.register(member, talent=talent, command=TRAINING)
    assert isinstance(claim, ClaimView)
    with pytest.raises(Invalid) as refused:
        await operations.decide(officer, id=claim.id, command=DecideClaim(agree=False))
    assert "note" in refused.value.fields
    await operations.decide(officer, id=claim.id, command=DecideClaim(agree=False, note="证书不清楚"))
    assert [(one.state, one.note) for one in await queries.claims_of(member, talent)] == [("declined", "证书不清楚")]
    told = await Notice.select(Notice.title, Notice.body).where(Notice.account == member.account)
    assert told == [{"title": "您填报的培训未记入", "body": "证书不清楚"}]
    assert await GrowthEntry.count() == 0


async def test_an_officer_does_not_confirm_their_own(officer: Actor) -> None:
    both = await actor_as(Role.OFFICER, Role.MEMBER)
    talent = await make_talent(account=both.account)
    claim = await operations.register(both, talent=talent, command=TRAINING)
    assert isinstance(claim, ClaimView)
    assert await queries.waiting(both) == []
    with pytest.raises(Denied):
        await operations.decide(both, id=claim.id, command=DecideClaim(agree=True))


async def test_a_wrong_line_stays_and_says_so(officer: Actor) -> None:
    talent = await make_talent()
    entry = await add(talent)
    assert entry is not None
    with pytest.raises(Denied):
        leader = await actor_as(Role.DEPT_LEADER)
        await operations.correct(leader, talent=talent, entry=entry, command=CorrectEntry("写错了"))
    lines = await operations.correct(officer, talent=talent, entry=entry, command=CorrectEntry("写错了"))
    assert [(line.text, line.corrected) for line in lines] == [("更正：负责人。写错了", False), ("负责人", True)]
    for wrong in (entry, lines[0].id):
        with pytest.raises(Conflict):
            await operations.correct(officer, talent=talent, entry=wrong, command=CorrectEntry("再改"))
    with pytest.raises(NotFound):
        await operations.correct(officer, talent=await make_talent(), entry=entry, command=CorrectEntry("写错了"))


async def test_each_class_is_read_by_whom_it_is_for(officer: Actor) -> None:
    unit = await make_unit("区甲局")
    member, talent = await make_member(unit=unit)
    await add(talent, text="P2行")
    await add(talent, category=Category.ASSESSMENT, text="P3行", field_class="P3", kind="assessment")
    claim = await operations.register(member, talent=talent, command=TRAINING, uploads=[Paper()])
    assert isinstance(claim, ClaimView)
    (proof,) = await files.of("growth_claim", claim.id)
    liaison = await actor_as(Role.LIAISON, unit=unit)
    other = await actor_as(Role.LIAISON, unit=await make_unit("区乙局"))
    colleague, _ = await make_member()
    assert await texts(officer, talent) == ["P3行", "P2行"]
    assert await texts(member, talent) == ["P3行", "P2行"]
    assert await texts(liaison, talent) == ["P2行"]
    assert await texts(colleague, talent) == []
    with pytest.raises(NotFound):
        await queries.record(other, talent)
    reads = queries.FILE_READERS["growth_claim"]
    seers = (officer, member, liaison, colleague, other)
    assert [await reads(actor, claim.id) for actor in seers] == [True, True, False, False, False]
    assert [len(await queries.claims_of(actor, talent)) for actor in (officer, member, liaison, colleague)] == [
        1,
        1,
        0,
        0,
    ]
    await operations.decide(officer, id=claim.id, command=DecideClaim(agree=True))
    assert [await reads(actor, claim.id) for actor in seers] == [True, True, True, False, False]
    assert proof.name == "结业证书.pdf"


async def test_the_word_document_holds_what_the_reader_may_see(officer: Actor) -> None:
    unit = await make_unit("区甲局")
    talent = await make_talent(unit=unit, name="陈戊")
    wrong = await add(talent, text="写错的", occasion="x")
    assert wrong is not None
    await operations.correct(officer, talent=talent, entry=wrong, command=CorrectEntry("人名有误"))
    await add(talent, text="主持课题")
    await add(talent, category=Category.ASSESSMENT, text="P3行", field_class="P3", kind="assessment")
    liaison = await actor_as(Role.LIAISON, unit=unit)

    async def cells(actor: Actor) -> list[str]:
        _name, content = await making.make(actor, kind=RECORD, asked=Asked(id=talent))
        document = docx.Document(io.BytesIO(content))
        assert document.paragraphs[0].text == "青年人才智库成员成长档案"
        return [cell.text for table in document.tables for row in table.rows for cell in row.cells]

    seen = await cells(officer)
    assert "主持课题" in seen
    assert "更正：写错的。人名有误" in seen
    assert "写错的" not in seen
    assert "P3行" in seen
    assert "P3行" not in await cells(liaison)
