# SPDX-License-Identifier: MIT
"""Who may do what with applications, and what a complete one holds. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from research.applications.schemas import ApplicationDraft, ApplicationView, InvitationView, MilestoneContent
from research.applications.states import TEAM, TEXTS, ReviewWord
from research.topics.states import APPLICATION, DIRECT, GATES, SHORT_WAY, ApplicationState, Level, Track
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import ALLOW, Decision, check, deny


class Granting(msgspec.Struct, frozen=True, kw_only=True):
    """What the department's settings say about a grant."""

    officers_sign_general: bool = False
    notice_first: bool = False


def leads(actor: Actor, application: ApplicationView) -> Decision:
    """Whether the actor is the leader of the applying team."""
    mine = application.lead_account is not None and application.lead_account == actor.account
    return check(mine, "只有课题负责人可以这样做")


def may_write(_actor: Actor, application: ApplicationView) -> Decision:
    """The team (its leader and who accepted) writes a draft, and an application that came back."""
    written = check(APPLICATION.allows("submit", application.state), f"申报书{application.state_label}，不能再修改")
    return check(application.on_team, "申报书由课题组填写") & written


def may_submit(actor: Actor, application: ApplicationView, *, topic_open: bool) -> Decision:
    """The leader hands it in: before the last day, or when it came back to be mended."""
    in_time = check(topic_open or application.state == ApplicationState.RETURNED, "揭榜已截止，不能再提交")
    return leads(actor, application) & may_write(actor, application) & in_time


def may_build_team(actor: Actor, application: ApplicationView) -> Decision:
    """The leader asks people in; after a return only where the team was to be mended."""
    asked = check(may_change(application, TEAM), "这次退回没有要求调整课题组")
    return leads(actor, application) & may_write(actor, application) & asked


def may_change(application: ApplicationView, part: str) -> bool:
    """Whether a part may be changed now: after a return only what was asked, or all of it when no part was named."""
    if application.state != ApplicationState.RETURNED or not application.points:
        return True
    return any(point.field == part for point in application.points)


def may_record_opinion(actor: Actor, application: ApplicationView) -> Decision:
    """The office enters a unit's stamped opinion from paper, as good as the one signed on line."""
    return _handles(actor, application, "give_opinion")


def may_check(actor: Actor, application: ApplicationView) -> Decision:
    """The office works through the items of the formal check."""
    return _handles(actor, application, "accept")


def may_cover(actor: Actor, application: ApplicationView) -> Decision:
    """The office looks at the anonymous sheet and adds words, until the review is over."""
    staff = check(actor.has(*OFFICE) and application.managed, "由组织部经办人办理")
    return staff & check(not application.on_team, "您是课题组成员，请由其他经办人办理")


def may_see_sheet(actor: Actor, application: ApplicationView) -> Decision:
    """The team and the office look at the anonymous sheet."""
    staff = check(actor.has(*OFFICE) and application.managed, "匿名活页由课题组和组织部查看")
    return check(application.on_team, "匿名活页由课题组和组织部查看") | staff


def may_answer(actor: Actor, invitation: InvitationView, today: date) -> Decision:
    """The invited answers until the deadline; the office may enter an answer given on paper."""
    own = invitation.talent_account is not None and invitation.talent_account == actor.account
    who = check(own or invitation.managed, "由被邀请人本人答复")
    waiting = check(invitation.state == "invited", f"邀请{invitation.state_label}")
    open_ = check(invitation.application_state in {"draft", "returned"}, "申报书已提交，邀请失效")
    return who & waiting & open_ & check(today <= invitation.answer_by, "已过答复期限，请联系负责人重新邀请")


def may_cancel(actor: Actor, invitation: InvitationView) -> Decision:
    """The leader takes an invitation back while it waits."""
    return leads_it(actor, invitation) & check(invitation.state == "invited", f"邀请{invitation.state_label}")


def leads_it(actor: Actor, invitation: InvitationView) -> Decision:
    """Whether the actor sent the invitation as the team's leader."""
    return check(invitation.lead_account is not None and invitation.lead_account == actor.account, "由课题负责人办理")


def may_end(actor: Actor, invitation: InvitationView) -> Decision:
    """The leader lets a member go, or the member leaves, before the application is handed in."""
    own = invitation.talent_account is not None and invitation.talent_account == actor.account
    who = check(own, "由本人或课题负责人办理") | leads_it(actor, invitation)
    ready = check(invitation.state == "accepted", f"邀请{invitation.state_label}")
    return who & ready & check(invitation.application_state in {"draft", "returned"}, "申报书已提交，不能再退出")


