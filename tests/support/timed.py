# SPDX-License-Identifier: MIT
"""The program on a clock that a test moves: ``python tests/support/timed.py ARGUMENTS`` is ``thinktank ARGUMENTS``.

The clock runs ahead of the system's by the seconds written in a file of the data folder. Run by its file's name:
the package of the tests puts the environment's settings aside, which this reads.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from litestar import Litestar
from typing_extensions import override

from thinktank import cli
from thinktank.app import create_app
from thinktank.kernel import clock
from thinktank.kernel.clock import Clock
from thinktank.settings import load

AHEAD = "clock-ahead.txt"
_ruling = ExitStack()  # kept, so that the clock rules as long as the process lives


class MovedClock(Clock):
    """The system's clock, ahead by what the data folder's file says."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / AHEAD

    @override
    def now(self) -> datetime:
        """Return the present instant and what has been put on top."""
        return super().now() + timedelta(seconds=float(self.file.read_text()) if self.file.exists() else 0)

    def move_to(self, instant: datetime) -> None:
        """Go forward to an instant, in every process on the folder."""
        written = self.file.with_suffix(".new")
        written.write_text(str((instant - super().now()).total_seconds()))
        written.replace(self.file)


def app() -> Litestar:
    """Build the application on the moved clock, in a process of the server."""
    _ruling.enter_context(clock.using(MovedClock(load().folder)))
    return create_app()


def serve() -> None:
    """Serve as ``thinktank serve`` does, on the moved clock."""
    from granian import Granian
    from granian.constants import Interfaces

    current = load()
    Granian(
        "timed:app", factory=True, address=current.host, port=current.port, interface=Interfaces.ASGI,
        websockets=False,
    ).serve()  # fmt: skip


def main() -> int:
    """Serve, or run another command of the program."""
    if sys.argv[1:] == ["serve"]:
        serve()
        return 0
    _ruling.enter_context(clock.using(MovedClock(load().folder)))
    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
