# SPDX-License-Identifier: MIT
"""One district with a record of every kind around one project, and people in every relation to them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from research.applications.tables import CoverWord
from research.outcomes.tables import Pilot
from research.projects.tables import Milestone, ProjectIndicator
from research.reports.tables import Coordination, ReportExtension, ReportRequest
from reviews.conduct import operations_time as review_time
from reviews.conduct.schemas import AskTime
from reviews.recusals import operations as recusals
from reviews.recusals import operations_declarations as declarations
from reviews.recusals.schemas import AskRecusal, DecideRecusal, DeclareTie
from reviews.recusals.states import Tie
from reviews.rounds import operations as rounds
from reviews.rounds.schemas import Assign, NewRound
from reviews.rounds.tables import Assignment, RoundItem
from reviews.rubrics import operations as rubric_operations
from reviews.rubrics.states import Kind
from reviews.rubrics.tables import Rubric
from reviews.staffing import operations as staffing
from reviews.staffing.schemas import Propose
from reviews.supervision.tables import LightOverride, OrderHelper
from tests.factories import postings, topics
from tests.factories.briefings import make_briefings
from tests.factories.changes import make_change_rows
from tests.factories.grants import make_lists
from tests.factories.meetings import make_meeting_rows
from tests.factories.orders import make_checkpoint, make_order, make_problem, make_wish
from tests.factories.outcomes import make_outcome, make_proof, make_values, make_way
from tests.factories.people import actor_as, district, make_member, make_talent, make_unit
from tests.factories.projects import Made, make_project, make_report
from tests.factories.rounds import make_gate, make_verdicts
from tests.factories.verdicts import make_mended
from thinktank.demo.chapters import Paper
from thinktank.files import operations as files
from thinktank.files.queries import Staged
from thinktank.growth.tables import Assessment, GrowthClaim, GrowthEntry
from thinktank.identity import delegations
from thinktank.identity import operations as identity
from thinktank.identity.schemas import Delegate
from thinktank.identity.tables import RoleGrant, Session
from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor, Role
from thinktank.mentoring import operations as mentoring
from thinktank.mentoring.schemas import Answer as MentorAnswer
from thinktank.mentoring.schemas import Assign as AssignSuggestion
from thinktank.mentoring.schemas import Offer, Raise, Reply
from thinktank.notices import operations as notices
from thinktank.notices.tables import Notice, OutboxMail
from thinktank.papers import operations as papers
from thinktank.papers.schemas import Step as PaperStep
from thinktank.papers.schemas import Upload as PaperUpload
from thinktank.policies import operations as policies
from thinktank.policies.kinds import Grades
from thinktank.policies.schemas import SetDay, YearContent
from thinktank.policies.tables import PolicyValue
from thinktank.privacy.tables import DataRequest, FactChange
from thinktank.rosters import operations as rosters
from thinktank.rosters import operations_exports as exports
from thinktank.rosters.schemas import RequestExport
from thinktank.talents import operations_saved as saved
from thinktank.talents.schemas import Filter, KeepList
from thinktank.talents.tables import AdmissionCase, AdmissionNotice, LikelyTwin, MemberFlag, NoticeObjection

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "roster.xlsx"

# Every relation in which somebody can stand to the project and what hangs on it: a key, and what it means.
RELATIONS = {
    "own": "负责人：项目、申报书、报告、通知是本人的",
    "team": "课题组成员",
    "unit": "同单位的成员，不在课题组",
    "away": "别的单位的成员，无关",
    "mentor": "项目的导师",
    "mentor2": "别的导师",
    "liaison": "负责人单位的联络员",
    "liaison2": "别的单位的联络员",
    "judge": "评审该项目的专家",
    "barred": "须回避的专家：在负责人单位",
    "recused": "指派后申请回避的专家",
    "judge2": "别的专家",
    "inspect": "登记督查检查点的督查员",
    "inspect2": "别的督查员",
    "officer": "全区的经办人",
    "officer2": "别的单位范围内的经办人",
    "leader": "部领导",
    "sys": "系统管理员",
    "sec": "安全管理员",
    "audit": "审计管理员",
    "out": "未登录",
}


class World(msgspec.Struct):
    """Who is there (by relation), and the number of each record (by a word)."""

    people: dict[str, Actor]
    ids: dict[str, int]


async def build() -> World:
    """Fill the database in force; the same numbers every time on a fresh one."""
    root, near, far = await district(), await make_unit("区甲局"), await make_unit("区乙局")
    officer = await actor_as(Role.OFFICER)
    await rubric_operations.ship()
    own = await make_member(unit=near)
    made = await make_project(unit=near, lead=own)
    people = await _people(made, officer, near, far)
    ids = {
        "unit": far,
        "root": root,
        "project": made.id,
        "talent": made.lead_talent,
        "milestone": made.milestones["midterm"],
    }
    ids["candidate"] = await make_talent(unit=near, state="submitted")
    ids["mate"] = made.member_talent
    found = await ProjectIndicator.select(ProjectIndicator.id).where(ProjectIndicator.project == made.id)
    ids["indicator"] = found[0]["id"]
    ids["agreement_number"] = 1
    ids |= await _applications(made, officer)
    ids |= await make_lists(made, officer.account)
    ids |= await _reports(made)
    ids |= await make_change_rows(made)
    ids |= await make_meeting_rows(made)
    ids |= await _reviews(made, people) | await _recusals(made, people)
    ids |= await _supervision(made, people)
    ids |= await _outcomes(made, people["officer"], people["liaison"])
    ids |= await _growth(made)
    ids |= await _privacy(made)
    ids |= await _admission(officer, own[0], near)
    ids |= await _postings(made, people)
    ids |= await _mentoring(made, people)
    ids |= await _platform(people)
    ids |= await _assessment(made, ids["year"])
    ids |= await _files(people, ids) | await _templates(officer)
    ids |= await _export(people)
    ids |= await make_briefings(officer)
    return World(people, ids)


async def _people(made: Made, officer: Actor, near: int, far: int) -> dict[str, Actor]:
    own = made.lead
    people = {"own": own, "team": made.member, "mentor": made.mentor, "officer": officer}
    people["unit"], _ = await make_member(unit=near)
    people["away"], _ = await make_member(unit=far)
    people["mentor2"] = await actor_as(Role.MENTOR, unit=far)
    people["liaison"] = await actor_as(Role.LIAISON, unit=near)
    people["liaison2"] = await actor_as(Role.LIAISON, unit=far)
    people["judge"] = await actor_as(Role.REVIEWER, unit=await make_unit("区丙局"))
    people["recused"] = await actor_as(Role.REVIEWER, unit=await make_unit("区寅局"))
    people["barred"] = await actor_as(Role.REVIEWER, unit=near)
    people["judge2"] = await actor_as(Role.REVIEWER, unit=far)
    people["inspect"] = await actor_as(Role.INSPECTOR)
    people["inspect2"] = await actor_as(Role.INSPECTOR)
    people["officer2"] = await actor_as(Role.OFFICER, unit=far, scope=far)
    people["leader"] = await actor_as(Role.DEPT_LEADER)
    people["sys"] = await actor_as(Role.SYS_ADMIN)
    people["sec"] = await actor_as(Role.SEC_ADMIN)
    people["audit"] = await actor_as(Role.AUDIT_ADMIN)
    return people


async def _applications(made: Made, officer: Actor) -> dict[str, int]:
    draft = await topics.make_topic(created_by=officer.account, number="榜-1", state="draft")
    topic = await topics.make_topic(created_by=officer.account, number="榜-2")
    other = await topics.make_topic(created_by=officer.account, number="榜-3")
    ready = await topics.make_topic(created_by=officer.account, number="榜-4")
    lead, unit = made.lead_talent, made.unit
    more = await topics.make_selection(officer=officer.account, proposer=made.lead.account)
    found = more | {"topic": topic, "draft_topic": draft, "free_topic": await topics.make_topic(
        created_by=officer.account, number="榜-5")}  # fmt: skip
    found["application"] = await topics.make_application(topic=topic, lead=lead, unit=unit)
    found["asked"] = await topics.make_application(topic=other, lead=lead, unit=unit, state="unit_review")
    found["accepted"] = await topics.make_application(topic=ready, lead=lead, unit=unit, state="accepted")
    return found | await _teams(made, officer, found["application"])


async def _teams(made: Made, officer: Actor, application: int) -> dict[str, int]:
    """A draft whose lead waits for one answer and has another, and a word that an anonymous sheet covers."""
    topic = await topics.make_topic(created_by=officer.account, number="榜-6")
    draft = await topics.make_application(topic=topic, lead=made.lead_talent, unit=made.unit, state="draft")
    mate = await make_talent(unit=made.unit)
    joined = await topics.make_invitation(application=draft, talent=mate, by=made.lead.account, state="accepted")
    waiting = await topics.make_invitation(application=draft, talent=made.member_talent, by=made.lead.account)
    async with db.write_tx():
        row = CoverWord(application=application, text="示范项目", account=officer.account, at=clock.now())
        word = (await CoverWord.insert(row).returning(CoverWord.id))[0]["id"]
    return {"draft": draft, "mate": mate, "joined": joined, "invitation": waiting, "cover_word": word}


async def _reports(made: Made) -> dict[str, int]:
    found = {"report": await make_report(made.id, seq=90, state="open")}
    sent = {"submitted_at": clock.now(), "submitted_by": made.lead.account, "progress": "完成摸底"}
    found["sent_report"] = await make_report(made.id, seq=91, state="submitted", **sent)
    async with db.write_tx():
        for word, state in (("coordination", "open"), ("answered_matter", "answered")):
            row = Coordination(
                report=found["sent_report"], project=made.id, text="请协调数据", created_at=clock.now(),
                state=state, state_since=clock.now(),
            )  # fmt: skip
            found[word] = (await Coordination.insert(row).returning(Coordination.id))[0]["id"]
        wish = ReportExtension(
            report=found["report"], was_due_on=clock.today(), until=clock.today() + timedelta(days=40), reason="汛期",
            asked_by=made.lead.account, asked_at=clock.now(), state="asked", state_since=clock.now(),
        )  # fmt: skip
        asked = ReportRequest(
            project=made.id, title="会商材料", text="报两页纸", due_on=clock.today(), asked_by=made.lead.account,
            asked_at=clock.now(), state="asked", state_since=clock.now(),
        )  # fmt: skip
        found["request"] = (await ReportRequest.insert(asked).returning(ReportRequest.id))[0]["id"]
        found["extension"] = (await ReportExtension.insert(wish).returning(ReportExtension.id))[0]["id"]
    return found


async def _reviews(made: Made, people: dict[str, Actor]) -> dict[str, int]:
    officer, judge = people["officer"], people["judge"]
    gate = await make_gate(made.id)
    closes = clock.today() + timedelta(days=10)
    command = NewRound(Kind.MIDTERM, "中期评审", closes_on=closes, milestones=[gate], size=3)
    opened = await rounds.open_round(officer, command=command)
    item = (await RoundItem.select(RoundItem.id).where(RoundItem.round == opened.id))[0]["id"]
    await rounds.assign(officer, id=item, command=Assign([judge.account]))
    task = (await Assignment.select(Assignment.id).where(Assignment.item == item))[0]["id"]
    await rounds.declare(judge, id=task)
    async with db.write_tx():
        work = made.milestones["work"]
        await Milestone.update({Milestone.state: "handed_in"}).where(Milestone.id == work)
    rubrics = await Rubric.select(Rubric.id).where(Rubric.kind == "midterm")
    draft = await rubric_operations.copy(officer, id=rubrics[0]["id"])
    plan = (await staffing.propose(officer, round_=opened.id, command=Propose())).id
    await rounds.assign(officer, id=item, command=Assign([people["recused"].account]))
    theirs = (Assignment.item == item) & (Assignment.reviewer == people["recused"].account)
    left = (await Assignment.select(Assignment.id).where(theirs))[0]["id"]
    await rounds.decline(people["recused"], id=left, reason="与负责人有合作", version=None)
    wish = await review_time.ask(judge, assignment=task, command=AskTime(closes + timedelta(days=5), "外出调研"))
    found = {
        "review_wish": wish[0].id,
        "gate": gate,
        "round": opened.id,
        "item": item,
        "task": task,
        "work": work,
        "rubric": draft.id,
        "plan": plan,
    }
    found |= await make_verdicts(made.id, gate, judge=judge.account, officer=officer.account, leader=people["leader"])
    return found | await make_mended(found["decided_item"], found["decided_task"], author=made.lead.account)


async def _recusals(made: Made, people: dict[str, Actor]) -> dict[str, int]:
    """Requests of the lead's, one decided, on an application that nobody judges yet; a judge's declaration."""
    topic = await topics.make_topic(created_by=people["officer"].account, number="榜-7")
    application = await topics.make_application(topic=topic, lead=made.lead_talent, unit=made.unit)
    for name in ("纪戊甲", "纪戊乙"):
        command = AskRecusal(name, "曾任竞争单位顾问")
        sheet = await recusals.ask(people["own"], what="applications", id=application, command=command)
    asked, decided = (one.id for one in sheet.requests)
    await recusals.decide(people["officer"], id=decided, command=DecideRecusal(accept=True, note="属实"))
    kept = await declarations.declare(people["judge"], command=DeclareTie(Tie.KIN, "纪戊丙"))
    return {"recusal": asked, "decided_recusal": decided, "declaration": kept[0].id}


async def _supervision(made: Made, people: dict[str, Actor]) -> dict[str, int]:
    own, by = made.lead.account, people["officer"].account
    states = {"order": "issued", "draft_order": "draft", "received": "received", "working": "handling",
              "answered": "replied"}  # fmt: skip
    found = {
        word: await make_order(project=made.id, handler=own, drafted_by=by, state=state)
        for word, state in states.items()
    }
    found["checkpoint"] = await make_checkpoint(project=made.id, inspector=people["inspect"].account)
    found["asked_order"] = await make_order(project=made.id, handler=own, drafted_by=by, state="handling")
    await make_wish(order=found["asked_order"], asked_by=own)
    found["helped_order"] = await make_order(project=made.id, handler=own, drafted_by=by, state="handling")
    async with db.write_tx():
        unit = people["liaison2"].unit
        await OrderHelper.insert(OrderHelper(for_order=found["helped_order"], unit=unit))
        by_hand = LightOverride(
            project=made.id, light="yellow", reason="数据待核", until=clock.today() + timedelta(days=20), by=by,
            at=clock.now(),
        )  # fmt: skip
        await LightOverride.insert(by_hand)
    found["problem"] = await make_problem(project=made.id, owner=own, found_by=by)
    found["fixed_problem"] = await make_problem(project=made.id, owner=own, found_by=by, state="fixed")
    return found


async def _outcomes(made: Made, officer: Actor, liaison: Actor) -> dict[str, int]:
    base: dict[str, Any] = {
        "unit": made.unit,
        "author": made.lead_talent,
        "registered_by": made.lead.account,
        "project": made.id,
    }
    found = {"outcome": await make_outcome(**base), "applied": await make_outcome(
        **base, state="applied", number="成2026-902", level="D")}  # fmt: skip
    found["sent_outcome"] = await make_outcome(**base, state="recommended", number="成2026-905")
    found["instructed"] = await make_outcome(**base, state="instructed", number="成2026-906")
    found |= await make_way(
        found["sent_outcome"], adopted=found["applied"], unit=made.unit, by=officer.account, liaison=liaison.account
    )
    found |= await make_values(found["outcome"], by=made.lead.account)
    found["proof"] = await make_proof(outcome=found["outcome"], by=made.lead.account)
    found["screened"] = await make_outcome(**base, state="screened", number="成2026-903")
    found["piloted"] = await make_outcome(**base, state="pilot", number="成2026-904")
    now, day = clock.now(), clock.today()
    row = Pilot(
        outcome=found["piloted"], unit=made.unit, plan="选两个村", starts_on=day, ends_on=day, state="building",
        state_since=now,
    )  # fmt: skip
    async with db.write_tx():
        found["pilot"] = (await Pilot.insert(row).returning(Pilot.id))[0]["id"]
    return found


async def _platform(people: dict[str, Actor]) -> dict[str, int]:
    own, officer = people["own"], people["officer"]
    async with db.write_tx():
        await notices.notify([own.account], rule="matrix", kind="account", record=own.account, title="请查看")
    notice = (await Notice.select(Notice.id).where(Notice.account == own.account))[0]["id"]
    delivery = await _given_up(own.account, notice)
    feedback = await notices.leave_feedback(own, text="页面上字小")
    token = await identity.create_token(own, name="程序", expires_at=clock.now() + timedelta(days=9))
    await identity.open_session(account=own.account, name=own.name, address="10.0.0.9", agent="x", hours=12)
    liaison, near = people["liaison"], people["unit"].account
    lent = Delegate(near, clock.today() + timedelta(days=5), "外出")
    delegation = (await delegations.delegate(liaison, command=lent))[0].id
    session = (await Session.select(Session.id).where(Session.account == own.account))[0]["id"]
    grant = (await RoleGrant.select(RoleGrant.id).where(RoleGrant.account == own.account))[0]["id"]
    day = await policies.set_day(officer, command=SetDay(day=clock.today() + timedelta(days=3), label="停电"))
    year = YearContent(name="2027年度", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    planned = await policies.plan_year(officer, content=year)
    later = clock.today() + timedelta(days=30)
    await policies.set_value(officer, name="grades", value=Grades(), effective_from=later)
    version = (await PolicyValue.select(PolicyValue.id).where(PolicyValue.name == "grades"))[-1]["id"]
    batch = await rosters.upload(officer, filename="roster.xlsx", content=SAMPLE.read_bytes())
    return {
        "account": own.account, "delegation": delegation, "session": session,
        "grant": grant, "notice": notice, "delivery": delivery, "feedback": feedback,
        "token": token.id,
        "day": day.id, "import": batch.id, "year": planned.id, "version": version,
    }  # fmt: skip


async def _given_up(account: int, notice: int) -> int:
    """A mail that was given up."""
    m, now = OutboxMail, clock.now()
    row = m(notice=notice, account=account, address="a@example.cn", subject="请查看", message_id="given-up@thinktank",
            created_at=now, next_try_at=now, gave_up_at=now, tries=8, error="550 no such mailbox")  # fmt: skip
    async with db.write_tx():
        return int((await m.insert(row).returning(m.id))[0]["id"])


async def _growth(made: Made) -> dict[str, int]:
    now, day = clock.now(), clock.today()
    entry = GrowthEntry(talent=made.lead_talent, on=day, category="培训", text="参加培训", at=now, source="matrix")
    claim = GrowthClaim(
        talent=made.lead_talent, category="荣誉", on=day, text="先进个人", proposed_by=made.lead.account,
        proposed_at=now, state="proposed", state_since=now,
    )  # fmt: skip
    async with db.write_tx():
        return {
            "entry": (await GrowthEntry.insert(entry).returning(GrowthEntry.id))[0]["id"],
            "claim": (await GrowthClaim.insert(claim).returning(GrowthClaim.id))[0]["id"],
        }


async def _privacy(made: Made) -> dict[str, int]:
    now, day = clock.now(), clock.today()
    change = FactChange(
        talent=made.lead_talent, desk="unit", proposed_by=made.lead.account, proposed_at=now, due_on=day,
        state="proposed", state_since=now,
    )  # fmt: skip
    request = DataRequest(
        account=made.lead.account, talent=made.lead_talent, kind="ask", text="给过谁", made_at=now, due_on=day,
        state="submitted", state_since=now,
    )  # fmt: skip
    async with db.write_tx():
        return {
            "change": (await FactChange.insert(change).returning(FactChange.id))[0]["id"],
            "data_request": (await DataRequest.insert(request).returning(DataRequest.id))[0]["id"],
        }


async def _export(people: dict[str, Actor]) -> dict[str, int]:
    request = RequestExport("青年人才台账", "报部务会审议", ["name", "gender"], unclassified=True)
    view = await exports.request(people["officer"], command=request, chosen=Filter())
    kept = await saved.keep(people["own"], command=KeepList("我的同行", "tag=规划"))
    return {"export": view.id, "saved_list": kept.id}


async def _admission(officer: Actor, own: Actor, near: int) -> dict[str, int]:
    """A person under a public notice with an objection of the own's, one whose unit is asked, one with a flag."""
    day, now = clock.today(), clock.now()
    states = ("notice", "unit_opinion", "active")
    shown, asked, flagged = [await make_talent(unit=near, state=state) for state in states]
    notice = AdmissionNotice(
        title="公示", starts_on=day, ends_on=day + timedelta(days=7), published_by=officer.account, published_at=now
    )
    async with db.write_tx():
        made = (await AdmissionNotice.insert(notice).returning(AdmissionNotice.id))[0]["id"]
        case = AdmissionCase(talent=shown, channel="nominated", opened_at=now, notice=made)
        await AdmissionCase.insert(case)
        objection = NoticeObjection(notice=made, talent=shown, name="甲", text="情况", account=own.account, at=now)
        flag = MemberFlag(talent=flagged, rule="term_ends", occasion="matrix", found_on=day)
        pair = LikelyTwin(low=shown, high=flagged, ground="name", found_on=day)
        return {
            "public_notice": made,
            "asked_person": asked,
            "twins": (await LikelyTwin.insert(pair).returning(LikelyTwin.id))[0]["id"],
            "objection": (await NoticeObjection.insert(objection).returning(NoticeObjection.id))[0]["id"],
            "flag": (await MemberFlag.insert(flag).returning(MemberFlag.id))[0]["id"],
        }


