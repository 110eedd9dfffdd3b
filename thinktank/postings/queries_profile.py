# SPDX-License-Identifier: MIT
"""What postings give to the profile."""

from __future__ import annotations

from thinktank.kernel.actor import Actor
from thinktank.kernel.i18n import _
from thinktank.postings.queries_scope import within
from thinktank.postings.states import DONE, POSTING, THERE, Kind
from thinktank.postings.tables import Posting
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_profile import MOST, Event, Figure


async def figures(actor: Actor, talent: int) -> list[Figure]:
    """Return how many posts the person has been at, as far as the actor may see them."""
    p = Posting
    been = p.select(p.state).where((p.talent == talent) & p.state.is_in([*THERE, *DONE]))
    found = [row["state"] for row in await within(been, actor).limit(MOST)]
    now = sum(state in THERE for state in found)
    return [Figure(_("历练经历"), len(found), "posting", _("%(n)d项在岗") % {"n": now} if now else "")]


async def arrivals(actor: Actor, person: TalentView) -> list[Event]:
    """Return the posts at which the person arrived; how one ended is on the growth record."""
    p = Posting
    query = p.select(
        p.id, p.kind, p.post, p.receiver._.name.as_alias("unit_name"), p.arrived_on, p.ends_on, p.state
    ).where((p.talent == person.id) & p.arrived_on.is_not_null())  # fmt: skip
    return [
        Event(
            on=row["arrived_on"], sort="posting", href=f"/postings/{row['id']}",
            title=_("到岗：%(unit)s%(post)s") % {"unit": row["unit_name"], "post": row["post"]},
            detail=f"{_(Kind(row['kind']).label)}，{_(POSTING.public_label(row['state']))}",
        )
        for row in await within(query, actor).order_by(p.id, ascending=False).limit(MOST)
    ]  # fmt: skip


PROFILE_FIGURES = (figures,)
PROFILE_EVENTS = (arrivals,)
