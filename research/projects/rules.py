# SPDX-License-Identifier: MIT
"""Who may do what with a project, and how far it should be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

import msgspec

from research.projects.schemas import MemberRow, Side
from research.projects.schemas_agreement import DutyContent, OutcomeContent, StepContent
from research.projects.states import MILESTONE, STATUS, Kind, Stage
from thinktank.kernel.actor import Actor
from thinktank.kernel.policy import ALLOW, Decision, check, deny

GOING = ("normal", "rectifying")
_STAGES_OF_GATE = {
    Kind.KICKOFF: (Stage.KICKOFF,),
    Kind.MIDTERM: (Stage.RUNNING, Stage.MIDTERM),
    Kind.CLOSING: (Stage.RUNNING, Stage.RUNNING2, Stage.CLOSING),
    Kind.WORK: (Stage.KICKOFF, Stage.RUNNING, Stage.MIDTERM, Stage.RUNNING2, Stage.CLOSING),
}


class Step(Protocol):
    """What the plan's arithmetic needs of a milestone."""

    starts_on: date
    due_on: date
    weight: int


class Ties(msgspec.Struct, frozen=True):
    """How an actor stands to one project."""

    lead: bool = False
    member: bool = False
    mentor: bool = False
    liaison: bool = False
    office: bool = False
    inspector: bool = False

    def names(self) -> list[str]:
        """The relations that hold, by name."""
        return [name for name in self.__struct_fields__ if getattr(self, name)]


def planned_percent(steps: Iterable[Step], day: date) -> int:
    """How much of the plan should be done at the end of a day, in percent.

    Each step counts by its weight and grows evenly from its first to its last day; steps without weight (review
    gates) count only when no step has any. (decisions.md, Light: "planned % from milestone dates vs confirmed %")
    """
    listed = list(steps)
    weighted = [(step, step.weight) for step in listed if step.weight > 0] or [(step, 1) for step in listed]
    whole = sum(weight for _, weight in weighted)
    if not whole:
        return 0
    return round(100 * sum(weight * _grown(step, day) for step, weight in weighted) / whole)


def _grown(step: Step, day: date) -> float:
    length = (step.due_on - step.starts_on).days + 1
    return min(1.0, max(0.0, ((day - step.starts_on).days + 1) / length)) if length > 0 else float(day >= step.due_on)


