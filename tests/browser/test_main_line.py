# SPDX-License-Identifier: MIT
"""The main story in a real browser, from ``thinktank init`` on an empty folder to the leader's cockpit."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import server, walk, walk_on
from tests.support.stage import Stage, thinktank
from thinktank.app import wire


@pytest.fixture
def link(tmp_path: Path) -> str:
    """The path of the first account's one-time link, as ``thinktank init`` prints it."""
    told = thinktank(tmp_path, "init", "--district", "盐都区", "--login", "jingban", "--name", "王丙")
    return re.findall(r"/activate/\S+", told.stdout)[0]


@pytest.fixture
def stage(tmp_path: Path, link: str, browser_page: Any) -> Iterator[Stage]:
    """``thinktank init`` on an empty folder, then the server."""
    wire()
    with server.serving(tmp_path, timed=True) as base:
        yield Stage(base, tmp_path, browser_page)


def test_from_init_to_the_cockpit(link: str, stage: Stage, tmp_path: Path) -> None:
    stage.activate(stage.base + link)
    walk.people(stage)
    walk.roster(stage)
    walk.directions(stage)
    team = walk.members(stage)
    walk.conflicted(stage, team)
    project = walk.claimed(stage, team)
    walk_on.reported(stage, project)
    walk_on.gates(stage, project, team, ("kickoff", "work", "midterm"))
    walk_on.inspected(stage, project)
    walk_on.gates(stage, project, team, ("work", "closing"))
    outcome = walk_on.promoted(stage, project, team)
    walk_on.on_the_cockpit(stage, project, outcome)
    assert said_of_the_trail(tmp_path) == (0, "留痕链完整")
    assert said_of_the_trail(tampered(tmp_path)) == (1, "留痕链在第40条断开")


def said_of_the_trail(folder: Path) -> tuple[int, str]:
    """What ``thinktank trail verify`` says of a data folder, up to its first mark."""
    told = thinktank(folder, "trail", "verify")
    return told.returncode, re.split("[，：]", told.stdout + told.stderr)[0]


def tampered(folder: Path) -> Path:
    """A copy of the database in which two entries of the trail were touched."""
    copy = folder / "tampered"
    copy.mkdir()
    for path in folder.glob("thinktank.sqlite*"):
        shutil.copy(path, copy)
    with sqlite3.connect(copy / "thinktank.sqlite") as database:
        database.execute("UPDATE trail_entry SET actor = 999 WHERE seq IN (40, 90)")
    return copy
