# SPDX-License-Identifier: MIT
"""What postings say of members' year, for the annual assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from thinktank.growth.schemas import Evidence
from thinktank.identity import queries_units as units
from thinktank.kernel.i18n import _
from thinktank.postings.states import DONE, POSTING, THERE, Grade, Kind
from thinktank.postings.tables import Posting


async def postings(talents: Sequence[int], first: date, last: date) -> dict[int, list[Evidence]]:
    """Return the postings that people were at between two days: kind, unit, post, and the grade once it is signed.

    A unit has the name that it had at the end of what is told: the posting, or the time asked about.
    """
    p = Posting
    there = p.talent.is_in(list(talents)) & p.state.is_in([*THERE, *DONE]) & (p.arrived_on <= last)
    going = p.ended_on.is_null() | (p.ended_on >= first)
    query = p.select(
        p.id, p.talent, p.kind, p.post, p.receiver, p.receiver._.name.as_alias("unit_name"), p.state, p.grade,
        p.ended_on,
    ).where(there & going)  # fmt: skip
    found: dict[int, list[Evidence]] = {}
    rows = await query.order_by(p.id)
    names = await units.names_on(
        [(row["receiver"], min(row["ended_on"] or last, last), row["unit_name"]) for row in rows]
    )
    for row, name in zip(rows, names, strict=True):
        signed = row["state"] in DONE and row["grade"]
        result = (
            _("鉴定%(grade)s") % {"grade": _(Grade(row["grade"]).label)} if signed else _(POSTING.label(row["state"]))
        )
        text = "，".join((_(Kind(row["kind"]).label), f"{name}{row['post']}", result))
        found.setdefault(row["talent"], []).append(Evidence(_("岗位历练"), text, f"/postings/{row['id']}"))
    return found


ASSESSMENT_EVIDENCE = (postings,)
