# SPDX-License-Identifier: MIT
"""What goes in and out of files."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec


class Upload(Protocol):
    """A file as it arrives; Litestar's ``UploadFile`` fits."""

    filename: str

    async def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end."""

    async def seek(self, offset: int) -> int:
        """Go to a place."""


class FileView(msgspec.Struct):
    """An attachment in a list."""

    id: int
    name: str
    size: int
    media: str
    category: str = ""
    cleared: bool = False
    at: datetime | None = None

    href: str = ""

    def __post_init__(self) -> None:
        """Say where it can be fetched."""
        self.href = f"/files/{self.id}"


class FileRow(msgspec.Struct):
    """An attachment with what it takes to serve it."""

    id: int
    kind: str
    record: int
    name: str
    size: int
    media: str
    sha256: str
    cleared: bool
    uploaded_by: int
    removed_at: datetime | None = None
