# SPDX-License-Identifier: MIT
"""Who may take which step of a posting, and what everybody should be warned of. Sources: domain.md §0 rule 4, §5."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import Decision, check
from thinktank.policies.kinds import PostingTerms
from thinktank.postings.schemas import Caution
from thinktank.postings.states import DONE, LIVE, NEED, POSTING, Change, Kind, Side

_OFFICER = "这一步由区委组织部经办人办理"
_LEADER = "这一步由区委组织部部领导审定"
_TOWNS = ("镇", "乡", "街道", "镇人民政府", "乡人民政府", "街道办事处", "镇党委", "乡党委", "街道党工委")
_UPPER = ("省", "市")
_DAY = timedelta(days=1)


class Ties(msgspec.Struct, frozen=True):
    """How an actor stands to one posting."""

    person: bool = False
    sender: bool = False
    receiver: bool = False
    officer: bool = False
    leader: bool = False

    @property
    def office(self) -> bool:
        """Whether the actor decides or works for the department here."""
        return self.officer or self.leader

    def speaks_for(self, side: str) -> bool:
        """Whether the actor is this side."""
        return bool(getattr(self, side))


# -- needs ----------------------------------------------------------------------------------------------------


def may_state_need(actor: Actor) -> Decision:
    """Needs come from units: their liaisons, or an officer for them."""
    return check(actor.has(Role.OFFICER, Role.LIAISON), "岗位需求由单位联络员或经办人提出")


def may_edit_need(*, officer: bool, unit: bool, state: str) -> Decision:
    """A need is changed by its unit until it is taken up, by officers as long as it is open."""
    return check(officer or unit, "由提出需求的单位或经办人修改") & check(
        state == "submitted" or (officer and state == "open"), f"现在是「{NEED.label(state)}」，不能再修改"
    )


def may_step_need(step: str, *, officer: bool, unit: bool, state: str) -> Decision:
    """Officers take needs up; a unit may close its own."""
    return check(officer or (unit and step == "close"), _OFFICER) & check(
        NEED.allows(step, state), f"现在是「{NEED.label(state)}」，不能{NEED.transition(step).label}"
    )


def may_propose(*, officer: bool, state: str, vacant: int) -> Decision:
    """An officer puts somebody forward for a seat that is open."""
    return (
        check(officer, _OFFICER)
        & check(state == "open", f"需求现在是「{NEED.label(state)}」，不能派人")
        & check(vacant > 0, "这个岗位的人数已满，可先增加人数")
    )


def may_plan(actor: Actor) -> Decision:
    """The best assignment over all needs is worked out for officers."""
    return check(actor.has(Role.OFFICER), _OFFICER)


def may_take_ledger(actor: Actor) -> Decision:
    """The ledger is taken by who has the list: the office its scope, a liaison the own unit's."""
    return check(actor.has(Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON), "台账由组织部或单位联络员导出")


def may_print(actor: Actor) -> Decision:
    """The appraisal form goes to the units and the office: it carries opinions that the person does not read."""
    return check(actor.has(Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON), "鉴定表由组织部或单位联络员打印")


# -- postings -------------------------------------------------------------------------------------------------


def _standing(step: str, state: str) -> Decision:
    return check(POSTING.allows(step, state), f"现在是「{POSTING.label(state)}」，不能{POSTING.transition(step).label}")


def may_office_step(ties: Ties, step: str, *, state: str) -> Decision:
    """Asking the three sides, taking back and cancelling are the officer's."""
    return check(ties.officer, _OFFICER) & _standing(step, state)


def may_consent(ties: Ties, side: str, *, state: str, answered: bool, on_paper: bool = False) -> Decision:
    """Each side answers once for itself; for a unit an officer may enter the stamped paper, for the person nobody."""
    for_unit = side != Side.PERSON and ties.officer and on_paper
    who = {"person": "由本人表态", "sender": "由派出单位联络员表态", "receiver": "由接收单位联络员表态"}[side]
    return (
        check(ties.speaks_for(side) or for_unit, who)
        & check(state == "consent", f"现在是「{POSTING.label(state)}」，不再征求意见")
        & check(not answered, "这一方已经表态，如需更改请联系经办人收回重拟")
    )


def may_approve(ties: Ties, *, state: str, agreed: int, refused: int) -> Decision:
    """The leader approves once all three sides agree."""
    return (
        check(ties.leader, _LEADER)
        & _standing("approve", state)
        & check(not refused, "有一方不同意，请收回重拟或取消")
        & check(agreed == len(Side), "三方意见还没有收齐")
    )


def may_host(ties: Ties, step: str, *, state: str) -> Decision:
    """Arrival, plan and half-way word are the host's, or the officer's for it."""
    return check(ties.receiver or ties.officer, "由接收单位联络员或经办人办理") & _standing(step, state)


def may_write(ties: Ties, step: str, *, state: str, opens_on: date | None = None, today: date) -> Decision:
    """The person writes the own summaries; the final one from some days before the end."""
    return (
        check(ties.person, "由本人填写")
        & _standing(step, state)
        & check(opens_on is None or today >= opens_on, "期满前才能写个人总结")
    )


def may_opine(ties: Ties, side: str, *, state: str, said: bool, on_paper: bool = False) -> Decision:
    """Host and sender each give their opinion once the person has summed up; an officer may enter stamped paper."""
    for_unit = ties.officer and on_paper
    who = {"sender": "由派出单位联络员填写", "receiver": "由接收单位联络员填写"}.get(side, "鉴定意见由单位填写")
    return (
        check(side != Side.PERSON and (ties.speaks_for(side) or for_unit), who)
        & check(state == "final_appraisal", f"现在是「{POSTING.label(state)}」，不能填写鉴定意见")
        & check(not said, "这一方已经填写鉴定意见")
    )