def may_withdraw(actor: Actor, application: ApplicationView) -> Decision:
    """The leader takes it back until the review begins."""
    early = check(APPLICATION.allows("withdraw", application.state), f"申报书{application.state_label}，不能撤回")
    return leads(actor, application) & early


def _handles(actor: Actor, application: ApplicationView, transition: str) -> Decision:
    """The office, in its scope, but nobody who is on the team itself."""
    staff = check(actor.has(*OFFICE) and application.managed, "由组织部经办人办理")
    outside = check(not application.on_team, "您是课题组成员，请由其他经办人办理")
    step = APPLICATION.transition(transition)
    ready = check(application.state in step.from_, f"现在是「{application.state_label}」，不能{step.label}")
    return staff & outside & ready


def may_ask_unit(actor: Actor, application: ApplicationView) -> Decision:
    """The office asks the leader's unit for its opinion."""
    return _handles(actor, application, "ask_unit")


def may_give_opinion(actor: Actor, application: ApplicationView) -> Decision:
    """The liaison of the leader's unit signs its opinion."""
    theirs = check(actor.has(Role.LIAISON) and application.liaised, "单位意见由负责人所在单位的联络员签署")
    outside = check(not application.on_team, "您是课题组成员，请由单位其他联络员签署")
    ready = check(APPLICATION.allows("give_opinion", application.state), f"申报书{application.state_label}")
    return theirs & outside & ready


def may_send_back(actor: Actor, application: ApplicationView) -> Decision:
    """Back for revision, at most twice by default (domain.md §1.3)."""
    most = application.returns_most
    left = check(application.returns < most, f"已退回{application.returns}次，最多{most}次，请受理或不予受理")
    return _handles(actor, application, "send_back") & left


def may_accept(actor: Actor, application: ApplicationView) -> Decision:
    """The office takes a formally sound application on."""
    return _handles(actor, application, "accept")


def may_refuse(actor: Actor, application: ApplicationView) -> Decision:
    """The office does not take it on."""
    return _handles(actor, application, "refuse")


def may_send_to_review(actor: Actor, application: ApplicationView) -> Decision:
    """The office hands an accepted application to a review round, unless it stands on a list to be granted."""
    return _handles(actor, application, "enter_review") & _off_the_list(application)


def may_turn_down(actor: Actor, application: ApplicationView) -> Decision:
    """The office says no, with a reason: until it stands on a list to be granted, whose every no the leader signs.

    What the leader would grant after a review only the leader turns down (domain.md §1.2, step 7).
    """
    wanted = application.state == "proposed" or application.review_decision == ReviewWord.GRANTED
    signed = not wanted or actor.has(Role.DEPT_LEADER)
    return (
        _handles(actor, application, "turn_down")
        & _off_the_list(application)
        & check(signed, "评审结论是立项，不予立项由部领导决定")
    )


def may_turn_down_listed(actor: Actor, application: ApplicationView) -> Decision:
    """The office carries out what was decided about an application on its list."""
    return _handles(actor, application, "turn_down")


def _off_the_list(application: ApplicationView) -> Decision:
    """Whether nothing is under way by which the leader decides about it on a list."""
    on_notice = check(application.state != "notice", "正在公示，请在拟立项名单里办理")
    return on_notice & check(not application.listed, "已列入拟立项名单，请在名单里办理")


def may_grant(actor: Actor, application: ApplicationView, terms: Granting) -> Decision:
    """Who signs a grant: the department's leader; an officer for a general topic where the programme says so.

    Straight after acceptance only where the topic is put out to be claimed (揭榜挂帅) or commissioned; else the
    review comes first. Where the settings ask for list and notice first, only what nobody competes for is granted
    without them; what stands on a list is granted there (domain.md §1.2, step 7).
    """
    state = application.state
    if state in {"proposed", "reviewed"}:
        ready = ALLOW
    elif state == "notice":
        ready = deny("正在公示，期满后在拟立项名单里办理")
    elif state == "accepted":
        ready = check(application.track in SHORT_WAY, "评审立项的课题要先完成评审，再立项")
    else:
        ready = deny(f"现在是「{application.state_label}」，不能立项")
    listless = check(not application.listed, "已列入拟立项名单，请在名单里办理")
    noticed = check(not terms.notice_first or application.track in DIRECT, "立项前要先列入拟立项名单并公示")
    general = terms.officers_sign_general and application.level == Level.GENERAL
    signs = check(actor.has(Role.DEPT_LEADER) or (general and actor.has(Role.OFFICER)), "立项由部领导签批")
    judged = check(application.review_decision != ReviewWord.REFUSED, "评审结论是不予立项，要先撤销评审结论")
    staff = check(application.managed, "由组织部办理")
    own = check(not application.on_team, "您是课题组成员，不能签批本课题")
    return staff & own & ready & judged & signs & listless & noticed


