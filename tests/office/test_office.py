# SPDX-License-Identifier: MIT
"""Every document and ledger opened in LibreOffice and rendered: pages, text, numbers outside, heads repeated.

Run by ``make test-office``, which leaves PDF files and pictures to be looked at; outside CI, where python-docx and
calamine read the files back.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from thinktank import app
from thinktank.documents.fields import COMMON, sample
from thinktank.documents.filling import fill, shipped
from thinktank.documents.ledger import Cell, Column, Ledger, to_bytes
from thinktank.papers.kinds import Kind, kinds
from thinktank.papers.ledgers import LedgerKind, ledgers

pytestmark = pytest.mark.slow
LINES, ROWS = 12, 200
LONG = "这里写得很长，用来看一段话跨页时版面是否整齐。" * 12
FOOT, MIDDLE = 740, 297  # points: where numbers stand, and the middle of a page
MOST_PAGES = {"sample": 3, "long": 60}


def longer(values: dict[str, Any]) -> dict[str, Any]:
    """The same with more lines, and with long text where a text is a sentence."""
    known = {one.name for one in COMMON}
    return {
        name: [longer(value[0])] * LINES
        if isinstance(value, list)
        else LONG
        if name not in known and value.endswith("。")
        else value
        for name, value in values.items()
    }


def write_all(folder: Path) -> list[Path]:
    app.wire()
    found = []
    for kind in kinds.values():
        template = shipped(kind.heading or kind.title, kind.design)
        for word, values in (("sample", sample(kind.fields)), ("long", longer(sample(kind.fields)))):
            path = folder / f"{kind.name}-{word}.docx"
            path.write_bytes(fill(template, values, kind.fields, title=kind.title))
            found.append(path)
    for ledger in ledgers.values():
        path = folder / f"ledger_{ledger.name}.xlsx"
        path.write_bytes(to_bytes(_sheet(ledger), [tuple(map(_cell, ledger.columns))] * ROWS))
        found.append(path)
    return found


def _sheet(kind: LedgerKind) -> Ledger:
    return Ledger(
        title=kind.title, unit="区委组织部", as_of=date(2026, 3, 18), columns=kind.columns,
        mark="王丙 2026-03-18 10:00", counted=kind.counted,
    )  # fmt: skip


def _cell(column: Column) -> Cell:
    values: dict[str, Cell] = {
        "number": 12, "month": date(2026, 3, 1), "day": date(2026, 3, 18), "light": "yellow", "text": column.title * 2
    }  # fmt: skip
    return values[column.kind]


@pytest.fixture(scope="module")
def rendered(folder: Path) -> dict[str, list[str]]:
    """The text of each page by the file's name; PDF and pictures are left in the folder."""
    paths = write_all(folder)
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing: apt-get install libreoffice-writer libreoffice-calc"
    profile = f"-env:UserInstallation=file://{folder.resolve()}/profile"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, paths)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return {path.stem: _pages(path.with_suffix(".pdf")) for path in paths}


def _pages(pdf: Path) -> list[str]:
    _told("pdftoppm", "-r", "60", "-png", str(pdf), str(pdf.with_suffix("")))
    return [page for page in _told("pdftotext", "-layout", str(pdf), "-").split("\f") if page.strip()]


def _told(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@pytest.mark.parametrize("word", ["sample", "long"])
def test_documents_have_their_title_their_pages_and_numbers_outside(
    word: str, folder: Path, rendered: dict[str, list[str]]
) -> None:
    for kind in kinds.values():
        pages = rendered[f"{kind.name}-{word}"]
        assert 1 <= len(pages) <= MOST_PAGES[word], kind.name
        _has_its_title(kind, pages)
        for number, page in enumerate(pages, start=1):
            last = [line for line in page.splitlines() if line.strip()][-1]
            assert last.replace(" ", "") == f"—{number}—", kind.name
        sides = _sides(folder / f"{kind.name}-{word}.pdf")
        assert sides == ["right", "left"] * (len(pages) // 2) + ["right"] * (len(pages) % 2), kind.name


def _sides(pdf: Path) -> list[str]:
    """On which side of each page its number stands."""
    found = []
    for page in _told("pdftotext", "-bbox", str(pdf), "-").split("<page ")[1:]:
        foot = [
            float(x) for x, y in re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>—', page) if float(y) > FOOT
        ]
        found.append("right" if min(foot) > MIDDLE else "left")
    return found


def _has_its_title(kind: Kind, pages: list[str]) -> None:
    plain = pages[0].replace(" ", "").replace("　", "")
    assert (kind.heading or kind.title).replace("　", "") in plain
    assert "{" not in "".join(pages)


@pytest.mark.parametrize("name", ["topics", "applications", "projects", "changes", "reports"])
def test_a_ledger_lies_across_and_repeats_its_head(name: str, folder: Path, rendered: dict[str, list[str]]) -> None:
    pages = rendered[f"ledger_{name}"]
    assert len(pages) > 1
    assert all("序号" in page and f"第{n}页，共{len(pages)}页" in page for n, page in enumerate(pages, start=1))
    assert ledgers[name].title in pages[0]
    assert f"{ROWS}{ledgers[name].counted}" in pages[-1]
    told = _told("pdfinfo", str(folder / f"ledger_{name}.pdf"))
    width, height = (float(part) for part in told.partition("Page size:")[2].split()[:3:2])
    assert width > height
