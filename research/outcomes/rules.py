# SPDX-License-Identifier: MIT
"""What a rung needs, who may take it, and which words need an approval. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from research.outcomes.schemas import WHOLE, AuthorContent, Climb, OutcomeView, StepView
from research.outcomes.schemas_indicators import NewIndicator
from research.outcomes.states import BEFORE, LADDER, MEASURE, RULE, RUNGS, Rung, carrying
from thinktank.kernel.actor import OFFICE, Actor
from thinktank.kernel.policy import Decision, check

GUARDED = re.compile(r"示范(?:点|创建|基地|区|县|镇|村|单位)|授牌|挂牌")
"""创建示范活动管理办法(试行) 2022: these words only with a body's approval (domain.md §0, rule 1)."""
BEFORE_LEAVING = (Rung.REGISTERED, Rung.SCREENED, Rung.EVALUATED)
"""Where an outcome can be sent back for something to be added: it has not left the house."""
OPEN_RUNGS = tuple(rule.rung for rule in RUNGS if rule.form == "climb")
"""The rungs that the general form takes an outcome to."""


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
    return who & _alive(outcome)


def may_revise(actor: Actor, outcome: OutcomeView) -> Decision:
    """The team writes until the screening and whenever it was sent back; the office until the outcome is archived."""
    office = bool(actor.has(*OFFICE) and outcome.managed and not outcome.is_author)
    theirs = outcome.is_author and (outcome.state == Rung.REGISTERED or outcome.returned_at is not None)
    who = check(office or outcome.is_author, "成果由完成人或经办人修改")
    return who & check(office or theirs, "成果已进入审查评价，需要修改请经办人退回") & _alive(outcome)


def may_send_back(actor: Actor, outcome: OutcomeView) -> Decision:
    """The office sends an outcome back for something to be added, once at a time, before it leaves."""
    early = check(outcome.state in BEFORE_LEAVING, "成果已经报送，不能退回补充；需要改正的请撤销本环节")
    return may_handle(actor, outcome) & early & check(outcome.returned_at is None, "已退回，等待课题组补充")


def may_prove(actor: Actor, outcome: OutcomeView) -> Decision:
    """Authors and the office add proofs while the outcome is alive."""
    who = check(outcome.is_author or (actor.has(*OFFICE) and outcome.managed), "佐证由完成人或经办人登记")
    return who & _alive(outcome)


def may_judge_measure(actor: Actor, outcome: OutcomeView, *, by: int) -> Decision:
    """The office lets a value count, but nobody one that is his or her own."""
    return (
        may_handle(actor, outcome) & check(by != actor.account, "数据是您填报的，请由其他经办人审核") & _alive(outcome)
    )


def may_resubmit(actor: Actor, outcome: OutcomeView, *, by: int) -> Decision:
    """Who put a value down puts it down anew."""
    return check(by == actor.account, "由填报人修改") & _alive(outcome)


def measure_actions(actor: Actor, outcome: OutcomeView, *, state: str, by: int) -> list[str]:
    """Return what the actor may do with a value."""
    judge, mine = may_judge_measure(actor, outcome, by=by), may_resubmit(actor, outcome, by=by)
    may = {"approve": judge, "return": judge, "resubmit": mine}
    return [step.name for step in MEASURE.leaving(state) if may[step.name]]


def wrong_indicator(content: NewIndicator) -> dict[str, str]:
    """Say what is wrong with an indicator: its target lies where it is said to get better, and a share within 100."""
    wrong: dict[str, str] = {}
    if content.target != content.baseline and (content.target > content.baseline) is not content.ascending:
        wrong["target"] = "目标值应比基期值好：越大越好的填更大的数，越小越好的填更小的数"
    if content.percentage and not (0 <= content.baseline <= WHOLE and 0 <= content.target <= WHOLE):
        wrong["percentage"] = "比例指标的基期值和目标值在0到100之间"
    if content.baseline_on and content.due_on and content.due_on <= content.baseline_on:
        wrong["due_on"] = "目标日期应晚于基期日期"
    return wrong


