# SPDX-License-Identifier: MIT
"""Every route of the application with real records in its path, and what each person is answered there.

A new route under a known record needs nothing here. A new kind of record needs one line in ``RECORDS`` (and the
record in tests/support/world.py); a page that posts and has no API twin, one line in ``COMMANDS``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from tests.support.doors_twins import COMMANDS, PREFIXES, TWINS
from tests.support.rehearsal import as_form, command_of, sample
from tests.support.world import World
from thinktank.demo.chapters import PDF

API = "/api/v1"
BASE = "http://127.0.0.1:8000"
# What a route's path names, by the path up to there ({} for each parameter, without /api/v1), longest first:
# a word of World.ids, or for a word in the path the words themselves, each a row of its own.
RECORDS: dict[str, str | tuple[str, ...]] = {
    "/account/delegations/act/{}": "account",
    "/account/delegations/{}": "delegation",
    "/account/sessions/{}": "session",
    "/accounts/{}": "account",
    "/admissions/flags/{}": "flag",
    "/adoptions/{}": "adoption",
    "/adoptions/{}/papers/adoption_confirmed": "confirmed_adoption",
    "/briefs/{}": "brief",
    "/effects/{}": "effect",
    "/activate/{}": ("no-such-link",),
    "/applications/{}": "application",
    "/applications/{}/anonymous/{}": "cover_word",
    "/applications/{}/cover-words/{}": "cover_word",
    "/applications/{}/grant": "accepted",
    "/applications/{}/invitations": "draft",
    "/applications/{}/members/{}": "mate",
    "/applications/{}/opinion": "asked",
    "/applications/{}/paper-opinion": "asked",
    "/applications/{}/review": "accepted",
    "/applications/{}/team": "draft",
    "/applications/{}/team/{}": "mate",
    "/applications/{}/turn-down": "accepted",
    "/assessments/{}": "assessment",
    "/assessments/{}/{}": ("sign", "return", "correct"),
    "/calendar/{}": ("no-such-calendar.ics",),
    "/briefings/{}": "briefing",
    "/briefings/{}/parts/{}": ("briefing", "people"),
    "/briefings/{}/reopen": "settled_briefing",
    "/changes/{}": "change_sent",
    "/changes/{}/consult": "change_asked",
    "/changes/{}/decide": "change_ready",
    "/changes/{}/edit": "change_draft",
    "/changes/{}/experts": "change_heard",
    "/changes/{}/propose": "change_asked",
    "/changes/{}/put-in-force": "change_due",
    "/changes/{}/send": "change_draft",
    "/checkpoints/{}": "checkpoint",
    "/cockpit/rows/{}": ("orders",),
    "/coordinations/{}": "coordination",
    "/coordinations/{}/close": "answered_matter",
    "/corrections/{}": ("outcome", "round_item"),
    "/corrections/outcome/{}": "screened",
    "/corrections/round_item/{}": "decided_item",
    "/data-requests/{}": "data_request",
    "/deliveries/{}": "delivery",
    "/exports/{}": "export",
    "/fact-changes/{}": "change",
    "/feedback/{}": "feedback",
    "/files/{}": "file",
    "/grants/items/{}": "over_item",
    "/grants/items/{}/notice": "granted_item",
    "/grants/objections/{}": "grant_objection",
    "/grants/{}": "running_list",
    "/grants/{}/drop": "draft_list",
    "/grants/{}/edit": "draft_list",
    "/grants/{}/finish": "settled_list",
    "/grants/{}/grant": "over_list",
    "/grants/{}/send-back": "submitted_list",
    "/grants/{}/sign": "submitted_list",
    "/grants/{}/submit": "draft_list",
    "/growth/claims/{}": "claim",
    "/imports/{}": "import",
    "/indicators/{}": "indicator",
    "/meetings/follow-ups/{}": "follow_up",
    "/meetings/follow-ups/{}/reopen": "done_follow_up",
    "/meetings/{}": "meeting",
    "/invitations/{}": "invitation",
    "/invitations/{}/end": "joined",
    "/mentoring/pairs/{}": "pair",
    "/mentoring/pairs/{}/answer": "offered_pair",
    "/mentoring/people/{}": "talent",
    "/mentoring/suggestions/{}": "suggestion",
    "/mentoring/suggestions/{}/answer": "given_suggestion",
    "/mentoring/suggestions/{}/step": "answered_suggestion",
    "/milestones/{}": "milestone",
    "/milestones/{}/judge": "work",
    "/notices/{}": "notice",
    "/orders/{}": "order",
    "/orders/{}/answer-time": "asked_order",
    "/orders/{}/help": "helped_order",
    "/orders/{}/more-time": "working",
    "/orders/{}/reply": "working",
    "/orders/{}/sign": "draft_order",
    "/orders/{}/start": "received",
    "/orders/{}/verify": "answered",
    "/outcomes/indicators/{}": "outcome_indicator",
    "/outcomes/measurements/{}": "measurement",
    "/outcomes/measurements/{}/resubmit": "returned_value",
    "/outcomes/projects/{}": "project",
    "/supervision/outcomes/{}": "instructed",
    "/outcomes/{}": "outcome",
    "/outcomes/{}/ask": "sent_outcome",
    "/outcomes/{}/brief": "screened",
    "/outcomes/{}/task": "instructed",
    "/outcomes/{}/evaluate": "screened",
    "/outcomes/{}/evidence/{}": "proof",
    "/outcomes/{}/regrade": "applied",
    "/outcomes/{}/pilot": "applied",
    "/outcomes/{}/pilots": "applied",
    "/outcomes/{}/pilots/{}": "pilot",
    "/outcomes/{}/pilots/{}/confirm": "piloted",
    "/outcomes/{}/replicate": "applied",
    "/outcomes/{}/replications": "applied",
    "/paper-templates/{}": ("agreement",),
    "/paper-templates/versions/{}": "template",
    "/paper-templates/versions/{}/put": "tried_template",
    "/placements/{}": "talent",
    "/policies/days/{}": "day",
    "/policies/versions/{}": "version",
    "/post-needs/{}": "post_need",
    "/post-needs/{}/postings": "open_need",
    "/postings/mine/{}": "account",
    "/postings/needs/{}": "post_need",
    "/postings/needs/{}/propose": "open_need",
    "/postings/people/{}": "talent",
    "/postings/projects/{}": "project",
    "/postings/{}": "posting_in_post",
    "/postings/{}/approve": "posting_agreed",
    "/postings/{}/arrive": "posting_approved",
    "/postings/{}/ask": "posting_proposed",
    "/postings/{}/cancel": "posting_proposed",
    "/postings/{}/changes/{}": "posting_change",
    "/postings/{}/changes/{}/decide": "posting_changing",
    "/postings/{}/comment-half": "posting_mid_review",
    "/postings/{}/consent": "posting_consent",
    "/postings/{}/end": "posting_judged",
    "/postings/{}/opine": "posting_final_appraisal",
    "/postings/{}/reopen": "posting_ended",
    "/postings/{}/start": "posting_arrived",
    "/postings/{}/take-back": "posting_consent",
    "/projects/grant/{}": "accepted",
    "/projects/indicators/{}": "indicator",
    "/projects/{}/agreement/versions/{}": "agreement_number",
    "/projects/{}": "project",
    "/public-notices/objections/{}": "objection",
    "/public-notices/{}": "public_notice",
    "/public-notices/{}/objections/{}": "objection",
    "/recusals/applications/{}": "application",
    "/recusals/projects/{}": "project",
    "/recusals/{}": "recusal",
    "/recusals/{}/reopen": "decided_recusal",
    "/reports/proof/indicators/{}": "indicator",
    "/reports/proof/milestones/{}": "milestone",
    "/reports/{}": "report",
    "/reports/extensions/{}": "extension",
    "/reports/{}/accept": "sent_report",
    "/reports/{}/return": "sent_report",
    "/reports/{}/withdraw": "sent_report",
    "/requests/{}": "request",
    "/review-items/assignments/{}": "task",
    "/review-items/{}": "item",
    "/review-items/{}/decide": "scored_item",
    "/review-items/{}/draft": "scored_item",
    "/review-items/{}/reinforce": "explaining_item",
    "/review-items/{}/send-back": "drafted_item",
    "/review-items/{}/settle": "explaining_item",
    "/reviews/declarations/{}": "declaration",
    "/reviews/items/{}": "item",
    "/reviews/items/{}/assignments/{}": "task",
    "/problems/projects/{}": "project",
    "/problems/{}": "problem",
    "/problems/{}/judge": "fixed_problem",
    "/problems/{}/{}": ("plan", "fix", "judge", "drop"),
    "/reviews/items/{}/decide": "scored_item",
    "/reviews/items/{}/draft": "scored_item",
    "/reviews/items/{}/send_back": "drafted_item",
    "/reviews/items/{}/reinforce": "explaining_item",
    "/reviews/items/{}/settle": "explaining_item",
    "/reviews/items/{}/{}": ("settle", "send_back", "reinforce"),
    "/reviews/projects/{}": "project",
    "/reviews/{}": "task",
    "/reviews/{}/declare": "scoring_task",
    "/reviews/{}/explain": "explaining_task",
    "/reviews/{}/time": "scoring_task",
    "/reviewers/{}": "account",
    "/rounds/experts/{}": "account",
    "/rounds/rubrics/{}": "rubric",
    "/rounds/{}": "round",
    "/review-items/{}/letter": "decided_item",
    "/review-items/{}/revision": "decided_item",
    "/reviews/appeals/{}": "handling_appeal",
    "/reviews/appeals/{}/answer/{}": ("dismiss", "uphold"),
    "/reviews/appeals/{}/take": "filed_appeal",
    "/reviews/appeals/{}/withdraw": "filed_appeal",
    "/reviews/items/{}/letter": "decided_item",
    "/reviews/items/{}/revision": "decided_item",
    "/review-items/{}/papers/review_minutes": "scored_item",
    "/reviews/items/{}/papers/review_minutes": "scored_item",
    "/reviews/items/{}/sheets": "scored_item",
    "/reviews/items/{}/sheets/{}": "scored_task",
    "/reviews/items/{}/sheets/{}/{}": ("give_back", "void", "refuse_back"),
    "/review-items/{}/sheets": "scored_item",
    "/review-items/{}/sheets/{}": "scored_task",
    "/reviews/{}/recall": "scored_task",
    "/reviews/letters/{}": "decided_item",
    "/reviews/{}/recheck": "decided_task",
    "/rounds/{}/decisions": "round",
    "/rounds/{}/board/wishes/{}": "review_wish",
    "/rounds/{}/staffing/{}": ("apply", "drop", "undo"),
    "/rounds/{}/{}": ("close", "reopen"),
    "/rubrics/{}": "rubric",
    "/settings/days/{}": "day",
    "/settings/papers/{}": ("agreement",),
    "/settings/papers/versions/{}": "template",
    "/settings/papers/versions/{}/put": "tried_template",
    "/settings/versions/{}": "version",
    "/settings/years/{}": "year",
    "/settings/years/{}/{}": ("open", "close"),
    "/settings/{}": ("programme",),
    "/todos/{}": ("projects",),
    "/supervision/checkpoints/{}": "checkpoint",
    "/supervision/orders/{}": "order",
    "/supervision/orders/{}/reply": "working",
    "/supervision/orders/{}/sign": "draft_order",
    "/supervision/orders/{}/start": "received",
    "/supervision/orders/{}/verify": "answered",
    "/supervision/orders/{}/answer-time": "asked_order",
    "/supervision/orders/{}/help": "helped_order",
    "/supervision/orders/{}/more-time": "working",
    "/supervision/orders/{}/{}": (
        "escalate",
        "extend",
        "help",
        "receive",
        "reply",
        "sign",
        "start",
        "verify",
        "withdraw",
    ),
    "/supervision/projects/{}": "project",
    "/talents/import/{}": "import",
    "/talents/lists/{}": "saved_list",
    "/talents/twins/{}": "twins",
    "/talents/{}": "talent",
    "/talents/{}/account": "candidate",
    "/talents/{}/admit": "candidate",
    "/talents/{}/growth/{}": "entry",
    "/talents/{}/merge/{}": "candidate",
    "/talents/{}/opinion": "asked_person",
    "/tokens/{}": "token",
    "/topics/calls/{}": "topic_call",
    "/topics/calls/{}/open": "draft_call",
    "/topics/calls/{}/reopen": "closed_call",
    "/topics/proposals/{}": "own_proposal",
    "/topics/{}": "free_topic",
    "/topics/{}/advise": "proposal",
    "/topics/{}/commission": "approved_topic",
    "/topics/{}/decide": "advised_topic",
    "/topics/{}/merge": "proposal",
    "/topics/{}/publish": "approved_topic",
    "/topics/{}/submit": "draft_topic",
    "/topics/{}/withdraw": "proposal",
    "/units/{}": "unit",
    "/years/{}": "year",
    "/years/{}/{}": ("open", "close"),
}
UPLOADS = {f"{API}/files"}  # doors that take one file
SKIPPED = {"/static/{}/{}", "/{}"}
UNFILLED = (
    "no record for {path!r}: add a line for {prefix!r} to RECORDS in tests/support/doors.py, and the record itself to "
    "tests/support/world.py"
)


class Door(msgspec.Struct, frozen=True):
    """A route with a record in its path, and content for its form or body."""

    method: str
    path: str  # with {} for parameters and /api/v1 in front where it is the API's
    url: str
    missing: str  # the same where there is no such record; empty where the path names none
    content: dict[str, Any] | None

    @property
    def is_api(self) -> bool:
        """Whether programs knock here."""
        return self.path.startswith(API)


def plain(path: str) -> str:
    """A route's path with {} for each parameter and no slash at its end."""
    return re.sub(r"\{[^}]+\}", "{}", path).rstrip("/") or "/"


