# SPDX-License-Identifier: MIT
"""Documents that are tested: a setting, a command, a decision or a folder that is not written down fails here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from thinktank import settings

ROOT = Path(__file__).parents[2]
FIRST_RECORDS = 6


def text(name: str) -> str:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.mark.parametrize(("variable", "purpose", "default"), settings.describe())
def test_setting_is_documented(variable: str, purpose: str, default: object) -> None:
    shown = f"`{default}`" if default != "" else ""
    assert f"| `{variable}` | {purpose} | {shown} |" in text("docs/settings.md")


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {variable for variable, _, _ in settings.describe()}
    named = set(re.findall(r"THINKTANK_[A-Z_]+[A-Z]", text("docs/settings.md") + text("README.md")))
    assert {name for name in named - known if not name.startswith("THINKTANK_TEST")} == set()


def commands() -> list[str]:
    """The commands that the program itself lists."""
    done = subprocess.run(
        [sys.executable, "-m", "thinktank", "--help"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    )
    listed = re.search(r"\{([\w,-]+)\}", done.stdout)
    return listed.group(1).split(",") if listed else []


def test_commands_are_documented() -> None:
    known = commands()
    assert known, "thinktank --help lists its commands as {init,migrate,…}"
    told = text("README.md") + text("docs/settings.md")
    assert [name for name in known if f"thinktank {name}" not in told] == []


def test_decision_records_are_numbered_and_complete() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [int(record.name[:4]) for record in records]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= FIRST_RECORDS
    for record in records:
        headings = re.findall(r"^## (.+)$", record.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"], record.name


def test_decision_records_name_files_that_exist() -> None:
    for record in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md")):
        enforced = record.read_text(encoding="utf-8").partition("## Enforced by")[2]
        named = re.findall(r"`((?:tests|thinktank)/[\w/.]+\.py)`", enforced)
        assert named, record.name
        assert [name for name in named if not (ROOT / name).exists()] == [], record.name


@pytest.mark.parametrize("package", ["thinktank", "research", "reviews"])
def test_structure_page_names_every_capability(package: str) -> None:
    page = text("docs/structure.md")
    folders = [path.parent.name for path in (ROOT / package).glob("*/__init__.py")]
    assert [name for name in folders if f"`{name}/`" not in page and name != "piccolo_migrations"] == []
