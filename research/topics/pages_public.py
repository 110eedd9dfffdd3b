# SPDX-License-Identifier: MIT
"""The published list: a page to read and print, and its feed."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from litestar import Controller, Request, get
from litestar.response import Response

from research.topics import queries_bulletin
from research.topics.queries_bulletin import Bulletin
from thinktank import settings
from thinktank.kernel import clock
from thinktank.kernel.i18n import _
from thinktank.policies import queries as policies
from thinktank.web.access import PUBLIC, actor_of
from thinktank.web.page import page

AnyRequest = Request[Any, Any, Any]
ATOM = "http://www.w3.org/2005/Atom"


def feed(found: Bulletin, base: str) -> bytes:
    """Return the list as an Atom feed (RFC 4287): the public facts of each topic, under stable ids."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed")
    updated = found.updated or clock.now()

    def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> None:
        ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = text or None

    add(root, "id", f"{base}/bulletin")
    add(root, "title", f"{found.label}榜单")
    add(root, "updated", updated.isoformat())
    add(root, "link", rel="self", href=f"{base}/bulletin/feed.atom")
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    add(author, "name", found.department)
    for row in found.rows:
        entry = ET.SubElement(root, f"{{{ATOM}}}entry")
        add(entry, "id", f"{base}/bulletin#t{row.id}")
        add(entry, "title", f"{row.number}　{row.title}")
        add(entry, "updated", row.published_at.isoformat())
        add(entry, "link", href=f"{base}/bulletin#t{row.id}")
        until = _("揭榜截止%(day)s") % {"day": row.closes_on} if row.closes_on else _("常年受理")
        add(entry, "summary", f"{row.direction_label}　{row.level_label}　{row.state_label}　{until}\n{row.problem}")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode()


class BulletinPages(Controller):
    """The list for whoever may read it: by default who is signed in."""

    path = "/bulletin"
    opt = PUBLIC
    include_in_schema = False

    @get()
    async def show(self, request: AnyRequest) -> Response[Any]:
        """Show the list, to be printed as it stands."""
        actor = actor_of(request)
        found = await queries_bulletin.bulletin(actor)
        public = (await policies.programme()).public_topics
        return await page(request, "topics/bulletin.html", bulletin=found, public=public)

    @get("/feed.atom")
    async def atom(self, request: AnyRequest) -> Response[bytes]:
        """Send the list as a feed."""
        found = await queries_bulletin.bulletin(actor_of(request))
        return Response(feed(found, settings.load().base_url), media_type="application/atom+xml; charset=utf-8")


CONTROLLERS = (BulletinPages,)