def handlers(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Every route that declares its access, as method, plain path and handler."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if "access" in handler.opt:
                    for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                        yield method, plain(route.path), handler


def doors(app: Litestar, world: World) -> list[Door]:
    """Every door, in order. LookupError names what the scenario lacks."""
    found = [one for one in handlers(app) if one[1] not in SKIPPED]
    bodies = {(path.removeprefix(API)): command_of(handler) for _, path, handler in found if path.startswith(API)
              and command_of(handler) is not None}  # fmt: skip
    made, lacking = [], []
    for method, path, handler in found:
        for place in _places(path):
            try:
                url, missing = _fill(place, world)
            except LookupError as lack:
                lacking.append(str(lack))
                continue
            made.append(Door(method, place, url, missing, _content(method, place, handler, bodies, world)))
    if lacking:
        raise LookupError("\n".join(lacking))
    return sorted(made, key=lambda door: (door.path.removeprefix(API), door.method, door.path))


def _places(path: str) -> list[str]:
    """A path with the words that may stand in it, one path each; a number stays {}."""
    front, bare = (API, path.removeprefix(API)) if path.startswith(API) else ("", path)
    parts = bare.split("{}")
    for n in range(1, len(parts)):
        prefix, rest = "{}".join(parts[:n]), "{}".join(parts[n:])
        words = RECORDS.get(prefix + "{}")
        if isinstance(words, tuple):
            return [place for word in words for place in _places(f"{front}{prefix}{word}{rest}")]
    return [path]


def _fill(path: str, world: World) -> tuple[str, str]:
    bare = path.removeprefix(API)
    parts = bare.split("{}")
    filled, absent = parts[0], parts[0]
    for n, part in enumerate(parts[1:], start=1):
        prefix = "{}".join(parts[:n]) + "{}"
        whole = RECORDS.get(bare) if n == 1 else None
        word = whole if isinstance(whole, str) else RECORDS.get(prefix)
        if not isinstance(word, str) or word not in world.ids:
            raise LookupError(UNFILLED.format(path=path, prefix=prefix))
        filled += f"{world.ids[word]}{part}"
        absent += f"99999999{part}"
    front = API if path.startswith(API) else ""
    return front + filled, front + absent if len(parts) > 1 else ""


def _content(
    method: str, path: str, handler: HTTPRouteHandler, bodies: dict[str, Any], world: World
) -> dict[str, Any] | None:
    if method in {"GET", "DELETE"}:
        return None
    if path.startswith(API):
        command = command_of(handler)
        return sample(command, _named(world)) if command else None
    command = COMMANDS.get(path) or bodies.get(TWINS.get(path, path))
    for old, new in PREFIXES:
        command = command or bodies.get(path.replace(old, new, 1))
    return as_form(sample(command, _named(world))) if command else {}


def _named(world: World) -> dict[str, Any]:
    """What fields of these names hold: real records."""
    ids, people = world.ids, world.people
    return {
        "proposal": ids["plan"],
        "project": ids["project"],
        "unit": ids["unit"],
        "parent": ids["root"],
        "talent": ids["talent"],
        "grant": ids["grant"],
        "mapping": {},
        "decision": "on_track",
        "move": "suspend",
        "weight": 100,
        "version": None,
        "mentors": [people["mentor"].account],
        "reviewers": [people["judge2"].account],
    }


# -- knocking -------------------------------------------------------------------------------------------------


def client_for(app: Litestar) -> httpx.AsyncClient:
    """A program-like client: errors come as problem details."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
    headers = {"accept": "application/json"}
    return httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers)


async def knock(client: httpx.AsyncClient, door: Door, url: str = "") -> httpx.Response:
    """Send what the door takes, without an idempotency key."""
    proof = str(client.cookies.get("tt_csrf", ""))
    headers = {"x-csrftoken": proof}
    more: dict[str, Any] = {}
    if door.path in UPLOADS:
        more = {"files": {"data": ("佐证.pdf", PDF)}}
    elif door.content is not None:
        more = {"json": door.content} if door.is_api else {"data": door.content}
    return await client.request(door.method, url or door.url, headers=headers, **more)


def in_word(answer: httpx.Response) -> str:
    """The class of an answer, as one mark of the table."""
    match answer.status_code:
        case 401:
            return "⏎"
        case 403:
            return "✗"
        case 404:
            return "·"
        case 400 | 409 | 413 | 422:
            return "○"
        case status if status < 400:  # done, or sent on
            return "●"
        case status:
            return f"!{status}"


def told(answer: httpx.Response) -> str:
    """What an answer says, without the number that differs at every request."""
    text = re.sub(r'"instance":"[0-9A-F]+"', "", answer.text)
    return f"{answer.status_code} {text}"
