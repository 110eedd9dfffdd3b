# SPDX-License-Identifier: MIT
"""Static files under a content hash, so that a browser keeps them for ever and never shows a stale one."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from thinktank.kernel.errors import NotFound
from thinktank.web.access import PUBLIC

FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".webmanifest": "application/manifest+json",
    ".md": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_PACKED = frozenset({".css", ".js", ".svg", ".md", ".txt", ".webmanifest"})


class Asset(msgspec.Struct, frozen=True):
    """One static file as it is sent."""

    path: str
    digest: str
    media_type: str
    plain: bytes
    packed: bytes | None


@cache
def static_root() -> Path:
    """Return the folder of static files: the repository's own, else the one inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package.parent / "static", package / "_static"):
        if (folder / "css" / "app.css").is_file():
            return folder
    raise RuntimeError("the static files are missing: neither static/ nor thinktank/_static is there")


@cache
def _names() -> frozenset[str]:
    """Every file that may be sent; a path outside of this set, however it is spelt, does not exist."""
    root = static_root()
    return frozenset(
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


@cache
def _load(path: str) -> Asset:
    file = static_root() / path
    plain = file.read_bytes()
    packed = gzip.compress(plain, 9, mtime=0) if file.suffix in _PACKED else None
    return Asset(
        path=path,
        digest=hashlib.sha256(plain).hexdigest()[:8],
        media_type=_TYPES.get(file.suffix, "application/octet-stream"),
        plain=plain,
        packed=packed if packed is not None and len(packed) < len(plain) else None,
    )


def find(path: str) -> Asset:
    """Return the static file of this path; NotFound if there is none."""
    if path not in _names():
        raise NotFound
    return _load(path)


@cache
def asset(path: str) -> str:
    """Return the URL of a static file, its content's hash inside; NotFound for one that is not there."""
    return f"/static/{find(path).digest}/{path}"


@get(
    "/static/{digest:str}/{path:path}",
    opt=PUBLIC | {"plain_asset": True},
    include_in_schema=False,
    name="static",
    sync_to_thread=False,
)
def serve_asset(request: Request[Any, Any, Any], digest: FromPath[str], path: FromPath[str]) -> Response[bytes]:
    """Send a static file. A hash of an earlier release gets the present file, which is then not kept."""
    found = find(str(path).lstrip("/"))
    headers = {
        "Cache-Control": FOR_EVER if digest == found.digest else "no-cache",
        "ETag": f'"{found.digest}"',
    }
    if found.packed is not None:
        headers["Vary"] = "Accept-Encoding"
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers=headers)
    body = found.plain
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = found.packed
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=found.media_type, headers=headers)
