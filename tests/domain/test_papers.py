# SPDX-License-Identifier: MIT
"""Documents made from records, by shipped templates and by a department's own: content, scope, fallback, versions."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import docx
import pytest

from research.applications.papers import PAPERS as APPLICATIONS
from research.applications.states import ProductForm
from research.applications.tables import ApplicationCost, ApplicationProduct
from research.projects.papers import PAPERS as PROJECTS
from research.topics.tables import Application, ApplicationIndicator, ApplicationMilestone
from reviews.scoring.papers import PAPERS as REVIEWS
from tests.factories.people import actor_as, district, make_unit
from tests.support.world import World, build
from thinktank.documents.fields import sample
from thinktank.documents.filling import check, fill, shipped
from thinktank.documents.word import Paper
from thinktank.files import queries as files
from thinktank.files.queries import Staged
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.papers import operations, queries
from thinktank.papers.kinds import Asked, Told, kinds
from thinktank.papers.schemas import Drop, PutInForce, Restore, Step, TemplateRow, Upload
from thinktank.talents.tables import Talent
from thinktank.trail import queries as trail

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("database", "frozen", "wired")]
AGREEMENT = next(kind for kind in PROJECTS if kind.name == "agreement")
FORM = next(kind for kind in APPLICATIONS if kind.name == "application_form")
SHEET, MATERIAL = (
    next(kind for kind in REVIEWS if kind.name == name) for name in ("anonymous_sheet", "review_material")
)


def read(content: bytes) -> list[str]:
    """Every text of a document, paragraphs first, then cells."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [line.text for line in document.paragraphs if line.text.strip()] + cells


# -- shipped templates ---------------------------------------------------------------------------------------------


@pytest.mark.engines_only("sqlite", reason="no database is asked")
def test_every_shipped_template_passes_the_check_of_uploads_and_keeps_the_standards_page() -> None:
    for kind in kinds.values():
        template = shipped(kind.heading or kind.title, kind.design)
        assert check(template, kind.fields) == [], kind.name
        document = docx.Document(io.BytesIO(fill(template, sample(kind.fields), kind.fields, title=kind.title)))
        section: Any = document.sections[0]
        size = [round(length.mm) for length in (section.page_width, section.page_height)]
        assert size == [210, 297], kind.name
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(length.mm) for length in margins] == [37, 35, 28, 26], kind.name
        assert document.settings.odd_and_even_pages_header_footer, kind.name
        assert document.paragraphs[0].text == (kind.heading or kind.title)
        assert "{" not in "".join(line.text for line in document.paragraphs), kind.name


@pytest.mark.engines_only("sqlite", reason="no database is asked")
def test_every_placeholder_has_an_example_or_lines() -> None:
    every = [(kind.name, field) for kind in kinds.values() for field in kind.fields]
    lacking = [f"{name}.{field.name}" for name, field in every if not field.example and not field.of]
    assert lacking == []
    assert {"topic_list", "application_form", "anonymous_sheet", "review_summary", "proposed_notice", "grant_letter",
            "agreement", "kickoff_report", "midterm_report", "closing_report", "progress_summary", "month_summary",
            "order_reminder", "order_supervision", "order_rectification", "circular", "closing_certificate",
            "mentor_certificate", "posting_notice", "appraisal_form", "adoption_proof"} <= kinds.keys()  # fmt: skip


# -- from records ----------------------------------------------------------------------------------------------------


@pytest.fixture
async def world(app: Any, database: Any) -> World:
    return await build()


RECORD = {
    "application": "application", "grant_list": "running_list", "change": "change_sent",
    "project": "project", "order": "order", "round": "round", "round_item": "item",
    "outcome": "outcome", "posting": "posting_arrived", "mentorship": "pair", "candidate": "candidate",
    "talent": "talent", "briefing": "briefing", "round_meeting": "round", "brief": "brief",
    "adoption": "confirmed_adoption",
}  # fmt: skip


async def test_every_document_of_the_office_is_made_from_records(world: World) -> None:
    officer = world.people["officer"]
    refused, made = [], []
    for kind in kinds.values():
        if Role.OFFICER not in kind.roles:
            continue
        record = "decided_item" if kind.name in {"review_letter", "review_minutes"} else RECORD.get(kind.subject, "")
        asked = Asked(id=world.ids[record]) if kind.single else Asked(period="2026-03")
        try:
            name, content = await operations.make(officer, kind=kind, asked=asked)
        except Denied:
            refused.append(kind.name)
            continue
        made.append(kind.name)
        assert name.startswith(kind.title), kind.name
        assert name.endswith(".docx"), kind.name
        assert read(content)[0] == (kind.heading or kind.title)
    # nothing is approved, closed, adopted or met yet; an order and a briefing are of one kind
    others = ["briefing_quarterly", "briefing_annual", "briefing_visit"]
    later = ["posting_notice", "closing_certificate", "adoption_proof", "round_minutes"]
    assert refused == [*later, "order_reminder", "order_rectification", "order_talk", *others]
    assert len(made) == len([kind for kind in kinds.values() if Role.OFFICER in kind.roles]) - len(refused)


