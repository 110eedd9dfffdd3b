# SPDX-License-Identifier: MIT
"""The anonymous sheet (匿名活页) of an application, made from its text."""

from __future__ import annotations

import msgspec

from research.applications import drafts
from research.applications import queries_anonymous as anonymous
from research.applications.anonymity import Leak, Word, covered, find
from research.applications.schemas import ApplicationView
from research.applications.states import PART_LABELS, PARTS
from research.applications.tables import CoverWord
from thinktank.kernel import db


class SheetPart(msgspec.Struct):
    """A part of the sheet: as it is read by reviewers, with what was covered in it."""

    name: str
    label: str
    text: str
    leaks: list[Leak]


class AddedWord(msgspec.Struct):
    """A word that the office covers beside those that the program knows."""

    id: int
    text: str
    who: str


async def sheet(app: ApplicationView, words: list[AddedWord]) -> list[SheetPart]:
    """Return an application's parts without what gives its team away, the title and the added words included."""
    people = [app.lead, *(member.talent for member in app.members)]
    known: list[Word] = await anonymous.words_of_people(people)
    known += anonymous.added_words(one.text for one in words)
    texts = [("title", "题目", app.topic_title)]
    texts += [(name, PART_LABELS[name], drafts.in_words(name, getattr(app, name))) for name in PARTS]
    return [SheetPart(name, label, covered(text, known), find(text, known)) for name, label, text in texts if text]


async def added(application: int) -> list[AddedWord]:
    """Return the words that the office added, in order."""
    w = CoverWord
    query = w.select(w.id, w.text, w.account._.name.as_alias("who")).where(w.application == application)
    return await db.rows(query.order_by(w.id), AddedWord)
