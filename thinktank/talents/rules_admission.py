# SPDX-License-Identifier: MIT
"""Why a step does not fit how somebody stands, and what it needs to be taken; pure (domain.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from thinktank.kernel.i18n import _
from thinktank.policies.kinds import Admission
from thinktank.talents.schemas_admission import LABELS, CaseRow
from thinktank.talents.states import EXITS, MEMBERSHIP, NEEDS_REASON, PAUSES


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody gives with a step."""

    note: str = ""
    on: date | None = None
    until: date | None = None
    ground: str = ""
    title: str = ""


def missing(step: str, given: Given, today: date) -> dict[str, str]:
    """Return what a step lacks, by field; empty when it is complete."""
    found: dict[str, str] = {}
    if step in NEEDS_REASON and not given.note:
        found["note"] = _("%(step)s须写明理由") % {"step": _(LABELS[step])}
    if step == "approve" and given.on is None:
        found["on"] = _("请填写部务会日期")
    if given.on is not None and given.on > today and step != "publish":
        found["on"] = _("日期不能晚于今天")
    if step == "publish" and given.on is not None and given.on < today:
        found["on"] = _("公示起始日不能早于今天")
    if step in {"pause", "leave"} and given.ground not in (PAUSES if step == "pause" else EXITS):
        found["ground"] = _("请选择暂停类别") if step == "pause" else _("请选择退出事由")
    if step == "observe" and given.until is None:
        found["until"] = _("请填写观察至哪一天")
    if given.until is not None and given.until <= today:
        found["until"] = _("截止日应晚于今天")
    return found


def not_now(step: str, person: CaseRow, given: Given, policy: Admission, today: date) -> str:
    """Return why a step cannot be taken for a person as they stand, or nothing."""
    return _state_against(step, person) or _case_against(step, person, given, policy, today)


def held_back(step: str, people: Sequence[CaseRow], policy: Admission, today: date) -> dict[str, list[str]]:
    """Return whom of a list a step does not fit, by the reason; what a word of why would mend holds nobody back."""
    found: dict[str, list[str]] = {}
    for person in people:
        reason = not_now(step, person, Given(note=_("说明")), policy, today)
        if reason:
            found.setdefault(reason, []).append(person.name)
    return found


def _state_against(step: str, person: CaseRow) -> str:
    apart: dict[str, tuple[str, ...]] = {"cleared": ("consult",), "objected": ("consult",), "renew": ("active",)}
    starts = apart[step] if step in apart else MEMBERSHIP.transition(step).from_
    if person.state in starts:
        return ""
    return _("现在是「%(state)s」，不能%(step)s") % {"state": _(person.state_label), "step": _(LABELS[step])}


def _case_against(step: str, person: CaseRow, given: Given, policy: Admission, today: date) -> str:
    match step:
        case "qualify":
            return _conditions(person, given)
        case "approve":
            return _consultation(person)
        case "admit":
            return _notice(person, today)
        case _:
            return _channel(step, person, policy)


def _channel(step: str, person: CaseRow, policy: Admission) -> str:
    """Say what keeps a step that hangs on how the person came in, or on what the unit said."""
    direct = policy.rosters_direct and person.channel == "roster"
    against = {
        "accept": (person.unit_opinion != "agree", _("单位还没有同意，请先征求单位意见")),
        "ask_unit": (person.unit_opinion == "agree", _("单位已经同意，不必再征求")),
        "take_over": (not direct, _("只有名册中已是成员的人可以直接确认，其他人按程序入库")),
        "undo_admit": (person.notice is None, _("不是经公示入库的，请用撤销确认")),
        "undo_take_over": (person.notice is not None, _("是经公示入库的，请用撤销入库")),
    }
    held, reason = against.get(step, (False, ""))
    return reason if held else ""


def _conditions(person: CaseRow, given: Given) -> str:
    if not person.unmet or given.note:
        return ""
    words = "、".join(f"{one.name}{one.label}" for one in person.unmet)
    return _("%(what)s，确需通过的请写明理由") % {"what": words}


def _consultation(person: CaseRow) -> str:
    if person.consult_result == "objected":
        return _("征求意见有异议，核清后重新登记结果")
    return "" if person.consult_result == "clear" else _("还没有登记征求意见的结果")


def _notice(person: CaseRow, today: date) -> str:
    if person.notice_ends is None:
        return _("还没有公示")
    if person.notice_ends >= today:
        day = person.notice_ends
        return _("公示到%(m)d月%(d)d日，期满后办理") % {"m": day.month, "d": day.day}
    if person.upheld:
        return _("公示期异议成立，不能入库")
    return _("有%(n)d条异议还没有答复") % {"n": person.open_objections} if person.open_objections else ""
