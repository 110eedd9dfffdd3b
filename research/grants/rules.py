# SPDX-License-Identifier: MIT
"""Who may draft, sign and carry out a list of grants, object to one, and answer. Pure."""

from __future__ import annotations

from research.grants.schemas import ItemView, ListView, ObjectionView
from research.grants.states import GRANT_LIST, Verdict
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check


def may_draft(actor: Actor) -> Decision:
    """Officers draft, the leader signs (decisions.md, Who decides)."""
    return check(actor.has(Role.OFFICER), "拟立项名单由经办人拟定")


def _office(actor: Actor, found: ListView, role: Role, what: str) -> Decision:
    return check(actor.has(role), what) & check(found.managed, "这份名单不在您的管理范围内")


def may_edit(actor: Actor, found: ListView) -> Decision:
    """An officer changes a list until it is put before the leader."""
    return _office(actor, found, Role.OFFICER, "拟立项名单由经办人拟定") & check(
        found.state == "draft", f"名单{found.state_label}，退回后才能修改"
    )


def may_step(actor: Actor, found: ListView, name: str) -> Decision:
    """Whether a step of the list's machine is the actor's to take now."""
    step = GRANT_LIST.transition(name)
    leader = step.who == "dept_leader"
    who = _office(
        actor,
        found,
        Role.DEPT_LEADER if leader else Role.OFFICER,
        "由部领导签批" if leader else "由经办人办理",
    )
    ready = who & check(found.state in step.from_, f"现在是「{found.state_label}」，不能{step.label}")
    if name == "submit":
        gone = next((one for one in found.items if one.state == "withdrawn"), None)
        return ready & check(gone is None, why_over(gone) if gone else "")
    if name == "sign":
        return ready & check(not all(one.over for one in found.items), "名单上的申报都已撤回或办结，请退回修改")
    if name != "finish":
        return ready
    answered = all(one.answered_at is not None for one in found.objections)
    return (
        ready
        & check(not found.running, "公示期未满")
        & check(not pending(found), "还有申报没有办完")
        & check(answered, "还有异议没有答复，答复后才能办结")
    )


def why_over(item: ItemView) -> str:
    """Say why an application cannot be put on notice any more, and what to do about it."""
    name = f"{item.lead_name}团队的“{item.topic_title}”"
    if item.state == "withdrawn":
        return f"{name}已撤回申报，请移出名单"
    return f"{name}已不予立项，团队已收到理由；要改为拟立项，先在申报书页撤销不予立项"


def pending(found: ListView) -> list[ItemView]:
    """The applications of a list of which nobody knows yet what becomes."""
    return [one for one in found.items if one.state == "notice"]


def may_take_back(actor: Actor, found: ListView) -> Decision:
    """The leader takes a signature back while everything that it put on notice is on notice still."""
    done = any(one.verdict == Verdict.GRANT and one.state not in {"notice", "withdrawn"} for one in found.items)
    return (
        _office(actor, found, Role.DEPT_LEADER, "由部领导撤销签批")
        & check(found.state == "notice", f"名单{found.state_label}，没有可撤销的签批")
        & check(not done, "已有申报办结，不能整单撤销")
    )


def may_grant(actor: Actor, found: ListView, item: ItemView) -> Decision:
    """A listed application is granted when its notice has run out and no objection against it is open.

    The leader has signed the list; an officer carries it out.
    """
    return (
        check(actor.has(Role.OFFICER, Role.DEPT_LEADER) and found.managed, "由组织部办理")
        & check(found.state == "notice", f"名单{found.state_label}，不能立项")
        & check(not found.running, f"公示到{found.notice_until}，期满后才能立项")
        & check(item.verdict == Verdict.GRANT and item.state == "notice", f"这份申报{item.state_label}")
        & check(not item.held, "有异议没有答复，答复后才能立项")
    )


def may_decline(actor: Actor, found: ListView, item: ItemView) -> Decision:
    """The leader may still say no to a listed application, with a reason."""
    return (
        check(actor.has(Role.DEPT_LEADER) and found.managed, "由部领导决定")
        & check(found.state == "notice", f"名单{found.state_label}")
        & check(item.state == "notice", f"这份申报{item.state_label}")
    )


def may_object(actor: Actor, found: ListView) -> Decision:
    """Whoever is signed in and reads the notice, while it runs."""
    return check(bool(actor.account) and found.running, "不在公示期内，请直接联系区委组织部")


def may_answer(actor: Actor, found: ListView, objection: ObjectionView) -> Decision:
    """An officer who is not its author answers an objection once."""
    return (
        _office(actor, found, Role.OFFICER, "异议由经办人核查答复")
        & check(objection.account != actor.account, "您反映的情况，请由其他经办人答复")
        & check(objection.answered_at is None, "这条异议已经答复")
    )


def basis(*, reviewed: bool, noticed: bool) -> str:
    """Say on what a grant rests, in the words of its notice: only what took place (domain.md §1.2, steps 6 and 7)."""
    steps = "、".join(["评审"] * reviewed + ["公示"] * noticed)
    return f"经{steps}并报部领导审定" if steps else "经部领导审定"


def list_actions(actor: Actor, found: ListView) -> list[str]:
    """Return what the actor may do with a list now."""
    names = [one.name for one in GRANT_LIST.leaving(found.state)]
    actions = [name for name in names if may_step(actor, found, name)]
    for name, decision in (
        ("edit", may_edit(actor, found)),
        ("object", may_object(actor, found)),
        ("take_back", may_take_back(actor, found)),
    ):
        if decision:
            actions.append(name)
    if any(may_grant(actor, found, item) for item in found.items):
        actions.append("grant")
    return actions
