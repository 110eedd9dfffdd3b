# SPDX-License-Identifier: MIT
"""The real server, as a process of its own on a data folder of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.support import engines
from thinktank.kernel import db, migrate
from thinktank.kernel.db import PooledSQLiteEngine

T = TypeVar("T")
PATIENCE = 60.0
ROOT = Path(__file__).parents[2]
PLAIN = ("-m", "thinktank")
TIMED = (str(Path(__file__).with_name("timed.py")),)


def prepare(folder: Path, fill: Callable[[], Awaitable[T]]) -> T:
    """Migrate the SQLite file of a data folder, fill it, and return what ``fill`` gave."""

    async def run() -> T:
        await db.engine().open()
        try:
            await migrate.forwards()
            return await fill()
        finally:
            await db.engine().close()

    with engines.using(PooledSQLiteEngine(str(folder / "thinktank.sqlite"))):
        return asyncio.run(run())


def free_port() -> int:
    """Return a port that nothing on this machine listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, *, timed: bool = False) -> Iterator[str]:
    """Serve a prepared data folder and yield the address; RuntimeError with the log when it does not answer.

    ``timed`` serves on a clock that the test moves (``tests.support.timed``).
    """
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    given = {"DATA": str(folder), "HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "1", "JOBS_EVERY": "0"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THINKTANK_")}
    environment |= {f"THINKTANK_{name}": value for name, value in given.items()} | {"THINKTANK_BASE_URL": base}
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *(TIMED if timed else PLAIN), "serve"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, base, log)
        yield base
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], base: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if _answers(base):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server does not answer:\n{log.read_text()[-2000:]}")


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=2) as answer:  # noqa: S310 -- loopback, http
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the server and its workers: the whole group, kindly first."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, kind)
        except ProcessLookupError:
            break
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            continue
    process.wait()
