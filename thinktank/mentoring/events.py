# SPDX-License-Identifier: MIT
"""What mentoring tells higher capabilities."""

from __future__ import annotations

from thinktank.kernel.events import Event


class MentorshipChanged(Event, frozen=True, kw_only=True):
    """A member has another mentor, or one fewer."""

    talent: int
