# SPDX-License-Identifier: MIT
"""The list of topics (榜单), a topic's page, and the office's form for one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.topics import operations, queries, queries_calls, rules_topics, similar
from research.topics.schemas import Stamp
from research.topics.schemas_topics import TopicDraft, TopicView
from research.topics.states import TOPIC, Level
from thinktank.files import queries as files
from thinktank.identity import queries as identity
from thinktank.kernel.actor import BUSINESS, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit
from thinktank.web.page import number, page
from thinktank.web.panels import NavEntry

AnyRequest = Request[Any, Any, Any]
EVERYBODY = allow(*BUSINESS)
OFFICERS = allow(Role.OFFICER)
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)


async def topic_context(request: AnyRequest, topic: TopicView) -> dict[str, Any]:
    """Everything that a topic's page shows beside the topic."""
    return {
        "topic": topic,
        "files": await files.of("topic", topic.id),
        "entries": await trail.timeline(request.user, "topic", topic.id) if topic.managed or topic.proposer else [],
        "version": topic.version,
        "alike": await _alike(request, topic),
        "marked": similar.marked,
    }


async def _alike(request: AnyRequest, topic: TopicView) -> Any:
    """What else says the same, for the office while it is not decided."""
    if not topic.managed or topic.state not in {"draft", "submitted", "approved"}:
        return []
    return await queries_calls.like(request.user, topic.title, apart_from=topic.id)


async def _choices() -> dict[str, Any]:
    return {"unit_choices": [(unit.id, unit.name) for unit in await identity.unit_options()]}


class TopicPages(Controller):
    """Topics, for everybody who works here; writing is for officers."""

    path = "/topics"
    opt = EVERYBODY
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        q: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        level: FromQuery[str] = "",
        topic_state: FromQuery[str] = "",
        year: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show the list of topics, newest first."""
        search = queries.Search(text=q.strip(), direction=direction, level=level, state=topic_state, year=number(year))
        found = await queries.topics(request.user, search, after=after, before=before, size=20)
        conditions = {
            "q": search.text,
            "direction": direction,
            "level": level,
            "topic_state": topic_state,
            "year": year,
        }
        kept = urlencode({name: value for name, value in conditions.items() if value})
        return await page(
            request,
            "topics/list.html",
            block="rows",
            topics=found,
            search=search,
            url=f"/topics?{kept}" if kept else "/topics",
            levels=list(Level),
            years=await policies.years(),
            machine=TOPIC,
        )

    @get("/new", opt=OFFICERS)
    async def new(self, request: AnyRequest) -> Response[Any]:
        """Show the form for a new topic."""
        return await page(request, "topics/form.html", form=Form.of(TopicDraft), topic=None, **await _choices())

    @post("/new", opt=OFFICERS)
    async def create(self, request: AnyRequest) -> Response[Any]:
        """Keep a new topic as a draft."""

        async def again() -> dict[str, Any]:
            return {"topic": None, **await _choices()}

        return await submit(
            request,
            TopicDraft,
            run=lambda content: operations.draft_topic(request.user, content=content),
            to=lambda topic: f"/topics/{topic.id}",
            flash=_("草稿已保存，核对后发布"),
            again=("topics/form.html", again),
        )

    @get("/{topic:int}")
    async def detail(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Show one topic and the way to claim it."""
        found = await queries.with_outlook(request.user, await queries.topic(request.user, topic))
        return await page(request, "topics/topic.html", form=None, **await topic_context(request, found))

    @get("/{topic:int}/edit", opt=OFFICERS)
    async def edit(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Show a topic's form."""
        found = await queries.topic(request.user, topic)
        require(rules_topics.may_edit_topic(request.user, found))
        form = Form.of(TopicDraft, found)
        return await page(request, "topics/form.html", form=form, topic=found, **await _choices())

    @post("/{topic:int}/edit", opt=OFFICERS)
    async def save(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Keep the changes to a topic."""

        async def again() -> dict[str, Any]:
            found = await queries.topic(request.user, topic)
            return {"topic": found, "version": found.version, **await _choices()}

        return await submit(
            request,
            TopicDraft,
            run=lambda content: operations.edit_topic(request.user, id=topic, content=content),
            to=f"/topics/{topic}",
            flash=_("已保存"),
            again=("topics/form.html", again),
        )

    @post("/{topic:int}/pass-over", opt=OFFICERS)
    async def pass_over(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Note that nobody claimed a topic."""
        return await self._step(request, topic, operations.pass_over, _("已记为流榜"))

    @post("/{topic:int}/archive", opt=OFFICERS)
    async def archive(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Archive a topic."""
        return await self._step(request, topic, operations.archive_topic, _("课题已归档"))

    async def _step(self, request: AnyRequest, topic: int, operation: Any, flash: str) -> Response[Any]:
        async def again() -> dict[str, Any]:
            return await topic_context(request, await queries.topic(request.user, topic))

        return await submit(
            request,
            Stamp,
            run=lambda stamp: operation(request.user, id=topic, version=stamp.version),
            to=f"/topics/{topic}",
            flash=flash,
            again=("topics/topic.html", again),
        )


CONTROLLERS = (TopicPages,)
NAV = (
    NavEntry(
        "topics",
        "课题榜单",
        "checklist",
        "/topics",
        frozenset(BUSINESS - {Role.REVIEWER, Role.INSPECTOR}),
        order=300,
        parents=("projects",),
    ),
)