def may_regrade(actor: Actor, outcome: OutcomeView) -> Decision:
    """The office gives another level once there is one (复评)."""
    return may_handle(actor, outcome) & check(bool(outcome.level), "先评价定级，再复评") & _alive(outcome)


def _alive(outcome: OutcomeView) -> Decision:
    return check(outcome.state != Rung.ARCHIVED, "成果已归档")


def may_reach(outcome: OutcomeView, rung: str, waiver: str) -> Decision:
    """One rung after the other; a skipped one takes a reason; the secrecy screening is never skipped."""
    lower = check(
        LADDER.allows(rung, outcome.state), f"现在是「{outcome.state_label}」，不能转入「{LADDER.label(rung)}」"
    )
    here = check(outcome.returned_at is None or rung == Rung.ARCHIVED, "已退回补充，等待课题组修改后再流转")
    safe = rung in {Rung.SCREENED, Rung.ARCHIVED} or outcome.secrecy_checked_at is not None
    screened = check(safe, "先完成保密审查，再往下流转")
    usual = "、".join(LADDER.label(name) for name in BEFORE[rung])
    in_turn = check(
        outcome.state in BEFORE[rung] or bool(waiver.strip()),
        f"一般从「{usual}」转入。跳过前面环节，请写明越级理由",
    )
    return lower & here & screened & in_turn


def missing_for(climb: Climb, *, files: int) -> dict[str, str]:
    """Return what a rung still needs, by field, as its line of the ladder says.

    Adoption is proven by its paper, or says why there is none; an instruction is registered without its scan.
    """
    rule = RULE[climb.rung]
    lacking = {ask.field: ask.missing for ask in rule.asks if ask.missing and not getattr(climb, ask.field)}
    choices = {ask.field: ask.choices for ask in rule.asks if ask.choices}
    if climb.grounds is not None and climb.grounds not in choices.get("grounds", ()):
        lacking["grounds"] = "这个环节没有这一种层级"
    if rule.proof == "must" and not files and not climb.waiver.strip():
        lacking["uploads"] = "请上传采纳证明；暂时没有的，在越级理由里写明何时补"
    if rule.proof == "never" and files:
        lacking["uploads"] = "批示只登记摘要，不上传原件，请去掉附件"
    return lacking


def carried(level: str, evidence: Iterable[StepView]) -> Decision:
    """A level needs evidence of its type that the office has checked (domain.md §6); E needs none."""
    wanted = carrying(level)
    if not wanted:
        return check(ok=True, reason="")
    held = {one.grounds for one in evidence if one.checked_at is not None}
    names = "、".join(one.label for one in wanted if one.level == level)
    return check(bool(held & {str(one) for one in wanted}), f"{level}级须有佐证：{names}。请先登记佐证并核对原件")


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
    asked = {"describe": may_describe, "revise": may_revise, "evidence": may_prove}
    found = [name for name, rule in asked.items() if rule(actor, outcome)]
    if not may_handle(actor, outcome):
        return found
    steps = {"screen": "screened", "evaluate": "evaluated", "pilot": "pilot"}
    found += [name for name, rung in steps.items() if may_reach(outcome, rung, "x")]
    if outcome.state == Rung.PROMOTED or may_reach(outcome, Rung.PROMOTED, "x"):
        found.append("replicate")
    if rungs(actor, outcome):
        found.append("climb")
    more = {"regrade": may_regrade, "send_back": may_send_back, "take_back": may_take_back}
    return found + [name for name, rule in more.items() if rule(actor, outcome)]


def rungs(actor: Actor, outcome: OutcomeView) -> list[str]:
    """Return to which rungs the general form can take an outcome."""
    if not may_handle(actor, outcome):
        return []
    return [rung for rung in OPEN_RUNGS if may_reach(outcome, rung, "x")]
