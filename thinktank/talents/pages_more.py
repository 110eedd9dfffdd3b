# SPDX-License-Identifier: MIT
"""入库办理: the desk of the office and the units, one person's case, entering and editing people by hand."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Request, get, post
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Response

from thinktank.documents.word import MEDIA
from thinktank.files.sending import download
from thinktank.identity import queries as identity
from thinktank.identity import queries_accounts as cared
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Actor, Role
from thinktank.kernel.errors import Conflict, Denied, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.paging import Page
from thinktank.papers import operations as making
from thinktank.papers.kinds import Asked
from thinktank.policies import queries as policies
from thinktank.policies.kinds import Admission
from thinktank.talents import operations_admission as admission
from thinktank.talents import operations_notices as flags
from thinktank.talents import operations_people as people
from thinktank.talents import papers, queries, queries_admission
from thinktank.talents import rules_admission as why
from thinktank.talents.schemas import Filter
from thinktank.talents.schemas_admission import (
    BATCH_STEPS,
    LABELS,
    AddPerson,
    Batch,
    CaseRow,
    EditPerson,
    SettleFlag,
    TakeStep,
    UnitOpinion,
)
from thinktank.talents.states import CANDIDATES, EXITS, MEMBERSHIP, NEEDS_REASON, PAUSES
from thinktank.web.access import SIGNED_IN, allow
from thinktank.web.forms import Form, read_form, submit, uploads
from thinktank.web.page import is_htmx, page, see
from thinktank.web.panels import NavEntry, Panel, TodoItem

AnyRequest = Request[Any, Any, Any]
DESK = (*OFFICE, Role.LIAISON)
AT_STATE = {
    "submitted": ("ask_unit", "accept", "take_over", "decline"),
    "unit_opinion": ("decline",),
    "qualification": ("qualify", "decline"),
    "consult": ("cleared", "approve", "decline"),
    "decided": ("publish", "decline"),
    "notice": ("admit", "decline"),
}
MOST_NAMES = 3
LEADERS = frozenset(t.name for t in MEMBERSHIP.transitions if t.who == "部领导")


class BatchStep(msgspec.Struct, frozen=True):
    """A step for many at once: whom of the list it does not fit, by the reason, and whether it fits nobody."""

    name: str
    label: str
    held: dict[str, list[str]]
    fits_nobody: bool

    @property
    def hints(self) -> list[str]:
        """Say of whom the step cannot be taken, and why."""
        return [_("%(who)s：%(why)s") % {"who": _names(who), "why": reason} for reason, who in self.held.items()]


def _names(people: list[str]) -> str:
    shown = "、".join(people[:MOST_NAMES])
    return shown if len(people) <= MOST_NAMES else _("%(some)s等%(n)d人") % {"some": shown, "n": len(people)}


def batch_steps(actor: Actor, state: str, people: Page[CaseRow], policy: Admission) -> list[BatchStep]:
    """Return the steps that the actor takes for many at once at a state, and how they fit the people listed."""
    found = []
    leads = actor.has(Role.DEPT_LEADER) or (policy.officers_decide and actor.has(Role.OFFICER))
    all_listed = not (people.prev or people.next)
    for step in AT_STATE.get(state, ()):
        if leads if step in LEADERS else actor.has(Role.OFFICER):
            held = why.held_back(step, people.items, policy, clock.today())
            nobody = all_listed and sum(map(len, held.values())) == len(people.items)
            found.append(BatchStep(step, _(LABELS[step]), held, nobody))
    return found


async def desk_context(request: AnyRequest, chosen: Filter, **pages: str) -> dict[str, Any]:
    """Return what the desk shows of one step of admission."""
    actor = request.user
    found = await queries_admission.listed(actor, chosen, **pages)
    policy = await policies.admission()
    conditions = {"state": chosen.state, "q": chosen.q, "direction": chosen.direction, "unit": chosen.unit or ""}
    return {
        "people": found,
        "chosen": chosen,
        "counts": await queries_admission.counts(actor),
        "states": [(state, _(MEMBERSHIP.label(state))) for state in CANDIDATES],
        "steps": batch_steps(actor, chosen.state, found, policy),
        "url": f"/admissions?{urlencode({key: value for key, value in conditions.items() if value})}",
        "may_add": actor.has(Role.OFFICER, Role.LIAISON),
        "office": actor.has(*OFFICE),
        "may_merge": actor.has(Role.OFFICER),
    }


def _chosen(state: str, q: str, direction: str, unit: str) -> Filter:
    return Filter(
        q=q.strip()[:60],
        direction=direction,
        state=state if state in CANDIDATES else "submitted",
        unit=int(unit) if unit.isascii() and unit.isdigit() else None,
    )


class AdmissionPages(Controller):
    """The desk: who stands at which step."""

    path = "/admissions"
    opt = allow(*DESK)
    include_in_schema = False

    @get()
    async def index(
        self,
        request: AnyRequest,
        at: Annotated[str, QueryParameter(name="state")] = "",
        q: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        unit: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[Any]:
        """Show the people at one step."""
        first = "unit_opinion" if not request.user.has(*OFFICE) else "submitted"
        chosen = _chosen(at or first, q, direction, unit)
        context = await desk_context(request, chosen, after=after, before=before)
        return await page(request, "talents/admissions.html", block="rows", form=Form.of(Batch), **context)

    @post("/batch", opt=allow(*OFFICE))
    async def batch(self, request: AnyRequest) -> Response[Any]:
        """Take a step for everybody ticked, or for all that the list finds; or for nobody."""
        form = await read_form(request, Batch)
        status = 422
        if form.ok and form.command.step in BATCH_STEPS:
            try:
                n = await admission.batch(request.user, command=form.command)
            except Invalid as fault:
                form = form.with_errors(fault.fields, fault.message)
            except Conflict as fault:
                if fault.code == "repeated":  # a twin of this very request: web/idempotency.py answers
                    raise
                form, status = form.with_errors({}, fault.message), 409
            else:
                words = _("%(n)d人：%(step)s") % {"n": n, "step": _(LABELS[form.command.step])}
                return see(f"/admissions?state={form.value('state') or 'submitted'}", words)
        chosen = _chosen(form.value("state"), form.value("q"), form.value("direction"), form.value("unit"))
        context = await desk_context(request, chosen)
        return await page(request, "talents/admissions.html", status=status, form=form, **context)

    @get("/new", opt=allow(Role.OFFICER, Role.LIAISON))
    async def new(self, request: AnyRequest) -> Response[Any]:
        """Show the form for one person."""
        return await page(request, "talents/person.html", form=Form.of(AddPerson), **await self._form(request))

    @staticmethod
    async def _form(request: AnyRequest) -> dict[str, Any]:
        actor = request.user
        return {
            "units": [(unit.id, unit.name) for unit in await cared.units_of(actor, (Role.OFFICER, Role.LIAISON))],
            "person": None,
            "office": actor.has(Role.OFFICER),
            "direct": (await policies.admission()).rosters_direct,
        }

    @post("/new", opt=allow(Role.OFFICER, Role.LIAISON))
    async def add(self, request: AnyRequest) -> Response[Any]:
        """Enter one person."""
        return await submit(
            request,
            AddPerson,
            run=lambda command: people.add_person(request.user, command=command),
            to=lambda talent: f"/talents/{talent}",
            flash=_("已录入") if request.user.has(Role.OFFICER) else _("已推荐，由经办人办理"),
            again=("talents/person.html", lambda: self._form(request)),
        )

    @get("/flags", opt=allow(*OFFICE))
    async def flags(self, request: AnyRequest) -> Response[Any]:
        """Show what asks for a decision on members."""
        found = await queries_admission.flags(request.user)
        return await page(request, "talents/flags.html", flags=found, form=Form.of(SettleFlag))

    @post("/flags/{flag:int}", opt=allow(*OFFICE))
    async def settle(self, request: AnyRequest, flag: FromPath[int]) -> Response[Any]:
        """Decide on one."""

        async def again() -> dict[str, Any]:
            return {"flags": await queries_admission.flags(request.user)}

        return await submit(
            request,
            SettleFlag,
            run=lambda command: flags.settle(request.user, id=flag, command=command),
            to="/admissions/flags",
            flash=_("已办理"),
            again=("talents/flags.html", again),
        )


class CasePages(Controller):
    """One person's admission and standing."""

    path = "/talents/{talent:int}"
    opt = SIGNED_IN
    include_in_schema = False

    @get("/admission")
    async def show(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Show how the person stands and what can be done; inside the profile as a panel."""
        try:
            context = await case_context(request, talent)
        except (Denied, NotFound):
            if is_htmx(request):
                return Response("", media_type="text/html")
            raise
        return await page(request, "talents/case.html", block="panel", form=Form.of(TakeStep), **context)

    @post("/step")
    async def step(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Take one step."""
        return await submit(
            request,
            TakeStep,
            run=lambda command: admission.take_step(request.user, id=talent, command=command),
            to=f"/talents/{talent}" if request.user.has(*DESK) else "/join",
            flash=_("已办理"),
            again=("talents/case.html", lambda: case_context(request, talent)),
        )

    @post("/opinion", opt=allow(Role.LIAISON, Role.OFFICER))
    async def opinion(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Keep the unit's opinion."""
        chosen = await uploads(request, "uploads")
        return await submit(
            request,
            UnitOpinion,
            run=lambda command: admission.give_opinion(request.user, id=talent, command=command, uploads=chosen),
            to=f"/talents/{talent}",
            flash=_("单位意见已提交"),
            again=("talents/case.html", lambda: case_context(request, talent)),
        )

    @get("/recommendation", opt=allow(*DESK))
    async def recommendation(self, request: AnyRequest, talent: FromPath[int]) -> Response[bytes]:
        """Send the form that a unit prints, stamps and scans."""
        name, content = await making.make(request.user, kind=papers.RECOMMENDATION, asked=Asked(id=talent))
        return download(content, name, MEDIA)

    @get("/edit", opt=allow(Role.OFFICER))
    async def edit(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Show the form with a person's facts."""
        context = await self._edit(request, talent)
        person = context["person"]
        shown = {
            "gender": {"male": "男", "female": "女"}.get(person.gender),
            "cadre": {"yes": "是", "no": "否"}.get(person.cadre),
        }
        return await page(request, "talents/person.html", form=Form.of(EditPerson, person, **shown), **context)

    @staticmethod
    async def _edit(request: AnyRequest, talent: int) -> dict[str, Any]:
        person = await queries.get(request.user, talent)
        if "edit" not in person.actions:
            raise NotFound
        units = [(unit.id, unit.name) for unit in await identity.unit_options()]
        return {"person": person, "version": person.version, "units": units, "office": True, "direct": False}

    @post("/edit", opt=allow(Role.OFFICER))
    async def save(self, request: AnyRequest, talent: FromPath[int]) -> Response[Any]:
        """Keep a person's changed facts."""
        return await submit(
            request,
            EditPerson,
            run=lambda command: people.edit_person(request.user, id=talent, command=command),
            to=f"/talents/{talent}",
            flash=_("已保存"),
            again=("talents/person.html", lambda: self._edit(request, talent)),
        )


async def case_context(request: AnyRequest, talent: int) -> dict[str, Any]:
    """Return what a person's case shows, with the steps that are open to the actor."""
    case = await queries_admission.case(request.user, talent)
    opinion = {"unit_agrees", "unit_disagrees"} & set(case.actions)
    return {
        "case": case,
        "version": case.version,
        "steps": [(step, _(LABELS[step])) for step in case.actions if step not in opinion],
        "opinion": bool(opinion),
        "by_paper": not request.user.has(Role.LIAISON),
        "step_form": Form.of(TakeStep),
        "opinion_form": Form.of(UnitOpinion, version=case.version),
        "needs_reason": NEEDS_REASON,
        "pauses": list(PAUSES.items()),
        "exits": list(EXITS.items()),
    }


async def todo(actor: Actor) -> list[TodoItem]:
    """What waits at each step of admission, and which members ask for a decision."""
    if not actor.has(*DESK):
        return []
    counts = await queries_admission.counts(actor)
    items = []
    if actor.has(Role.OFFICER):
        items += [
            TodoItem(
                title=_("%(n)d人%(what)s") % {"n": counts[state], "what": _(words)}, href=f"/admissions?state={state}",
                icon="user-plus",
            )
            for state, words in (("submitted", "待受理"), ("qualification", "待资格审查"), ("decided", "待公示"))
            if counts[state]
        ]  # fmt: skip
    if actor.has(Role.LIAISON) and counts["unit_opinion"]:
        title = _("%(n)d人待出具单位意见") % {"n": counts["unit_opinion"]}
        items.append(TodoItem(title=title, href="/admissions?state=unit_opinion", icon="file-check"))
    if actor.has(*OFFICE):
        items += await _decisions(actor, counts)
    return items


async def _decisions(actor: Actor, counts: dict[str, int]) -> list[TodoItem]:
    """What waits for the leader's decision, and what a job found."""
    items = []
    if counts["consult"] and actor.has(Role.DEPT_LEADER) and (n := await queries_admission.to_decide(actor)):
        title = _("%(n)d人待审定入库") % {"n": n}
        items.append(TodoItem(title=title, href="/admissions?state=consult", icon="scale"))
    if n := await queries_admission.count_flags(actor):
        title = _("%(n)d名成员待动态管理") % {"n": n}
        detail = _("任期、年龄、公示期满等")
        items.append(TodoItem(title=title, detail=detail, href="/admissions/flags", icon="clock-exclamation"))
    return items


PANELS = (
    Panel(
        "talent.main",
        "admission",
        "入库与在库",
        lambda talent: f"/talents/{talent}/admission",
        roles=frozenset((*DESK, Role.MEMBER)),
        order=5,
    ),
)
NAV = (
    NavEntry(
        "admissions", "入库办理", "user-plus", "/admissions", roles=frozenset(DESK), order=22, parents=("talents",)
    ),
)
CONTROLLERS = (AdmissionPages, CasePages)