async def _postings(made: Made, people: dict[str, Actor]) -> dict[str, int]:
    """The lead, sent to another unit, in every state; a need of the lead's own unit."""
    by, host = people["officer"].account, await make_unit("区丁局")
    found = {
        "post_need": await postings.make_need_row(unit=made.unit, created_by=by),
        "open_need": await postings.make_need_row(unit=host, created_by=by, number=5),
    }
    for state in ("proposed", "consent", "approved", "arrived", "in_post", "mid_review", "final_appraisal", "ended"):
        need = await postings.make_need_row(unit=host, created_by=by, state="closed", taken=1)
        found[f"posting_{state}"] = await postings.make_posting_row(
            need=need, talent=made.lead_talent, sender=made.unit, receiver=host, created_by=by, state=state
        )
    for word, state, step, sides in (
        ("agreed", "consent", "consent", ("person", "sender", "receiver")),
        ("judged", "final_appraisal", "appraisal", ("sender", "receiver")),
        ("changing", "in_post", "", ()),
    ):
        need = await postings.make_need_row(unit=host, created_by=by, state="closed", taken=1)
        id_ = await postings.make_posting_row(
            need=need, talent=made.lead_talent, sender=made.unit, receiver=host, created_by=by, state=state
        )
        await postings.make_opinion_rows(posting=id_, step=step, sides=sides, by=by)
        found[f"posting_{word}"] = id_
    change = await postings.make_change_row(posting=found["posting_changing"], asked_by=people["own"].account)
    return found | {"posting_change": change}


