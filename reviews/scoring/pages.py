# SPDX-License-Identifier: MIT
"""Scoring on screen: the reviewer's sheet, the office's result and decision, a project's reviews."""

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT

from research.projects import queries as projects
from reviews.rounds import queries as rounds
from reviews.rounds import queries_conflicts as conflicts
from reviews.rounds.states import CONDITIONAL, GRADED, GRADES, WORDS, RecheckBy
from reviews.scoring import operations, operations_decisions, operations_discussion, queries, rules, spread
from reviews.scoring.schemas import Because, Desk, DraftDecision, Explain, Result, ReviseSheet, SaveSheet, ScoreIn
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit
from thinktank.web.idempotency import NO_KEY
from thinktank.web.page import fragment, is_htmx, page, see

AnyRequest = Request[Any, Any, Any]
IN_OFFICE = allow(Role.OFFICER, Role.DEPT_LEADER)


class SheetPages(Controller):
    """The reviewer's screen."""

    path = "/reviews"
    opt = allow(Role.REVIEWER)
    include_in_schema = False

    @get("/{id_:int}")
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Show material and sheet; before the declaration, ask for it."""
        task = await rounds.task(request.user, id_)
        if "declare" in task.actions:
            return see(f"/reviews/{id_}/declaration")
        await conflicts.require_no_conflict(request.user, id_)
        desk = await queries.desk(request.user, id_)
        return await page(request, "scoring/sheet.html", form=_form(desk), **_context(desk))

    @post("/{id_:int}/draft", opt=allow(Role.REVIEWER) | NO_KEY)
    async def draft(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Keep the sheet as far as it is: by htmx at every change, or with the button."""
        form = await read_form(request, SaveSheet)
        status = 200
        message = ""
        version = form.value("version")
        try:
            if not form.ok:
                raise Invalid(form.message or next(iter(form.errors.values()), ""))  # noqa: TRY301 -- answered alike
            saved = await operations.save_sheet(request.user, assignment=id_, command=form.command)
            version = str(saved.version)
        except Invalid as error:
            form, status, message = form.with_errors(error.fields), 422, error.message
        except (Conflict, Denied) as error:
            status, message = error.status, error.message
        if is_htmx(request):
            return fragment(
                request,
                "scoring/_saved.html",
                status=status,
                message=message,
                version=version,
                conflict=status == HTTP_409_CONFLICT,
            )
        if status == 200:  # noqa: PLR2004 -- the HTTP status
            return see(f"/reviews/{id_}", _("已暂存"))
        return await _sheet_again(request, id_, form.with_errors({}, message), status)

    @post("/{id_:int}/submit")
    async def submit(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Hand the sheet in and go to the next one."""
        form = await read_form(request, SaveSheet)
        status = 422
        if form.ok:
            try:
                await operations.submit_sheet(request.user, assignment=id_, command=form.command)
            except Invalid as error:
                form = form.with_errors(error.fields, error.message)
            except Conflict as error:
                if error.code == "repeated":
                    raise
                form, status = form.with_errors({}, error.message), 409
            else:
                return see(await _next(request.user, id_), _("评分已提交"))
        return await _sheet_again(request, id_, form, status)

    @get("/{id_:int}/revise")
    async def revise_form(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Show the sheet that was handed in, to be changed with a reason."""
        await conflicts.require_no_conflict(request.user, id_)
        desk = await queries.desk(request.user, id_)
        require(rules.may_revise(desk.task, clock.today()))
        form = _form(desk, ReviseSheet)
        return await page(request, "scoring/sheet.html", form=form, **_context(desk, revising=True))

    @post("/{id_:int}/revise")
    async def revise(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Change the sheet that was handed in."""

        async def again() -> dict[str, Any]:
            desk = await queries.desk(request.user, id_)
            return _context(desk, revising=True) | {"version": desk.sheet.version if desk.sheet else 0}

        return await submit(
            request,
            ReviseSheet,
            run=lambda command: operations_discussion.revise(request.user, assignment=id_, command=command),
            to=f"/reviews/{id_}",
            flash=_("评分已修改，修改前的内容已留存"),
            again=("scoring/sheet.html", again),
        )

    @post("/{id_:int}/explain")
    async def explain(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Take an outlier's reason."""
        form = await read_form(request, Explain)
        if not form.ok:
            desk = await queries.desk(request.user, id_)
            context = _context(desk) | {"explain": form}
            return await page(request, "scoring/sheet.html", status=422, form=_form(desk), **context)
        await operations.explain(request.user, assignment=id_, reason=form.command.reason)
        return see("/reviews", _("已收到说明"))


def _form(desk: Desk, command: type[SaveSheet] = SaveSheet) -> Form[SaveSheet]:
    """The sheet's form: one row per criterion, filled from what was saved."""
    kept = {score.criterion: score for score in desk.sheet.scores} if desk.sheet else {}
    rows = []
    for one in desk.criteria:
        score = kept.get(one.id)
        value = None if score is None or score.value is None else int(score.value)
        rows.append(
            ScoreIn(
                criterion=one.id,
                value=value,
                not_applicable=bool(score and score.not_applicable),
                comment=score.comment if score else "",
            )
        )
    version = desk.sheet.version if desk.sheet else 0
    if desk.sheet is None:
        return Form.of(command, scores=rows, version=version)
    return Form.of(command, desk.sheet, scores=rows, version=version)


def _context(desk: Desk, *, revising: bool = False) -> dict[str, Any]:
    others = [task for task in desk.queue if task.id != desk.task.id]
    return {
        "desk": desk,
        "task": desk.task,
        "words": [(word.code, word.label) for word in WORDS[desk.task.kind]],
        "previous": desk.queue[desk.place - 2].id if desk.place > 1 else None,
        "following": desk.queue[desk.place].id if desk.place < len(desk.queue) else None,
        "more": [task for task in others if task.state != "submitted"],
        "explain": Form.of(Explain),
        "revising": revising,
        "shell": "focus",
    }


async def _sheet_again(request: AnyRequest, id_: int, form: Form[SaveSheet], status: int) -> Response[str]:
    """The screen with everything that was typed; after a conflict it carries the present version."""
    desk = await queries.desk(request.user, id_)
    if status == 409:  # noqa: PLR2004 -- the HTTP status
        form.values["version"] = [str(desk.sheet.version if desk.sheet else 0)]
    return await page(request, "scoring/sheet.html", status=status, form=form, **_context(desk))


async def _next(actor: Actor, id_: int) -> str:
    """Where the next unfinished sheet is."""
    queue = await rounds.desk(actor)
    left = [task for task in queue if task.state != "submitted" and task.round_state == "open" and task.id != id_]
    return f"/reviews/{left[0].id}" if left else "/reviews"


class ResultPages(Controller):
    """The office's result and decision."""

    path = "/reviews/items"
    opt = IN_OFFICE
    include_in_schema = False

    @get("/{id_:int}")
    async def show(self, request: AnyRequest, id_: FromPath[int]) -> Response[str]:
        """Show how far an item is, then its result."""
        found = await queries.result(request.user, id_)
        return await page(request, "scoring/result.html", **await _result(request.user, found))

    @post("/{id_:int}/draft")
    async def draft(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Put a decision before the leader."""
        return await self._step(request, id_, operations_decisions.draft_decision, _("已提交部领导签批"))

    @post("/{id_:int}/decide")
    async def decide(self, request: AnyRequest, id_: FromPath[int]) -> Response[Any]:
        """Decide."""
        return await self._step(request, id_, operations_decisions.decide, _("已审定，课题组可以看到结论"))

    async def _step(self, request: AnyRequest, id_: int, run: Any, flash: str) -> Response[Any]:
        async def again() -> dict[str, Any]:
            context = await _result(request.user, await queries.result(request.user, id_))
            context.pop("form")
            return context

        return await submit(
            request,
            DraftDecision,
            run=lambda command: run(request.user, item=id_, command=command),
            to=f"/reviews/items/{id_}",
            flash=flash,
            again=("scoring/result.html", again),
        )

    @post("/{id_:int}/{step:str}")
    async def turn(self, request: AnyRequest, id_: FromPath[int], step: FromPath[str]) -> Response[Any]:
        """Go on with fewer sheets, or send a draft back: each with a reason."""
        run = {
            "settle": operations.settle,
            "send_back": operations_decisions.send_back,
            "reinforce": operations.reinforce,
        }.get(step)
        if run is None:
            raise NotFound

        async def again() -> dict[str, Any]:
            context = await _result(request.user, await queries.result(request.user, id_))
            found = context.pop("form")
            return context | {"decision_form": found, "reason_step": step}

        return await submit(
            request,
            Because,
            run=lambda command: run(request.user, item=id_, reason=command.reason, version=command.version),
            to=f"/reviews/items/{id_}",
            flash=_("已办理"),
            again=("scoring/reason.html", again),
        )


async def _result(actor: Actor, found: Result) -> dict[str, Any]:
    item = found.item
    grade = item.grade or found.grade
    form = Form.of(DraftDecision, item, grade=grade, note=item.decision_note)
    advice: dict[str, int] = {}
    for row in found.rows:
        advice[row.sheet.advice] = advice.get(row.sheet.advice, 0) + 1
    return {
        "found": found,
        "item": item,
        "form": form,
        "because": Form.of(Because, version=item.version),
        "words": WORDS[item.kind],
        "graded": item.kind in GRADED,
        "grades": list(GRADES.items()),
        "conditional": any(word.code in CONDITIONAL for word in WORDS[item.kind]),
        "rechecks": [(one.value, _(one.label)) for one in RecheckBy],
        "recheck_label": RecheckBy(item.recheck).label if item.recheck else "",
        "cuts": await policies.grades(),
        "advice": [(word.label, advice[word.code]) for word in WORDS[item.kind] if word.code in advice],
        "word_of": {word.code: word.label for word in WORDS[item.kind]},
        "picture": spread.draw(found),
        "lines": await trail.timeline(actor, "round_item", item.id, limit=50),
        "version": item.version,
    }


class ProjectReviews(Controller):
    """A project's reviews, as a panel of its page."""

    path = "/reviews/projects"
    opt = allow(Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
    include_in_schema = False

    @get("/{project:int}")
    async def show(self, request: AnyRequest, project: FromPath[int]) -> Response[str]:
        """Show them: to the office with progress, to others the decision once there is one."""
        actor = request.user
        head = await projects.head(actor, project)
        office = actor.has(*OFFICE)  # one with an interest in the matter sees nothing of it
        items = await rounds.items_of_project(actor, project) if office else []
        public = [] if office else await rounds.public_items(actor, project)
        asks = office or head.lead_account == actor.account
        return await page(
            request, "scoring/project.html", block="panel", items=items, public=public, project=project, asks=asks
        )


CONTROLLERS = (SheetPages, ResultPages, ProjectReviews)
