# SPDX-License-Identifier: MIT
"""Writing an application (揭榜) as a team: the form, the people, the invitations."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.applications import drafts, operations, operations_draft, operations_team, plan, queries, rules
from research.applications import queries_team as team
from research.applications.schemas import (
    Answer,
    ApplicationDraft,
    ApplicationView,
    Duty,
    InvitationView,
    Invite,
    MilestoneContent,
    ProductContent,
)
from research.applications.states import PART_LABELS, PARTS, ProductForm
from research.topics import queries as topics
from research.topics import queries_conditions
from research.topics import rules as topic_rules
from research.topics.schemas import Stamp, Standing
from research.topics.schemas_topics import TopicView
from thinktank.kernel import clock
from thinktank.kernel.actor import BUSINESS, Actor, Role
from thinktank.kernel.errors import Denied
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.web.access import allow
from thinktank.web.forms import Form, parse, read_form, submit
from thinktank.web.idempotency import NO_KEY
from thinktank.web.page import fragment, page
from thinktank.web.panels import TodoItem

AnyRequest = Request[Any, Any, Any]
MEMBERS = allow(Role.MEMBER)
SPARE = {"indicators": 2, "milestones": 1, "products": 1, "costs": 2}
APPLY = "applications/apply.html"


class Mark(msgspec.Struct):
    """How a part stands between this writer and the team: what the form began from, who wrote it, the other text."""

    seen: str
    who: str = ""
    at: Any = None
    theirs: str = ""
    open: bool = True
    point: str = ""


# -- the form -----------------------------------------------------------------------------------------------


async def _claiming(actor: Actor, topic: int) -> tuple[TopicView, Standing, ApplicationView | None]:
    """The topic, who claims it, and the draft so far. Denied for who is not of the bank, NotFound for no topic."""
    view, me = await topics.topic(actor, topic), await topics.standing(actor)
    if me is None:
        raise Denied(_("揭榜由在库成员发起"))
    mine = await topics.mine_for(actor, topic)
    return view, me, await queries.application(actor, mine) if mine else None


def _marks(draft: ApplicationView | None, form: Form[ApplicationDraft] | None = None) -> dict[str, Mark]:
    """Say for every part what the form begins from; where both changed it, show the colleague's text."""
    stored = drafts.digests(draft or ApplicationDraft())
    marks = {name: Mark(stored[name], open=draft is None or rules.may_change(draft, name)) for name in PARTS}
    if draft is None:
        return marks
    for edit in draft.edits:
        if edit.field in marks:
            marks[edit.field].who, marks[edit.field].at = edit.who, edit.at
    for point in draft.points:
        if point.field in marks:
            marks[point.field].point = point.reason
    if form is not None:
        _against(marks, draft, form)
    return marks


def _against(marks: dict[str, Mark], draft: ApplicationView, form: Form[ApplicationDraft]) -> None:
    """Keep what the writer began from, but for parts that clash: there the colleague's text has now been shown."""
    kept = {name: texts for name, texts in form.values.items() if name.partition("-")[0] not in form.errors}
    typed = parse(ApplicationDraft, kept)
    for name, mark in marks.items():
        was = form.value(f"seen-{name}")
        mine = drafts.digest(getattr(typed.command, name)) if typed.ok else ""
        if was and was != mark.seen and mine not in {was, mark.seen}:
            mark.theirs = drafts.in_words(name, getattr(draft, name)) or _("（空）")
        elif was:
            mark.seen = was


async def _around(
    actor: Actor, topic: TopicView, me: Standing, draft: ApplicationView | None, form: Form[ApplicationDraft] | None
) -> dict[str, Any]:
    """What the form's page shows beside the form: the topic, the team, what each part began from."""
    return {
        "topic": topic,
        "me": me,
        "draft": draft,
        "marks": _marks(draft, form),
        "spare": SPARE,
        "terms": await policies.research(),
        "labels": PART_LABELS,
        "leads": draft is None or bool(rules.leads(actor, draft)),
        "back": f"/topics/{topic.id}",
        "shell": "focus",
        "version": draft.version if draft else None,
    }


