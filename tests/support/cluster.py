# SPDX-License-Identifier: MIT
"""A PostgreSQL server for the tests: the one that is named, else a private cluster from this machine's programs."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVER = "THINKTANK_TEST_POSTGRES"
RUN = "THINKTANK_TEST_RUN"
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "timezone": "UTC",
    "shared_buffers": "64MB",
}


class NoServer(Exception):
    """There is no PostgreSQL to be had, and why."""


def begin_run() -> None:
    """Make the folder that all workers of this test run share; the controller calls it before they start."""
    os.environ[RUN] = tempfile.mkdtemp(prefix="thinktank-run-")
    Path(os.environ[RUN]).chmod(0o755)


def end_run() -> None:
    """Stop the cluster, if one was started, and remove the shared folder."""
    folder = Path(os.environ.pop(RUN))
    if (folder / "server").exists():
        _as_owner(_program("pg_ctl"), "stop", "-D", str(folder / "cluster" / "data"), "-m", "immediate", "-s")
    shutil.rmtree(folder, ignore_errors=True)


def server() -> str:
    """The address of a server on which this run may create databases; starts the private cluster at first use.

    Raises NoServer with the reason.
    """
    named = os.environ.get(SERVER, "")
    if named:
        return named
    folder = Path(os.environ[RUN])
    with _locked(folder / "lock"):
        address = folder / "server"
        if not address.exists():
            address.write_text(_start(folder / "cluster"))
        return address.read_text()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _program(name: str) -> str:
    found = shutil.which(name)
    if found:
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not versions:
        message = f"{SERVER} is not set and this machine has no {name} (Debian: apt-get install postgresql)"
        raise NoServer(message)
    return str(versions[-1])


def _owner() -> pwd.struct_passwd | None:
    """Who runs the cluster: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _as_owner(*command: str, cwd: str = "/") -> None:
    owner = _owner()
    identity: dict[str, Any] = {}
    if owner is not None:
        identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, **identity
        )
        if done.returncode:
            output.seek(0)
            message = f"{command[0]} failed: {output.read().decode(errors='replace')[-2000:]}"
            raise NoServer(message)


def _start(folder: Path) -> str:
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    folder.mkdir(mode=0o700)
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = str(folder / "data")
    _as_owner(initdb, "-D", data, "-U", "thinktank", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = " ".join(f"-c {name}='{value}'" for name, value in OPTIONS.items())
    log = str(folder / "log")
    _as_owner(pg_ctl, "start", "-D", data, "-l", log, "-w", "-t", "60", "-s", "-o", f"{options} -k {folder}")
    return f"postgresql://thinktank@/postgres?host={folder}"
