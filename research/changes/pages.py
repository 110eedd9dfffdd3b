# SPDX-License-Identifier: MIT
"""Change requests on screen: the list, a project's own, the form, one request with what it would move."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from research.changes import operations, queries, rules
from research.changes.schemas import (
    Back,
    ChangeDraft,
    ChangeView,
    Decide,
    HearExperts,
    Opine,
    Propose,
)
from research.changes.states import CHANGE, KIND_LABELS, ChangeKind, ChangeState, Ground
from research.projects import queries as projects
from research.projects import queries_team as project_team
from research.projects.schemas import ProjectView, TeamMember
from thinktank.files import queries as files
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.policies import queries as policies
from thinktank.talents import queries as talents
from thinktank.trail import queries as trail
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, show_again, submit, uploads
from thinktank.web.idempotency import NO_KEY
from thinktank.web.page import page
from thinktank.web.panels import NavEntry, Panel, TodoItem
from thinktank.web.steps import Seen, Steps

AnyRequest = Request[Any, Any, Any]
READERS = (Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR, Role.LIAISON, Role.MEMBER, Role.MENTOR)
WRITERS = allow(*OFFICE, Role.MEMBER)
SPARE = 2


class ChangeList(Controller):
    """Every request that the actor may see."""

    opt = allow(*READERS)
    include_in_schema = False

    @get("/changes")
    async def index(
        self,
        request: AnyRequest,
        stand: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show the requests, newest first."""
        found = await queries.listed(request.user, state=stand, kind=kind, after=after, before=before)
        return await page(
            request, "changes/list.html", block="rows", changes=found, chosen={"stand": stand, "kind": kind},
            states=[(str(s), CHANGE.label(s)) for s in ChangeState], kinds=list(KIND_LABELS.items()),
        )  # fmt: skip

    @get("/projects/{project:int}/changes")
    async def of_project(self, request: AnyRequest, project: FromPath[int]) -> Response[Any]:
        """Show a project's requests: a page, or the project page's part."""
        head = await projects.head(request.user, project)
        ties = await projects.ties_of(request.user, head)
        return await page(
            request, "changes/of_project.html", block="panel", project=head,
            changes=await queries.of_project(request.user, project),
            may_draft=bool(rules.may_draft(ties, stage=head.stage, status=head.status)),
        )  # fmt: skip


