# SPDX-License-Identifier: MIT
"""What each step of a membership writes: on the person, on the case, on the trail, and whom it tells."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from thinktank.identity import queries as identity
from thinktank.kernel import clock, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.states import touch
from thinktank.notices import operations as notices
from thinktank.talents.events import MembershipChanged
from thinktank.talents.operations import advance, term_end
from thinktank.talents.rules_admission import Given
from thinktank.talents.schemas_admission import CaseRow
from thinktank.talents.states import EXITS, PAUSES
from thinktank.talents.tables import AdmissionCase, MemberFlag, Talent
from thinktank.trail import operations as trail

_COMES_IN = frozenset({"admit", "take_over"})
_GOES_BACK = frozenset({"undo_admit", "undo_take_over"})
_OPENS_AGAIN = frozenset({*_GOES_BACK, "undo_decline"})
_SETTLES = {
    "resume": "hold_ends",
    "restore": "hold_ends",
    "leave": "",
    "admit": "notice_ends",
    "decline": "notice_ends",
}
"""Steps that answer what a job had found, and which rule of it; "" is every one."""


class Work(msgspec.Struct, frozen=True):
    """What is the same for everybody of one run."""

    actor: Actor
    step: str
    given: Given
    term_years: int
    notice: int | None = None
    unit_due: date | None = None

    @property
    def day(self) -> date:
        """The day from which the step holds."""
        return self.given.on or clock.today()


async def take(work: Work, person: CaseRow, version: int | None) -> None:
    """Take a step for one person; inside ``write_tx()``, the rules have been asked."""
    if work.step in {"cleared", "objected"}:
        await _consulted(work, person, version)
        return
    if work.step == "renew":
        await _renewed(work, person, version)
        return
    await _write_case(work, person)
    await advance(
        work.actor, person, work.step, note=_detail(work), version=version, also=_talent_changes(work),
        fields={"on": work.given.on, "ground": work.given.ground},
    )  # fmt: skip
    if work.step == "reapply":
        await open_case(person.id, "appointed", nominated_by=work.actor.account or None)
    if work.step in _SETTLES:
        await settle_flags(work.actor, person.id, work.given.note, rule=_SETTLES[work.step])
    await _tell(work, person)
    await _announce(work, person)


async def open_case(talent: int, channel: str, **values: Any) -> int:
    """Begin a way in for a person, inside ``write_tx()``; return its id."""
    c = AdmissionCase
    row = await c.insert(c(talent=talent, channel=channel, opened_at=clock.now(), **values)).returning(c.id)
    return int(row[0]["id"])


async def case_of(person: CaseRow) -> int:
    """Return a person's case, begun now for those who came in by a roster."""
    return person.case or await open_case(person.id, person.channel)


async def settle_flags(actor: Actor, talent: int, note: str, *, rule: str = "") -> None:
    """Close what asked for a decision on a person; inside ``write_tx()``."""
    f = MemberFlag
    where = (f.talent == talent) & f.settled_at.is_null()
    if rule:
        where &= f.rule == rule
    changes: dict[Any, Any] = {f.settled_at: clock.now(), f.settled_by: actor.account or None, f.note: note}
    await f.update(changes).where(where)


# -- steps that change no state -----------------------------------------------------------------------------------


async def _consulted(work: Work, person: CaseRow, version: int | None) -> None:
    """Keep the result of the consultation, and nothing of what was said (domain.md §4)."""
    clear = work.step == "cleared"
    c = AdmissionCase
    changes: dict[Any, Any] = {c.consult_result: "clear" if clear else "objected", c.consulted_on: work.day}
    await c.update(changes).where(c.id == await case_of(person))
    await touch(Talent, id=person.id, version=version, values={Talent.hold_until: None})
    text = _("征求意见：无异议") if clear else _("征求意见：有异议")
    fields = {"result": work.step}
    action = f"talent.{work.step}"
    await trail.record(work.actor, action, "talent", person.id, text, staff_only=True, fields=fields)


async def _renewed(work: Work, person: CaseRow, version: int | None) -> None:
    """Begin a further term where the present one ends."""
    start = max(person.term_to or work.day, work.day)
    term_to = term_end(start, work.term_years)
    await touch(Talent, id=person.id, version=version, values={Talent.term_to: term_to})
    await settle_flags(work.actor, person.id, work.given.note, rule="term_ends")
    text = _("续聘，任期至%(day)s") % {"day": term_to.isoformat()}
    fields = {"term_to": term_to}
    await trail.record(work.actor, "talent.renewed", "talent", person.id, text, detail=work.given.note, fields=fields)
    event = MembershipChanged(actor=work.actor, talent=person.id, step="renew", on=work.day, text=text)
    await events.announce(event)


# -- on the case and on the person --------------------------------------------------------------------------------


async def _write_case(work: Work, person: CaseRow) -> None:
    changes = _case_changes(work, person)
    if changes:
        await AdmissionCase.update(changes).where(AdmissionCase.id == await case_of(person))


