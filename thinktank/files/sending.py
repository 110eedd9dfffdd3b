# SPDX-License-Identifier: MIT
"""A file as an answer: looked at in the browser where that is safe, saved otherwise."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

from litestar.response import Response, Stream

from thinktank.files import kinds, queries
from thinktank.kernel.actor import Actor

# A picture is shown in a sandbox of its own. Browsers refuse to show a PDF in one, so it gets the same without.
LOCKED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
SHOWN = f"{LOCKED}; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'"


async def send(actor: Actor, id: int) -> Stream:  # noqa: A002 -- the record's own id
    """Answer with a file that the actor may read; NotFound for everybody else."""
    found, pieces = await queries.content(actor, id)
    inline = found.media in kinds.INLINE
    policy = SHOWN if found.media == "application/pdf" else f"{SHOWN}; sandbox"
    return Stream(
        pieces,
        media_type=found.media,
        headers={
            "Content-Disposition": disposition(found.name, inline=inline),
            "Content-Length": str(found.size),
            "Content-Security-Policy": policy if inline else f"{LOCKED}; sandbox",
            "X-Frame-Options": "SAMEORIGIN",
            "Cache-Control": "private, no-store",
        },
    )


def saved(name: str, size: int, media: str, pieces: AsyncIterator[bytes]) -> Stream:
    """Answer with bytes that are to be saved, never shown, and kept by no cache."""
    return Stream(
        pieces,
        media_type=media,
        headers={
            "Content-Disposition": disposition(name, inline=False),
            "Content-Length": str(size),
            "Content-Security-Policy": f"{LOCKED}; sandbox",
            "Cache-Control": "private, no-store",
        },
    )


def disposition(name: str, *, inline: bool) -> str:
    """Return the header that names the file, in UTF-8 and with a plain name for old programs (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def download(content: bytes, name: str, media: str) -> Response[bytes]:
    """Answer with a file that was just made, to be saved under a name."""
    headers = {"Content-Disposition": disposition(name, inline=False), "Cache-Control": "private, no-store"}
    return Response(content, media_type=media, headers=headers)
