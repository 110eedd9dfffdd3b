# SPDX-License-Identifier: MIT
"""Whether a topic is open, and who may claim it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from research.topics.schemas_topics import TopicView
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import Decision, check


def is_open(state: str, closes_on: date | None, today: date) -> bool:
    """Whether teams may claim: published, and the closing day (until 24:00) has not passed."""
    return state == "published" and (closes_on is None or today <= closes_on)


def may_claim(actor: Actor, topic: TopicView, *, member: bool, unmet: Sequence[str] = ()) -> Decision:
    """Members claim open topics whose conditions they meet.

    ``member`` says whether the actor is an active member of the bank, ``unmet`` which conditions stand against it.
    """
    who = check(actor.has(Role.MEMBER) and member, "揭榜由在库成员发起")
    fits = check(not unmet, "；".join(unmet))
    return who & check(topic.open, f"课题{topic.state_label}，已不在揭榜期内") & fits
