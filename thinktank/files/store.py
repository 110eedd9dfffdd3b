# SPDX-License-Identifier: MIT
"""Where the bytes lie: a folder, or an S3-compatible bucket by setting; each named by its SHA-256."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import obstore
from obstore.store import LocalStore, S3Store

from thinktank.settings import Settings, load

_stores: list[tuple[Any, int]] = []
_MB = 1024 * 1024


def configure(settings: Settings) -> None:
    """Open the store that the settings name; the composition root calls it once.

    An S3 endpoint and its key come from the usual ``AWS_*`` variables.
    """
    if settings.files.startswith("s3://"):
        store: Any = S3Store.from_url(settings.files)
    else:
        folder = folder_of(settings)
        folder.mkdir(parents=True, exist_ok=True)
        store = LocalStore(folder)
    _stores[:] = [(store, settings.upload_mb * _MB)]


def folder_of(settings: Settings) -> Path:
    """Return the folder of a local store."""
    return Path(settings.files) if settings.files else settings.folder / "files"


def _current() -> tuple[Any, int]:
    if not _stores:
        configure(load())
    return _stores[0]


def most_bytes() -> int:
    """The largest file that is taken."""
    return _current()[1]


def place(sha256: str) -> str:
    """Return where a file lies inside the store: two levels, so that no folder grows without bound."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


async def keep(sha256: str, content: bytes) -> None:
    """Store a file's bytes; the same bytes twice are one object, so storing again does no harm."""
    await obstore.put_async(_current()[0], place(sha256), content)


async def keep_file(sha256: str, path: Path) -> None:
    """Store a file that lies on this machine, piece by piece."""
    await obstore.put_async(_current()[0], place(sha256), path)


async def drop(sha256: str) -> None:
    """Remove a file's bytes for good; nothing happens when they are gone already."""
    with contextlib.suppress(FileNotFoundError):
        await obstore.delete_async(_current()[0], place(sha256))


async def stream(sha256: str) -> AsyncIterator[bytes]:
    """Return a file's bytes piece by piece; FileNotFoundError before the first piece when they are gone."""
    found = await obstore.get_async(_current()[0], place(sha256))

    async def pieces() -> AsyncIterator[bytes]:
        async for piece in found.stream():
            yield bytes(piece)

    return pieces()


async def holds(sha256: str) -> bool:
    """Whether a file's bytes are in the store."""
    try:
        await obstore.head_async(_current()[0], place(sha256))
    except FileNotFoundError:
        return False
    return True
