# SPDX-License-Identifier: MIT
"""Claiming a topic (揭榜), the application's page, and what unit and office do with it."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.applications import operations, plan, queries, rules
from research.applications.schemas import ApplicationDraft, ApplicationView, UnitOpinion, WithReason
from research.topics import queries as topics
from research.topics import queries_conditions
from research.topics import rules as topic_rules
from research.topics.schemas import Stamp, Standing
from research.topics.schemas_topics import TopicView
from research.topics.states import APPLICATION
from thinktank.files import queries as files
from thinktank.identity import queries as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import BUSINESS, OFFICE, Actor, Role
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, parse, read_form, show_again, submit
from thinktank.web.idempotency import NO_KEY
from thinktank.web.page import fragment, page
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
MEMBERS = allow(Role.MEMBER)
READERS = allow(*BUSINESS)
STAFF = allow(Role.OFFICER, Role.DEPT_LEADER)
SPARE_INDICATORS, SPARE_STEPS = 2, 1
MOST_TODOS = 10


# -- the form -----------------------------------------------------------------------------------------------


async def _claiming(actor: Actor, topic: int) -> tuple[TopicView, Standing, ApplicationView | None]:
    """The topic, who claims it, and the draft so far. Denied for who is not of the bank, NotFound for no topic."""
    view, me = await topics.topic(actor, topic), await topics.standing(actor)
    if me is None:
        raise Denied(_("揭榜由在库成员发起"))
    mine = await topics.mine_for(actor, topic)
    return view, me, await queries.application(actor, mine) if mine else None


async def _around(
    actor: Actor, topic: TopicView, me: Standing, form: Form[ApplicationDraft], who: str
) -> dict[str, Any]:
    """What the form's page shows beside the form: the topic, and whom one can pick."""
    chosen = [int(v) for name, [*_rest, v] in form.values.items() if name.endswith("-talent") and v.isdigit()]
    known = {option.id: option for option in await talents.options(chosen)}
    found = {option.id: option for option in await talents.pickable(actor, who)}
    programme = await policies.programme()
    people = [option for option in (known | found).values() if option.id != me.talent]
    return {
        "topic": topic,
        "me": me,
        "who": who,
        "people": [(option.id, f"{option.name}　{option.unit_name}") for option in people],
        "spare": max(0, programme.team_most - 1 - len(form.rows("members"))),
        "spare_indicators": SPARE_INDICATORS,
        "spare_steps": SPARE_STEPS,
        "back": f"/topics/{topic.id}",
        "programme": programme,
    }


def _tolerant(form: Form[ApplicationDraft]) -> Form[ApplicationDraft]:
    """Leave out what is half typed, so that a draft can be kept at any moment."""
    broken = ["-".join(name.split("-")[:2]) for name in form.errors]
    raw = {
        name: texts
        for name, texts in form.values.items()
        if not any(name == part or name.startswith(f"{part}-") for part in broken)
    }
    return parse(ApplicationDraft, raw)


class ClaimPages(Controller):
    """The application as its leader writes it."""

    path = "/topics/{topic:int}/apply"
    opt = MEMBERS
    include_in_schema = False

    @get()
    async def form(self, request: AnyRequest, topic: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Show the application form: the draft so far, or the usual plan to start from."""
        view, me, draft = await _claiming(request.user, topic)
        if draft is None:
            unmet = await queries_conditions.unmet(view, me.talent)
            require(topic_rules.may_claim(request.user, view, member=me.active, unmet=unmet))
            calendar = await policies.calendar()
            times = await policies.research()
            start = plan.first_day(clock.today(), view.closes_on, calendar, times)
            form = Form.of(
                ApplicationDraft,
                indicators=view.indicators,
                milestones=plan.usual_steps(start, view.months, calendar, times),
            )
        else:
            require(rules.may_write(request.user, draft))
            form = Form.of(ApplicationDraft, draft)
        context = await _around(request.user, view, me, form, who)
        context |= {"shell": "focus", "draft": draft}
        return await page(request, "applications/apply.html", form=form, **context)

    @post()
    async def hand_in(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Submit, keep the draft, or look for people: whichever button was pressed."""
        data = await request.form()
        intent, who = str(data.get("intent", "submit")), str(data.get("who", ""))
        view, me, _draft = await _claiming(request.user, topic)
        form = await read_form(request, ApplicationDraft)

        async def again() -> dict[str, Any]:
            _view, _me, now = await _claiming(request.user, topic)
            found = {"draft": now, "shell": "focus", "version": now.version if now else None}
            return found | await _around(request.user, view, me, form, who)

        if intent == "find":
            form.errors.clear()
            return await show_again(request, form, ("applications/apply.html", again), status=200)
        run, flash = operations.submit_application, _("申报书已提交，办理情况会通知您")
        if intent == "save":
            run, flash = operations.save_application, _("草稿已保存")
        return await submit(
            request,
            ApplicationDraft,
            run=lambda content: run(request.user, topic=topic, content=content),
            to=lambda done: f"/applications/{done.id}" if done.state != "draft" else f"/topics/{topic}/apply",
            flash=flash,
            again=("applications/apply.html", again),
        )

    @post("/draft", opt=MEMBERS | NO_KEY)
    async def autosave(self, request: AnyRequest, topic: FromPath[int]) -> Response[str]:
        """Keep what has been typed so far; answers with the version to send next."""
        form = _tolerant(await read_form(request, ApplicationDraft))
        done = await operations.save_application(request.user, topic=topic, content=form.command)
        return fragment(request, "applications/_version.html", version=done.version)


# -- applications --------------------------------------------------------------------------------------------


async def _detail(request: AnyRequest, application: int) -> dict[str, Any]:
    found = await queries.application(request.user, application)
    can_grant = "grant" in found.actions
    return {
        "app": found,
        "version": found.version,
        "entries": await trail.timeline(request.user, "application", application),
        "files": await files.of("application", application),
        "mentors": await identity.accounts_with_role(Role.MENTOR) if can_grant else [],
    }


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
        """Sign the unit's opinion."""

        async def run(said: UnitOpinion) -> ApplicationView:
            return await operations.give_opinion(
                request.user, id=application, opinion=said.opinion, version=said.version
            )

        return await self._send(request, application, UnitOpinion, run, _("单位意见已签署"))

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
        """Return it for revision."""
        return await self._with_reason(request, application, operations.send_back, _("已退回修改"))

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


class OfTopicPages(Controller):
    """The teams that claim a topic, as a part of its page."""

    opt = STAFF
    include_in_schema = False

    @get("/topics/{topic:int}/claims")
    async def claims(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Show them: alone, or as the fragment in the topic's page."""
        found = await topics.topic(request.user, topic)
        teams = await queries.applications(request.user, queries.Search(topic=topic))
        return await page(request, "applications/of_topic.html", block="panel", topic=found, applications=teams)


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


CONTROLLERS = (ClaimPages, ApplicationPages, OfTopicPages)
PANELS = (Panel("topic.claims", "claims", "揭榜团队", lambda id_: f"/topics/{id_}/claims", frozenset(OFFICE)),)
NAV = (
    NavEntry("applications", "揭榜申报", "file-text", "/applications",
             frozenset({Role.OFFICER, Role.DEPT_LEADER, Role.LIAISON}), order=310, parents=("projects",)),
)  # fmt: skip