def weights(spans: list[tuple[date, date]]) -> list[int]:
    """Share 100 percent among pieces of work by their length in days; the last takes what rounding leaves."""
    days = [max(1, (due - start).days + 1) for start, due in spans]
    shares = [100 * one // sum(days) for one in days]
    if shares:
        shares[-1] += 100 - sum(shares)
    return shares


def may_grant(actor: Actor) -> Decision:
    """Granting is the department's (decisions.md, Who decides)."""
    return check(actor.is_office, "立项由区委组织部办理")


def may_confirm(ties: Ties, side: str, *, stage: str, signed: bool, reason: str = "x") -> Decision:
    """Each side confirms once, for itself; the office may stand in for the unit with a reason."""
    if stage != Stage.CONTRACTING:
        return deny("任务书已生效，不能再确认")
    if signed:
        return deny("这一方已确认过")
    if side == "lead":
        return check(ties.lead, "由课题负责人本人确认")
    if side == "office":
        return check(ties.office, "由区委组织部经办人确认")
    if ties.liaison:
        return ALLOW
    return check(ties.office, "由责任单位的联络员确认") & check(bool(reason.strip()), "代责任单位确认，请写明理由")


def may_sign_on_paper(ties: Ties, side: str, *, stage: str, signed: bool) -> Decision:
    """The office enters any side's signature on paper with its scan; lead and unit their own."""
    own = (side == "lead" and ties.lead) or (side == "unit" and ties.liaison)
    return (
        check(stage == Stage.CONTRACTING, "任务书已生效，不能再签署")
        & check(not signed, "这一方已确认过")
        & check(ties.office or own, "纸质件由经办人登记，负责人和单位可登记自己一方")
    )


def may_take_signature_back(*, stage: str, signed_by: int | None, account: int) -> Decision:
    """Who gave a signature, or entered it from paper, takes it back until the last side has signed."""
    return check(stage == Stage.CONTRACTING, "任务书已生效，撤回签署请由经办人按更正办理") & check(
        signed_by is not None and signed_by == account, "由签署这一方的人撤回"
    )


class Standing(msgspec.Struct, frozen=True):
    """How far a project has gone on the ground of its agreement."""

    stage: str
    status: str
    steps: tuple[str, ...] = ()  # the states of its milestones
    values: bool = False  # a target's value was recorded


def may_undo_agreement(ties: Ties, now: Standing) -> Decision:
    """The office takes an agreement's taking effect back while nothing was done on its ground."""
    return (
        may_manage(ties)
        & check(
            now.stage in {Stage.KICKOFF, Stage.CLOSING} and now.status == "normal", "项目已往下走，不能撤销任务书生效"
        )
        & check(all(step == "planned" for step in now.steps), "已有节点提交材料，不能撤销任务书生效")
        & check(not now.values, "已登记指标完成值，不能撤销任务书生效")
    )


class HandingIn(msgspec.Struct, frozen=True, kw_only=True):
    """What handing in depends on beside the step itself."""

    stage: str
    status: str = "normal"
    gates_open: int = 0  # midterm gates that are not passed
    failed: int = 0  # acceptances that were not passed
    second_until: date | None = None
    today: date = date.min


def may_hand_in(ties: Ties, kind: Kind, *, state: str, facts: HandingIn) -> Decision:
    """The lead hands in, in the stage that the milestone belongs to; closing waits for a midterm that is open.

    An acceptance that was not passed can be asked for once more, within its time (domain.md §1.3).
    """
    return (
        check(ties.lead, "由课题负责人提交")
        & check(facts.status in GOING, f"项目{STATUS.label(facts.status)}，不能提交")
        & check(MILESTONE.allows("hand_in", state), f"现在是「{MILESTONE.label(state)}」，不能再提交")
        & check(facts.stage in _STAGES_OF_GATE[kind], _not_yet(kind))
        & check(kind is not Kind.CLOSING or not facts.gates_open, "中期尚未通过，不能申请结题")
        & (_may_ask_again(facts) if kind is Kind.CLOSING else ALLOW)
    )


def _may_ask_again(facts: HandingIn) -> Decision:
    last = facts.second_until
    return check(facts.failed <= 1, "两次验收不通过，不能再申请验收") & check(
        not facts.failed or last is None or facts.today <= last,
        f"二次验收的期限（{last}）已过，不能再申请验收",
    )


def _not_yet(kind: Kind) -> str:
    return {
        Kind.KICKOFF: "任务书生效后才能提交开题材料",
        Kind.MIDTERM: "开题通过后才能提交中期材料",
        Kind.CLOSING: "开题和中期通过后才能提交结题材料",
        Kind.WORK: "任务书生效后才能提交",
    }[kind]


def may_judge_work(ties: Ties, kind: Kind, *, state: str) -> Decision:
    """The office accepts or returns work; gates are decided by their review."""
    return (
        check(ties.office, "由区委组织部经办人确认")
        & check(not kind.is_gate, "评审节点由评审结论决定")
        & check(MILESTONE.allows("accept", state), f"现在是「{MILESTONE.label(state)}」，不能确认")
    )


def may_take_back_work(ties: Ties, kind: Kind, *, state: str) -> Decision:
    """The office takes its own word on a piece of work back; a gate's goes with its review's decision."""
    return (
        check(ties.office, "由区委组织部经办人撤销")
        & check(not kind.is_gate, "评审节点的结论随评审撤销，请在评审结果页办理")
        & check(state in {"done", "returned"}, f"现在是「{MILESTONE.label(state)}」，没有可以撤销的结论")
    )


def may_record_decision(actor: Actor, kind: Kind, *, state: str) -> Decision:
    """A review's decision is the department's to record, once the milestone has been handed in."""
    return (
        check(actor.is_office or actor.is_system, "评审结论由区委组织部审定")
        & check(kind.is_gate, "这不是评审节点")
        & check(state == "handed_in", "材料还没有提交，不能下结论")
    )


def may_manage(ties: Ties) -> Decision:
    """Team, mentors, dates and status are kept by the office."""
    return check(ties.office, "由区委组织部经办人办理")


def may_take_status_back(ties: Ties, *, status: str, leader: bool) -> Decision:
    """The office takes a pause or its end back, the leader an end of the project."""
    ended = status in STATUS.final
    return may_manage(ties) & check(leader or not ended, "终止和撤项由部领导撤销")


def may_add_paper(ties: Ties) -> Decision:
    """The team, its unit's liaison and the office keep the project's file, after its end as well."""
    return check(ties.lead or ties.member or ties.liaison or ties.office, "由课题组、单位联络员或经办人归档")


def may_link(ties: Ties, *, stage: str) -> Decision:
    """The office keeps the order of the steps while the project is not closed; the lead until it is signed."""
    return check(ties.office or (ties.lead and stage == Stage.CONTRACTING), "由区委组织部经办人办理") & check(
        stage != Stage.CLOSED, "项目已结题，计划不再调整"
    )


def may_change_team(ties: Ties, *, stage: str) -> Decision:
    """The office keeps team, lead and mentors while the project is not closed."""
    return may_manage(ties) & check(stage != Stage.CLOSED, "项目已结题，课题组不再调整")


def may_edit_agreement(ties: Ties, *, stage: str) -> Decision:
    """Lead and office change the text of the agreement until it takes effect; later ones are change requests."""
    return check(ties.lead or ties.office, "由课题负责人或经办人修改") & check(
        stage == Stage.CONTRACTING, "任务书已生效，调整请按变更办理"
    )


def wrong_people(steps: Iterable[StepContent], team: Iterable[MemberRow]) -> str:
    """Say which step somebody answers for who is not on the team; nothing when all is well."""
    known = {one.talent for one in team}
    lost = [step.title for step in steps if step.person is not None and step.person not in known]
    return f"“{lost[0]}”的责任人不在课题组，请从课题组里选择" if lost else ""


def wrong_outcomes(products: Iterable[OutcomeContent], last: date) -> str:
    """Say which outcome is owed after the project's end, or twice; nothing when all is well."""
    listed = list(products)
    late = [one.title for one in listed if one.due_on is not None and one.due_on > last]
    if late:
        return f"“{late[0]}”的完成时间晚于结题期限"
    titles = [one.title for one in listed]
    return "成果清单里有重名，请改名或合并" if len(set(titles)) < len(titles) else ""


def wrong_duties(duties: Iterable[DutyContent]) -> str:
    """Say which side owes nothing: an agreement binds all three (domain.md §1.4)."""
    said = {one.side for one in duties}
    missing = [side.label for side in Side if side not in said]
    return f"还没有写{'、'.join(missing)}的责任" if missing else ""


def may_record_actual(ties: Ties, *, stage: str, status: str) -> Decision:
    """The team notes how far its targets are while the project runs; the office may as well."""
    return (
        check(ties.lead or ties.member or ties.office, "由课题组填报")
        & check(status in GOING, f"项目{STATUS.label(status)}，不能填报")
        & check(stage not in {Stage.CONTRACTING, Stage.CLOSED}, "任务书生效后、结题前填报")
    )


class Ending(msgspec.Struct, frozen=True):
    """What the right to end a project before its time depends on."""

    leader: bool = False  # the actor is a leader of the department
    level: str = ""
    officers_sign: bool = False

    @property
    def signs(self) -> bool:
        """Whether the actor's word is enough (decisions.md, Who decides)."""
        return self.leader or (self.officers_sign and self.level == "general")


def may_change_status(ties: Ties, move: str, *, status: str, stage: str, facts: Ending | None = None) -> Decision:
    """The office changes the status of a project that is not closed; its end is the leader's to decide."""
    signs = move not in {"terminate", "revoke"} or (facts or Ending()).signs
    return (
        may_manage(ties)
        & check(not (ties.lead or ties.member), "本人在课题组，请由其他人办理")
        & check(signs, "终止和撤项由部领导决定")
        & check(stage != Stage.CLOSED, "项目已结题")
        & check(STATUS.allows(move, status), f"项目{STATUS.label(status)}，不能{STATUS.transition(move).label}")
    )
