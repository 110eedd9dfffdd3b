# SPDX-License-Identifier: MIT
"""The demo's posts for experience: a dozen needs, and a posting in every state."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from thinktank.demo.cast import Cast, on
from thinktank.identity import operations as identity
from thinktank.identity import queries as accounts
from thinktank.identity.schemas import NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.directions import Direction
from thinktank.postings import operations, operations_course, operations_needs, queries
from thinktank.postings.schemas import (
    Approve,
    Arrive,
    AskChange,
    CommentHalf,
    Consent,
    DecideChange,
    End,
    Half,
    LayOut,
    Opine,
    Propose,
    SaveNeed,
    Start,
    Step,
    StepNeed,
    SumUp,
)
from thinktank.postings.states import Change, Grade, Kind, Side
from thinktank.talents import operations as talents

PETITION_OFFICE, TASKFORCE = "区信访局", "区重大项目推进专班"
LIAISON_UNIT = "区住房和城乡建设局"


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A need, who went, and how far it has come. ``ago`` is days since its first day (negative: still to come)."""

    unit: str
    kind: Kind
    post: str
    direction: Direction
    duties: str
    skills: str
    months: int
    ago: int
    number: int = 1
    full_time: bool = False
    coach: str = ""
    project: str = ""  # words of the linked project's title
    people: tuple[int, ...] = ()  # places in the ledger
    upto: str = "open"


POSTS = (
    Post(
        unit=LIAISON_UNIT, kind=Kind.LATERAL, post="城市更新专班副组长", direction=Direction.URBAN,
        duties="牵头河道沿线更新项目的方案比选和群众意见收集", skills="河道治理、水生态修复", months=6, ago=100,
        coach="市政科科长", project="适老化", people=(14,), upto="in_post",
    ),
    Post(
        unit=PETITION_OFFICE, kind=Kind.PETITION, post="接访员", direction=Direction.URBAN,
        duties="接待来访、梳理诉求、跟踪办理", skills="空间规划、市政管网", months=6, ago=40, number=3, full_time=True,
        coach="接访科科长", people=(33, 12, 35), upto="in_post",
    ),
    Post(
        unit="盐都高新技术产业园区管委会", kind=Kind.ENTERPRISE, post="产业招商专员", direction=Direction.INDUSTRY,
        duties="对接装备企业，研判项目，跟踪签约", skills="产业规划、招商研判", months=12, ago=-20, number=2,
        project="数字化转型", people=(1,), upto="consent",
    ),
    Post(
        unit="大纵湖镇人民政府", kind=Kind.DOWNWARD, post="镇长助理（乡村振兴）", direction=Direction.RURAL,
        duties="协助抓村集体经济和农文旅融合", skills="稻麦良种、绿色种植", months=12, ago=16, full_time=True,
        project="集体经济", people=(9,), upto="approved",
    ),
    Post(
        unit="区科学技术局", kind=Kind.SHADOW, post="成果转化科跟班", direction=Direction.INNOVATION,
        duties="参与高企培育和技术合同登记", skills="专利转化、科创企业服务", months=3, ago=8,
        people=(7,), upto="arrived",
    ),
    Post(
        unit="市社科院", kind=Kind.UPWARD, post="课题助理研究", direction=Direction.RURAL,
        duties="参与里下河文旅课题，承担田野调查", skills="村庄规划、农文旅融合", months=6, ago=120, project="水文化",
        people=(10,), upto="mid_review",
    ),
    Post(
        unit="区教育局", kind=Kind.LATERAL, post="校园健康专员", direction=Direction.EDU_HEALTH,
        duties="统筹学生常见病防控和校医培训", skills="慢病管理、健康教育", months=6, ago=178, people=(17,),
        upto="final_appraisal",
    ),
    Post(
        unit=TASKFORCE, kind=Kind.TASKFORCE, post="管网工程协调员", direction=Direction.URBAN,
        duties="协调管网工程征迁、审批和进度", skills="海绵城市、管网改造", months=6, ago=200, full_time=True,
        people=(13,), upto="ended",
    ),
    Post(
        unit="区商务局", kind=Kind.SHADOW, post="外资科跟班", direction=Direction.INDUSTRY,
        duties="参与外资项目落地服务", skills="智能制造、装备产业链", months=3, ago=85, people=(0,), upto="extended",
    ),
    Post(
        unit="区农业农村局", kind=Kind.LATERAL, post="集体资产科助理", direction=Direction.RURAL,
        duties="核对农村集体资产台账", skills="农村集体产权、合作社", months=6, ago=150,
        people=(8,), upto="early_ended",
    ),
    Post(
        unit="区大数据管理局", kind=Kind.SHADOW, post="数据应用科跟班", direction=Direction.INNOVATION,
        duties="参与公共数据授权运营", skills="创业孵化", months=3, ago=-12, people=(5,), upto="cancelled",
    ),
    Post(
        unit="区自然资源和规划局", kind=Kind.LATERAL, post="详细规划助理", direction=Direction.URBAN,
        duties="参与城市更新单元详细规划编制", skills="海绵城市、管网改造", months=6, ago=-30, number=2, people=(53,),
        upto="proposed",
    ),
    Post(
        unit="区疾病预防控制中心", kind=Kind.LATERAL, post="健康教育项目专员", direction=Direction.EDU_HEALTH,
        duties="组织社区慢病宣教，评估效果", skills="流行病学、健康教育", months=6, ago=-25, project="慢病",
    ),
    Post(
        unit="区人力资源和社会保障局", kind=Kind.SHADOW, post="创业指导跟班", direction=Direction.INNOVATION,
        duties="走访早期团队，整理服务清单", skills="人工智能应用、创业孵化", months=3, ago=-15,
        number=2, project="孵化",
    ),
)  # fmt: skip
REPORT = (
    "半年来参与项目12个，走访企业和群众60余次，整理问题清单3份。学到了协调会商和现场处置的办法，"
    "也看到自己在政策把握上还有差距。下一步把做法带回原单位，继续跟进未办结的事项。"
)


