# SPDX-License-Identifier: MIT
"""The import contracts of pyproject.toml: they hold, and each fires on a planted violation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("thinktank", "research", "reviews")
LINT = Path(sys.executable).with_name("lint-imports")
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
NAMES = {contract["id"]: contract["name"] for contract in CONFIG["contracts"]}

# contract, what shows it, and the planted imports: file -> module that it imports
PLANTS = [
    ("floors", "a package looks up", {"thinktank/talents/planted.py": "research.topics"}),
    ("floors", "research looks up", {"research/topics/planted.py": "reviews.rubrics"}),
    ("floors", "a capability looks up", {"thinktank/trail/planted.py": "thinktank.talents"}),
    ("floors", "the kit looks up", {"thinktank/web/planted.py": "thinktank.identity"}),
    ("floors", "the top floor is looked at", {"reviews/rounds/planted.py": "thinktank.desk", "thinktank/desk/x.py": ""}),
    ("research", "a capability looks up", {"research/topics/planted.py": "research.projects"}),
    ("research", "a capability that nobody named", {"research/planted/queries.py": ""}),
    ("reviews", "a capability looks up", {"reviews/rubrics/planted.py": "reviews.rounds"}),
    ("reviews", "a capability that nobody named", {"reviews/planted/queries.py": ""}),
    ("files", "states look up", {"research/topics/states.py": "research.topics.tables"}),
    ("files", "tables look up", {"research/topics/tables.py": "research.topics.queries", "research/topics/queries.py": ""}),
    ("files", "operations look up", {"research/topics/operations.py": "research.topics.jobs", "research/topics/jobs.py": ""}),
    ("apart", "a page calls the API", {"research/topics/pages.py": "research.projects.api", "research/projects/api.py": ""}),
    ("apart-too", "the API calls a page", {"reviews/rounds/api.py": "research.topics.pages", "research/topics/pages.py": ""}),
    ("http-free", "the kernel renders", {"thinktank/kernel/clock.py": "jinja2"}),
    ("http-free", "an operation answers requests", {"research/topics/operations.py": "litestar"}),
    ("http-free", "a rule goes round", {"research/topics/rules.py": "thinktank.planted", "thinktank/planted.py": "litestar"}),
    ("tables", "a page reads a table", {"research/topics/pages.py": "research.topics.tables"}),
    ("tables", "the API reads a table", {"reviews/rounds/api.py": "research.topics.tables"}),
    ("reads", "a rule writes", {"research/projects/rules.py": "research.topics.operations", "research/topics/operations.py": ""}),
]  # fmt: skip


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=_not_python)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def _not_python(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_file() and not name.endswith(".py")]


def lint(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [str(LINT), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def test_contracts_hold() -> None:
    code, output = lint(ROOT)
    assert code == 0, output
    assert f"Contracts: {len(NAMES)} kept, 0 broken." in output


@pytest.mark.parametrize(("contract", "what", "imports"), PLANTS)
def test_contract_fires(tree: Path, tmp_path: Path, contract: str, what: str, imports: dict[str, str]) -> None:
    folder = shutil.copytree(tree, tmp_path / "tree")
    for name, module in imports.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + (f"\nimport {module}\n" if module else ""), encoding="utf-8")
    code, output = lint(folder)
    assert code == 1, what
    assert f"{NAMES[contract]} BROKEN" in output, what


def test_every_contract_is_shown_to_fire() -> None:
    assert {contract for contract, _, _ in PLANTS} == set(NAMES)


def test_every_capability_of_thinktank_is_in_the_order() -> None:
    floors = next(contract for contract in CONFIG["contracts"] if contract["id"] == "floors")
    named = {layer.strip("()") for layer in floors["layers"]}
    folders = {f"thinktank.{path.parent.name}" for path in (ROOT / "thinktank").glob("*/__init__.py")}
    assert folders - named - {"thinktank.piccolo_migrations"} == set()
