# SPDX-License-Identifier: MIT
"""What time does to change requests: those approved for a day take effect on it."""

from __future__ import annotations

from datetime import timedelta

from research.changes import operations_effect
from thinktank.kernel.jobs import Job

JOBS = (Job("changes.effect_due", timedelta(hours=1), operations_effect.effect_due, "使到期的变更生效"),)
