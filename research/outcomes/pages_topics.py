# SPDX-License-Identifier: MIT
"""What became of a topic, as a part of the topic's page."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.params import FromPath
from litestar.response import Response

from research.outcomes import queries_topics
from research.topics import queries as topics
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.web.access import allow
from thinktank.web.page import page
from thinktank.web.panels import Panel

READERS = frozenset(BUSINESS - {Role.REVIEWER})


class TopicOutcomePages(Controller):
    """The projects and outcomes that came of a topic."""

    opt = allow(*READERS)
    include_in_schema = False

    @get("/topics/{topic:int}/after")
    async def after(self, request: Request[Any, Any, Any], topic: FromPath[int]) -> Response[Any]:
        """Show what became of a topic: alone, or as the part of its page."""
        found = await topics.topic(request.user, topic)
        became = await queries_topics.after(request.user, found)
        return await page(request, "outcomes/of_topic.html", block="panel", topic=found, became=became)


CONTROLLERS = (TopicOutcomePages,)
PANELS = (Panel("topic.after", "after", "后来怎样", lambda id_: f"/topics/{id_}/after", READERS),)
