# SPDX-License-Identifier: MIT
"""Whether a person meets what the department asks for: each condition met, not met or unknown, with the value.

Source: domain.md §4 (youth default). The limits are the department's own (policies, 入库条件); a person decides.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.policies.kinds import Admission

Verdict = Literal["met", "unmet", "unknown"]
VERDICTS = {"met": "符合", "unmet": "不符合", "unknown": "未登记"}
_RANKS = (("博士", 4), ("硕士", 3), ("研究生", 3), ("本科", 2), ("大学", 2), ("学士", 2), ("大专", 1), ("专科", 1))
_LEAST = {"不限": 0, "大专": 1, "本科": 2, "硕士": 3, "博士": 4}


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the check reads of a person."""

    birth_month: date | None = None
    cadre: str = ""
    education: str = ""
    degree: str = ""
    local_since: date | None = None
    direction: str = ""
    proposed: str = ""
    unit_opinion: str = ""


class Condition(msgspec.Struct):
    """One condition: what is asked, how the person stands to it."""

    name: str
    wanted: str
    value: str
    verdict: Verdict

    @property
    def label(self) -> str:
        """The verdict in a word."""
        return VERDICTS[self.verdict]


def age_on(birth_month: date, day: date) -> int:
    """Return the full years on a day of somebody of whom the month of birth is known: counted from its first day."""
    return day.year - birth_month.year - (day.month < birth_month.month)


def years_between(first: date, day: date) -> int:
    """Return the full years from a day to another."""
    return day.year - first.year - ((day.month, day.day) < (first.month, first.day))


def age_limit(policy: Admission, cadre: str) -> int:
    """Return the limit of age that holds for somebody; unknown standing gets the wider one."""
    return policy.age_most_cadre if cadre == "yes" else policy.age_most


def check(facts: Facts, policy: Admission, today: date) -> list[Condition]:
    """Return every condition that the department asks for, in a fixed order."""
    found = [_age(facts, policy, today)]
    if _LEAST[policy.education_least]:
        found.append(_education(facts, policy))
    if policy.local_years:
        found.append(_local(facts, policy, today))
    if policy.needs_unit:
        found.append(_unit(facts))
    if policy.needs_direction:
        found.append(_direction(facts))
    return found


def _verdict(ok: bool) -> Verdict:  # noqa: FBT001 -- reads as a sentence
    return "met" if ok else "unmet"


def _age(facts: Facts, policy: Admission, today: date) -> Condition:
    wanted = _("不超过%(n)d周岁（干部%(c)d周岁）") % {"n": policy.age_most, "c": policy.age_most_cadre}
    if facts.birth_month is None:
        return Condition(_("年龄"), wanted, "", "unknown")
    age = age_on(facts.birth_month, today)
    value = _("%(n)d周岁") % {"n": age}
    if not facts.cadre and policy.age_most_cadre < age <= policy.age_most:
        return Condition(_("年龄"), wanted, _("%(age)s，未登记是否干部") % {"age": value}, "unknown")
    return Condition(_("年龄"), wanted, value, _verdict(age <= age_limit(policy, facts.cadre)))


def rank_of(education: str, degree: str) -> int:
    """Return the rank of what is written under education and degree: 0 unknown, 1 大专, 2 本科, 3 硕士, 4 博士."""
    text = f"{education} {degree}"
    return max((rank for word, rank in _RANKS if word in text), default=0)


def _education(facts: Facts, policy: Admission) -> Condition:
    wanted = _("%(what)s及以上") % {"what": policy.education_least}
    rank = rank_of(facts.education, facts.degree)
    value = facts.education or facts.degree
    verdict: Verdict = _verdict(rank >= _LEAST[policy.education_least]) if rank else "unknown"
    return Condition(_("学历"), wanted, value, verdict)


def _local(facts: Facts, policy: Admission, today: date) -> Condition:
    wanted = _("满%(n)d年") % {"n": policy.local_years}
    if facts.local_since is None:
        return Condition(_("本地工作"), wanted, "", "unknown")
    years = years_between(facts.local_since, today)
    value = _("%(y)d年%(m)d月起，满%(n)d年") % {
        "y": facts.local_since.year, "m": facts.local_since.month, "n": max(0, years),
    }  # fmt: skip
    return Condition(_("本地工作"), wanted, value, _verdict(years >= policy.local_years))


def _unit(facts: Facts) -> Condition:
    value = {"agree": _("同意"), "disagree": _("不同意")}.get(facts.unit_opinion, "")
    verdict: Verdict = _verdict(facts.unit_opinion == "agree") if facts.unit_opinion else "unknown"
    return Condition(_("单位意见"), _("单位同意推荐"), value, verdict)


def _direction(facts: Facts) -> Condition:
    one = facts.direction or facts.proposed
    value = Direction(one).label if one else ""
    if one and not facts.direction:
        value = _("%(what)s（建议）") % {"what": value}
    return Condition(_("研究方向"), _("符合五个方向之一"), value, "met" if one else "unknown")
