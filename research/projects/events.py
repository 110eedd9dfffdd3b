# SPDX-License-Identifier: MIT
"""What projects tell higher capabilities."""

from __future__ import annotations

from datetime import date

from thinktank.kernel.events import Event


class AgreementSigned(Event, frozen=True, kw_only=True):
    """All three sides have confirmed the task agreement: the project begins."""

    project: int
    starts_on: date
    due_on: date
    finished: bool = False  # the work was done before the grant: nothing is reported on the way


class AgreementReopened(Event, frozen=True, kw_only=True):
    """The agreement's taking effect was taken back: the project waits for a signature again."""

    project: int


class TeamChanged(Event, frozen=True, kw_only=True):
    """Somebody joined or left the team, or a mentor was named."""

    project: int


class LeadChanged(TeamChanged, frozen=True, kw_only=True):
    """The lead handed over; accounts, 0 where the former lead had none."""

    old: int
    new: int
    reason: str


class DueDateMoved(Event, frozen=True, kw_only=True):
    """A milestone or the project is due on another day."""

    project: int


class TermMoved(DueDateMoved, frozen=True, kw_only=True):
    """The project ends on another day: what was laid out up to its end is laid out anew."""

    old: date
    new: date


class MilestoneChanged(Event, frozen=True, kw_only=True):
    """A milestone was handed in, returned or done, or the confirmed percentage changed."""

    project: int
    milestone: int


class ProjectClosed(Event, frozen=True, kw_only=True):
    """The project passed its closing review, or was terminated or revoked."""

    project: int
