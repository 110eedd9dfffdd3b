# SPDX-License-Identifier: MIT
"""Topics that say the same: found by the pairs of characters of their titles, and told by the words they share.

A pair is looked up in its own index, the newest topics that have it; nothing walks the topics. Which words made a
topic look like another is part of the answer, so that a person can judge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from research.topics.schemas_topics import SimilarTopic
from research.topics.states import TOPIC
from research.topics.tables import Topic, TopicGram
from thinktank.index import grams
from thinktank.kernel import db

NEWEST = 60  # topics that are looked at for one pair
MOST_PAIRS = 40
MOST = 5
EMPTY = frozenset("的和与及其在对以为了等之")
"""Characters that join words: a pair with one says nothing about the matter."""
COMMON = frozenset(
    ("研究", "建设", "发展", "工作", "问题", "路径", "机制", "对策", "青年", "推进", "加强", "探索", "提升")
)
"""Words of every second title; they count for nothing."""


def pairs_of(title: str) -> list[str]:
    """Return the pairs of neighbours that say what a title is about, in order, each once."""
    found = [pair for term in grams.normal(title).split() for pair in grams.pairs(term) if len(pair) > 1]
    telling = [pair for pair in found if pair not in COMMON and not EMPTY & set(pair)]
    return list(dict.fromkeys(telling))[:MOST_PAIRS]


def shared_words(title: str, other: str, pairs: Iterable[str]) -> list[str]:
    """Return the longest pieces of a title that are made of shared pairs and stand in the other as well."""
    plain, there = grams.normal(title).replace(" ", ""), grams.normal(other).replace(" ", "")
    known, found, piece = set(pairs), [], ""
    for place in range(len(plain)):
        pair = plain[place : place + 2]
        grown = (piece or pair[:1]) + pair[1:]
        if pair in known and grown in there:
            piece = grown
            continue
        found.append(piece)
        piece = pair if pair in known else ""
    return list(dict.fromkeys(word for word in [*found, piece] if len(word) > 1))


def likeness(mine: Iterable[str], theirs: Iterable[str]) -> int:
    """Return how much of the shorter title's pairs the other has too, in percent."""
    one, other = set(mine), set(theirs)
    return round(100 * len(one & other) / min(len(one), len(other))) if one and other else 0


class _Hit(msgspec.Struct):
    topic: int


class _Title(msgspec.Struct):
    id: int
    number: str
    title: str
    state: str


async def note_grams(topic: int, title: str) -> None:
    """Keep the pairs of a topic's title; inside ``write_tx()``."""
    g = TopicGram
    await g.delete().where(g.topic == topic)
    rows = [g(gram=pair, topic=topic) for pair in pairs_of(title)]
    if rows:
        await g.insert(*rows)


async def to_title(title: str, *, seen: Any, apart_from: int = 0, least: int) -> list[SimilarTopic]:
    """Return the topics most like a title, the likest first; ``seen`` is the Where of what the reader may see.

    ``least`` is the share of pairs, in percent, from which on two titles are called alike.
    """
    pairs = pairs_of(title)
    if not pairs:
        return []
    g, t = TopicGram, Topic
    looked = [(g.select(g.topic).where(g.gram == pair).order_by(g.topic, ascending=False).limit(NEWEST), _Hit)
              for pair in pairs]  # fmt: skip
    count = Counter(hit.topic for hits in await db.together(*looked) for hit in hits)
    likely = [topic for topic, _n in count.most_common(MOST * 4) if topic != apart_from]
    if not likely:
        return []
    query = t.select(t.id, t.number, t.title, t.state).where(t.id.is_in(likely) & (t.state != "archived"))
    rows = await db.rows(query if seen is None else query.where(seen), _Title)
    found = [_similar(title, pairs, row) for row in rows]
    alike = [one for one in found if one.percent >= least and one.words]
    return sorted(alike, key=lambda one: (-one.percent, -one.id))[:MOST]


def _similar(title: str, pairs: list[str], row: _Title) -> SimilarTopic:
    theirs = pairs_of(row.title)
    words = shared_words(title, row.title, set(pairs) & set(theirs))
    return SimilarTopic(
        row.id, row.number, row.title, row.state, likeness(pairs, theirs), words, state_label=TOPIC.label(row.state)
    )


def marked(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut a title into pieces and say of each whether it is one of the shared words, for the screen."""
    listed = sorted((re.escape(word) for word in words), key=len, reverse=True)
    if not listed:
        return [(text, False)]
    parts = re.split(f"({'|'.join(listed)})", text)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]
