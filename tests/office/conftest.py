# SPDX-License-Identifier: MIT
"""The folder in which rendered documents are left; without one (in any other run) nothing is rendered."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the folder; known to runs of this folder alone."""
    parser.addoption("--office", default="", help="render every document into this folder")


@pytest.fixture(scope="session")
def folder(request: pytest.FixtureRequest) -> Path:
    """Where PDF files and pictures are left to be looked at."""
    name = request.config.getoption("--office", default="")
    if not name:
        pytest.skip("make test-office")
    made = Path(name)
    made.mkdir(parents=True, exist_ok=True)
    return made
