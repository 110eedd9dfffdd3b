# SPDX-License-Identifier: MIT
"""What became of a topic, for programs."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath

from research.outcomes import queries_topics
from research.outcomes.schemas_board import TopicProject
from research.topics import queries as topics
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.web.access import allow


class TopicOutcomeApi(Controller):
    """The projects and outcomes that came of a topic."""

    opt = allow(*(BUSINESS - {Role.REVIEWER}))
    tags = ["outcomes"]

    @get("/api/v1/topics/{topic:int}/after", operation_id="getTopicAfter")
    async def after(self, request: Request[Any, Any, Any], topic: FromPath[int]) -> list[TopicProject]:
        """Return the projects that a topic became, each with its outcomes, as far as the caller may see them."""
        return await queries_topics.after(request.user, await topics.topic(request.user, topic))


CONTROLLERS = (TopicOutcomeApi,)
