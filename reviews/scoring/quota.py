# SPDX-License-Identifier: MIT
"""How many of a round may be excellent, and whether one more may (domain.md §2.2); read inside an operation."""

from __future__ import annotations

from reviews.rounds import queries as rounds
from reviews.rounds.schemas import ItemView
from reviews.rounds.states import GRADED, ItemState
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.policies.kinds_reviews import REFUSED, Verdicts

EXCELLENT = "excellent"
GIVEN = (ItemState.DRAFTED, ItemState.DECIDED)


def places(items: int, percent: int) -> int:
    """Return how many of some items may be excellent: the share without its fraction, one where it is less."""
    return max(1, items * percent // 100) if percent and items else 0


def taken(items: list[ItemView], *, but: int = 0) -> int:
    """Return how many are drafted or decided as excellent, one item left out."""
    return sum(one.grade == EXCELLENT and one.state in GIVEN and one.id != but for one in items)


async def faults(actor: Actor, item: ItemView, *, grade: str, reason: str, terms: Verdicts) -> dict[str, str]:
    """Return what stands against one more excellent item, by field; over the items that the actor may see."""
    if grade != EXCELLENT or item.kind not in GRADED:
        return {}
    items = await rounds.items_of(actor, item.round)
    most = places(len(items), terms.excellent_percent)
    if taken(items, but=item.id) < most:
        return {}
    told = _("本轮优秀名额%(n)s件，已用完") % {"n": most}
    if terms.over_quota == REFUSED:
        return {"grade": _("%(told)s，请改评其他等次") % {"told": told}}
    return {} if reason.strip() else {"over_reason": _("%(told)s，请写明超出的理由") % {"told": told}}
