# SPDX-License-Identifier: MIT
"""Who may run rounds, and who may not judge what (decisions.md, Conflict of interest)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from reviews.rounds.phases import Mode, Schedule
from reviews.rounds.schemas import InterestView, ItemView, TaskView
from reviews.rounds.states import ACTIVE, FIRM, OPEN_TO_REVIEWERS, UNTOLD, ConflictKind, ItemState, RoundState
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import ALLOW, Decision, check, deny

SMALLEST = 3


class Parties(msgspec.Struct, frozen=True):
    """Who stands behind an item: accounts with names, leads' units, mentors, the units above the leads."""

    team: Mapping[int, str] = {}
    lead_units: Mapping[int, str] = {}
    mentors: Mapping[int, str] = {}
    own_sides: frozenset[int] = frozenset()
    lines: Mapping[int, str] = {}  # units above the leads' (but for the root) and below them
    words: tuple[str, ...] = ()  # names and units that a blind page must not show


def conflicts_of(account: int, unit: int | None, parties: Parties) -> list[InterestView]:
    """Return every conflict of an account, with the fact that shows it."""
    found = []
    if account in parties.team:
        found.append(InterestView(account, ConflictKind.TEAM, parties.team[account]))
    if unit is not None and unit in parties.lead_units:
        found.append(InterestView(account, ConflictKind.UNIT, parties.lead_units[unit]))
    elif unit is not None and unit in parties.lines:
        found.append(InterestView(account, ConflictKind.SUPERIOR, parties.lines[unit]))
    if account in parties.mentors:
        found.append(InterestView(account, ConflictKind.MENTOR, parties.mentors[account]))
    return found


def panel_fits(own_side: int, most: int) -> Decision:
    """At most two (by default) of a panel come from the lead's own side (domain.md §2.1)."""
    return check(own_side <= most, f"同一主管单位的评审专家最多{most}人，请换一位外单位的")


def size_fits(size: int) -> Decision:
    """A panel is odd and has three at least, so that it cannot tie (domain.md §2.1)."""
    return check(size >= SMALLEST and size % 2 == 1, f"评审专家人数应为单数，至少{SMALLEST}人")


def when_where(at: datetime, place: str) -> str:
    """When and where a panel meets, as a letter says it."""
    local = clock.local(at)
    return f"{local.month}月{local.day}日{local:%H:%M}在{place}"


def venue(mode: Mode, at: datetime | None, place: str) -> dict[str, str]:
    """A panel that meets has a time and a place; return what is lacking, by field."""
    if mode is not Mode.MEETING:
        return {}
    faults = {} if at else {"meets_at": "请填写会议时间"}
    return faults if place else faults | {"place": "请填写会议地点"}


def kept_shared(was: Schedule, now: Schedule, today: date) -> dict[str, str]:
    """What reviewers have seen of each other cannot be unseen: a day of sharing that has come stays; by field."""
    faults = {}
    if was.shares_from is not None and was.shares_from <= today and now.shares_from != was.shares_from:
        faults["shares_from"] = "已经开始互看意见，不能再改"
    if was.discuss_until is not None and was.closes_on < today and now.discuss_until is None:
        faults["discuss_until"] = "讨论已经开始，可以改截止日期，不能取消"
    if was.opens_on <= today < now.opens_on:
        faults["opens_on"] = "评审已经开始，不能改到以后"
    return faults


def may_run(actor: Actor) -> Decision:
    """Rounds are opened and staffed by the department."""
    return check(actor.has(*OFFICE), "评审由区委组织部经办人组织")


def may_assign(actor: Actor, item: ItemView) -> Decision:
    """Reviewers are assigned while scoring runs."""
    return may_run(actor) & check(item.state in OPEN_TO_REVIEWERS, "评分已收齐，不能再指派评审专家")


def may_decline(actor: Actor, task: TaskView) -> Decision:
    """A reviewer asks to be excused until the sheet is in."""
    return check(actor.account == task.reviewer and task.state in ACTIVE[:2], "评分已提交，如须回避请联系经办人")


def may_declare(actor: Actor, task: TaskView) -> Decision:
    """A reviewer declares before opening the material, while the round runs."""
    if task.round_state != RoundState.OPEN:
        return deny("本轮评审已结束")
    return check(actor.account == task.reviewer and task.state == ACTIVE[0], "已声明过，可以直接评分")


def standing(found: Iterable[InterestView], kept: Iterable[InterestView]) -> list[InterestView]:
    """Return what stands against somebody: found now and on record, each kind once, without what was lifted."""
    kept = list(kept)
    lifted = {(one.account, one.kind) for one in kept if one.lifted and one.kind not in FIRM}
    both = [*found, *(one for one in kept if not one.lifted)]
    once = {(one.account, one.kind): one for one in reversed(both) if (one.account, one.kind) not in lifted}
    return list(reversed(once.values()))


def may_replace(actor: Actor, item: ItemView) -> Decision:
    """Another version of the material is put in while sheets are written."""
    return may_run(actor) & check(item.state in OPEN_TO_REVIEWERS, "评分已收齐，不能再更换材料")


def may_pin(actor: Actor, item: ItemView) -> Decision:
    """The office puts a conflict on record that no data shows, while the matter is not decided."""
    return may_run(actor) & check(item.state != ItemState.DECIDED, "已审定，不再登记回避")


def may_lift(actor: Actor, item: ItemView, one: InterestView) -> Decision:
    """Leaders may find that a conflict does not hold; the office takes back what it put on record itself.

    Team, unit and mentor block whoever says otherwise (decisions.md), and a declaration is the person's own.
    """
    if one.kind in FIRM or one.source == "reviewer":
        return deny("课题组成员、同一单位、项目导师和本人申报的，不能解除回避")
    who = actor.has(Role.DEPT_LEADER) or (one.source == "pinned" and actor.has(*OFFICE))
    return check(who, "由部领导解除回避") & check(item.state != ItemState.DECIDED, "已审定，不再解除回避")


def told(conflicts: Iterable[InterestView], *, blind: bool) -> Decision:
    """What a reviewer hears of a conflict: in a blind round nothing that would say whose work it is."""
    found = list(conflicts)
    if blind and found:
        return deny("系统核对发现您须回避")
    bare = (msgspec.structs.replace(one, evidence="") if one.kind is ConflictKind.RECIPROCITY else one for one in found)
    return unconflicted(bare)


def recorded(conflicts: Iterable[InterestView]) -> str:
    """Why an assignment ended, as it is kept where the person may come to read it: not that an applicant asked."""
    untold = _("经核对须回避")
    return "；".join(dict.fromkeys(untold if one.kind is ConflictKind.REQUESTED else one.text for one in conflicts))


def shown_to(actor: Actor, found: Iterable[InterestView]) -> list[InterestView]:
    """Return conflicts without what the reader is not to learn of themselves."""
    return [one for one in found if one.account != actor.account or one.kind not in UNTOLD]


def unconflicted(conflicts: Iterable[InterestView]) -> Decision:
    """A conflict found at any moment ends the assignment."""
    reasons = "；".join(one.text for one in conflicts)
    return deny(f"须回避：{reasons}") if reasons else ALLOW
