# SPDX-License-Identifier: MIT
"""Topics and applications for programs: the same operations as the pages."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from research.topics import operations, queries
from research.topics.schemas import Stamp
from research.topics.schemas_topics import Commission, Publish, TopicDraft, TopicRow, TopicView
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.kernel.paging import Page
from thinktank.web.access import allow

AnyRequest = Request[Any, Any, Any]
OFFICERS = allow(Role.OFFICER)
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)
MEMBERS = allow(Role.MEMBER)


class TopicApi(Controller):
    """Topics."""

    path = "/api/v1/topics"
    opt = allow(*BUSINESS)
    tags = ["topics"]

    @get(operation_id="listTopics")
    async def index(
        self,
        request: AnyRequest,
        q: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        level: FromQuery[str] = "",
        topic_state: FromQuery[str] = "",
        after: FromQuery[str] = "",
    ) -> Page[TopicRow]:
        """Return a page of topics, newest first."""
        search = queries.Search(text=q, direction=direction, level=level, state=topic_state)
        return await queries.topics(request.user, search, after=after)

    @post(operation_id="draftTopic", opt=OFFICERS)
    async def create(self, request: AnyRequest, data: JSONBody[TopicDraft]) -> TopicView:
        """Write down a new topic."""
        return await operations.draft_topic(request.user, content=data)

    @get("/{topic:int}", operation_id="getTopic")
    async def topic(self, request: AnyRequest, topic: FromPath[int]) -> TopicView:
        """Return one topic with what the caller may do."""
        return await queries.with_outlook(request.user, await queries.topic(request.user, topic))

    @put("/{topic:int}", operation_id="editTopic", opt=OFFICERS)
    async def edit(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[TopicDraft]) -> TopicView:
        """Correct a topic."""
        return await operations.edit_topic(request.user, id=topic, content=data)

    @post("/{topic:int}/publish", operation_id="publishTopic", opt=OFFICERS, status_code=200)
    async def publish(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[Publish]) -> TopicView:
        """Put a topic on the list, perhaps with another closing day."""
        return await operations.publish_topic(request.user, id=topic, version=data.version, closes_on=data.closes_on)

    @post("/{topic:int}/commission", operation_id="commissionTopic", opt=OFFICERS, status_code=200)
    async def commission(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[Commission]) -> TopicView:
        """Put a topic to one unit or one person."""
        return await operations.commission_topic(request.user, id=topic, content=data)

    @post("/{topic:int}/pass-over", operation_id="passTopicOver", opt=OFFICERS, status_code=200)
    async def pass_over(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[Stamp]) -> TopicView:
        """Note that nobody claimed a topic."""
        return await operations.pass_over(request.user, id=topic, version=data.version)

    @post("/{topic:int}/archive", operation_id="archiveTopic", opt=OFFICERS, status_code=200)
    async def archive(self, request: AnyRequest, topic: FromPath[int], data: JSONBody[Stamp]) -> TopicView:
        """Archive a topic."""
        return await operations.archive_topic(request.user, id=topic, version=data.version)


CONTROLLERS = (TopicApi,)
