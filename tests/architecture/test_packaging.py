# SPDX-License-Identifier: MIT
"""What is installed: locked, from nowhere in particular, and with everything that the program needs inside."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements", "requirements-build", "requirements-dev")
PACKAGES = ("thinktank", "research", "reviews")


def names(text: str) -> set[str]:
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)", text, re.MULTILINE)
    return {name.lower().replace("_", "-") for name in found}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_project_and_lock_ask_for_the_same() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert names("\n".join(project["dependencies"])) == names(read("requirements.in"))


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_what_is_asked_for_with_hashes(lock: str) -> None:
    text = read(f"{lock}.txt")
    assert names(read(f"{lock}.in")) <= names(text)
    pinned = re.findall(r"^[a-z0-9][^\s=]*==\S+ \\\n    --hash=sha256:", text, re.MULTILINE)
    assert len(pinned) == len(names(text))


def test_locks_agree_on_versions() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in re.findall(r"^([a-z0-9][^\s=]*)==(\S+)", read(f"{lock}.txt"), re.MULTILINE):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", [*(f"{lock}.{kind}" for lock in LOCKS for kind in ("in", "txt")), "pyproject.toml"])
def test_no_index_address(name: str) -> None:
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host", read(name)) == []


@pytest.mark.slow
def test_wheel_carries_code_templates_migrations_and_static_files(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
    ]
    subprocess.run([*command, str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("thinktank-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    kinds = {".py", ".html", ".txt", ".sql", ".mo", ".po", ".json", ".csv"}
    wanted = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in kinds and "__pycache__" not in path.parts
    }
    files = [path.relative_to(ROOT / "static") for path in (ROOT / "static").rglob("*") if path.is_file()]
    static = {f"thinktank/_static/{path}" for path in files}
    assert wanted - inside == set()
    assert static - inside == set()
    assert not [name for name in inside if name.startswith("tests/")]
