# SPDX-License-Identifier: MIT
"""Who takes rosters into the bank, and who takes ledgers out of it."""

from __future__ import annotations

from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.policy import Decision, check
from thinktank.rosters.states import EXPORT


def may_import(actor: Actor) -> Decision:
    """Whether the actor takes rosters into the bank."""
    return check(actor.is_system or actor.has(Role.OFFICER), "名册由区委组织部经办人导入")


def may_export(actor: Actor) -> Decision:
    """Whether the actor takes lists away: the office its scope, a liaison the own unit's people."""
    return check(actor.is_system or actor.has(*OFFICE, Role.LIAISON), "名单由组织部或单位联络员导出")


def needs_approval(rows: int, classes: list[str], above: int) -> bool:
    """Whether a second person has to let a ledger go: many people, and more than P1 of them (decisions.md, Export)."""
    return rows > above and any(one != "P1" for one in classes)


def may_decide_export(actor: Actor, *, own: bool, state: str, alone: bool) -> Decision:
    """Whether the actor lets a ledger go: of the office, and not the one who asked, unless the office is one person."""
    return (
        check(actor.has(*OFFICE), "导出由组织部审批")
        & check(EXPORT.allows("approve", state), "这项导出已经办理")
        & check(not own or alone, "申请人不能审批自己的导出，请由另一位经办人或部领导审批")
    )


def may_take(*, own: bool, state: str) -> Decision:
    """Whether the file is there for who asks: it is the requester's alone."""
    return check(own, "文件只由申请人下载") & check(state in {"ready", "downloaded"}, "文件还没有生成，或已经过期")