async def play(cast: Cast) -> None:
    """Let every post come to where it stands today."""
    today = clock.today()
    with on(today - timedelta(days=240)):
        root = (await accounts.root_unit()).id
        for name in (PETITION_OFFICE, TASKFORCE):
            cast.units[name] = await identity.create_unit(cast.officer, command=NewUnit(name=name, parent=root))
    for post in POSTS:
        await _play(cast, post, today)
    with on(today - timedelta(days=2)):
        await operations_needs.state_need(cast.liaison, command=_wanted_by_liaison(cast, today))


def _wanted_by_liaison(cast: Cast, today: date) -> SaveNeed:
    return SaveNeed(
        unit=cast.units[LIAISON_UNIT], kind=Kind.SHADOW, post="老旧小区改造跟班", direction=Direction.URBAN,
        duties="参与改造清单会商和现场踏勘", skills="城市更新、空间规划", months=3,
        starts_on=today + timedelta(days=30), mentor_name="城市更新科副科长",
    )  # fmt: skip


async def _play(cast: Cast, post: Post, today: date) -> None:
    first = today - timedelta(days=post.ago)
    asked = min(first - timedelta(days=25), today - timedelta(days=6))
    with on(asked):
        need = await operations_needs.state_need(cast.officer, command=await _need(cast, post, first))
    for place in post.people:
        with on(asked):
            command = Propose(cast.talents[place], basis="区委组〔2026〕31号")
            made = await operations.propose(cast.officer, need=need.id, command=command)
        if post.upto != "proposed":
            person = await _person(cast, place)
            with on(asked + timedelta(days=1)):
                await _before(cast, post, made.id, person)
            if first <= today and post.upto not in ("consent", "approved", "cancelled"):
                await _course(cast, post, made.id, person, first, today)
    if post.kind is Kind.PETITION:
        with on(today - timedelta(days=20)):
            command_ = LayOut(clock.today(), today + timedelta(days=60))
            await operations_needs.lay_out(cast.officer, id=need.id, command=command_)
    if post.upto in ("ended", "early_ended"):
        await operations_needs.step_need(cast.officer, id=need.id, command=StepNeed("close"))


async def _need(cast: Cast, post: Post, first: date) -> SaveNeed:
    options = await queries.links["project"].options(cast.officer) if post.project else []
    project = next((id_ for id_, title in options if post.project in title), None)
    return SaveNeed(
        unit=cast.units[post.unit], kind=post.kind, post=post.post, duties=post.duties, direction=post.direction,
        starts_on=first, months=post.months, number=post.number, full_time=post.full_time, skills=post.skills,
        mentor_name=post.coach or "业务科科长", project=project,
    )  # fmt: skip


async def _person(cast: Cast, place: int) -> Actor:
    """The member's account; those who have none get one that waits for its activation."""
    if place not in cast.members:
        issued = await talents.open_account(cast.officer, id=cast.talents[place], login=f"lilian{place}")
        cast.members[place] = await accounts.actor_of(issued.account)
    return cast.members[place]