def may_take_back(actor: Actor, application: ApplicationView) -> Decision:
    """Who may decide it may take it back (decisions.md, Correction).

    The office takes back what it accepted or refused, until it stands on a list to be granted; a no to a grant is
    taken back by the leader, or by who said it.
    """
    staff = check(actor.has(*OFFICE) and application.managed, "由组织部经办人撤销")
    outside = check(not application.on_team, "您是课题组成员，请由其他经办人办理")
    ready = check(application.state in {"accepted", "not_accepted", "not_granted"}, "还没有可以撤销的决定")
    if application.state == "not_granted":
        own = application.decided_by is not None and application.decided_by == actor.account
        return staff & outside & ready & check(own or actor.has(Role.DEPT_LEADER), "不予立项由部领导撤销")
    listed = check(not application.listed, "已列入拟立项名单，先从名单里移出")
    return staff & outside & ready & listed


def may_carry_out(actor: Actor, application: ApplicationView) -> Decision:
    """The office carries out what the leader signed on a list; nobody of the team does."""
    staff = check(actor.has(*OFFICE) and application.managed, "由组织部办理")
    outside = check(not application.on_team, "您是课题组成员，请由其他经办人办理")
    return staff & outside & check(application.state == "notice", f"现在是「{application.state_label}」，不能立项")


_ACTIONS = {
    "edit": may_write,
    "team": may_build_team,
    "check": may_check,
    "record_opinion": may_record_opinion,
    "cover": may_cover,
    "withdraw": may_withdraw,
    "ask_unit": may_ask_unit,
    "give_opinion": may_give_opinion,
    "send_back": may_send_back,
    "accept": may_accept,
    "refuse": may_refuse,
}
_BESIDE_THE_LIST = {
    "enter_review": may_send_to_review, "turn_down": may_turn_down, "take_back": may_take_back,
}  # fmt: skip


def application_actions(actor: Actor, application: ApplicationView, terms: Granting | None) -> list[str]:
    """Return what the actor may do with an application now; without terms, what the list has no say in."""
    found = [name for name, rule in _ACTIONS.items() if rule(actor, application)]
    if terms is None:
        return found
    found += [name for name, rule in _BESIDE_THE_LIST.items() if rule(actor, application)]
    if may_grant(actor, application, terms):
        found.append("grant")
    return found


def missing_in_application(
    draft: ApplicationDraft | ApplicationView, *, most: int = 0, budget: bool = False, track: str = ""
) -> dict[str, str]:
    """Return what an application lacks before it can be handed in, by field.

    Finished work is handed in as it is: it needs no targets and no plan.
    """
    wanted = {"problem": "问题导向", "goal": "目标导向", "effect": "效果导向"}
    wanted |= {"content": "研究内容", "approach": "研究方法和步骤"}
    lacking = {name: f"{label}不能为空" for name, label in wanted.items() if not getattr(draft, name).strip()}
    planned = track != Track.FINISHED_WORK
    if planned and not draft.indicators:
        lacking["indicators"] = "至少写一项可以计数的考核指标，例如 走访农户 60 户"
    steps = wrong_steps(draft.milestones) if planned else ""
    if steps:
        lacking["milestones"] = steps
    if not draft.products:
        lacking["products"] = "至少写一项预期成果及形式"
    if budget and not draft.costs:
        lacking["costs"] = "请填写经费预算"
    if most:
        lacking |= {
            name: f"现有{len(getattr(draft, name))}字，最多{most}字"
            for name in TEXTS
            if len(getattr(draft, name)) > most
        }
    if not draft.nonsecret:
        lacking["nonsecret"] = "请先勾选“所填内容不涉及国家秘密和工作秘密”"
    if not draft.pledge:
        lacking["pledge"] = "请先勾选诚信承诺"
    return lacking


def wrong_steps(steps: Sequence[MilestoneContent]) -> str:
    """Say what is wrong with a plan: each gate once, in order, and no step that ends before it begins."""
    for kind in GATES:
        if sum(step.kind == kind for step in steps) != 1:
            return f"里程碑里要有且只有一个“{kind.label}”"
    for step in steps:
        if step.due_on < step.starts_on:
            return f"“{step.title}”的完成期限早于开始日期"
    gates = [next(step for step in steps if step.kind == kind).due_on for kind in GATES]
    if gates != sorted(gates) or len(set(gates)) != len(gates):
        return "开题、中期检查、结题的完成期限要依次靠后"
    if max(step.due_on for step in steps) > gates[-1]:
        return "工作节点不能晚于结题期限"
    return ""
