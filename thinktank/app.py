# SPDX-License-Identifier: MIT
"""The composition root: what the program is made of, in one visible list."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import structlog
from litestar import Litestar, get
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from thinktank import settings as settings_module
from thinktank.documents import charts
from thinktank.files import store
from thinktank.identity import holdings, limits
from thinktank.identity.keys import TableKeyStore
from thinktank.identity.middleware import Authentication
from thinktank.index import anew
from thinktank.kernel import changes, db, events, jobs
from thinktank.notices import mailer
from thinktank.papers import kinds, ledgers
from thinktank.papers import queries as papers
from thinktank.policies import queries as policies
from thinktank.settings import Settings
from thinktank.talents import queries_profile as profile
from thinktank.talents import references
from thinktank.tally import operations as tally
from thinktank.web import access, assets, errors, idempotency, openapi, panels, security

# Every capability, lowest first. A capability's pages, API, jobs and what it offers to others stand under
# fixed names in its modules: CONTROLLERS, NAV, PANELS, JOBS, FILE_READERS, todo, on_page.
CAPABILITIES = (
    "thinktank.documents",
    "thinktank.trail",
    "thinktank.tally",
    "thinktank.identity",
    "thinktank.policies",
    "thinktank.files",
    "thinktank.notices",
    "thinktank.index",
    "thinktank.papers",
    "thinktank.talents",
    "thinktank.growth",
    "thinktank.mentoring",
    "thinktank.placement",
    "thinktank.rosters",
    "thinktank.postings",
    "thinktank.privacy",
    "research.corrections",
    "research.participation",
    "research.topics",
    "research.applications",
    "research.projects",
    "research.grants",
    "research.changes",
    "research.meetings",
    "research.reports",
    "research.outcomes",
    "research.adoption",
    "reviews.rubrics",
    "reviews.rounds",
    "reviews.recusals",
    "reviews.staffing",
    "reviews.scoring",
    "reviews.conduct",
    "reviews.decisions",
    "reviews.problems",
    "reviews.supervision",
    "thinktank.desk",
    "thinktank.cockpit",
    "thinktank.briefings",
    "thinktank.search",
    "thinktank.admin",
)

# Event → subscriber, in the order in which they run inside the announcing transaction.
SUBSCRIBERS: tuple[tuple[str, str], ...] = (
    ("thinktank.identity.events.UnitMerged", "thinktank.talents.followers.on_unit_merged"),
    ("thinktank.identity.events.UnitSplit", "thinktank.talents.followers.on_unit_split"),
    ("thinktank.identity.events.UnitRenamed", "thinktank.talents.followers.on_unit_renamed"),
    ("thinktank.talents.events.FactsChanged", "thinktank.placement.operations.propose_for"),
    ("thinktank.talents.events.MembershipChanged", "thinktank.growth.operations.on_membership"),
    ("thinktank.talents.events.PersonErased", "thinktank.growth.operations_erasure.on_person_erased"),
    ("thinktank.talents.events.PersonErased", "thinktank.mentoring.operations_erasure.on_person_erased"),
    ("thinktank.talents.events.PersonErased", "thinktank.placement.operations_erasure.on_person_erased"),
    ("thinktank.talents.events.PersonErased", "thinktank.postings.operations_erasure.on_person_erased"),
    ("thinktank.talents.events.PersonErased", "thinktank.privacy.operations.on_person_erased"),
    ("thinktank.talents.events.PersonErased", "reviews.recusals.operations_declarations.on_person_erased"),
    ("research.projects.events.AgreementSigned", "research.reports.operations_plan.lay_out_periods"),
    ("research.projects.events.AgreementReopened", "research.reports.operations_plan.take_up_periods"),
    ("research.projects.events.ProjectClosed", "research.projects.operations_growth.on_closed"),
    ("research.projects.events.ProjectClosed", "research.reports.operations_plan.drop_rest"),
    ("research.projects.events.TermMoved", "research.reports.operations_plan.on_term_moved"),
    ("research.projects.events.AgreementSigned", "reviews.supervision.operations.on_project_event"),
    ("research.projects.events.MilestoneChanged", "reviews.supervision.operations.on_project_event"),
    ("research.projects.events.MilestoneChanged", "reviews.decisions.operations_revisions.on_milestone_changed"),
    ("research.projects.events.DueDateMoved", "reviews.supervision.operations.on_project_event"),
    ("research.projects.events.ProjectClosed", "reviews.supervision.operations.on_project_event"),
    ("research.reports.events.ReportChanged", "reviews.supervision.operations.on_project_event"),
    ("research.projects.events.LeadChanged", "reviews.problems.operations.on_lead_changed"),
    ("research.projects.events.TeamChanged", "reviews.rounds.followers.on_team_changed"),
    ("thinktank.identity.events.AccountMoved", "reviews.rounds.followers.on_account_moved"),
    ("thinktank.identity.events.UnitMerged", "reviews.rounds.followers.on_unit_merged"),
    ("thinktank.identity.events.UnitSplit", "reviews.rounds.followers.on_unit_split"),
    ("thinktank.mentoring.events.MentorshipChanged", "reviews.rounds.followers.on_mentorship_changed"),
    ("research.projects.events.LeadChanged", "reviews.supervision.operations_orders.on_lead_changed"),
    ("research.applications.events.ApplicationWithdrawn", "research.grants.followers.on_withdrawn"),
    ("research.adoption.events.TaskGiven", "reviews.supervision.operations_outcomes.on_task_given"),
    ("research.corrections.events.TakenBack", "research.topics.operations.on_taken_back"),
    ("research.corrections.events.TakenBack", "research.applications.operations_corrections.on_taken_back"),
    ("research.corrections.events.TakenBack", "research.projects.operations_corrections.on_taken_back"),
    ("research.corrections.events.TakenBack", "research.projects.operations_growth.on_taken_back"),
    ("research.corrections.events.TakenBack", "research.changes.operations_effect.on_taken_back"),
    ("research.corrections.events.TakenBack", "research.outcomes.operations_corrections.on_taken_back"),
    ("research.corrections.events.TakenBack", "reviews.supervision.operations.on_taken_back"),
)


# A dict that a lower capability's queries keep, and the name under which others offer entries for it.
REGISTRIES = {
    "readers": "FILE_READERS",
    "recounts": "RECOUNTS",
    "standings": "STANDINGS",
    "corrections": "CORRECTIONS",
    "previews": "PREVIEWS",
    "links": "POSTING_LINKS",
    "pair_links": "PAIR_LINKS",
    "movers": "MOVERS",
    "listers": "LISTERS",
    "finders": "FINDERS",
}


def _modules(*names: str) -> list[ModuleType]:
    """The modules of these names of every capability that has them, in order."""
    wanted = [f"{capability}.{name}" for capability in CAPABILITIES for name in names]
    return [import_module(module) for module in wanted if find_spec(module.rpartition(".")[0]) and find_spec(module)]


def _offered(modules: Iterable[ModuleType], name: str) -> list[Any]:
    return [item for module in modules for item in getattr(module, name, ())]


def _named(modules: Iterable[ModuleType], name: str) -> list[Any]:
    return [getattr(module, name) for module in modules if hasattr(module, name)]


def _object(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def wire() -> None:
    """Connect events, jobs and file readers: for the server, the command line and tests alike."""
    events.subscribe([(_object(event), _object(subscriber)) for event, subscriber in SUBSCRIBERS])
    jobs.register(_offered(_modules("jobs"), "JOBS"))
    idempotency.use_store(TableKeyStore())
    changes.follow(tally.follow)
    holdings.register(_offered(_modules("held"), "HOLDINGS"))
    kinds.register(_offered(_modules("papers"), "PAPERS"))
    ledgers.register(_offered(_modules("ledger"), "LEDGERS"))
    references.register(_offered(_modules("referring"), "REFERENCES"))
    anew.sources[:] = _offered(_modules("searched"), "SEARCHED")
    limits.use(policies.account_rules)
    modules = _modules("queries", "queries_counts", "queries_links")
    for registry, offers in REGISTRIES.items():
        for kept in _named(modules, registry):
            kept.clear()
            for module in modules:
                kept.update(getattr(module, offers, {}))
    for mine in _named(modules, "my_data"):
        mine[:] = _offered(_modules("queries_own"), "MY_DATA")
    for evidence in _named(modules, "evidence"):
        evidence[:] = _offered(_modules("queries_evidence"), "ASSESSMENT_EVIDENCE")
    for kept, offers in ((profile.figures, "PROFILE_FIGURES"), (profile.events, "PROFILE_EVENTS")):
        kept[:] = _offered(_modules("queries_profile"), offers)
    for places in _named(modules, "places"):
        places.clear()
        for place in _offered(modules, "PLACES"):
            places[place.table._meta.tablename, place.machine.column] = place  # noqa: SLF001 -- Piccolo keeps it there


def _page_modules() -> list[ModuleType]:
    pages = ("pages", "pages_directory", "pages_more", "pages_orders", "pages_plan", "pages_calls", "pages_public")
    more = ("pages_proposals", "pages_merging", "api", "api_more", "api_calls", "api_merging")
    after = ("pages_topics", "api_topics", "pages_appeals", "api_appeals", "pages_recall", "api_recall")
    last = ("pages_indicators", "api_indicators", "pages_outcomes", "api_outcomes", "pages_cases", "api_cases")
    papers = ("pages_papers", "api_papers", "pages_agreement", "api_agreement")
    return _modules(*pages, *more, *papers, *after, *last)


@get("/healthz", opt=access.PUBLIC, include_in_schema=False, sync_to_thread=False)
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "ok"}


def _job_loop(settings: Settings) -> Callable[[Litestar], Any]:
    @asynccontextmanager
    async def running(_: Litestar) -> AsyncIterator[None]:
        if not settings.jobs_every:
            yield
            return
        task = asyncio.create_task(_run_jobs(settings))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return running


async def _run_jobs(settings: Settings) -> None:
    while True:
        await asyncio.sleep(settings.jobs_every)
        try:
            await jobs.run_due()
        except Exception:  # noqa: BLE001 -- the loop outlives a failing round
            structlog.get_logger().exception("jobs failed")


@asynccontextmanager
async def _database(_: Litestar) -> AsyncIterator[None]:
    await db.engine().open()
    try:
        yield
    finally:
        await db.engine().close()


def _openapi() -> OpenAPIConfig:
    bearer = SecurityScheme(type="http", scheme="bearer")
    cookie = SecurityScheme(type="apiKey", name="tt_session", security_scheme_in="cookie")
    return OpenAPIConfig(
        title="青年人才智库",
        version="1",
        path="/schema",
        render_plugins=[openapi.DescribedJson()],
        components=Components(security_schemes={"bearer": bearer, "session": cookie}),
        security=[{"bearer": []}, {"session": []}],
    )


def create_app(settings: Settings | None = None) -> Litestar:
    """Build the application.

    Raises RuntimeError where a route declares no access.
    """
    current = settings or settings_module.load()
    store.configure(current)
    mailer.configure(current)
    charts.keep_in(current.folder / "cache")
    wire()
    modules = _page_modules()
    panels.register_nav(_offered(modules, "NAV"))
    panels.register_panels(_offered(modules, "PANELS"))
    panels.register_offers(papers.offered)
    panels.register_todo(*_named(modules, "todo"))
    panels.on_every_page(*_named(modules, "on_page"))
    app = Litestar(
        route_handlers=[healthz, assets.serve_asset, *_offered(modules, "CONTROLLERS"), errors.lost],
        middleware=[
            security.Locale(),
            Authentication(idle_minutes=current.session_idle_minutes),
            security.Csrf(current.signing_key(), secure=current.secure_cookies),
            idempotency.Idempotency(),
        ],
        guards=[access.guard],
        exception_handlers=errors.HANDLERS,
        before_send=[security.headers(secure=current.secure_cookies)],
        lifespan=[_database, _job_loop(current)],
        openapi_config=_openapi(),
        request_max_body_size=(current.upload_mb + 1) * 1024 * 1024,
        logging_config=None,
    )
    access.require_access(app)
    return app