async def _before(cast: Cast, post: Post, id_: int, person: Actor) -> None:
    await operations.ask(cast.officer, id=id_, command=Step())
    if post.upto == "consent":
        await _say(cast.officer, id_, Side.RECEIVER)
        return
    if post.upto == "cancelled":
        refusal = Consent(agrees=False, side=Side.SENDER, reason="科室人手紧，年内难以抽出", on_paper=True)
        await operations.consent(cast.officer, id=id_, command=refusal)
        await operations.cancel(cast.officer, id=id_, command=Step(reason="派出单位不同意，另行物色人选"))
        return
    await operations.consent(person, id=id_, command=Consent(agrees=True))
    for side in (Side.SENDER, Side.RECEIVER):
        await _say(cast.officer, id_, side)
    await operations.approve(cast.leader, id=id_, command=Approve(seen=True))


async def _say(officer: Actor, id_: int, side: Side) -> None:
    answer = Consent(agrees=True, side=side, reason="盖章件存人才科", on_paper=True)
    await operations.consent(officer, id=id_, command=answer)


async def _course(cast: Cast, post: Post, id_: int, person: Actor, first: date, today: date) -> None:
    arrived = OFFICIAL.next_workday(first)
    with on(arrived):
        await operations_course.arrive(cast.officer, id=id_, command=Arrive(clock.today()))
    if post.upto == "arrived":
        return
    with on(arrived + timedelta(days=3)):
        plan = "第一个月熟悉业务和人员；第二个月独立承担一项工作；其后牵头一件实事，期满交一份调研报告。"
        start = Start("分管副局长", post.coach or "业务科科长", plan)
        await operations_course.start(cast.officer, id=id_, command=start)
    if post.upto == "in_post":
        return
    middle = min(first + timedelta(days=post.months * 15), today - timedelta(days=2))
    if post.upto == "early_ended":
        await _early(cast, id_, person, middle)
        return
    with on(middle):
        half = Half("已熟悉业务流程，独立承担走访和台账两项工作，缺的是牵头协调的经验。", nonsecret=True)
        await operations_course.half(person, id=id_, command=half)
    if post.upto == "mid_review":
        return
    with on(middle + timedelta(days=1)):
        word = CommentHalf("进入角色快，台账清楚，后半程请多牵头。")
        await operations_course.comment_half(cast.officer, id=id_, command=word)
    await (_longer if post.upto == "extended" else _appraise)(cast, post, id_, person, today)


async def _early(cast: Cast, id_: int, person: Actor, day: date) -> None:
    with on(day):
        ask = AskChange(Change.END_EARLY, clock.today(), "原单位承担专项任务，需提前返回")
        view = await operations_course.ask_change(person, id=id_, command=ask)
        await operations_course.decide_change(
            cast.leader, id=id_, change=view.changes[0].id, command=DecideChange(approve=True)
        )


async def _longer(cast: Cast, _post: Post, id_: int, person: Actor, today: date) -> None:
    with on(today - timedelta(days=5)):
        ask = AskChange(Change.EXTEND, today + timedelta(days=45), "外资项目正在落地，申请延期到签约")
        view = await operations_course.ask_change(person, id=id_, command=ask)
        await operations_course.decide_change(
            cast.leader, id=id_, change=view.changes[0].id, command=DecideChange(approve=True)
        )


async def _appraise(cast: Cast, post: Post, id_: int, person: Actor, today: date) -> None:
    view = await queries.get(cast.officer, id_)
    day = min(view.ends_on, today - timedelta(days=3))
    with on(day):
        await operations_course.sum_up(person, id=id_, command=SumUp(REPORT, nonsecret=True))
        await _opine(cast.officer, id_, Side.RECEIVER, "政治坚定，作风扎实，主动承担协调任务，实绩明显。")
        if post.upto != "ended":
            return
        await _opine(cast.officer, id_, Side.SENDER, "同意接收单位意见。")
        end = End(Grade.EXCELLENT, "同意鉴定意见，建议在项目一线继续使用。")
        await operations_course.end(cast.leader, id=id_, command=end)


async def _opine(officer: Actor, id_: int, side: Side, text: str) -> None:
    opinion = Opine(text, nonsecret=True, side=side, on_paper=True)
    await operations_course.opine(officer, id=id_, command=opinion)
