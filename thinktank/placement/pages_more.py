# SPDX-License-Identifier: MIT
"""The lexicon among the settings, what was learned, and the balanced proposal."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.params import FromQuery
from litestar.response import Response

from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE, Role
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.placement import moving, revising, teaching, vocabulary
from thinktank.placement.lexicon import MOST_TERM, SOURCE_LABELS
from thinktank.placement.schemas import ChooseMoves, ReviseLexicon, ReviseLines, SetTerm, TermChange, WantSizes
from thinktank.talents import queries as talents
from thinktank.web.access import allow
from thinktank.web.forms import Form, read_form, submit, upload
from thinktank.web.page import page
from thinktank.web.panels import Panel

AnyRequest = Request[Any, Any, Any]
LARGEST = 1 << 20
SOURCES = {**SOURCE_LABELS, "learned": "本区经验"}
PANELS = (
    Panel("settings.main", "lexicon", "方向词库", lambda _: "/settings/lexicon", roles=frozenset(OFFICE), order=10),
)


class LexiconPages(Controller):
    """方向词库."""

    path = "/settings/lexicon"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get("/")
    async def index(
        self,
        request: AnyRequest,
        q: FromQuery[str] = "",
        source: FromQuery[str] = "",
        direction: FromQuery[str] = "",
        changed: FromQuery[str] = "",
        after: FromQuery[str] = "",
        before: FromQuery[str] = "",
    ) -> Response[str]:
        """Show the lexicon in force, as far as it fits; inside the settings as a card."""
        q = q.strip()[:20]
        found = await vocabulary.look_up(
            request.user, q=q, source=source, direction=direction, changed=bool(changed), after=after or before
        )
        asked = {"q": q, "source": source, "direction": direction, "changed": changed}
        query = urlencode({key: value for key, value in asked.items() if value})
        return await page(
            request,
            "placement/lexicon.html",
            block="rows" if request.headers.get("hx-target") == "rows" else "card",
            view=found,
            asked=asked,
            sources=SOURCE_LABELS,
            url=f"/settings/lexicon?{query}" if query else "/settings/lexicon",
            error="",
        )

    @get("/term", opt=allow(Role.OFFICER))
    async def term(self, request: AnyRequest, source: FromQuery[str] = "", term: FromQuery[str] = "") -> Response[str]:
        """Show a term's form, filled with what is in force."""
        found = await vocabulary.term(request.user, source=source, term=term)
        if found is None:
            form = Form.of(SetTerm, effective_from=clock.today(), term=term[:MOST_TERM])
        else:
            values = {"source": source, "term": term, "neutral": not found.weights, **found.weights}
            form = Form.of(SetTerm, effective_from=clock.today(), **values)
        return await page(request, "placement/term.html", form=form, term=found)

    @post("/term", opt=allow(Role.OFFICER))
    async def try_term(self, request: AnyRequest) -> Response[Any]:
        """Show what a changed term would move, before it is saved."""

        async def run(command: SetTerm) -> ReviseLexicon:
            changes = await revising.changes_of(command)
            return ReviseLexicon(changes, command.effective_from, command.note)

        return await submit(
            request,
            SetTerm,
            run=run,
            to=lambda command: _preview(request, command),
            again=("placement/term.html", {"term": None}),
        )

    @post("/file", opt=allow(Role.OFFICER))
    async def try_file(self, request: AnyRequest) -> Response[Any]:
        """Show what the terms of a CSV would move, before they are saved."""
        try:
            return await _preview(request, await _from_file(request))
        except Invalid as fault:
            asked = dict.fromkeys(("q", "source", "direction", "changed"), "")
            context: dict[str, Any] = {"asked": asked, "sources": SOURCE_LABELS, "url": "/settings/lexicon"}
            found = await vocabulary.look_up(request.user)
            return await page(request, "placement/lexicon.html", status=422, error=fault.message, view=found, **context)

    @post("/", opt=allow(Role.OFFICER))
    async def save(self, request: AnyRequest) -> Response[Any]:
        """Put the previewed changes in force."""

        async def run(command: ReviseLines) -> Any:
            changes = revising.read_lines(command.lines)
            return await revising.revise(
                request.user, command=ReviseLexicon(changes, command.effective_from, command.note)
            )

        return await submit(
            request,
            ReviseLines,
            run=run,
            to="/settings/lexicon?changed=1",
            flash=lambda version: _("词库已改%(n)d处") % {"n": version.changes},
            again=("placement/impact.html", {"impact": None, "changes": [], "sources": SOURCE_LABELS}),
        )

    @get("/export")
    async def export(self, request: AnyRequest) -> Response[bytes]:
        """Give the lexicon in force as a file that can be changed and brought back."""
        name = f"lexicon-{clock.today().isoformat()}.csv"
        return Response(
            await vocabulary.as_csv(request.user),
            media_type="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @get("/learned")
    async def learned(self, request: AnyRequest) -> Response[str]:
        """Show what confirmed placements taught."""
        view = await teaching.learned(request.user)
        return await page(request, "placement/learned.html", view=view, sources=SOURCES)


async def _from_file(request: AnyRequest) -> ReviseLexicon:
    chosen = await upload(request, "file")
    if chosen is None:
        raise Invalid(_("请先选择 CSV 文件"))
    content = await chosen.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Invalid(_("文件太大，请分成几份，每份不超过1MB"))
    note = _("导入%(name)s") % {"name": chosen.filename[:60]}
    return ReviseLexicon(revising.read_lines(content), clock.today(), note)


async def _preview(request: AnyRequest, command: ReviseLexicon) -> Response[Any]:
    changes: list[TermChange] = await revising.effective(command.changes, command)
    if not changes:
        raise Invalid(_("词库没有变化：这些词和权重与现行的相同"))
    found = await vocabulary.impact(request.user, changes=changes, effective_from=command.effective_from)
    form = Form.of(
        ReviseLines, lines=revising.as_lines(changes), effective_from=command.effective_from, note=command.note
    )
    return await page(request, "placement/impact.html", form=form, impact=found, changes=changes, sources=SOURCE_LABELS)


class BalancePages(Controller):
    """方向人数调配."""

    path = "/directions/balance"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get("/")
    async def index(self, request: AnyRequest) -> Response[str]:
        """Ask for the wanted sizes."""
        sizes = await _sizes(request)
        form = Form.of(WantSizes)
        return await page(request, "placement/balance.html", form=form, want=form, sizes=sizes, view=None)

    @post("/")
    async def suggest(self, request: AnyRequest) -> Response[Any]:
        """Show the moves with what each costs."""
        return await self._show(request, await read_form(request, WantSizes))

    @staticmethod
    async def _show(request: AnyRequest, form: Form[WantSizes], status: int = 200) -> Response[Any]:
        view = None
        if form.ok:
            try:
                view = await moving.suggest(request.user, command=form.command)
            except Invalid as fault:
                form = form.with_errors(fault.fields, fault.message)
        sizes = await _sizes(request)
        status = status if view else 422
        shown = Form.of(ChooseMoves) if view else form
        return await page(
            request, "placement/balance.html", status=status, form=shown, want=form, sizes=sizes, view=view
        )

    @post("/apply")
    async def apply(self, request: AnyRequest) -> Response[Any]:
        """Carry out the ticked moves with the reason."""
        return await submit(
            request,
            ChooseMoves,
            run=lambda command: moving.apply(request.user, command=moving.chosen(command)),
            to="/directions",
            flash=lambda done: _("已调整%(n)d人的方向") % {"n": done.confirmed},
            again=("placement/balance.html", lambda: _asked_again(request)),
        )


async def _sizes(request: AnyRequest) -> dict[str, int]:
    """How many people each direction has, where the actor sees the whole bank and so its counts."""
    counts = await talents.counts(request.user)
    return counts.by_direction if counts else {}


async def _asked_again(request: AnyRequest) -> dict[str, Any]:
    sizes = await _sizes(request)
    return {"want": Form.of(WantSizes), "sizes": sizes, "view": None}


CONTROLLERS = (LexiconPages, BalancePages)