async def test_the_agreement_says_what_was_agreed(world: World) -> None:
    officer, id_ = world.people["officer"], world.ids["project"]
    name, content = await operations.make(officer, kind=AGREEMENT, asked=Asked(id=id_))
    texts = read(content)
    assert texts[0] == "课题任务书"
    assert name.startswith("任务书（")
    for told in ("一、课题信息", "（一）问题导向", "四、考核指标", "五、里程碑"):
        assert told in texts
    steps = await trail.timeline(officer, "project", id_)
    assert [(step.text, step.detail) for step in steps][:1] == [("生成任务书", "出厂模板")]
    own = world.people["own"]
    assert "生成任务书" not in [step.text for step in await trail.timeline(own, "project", id_)]


async def test_the_application_form_carries_every_part_of_the_form(world: World) -> None:
    officer, id_ = world.people["officer"], world.ids["asked"]
    a = Application
    await a.update({
        a.content: "分河段评估；提出调度建议", a.basis: "有断面数据", a.pledge: True, a.unit_opinion: "支持其参加调研",
        a.unit_agrees: True,
    }).where(a.id == id_)  # fmt: skip
    await ApplicationProduct.insert(ApplicationProduct(application=id_, form=ProductForm.PLAN, title="抱团实施方案"))
    c = ApplicationCost
    await c.insert(
        c(application=id_, item="差旅", amount=Decimal(3000), basis="两地调研"),
        c(application=id_, item="印刷", amount=Decimal("120.50")),
    )
    _name, content = await operations.make(officer, kind=FORM, asked=Asked(id=id_))
    texts = read(content)
    heads = [
        "一、基本信息", "二、课题组", "三、问题、目标、效果", "（一）问题导向", "（二）目标导向", "（三）效果导向",
        "（四）研究内容", "（五）研究方法和步骤", "（六）基础和条件", "四、考核指标", "五、步骤与里程碑",
        "六、预期成果及形式", "七、经费预算", "八、承诺与意见",
    ]  # fmt: skip
    assert [text for text in texts if text in heads] == heads
    tables = docx.Document(io.BytesIO(content)).tables
    rows = [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    for row in (
        ["1", "走访农户", "60", "户"], ["开题", "开题论证", "专家论证通过", "2026年4月1日", "2026年4月30日"],
        ["1", "实施方案", "抱团实施方案"], ["差旅", "3000", "两地调研"], ["印刷", "120.5", "无"],
    ):  # fmt: skip
        assert row in rows
    for text in (
        "薄弱村单打独斗",
        "形成抱团方案",
        "三个镇试点",
        "分河段评估；提出调度建议",
        "有断面数据",
        "合计3120.5元",
    ):
        assert text in texts
    boxes = "\n".join(texts)
    assert "所填内容不涉及国家秘密和工作秘密。内容真实，数据可核，没有抄袭和重复申报。" in boxes
    assert "同意申报。支持其参加调研" in boxes


async def test_the_form_of_finished_work_says_that_there_is_no_plan(world: World) -> None:
    officer, id_ = world.people["officer"], world.ids["asked"]
    for table in (ApplicationIndicator, ApplicationMilestone):
        await table.delete().where(table.application == id_)
    _name, content = await operations.make(officer, kind=FORM, asked=Asked(id=id_))
    texts = [line.text for line in docx.Document(io.BytesIO(content)).paragraphs if line.text.strip()]
    for head in ("四、考核指标", "五、步骤与里程碑", "六、预期成果及形式"):
        assert texts[texts.index(head) + 1] == "无"
    assert texts[texts.index("七、经费预算") + 1] == "不列经费"


async def test_documents_keep_to_the_readers_scope(world: World) -> None:
    people, ids = world.people, world.ids
    for key in ("away", "mentor2", "liaison2", "judge", "officer2", "sys", "sec", "audit"):
        with pytest.raises(NotFound):
            await operations.make(people[key], kind=AGREEMENT, asked=Asked(id=ids["project"]))
    for key in ("unit", "away", "liaison2", "judge", "officer2"):
        with pytest.raises(NotFound):
            await operations.make(people[key], kind=FORM, asked=Asked(id=ids["application"]))
    with pytest.raises(NotFound):
        await operations.make(people["officer"], kind=AGREEMENT, asked=Asked(id=99_999_999))


async def test_no_document_carries_a_phone_or_a_birthday(world: World) -> None:
    """Teams are told by working facts alone (class P1), to the office as to the team."""
    t = Talent
    await t.update({t.phone: "13912345678", t.email: "own@example.org"}).where(t.id == world.ids["talent"])
    subjects = {"application", "project", "order", "round", "outcome", "posting"}
    for kind in kinds.values():
        if kind.subject not in subjects or Role.OFFICER not in kind.roles or not kind.single:
            continue
        try:
            _name, content = await operations.make(
                world.people["officer"], kind=kind, asked=Asked(id=world.ids[RECORD[kind.subject]])
            )
        except Denied:
            continue
        whole = "".join(read(content))
        assert "13912345678" not in whole, kind.name
        assert "own@example.org" not in whole, kind.name


async def test_a_blind_sheet_names_nobody_in_text_name_or_properties(world: World) -> None:
    people, ids = world.people, world.ids
    t = Talent
    row = await t.select(t.name, t.unit._.name.as_alias("unit_name")).where(t.id == ids["talent"]).first()
    assert row is not None
    for actor, kind, id_ in ((people["officer"], SHEET, ids["item"]), (people["judge"], MATERIAL, ids["task"])):
        name, content = await operations.make(actor, kind=kind, asked=Asked(id=id_))
        document = docx.Document(io.BytesIO(content))
        whole = "".join(read(content)) + name
        assert row["name"] not in whole
        assert row["unit_name"] not in whole
        properties = document.core_properties
        assert (properties.author, properties.last_modified_by, properties.title) == ("", "", kind.title)
    for key in ("judge2", "barred", "recused"):
        with pytest.raises((NotFound, Denied)):
            await operations.make(people[key], kind=MATERIAL, asked=Asked(id=ids["task"]))


# -- a department's templates ------------------------------------------------------------------------------------------


@pytest.fixture
async def officer(database: Any) -> Actor:
    await district()
    return await actor_as(Role.OFFICER)


def sent(*lines: str) -> Staged:
    paper = Paper("本部门任务书")
    for line in lines or ("课题：{{ title }}",):
        paper.paragraph(line)
    return Staged("任务书.docx", paper.to_bytes())


async def uploaded(actor: Actor, *, unit: int | None = None, file: Staged | None = None) -> TemplateRow:
    return await operations.upload(actor, name="agreement", command=Upload("套用文头", unit), file=file or sent())


async def in_force(actor: Actor, *, unit: int | None = None, days: int = 0) -> TemplateRow:
    made = await uploaded(actor, unit=unit)
    await operations.mark_tried(actor, id=made.id, command=Step())
    day = clock.today() + timedelta(days=days)
    return await operations.put_in_force(actor, id=made.id, command=PutInForce(day))


async def test_a_template_is_tried_before_it_is_put_in_force(officer: Actor) -> None:
    made = await uploaded(officer)
    assert (made.number, made.state, made.stands, made.actions) == (1, "draft", "", ["try", "drop"])
    today = PutInForce(clock.today())
    with pytest.raises(Conflict):
        await operations.put_in_force(officer, id=made.id, command=today)
    tried = await operations.mark_tried(officer, id=made.id, command=Step(made.version))
    assert (tried.state, tried.actions) == ("tried", ["put", "drop"])
    assert await queries.in_force("agreement", None) == queries.Chosen(None, "出厂模板")
    with pytest.raises(Invalid):
        await operations.put_in_force(officer, id=made.id, command=PutInForce(clock.today() - timedelta(days=1)))
    with pytest.raises(Conflict):
        await operations.put_in_force(officer, id=made.id, command=PutInForce(clock.today(), made.version))
    live = await operations.put_in_force(officer, id=made.id, command=today)
    assert (live.stands, live.actions, live.put_by_name) == ("current", [], officer.name)
    chosen = await queries.in_force("agreement", None)
    assert chosen.content is not None
    assert chosen.words.endswith("第1版模板")
    steps = await trail.timeline(officer, "paper_template", made.id)
    assert [step.text for step in steps] == [
        "启用第1版模板，自2026年3月18日起", "试生成第1版", "上传任务书模板第1版", "上传附件：任务书.docx",
    ]  # fmt: skip


async def test_a_bad_template_is_refused_with_every_mistake(officer: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await uploaded(officer, file=sent("{{ titel }}", "{% if title %}", "{{ title.x() }}"))
    assert refused.value.fields["uploads"].split("\n") == [
        "正文第2段「{{ titel }}」：没有 titel 这个占位符，是不是 title",
        "正文第4段「{{ title.x() }}」：大括号里只能写一个占位符的名称，不能写运算、函数或其他内容",
        "正文第3段「{% if title %}」：没有写 endif",
    ]
    for file in (None, Staged("", b""), Staged("任务书.docx", b"no zip")):
        with pytest.raises(Invalid):
            await operations.upload(officer, name="agreement", command=Upload("x"), file=file)
    with pytest.raises(NotFound):
        await operations.upload(officer, name="no_such_kind", command=Upload("x"), file=sent())
    assert (await queries.kind(officer, "agreement")).templates == []


async def test_the_nearest_template_counts_and_the_shipped_one_last(officer: Actor, frozen: FrozenClock) -> None:
    district_, unit = (await district()), await make_unit("区甲局")
    below = await make_unit("区甲局下属单位", parent=unit)
    assert (await queries.in_force("agreement", below)).words == "出厂模板"
    await in_force(officer)
    root = (await queries.in_force("agreement", district_)).words
    assert (await queries.in_force("agreement", below)).words == root
    await in_force(officer, unit=unit, days=5)
    assert (await queries.in_force("agreement", below)).words == root
    frozen.advance(days=5)
    assert (await queries.in_force("agreement", below)).words == "区甲局第1版模板"
    assert (await queries.in_force("agreement", await make_unit("区乙局"))).words == root
    await operations.restore(officer, name="agreement", command=Restore("统一", clock.today(), unit))
    assert (await queries.in_force("agreement", below)).words == root
    await operations.restore(officer, name="agreement", command=Restore("统一", clock.today()))
    assert (await queries.in_force("agreement", below)) == queries.Chosen(None, "出厂模板")
    assert (await queries.kind(officer, "agreement")).current == "出厂模板"


async def test_versions_say_how_they_stand(officer: Actor) -> None:
    first, second = await in_force(officer), await in_force(officer)
    third = await in_force(officer, days=3)
    stands = {one.id: one.stands for one in (await queries.kind(officer, "agreement")).templates}
    assert [stands[one.id] for one in (first, second, third)] == ["past", "current", "future"]
    with pytest.raises(Conflict):
        await operations.drop(officer, id=second.id, command=Drop("不用"))
    gone = await operations.drop(officer, id=third.id, command=Drop("日期有误"))
    assert (gone.state, gone.reason) == ("dropped", "日期有误")
    draft = await uploaded(officer)
    assert (await operations.drop(officer, id=draft.id, command=Drop("重做"))).state == "dropped"
    with pytest.raises(Conflict):
        await operations.restore(officer, name="grant_letter", command=Restore("x", clock.today()))


async def test_templates_are_set_by_officers_of_the_unit_and_read_by_the_office(officer: Actor) -> None:
    unit, other = await make_unit("区甲局"), await make_unit("区乙局")
    local = await actor_as(Role.OFFICER, unit=unit, scope=unit)
    leader, liaison = await actor_as(Role.DEPT_LEADER), await actor_as(Role.LIAISON, unit=unit)
    for denied in (leader, liaison):
        with pytest.raises(Denied):
            await uploaded(denied)
    for unit_ in (None, other):
        with pytest.raises(Denied):
            await uploaded(local, unit=unit_)
    mine, whole, hidden = await in_force(local, unit=unit), await in_force(officer), await in_force(officer, unit=other)
    seen = [one.id for one in (await queries.kind(local, "agreement")).templates]
    assert sorted(seen) == sorted([mine.id, whole.id])
    with pytest.raises(NotFound):
        await queries.template(local, hidden.id)
    with pytest.raises(Denied):
        await operations.drop(local, id=whole.id, command=Drop("不用"))
    assert len((await queries.kind(leader, "agreement")).templates) == 3
    with pytest.raises(Denied):
        await queries.listed(liaison)
    readers = (officer, leader, local, liaison)
    assert [await queries.may_read_file(actor, hidden.id) for actor in readers] == [True, True, False, False]
    kept = await files.of("paper_template", mine.id)
    assert [one.name for one in kept] == ["任务书.docx"]


async def test_a_document_follows_the_template_of_the_records_unit(world: World) -> None:
    officer, project = world.people["officer"], world.ids["project"]
    own = sent("本单位任务书：{{ title }}，负责人{{ lead }}")
    made = await operations.upload(officer, name="agreement", command=Upload("文头"), file=own)
    await operations.mark_tried(officer, id=made.id, command=Step())
    await operations.put_in_force(officer, id=made.id, command=PutInForce(clock.today()))
    _name, content = await operations.make(officer, kind=AGREEMENT, asked=Asked(id=project))
    texts = read(content)
    assert texts[0] == "本部门任务书"
    assert texts[1].startswith("本单位任务书：")
    step = (await trail.timeline(officer, "project", project))[0]
    assert step.detail.endswith("第3版模板")


@pytest.mark.engines_only("sqlite", reason="no database is asked")
def test_file_names_hold_no_path() -> None:
    assert operations.file_name(AGREEMENT, Told({}, '2026/1 "甲\\乙" <x>|\n')) == "任务书（20261 甲乙 x）.docx"
    assert operations.file_name(AGREEMENT, Told({}, "")) == "任务书.docx"
