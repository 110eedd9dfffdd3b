# SPDX-License-Identifier: MIT
"""How well a member fits a need, in points out of 100 with the evidence in words: a proposal, never a decision."""

from __future__ import annotations

import re

import msgspec

from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _
from thinktank.policies.kinds import PostingTerms
from thinktank.postings.schemas_plan import Evidence

_SPLIT = re.compile(r"[、，,；;。/\s]+")
_PARTLY = 0.5
_SHORTEST = 2


class Wanted(msgspec.Struct, frozen=True):
    """What a need asks for."""

    unit: int
    direction: str
    skills: str = ""
    duties: str = ""
    post: str = ""
    project_title: str = ""


class Person(msgspec.Struct, frozen=True):
    """What is known of a member. ``team`` is their role on the need's project, ``away`` who of the unit is out."""

    direction: str
    secondary: str = ""
    strengths: str = ""
    research_interest: str = ""
    major: str = ""
    post: str = ""
    team: str = ""
    postings: int = 0
    growth: int = 0
    away: int = 0


def words(text: str) -> list[str]:
    """Return the words of a list as people type it, without repeats, in order."""
    return list(dict.fromkeys(word for word in _SPLIT.split(text) if len(word) >= _SHORTEST))


def covered(word: str, text: str) -> float:
    """Return how much of a word a text covers: 1 when it holds it, a half when it holds most of its pairs."""
    if word in text:
        return 1.0
    pairs = [word[n : n + 2] for n in range(len(word) - 1)]
    share = sum(pair in text for pair in pairs) / len(pairs)
    return _PARTLY if share >= _PARTLY and len(pairs) > 1 else 0.0


def evidence(need: Wanted, person: Person, terms: PostingTerms) -> list[Evidence]:
    """Return what speaks for a person at a post, the weightiest first; together at most 100 points.

    How much each thing counts is the department's to set (policy ``posting_terms``); what counts nothing is left out.
    """
    found = [
        *_direction(need, person, terms),
        *_skills(need, person, terms),
        *_project(need, person, terms),
        *_growth(person, terms),
        *_unit(person, terms),
    ]
    return sorted((one for one in found if one.points), key=lambda one: -one.points)


def points(found: list[Evidence]) -> int:
    """Return the fit that the evidence adds up to."""
    return sum(one.points for one in found)


def _direction(need: Wanted, person: Person, terms: PostingTerms) -> list[Evidence]:
    label = Direction(need.direction).label
    if person.direction == need.direction:
        return [Evidence(_("主方向%(label)s与岗位一致") % {"label": label}, terms.fit_direction)]
    if need.direction in person.secondary.split():
        return [Evidence(_("次方向%(label)s与岗位一致") % {"label": label}, terms.fit_second)]
    return []


def _skills(need: Wanted, person: Person, terms: PostingTerms) -> list[Evidence]:
    wanted = words(need.skills)
    if not wanted:
        own = [word for word in words(person.strengths) if covered(word, need.duties + need.post)]
        return [Evidence(_("特长“%(word)s”用得上") % {"word": "、".join(own)}, terms.fit_plain)] if own else []
    text = f"{person.strengths}、{person.research_interest}、{person.major}、{person.post}"
    found = {word: covered(word, text) for word in wanted}
    worth = round(terms.fit_skills * sum(found.values()) / len(wanted))
    if not worth:
        return []
    hits = "、".join(word for word, share in found.items() if share)
    return [Evidence(_("具备所需专长：%(words)s") % {"words": hits}, worth)]


def _project(need: Wanted, person: Person, terms: PostingTerms) -> list[Evidence]:
    if not person.team:
        return []
    role = {"lead": _("课题负责人")}.get(person.team, _("课题组成员"))
    return [
        Evidence(_("是关联课题%(title)s的%(role)s") % {"title": need.project_title, "role": role}, terms.fit_project)
    ]


def _growth(person: Person, terms: PostingTerms) -> list[Evidence]:
    found = []
    if not person.postings:
        found.append(Evidence(_("还没有历练经历，优先安排"), terms.fit_fresh))
    if person.growth:
        found.append(Evidence(_("成长档案已有%(n)d条课题、成果记录") % {"n": person.growth}, terms.fit_growth))
    return found


def _unit(person: Person, terms: PostingTerms) -> list[Evidence]:
    return [] if person.away else [Evidence(_("所在单位目前无人在外历练"), terms.fit_unit)]
