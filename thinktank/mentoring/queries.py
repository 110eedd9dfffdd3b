# SPDX-License-Identifier: MIT
"""Who mentors whom."""

from __future__ import annotations

from datetime import date

import msgspec

from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.mentoring.tables import Mentorship
from thinktank.talents import queries as talents

MOST = 100


class MentorLine(msgspec.Struct):
    """A mentor of a person."""

    mentor: int
    name: str
    post: str
    since: date


class Mentee(msgspec.Struct):
    """A person whom the actor mentors."""

    talent: int
    name: str
    unit_name: str
    post: str
    direction: str
    since: date


async def mentors_of(actor: Actor, talent: int) -> list[MentorLine]:
    """Return a person's present mentors; NotFound for whom the actor does not see."""
    await talents.visible_ids(actor, [talent])
    m = Mentorship
    query = m.select(m.mentor, m.mentor._.name.as_alias("name"), m.mentor._.post.as_alias("post"), m.since)
    return await db.rows(
        query.where((m.talent == talent) & m.until.is_null()).order_by(m.since).limit(MOST), MentorLine
    )


async def mentees(actor: Actor) -> list[Mentee]:
    """Return the people whom the actor mentors now, by family name."""
    m = Mentorship
    query = m.select(
        m.talent,
        m.talent._.name.as_alias("name"),
        m.talent._.unit._.name.as_alias("unit_name"),
        m.talent._.post.as_alias("post"),
        m.talent._.direction.as_alias("direction"),
        m.since,
    ).where((m.mentor == actor.account) & m.until.is_null())
    return await db.rows(query.order_by(m.talent._.name_key).limit(MOST), Mentee)


async def mentors(talent: int) -> list[int]:
    """Return the accounts that mentor a person now: a mentor never scores the own mentee (decisions.md)."""
    m = Mentorship
    return [row["mentor"] for row in await m.select(m.mentor).where((m.talent == talent) & m.until.is_null())]
