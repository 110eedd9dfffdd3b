# SPDX-License-Identifier: MIT
"""Pages that post, and the API's door to the same operation where its path is another."""

from __future__ import annotations

import msgspec

from research.outcomes.schemas import Registration
from research.topics.schemas_topics import CallDraft, ProposeTopic, TopicDraft
from thinktank.growth.schemas import JudgeAssessment
from thinktank.identity.schemas import Activate, EndGrant, SignIn
from thinktank.placement.schemas import ChooseMoves, ReviseLines, SetTerm
from thinktank.policies.schemas import SetDay

# Pages that post and have no API twin under the same path.
COMMANDS: dict[str, type[msgspec.Struct]] = {
    "/assessments/{}/sign": JudgeAssessment,
    "/activate/{}": Activate,
    "/sign-in": SignIn,
    "/directions/balance/apply": ChooseMoves,
    "/settings/lexicon": ReviseLines,
    "/settings/lexicon/term": SetTerm,
    "/accounts/{}/end-grant": EndGrant,
    "/outcomes/new": Registration,
    "/settings/days": SetDay,
    "/topics/new": TopicDraft,
    "/topics/proposals/new": ProposeTopic,
    "/topics/calls/new": CallDraft,
}
# Pages whose API twin has another path.
TWINS = {
    "/briefings/new": "/briefings",
    "/briefings/{}/head": "/briefings/{}",
    "/grants/new": "/grants",
    "/grants/{}/edit": "/grants/{}",
    "/accounts/new": "/accounts",
    "/changes/{}/edit": "/changes/{}",
    "/meetings/{}/edit": "/meetings/{}",
    "/projects/{}/meetings/new": "/projects/{}/meetings",
    "/projects/{}/changes/new": "/projects/{}/changes",
    "/projects/{}/changes/new/preview": "/projects/{}/changes/preview",
    "/rounds/rubrics/new": "/rubrics",
    "/rounds/rubrics/{}/edit": "/rubrics/{}",
    "/accounts/{}/edit": "/accounts/{}",
    "/onboarding/open": "/onboarding",
    "/admissions/new": "/admissions/people",
    "/join": "/admissions/self",
    "/public-notices/{}/objections/{}": "/public-notices/objections/{}",
    "/talents/{}/edit": "/talents/{}/facts",
    "/coordinations/{}": "/coordinations/{}/answer",
    "/directions": "/placements",
    "/directions/balance": "/placements/balance",
    "/directions/queue": "/placements/reconsider",
    "/corrections/outcome/{}": "/corrections/{}/{}",
    "/corrections/round_item/{}": "/corrections/{}/{}",
    "/me/data/requests": "/data-requests",
    "/mentoring/suggestions/new": "/mentoring/suggestions",
    "/mentoring/talks/new": "/mentoring/talks",
    "/briefs/{}/edit": "/briefs/{}",
    "/outcomes/{}/indicators/new": "/outcomes/{}/indicators",
    "/outcomes/{}/describe": "/outcomes/{}/material",
    "/outcomes/{}/revise": "/outcomes/{}",
    "/outcomes/{}/pilot": "/outcomes/{}/pilots",
    "/outcomes/{}/replicate": "/outcomes/{}/replications",
    "/reports/{}": "/reports/{}/submit",
    "/postings/needs/new": "/post-needs",
    "/postings/needs/{}/edit": "/post-needs/{}",
    "/postings/needs/{}/propose": "/post-needs/{}/postings",
    "/postings/needs/{}/rota": "/post-needs/{}/turns",
    "/postings/needs/{}/step": "/post-needs/{}/steps",
    "/postings/needs/{}/swap": "/post-needs/{}/turns/swap",
    "/problems/new": "/problems",
    "/projects/grant/{}": "/applications/{}/grant",
    "/reviews/items/{}/assignments/{}/withdraw": "/review-items/assignments/{}/withdraw",
    "/reviews/items/{}/reviewers": "/review-items/{}/assignments",
    "/reviews/items/{}/send_back": "/review-items/{}/send-back",
    "/reviews/{}/draft": "/reviews/{}/sheet",
    "/reviews/{}/revise": "/reviews/{}/sheet/revise",
    "/reviews/{}/submit": "/reviews/{}/sheet/submit",
    "/supervision/checkpoints/new": "/checkpoints",
    "/supervision/orders/new": "/orders",
    "/supervision/projects/{}/light": "/projects/{}/light",
    "/supervision/projects/{}/light/end": "/projects/{}/light/end",
    "/talents/placement/confirm": "/placements/confirm",
    "/talents/{}/placement": "/placements/{}",
    "/talents/{}/step": "/talents/{}/steps",
    "/applications/{}/team": "/applications/{}/invitations",
    "/applications/{}/team/{}": "/applications/{}/members/{}",
    "/applications/{}/anonymous": "/applications/{}/cover-words",
    "/invitations/{}": "/invitations/{}/answer",
    "/topics/{}/apply": "/topics/{}/application",
    "/topics/{}/apply/draft": "/topics/{}/application",
    "/topics/{}/edit": "/topics/{}",
    "/topics/calls/{}/edit": "/topics/calls/{}",
}
PREFIXES = (
    ("/privacy/notice", "/privacy-notice"),
    ("/privacy/agree", "/me/agree"),
    ("/supervision", ""),
    ("/settings/years", "/years"),
    ("/settings/papers", "/paper-templates"),
    ("/settings", "/policies"),
    ("/reviews/items", "/review-items"),
    ("/rounds/rubrics", "/rubrics"),
    ("/talents/import", "/imports"),
)
