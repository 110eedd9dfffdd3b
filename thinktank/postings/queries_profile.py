# SPDX-License-Identifier: MIT
"""What postings give to the profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from thinktank.identity import queries_units as units
from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.postings.queries_scope import within
from thinktank.postings.states import DONE, POSTING, THERE, Kind
from thinktank.postings.tables import Posting
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_profile import MOST, Event, Figure, Figures


class Been(msgspec.Struct):
    """A post at which somebody was."""

    state: str


def _been(actor: Actor, talent: int) -> Any:
    p = Posting
    return within(p.select(p.state).where((p.talent == talent) & p.state.is_in([*THERE, *DONE])), actor).limit(MOST)


def _told(rows: Sequence[Been]) -> list[Figure]:
    """Return at how many posts the person has been, and is now."""
    now = sum(row.state in THERE for row in rows)
    return [Figure(_("历练经历"), len(rows), "posting", _("%(n)d项在岗") % {"n": now} if now else "")]


async def arrivals(actor: Actor, person: TalentView) -> list[Event]:
    """Return the posts at which the person arrived, units as they were called then; how one ended is in the record."""
    p = Posting
    query = p.select(
        p.id, p.kind, p.post, p.receiver, p.receiver._.name.as_alias("unit_name"), p.arrived_on, p.state
    ).where((p.talent == person.id) & p.arrived_on.is_not_null())  # fmt: skip
    rows = await within(query, actor).order_by(p.id, ascending=False).limit(MOST)
    names = await units.names_on([(row["receiver"], row["arrived_on"], row["unit_name"]) for row in rows])
    return [
        Event(
            on=row["arrived_on"], sort="posting", href=f"/postings/{row['id']}",
            title=_("到岗：%(unit)s%(post)s") % {"unit": name, "post": row["post"]},
            detail=f"{_(Kind(row['kind']).label)}，{_(POSTING.public_label(row['state']))}",
        )
        for row, name in zip(rows, names, strict=True)
    ]  # fmt: skip


PROFILE_FIGURES = (Figures(_been, Been, _told),)
PROFILE_EVENTS = (arrivals,)
