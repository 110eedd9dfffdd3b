# SPDX-License-Identifier: MIT
"""What adoption announces."""

from __future__ import annotations

from datetime import date

from thinktank.kernel.events import Event


class TaskGiven(Event, frozen=True, kw_only=True):
    """A leader's instruction or an adoption became a task for the team of the outcome's project."""

    task: int
    outcome: int
    project: int
    matter: str
    basis: str
    requirement: str
    due_on: date
