# SPDX-License-Identifier: MIT
"""What reports tell higher capabilities."""

from __future__ import annotations

from thinktank.kernel.events import Event


class ReportChanged(Event, frozen=True, kw_only=True):
    """A report moved to another state."""

    project: int
    report: int
    state: str