def may_end(ties: Ties, *, state: str, opinions: int) -> Decision:
    """The leader signs the appraisal when host and sender have given their opinions."""
    return (
        check(ties.leader, _LEADER)
        & _standing("end", state)
        & check(opinions == len(Side) - 1, "接收单位和派出单位的鉴定意见还没有收齐")
    )


def may_reopen(ties: Ties, *, state: str) -> Decision:
    """The leader who may sign may take the signature back (decisions.md, Correction)."""
    return check(ties.leader, _LEADER) & _standing("reopen", state)


def may_ask_change(ties: Ties, kind: str, *, state: str, waiting: bool) -> Decision:
    """The person, either unit or an officer asks, one request at a time."""
    able = ties.person or ties.sender or ties.receiver or ties.officer
    return (
        check(able, "由本人、派出单位、接收单位或经办人申请")
        & _standing(kind, state)
        & check(not waiting, "已有一件申请等待批复")
    )


def may_decide_change(ties: Ties, kind: str, *, state: str, waiting: bool) -> Decision:
    """The leader answers a request that waits."""
    return check(ties.leader, _LEADER) & check(waiting, "这件申请已经批复") & _standing(kind, state)


def may_lay_out(*, officer: bool, receiver: bool, kind: Kind) -> Decision:
    """The host or an officer lays out the turns of posts that are done by turns."""
    return check(officer or receiver, "由接收单位联络员或经办人排班") & check(
        kind.takes_turns, f"{kind.label}不排班；跟班学习、信访一线才排班"
    )


# -- what to mind -----------------------------------------------------------------------------------------------


class Span(msgspec.Struct, frozen=True):
    """Another posting of the same person."""

    post: str
    starts_on: date
    ends_on: date
    state: str


class Facts(msgspec.Struct, frozen=True):
    """What the warnings are drawn from; ``below`` = the receiver stands above the sender."""

    kind: Kind
    starts_on: date
    ends_on: date
    sender_name: str
    below: bool = False
    others: tuple[Span, ...] = ()


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(starts_on: date, months: int) -> date:
    """Return the last day of a term of some months."""
    return months_later(starts_on, months) - _DAY


def months_of(starts_on: date, ends_on: date) -> int:
    """Return in how many whole months a term (both days inclusive) fits; 0 for none."""
    months = 0
    while last_day(starts_on, months) < ends_on:
        months += 1
    return months


def is_town(name: str) -> bool:
    """Whether a unit is a town, a township or a sub-district, by its name."""
    return name.endswith(_TOWNS)


def is_upper(name: str) -> bool:
    """Whether a unit belongs to the city or the province, by its name (市社科院, 省委组织部)."""
    return name.startswith(_UPPER)


def cautions(facts: Facts, terms: PostingTerms) -> list[Caution]:
    """Return everything that whoever decides should know, in words; nothing here blocks.

    Source: domain.md §0 rule 4 (caps of 3 and 6 months, a year in total, no repeat within two years, no borrowing
    from below) and §5 (a town as sender, two posts at a time). ``facts.others`` are the person's other postings.
    """
    return [*_term(facts, terms), *_total(facts, terms), *_repeats(facts, terms), *_overlaps(facts), *_from(facts)]


def _term(facts: Facts, terms: PostingTerms) -> Iterable[Caution]:
    cap, months = terms.months(facts.kind), months_of(facts.starts_on, facts.ends_on)
    if months > cap:
        text = _("%(kind)s一般不超过%(cap)d个月，这次为%(n)d个月")
        yield Caution("term", text % {"kind": facts.kind.label, "cap": cap, "n": months})


def _total(facts: Facts, terms: PostingTerms) -> Iterable[Caution]:
    since = months_later(facts.starts_on, -12 * terms.repeat_years)
    days = (facts.ends_on - facts.starts_on).days + 1
    counted = [one for one in facts.others if one.state in (*DONE, *LIVE) and one.ends_on >= since]
    earlier = sum((one.ends_on - one.starts_on).days + 1 for one in counted)
    most = (months_later(facts.starts_on, terms.total_months) - facts.starts_on).days
    if days + earlier > most:
        text = _("含延期和以往历练累计约%(n)d个月，超过%(most)d个月")
        yield Caution("total", text % {"n": round((days + earlier) * 12 / 365), "most": terms.total_months})


def _repeats(facts: Facts, terms: PostingTerms) -> Iterable[Caution]:
    since = months_later(facts.starts_on, -12 * terms.repeat_years)
    for one in facts.others:
        if one.state in DONE and since <= one.ends_on < facts.starts_on:
            text = _("%(y)d年%(m)d月结束“%(post)s”，%(n)d年内一般不重复派出")
            words = {"y": one.ends_on.year, "m": one.ends_on.month, "post": one.post, "n": terms.repeat_years}
            yield Caution("repeat", text % words)


def _overlaps(facts: Facts) -> Iterable[Caution]:
    for one in facts.others:
        if one.state in LIVE and one.starts_on <= facts.ends_on and one.ends_on >= facts.starts_on:
            yield Caution("two_posts", _("同期还有“%(post)s”，一人两岗") % {"post": one.post})


def _from(facts: Facts) -> Iterable[Caution]:
    if is_town(facts.sender_name):
        yield Caution("town", _("派出单位%(name)s是镇街，基层力量紧，请说明理由") % {"name": facts.sender_name})
    if facts.below or facts.kind is Kind.UPWARD:
        yield Caution("from_below", _("属上级机关从下级借人，须有依据并按期返回"))


def change_step(kind: str) -> str:
    """Return the transition that a granted request takes."""
    return {Change.EXTEND: "extend", Change.END_EARLY: "end_early"}[Change(kind)]
