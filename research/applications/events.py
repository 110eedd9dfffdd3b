# SPDX-License-Identifier: MIT
"""What applications tell higher capabilities."""

from __future__ import annotations

from thinktank.kernel.events import Event


class ApplicationWithdrawn(Event, frozen=True, kw_only=True):
    """A team took its application back for good."""

    application: int
