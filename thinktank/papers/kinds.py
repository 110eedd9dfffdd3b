# SPDX-License-Identifier: MIT
"""Kinds of documents: what each is filled with, from which record, who may take it. Capabilities declare their own.

A kind's three steps are kept apart so that a page can offer what a person may take without making it: ``load`` reads
the record in the actor's scope (NotFound outside), ``may`` decides, ``tell`` says what goes into the document.
Whatever ``tell`` gives has been read in the actor's scope: a document shows nobody more than the pages do.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec

from thinktank.documents.fields import COMMON, Field, Values
from thinktank.documents.filling import Design
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.policy import ALLOW, Decision


class Asked(msgspec.Struct, frozen=True):
    """What is asked for: a record by its number, or what a document over many records is narrowed to.

    ``version`` is that of a record which keeps several; 0 for the present one.
    """

    id: int = 0
    version: int = 0
    year: int | None = None
    period: str = ""


class Told(msgspec.Struct, frozen=True):
    """What goes into a document: its values, whose template it follows, its name, and what it is about."""

    values: Values
    about: str
    """What stands behind the kind's name in the file's name, such as a number and a title."""
    unit: int | None = None


async def nothing(_actor: Actor, asked: Asked) -> Asked:
    """Load no record: for documents over many."""
    return asked


def anybody(_actor: Actor, _thing: Any) -> Decision:
    """Whoever reads the record may take the document."""
    return ALLOW


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of document.

    ``path`` is where its record's pages stand, ``api`` its record's place in the API when that is another;
    ``single`` is false
    for a document over many records; ``door`` is its address where that is not the usual one. ``subject`` is the
    trail's word for the record. In a ``linked`` document the marks [n] lead to their rows in a table.
    """

    name: str
    title: str
    heading: str = ""
    about: str
    subject: str
    path: str
    api: str = ""
    single: bool = True
    door: str = ""
    roles: frozenset[Role]
    own: tuple[Field, ...]
    design: Design
    tell: Callable[[Actor, Any], Awaitable[Told]]
    load: Callable[[Actor, Asked], Awaitable[Any]] = nothing
    may: Callable[[Actor, Any], Decision] = anybody
    linked: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every placeholder: those of all documents, then its own."""
        return (*COMMON, *self.own)

    @property
    def api_path(self) -> str:
        """Where its record stands in the API."""
        return f"/api/v1{self.api or self.path}"

    def href(self, id: int = 0) -> str:  # noqa: A002 -- the record's id
        """Return where it is taken."""
        if self.door:
            return self.door.format(id=id)
        return f"{self.path}/{id}/papers/{self.name}" if self.single else f"{self.path}/papers/{self.name}"


kinds: dict[str, Kind] = {}
"""Every kind by its name, in the order of the capabilities; the composition root fills it."""


def register(found: Iterable[Kind]) -> None:
    """Replace the kinds; RuntimeError where two bear one name, which would hide the first."""
    every = list(found)
    kinds.clear()
    kinds.update({one.name: one for one in every})
    if len(kinds) < len(every):
        raise RuntimeError(sorted(name for name in kinds if [one.name for one in every].count(name) > 1))