async def _mentoring(made: Made, people: dict[str, Actor]) -> dict[str, int]:
    """The lead's mentor, an offer to the same mentor for a mate, and the lead's suggestions."""
    officer, mentor = people["officer"], people["mentor"]
    made_pair = await mentoring.offer(officer, talent=made.lead_talent, command=Offer(mentor.account))
    await mentoring.answer_offer(mentor, id=made_pair.id, command=MentorAnswer(accept=True))
    asked = await mentoring.offer(officer, talent=made.member_talent, command=Offer(mentor.account))
    found = {"pair": made_pair.id, "offered_pair": asked.id}
    for word in ("suggestion", "given_suggestion", "answered_suggestion"):
        row = await mentoring.raise_suggestion(people["own"], command=Raise("请开放数据", nonsecret=True))
        found[word] = row.id
    due = clock.today() + timedelta(days=9)
    for word in ("given_suggestion", "answered_suggestion"):
        await mentoring.assign(officer, id=found[word], command=AssignSuggestion(officer.account, due))
    await mentoring.reply(officer, id=found["answered_suggestion"], command=Reply("已协调"))
    return found


async def _assessment(made: Made, year: int) -> dict[str, int]:
    row = Assessment(
        talent=made.lead_talent, year=year, state="drafted", state_since=clock.now(), level="优秀", opinion="好",
        opened_at=clock.now(),
    )  # fmt: skip
    async with db.write_tx():
        return {"assessment": (await Assessment.insert(row).returning(Assessment.id))[0]["id"]}


async def _files(people: dict[str, Actor], ids: dict[str, int]) -> dict[str, int]:
    made = await files.attach(people["own"], kind="order", record=ids["answered"], uploads=[Paper("佐证.pdf")])
    return {"file": made[0].id}


async def _templates(officer: Actor) -> dict[str, int]:
    """A department's template of the agreement as it was uploaded, and one that was tried."""
    _name, content = papers.shipped_template(officer, name="agreement")
    found = {}
    for word in ("template", "tried_template"):
        sent = Staged("任务书.docx", content)
        row = await papers.upload(officer, name="agreement", command=PaperUpload("套用文头"), file=sent)
        found[word] = row.id
    await papers.mark_tried(officer, id=found["tried_template"], command=PaperStep())
    return found