async def _fresh(topic: TopicView) -> Form[ApplicationDraft]:
    """The form of a first claim: what the topic says already, and the usual plan."""
    calendar, times = await policies.calendar(), await policies.research()
    start = plan.first_day(clock.today(), topic.closes_on, calendar, times)
    steps: list[MilestoneContent] = plan.usual_steps(start, topic.months, calendar, times)
    return Form.of(
        ApplicationDraft, indicators=topic.indicators, milestones=steps, products=_promised(topic.deliverable),
        problem=topic.problem, goal=topic.goal, effect=topic.effect,
    )  # fmt: skip


def _promised(deliverable: str) -> list[ProductContent]:
    """The outcomes that a topic asks for, one for each that it names."""
    names = [name.strip() for name in deliverable.replace("，", "、").split("、") if name.strip()]
    forms = {form.label: form for form in ProductForm}
    return [ProductContent(forms.get(name, ProductForm.OTHER), name[:80]) for name in names[:10]]


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
    """The application as its team writes it."""

    path = "/topics/{topic:int}/apply"
    opt = MEMBERS
    include_in_schema = False

    @get()
    async def form(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Show the application form: the draft so far, or what the topic says to start from."""
        view, me, draft = await _claiming(request.user, topic)
        if draft is None:
            unmet = await queries_conditions.unmet(view, me.talent)
            require(topic_rules.may_claim(request.user, view, member=me.active, unmet=unmet))
            form = await _fresh(view)
        else:
            require(rules.may_write(request.user, draft))
            form = Form.of(ApplicationDraft, draft)
        return await page(request, APPLY, form=form, **await _around(request.user, view, me, draft, None))

    @post()
    async def hand_in(self, request: AnyRequest, topic: FromPath[int]) -> Response[Any]:
        """Submit, keep the draft, or go on to the team: whichever button was pressed."""
        intent = str((await request.form()).get("intent", "submit"))
        view, me, _draft = await _claiming(request.user, topic)
        form = await read_form(request, ApplicationDraft)

        async def again() -> dict[str, Any]:
            _view, _me, now = await _claiming(request.user, topic)
            return await _around(request.user, view, me, now, form)

        run, flash = operations.submit_application, _("申报书已提交，办理情况会通知您")
        if intent != "submit":
            run, flash = operations.save_application, _("草稿已保存")
        return await submit(
            request,
            ApplicationDraft,
            run=lambda content: run(request.user, topic=topic, content=content),
            to=lambda done: _next(intent, done, topic),
            flash=flash,
            again=(APPLY, again),
        )

    @post("/draft", opt=MEMBERS | NO_KEY)
    async def autosave(self, request: AnyRequest, topic: FromPath[int]) -> Response[str]:
        """Keep what has been typed so far; answers with what the next save begins from, and what clashes."""
        form = _tolerant(await read_form(request, ApplicationDraft))
        done = await operations_draft.save_partly(request.user, topic=topic, content=form.command)
        now = drafts.digests(done.view)
        held = {*done.kept, *done.clashes}
        seen = {name: form.value(f"seen-{name}") if name in held else now[name] for name in PARTS}
        changed = [edit for edit in done.view.edits if edit.field in held and edit.account != request.user.account]
        return fragment(
            request, "applications/_version.html", version=done.view.version, seen=seen, changed=changed,
            clashes=done.clashes,
        )  # fmt: skip


def _next(intent: str, done: ApplicationView, topic: int) -> str:
    if intent == "team":
        return f"/applications/{done.id}/team"
    return f"/topics/{topic}/apply" if intent == "save" else f"/applications/{done.id}"


# -- the team -----------------------------------------------------------------------------------------------


async def _team(actor: Actor, id_: int, who: str = "") -> dict[str, Any]:
    app = await queries.application(actor, id_, whole=False)
    building = "team" in app.actions
    asked = await team.of_application(actor, app)
    return {
        "app": app,
        "invitations": asked,
        "people": await team.pickable(actor, app, asked, who) if building and who else [],
        "who": who,
        "building": building,
        "programme": await policies.programme(),
    }


class TeamPages(Controller):
    """The team of an application: who is in, who is asked, who does what."""

    path = "/applications/{application:int}/team"
    opt = allow(*BUSINESS)
    include_in_schema = False

    @get()
    async def team(self, request: AnyRequest, application: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Show the team, and look for people to ask in."""
        context = await _team(request.user, application, who.strip())
        return await page(request, "applications/team.html", form=Form.of(Invite), **context)

    @post(opt=MEMBERS)
    async def invite(self, request: AnyRequest, application: FromPath[int]) -> Response[Any]:
        """Ask somebody in."""
        who = str((await request.form()).get("who", ""))
        return await submit(
            request,
            Invite,
            run=lambda command: operations_team.invite(request.user, application=application, command=command),
            to=f"/applications/{application}/team",
            flash=lambda done: _("已邀请%(name)s") % {"name": done.talent_name},
            again=("applications/team.html", lambda: _team(request.user, application, who)),
        )

    @post("/{talent:int}", opt=MEMBERS)
    async def duty(self, request: AnyRequest, application: FromPath[int], talent: FromPath[int]) -> Response[Any]:
        """Say what a member does."""

        async def run(command: Duty) -> ApplicationView:
            return await operations_team.set_duty(request.user, application=application, talent=talent, command=command)

        return await submit(
            request, Duty, run=run, to=f"/applications/{application}/team", flash=_("分工已保存"),
            again=("applications/team.html", lambda: _team(request.user, application)),
        )  # fmt: skip


class InvitationPages(Controller):
    """An invitation as the invited sees it."""

    path = "/invitations/{id:int}"
    opt = allow(*BUSINESS)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show who asks for what, until when, and how the rules stand."""
        return await page(request, "applications/invitation.html", form=None, **await _invitation(request.user, id))

    @post()
    async def answer(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Accept or decline."""

        async def run(command: Answer) -> InvitationView:
            return await operations_team.answer(request.user, id=id, command=command)

        return await self._send(request, id, Answer, run, _("已答复"))

    @post("/cancel", opt=MEMBERS)
    async def cancel(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take it back."""
        return await self._step(request, id, operations_team.cancel, _("邀请已取消"))

    @post("/end", opt=MEMBERS)
    async def end(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Leave the team, or let a member go."""
        return await self._step(request, id, operations_team.end, _("已退出课题组"))

    async def _step(self, request: AnyRequest, id_: int, operation: Any, flash: str) -> Response[Any]:
        async def run(stamp: Stamp) -> InvitationView:
            done: InvitationView = await operation(request.user, id=id_, version=stamp.version)
            return done

        return await self._send(request, id_, Stamp, run, flash)

    async def _send(self, request: AnyRequest, id_: int, command: Any, run: Any, flash: str) -> Response[Any]:
        def to(done: InvitationView) -> str:
            own = done.talent_account == request.user.account
            return f"/invitations/{done.id}" if own else f"/applications/{done.application}/team"

        again = ("applications/invitation.html", lambda: _invitation(request.user, id_))
        return await submit(request, command, run=run, to=to, flash=flash, again=again)


async def _invitation(actor: Actor, id_: int) -> dict[str, Any]:
    found = await team.invitation(actor, id_)
    return {"one": found, "version": found.version, "findings": await team.findings_for(found)}


async def todo(actor: Actor) -> list[TodoItem]:
    """Invitations that wait for the actor's answer."""
    if not actor.has(Role.MEMBER):
        return []
    return [
        TodoItem(
            title=_("答复邀请：%(title)s") % {"title": one.topic_title},
            href=f"/invitations/{one.id}",
            detail=_("%(name)s邀请您参加课题组") % {"name": one.lead_name},
            due=one.answer_by,
            icon="users",
            kind="invitation",
        )
        for one in await team.mine(actor)
    ]


CONTROLLERS = (ClaimPages, TeamPages, InvitationPages)
