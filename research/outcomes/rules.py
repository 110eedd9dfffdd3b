# SPDX-License-Identifier: MIT
"""What a rung needs, who may take it, and which words need an approval. Pure."""

from __future__ import annotations

import re

from research.outcomes.schemas import WHOLE, AuthorContent, Climb, OutcomeView
from research.outcomes.states import BEFORE, LADDER, Rung
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.policy import Decision, check

GUARDED = re.compile(r"示范(?:点|创建|基地|区|县|镇|村|单位)|授牌|挂牌")
"""创建示范活动管理办法(试行) 2022: these words only with a body's approval (domain.md §0, rule 1)."""
NEEDS: dict[str, dict[str, str]] = {
    "recommended": {"body": "请填写报送对象", "on": "请填写报送日期"},
    "instructed": {"body": "请填写批示机关或职务", "on": "请填写批示日期", "note": "请填写批示内容摘要"},
    "adopted": {"body": "请填写采纳单位", "document": "请填写采纳文件的文号", "on": "请填写采纳日期"},
    "not_adopted": {"note": "请填写未采纳的原因"},
    "applying": {"body": "请填写转化单位", "on": "请填写开始日期"},
    "applied": {"body": "请填写应用单位", "on": "请填写见效日期", "note": "请填写见效情况，尽量用数据"},
    "archived": {},
}
"""Which fields the general form asks for, by rung. The other rungs have forms of their own."""
OWN_FORMS = ("screened", "evaluated", "pilot", "promoted")


def may_handle(actor: Actor, outcome: OutcomeView) -> Decision:
    """The office moves outcomes, but nobody his or her own."""
    staff = check(actor.is_system or (actor.has(*OFFICE) and outcome.managed), "成果流转由组织部经办人办理")
    return staff & check(not outcome.is_author, "您是完成人，请由其他经办人办理")


def may_take_back(actor: Actor, outcome: OutcomeView) -> Decision:
    """Who moves an outcome up takes its newest rung back (decisions.md, Correction)."""
    return may_handle(actor, outcome) & check(outcome.state != Rung.REGISTERED, "成果刚登记，没有可以撤销的环节")


def may_describe(actor: Actor, outcome: OutcomeView) -> Decision:
    """Authors and the office write the experience material while the outcome is alive."""
    who = check(outcome.is_author or (actor.has(*OFFICE) and outcome.managed), "经验材料由完成人或经办人填写")
    return who & check(outcome.state != Rung.ARCHIVED, "成果已归档")


def may_reach(outcome: OutcomeView, rung: str, waiver: str) -> Decision:
    """One rung after the other; a skipped one takes a reason; the secrecy screening is never skipped."""
    lower = check(
        LADDER.allows(rung, outcome.state), f"现在是「{outcome.state_label}」，不能转入「{LADDER.label(rung)}」"
    )
    safe = rung in {Rung.SCREENED, Rung.ARCHIVED} or outcome.secrecy_checked_at is not None
    screened = check(safe, "先完成保密审查，再往下流转")
    usual = "、".join(LADDER.label(name) for name in BEFORE[rung])
    in_turn = check(
        outcome.state in BEFORE[rung] or bool(waiver.strip()),
        f"一般从「{usual}」转入。跳过前面环节，请写明越级理由",
    )
    return lower & screened & in_turn


def missing_for(climb: Climb, *, has_file: bool) -> dict[str, str]:
    """Return what a rung still needs, by field; adoption is proven by its paper, or says why there is none."""
    lacking = {name: text for name, text in NEEDS.get(climb.rung, {}).items() if not getattr(climb, name)}
    if climb.rung == Rung.ADOPTED and not has_file and not climb.waiver.strip():
        lacking["uploads"] = "请上传采纳证明；暂时没有的，在越级理由里写明何时补"
    return lacking


def may_say(text: str, basis_body: str, basis_document: str) -> Decision:
    """示范点, 示范创建, 授牌 and the like are written only where the approving body and the document are recorded."""
    found = GUARDED.search(text)
    approved = bool(basis_body.strip() and basis_document.strip())
    word = found[0] if found else ""
    return check(found is None or approved, f"“{word}”须有批准依据：请填写批准机关和文号，或改称“试点培育”")


def pilot_word(basis_body: str, basis_document: str) -> str:
    """What a pilot may be called."""
    return "示范点" if basis_body.strip() and basis_document.strip() else "试点"


def wrong_authors(authors: list[AuthorContent]) -> str:
    """Say what is wrong with a list of authors: each once, the shares making a whole."""
    if len({author.talent for author in authors}) != len(authors):
        return "同一个完成人列了两次，请删去一行"
    total = sum(author.share for author in authors)
    return "" if total == WHOLE else f"贡献合计应为100%，现在是{total}%"


def actions(actor: Actor, outcome: OutcomeView) -> list[str]:
    """Return what the actor may do with an outcome now."""
    found = ["describe"] if may_describe(actor, outcome) else []
    if not may_handle(actor, outcome):
        return found
    steps = {"screen": "screened", "evaluate": "evaluated", "pilot": "pilot"}
    found += [name for name, rung in steps.items() if may_reach(outcome, rung, "x")]
    if outcome.state == Rung.PROMOTED or may_reach(outcome, Rung.PROMOTED, "x"):
        found.append("replicate")
    if rungs(actor, outcome):
        found.append("climb")
    if may_take_back(actor, outcome):
        found.append("take_back")
    return found


def rungs(actor: Actor, outcome: OutcomeView) -> list[str]:
    """Return to which rungs the general form can take an outcome."""
    if not may_handle(actor, outcome):
        return []
    return [rung for rung in NEEDS if may_reach(outcome, rung, "x")]
