# SPDX-License-Identifier: MIT
"""What time does to adoptions: their effect is asked for, and what is owed is reminded of."""

from __future__ import annotations

from datetime import timedelta

from research.adoption import operations_effects
from thinktank.kernel.jobs import Job

JOBS = (
    Job("adoption.ask_effects", timedelta(hours=12), operations_effects.ask_due, "到期回访采纳单位的应用效果"),
    Job("adoption.remind_asked", timedelta(hours=1), operations_effects.remind_asked, "按阶梯提醒采纳确认"),
    Job("adoption.remind_effects", timedelta(hours=1), operations_effects.remind_effects, "按阶梯提醒填写应用效果"),
)
