# SPDX-License-Identifier: MIT
"""What the growth record gives to the profile."""

from __future__ import annotations

from thinktank.growth import queries, rules
from thinktank.kernel.actor import Actor
from thinktank.kernel.subjects import ERASED
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_profile import Event

_SORTS = {
    "入库": "bank", "评价": "bank", "课题": "project", "历练": "posting", "成果": "outcome", "培训": "honour",
    "荣誉": "honour",
}  # fmt: skip


async def lines(actor: Actor, person: TalentView) -> list[Event]:
    """Return the lines that stand, of the classes that the actor reads; what was taken back is on the record alone."""
    del actor  # the person was read through their scope, which gave the classes
    return [
        Event(on=line.on, sort=_SORTS.get(line.category, "bank"), title=line.text, href=line.href)
        for line in await queries.lines(person.id, rules.open_classes(person.classes))
        if not line.corrected and not line.corrects and line.text != ERASED
    ]


PROFILE_EVENTS = (lines,)
