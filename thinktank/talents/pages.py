# SPDX-License-Identifier: MIT
"""The bank's list and a person's profile."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.identity.handover import hand_over
            "figures": await queries_profile.figures_of(actor, person),
            "timeline": await trail.timeline(actor, "talent", id, limit=50) if wide else [],
