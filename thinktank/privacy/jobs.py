# SPDX-License-Identifier: MIT
"""The daily round of retention."""

from __future__ import annotations

from datetime import timedelta

from thinktank.kernel.jobs import Job
from thinktank.privacy.operations import retain

JOBS = (Job("retain_personal_data", timedelta(days=1), retain, "删去到期的个人信息"),)