def _case_changes(work: Work, person: CaseRow) -> dict[Any, Any]:
    """Return what a step leaves on the case."""
    c, given, now, me = AdmissionCase, work.given, clock.now(), work.actor.account or None
    opinion = {"unit_agrees": "agree", "unit_disagrees": "disagree"}.get(work.step, "")
    kept = msgspec.json.encode(person.conditions).decode()
    changes: dict[str, dict[Any, Any]] = {
        "ask_unit": {c.unit_opinion: "", c.unit_note: "", c.unit_due: work.unit_due},
        "unit_agrees": {c.unit_opinion: opinion, c.unit_note: given.note, c.unit_by: me, c.unit_at: now},
        "unit_disagrees": {c.unit_opinion: opinion, c.unit_note: given.note, c.unit_by: me, c.unit_at: now},
        "qualify": {c.conditions: kept, c.check_note: given.note, c.checked_by: me},
        "approve": {c.decided_on: given.on, c.decision_note: given.note, c.decided_by: me},
        "undo_approve": {c.decided_on: None, c.decision_note: "", c.decided_by: None},
        "publish": {c.notice: work.notice},
        "undo_publish": {c.notice: None},
    }
    if work.step in _COMES_IN or work.step == "decline":
        return {c.closed_at: now}
    if work.step in _OPENS_AGAIN:
        return {c.closed_at: None}
    return changes.get(work.step, {})


def _talent_changes(work: Work) -> dict[Any, Any]:
    """Return what a step leaves on the person."""
    t, given = Talent, work.given
    if work.step in _COMES_IN:
        return {t.admitted_on: work.day, t.term_to: term_end(work.day, work.term_years)}
    if work.step in _GOES_BACK:
        return {t.admitted_on: None, t.term_to: None}
    if work.step in {"pause", "observe"}:
        return {t.ground: given.ground, t.hold_until: given.until}
    if work.step == "leave":
        return {t.ground: given.ground, t.hold_until: None}
    if work.step in {"resume", "restore", "undo_leave", "reapply"}:
        return {t.ground: "", t.hold_until: None}
    return {}


def _detail(work: Work) -> str:
    """Return what stands below the step on the timeline, which the person reads: opinions stay in the case."""
    given = work.given
    match work.step:
        case "unit_agrees" | "unit_disagrees" | "qualify":
            return ""
        case "approve":
            return _("%(day)s部务会") % {"day": work.day.isoformat()}
        case "pause" | "leave":
            kind = PAUSES.get(given.ground) or EXITS.get(given.ground, "")
            return f"{kind}　{given.note}"
        case _:
            return given.note


# -- who hears of it ----------------------------------------------------------------------------------------------


async def _announce(work: Work, person: CaseRow) -> None:
    """Let the growth record hear of who came in, who left, and of what was taken back."""
    texts = {
        "admit": _("成为智库成员"),
        "take_over": _("成为智库成员"),
        "leave": _("退出智库（%(why)s）") % {"why": EXITS.get(work.given.ground, "")},
    }
    text = texts.get(work.step, work.given.note)
    if work.step in texts or work.step in _GOES_BACK or work.step == "undo_leave":
        event = MembershipChanged(actor=work.actor, talent=person.id, step=work.step, on=work.day, text=text)
        await events.announce(event)


async def _tell(work: Work, person: CaseRow) -> None:
    """Tell the unit when it is asked, the officers when somebody applies, the person and who nominated them else."""
    title, href = _words(work, person), f"/talents/{person.id}"
    if not title:
        return
    people = [account for account in (person.account, person.nominated_by) if account]
    if work.step == "ask_unit":
        people = await identity.liaisons_of(person.unit)
    elif work.step == "submit":
        people, href = await identity.account_ids_with_role(Role.OFFICER), "/admissions"
    elif work.step == "publish":
        href = f"/public-notices/{work.notice}"
    await notices.notify(
        people, rule=f"admission.{work.step}", kind="talent", record=person.id, title=title, body=work.given.note,
        href=href, occasion=f"{person.case or 0}:{person.version}",
    )  # fmt: skip


def _words(work: Work, person: CaseRow) -> str:
    words = {
        "ask_unit": _("请对%(name)s出具单位意见"),
        "submit": _("%(name)s的入库申请已提交"),
        "give_back": _("%(name)s的入库申请退回修改"),
        "publish": _("%(name)s的入库公示已发布"),
        "admit": _("%(name)s已入库"),
        "take_over": _("%(name)s已入库"),
        "decline": _("%(name)s未入库"),
        "pause": _("%(name)s的成员资格已暂停"),
        "resume": _("%(name)s的成员资格已恢复"),
        "leave": _("%(name)s已退出智库"),
    }
    text = words.get(work.step, "")
    return text % {"name": person.name} if text else ""
