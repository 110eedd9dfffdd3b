# SPDX-License-Identifier: MIT
"""The facts behind the warnings: a person's other postings, and which unit stands above which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from thinktank.identity.tables import UnitAncestry
from thinktank.kernel import db
from thinktank.policies.kinds import PostingTerms
from thinktank.postings import rules
from thinktank.postings.schemas import Caution, PostingRow
from thinktank.postings.states import DONE, LIVE, Kind
from thinktank.postings.tables import Posting

MOST = 200


class _Span(msgspec.Struct):
    talent: int
    post: str
    starts_on: date
    ends_on: date
    state: str


async def spans_of(talents: Sequence[int]) -> dict[int, list[rules.Span]]:
    """Return the postings of several people that count for warnings, by person, in one query."""
    found: dict[int, list[rules.Span]] = {talent: [] for talent in talents}
    if not talents:
        return found
    p = Posting
    query = p.select(p.talent, p.post, p.starts_on, p.ends_on, p.state)
    counted = p.talent.is_in(list(talents)) & p.state.is_in([*LIVE, *DONE])
    for one in await db.rows(query.where(counted).order_by(p.id).limit(MOST * 50), _Span):
        found[one.talent].append(rules.Span(one.post, one.starts_on, one.ends_on, one.state))
    return found


async def is_below(sender: int, receiver: int, receiver_name: str) -> bool:
    """Whether the receiver stands above the sender: an ancestor in the tree, or an organ of the city or province."""
    u = UnitAncestry
    above = (u.ancestor == receiver) & (u.unit == sender) & (u.depth > 0)
    return rules.is_upper(receiver_name) or await db.exists(u.select(u.id).where(above))


async def cautions_of(view: PostingRow, terms: PostingTerms, ends_on: date | None = None) -> list[Caution]:
    """Return what to mind about a posting as things stand now, perhaps with another last day."""
    p = Posting
    query = p.select(p.talent, p.post, p.starts_on, p.ends_on, p.state)
    others = await db.rows(
        query.where((p.talent == view.talent) & (p.id != view.id) & p.state.is_in([*LIVE, *DONE])).limit(MOST), _Span
    )
    facts = rules.Facts(
        kind=Kind(view.kind),
        starts_on=view.starts_on,
        ends_on=ends_on or view.ends_on,
        sender_name=view.sender_name,
        below=await is_below(view.sender, view.receiver, view.receiver_name),
        others=tuple(rules.Span(one.post, one.starts_on, one.ends_on, one.state) for one in others),
    )
    return rules.cautions(facts, terms)
