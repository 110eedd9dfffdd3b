# SPDX-License-Identifier: MIT
"""Applications for those who read and decide: the page, the formal check, the anonymous sheet, versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.applications import operations, operations_check, queries, rules
from research.applications import queries_sheet as sheet
from research.applications import queries_team as team
from research.applications import queries_versions as versions
from research.applications.anonymity import KINDS
from research.applications.schemas import (
    ApplicationView,
    CheckView,
    CoverWords,
    FormalCheck,
    PointContent,
    UnitOpinion,
    WithReason,
)
from research.applications.states import PART_LABELS, RETURNABLE
from research.topics import queries as topics
from research.topics.schemas import Stamp
from research.topics.states import APPLICATION
from thinktank.files import queries as files
from thinktank.identity import queries as identity
from thinktank.kernel.actor import BUSINESS, OFFICE, Actor, Role
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, submit, uploads
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
MEMBERS = allow(Role.MEMBER)
READERS = allow(*BUSINESS)
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)
MOST_TODOS = 10
SHEET, OF_TOPIC = "applications/anonymous.html", "applications/of_topic.html"


async def _detail(request: AnyRequest, application: int) -> dict[str, Any]:
    found = await queries.application(request.user, application)
    can_grant = "grant" in found.actions
    checking = "check" in found.actions
    return {
        "app": found,
        "checklist": _checklist(found, (await policies.formal_check()).items) if checking or found.checks else [],
        "returnable": [(name, PART_LABELS[name]) for name in RETURNABLE],
        "version": found.version,
        "entries": await trail.timeline(request.user, "application", application),
        "files": await files.of("application", application),
        "mentors": await identity.accounts_with_role(Role.MENTOR) if can_grant else [],
    }


def _checklist(app: ApplicationView, items: Sequence[str]) -> list[CheckView]:
    """The items of the formal check with what was found for each; items found under an older list stay."""
    found = {one.item: one for one in app.checks}
    return [*(found.pop(item, CheckView(item, met=False, note="")) for item in items), *found.values()]


class ApplicationPages(Controller):
    """Applications for those who wrote them, their unit and the office."""

    path = "/applications"
    opt = READERS
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        application_state: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """List the applications that the actor may read, newest first."""
        search = queries.Search(state=application_state)
        found = await queries.applications(request.user, search, after=after, before=before)
        url = f"/applications?application_state={application_state}" if application_state else "/applications"
        context: dict[str, Any] = {"applications": found, "search": search, "machine": APPLICATION, "url": url}
        return await page(request, "applications/applications.html", block="rows", **context)

    @get("/{application:int}")
    async def detail(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Show one application and what can be done with it."""
        return await page(request, "applications/application.html", form=None, **await _detail(request, application))

    @post("/{application:int}/withdraw", opt=MEMBERS)
    async def withdraw(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Take it back."""
        return await self._step(request, application, operations.withdraw_application, _("申报已撤回"))

    @post("/{application:int}/opinion", opt=allow(Role.LIAISON))
    async def opinion(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Sign the unit's opinion, on line or with the stamped sheet."""
        chosen = await uploads(request, "uploads")

        async def run(said: UnitOpinion) -> ApplicationView:
            return await operations_check.give_opinion(
                request.user, id=application, opinion=said.opinion, agrees=said.agrees, version=said.version,
                uploads=chosen,
            )  # fmt: skip

        return await self._send(request, application, UnitOpinion, run, _("单位意见已签署"))

    @post("/{application:int}/paper-opinion", opt=STAFF)
    async def paper_opinion(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Enter the unit's opinion from its stamped sheet."""
        chosen = await uploads(request, "uploads")

        async def run(said: UnitOpinion) -> ApplicationView:
            return await operations_check.record_opinion(request.user, id=application, command=said, uploads=chosen)

        return await self._send(request, application, UnitOpinion, run, _("单位意见已登记"))

    @get("/{application:int}/opinion-sheet")
    async def opinion_sheet(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Show the sheet to print, stamp and scan."""
        found = await queries.application(request.user, application, whole=False)
        return await page(request, "applications/opinion_sheet.html", app=found)

    @post("/{application:int}/check", opt=STAFF)
    async def check(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Keep what was found for the items of the formal check."""

        async def run(said: FormalCheck) -> ApplicationView:
            return await operations_check.keep_check(
                request.user, id=application, items=said.items, version=said.version
            )

        return await self._send(request, application, FormalCheck, run, _("形式审查已保存"))

    @post("/{application:int}/ask-unit", opt=STAFF)
    async def ask_unit(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Ask the unit for its opinion."""
        return await self._step(request, application, operations.ask_unit, _("已请单位联络员签署意见"))

    @post("/{application:int}/accept", opt=STAFF)
    async def accept(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Take it on."""
        return await self._step(request, application, operations.accept_application, _("已受理"))

    @post("/{application:int}/review", opt=STAFF)
    async def review(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Hand it to a review round."""
        return await self._step(request, application, operations.enter_review, _("已送评审"))

    @post("/{application:int}/return", opt=STAFF)
    async def send_back(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Return it for revision, part by part."""
        data = await request.form()
        named = [str(value) for key, value in data.multi_items() if key == "parts"]
        points = [PointContent(name, str(data.get(f"point-{name}", "")).strip() or _("见总体意见")) for name in named]

        async def run(said: WithReason) -> ApplicationView:
            return await operations.send_back(
                request.user, id=application, reason=said.reason, version=said.version, points=points
            )

        return await self._send(request, application, WithReason, run, _("已退回修改"))

    @post("/{application:int}/refuse", opt=STAFF)
    async def refuse(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Do not take it on."""
        return await self._with_reason(request, application, operations.refuse_application, _("已记为不予受理"))

    @post("/{application:int}/turn-down", opt=STAFF)
    async def turn_down(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Decide that it becomes no project."""
        return await self._with_reason(request, application, operations.turn_down, _("已记为不予立项"))

    async def _step(self, request: AnyRequest, application: int, operation: Any, flash: str) -> Response[Any]:
        async def run(stamp: Stamp) -> ApplicationView:
            done: ApplicationView = await operation(request.user, id=application, version=stamp.version)
            return done

        return await self._send(request, application, Stamp, run, flash)

    async def _with_reason(self, request: AnyRequest, application: int, operation: Any, flash: str) -> Response[Any]:
        async def run(said: WithReason) -> ApplicationView:
            done: ApplicationView = await operation(
                request.user, id=application, reason=said.reason, version=said.version
            )
            return done

        return await self._send(request, application, WithReason, run, flash)

    async def _send(self, request: AnyRequest, application: int, command: Any, run: Any, flash: str) -> Response[Any]:
        return await submit(
            request,
            command,
            run=run,
            to=f"/applications/{application}",
            flash=flash,
            again=("applications/application.html", lambda: _detail(request, application)),
        )


class SheetPages(Controller):
    """The anonymous sheet (匿名活页) as the office checks it, and versions side by side."""

    path = "/applications/{application:int}"
    opt = READERS
    include_in_schema = False

    @get("/anonymous")
    async def anonymous(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Show the sheet as reviewers read it, with every place that was covered; what was covered as a fragment."""
        context = await self._sheet(request, application)
        return await page(request, SHEET, block="panel", form=Form.of(CoverWords), **context)

    async def _sheet(self, request: AnyRequest, application: int) -> dict[str, Any]:
        app = await queries.application(request.user, application, noted=False)
        require(rules.may_see_sheet(request.user, app))
        words = await sheet.added(application)
        return {"app": app, "parts": await sheet.sheet(app, words), "words": words, "kinds": KINDS}

    @post("/anonymous", opt=STAFF)
    async def cover(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Add a word to cover."""
        return await submit(
            request,
            CoverWords,
            run=lambda said: operations_check.cover_word(request.user, id=application, text=said.text),
            to=f"/applications/{application}/anonymous",
            flash=_("已补充"),
            again=(SHEET, lambda: self._sheet(request, application)),
        )

    @post("/anonymous/{word:int}/drop", opt=STAFF)
    async def uncover(self, request: AnyRequest, application: FromPath[int], word: FromPath[int]) -> Response[Any]:
        """Take an added word off again."""
        return await submit(
            request,
            Stamp,
            run=lambda _stamp: operations_check.uncover_word(request.user, id=application, word=word),
            to=f"/applications/{application}/anonymous",
            flash=_("已取消"),
            again=(SHEET, lambda: self._sheet(request, application)),
        )

    @get("/conditions")
    async def conditions(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Show how the rules of participation stand for the team: alone or as a fragment."""
        app = await queries.application(request.user, application, whole=False)
        held = await team.findings(app)
        return await page(request, "applications/conditions.html", block="panel", app=app, findings=held)

    @get("/versions")
    async def versions(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Show what changed between the last two times that it was handed in."""
        app = await queries.application(request.user, application, whole=False)
        found = await versions.of_application(application)
        return await page(
            request, "applications/versions.html", app=app, versions=found, parts=versions.compared(found)
        )


class OfTopicPages(Controller):
    """The teams that claim a topic, as a part of its page."""

    opt = STAFF
    include_in_schema = False

    @get("/topics/{topic:int}/claims")
    async def claims(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Show them: alone, or as the fragment in the topic's page."""
        return await page(request, OF_TOPIC, block="panel", form=None, **await self._teams(request, topic))

    async def _teams(self, request: AnyRequest, topic: int) -> dict[str, Any]:
        found = await topics.topic(request.user, topic)
        teams = await queries.applications(request.user, queries.Search(topic=topic))
        return {"topic": found, "applications": teams, "version": found.version}

    @post("/topics/{topic:int}/open-sealed", opt=allow(Role.OFFICER))
    async def open_sealed(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Open what was handed in for a sealed topic."""
        return await submit(
            request,
            Stamp,
            run=lambda stamp: operations_check.open_sealed(request.user, topic=topic, version=stamp.version),
            to=f"/topics/{topic}",
            flash=_("申报书已开启"),
            again=(OF_TOPIC, lambda: self._teams(request, topic)),
        )


async def todo(actor: Actor) -> list[TodoItem]:
    """What waits for an actor among applications: to check, to sign an opinion on, to mend."""
    wanted = (
        (Role.OFFICER, "submitted", _("受理申报")),
        (Role.OFFICER, "formal_check", _("受理申报")),
        (Role.LIAISON, "unit_review", _("签署单位意见")),
        (Role.MEMBER, "returned", _("修改申报书")),
    )
    items = []
    for role, state, verb in wanted:
        if not actor.has(role):
            continue
        search = queries.Search(state=state, mine=role == Role.MEMBER)
        found = await queries.applications(actor, search, size=MOST_TODOS, counted=False)
        items += [
            TodoItem(
                title=f"{verb}：{row.topic_title}",
                href=f"/applications/{row.id}",
                detail=f"{row.lead_name}　{row.unit_name}",
                icon="file-text",
                kind="application",
            )
            for row in found.items
        ]
    return items


CONTROLLERS = (ApplicationPages, SheetPages, OfTopicPages)
PANELS = (
    Panel(
        "application.side", "conditions", "申报条件", lambda id_: f"/applications/{id_}/conditions", frozenset(OFFICE)
    ),
    Panel("topic.claims", "claims", "揭榜团队", lambda id_: f"/topics/{id_}/claims", frozenset(OFFICE)),
)
NAV = (
    NavEntry("applications", "揭榜申报", "file-text", "/applications",
             frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON}), order=310, parents=("projects",)),
)  # fmt: skip
