# SPDX-License-Identifier: MIT
"""What capabilities contribute to the screen, declared as data and filled in by the composition root.

Navigation entries, panels inside other capabilities' pages, things to do, and context for every page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from typing import Any

import msgspec

from thinktank.kernel.actor import Actor, Role


class NavEntry(msgspec.Struct, frozen=True):
    """One entry of the navigation; ``roles`` empty means everybody who is signed in.

    ``badge`` names the number in the page's ``badges`` that stands beside the label; ``hot`` shows it in red.
    ``parents`` are keys of entries: it belongs to the section of the first that the actor has, where it is shown
    once one is there, and stands on its own for who has none of them.
    """

    key: str
    label: str
    icon: str
    href: str
    roles: frozenset[Role] = frozenset()
    group: str = ""
    order: int = 100
    badge: str = ""
    hot: bool = False
    parents: tuple[str, ...] = ()


class Panel(msgspec.Struct, frozen=True):
    """A part of another capability's page: a link that JavaScript replaces by the fragment behind it."""

    slot: str
    key: str
    title: str
    href_for: Callable[[int], str]
    roles: frozenset[Role] = frozenset()
    order: int = 100


class TodoItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that waits for the actor; ``at`` and ``place`` where it is at an hour and somewhere."""

    title: str
    href: str
    detail: str = ""
    due: date | None = None
    urgent: bool = False
    icon: str = "checklist"
    kind: str = ""
    at: datetime | None = None
    place: str = ""


Offers = Callable[[Actor, str, Any], list[Any]]
Context = Callable[[Actor], Awaitable[dict[str, Any]]]
TodoProvider = Callable[[Actor], Awaitable[list[TodoItem]]]
_nav: list[NavEntry] = []
_panels: list[Panel] = []
_contexts: list[Context] = []
_todos: list[TodoProvider] = []
_offers: list[Offers] = []


def register_nav(entries: Iterable[NavEntry]) -> None:
    """Replace the navigation."""
    _nav[:] = sorted(entries, key=lambda entry: entry.order)


def nav_for(actor: Actor) -> list[NavEntry]:
    """Return the entries that this actor may use, in order; none for somebody who is not signed in."""
    return [entry for entry in _nav if _may(actor, entry.roles)]


def sections(nav: list[NavEntry]) -> list[tuple[NavEntry, list[NavEntry]]]:
    """Return the entries of the first level in order, each with those of its section."""
    keys = {entry.key for entry in nav}
    place = {entry.key: next((key for key in entry.parents if key in keys), "") for entry in nav}
    return [(head, [one for one in nav if place[one.key] == head.key]) for head in nav if not place[head.key]]


def register_panels(panels: Iterable[Panel]) -> None:
    """Replace the panels of every slot."""
    _panels[:] = sorted(panels, key=lambda panel: panel.order)


def panels_for(slot: str, actor: Actor) -> list[Panel]:
    """Return a slot's panels that this actor may see, in order."""
    return [panel for panel in _panels if panel.slot == slot and _may(actor, panel.roles)]


def register_offers(*providers: Offers) -> None:
    """Replace the functions that know which documents an actor may take of a record on the page."""
    _offers[:] = providers


def offers_for(actor: Actor, subject: str, record: Any) -> list[Any]:
    """Return the documents that the actor may take of a record, each with ``title`` and ``href``: no query is made.

    ``subject`` is the trail's word for the record.
    """
    return [offer for provider in _offers for offer in provider(actor, subject, record)]


def on_every_page(*contexts: Context) -> None:
    """Replace the functions whose answers every page's context gets.

    The key ``badges`` (a dict of numbers by name) is merged over all of them.
    """
    _contexts[:] = contexts


async def every_page(actor: Actor) -> dict[str, Any]:
    """Return what every page of a signed-in actor gets beside its own context."""
    merged: dict[str, Any] = {"badges": {}}
    if not actor.account:
        return merged
    for context in _contexts:
        answer = dict(await context(actor))
        merged["badges"].update(answer.pop("badges", {}))
        merged.update(answer)
    return merged


def register_todo(*providers: TodoProvider) -> None:
    """Replace the functions that know what waits for an actor."""
    _todos[:] = providers


async def todos_for(actor: Actor, among: Callable[[str], bool] = lambda _module: True) -> list[TodoItem]:
    """Return everything that waits for the actor: urgent first, then by due day, those without a day last.

    ``among`` keeps the providers of some modules, by their names: a part of the workbench.
    """
    answers = await asyncio.gather(*(provider(actor) for provider in _todos if among(provider.__module__)))
    return sorted(
        (item for items in answers for item in items),
        key=lambda item: (not item.urgent, item.due or date.max, item.title),
    )


def _may(actor: Actor, roles: frozenset[Role]) -> bool:
    return bool(actor.account) and (not roles or actor.has(*roles))