class NewChangePages(Controller):
    """The form of a request: first what is to be changed, then the fields of that kind."""

    path = "/projects/{project:int}/changes/new"
    opt = WRITERS
    include_in_schema = False

    @get()
    async def form(
        self, request: AnyRequest, project: FromPath[int], kind: FromQuery[str] = "", who: FromQuery[str] = ""
    ) -> Response[Any]:
        """Show the choice of kinds, or a kind's form."""
        head = await _writable(request.user, project)
        if kind not in KIND_LABELS:
            return await page(request, "changes/kinds.html", project=head, kinds=list(KIND_LABELS.items()))
        form = Form.of(ChangeDraft, kind=kind, members=_members(head))
        return await page(request, "changes/form.html", form=form, **await _form(request.user, head, kind, who))

    @post()
    async def draft(self, request: AnyRequest, project: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Write the request down."""
        chosen = await uploads(request, "uploads")

        async def run(command: ChangeDraft) -> ChangeView:
            return await operations.draft(request.user, project=project, command=command, uploads=chosen)

        async def again() -> dict[str, Any]:
            head = await _writable(request.user, project)
            return await _form(request.user, head, (await read_form(request, ChangeDraft)).value("kind"), who)

        return await submit(
            request, ChangeDraft, run=run, to=lambda done: f"/changes/{done.id}",
            flash=_("已存为草稿，看过影响后提交"), again=("changes/form.html", again),
        )  # fmt: skip

    @post("/preview", opt=NO_KEY | WRITERS)
    async def preview(self, request: AnyRequest, project: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Show what it would move, without writing anything down."""
        head = await _writable(request.user, project)
        form = await read_form(request, ChangeDraft)
        context = await _form(request.user, head, form.value("kind"), who)
        if not form.ok:
            return await show_again(request, form, ("changes/form.html", context))
        found = await queries.preview(request.user, project, form.command)
        form = form.with_errors(found.wrong)
        return await page(request, "changes/form.html", form=form, **(context | {"preview": found}))


async def _writable(actor: Actor, project: int) -> ProjectView:
    head = await project_team.whole(actor, project)
    require(rules.may_draft(await projects.ties_of(actor, head), stage=head.stage, status=head.status))
    return head


def _members(head: ProjectView) -> list[TeamMember]:
    return [TeamMember(m.talent, m.duty) for m in head.members if m.role != "lead" and m.talent]


async def _form(
    actor: Actor, head: ProjectView, kind: str, who: str, change: ChangeView | None = None
) -> dict[str, Any]:
    if kind not in KIND_LABELS:
        raise NotFound
    people = await talents.pickable(actor, who) if kind in {"leader", "member"} else []
    own = {m.talent: f"{m.name}　{m.unit_name}" for m in head.members if m.talent and m.talent != head.lead}
    return {
        "project": head,
        "change": change,
        "kind": ChangeKind(kind),
        "limits": await policies.changes(),
        "steps": [(m.id, f"{m.title}　{m.due_on}") for m in head.milestones if m.state not in {"done", "handed_in"}],
        "people": list((own | {one.id: f"{one.name}　{one.unit_name}" for one in people}).items()),
        "grounds": [(str(one), _(one.label)) for one in Ground],
        "who": who,
        "spare": SPARE,
        "preview": None,
    }


class ChangePages(Controller):
    """One request: what it asks, what it would move, what each side said, and the next step."""

    path = "/changes/{id:int}"
    opt = allow(*READERS)
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show a request."""
        return await page(request, "changes/show.html", form=None, **await _change(request.user, id))

    @get("/moves")
    async def moves(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show what a request would move: a page, or the request's part."""
        return await page(request, "changes/moves.html", block="panel", change=await queries.moved(request.user, id))

    @get("/history")
    async def history(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Show what was done with a request: a page, or the request's part."""
        found, _head, _ties = await queries.load(request.user, id)
        entries = await trail.timeline(request.user, "change", id)
        return await page(request, "changes/history.html", block="panel", change=found, entries=entries)

    @get("/edit", opt=WRITERS)
    async def edit_form(self, request: AnyRequest, id: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Show a draft's form."""
        found, head, ties = await queries.load(request.user, id)
        require(rules.may_edit(ties, state=found.state))
        head = await project_team.whole(request.user, head.id)
        form = Form.of(ChangeDraft, found.draft, version=found.version)
        context = await _form(request.user, head, str(found.kind), who, found)
        return await page(request, "changes/form.html", form=form, **context)

    @post("/edit", opt=WRITERS)
    async def edit(self, request: AnyRequest, id: FromPath[int], who: FromQuery[str] = "") -> Response[Any]:
        """Save a draft."""
        chosen = await uploads(request, "uploads")

        async def run(command: ChangeDraft) -> ChangeView:
            return await operations.edit(request.user, id=id, command=command, uploads=chosen)

        async def again() -> dict[str, Any]:
            found, head, _ties = await queries.load(request.user, id)
            head = await project_team.whole(request.user, head.id)
            return {"version": found.version, **await _form(request.user, head, str(found.kind), who, found)}

        return await submit(
            request, ChangeDraft, run=run, to=f"/changes/{id}", flash=_("已保存"), again=("changes/form.html", again)
        )

    @post("/send", opt=WRITERS)
    async def send(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Send it to the unit."""
        return await STEPS.move(request, id, operations.send, _("已提交，等待单位意见"))

    @post("/withdraw", opt=WRITERS)
    async def withdraw(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Take it back."""
        return await STEPS.take(request, id, Back, operations.withdraw, _("已撤回"))

    @post("/return", opt=allow(*OFFICE, Role.LIAISON))
    async def send_back(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Send it back to be mended."""
        return await STEPS.take(request, id, Back, operations.send_back, _("已退回"))

    @post("/opinion", opt=allow(*OFFICE, Role.LIAISON))
    async def opine(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Give the unit's opinion."""
        return await STEPS.take(request, id, Opine, operations.opine, _("单位意见已提交"), files="uploads")

    @post("/consult", opt=allow(*OFFICE))
    async def consult(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Put it before experts."""
        return await STEPS.move(request, id, operations.consult, _("请登记专家意见"))

    @post("/experts", opt=allow(*OFFICE))
    async def hear(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Write down what the experts said."""
        return await STEPS.take(request, id, HearExperts, operations.hear, _("专家意见已登记"), files="uploads")

    @post("/propose", opt=allow(*OFFICE))
    async def propose(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Propose a decision to the leader."""
        return await STEPS.take(request, id, Propose, operations.propose, _("已报部领导签批"))

    @post("/decide", opt=allow(*OFFICE))
    async def decide(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Decide."""
        return await STEPS.take(request, id, Decide, operations.decide, _("已签批"))

    @post("/put-in-force", opt=allow(*OFFICE))
    async def put_in_force(self, request: AnyRequest, id: FromPath[int]) -> Response[Any]:
        """Put an approved change in force now."""
        return await STEPS.move(request, id, operations.put_in_force, _("变更已生效"))


async def _change(actor: Actor, id_: int) -> dict[str, Any]:
    found = await queries.view(actor, id_)
    fresh = {
        "opine": Form.of(Opine, version=found.version),
        "hear": Form.of(HearExperts, version=found.version),
        "propose": Form.of(Propose, version=found.version),
        "decide": Form.of(Decide, version=found.version),
        "back": Form.of(Back, version=found.version),
        "step": Form.of(Seen, version=found.version),
    }
    return {
        "change": found,
        "version": found.version,
        "forms": fresh,
        "files": await files.of("change", id_),
    }


STEPS = Steps("/changes/{}", "changes/show.html", _change)


async def todo(actor: Actor) -> list[TodoItem]:
    """Requests sent back to the lead, opinions, reviews and decisions that wait for the actor."""
    if not actor.has(*OFFICE, Role.LIAISON, Role.MEMBER):
        return []
    verbs = {
        "draft": _("修改"),
        "unit_opinion": _("出具单位意见"),
        "office_review": _("审核"),
        "expert_opinion": _("审核"),
    }
    return [
        TodoItem(
            title=f"{_('签批') if row.proposed_at else verbs[row.state]}：{row.kind.label}", href=f"/changes/{row.id}",
            detail=f"{row.project_number}　{row.project_title}", due=row.answer_by, icon="file-text", kind="change",
        )
        for row in await queries.waiting_for(actor)
    ]  # fmt: skip


CONTROLLERS = (ChangeList, NewChangePages, ChangePages)
NAV = (
    NavEntry("changes", "变更申请", "file-text", "/changes", roles=frozenset({*OFFICE, Role.LIAISON}), order=41,
             parents=("projects",)),
)  # fmt: skip
PANELS = (
    Panel("project.tab", "changes", "变更", lambda id_: f"/projects/{id_}/changes", frozenset(READERS), order=60),
)
