# SPDX-License-Identifier: MIT
"""The daily seal of the trail; asked for every hour, so that a server that slept at midnight seals on waking."""

from __future__ import annotations

from datetime import timedelta

from thinktank.kernel.jobs import Job
from thinktank.trail.operations import seal_day

JOBS = (Job("seal_day", timedelta(hours=1), seal_day, "封存当日留痕"),)
