# SPDX-License-Identifier: MIT
"""What is done to bring outcomes into practice: indicators with values, briefs, confirmations, effects told."""

from __future__ import annotations

from tests.support.bulk.writer import ACTORS, Writer
from thinktank.kernel.actor import Role

OFFICER, LIAISON = ACTORS[Role.OFFICER], ACTORS[Role.LIAISON]
UNITS = 58
LIST = 50


def fill(w: Writer) -> None:
    """Write them: as many under outcome 1 as a record has steps, and one of each for every other outcome."""
    others = range(2, w.sizes.projects + 1)
    steps, now = range(1, w.sizes.steps + 1), w.at(-4)
    of = [*(1 for _ in steps), *others]
    columns = "outcome name unit baseline target sort"
    w.put("outcome_indicator", columns, ((n, f"指标{place}", "家", 0, 60, place) for place, n in enumerate(of)))
    columns = "state state_since indicator on value by at"
    values = (("submitted", now, place, w.day(-4), 30, OFFICER, now) for place in range(1, len(of) + 1))
    w.put("measurement", columns, values)
    columns = "state state_since outcome title addressees problem advice drafted_by drafted_at"
    briefs = (
        ("draft" if n == 1 else "sent", now, n, "三条建议", "区委办公室", "问题", "建议", OFFICER, now) for n in of
    )
    w.put("policy_brief", columns, briefs)
    asked = [(1, 2 + place % UNITS) for place in range(min(w.sizes.steps, UNITS))] + [
        (n, 2 + n % UNITS) for n in others
    ]
    columns = "state state_since outcome unit ask due_on asked_by asked_of asked_at adopted_on asked_months"
    w.put("adoption", columns, ((
        "confirmed" if place else "asked", now, n, unit, "请核对", w.day(6), OFFICER, LIAISON, now,
        w.day(-200) if place else None, 6 if place else 0,
    ) for place, (n, unit) in enumerate(asked)))  # fmt: skip
    columns = "state state_since adoption months due_on asked_of"
    told = range(1, len(asked) + 1)
    w.put(
        "effect_return", columns, (("asked" if n <= LIST else "answered", now, n, 6, w.day(6), LIAISON) for n in told)
    )
