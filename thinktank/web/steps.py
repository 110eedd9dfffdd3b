# SPDX-License-Identifier: MIT
"""The steps of a record by form: what every page with more than a few of them would write down again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from litestar.response import Response

from thinktank.kernel.actor import Actor
from thinktank.web.forms import submit, uploads
from thinktank.web.page import AnyRequest

Operation = Callable[..., Awaitable[Any]]


class Seen(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs no words: the version that the actor saw."""

    version: int | None = None


class Steps(msgspec.Struct, frozen=True):
    """The steps of one kind of record: all lead back to its page, which shows a refused one again, filled.

    ``path`` is the page's address with ``{}`` for the record, ``context`` what the page shows to somebody of a record.
    """

    path: str
    template: str
    context: Callable[[Actor, int], Awaitable[Mapping[str, Any]]]

    async def take(
        self, request: AnyRequest, record: int, command: type[Any], operation: Operation, flash: str, *,
        files: str = "", of: int | None = None,
    ) -> Response[Any]:  # fmt: skip
        """Take a record through an operation that takes a command, and the files of a control where it is named.

        ``of`` is the record on whose page the step stands, where that is another one.
        """
        sent = {files: await uploads(request, files)} if files else {}
        return await self._submit(
            request, record if of is None else of, command, flash,
            lambda content: operation(request.user, id=record, command=content, **sent),
        )  # fmt: skip

    async def move(self, request: AnyRequest, record: int, operation: Operation, flash: str) -> Response[Any]:
        """Take a record through an operation that asks for nothing but the version that the actor saw."""
        return await self._submit(
            request, record, Seen, flash, lambda content: operation(request.user, id=record, version=content.version)
        )

    async def _submit(
        self, request: AnyRequest, shown: int, command: type[Any], flash: str, run: Callable[[Any], Awaitable[Any]]
    ) -> Response[Any]:
        again = (self.template, lambda: self.context(request.user, shown))
        return await submit(request, command, run=run, to=self.path.format(shown), flash=flash, again=again)
